"""Providers translate their listings: what they see, what families read, what an officer says."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from core import languages, translations
from core.languages import OTHERS
from core.models import AuditEvent, TranslationSource
from core.translations import State, Translated
from directory import actions as directory
from directory.models import Service
from directory.translatables import fields_of, texts_of
from search.models import SearchDocument
from suggestions import parts
from suggestions.models import Suggestion
from tests import listings
from tests.desk import boxes
from tests.web.providing import changed, fill_in, outcomes, send, sent_by
from tests.web.suggesting import text
from translating.gathering import is_wanted

pytestmark = pytest.mark.django_db
LISTING = "/provider/listing/saturday-club/"
POLISH = f"{LISTING}change/in-pl/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7|add:7 }}"
GAMES = "Gry dla dzieci w spektrum autyzmu."


@pytest.fixture
def club(pat) -> Service:
    return listings.service(
        "Saturday club",
        summary_en="Games for autistic children.",
        description_en="We play in the hall.\n\n- Bring **water**.",
        description_pl="Bawimy się w sali.",
        terms=(listings.term("category", "clubs"),),
    )


@pytest.fixture
def trusted(club) -> Service:
    club.organisation.is_trusted = True
    club.organisation.save()
    return club


def made(club: Service, field: str, code: str = "pl") -> TranslationSource | None:
    return translations.states_of([club.pk], code).get((club.pk, field))


def remember(club: Service, field: str, made_by: str, english: str = "", **how) -> None:
    english = english or translations.english(club, field)
    translations.remember([Translated(club.pk, field, "pl", english)], made_by=made_by, **how)


def sent(client, **typed) -> Suggestion:
    return send(client, changed(client, "saturday-club", "in-pl", **typed))


def page_of(suggestion: Suggestion) -> str:
    return reverse("desk:suggestion", args=[suggestion.pk])


def decide(client, suggestion: Suggestion, **more: str):
    """Approve everything as the page offers it; `more` by the names of its boxes."""
    page = client.get(page_of(suggestion))
    choices = {"version": str(page.context["version"])}
    for field in page.context["form"]:
        choices |= boxes(field)
    return client.post(f"{page_of(suggestion)}decide/", choices | more)


def english_becomes(club: Service, words: str, by) -> None:
    club.refresh_from_db()
    with directory.changing(club, by=by, verb="service.changed"):
        club.summary_en = words
        club.save()


# --- Writing --------------------------------------------------------------------------------------


def test_every_text_of_a_listing_can_be_given_in_every_language():
    keys = {
        f"{field.name}_{language.code.replace('-', '_')}"
        for field in fields_of(Service)
        for language in OTHERS
    }
    assert set(parts.TRANSLATIONS) == keys


def test_the_listing_says_how_each_language_stands(club, pat, olive, signed_in):
    remember(club, "description", "machine")
    page = text(signed_in(pat).get(LISTING))
    assert "Polish: written by a machine and 2 texts not translated" in page
    assert "Not translated: Arabic" in page


def test_a_language_is_chosen_in_its_own_name(club, pat, signed_in):
    page = signed_in(pat).get(f"{LISTING}change/translations/").content.decode()
    for language in OTHERS:
        assert f"{LISTING}change/in-{language.code}/" in page
        assert f'lang="{language.tag}" dir="{language.direction}">{language.own_name}</a>' in page


def test_each_english_text_stands_beside_a_box_that_runs_the_right_way(club, pat, signed_in):
    client = signed_in(pat)
    page = client.get(f"{LISTING}change/in-ar/")
    form = page.context["form"]
    assert [each["english"] for each in form.boxes()] == [
        "Saturday club",
        "Games for autistic children.",
        "We play in the hall.\n\n- Bring **water**.",
    ]
    assert 'name="summary_ar" lang="ar" dir="rtl"' in page.content.decode()
    # The page's own language needs no second name.
    assert "العربية</span> (Arabic)" in page.content.decode()
    assert "العربية</span> (" not in client.get(f"/ar{LISTING}change/in-ar/").content.decode()


def test_words_are_approved_shown_and_marked_as_the_providers(club, pat, olives, olive, signed_in):
    client = signed_in(pat)
    suggestion = sent(client, name_pl="Klub sobotni", summary_pl=GAMES)
    assert suggestion.state == "submitted"
    assert suggestion.made_from == {
        "name_pl": "Saturday club",
        "summary_pl": "Games for autistic children.",
    }
    assert "being checked by us" in text(client.get(LISTING))

    page = text(olives.get(page_of(suggestion)))
    assert "The English that it was written from" in page
    assert "Games for autistic children." in page and GAMES in page
    assert decide(olives, suggestion).status_code == 302

    club.refresh_from_db()
    row = made(club, "summary")
    assert club.summary_pl == GAMES
    assert row.made_by == "provider" and row.checked_at is None
    assert row.english == "Games for autistic children."
    assert SearchDocument.objects.get(object_id=club.pk, language="pl").data["is_draft"]
    assert list(outcomes(suggestion).values()) == ["Approved", "Approved"]
    assert "translated by you" in text(client.get(LISTING))
    public = client.get("/pl/services/saturday-club/").content.decode()
    assert GAMES in public and 'hreflang="en"' in public


def test_families_are_told_who_wrote_it(client, club, olive):
    remember(club, "description", "provider")
    Service.objects.filter(pk=club.pk).update(name_pl="Klub", summary_pl=GAMES)
    remember(club, "name", "person", by=olive)
    remember(club, "summary", "person", by=olive)
    with override("pl"):
        said = gettext(
            "The people who run the service translated parts of this page. "
            "Nobody at the council has checked them yet."
        )
        machine = gettext("A machine translated parts of this page. Nobody has checked them yet.")
    page = client.get("/pl/services/saturday-club/").content.decode()
    assert said in page and machine not in page
    translations.approve([Translated(club.pk, "description", "pl", club.description_en)], by=olive)
    assert said not in client.get("/pl/services/saturday-club/").content.decode()


def test_an_officer_says_that_somebody_has_checked_it(club, pat, olives, olive, signed_in):
    suggestion = sent(signed_in(pat), summary_pl=GAMES)
    decide(olives, suggestion, **{"checked-0": "on"})
    row = made(club, "summary")
    assert (row.made_by, row.checked_by) == ("provider", olive) and row.checked_at
    event = AuditEvent.objects.get(verb="suggestion.approved")
    assert event.detail["checked"] == ["summary_pl"]
    assert "has checked it" in text(olives.get(page_of(suggestion)))
    assert "Yours, checked" in text(signed_in(pat).get(POLISH))


def test_one_text_is_sent_back_and_the_others_are_published(club, pat, olives, signed_in):
    client = signed_in(pat)
    suggestion = sent(client, name_pl="Klub sobotni", summary_pl=GAMES)
    decide(olives, suggestion, **{"part-1": "sent_back", "note-1": "Is that how Poles say it?"})
    club.refresh_from_db()
    assert (club.name_pl, club.summary_pl) == ("Klub sobotni", None)
    english_becomes(club, "Games and crafts.", suggestion.decided_by)

    client.post(f"/provider/suggestion/{suggestion.reference}/", {"do": "again"})
    again = Suggestion.objects.get(follows=suggestion)
    # The words are those of then, and so is the English that they say.
    assert again.made_from == {"summary_pl": "Games for autistic children."}
    page = text(client.get(f"/provider/suggestion/{again.reference}/edit/in-pl/"))
    assert "What changed in the English since this was translated" in page


def test_a_trusted_organisation_publishes_at_once_and_is_still_not_checked(
    trusted, pat, olives, signed_in
):
    remember(trusted, "description", "machine")
    suggestion = sent(signed_in(pat), description_pl="Gramy w sali.")
    trusted.refresh_from_db()
    assert suggestion.published_at_once and trusted.description_pl == "Gramy w sali."
    row = made(trusted, "description")
    assert row.made_by == "provider" and row.checked_at is None

    page = olives.get(page_of(suggestion))
    data = {"reason": "Not right.", "version": str(page.context["version"])}
    olives.post(f"{page_of(suggestion)}undo/", data)
    trusted.refresh_from_db()
    # Nobody knows any more who wrote the words that are back, so nobody is said to have.
    assert trusted.description_pl == "Bawimy się w sali." and made(trusted, "description") is None


# --- When the English changes ---------------------------------------------------------------------


def test_english_and_its_translation_change_together(club, pat, olives, signed_in):
    client = signed_in(pat)
    changed(client, "saturday-club", "name", summary_en="Games and crafts.")
    draft = changed(client, "saturday-club", "in-pl", summary_pl="Gry i rękodzieło.")
    assert draft.made_from == {"summary_pl": "Games and crafts."}
    suggestion = send(client, draft)
    edit = f"{page_of(suggestion)}edit/name/"
    data = sent_by_desk(olives.get(edit)) | {"summary_en": "Games and crafts!"}
    assert olives.post(edit, data).status_code == 302
    decide(olives, suggestion)
    club.refresh_from_db()
    assert club.summary_en == "Games and crafts!" and club.summary_pl == "Gry i rękodzieło."
    assert made(club, "summary").english == "Games and crafts!"


def sent_by_desk(page) -> dict:
    found: dict = {}
    for field in page.context["form"]:
        found |= boxes(field)
    return found


def test_english_that_is_refused_leaves_its_translation_behind(club, pat, olives, signed_in):
    client = signed_in(pat)
    changed(client, "saturday-club", "name", summary_en="Games and crafts.")
    suggestion = send(client, changed(client, "saturday-club", "in-pl", summary_pl="Gry."))
    decide(olives, suggestion, **{"part-0": "rejected"})
    club.refresh_from_db()
    assert club.summary_en == "Games for autistic children." and club.summary_pl == "Gry."
    assert made(club, "summary").english == "Games and crafts."
    assert "English has changed since" in text(client.get(POLISH))


def test_english_changed_in_the_draft_after_its_translation_is_not_what_it_says(
    club, pat, olives, signed_in
):
    client = signed_in(pat)
    changed(client, "saturday-club", "in-pl", summary_pl=GAMES)
    suggestion = send(
        client, changed(client, "saturday-club", "name", summary_en="Only crafts now.")
    )
    assert "English has changed since" in text(olives.get(page_of(suggestion)))
    decide(olives, suggestion)
    assert made(club, "summary").english == "Games for autistic children."


def test_english_that_changed_while_it_waited_is_said_to_have(club, pat, olives, olive, signed_in):
    suggestion = sent(signed_in(pat), summary_pl=GAMES)
    english_becomes(club, "Games and crafts.", olive)
    assert "English has changed since" in text(olives.get(page_of(suggestion)))
    decide(olives, suggestion)
    assert made(club, "summary").english == "Games for autistic children."


def test_the_provider_is_told_which_texts_fell_behind_and_why(club, pat, olive, signed_in):
    client = signed_in(pat)
    assert client.get("/provider/").context["behind"] == []
    Service.objects.filter(pk=club.pk).update(summary_pl=GAMES)
    remember(club, "summary", "provider")
    english_becomes(club, "Games and crafts for autistic children.", olive)
    home = client.get("/provider/")
    assert home.context["behind"] == [club]
    assert f"{LISTING}change/translations/" in home.content.decode()
    assert "the English of 1 text has changed since" in text(client.get(LISTING))
    page = text(client.get(POLISH))
    assert "Added: and crafts" in page


def test_nobody_is_asked_about_words_of_a_machine(club, pat, olive, signed_in):
    Service.objects.filter(pk=club.pk).update(summary_pl=GAMES)
    remember(club, "summary", "machine")
    english_becomes(club, "Games and crafts.", olive)
    assert signed_in(pat).get("/provider/").context["behind"] == []


def test_a_machine_leaves_the_words_of_providers_alone(club, olive):
    remember(club, "description", "provider")
    english = {"description": "We play in the garden.", "summary": "Games."}
    for field, words in english.items():
        setattr(club, f"{field}_en", words)
    texts = {each.field: each for each in texts_of(club)}
    row = made(club, "description")
    assert texts["description"].state("pl", row) == State.OLD
    assert not is_wanted(texts["description"], "pl", row)
    assert is_wanted(texts["summary"], "pl", None)


# --- The English changed, and the translation is right all the same -------------------------------


STILL_RIGHT = f"{POLISH}still-right/"


@pytest.fixture
def behind(club, olive) -> Service:
    """Their Polish summary was checked, then its English changed."""
    Service.objects.filter(pk=club.pk).update(name_pl="Klub", summary_pl=GAMES)
    remember(club, "name", "person", by=olive)
    remember(club, "summary", "provider")
    translations.approve([Translated(club.pk, "summary", "pl", club.summary_en)], by=olive)
    english_becomes(club, "Games for children who are autistic.", olive)
    return club


def pressed(client, address: str = POLISH) -> dict[str, str]:
    """What the button sends, as the page was drawn."""
    found = client.get(address, follow=True).context["behind"]
    return {each.key: each.seen for each in found}


def test_ones_own_words_are_said_to_be_still_right(behind, pat, olives, signed_in):
    client = signed_in(pat)
    page = client.get(POLISH)
    sent = pressed(client)
    assert list(sent) == ["summary_pl"]
    assert f'name="summary_pl" value="{sent["summary_pl"]}"' in page.content.decode()
    assert "Our translation is still right" in text(page)
    assert not SearchDocument.objects.get(object_id=behind.pk, language="pl").data["is_draft"]

    answer = client.post(STILL_RIGHT, sent, follow=True)
    assert "Your translation is up to date again." in text(answer)
    version = behind.version
    behind.refresh_from_db()
    row = made(behind, "summary")
    assert behind.summary_pl == GAMES and behind.version == version
    assert row.english == "Games for children who are autistic." and row.made_by == "provider"
    # Whoever checked it had other English before them.
    assert row.checked_at is None and row.checked_by is None
    assert SearchDocument.objects.get(object_id=behind.pk, language="pl").data["is_draft"]
    assert client.get("/provider/").context["behind"] == []
    again = client.get(POLISH)
    assert "Yours, not checked yet" in text(again)
    assert "Our translation is still right" not in text(again)
    assert not Suggestion.objects.exists()

    event = AuditEvent.objects.get(verb="service.translation_confirmed")
    assert (event.actor, event.object_id) == (pat, str(behind.pk))
    assert event.detail == {
        "language": "pl",
        "fields": ["summary"],
        "no_longer_checked": ["summary"],
    }
    assert "Own translation said to be still right" in text(olives.get("/desk/audit/"))


def test_english_that_changed_again_is_not_confirmed(behind, pat, olive, signed_in):
    client = signed_in(pat)
    sent = pressed(client)
    english_becomes(behind, "Swimming, not games.", olive)
    answer = client.post(STILL_RIGHT, sent, follow=True)
    assert "nothing was confirmed" in text(answer)
    assert made(behind, "summary").english == "Games for autistic children."
    assert client.get("/provider/").context["behind"] == [behind]
    assert not AuditEvent.objects.filter(verb="service.translation_confirmed").exists()
    # The page that they are led to shows the new words, and has the button again.
    assert "Swimming" in text(answer)
    client.post(STILL_RIGHT, pressed(client))
    assert made(behind, "summary").english == "Swimming, not games."


def test_a_text_that_fell_behind_meanwhile_is_not_confirmed_with_the_others(
    behind, pat, olive, signed_in
):
    remember(behind, "description", "provider")
    client = signed_in(pat)
    sent = pressed(client)
    behind.refresh_from_db()
    with directory.changing(behind, by=olive, verb="service.changed"):
        behind.description_en = "We play in the garden."
        behind.save()
    client.post(STILL_RIGHT, sent)
    assert list(pressed(client)) == ["description_pl"]


def test_pressing_twice_confirms_once(behind, pat, signed_in):
    client = signed_in(pat)
    sent = pressed(client)
    client.post(STILL_RIGHT, sent)
    answer = client.post(STILL_RIGHT, sent, follow=True)
    assert "None of your own words in this language are out of date." in text(answer)
    assert AuditEvent.objects.filter(verb="service.translation_confirmed").count() == 1


@pytest.mark.parametrize("made_by", ["machine", "person"])
def test_nobody_answers_for_words_of_others(made_by, behind, pat, olive, signed_in):
    sent = pressed(signed_in(pat))
    remember(behind, "summary", made_by, english="Games for autistic children.", by=olive)
    client = signed_in(pat)
    assert pressed(client) == {} and "still right" not in text(client.get(POLISH))
    answer = client.post(STILL_RIGHT, sent, follow=True)
    assert "None of your own words in this language are out of date." in text(answer)
    row = made(behind, "summary")
    assert (row.made_by, row.english) == (made_by, "Games for autistic children.")


def test_what_a_draft_says_otherwise_is_not_confirmed_beside_it(behind, pat, signed_in):
    client = signed_in(pat)
    sent = pressed(client)
    draft = changed(client, "saturday-club", "about", description_en="We sing.")
    edit = f"/provider/suggestion/{draft.reference}/edit/in-pl/"
    assert pressed(client, edit) == sent
    changed(client, "saturday-club", "name", summary_en="Only crafts now.")
    assert pressed(client, edit) == {} and "still right" not in text(client.get(edit))


def test_a_page_with_unsaved_words_has_no_button_beside_them(behind, pat, signed_in):
    refused = fill_in(signed_in(pat), POLISH, name_pl="a" * 256)
    assert refused.status_code == 200 and "still right" not in text(refused)


def test_others_cannot_say_that_a_translation_is_still_right(
    behind, pat, nora, vera, olive, client, signed_in
):
    sent = pressed(signed_in(pat))
    for person in (nora, vera, olive):
        assert signed_in(person).post(STILL_RIGHT, sent).status_code == 404
    assert client.post(STILL_RIGHT, sent).status_code == 302
    own = signed_in(pat)
    assert own.get(STILL_RIGHT).status_code == 405
    for section in ("in-en", "in-xx", "about"):
        assert own.post(f"{LISTING}change/{section}/still-right/", sent).status_code == 404
    directory.archive(behind, by=olive)
    assert own.post(STILL_RIGHT, sent).status_code == 404
    assert made(behind, "summary").english == "Games for autistic children."


# --- Empty boxes ----------------------------------------------------------------------------------


def test_an_empty_box_gives_nothing_and_takes_nothing_of_others(club, pat, signed_in):
    client = signed_in(pat)
    response = fill_in(client, POLISH, description_pl="", summary_pl=" ")
    assert response.status_code == 302 and not Suggestion.objects.exists()


def test_ones_own_words_are_taken_back_after_a_question(club, pat, olives, signed_in):
    remember(club, "description", "provider")
    client = signed_in(pat)
    refused = fill_in(client, POLISH, description_pl="")
    assert refused.status_code == 200 and "This box is empty" in text(refused)
    assert not Suggestion.objects.exists()

    suggestion = sent(client, description_pl="", take_back="on")
    assert suggestion.proposed == {"description_pl": ""}
    decide(olives, suggestion)
    club.refresh_from_db()
    assert not club.description_pl and made(club, "description") is None


def test_a_draft_that_is_emptied_says_again_what_families_read(club, pat, signed_in):
    client = signed_in(pat)
    changed(client, "saturday-club", "in-pl", description_pl="Gramy.", summary_pl="Gry.")
    draft = changed(client, "saturday-club", "in-pl", description_pl="")
    assert draft.proposed == {"summary_pl": "Gry."} and set(draft.made_from) == {"summary_pl"}


# --- Those who must not, and what goes wrong ------------------------------------------------------


@pytest.mark.parametrize("section", ["in-en", "in-xx", "in-", "in-pl-pl", "pl"])
def test_there_is_no_page_for_english_or_a_language_that_is_not(section, club, pat, signed_in):
    client = signed_in(pat)
    assert client.get(f"{LISTING}change/{section}/").status_code == 404
    draft = changed(client, "saturday-club", "about", description_en="We sing.")
    assert client.get(f"/provider/suggestion/{draft.reference}/edit/{section}/").status_code == 404


def test_others_find_nothing(club, pat, nora, vera, client, signed_in):
    draft = changed(signed_in(pat), "saturday-club", "in-pl", summary_pl=GAMES)
    pages = (
        f"{LISTING}change/translations/",
        POLISH,
        f"/provider/suggestion/{draft.reference}/edit/translations/",
        f"/provider/suggestion/{draft.reference}/edit/in-pl/",
    )
    for address in pages:
        assert signed_in(nora).get(address).status_code == 404
        assert signed_in(vera).get(address).status_code in (403, 404)
        assert client.get(address).status_code == 302
        assert signed_in(nora).post(address, {"summary_pl": "x"}).status_code in (404, 405)
    assert Suggestion.objects.get().proposed == {"summary_pl": GAMES}


def test_a_viewer_cannot_say_that_it_was_checked(club, pat, vera, signed_in):
    suggestion = sent(signed_in(pat), summary_pl=GAMES)
    client = signed_in(vera)
    assert "has checked it" not in text(client.get(page_of(suggestion)))
    data = {"part-0": "approved", "checked-0": "on", "version": str(club.version)}
    assert client.post(f"{page_of(suggestion)}decide/", data).status_code in (403, 404)
    assert made(club, "summary") is None


def test_a_visitor_is_not_asked_for_translations(client, club):
    page = client.get("/suggest/change/saturday-club/").content.decode()
    assert "in-pl" not in page


def test_words_that_are_too_long_are_refused(club, pat, signed_in):
    response = fill_in(signed_in(pat), POLISH, name_pl="a" * 256)
    assert response.status_code == 200 and "name_pl" in response.context["form"].errors
    assert not Suggestion.objects.exists()


def test_code_in_words_is_only_words(club, pat, olives, signed_in):
    client = signed_in(pat)
    suggestion = sent(client, summary_pl=HOSTILE, description_pl=f"# Ważne\n\n{HOSTILE}")
    for page in (olives.get(page_of(suggestion)), client.get(LISTING), client.get(POLISH)):
        assert "<script>alert(1)" not in page.content.decode()
    decide(olives, suggestion)
    public = client.get("/pl/services/saturday-club/").content.decode()
    assert "<script>alert(1)" not in public and "<img src=x" not in public
    assert "Ważne</h" in public


def test_two_people_at_once_lose_nothing(club, pat, olive, signed_in):
    client = signed_in(pat)
    data = sent_by(client.get(POLISH)) | {"summary_pl": GAMES}
    english_becomes(club, "Games and crafts.", olive)
    data = {name: each for name, each in data.items() if each is not None}
    late = client.post(POLISH, data)
    assert late.status_code == 409 and GAMES in late.content.decode()
    assert not Suggestion.objects.exists()
    data["version"] = str(late.context["version"])
    assert client.post(POLISH, data).status_code == 302
    assert Suggestion.objects.get().made_from == {"summary_pl": "Games and crafts."}


def test_words_that_somebody_else_wrote_meanwhile_are_not_overwritten(
    club, pat, olives, olive, signed_in
):
    suggestion = sent(signed_in(pat), description_pl="Gramy w sali.")
    club.refresh_from_db()
    with directory.changing(club, by=olive, verb="service.translated"):
        club.description_pl = "Wspólna zabawa w sali."
        club.save()
    page = olives.get(page_of(suggestion))
    assert page.context["has_conflict"]
    assert decide(olives, suggestion).status_code == 422
    club.refresh_from_db()
    assert club.description_pl == "Wspólna zabawa w sali."


def test_a_language_that_is_not_offered_to_browsers_is_still_written(
    club, pat, signed_in, monkeypatch
):
    monkeypatch.delitem(languages.OFFERS, "pl")
    assert signed_in(pat).get(POLISH).status_code == 200


def test_a_new_service_has_english_first(club, pat, signed_in):
    client = signed_in(pat)
    client.post(f"{LISTING}copy/", {"name": "Sunday club"})
    draft = Suggestion.objects.get(kind="new")
    assert not set(draft.proposed) & set(parts.TRANSLATIONS)
    edit = f"/provider/suggestion/{draft.reference}/edit/"
    assert "In other languages" not in text(client.get(edit))
    assert client.get(f"{edit}translations/").status_code == 404
    assert client.get(f"{edit}in-pl/").status_code == 404


def test_the_translation_desk_says_who_wrote_it(club, olives):
    remember(club, "description", "provider")
    page = text(olives.get(f"/desk/directory/services/{club.pk}/translate/pl/"))
    assert "The people who run the service wrote these words." in page


def test_what_waits_is_named_by_its_language(club, pat, olives, signed_in):
    sent(signed_in(pat), summary_pl=GAMES, name_pl="Klub sobotni")
    assert olives.get("/desk/suggestions/").context["entries"][0].about == ["Polish"]


def test_a_preview_in_the_language_shows_the_words(club, pat, signed_in):
    client = signed_in(pat)
    draft = changed(client, "saturday-club", "in-pl", summary_pl=GAMES)
    assert (
        GAMES in client.get(f"/pl/provider/suggestion/{draft.reference}/preview/").content.decode()
    )


# --- Budgets --------------------------------------------------------------------------------------


def test_the_pages_ask_a_bounded_number_of_questions(
    club, pat, olives, signed_in, django_assert_max_num_queries
):
    client = signed_in(pat)
    for language in OTHERS:
        key = f"summary_{language.code.replace('-', '_')}"
        Service.objects.filter(pk=club.pk).update(**{key: GAMES})
        translations.remember(
            [Translated(club.pk, "summary", language.code, "Old English.")], made_by="provider"
        )
    with django_assert_max_num_queries(30):
        client.get(f"{LISTING}change/translations/")
    with django_assert_max_num_queries(30):
        client.get(POLISH)
    suggestion = sent(client, name_pl="Klub", summary_pl="Gry.", description_pl="Gramy.")
    with django_assert_max_num_queries(45):
        olives.get(page_of(suggestion))
