"""Hints: friendly, in their places, only about English, and never in the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from suggestions import actions, hints
from suggestions.models import Suggestion
from tests import listings
from tests.web.providing import changed, fill_in, send
from tests.web.suggesting import suggest, text

WHOLE = {
    "summary_en": "A Saturday club for autistic children.",
    "minimum_age": 5,
    "cost_note_en": "It is free.",
    "terms:need": ["a"],
    "terms:category": ["b"],
    "phones": [{"number": "023 8000 0001"}],
    "places": [{"name_en": "Shirley Hall"}],
    "schedules": [{"freq": "WEEKLY", "valid_to": None}],
}


def said(values, organisation=None, **more) -> list[str]:
    return [hint.key for hint in hints.of({**WHOLE, **values}, organisation, **more)]


def words(**values) -> str:
    return " ".join(f"{hint.text} {hint.quote}" for hint in hints.of({**WHOLE, **values}, None))


def test_a_whole_plain_listing_gets_none():
    assert said({}) == []


@pytest.mark.parametrize(
    ("gone", "key"),
    [
        ("summary_en", "summary_en"),
        ("minimum_age", "minimum_age"),
        ("cost_note_en", "cost_options"),
        ("terms:need", "terms:need"),
        ("terms:category", "terms:category"),
        ("phones", "phones"),
        ("places", "places"),
        ("schedules", "schedules"),
    ],
)
def test_what_families_miss_is_said_at_its_part(gone, key):
    assert said({gone: None}) == [key]


@pytest.mark.django_db
def test_the_organisations_own_contact_is_enough():
    assert said({"phones": []}, listings.organisation("Harbour Play", email="a@b.org")) == []


def test_online_needs_no_place_and_a_secret_place_is_one():
    assert said({"places": [], "schedules": [], "delivery": ["online"]}) == []
    assert said({"places": []}, is_secret=True) == []


def test_hard_words_long_sentences_and_shouting():
    hard = (
        "The multidisciplinary partnership facilitates individualised therapeutic interventions "
        "for eligible service users in accordance with the established statutory framework and "
        "undertakes comprehensive developmental assessments of the children. PLEASE BOOK NOW. "
        "You need an EHCP."
    )
    found = words(description_en=hard)
    for each in (
        "hard to read",
        "This sentence is long",
        "“service users” you could say “people who use it”",
        "education, health and care plan",
        "PLEASE BOOK NOW",
    ):
        assert each in found


def test_only_english_is_judged():
    arabic = "نلعب معًا في قاعة كبيرة كل أسبوع ولا تحتاج إلى الحجز مسبقًا ويمكنك الحضور " * 5
    assert said({"description_en": arabic}) == []


def test_what_looks_private_is_asked_about():
    assert "somebody’s own e-mail address" in words(email="jo.bloggs@gmail.com")
    assert "somebody’s own e-mail address" in words(description_en="Write to jo@hotmail.co.uk now.")
    assert "phone number in the text" in words(description_en="Call us on 023 8000 0001 today.")
    assert "mobile number" in words(phones=[{"number": "07700 900123"}])
    assert said({"email": "club@example.org"}) == []


def test_dates_that_are_over():
    tomorrow = timezone.localdate() + timedelta(days=1)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "over" in words(description_en="Book by 3 March 2019.")
    assert "over" in words(description_en="Book by 31/01/2019.")
    assert said({"description_en": f"Book by {tomorrow:%-d %B %Y}."}) == []
    assert said({"description_en": "On 31 February 2019 and 45/13/2019."}) == []
    assert said({"schedules": [{"freq": "WEEKLY", "valid_to": yesterday}]}) == ["schedules"]
    once = {"freq": "", "valid_from": yesterday, "valid_to": None}
    assert said({"schedules": [once]}) == ["schedules"]


def test_hostile_texts_are_read_in_one_go():
    for text_ in ("](" * 10_000, "a" * 20_000, "0" * 20_000, "A B " * 5_000, "@" * 20_000):
        hints.of({**WHOLE, "description_en": text_}, None)


def test_hints_stand_beside_their_section_and_stop_nobody(pat, olive, signed_in):
    club = listings.service("Saturday club")
    client = signed_in(pat)
    page = client.get("/provider/listing/saturday-club/change/about/")
    assert "hint" not in text(page)
    draft = changed(
        client, "saturday-club", "about", description_en="You need an EHCP. <b>Call</b> us."
    )
    section = client.get(f"/provider/suggestion/{draft.reference}/edit/about/")
    assert "Not everybody knows “EHCP”" in text(section)
    check = client.get(f"/provider/suggestion/{draft.reference}/check/")
    assert "Not everybody knows “EHCP”" in text(check)
    # The rest of the listing lacks a lot, which is not what this change is about.
    assert "Say for what ages it is" not in text(check)
    assert "Say for what ages it is" in text(client.get("/provider/listing/saturday-club/"))
    draft = send(client, draft)
    assert draft.state == "submitted"
    desk = signed_in(olive).get(f"/desk/suggestions/{draft.pk}/")
    assert "Not everybody knows “EHCP”" in text(desk)
    actions.decide(draft, by=olive, approve=["description_en"], version=club.version)
    assert "hint" not in text(signed_in(olive).get(f"/desk/suggestions/{draft.pk}/"))


def test_a_new_service_is_told_all_that_is_missing(pat, signed_in):
    client = signed_in(pat)
    client.post("/provider/add/", {"name": "Sunday club"})
    draft = Suggestion.objects.get()
    check = text(client.get(f"/provider/suggestion/{draft.reference}/check/"))
    for each in ("Say for what ages it is", "Say what it costs", "Give a phone number"):
        assert each in check
    fill_in(client, f"/provider/suggestion/{draft.reference}/edit/who/", minimum_age="3")
    check = text(client.get(f"/provider/suggestion/{draft.reference}/check/"))
    assert "Say for what ages it is" not in check


def test_the_officer_sees_hints_about_what_visitors_suggest_too(olive, signed_in):
    made = suggest(listings.service("Saturday club"), description_en="You need an EHCP.")
    assert "Not everybody knows “EHCP”" in text(
        signed_in(olive).get(f"/desk/suggestions/{made.pk}/")
    )
