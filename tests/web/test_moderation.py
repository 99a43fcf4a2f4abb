"""The officer decides on what people suggested."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.models import AuditEvent
from directory import actions as directory
from directory.models import Service
from suggestions import actions, parts
from suggestions.models import ReasonTemplate, Suggestion, SuggestionContact
from suggestions.tasks import close_suggestions_of_gone_listings, forget_suggestion_authors
from tests.listings import organisation, place, service, term
from tests.web.suggesting import link_in, post, rows, step, suggest, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def splash() -> Service:
    return service(
        "Splash club",
        phones=("01632 960123",),
        description_en="We swim on Mondays.",
        website="https://old.example.org",
        terms=(term("category", "swimming"),),
    )


def choices(suggestion: Suggestion, **by_key: str) -> dict[str, str]:
    """The form's fields: what becomes of each part, else approved."""
    data = {}
    for index, key in enumerate(actions.parts_of(suggestion)):
        outcome, _, note = by_key.get(key, "approved").partition(": ")
        data |= {f"part-{index}": outcome, f"note-{index}": note}
    return data


def decide(client, suggestion: Suggestion, version: int | str = "", **more: str):
    listing = Service.objects.filter(pk=suggestion.service_id).first()
    version = version or (listing.version if listing else "")
    data = {**choices(suggestion), "version": version, **more}
    return client.post(f"/desk/suggestions/{suggestion.pk}/decide/", data)


@pytest.fixture
def desk(olive, signed_in):
    return signed_in(olive)


def test_the_officer_approves_and_the_next_one_opens(desk, splash, run_jobs, olive, client):
    other = service("Art club")
    first = suggest(splash, description_en="We swim on Tuesdays.")
    second = suggest(other, summary_en="Painting")
    response = desk.post("/desk/suggestions/next/")
    assert response["Location"] == f"/desk/suggestions/{first.pk}/"
    page = desk.get(response["Location"])
    assert "Removed: Mondays." in text(page) and "Added: Tuesdays." in text(page)
    response = decide(desk, first)
    assert response["Location"] == f"/desk/suggestions/{second.pk}/"
    first.refresh_from_db()
    assert (first.state, first.decided_by) == ("approved", olive)
    assert "We swim on Tuesdays." in text(client.get("/services/splash-club/"))
    assert "Splash club" in text(client.get("/services/?q=tuesdays"))
    run_jobs()
    assert mail.outbox[-1].subject == "We have published your suggestion"
    assert mail.outbox[-1].to == ["paula@example.org"]


# --- Part by part ---------------------------------------------------------------------------------


def test_a_part_is_approved_and_another_sent_back_with_a_note(desk, splash, run_jobs, client):
    sent = suggest(splash, description_en="We dive.", website="https://new.example.org")
    note = "sent_back: This address does not open."
    decide(desk, sent, **choices(sent, website=note))
    splash.refresh_from_db()
    assert (splash.description_en, splash.website) == ("We dive.", "https://old.example.org")
    run_jobs()
    email = mail.outbox[-1]
    assert "Website: Sent back to be changed" in email.body
    assert "This address does not open." in email.body
    page = text(client.get(link_in(email.body)))
    assert "We have published a part of it." in page and "This address does not open." in page


def test_the_author_changes_what_was_sent_back_and_sends_it_again(desk, splash, client, run_jobs):
    sent = suggest(splash, description_en="We dive.", website="https://new.example.org")
    decide(desk, sent, **choices(sent, website="sent_back: It does not open."))
    response = post(client, f"/suggest/mine/{sent.key}/", do="again")
    again = Suggestion.objects.get(follows=sent)
    assert again.key in response["Location"]
    assert again.proposed == {"website": "https://new.example.org"}
    assert (
        post(client, f"/suggest/mine/{sent.key}/", do="again")["Location"] == response["Location"]
    )
    actions.submit(again)
    again.refresh_from_db()
    assert again.state == "submitted", "the address is known already"


def test_all_of_it_is_sent_back_and_comes_again(desk, splash, client, run_jobs):
    sent = suggest(splash, description_en="We dive.")
    decide(desk, sent, **choices(sent, description_en="sent_back: Tell us more."))
    sent.refresh_from_db()
    assert (sent.state, sent.decided_at) == ("sent_back", None)
    step(client, f"/suggest/mine/{sent.key}/about/?check=1", description_en="We dive deep.")
    assert post(client, f"/suggest/mine/{sent.key}/check/").status_code == 302
    decide(desk, sent)
    splash.refresh_from_db()
    assert splash.description_en == "We dive deep."


def test_sending_back_needs_a_note(desk, splash):
    sent = suggest(splash, description_en="We dive.")
    response = decide(desk, sent, **choices(sent, description_en="sent_back"))
    assert response.status_code == 422
    assert "Write what the author should change." in text(response)
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_the_officer_mends_a_part_before_approving_it(desk, splash, client, run_jobs):
    sent = suggest(splash, description_en="WE DIVE!!!")
    address = f"/desk/suggestions/{sent.pk}/edit/about/"
    assert "WE DIVE!!!" in desk.get(address).content.decode()
    desk.post(address, {"description_en": "We dive."})
    assert "You have changed it." in text(desk.get(f"/desk/suggestions/{sent.pk}/"))
    decide(desk, sent)
    splash.refresh_from_db()
    sent.refresh_from_db()
    assert splash.description_en == "We dive."
    assert sent.decisions["description_en"]["outcome"] == "edited"
    page = text(client.get(f"/suggest/mine/{sent.key}/"))
    assert "WE DIVE!!!" in page and "What we published We dive." in page


def test_mending_phones_keeps_the_part_that_the_author_left_alone(desk, splash):
    sent = suggest(splash, website="https://new.example.org")
    phone = splash.phones.get()
    data = {"website": "https://new.example.org/club", "email": ""} | rows(
        "phones", {"id": str(phone.pk), "number": phone.number}, initial=1
    )
    desk.post(f"/desk/suggestions/{sent.pk}/edit/contact/", data)
    sent.refresh_from_db()
    assert sent.edited == {"website": "https://new.example.org/club"}


def test_ages_that_do_not_go_together_are_explained_and_nothing_is_written(desk, splash):
    Service.objects.filter(pk=splash.pk).update(maximum_age=10)
    sent = suggest(Service.objects.get(pk=splash.pk), minimum_age=12)
    response = decide(desk, sent)
    assert response.status_code == 422
    assert "service_ages_in_order" in text(response) or "age" in text(response)
    sent.refresh_from_db()
    splash.refresh_from_db()
    assert (sent.state, splash.minimum_age) == ("submitted", None)


# --- Refusing and asking --------------------------------------------------------------------------


def test_a_reason_from_a_template_reaches_the_author_translated(desk, splash, run_jobs):
    reason = ReasonTemplate.objects.create(
        title_en="Not local", text_en="It is too far away.", text_pl="To za daleko."
    )
    sent = suggest(splash, language="pl", description_en="We dive.")
    address = f"/desk/suggestions/{sent.pk}/reject/"
    page = desk.get(f"{address}?template={reason.pk}").content.decode()
    assert "It is too far away." in page
    desk.post(address, {"reason": "It is too far away.", "template": str(reason.pk)})
    sent.refresh_from_db()
    assert sent.state == "rejected"
    run_jobs()
    assert "To za daleko." in mail.outbox[-1].body
    assert "http://localhost:8000/pl/suggest/mine/" in mail.outbox[-1].body


def test_a_reason_is_needed_and_a_made_up_template_is_ignored(desk, splash):
    sent = suggest(splash, description_en="We dive.")
    address = f"/desk/suggestions/{sent.pk}/reject/"
    assert desk.get(f"{address}?template=nonsense").status_code == 200
    assert desk.post(address, {"reason": " "}).status_code == 422
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_the_officer_asks_and_the_author_answers(desk, splash, client, run_jobs, olive):
    sent = suggest(splash, description_en="We dive.")
    desk.post(f"/desk/suggestions/{sent.pk}/ask/", {"question": "How deep is it?"})
    run_jobs()
    assert "How deep is it?" in mail.outbox[-1].body
    link = link_in(mail.outbox[-1].body)
    assert "How deep is it?" in text(client.get(link))
    assert post(client, link, do="answer", text="").status_code == 200
    post(client, link, do="answer", text="Two metres.")
    sent.refresh_from_db()
    assert sent.state == "submitted"
    run_jobs()
    assert mail.outbox[-1].to == [olive.email]
    assert "Two metres." in text(desk.get(f"/desk/suggestions/{sent.pk}/"))


def test_nobody_can_be_asked_who_left_no_address(desk, splash):
    sent = suggest(splash, kind="report", email="", words="It moved.")
    response = desk.post(
        f"/desk/suggestions/{sent.pk}/ask/", {"question": "Where to?"}, follow=True
    )
    assert "The author left no e-mail address" in text(response)


def test_staff_comment_and_the_author_never_reads_it(splash, eddie, signed_in, client):
    sent = suggest(splash, description_en="We dive.")
    editor = signed_in(eddie)
    editor.post(f"/desk/suggestions/{sent.pk}/comment/", {"comment": "I know these people."})
    assert "I know these people." in text(editor.get(f"/desk/suggestions/{sent.pk}/"))
    assert "I know these people." not in text(client.get(f"/suggest/status/{sent.reference}/"))
    assert "I know these people." not in text(client.get(f"/suggest/mine/{sent.key}/"))


def test_an_editor_and_a_viewer_see_no_way_to_decide(splash, eddie, vera, signed_in):
    sent = suggest(splash, description_en="We dive.")
    for person in (eddie, vera):
        page = text(signed_in(person).get(f"/desk/suggestions/{sent.pk}/"))
        assert "Added: dive." in page and "Save and open the next one" not in page


# --- Other kinds ----------------------------------------------------------------------------------


def suggest_new(**more):
    day = {"freq": "WEEKLY", "days": ["MO"], "opens_at": "15:30", "closes_at": "17:00"}
    return suggest(
        None,
        kind="new",
        name_en="Robot club",
        organisation_name="Robots Together",
        summary_en="Building robots",
        schedules=[day],
        cost_options=[{"option_en": "A session", "amount": "4.5"}],
        places=[
            {"name_en": "Shirley Hall", "address_1": "1 High Street", "postal_code": "SO15 3DT"}
        ],
        **more,
    )


def test_a_new_service_is_published_with_a_new_organisation(desk, client, run_jobs):
    sent = suggest_new()
    assert "Add a new one: Robots Together" in text(desk.get(f"/desk/suggestions/{sent.pk}/"))
    response = decide(desk, sent, organisation="new")
    assert response.status_code == 302, text(response)
    made = Service.objects.get(name_en="Robot club")
    assert made.organisation.name_en == "Robots Together"
    assert made.schedules.get().days == ["MO"]
    assert str(made.cost_options.get().amount) == "4.50"
    assert made.locations.get().address_1 == "1 High Street"
    page = text(client.get("/services/robot-club/"))
    assert "Every Monday, 3:30pm to 5pm" in page and "£4.50" in page
    assert "Robot club" in text(client.get("/services/?q=robots"))
    sent.refresh_from_db()
    assert (sent.state, sent.service) == ("approved", made)


def test_a_new_service_goes_to_the_organisation_that_is_known(desk):
    known = organisation("Robots Together Ltd")
    sent = suggest_new()
    response = decide(desk, sent)
    assert response.status_code == 422, "whose it is must be chosen"
    decide(desk, sent, organisation=str(known.pk))
    assert Service.objects.get(name_en="Robot club").organisation == known


def test_what_has_ended_is_archived_and_other_suggestions_about_it_close(
    desk, splash, client, run_jobs, django_capture_on_commit_callbacks
):
    ended = suggest(splash, kind="removal", words="They closed.", email="gone@example.org")
    other = suggest(splash, description_en="We dive.")
    with django_capture_on_commit_callbacks(execute=True):
        decide(desk, ended)
    assert client.get("/services/splash-club/").status_code == 404
    other.refresh_from_db()
    assert other.state == "closed"
    run_jobs()
    subjects = {email.to[0]: email.subject for email in mail.outbox}
    assert subjects["gone@example.org"] == "We have put it right"
    assert subjects["paula@example.org"].startswith("Your suggestion is closed")


def test_a_report_in_words_is_dealt_with(desk, splash):
    sent = suggest(splash, kind="report", email="", words="The lift is broken.")
    page = text(desk.get(f"/desk/suggestions/{sent.pk}/"))
    assert "The lift is broken." in page and "Dealt with" in page
    assert "left no e-mail address" in page
    decide(desk, sent)
    sent.refresh_from_db()
    assert sent.state == "approved"
    splash.refresh_from_db()
    assert splash.version == 1


# --- Places ---------------------------------------------------------------------------------------


def test_a_secret_place_is_neither_shown_nor_touched(desk, client):
    refuge = place("Safe house", address_1="9 Secret Road", hidden=True)
    hall = place("Shirley Hall")
    listing = service("Help", places=(refuge, hall))
    sent = suggest(listing, places=[{"name_en": "New Hall", "address_1": "2 Low Road"}])
    for page in (
        desk.get(f"/desk/suggestions/{sent.pk}/"),
        client.get(f"/suggest/mine/{sent.key}/"),
    ):
        assert "Secret" not in text(page) and "Safe house" not in text(page)
    assert "Secret" not in str(sent.base)
    decide(desk, sent)
    assert set(listing.locations.values_list("name_en", flat=True)) == {"Safe house", "New Hall"}


def test_a_place_that_others_share_stays_where_it_is(desk):
    hall = place("Shirley Hall")
    listing, other = service("Club", places=(hall,)), service("Other", places=(hall,))
    row = parts.snapshot(Service.objects.with_everything().get(pk=listing.pk))["places"][0]
    sent = suggest(listing, places=[{**row, "address_1": "2 Low Road", "postal_code": "SO14 7LY"}])
    decide(desk, sent)
    assert other.locations.get().address_1 == "1 High Street"
    assert listing.locations.get().address_1 == "2 Low Road"


def test_a_place_of_its_own_is_moved(desk):
    hall = place("Shirley Hall")
    listing = service("Club", places=(hall,))
    row = parts.snapshot(Service.objects.with_everything().get(pk=listing.pk))["places"][0]
    decide(desk, suggest(listing, places=[{**row, "address_1": "2 Low Road"}]))
    hall.refresh_from_db()
    assert hall.address_1 == "2 Low Road"
    assert hall.latitude == 50.9086, "the postcode is the same, so the point is too"


# --- Meanwhile ------------------------------------------------------------------------------------


def change_listing(listing: Service, **fields):
    fresh = Service.objects.get(pk=listing.pk)
    with directory.changing(fresh, by=None, verb="service.changed"):
        for name, value in fields.items():
            setattr(fresh, name, value)
        fresh.save()


def test_a_listing_that_changed_shows_three_versions_and_nothing_is_overwritten(desk, splash):
    sent = suggest(splash, description_en="We dive.")
    change_listing(splash, description_en="We row.")
    page = desk.get(f"/desk/suggestions/{sent.pk}/")
    for words in ("We swim on Mondays.", "We row.", "We dive.", "Changed since"):
        assert words in text(page)
    assert 'value="approved" checked' not in page.content.decode()
    fields = {"version": "2", "message": ""}
    assert desk.post(f"/desk/suggestions/{sent.pk}/decide/", fields).status_code == 422
    splash.refresh_from_db()
    assert splash.description_en == "We row."
    decide(desk, sent)
    splash.refresh_from_db()
    assert splash.description_en == "We dive."


def test_another_part_that_changed_is_no_conflict(desk, splash):
    sent = suggest(splash, description_en="We dive.")
    change_listing(splash, website="https://new.example.org")
    page = desk.get(f"/desk/suggestions/{sent.pk}/")
    assert "Changed since" not in text(page)
    decide(desk, sent)
    splash.refresh_from_db()
    assert (splash.description_en, splash.website) == ("We dive.", "https://new.example.org")


def test_a_change_while_the_officer_looks_is_noticed(desk, splash):
    sent = suggest(splash, description_en="We dive.")
    desk.get(f"/desk/suggestions/{sent.pk}/")
    change_listing(splash, description_en="We row.")
    response = decide(desk, sent, version=1)
    assert response.status_code == 409
    assert "The listing was changed while you looked." in text(response)
    assert "We row." in text(response)
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_the_second_officer_is_told_who_decided(desk, splash, make_user, signed_in):
    oscar = signed_in(make_user("oscar@example.org", "officer", name="Oscar"))
    sent = suggest(splash, description_en="We dive.")
    decide(desk, sent)
    response = oscar.post(
        f"/desk/suggestions/{sent.pk}/decide/", {**choices(sent), "version": "2"}, follow=True
    )
    assert "Olive Officer decided on this already" in text(response)
    assert AuditEvent.objects.filter(verb="suggestion.approved").count() == 1


def test_what_one_officer_works_on_another_must_take_over(desk, splash, make_user, signed_in):
    oscar = signed_in(make_user("oscar@example.org", "officer", name="Oscar"))
    sent = suggest(splash, description_en="We dive.")
    desk.post(f"/desk/suggestions/{sent.pk}/claim/")
    page = text(oscar.get(f"/desk/suggestions/{sent.pk}/"))
    assert "Olive Officer is working on this." in page and "Save and open" not in page
    assert decide(oscar, sent)["Location"] == f"/desk/suggestions/{sent.pk}/"
    assert oscar.post("/desk/suggestions/next/")["Location"] == "/desk/suggestions/"
    oscar.post(f"/desk/suggestions/{sent.pk}/claim/")
    assert decide(oscar, sent)["Location"] == "/desk/suggestions/"
    sent.refresh_from_db()
    assert sent.decided_by.name == "Oscar"


def test_what_was_left_is_free_again(desk, splash, make_user, signed_in):
    oscar = signed_in(make_user("oscar@example.org", "officer", name="Oscar"))
    sent = suggest(splash, description_en="We dive.")
    desk.post(f"/desk/suggestions/{sent.pk}/claim/")
    desk.post(f"/desk/suggestions/{sent.pk}/release/")
    assert oscar.post("/desk/suggestions/next/")["Location"] == f"/desk/suggestions/{sent.pk}/"


# --- A listing that is gone -----------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["archived", "deleted"])
def test_a_listing_that_is_gone_closes_its_suggestions(gone, desk, splash, run_jobs, olive):
    sent = suggest(splash, description_en="We dive.")
    draft = actions.start(kind="change", service=splash, questions=["about"])
    directory.archive(splash, by=olive)
    if gone == "deleted":
        directory.delete(splash, by=olive)
    response = desk.post(
        f"/desk/suggestions/{sent.pk}/decide/", {**choices(sent), "version": "1"}, follow=True
    )
    assert "The service is no longer listed" in text(response)
    run_jobs()
    mail.outbox.clear()
    close_suggestions_of_gone_listings(0)
    run_jobs()
    sent.refresh_from_db()
    draft.refresh_from_db()
    assert (sent.state, sent.service_name, draft.state) == ("closed", "Splash club", "closed")
    assert [email.to for email in mail.outbox] == [["paula@example.org"]]
    close_suggestions_of_gone_listings(0)
    run_jobs()
    assert len(mail.outbox) == 1, "nobody is told twice"
    assert desk.get(f"/desk/suggestions/{sent.pk}/").status_code == 200


# --- Many -----------------------------------------------------------------------------------------


def test_short_facts_are_approved_together(desk, splash):
    art = service("Art club")
    short = suggest(splash, website="https://new.example.org")
    suggest(art, website="https://art.example.org")
    long = suggest(art, description_en="We paint.")
    page = desk.get("/desk/suggestions/quick/").content.decode()
    assert "https://new.example.org" in page and "We paint." not in page
    response = desk.post(
        "/desk/suggestions/quick/",
        {"approve": [f"{short.pk}:1", f"{long.pk}:1", "nonsense", f"{splash.pk}:1"]},
        follow=True,
    )
    assert "1 approved." in text(response) and "needs a closer look" in text(response)
    splash.refresh_from_db()
    assert splash.website == "https://new.example.org"
    assert Suggestion.objects.filter(state="submitted").count() == 2


def test_a_short_fact_that_is_stale_is_not_approved(desk, splash):
    sent = suggest(splash, website="https://new.example.org")
    change_listing(splash, website="https://other.example.org")
    assert "No short facts are waiting" in text(desk.get("/desk/suggestions/quick/"))
    response = desk.post("/desk/suggestions/quick/", {"approve": f"{sent.pk}:1"}, follow=True)
    assert "the listing has changed since" in text(response)
    splash.refresh_from_db()
    assert splash.website == "https://other.example.org"


def test_the_queue_is_filtered(desk, splash, olive):
    art = service("Art club")
    late = suggest(splash, description_en="We dive.")
    suggest(art, kind="report", email="", words="It moved.")
    Suggestion.objects.filter(pk=late.pk).update(
        submitted_at=timezone.now() - timedelta(days=10),
        claimed_by=olive,
        claimed_at=timezone.now(),
    )
    queue = "/desk/suggestions/"
    page = text(desk.get(queue))
    assert page.index("Splash club") < page.index("Art club"), "the oldest first"
    assert "Late" in page
    for query, has_splash, has_art in (
        ("kind=report", False, True),
        ("waits=7", True, False),
        ("claim=mine", True, False),
        ("claim=free", False, True),
        ("topic=swimming", True, False),
        ("state=approved", False, False),
        ("q=splash", True, False),
        ("state=all&kind=change", True, False),
    ):
        page = text(desk.get(f"{queue}?{query}"))
        assert ("Splash club" in page, "Art club" in page) == (has_splash, has_art), query


def test_what_was_never_sent_is_not_on_the_desk(desk, splash):
    draft = actions.start(kind="change", service=splash, questions=["about"])
    assert "Splash club" not in text(desk.get("/desk/suggestions/?state=all"))
    assert desk.get(f"/desk/suggestions/{draft.pk}/").status_code == 404


def test_the_queue_and_the_page_ask_a_bounded_number_of_questions(
    desk, splash, django_assert_max_num_queries
):
    for number in range(12):
        listing = service(f"Club {number}", phones=("01632 960100",))
        sent = suggest(listing, website=f"https://{number}.example.org", description_en="We dive.")
        suggest(listing, email=f"p{number}@example.org", website="https://x.example.org")
    with django_assert_max_num_queries(9):
        desk.get("/desk/suggestions/")
    with django_assert_max_num_queries(25):
        desk.get(f"/desk/suggestions/{sent.pk}/")
    with django_assert_max_num_queries(20):
        desk.get("/desk/suggestions/quick/")


# --- Reasons, times and the first page ------------------------------------------------------------


def test_the_officer_keeps_reasons_in_several_languages(desk):
    desk.post(
        "/desk/suggestions/reasons/add/", {"title_en": "Far", "text_en": "Too far.", "order": "1"}
    )
    reason = ReasonTemplate.objects.get()
    address = f"/desk/suggestions/reasons/{reason.pk}/"
    desk.post(
        address, {"title_en": "Far", "text_en": "Far away.", "text_pl": "Daleko.", "order": "1"}
    )
    reason.refresh_from_db()
    assert (reason.text_en, reason.text_pl) == ("Far away.", "Daleko.")
    assert desk.post(address, {"title_en": "", "text_en": "x", "order": "1"}).status_code == 200
    desk.post(f"{address}delete/")
    assert not ReasonTemplate.objects.exists()


def test_the_first_page_of_the_desk_counts_what_waits(desk, splash):
    suggest(splash, description_en="We dive.")
    assert "1 Suggestions to decide on" in text(desk.get("/desk/"))


def test_who_sent_it_is_deleted_too_when_they_never_came_again(desk, splash):
    sent = suggest(splash, description_en="We dive.")
    decide(desk, sent, **choices(sent, description_en="sent_back: Tell us more."))
    forget_suggestion_authors(0)
    assert SuggestionContact.objects.count() == 1
    past = timezone.now() - timedelta(days=184)
    Suggestion.objects.filter(pk=sent.pk).update(updated_at=past)
    forget_suggestion_authors(0)
    assert not SuggestionContact.objects.exists()
    assert desk.get(f"/desk/suggestions/{sent.pk}/").status_code == 200


def test_who_sent_it_is_deleted_half_a_year_after_the_decision(desk, splash):
    old, new = (
        suggest(splash, description_en="We dive."),
        suggest(splash, website="https://a.example"),
    )
    decide(desk, old)
    decide(desk, new, version=2)
    past = timezone.now() - timedelta(days=184)
    Suggestion.objects.filter(pk=old.pk).update(ended_at=past)
    draft = actions.start(kind="change", service=splash, questions=["about"])
    Suggestion.objects.filter(pk=draft.pk).update(updated_at=timezone.now() - timedelta(days=31))
    forget_suggestion_authors(0)
    assert list(SuggestionContact.objects.values_list("suggestion", flat=True)) == [new.pk]
    assert not Suggestion.objects.filter(pk=draft.pk).exists()
    page = text(desk.get(f"/desk/suggestions/{old.pk}/"))
    assert "paula@example.org" not in page and "deleted on schedule" in page
