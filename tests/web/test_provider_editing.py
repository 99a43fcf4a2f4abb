"""A provider changes a listing: sections, draft, preview, sending, and what becomes of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from directory import actions as directory
from directory.models import Schedule, Service
from suggestions import actions
from suggestions.models import Suggestion
from tests import listings
from tests.sending import document, photo
from tests.web.providing import changed, fill_in, outcomes, send, sent_by
from tests.web.suggesting import link_in, text

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> مرحبا \u202e {{ 7|add:7 }}"


@pytest.fixture
def club(pat) -> Service:
    return listings.service(
        "Saturday club",
        summary_en="Games for autistic children.",
        description_en="We play in the hall.",
        minimum_age=5,
        maximum_age=11,
        email="club@example.org",
        website="https://club.example.org/",
        phones=("023 8000 0001",),
        places=(listings.place("Shirley Hall"),),
        schedules=({"days": ["SA"], "opens_at": "10:00", "closes_at": "12:00"},),
        costs=({"option_en": "Child", "amount": "4.50"},),
        terms=(listings.term("category", "clubs"), listings.term("need", "autism")),
    )


@pytest.fixture
def colleague(make_user, pat):
    return listings.join(
        make_user("cora@example.org", name="Cora Colleague"), listings.organisation("Harbour Play")
    )


def new_number(client, number="023 8000 0009", slug="saturday-club") -> Suggestion:
    return changed(client, slug, "contact", **{"phones-0-number": number})


# --- From a wrong phone number to a right one -----------------------------------------------------


def test_a_phone_number_is_corrected_in_two_pages(club, pat, olive, signed_in, run_jobs):
    client = signed_in(pat)
    home = client.get("/provider/")
    quick = "/provider/listing/saturday-club/change/contact/?then=send"
    assert quick in home.content.decode()

    response = fill_in(client, quick, **{"phones-0-number": "023 8000 0009"})
    check = client.get(response.headers["Location"])
    assert check.request["PATH_INFO"].endswith("/check/")
    assert "Removed: 0001" in text(check) and "Added: 0009" in text(check)
    assert [change["label"] for change in check.context["changes"]] == ["Phone numbers"]

    sent = client.post(check.request["PATH_INFO"], follow=True)
    assert "We tell you by e-mail" in text(sent)
    draft = Suggestion.objects.get()
    assert draft.state == "submitted" and draft.author == pat
    assert club.phones.get().number == "023 8000 0001"

    actions.decide(draft, by=olive, approve=actions.parts_of(draft), version=club.version)
    assert club.phones.get().number == "023 8000 0009"
    run_jobs()
    link = link_in(mail.outbox[-1].body)
    assert link == f"/provider/suggestion/{draft.reference}/"
    assert "We have published it" in text(client.get(link))


def test_each_section_says_what_it_says_now(club, pat, signed_in):
    page = text(signed_in(pat).get("/provider/listing/saturday-club/"))
    for words in (
        "023 8000 0001",
        "Every Saturday, 10am to midday",
        "Child – £4.50",
        "Shirley Hall, 1 High Street",
        "Games for autistic children.",
        "club@example.org",
        "Open",
    ):
        assert words in page


def test_a_draft_is_kept_and_marked_and_nothing_is_public(club, pat, signed_in, client):
    own = signed_in(pat)
    draft = changed(own, "saturday-club", "about", description_en="We play on the beach.")
    page = own.get("/provider/listing/saturday-club/")
    assert "Changed, not sent yet" in text(page) and "We play on the beach." in text(page)
    assert draft.state == "draft" and set(draft.proposed) == {"description_en"}
    public = text(client.get("/services/saturday-club/"))
    assert "We play in the hall." in public and "beach" not in public


def test_all_sections_of_a_person_go_into_one_draft(club, pat, signed_in):
    client = signed_in(pat)
    first = new_number(client)
    second = changed(client, "saturday-club", "who", minimum_age="6")
    assert first.pk == second.pk
    assert set(second.proposed) == {"phones", "minimum_age"}


def test_saving_without_a_change_begins_nothing(club, pat, signed_in):
    client = signed_in(pat)
    for section in (
        "contact", "times", "places", "cost", "status", "name",
        "about", "who", "how", "next", "topics", "languages",
    ):  # fmt: skip
        response = fill_in(client, f"/provider/listing/saturday-club/change/{section}/")
        assert response.headers["Location"] == "/provider/listing/saturday-club/", section
    assert not Suggestion.objects.exists()


def test_putting_a_value_back_takes_it_out_of_the_draft(club, pat, signed_in):
    client = signed_in(pat)
    new_number(client)
    draft = new_number(client, "023 8000 0001")
    assert draft.proposed == {}
    page = client.get(f"/provider/suggestion/{draft.reference}/check/")
    assert "You have not changed anything yet" in text(page)
    assert client.post(f"/provider/suggestion/{draft.reference}/check/").status_code == 200
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_is_wrong_is_said_and_nothing_is_kept(club, pat, signed_in):
    response = fill_in(
        signed_in(pat),
        "/provider/listing/saturday-club/change/who/",
        minimum_age="12",
        maximum_age="3",
    )
    assert response.status_code == 200
    assert "The oldest age must not be below the youngest." in text(response)
    assert not Suggestion.objects.exists()


def test_a_draft_is_thrown_away_after_one_question(club, pat, signed_in):
    client = signed_in(pat)
    draft = new_number(client)
    address = f"/provider/suggestion/{draft.reference}/throw-away/"
    assert "Throw the changes away?" in text(client.get(address))
    assert Suggestion.objects.exists()
    assert client.post(address).headers["Location"] == "/provider/listing/saturday-club/"
    assert not Suggestion.objects.exists()


# --- The preview ----------------------------------------------------------------------------------


def test_the_preview_is_the_whole_page_and_writes_nothing(club, pat, signed_in):
    client = signed_in(pat)
    draft = new_number(client)
    changed(client, "saturday-club", "name", name_en="Sunday club")
    changed(
        client,
        "saturday-club",
        "times",
        **{
            "schedules-0-days": ["SU"],
            "schedules-0-opens_at": "2pm",
            "schedules-0-closes_at": "4pm",
        },
    )
    changed(client, "saturday-club", "places", **{"places-0-address_1": "2 Low Street"})
    before = Service.objects.values().get()
    page = client.get(f"/provider/suggestion/{draft.reference}/preview/")
    shown = text(page)
    for words in (
        "Sunday club",
        "023 8000 0009",
        "Every Sunday, 2pm to 4pm",
        "2 Low Street",
        "Child: £4.50",
        "We play in the hall.",
        "5 to 11 years",
    ):
        assert words in shown
    assert "023 8000 0001" not in shown
    assert Service.objects.values().get() == before
    assert Schedule.objects.get().days == ["SA"]
    assert b"still-right" not in page.content and b"ld+json" not in page.content


def test_a_secret_place_stays_secret_in_the_preview(pat, signed_in):
    refuge = listings.place("Safe House", address_1="9 Hidden Lane", hidden=True)
    listings.service("Refuge", places=(refuge,))
    client = signed_in(pat)
    draft = changed(client, "refuge", "about", description_en="A safe place.")
    for address in (
        "/provider/listing/refuge/",
        "/provider/listing/refuge/change/places/",
        f"/provider/suggestion/{draft.reference}/preview/",
        f"/provider/suggestion/{draft.reference}/edit/places/",
    ):
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert "Hidden Lane" not in text(page) and "SO15 3DT" not in text(page), address


# --- Full schedules and the other questions -------------------------------------------------------


def time_of(client, **typed) -> dict:
    draft = changed(
        client,
        "saturday-club",
        "times",
        **{f"schedules-0-{name}": value for name, value in typed.items()},
    )
    return draft.proposed["schedules"][0]


def day_in(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_every_other_week_counts_from_a_date(club, pat, signed_in):
    client = signed_in(pat)
    address = "/provider/listing/saturday-club/change/times/"
    missing = fill_in(client, address, **{"schedules-0-how": "fortnight"})
    assert "Enter one of its dates" in text(missing)
    first = listings.days_from_today(4)
    row = time_of(client, how="fortnight", **day_in("dtstart", first))
    assert (row["freq"], row["interval"], row["dtstart"]) == ("WEEKLY", 2, first.isoformat())
    assert "Every other Saturday" in text(client.get("/provider/listing/saturday-club/"))


def test_the_first_monday_of_the_month(club, pat, olive, signed_in):
    client = signed_in(pat)
    row = time_of(client, how="monthly", days=["MO"], week_of_month="1", term_time_only="on")
    assert (row["freq"], row["week_of_month"], row["term_time_only"]) == ("MONTHLY", 1, True)
    draft = send(client, Suggestion.objects.get())
    actions.decide(draft, by=olive, approve=["schedules"], version=club.version)
    saved = club.schedules.get()
    assert (saved.freq, saved.days, saved.week_of_month) == ("MONTHLY", ["MO"], 1)


def test_a_course_from_one_date_to_another(club, pat, signed_in):
    client = signed_in(pat)
    first, last = listings.days_from_today(10), listings.days_from_today(14)
    row = time_of(
        client, how="dates", days=None, **day_in("valid_from", first), **day_in("valid_to", last)
    )
    assert (row["freq"], row["valid_from"], row["valid_to"]) == (
        "",
        first.isoformat(),
        last.isoformat(),
    )


def test_dates_in_the_wrong_order_are_refused(club, pat, signed_in):
    response = fill_in(
        signed_in(pat),
        "/provider/listing/saturday-club/change/times/",
        **{
            f"schedules-0-{name}": value
            for name, value in {
                **day_in("valid_from", listings.days_from_today(10)),
                **day_in("valid_to", listings.days_from_today(4)),
            }.items()
        },
    )
    assert "The last date must not be before the first." in text(response)


def test_a_rhythm_that_we_do_not_offer_stays_as_it_is(club, pat, signed_in):
    club.schedules.update(interval=3, dtstart=listings.days_from_today(2))
    row = time_of(signed_in(pat), note_en="Bring a drink.")
    assert (row["freq"], row["interval"], row["note_en"]) == ("WEEKLY", 3, "Bring a drink.")


def test_a_listing_with_many_times_keeps_them_all(club, pat, signed_in):
    for hour in range(7, 21):
        club.schedules.create(freq="WEEKLY", days=["MO"], opens_at=f"{hour:02}:30")
    row = time_of(signed_in(pat), note_en="Bring a drink.")
    assert row["note_en"] == "Bring a drink."
    assert len(Suggestion.objects.get().proposed["schedules"]) == 15


def test_one_of_several_places_is_chosen_for_a_time(club, pat, signed_in):
    directory.add_place(club, pool := listings.place("Pool", address_1="3 Wet Road"), by=None)
    row = time_of(signed_in(pat), location_id=str(pool.pk))
    assert row["location_id"] == str(pool.pk)


def test_the_other_questions_that_only_providers_are_asked(club, pat, olive, signed_in):
    client = signed_in(pat)
    quiet = listings.term("accessibility", "quiet-room")
    teens = listings.term("stage", "teenagers")
    changed(
        client,
        "saturday-club",
        "languages",
        **{"languages": ["en", "bfi"], "terms:accessibility": [str(quiet.pk)]},
    )
    changed(client, "saturday-club", "who", **{"terms:stage": [str(teens.pk)]})
    draft = changed(client, "saturday-club", "places", coverage="citywide")
    draft = changed(client, "saturday-club", "status", status="temporarily closed")
    page = text(client.get("/provider/listing/saturday-club/"))
    for words in ("British Sign Language", "Quiet room", "Teenagers", "The whole area"):
        assert words in page
    send(client, draft)
    actions.decide(draft, by=olive, approve=actions.parts_of(draft), version=club.version)
    club.refresh_from_db()
    assert club.status == "temporarily closed" and club.coverage == "citywide"
    assert quiet in club.terms.all() and teens in club.terms.all()


@pytest.mark.parametrize("status", ["inactive", "defunct", "nonsense"])
def test_a_provider_cannot_ask_for_a_status_that_is_the_councils(status, club, pat, signed_in):
    response = fill_in(
        signed_in(pat), "/provider/listing/saturday-club/change/status/", status=status
    )
    assert response.status_code == 200
    assert not Suggestion.objects.exists()


def test_the_officer_mends_a_full_schedule(club, pat, olive, signed_in):
    client = signed_in(pat)
    time_of(client, how="monthly", days=["MO"], week_of_month="1")
    draft = send(client, Suggestion.objects.get())
    desk = signed_in(olive)
    address = f"/desk/suggestions/{draft.pk}/edit/times/"
    page = desk.get(address)
    form = page.context["form"]
    assert form.rows.forms[0]["how"].value() == "monthly"


# --- Two people, and the listing itself, at once --------------------------------------------------


def test_a_listing_that_changed_meanwhile_is_not_overwritten(club, pat, olive, signed_in):
    client = signed_in(pat)
    address = "/provider/listing/saturday-club/change/about/"
    sent = sent_by(client.get(address))
    with directory.changing(club, by=olive, verb="service.changed"):
        club.description_en = "We play in the park."
        club.save()
    response = client.post(address, sent | {"description_en": "We sing."})
    assert response.status_code == 409
    page = text(response)
    assert "We play in the park." in page and "We sing." in page
    assert not Suggestion.objects.exists()
    # Saved again with the words in view, it is kept.
    again = client.post(address, sent_by(response) | {"description_en": "We sing."})
    assert again.status_code == 302
    assert Suggestion.objects.get().base["description_en"] == "We play in the park."


def test_a_draft_tells_when_we_changed_the_same_part_since(club, pat, olive, signed_in):
    client = signed_in(pat)
    changed(client, "saturday-club", "about", description_en="We sing.")
    with directory.changing(club, by=olive, verb="service.changed"):
        club.description_en = "We play in the park."
        club.summary_en = "Songs."
        club.save()
    page = text(client.get("/provider/listing/saturday-club/"))
    assert "We have changed it since" in page
    # What the author left alone is shown as it is now.
    assert "Songs." in page


def test_two_colleagues_know_of_each_other(club, pat, colleague, signed_in):
    pats = new_number(signed_in(pat))
    page = signed_in(colleague).get("/provider/listing/saturday-club/")
    assert "Pat Provider is changing this listing too" in text(page)
    coras = changed(signed_in(colleague), "saturday-club", "about", description_en="We sing.")
    assert coras.pk != pats.pk
    send(signed_in(pat), pats)
    page = text(signed_in(colleague).get("/provider/listing/saturday-club/"))
    assert "Pat Provider sent something about this listing" in page
    assert "Waiting for us" in page and "Changed, not sent yet" in page


def test_a_section_tells_what_waits_about_it_already(club, pat, colleague, signed_in):
    draft = send(signed_in(pat), new_number(signed_in(pat)))
    client = signed_in(colleague)
    contact = text(client.get("/provider/listing/saturday-club/change/contact/"))
    assert "Pat Provider sent a change of this" in contact
    about = text(client.get("/provider/listing/saturday-club/change/about/"))
    assert "sent a change of this" not in about
    actions.withdraw(draft, by=pat)
    contact = text(client.get("/provider/listing/saturday-club/change/contact/"))
    assert "sent a change of this" not in contact


def test_the_work_of_somebody_who_left_goes_on(club, pat, colleague, signed_in):
    draft = new_number(signed_in(pat))
    pat.memberships.update(ended_at=timezone.now())
    address = f"/provider/suggestion/{draft.reference}/edit/"
    assert signed_in(pat).get(address).status_code == 404
    client = signed_in(colleague)
    assert "Pat Provider began this" in text(client.get(address))
    fill_in(client, f"{address}about/", description_en="We sing.")
    draft = send(client, draft)
    assert draft.author == pat and set(draft.proposed) == {"phones", "description_en"}


def test_who_left_gets_no_more_e_mail_about_it(club, pat, colleague, olive, signed_in, run_jobs):
    draft = send(signed_in(pat), new_number(signed_in(pat)))
    run_jobs()
    mail.outbox.clear()
    pat.memberships.update(ended_at=timezone.now())
    actions.decide(draft, by=olive, approve=["phones"], version=club.version)
    run_jobs()
    assert [message.to for message in mail.outbox] == [["cora@example.org"]]


# --- Add, copy, remove ----------------------------------------------------------------------------


def test_a_new_service_of_ones_own_organisation(club, pat, nora, olive, signed_in):
    client = signed_in(pat)
    response = client.post("/provider/add/", {"name": "Sunday club"})
    draft = Suggestion.objects.get()
    assert response.headers["Location"] == f"/provider/suggestion/{draft.reference}/edit/"
    page = client.get(response.headers["Location"])
    assert "Who runs it" not in text(page)
    topic = listings.term("category", "clubs")
    edit = f"/provider/suggestion/{draft.reference}/edit"
    fill_in(client, f"{edit}/topics/", **{"terms:category": [str(topic.pk)]})
    fill_in(client, f"{edit}/contact/", **{"phones-0-number": "023 8000 0002"})
    assert client.get(f"{edit}/organisation/").status_code == 404
    preview = client.get(f"/provider/suggestion/{draft.reference}/preview/")
    assert "Sunday club" in text(preview) and "023 8000 0002" in text(preview)
    draft = send(client, draft)
    assert (draft.kind, draft.state, draft.service) == ("new", "submitted", None)
    desk = signed_in(olive)
    page = desk.get(f"/desk/suggestions/{draft.pk}/")
    assert "Harbour Play" in text(page)
    assert "Wrote this as one of those who look after the listings" in text(page)
    actions.decide(
        draft, by=olive, approve=actions.parts_of(draft), organisation=draft.organisation
    )
    made = Service.objects.get(name_en="Sunday club")
    assert made.organisation.name == "Harbour Play" and made.is_public
    assert signed_in(nora).get(f"/provider/listing/{made.slug}/").status_code == 404


def test_nobody_adds_to_another_organisation(pat, nora, signed_in):
    theirs = listings.organisation("Northside Club")
    client = signed_in(pat)
    client.post("/provider/add/", {"name": "Mine", "organisation": str(theirs.pk)})
    assert Suggestion.objects.get().organisation.name == "Harbour Play"
    listings.join(pat, listings.organisation("Southside Club"))
    response = client.post("/provider/add/", {"name": "Theirs", "organisation": str(theirs.pk)})
    assert response.status_code == 200
    assert Suggestion.objects.count() == 1


def test_a_name_is_needed(pat, signed_in):
    response = signed_in(pat).post("/provider/add/", {"name": " "})
    assert response.status_code == 200 and not Suggestion.objects.exists()


def test_a_copy_is_a_new_suggestion_with_rows_of_its_own(club, pat, olive, signed_in):
    client = signed_in(pat)
    response = client.post("/provider/listing/saturday-club/copy/", {"name": "Sunday club"})
    draft = Suggestion.objects.get()
    assert response.headers["Location"].endswith(f"{draft.reference}/edit/")
    send(client, draft)
    actions.decide(
        draft, by=olive, approve=actions.parts_of(draft), organisation=draft.organisation
    )
    made = Service.objects.get(name_en="Sunday club")
    assert made.phones.get().number == club.phones.get().number
    assert made.phones.get().pk != club.phones.get().pk
    assert made.locations.get() == club.locations.get()
    assert made.schedules.get().days == ["SA"]
    assert set(made.terms.all()) == set(club.terms.all())


def test_asking_to_remove_needs_words_and_is_asked_once(club, pat, olive, signed_in):
    client = signed_in(pat)
    address = "/provider/listing/saturday-club/remove/"
    assert "Tell us why." in text(client.post(address, {"words": ""}))
    sent = client.post(address, {"words": "It has ended."}, follow=True)
    assert "It has ended." in text(sent)
    again = client.post(address, {"words": "Really."}, follow=True)
    assert "Somebody has asked for that already" in text(again)
    asked = Suggestion.objects.get()
    club.refresh_from_db()
    assert club.archived_at is None
    actions.decide(asked, by=olive, approve=actions.parts_of(asked), version=club.version)
    club.refresh_from_db()
    assert club.archived_at
    assert client.get("/provider/listing/saturday-club/").status_code == 404
    assert client.get(f"/provider/suggestion/{asked.reference}/").status_code == 200


# --- What became of it ----------------------------------------------------------------------------


def test_what_became_of_it_field_by_field_and_again(club, pat, olive, signed_in):
    client = signed_in(pat)
    new_number(client)
    draft = changed(client, "saturday-club", "about", description_en="We sing.")
    send(client, draft)
    actions.decide(
        draft,
        by=olive,
        approve=["phones"],
        send_back={"description_en": "What do you sing?"},
        version=club.version,
    )
    assert outcomes(draft) == {"What it is": "Sent back to be changed", "Phone numbers": "Approved"}
    address = f"/provider/suggestion/{draft.reference}/"
    assert "What do you sing?" in text(client.get(address))
    again = client.post(address, {"do": "again"})
    second = Suggestion.objects.get(follows=draft)
    assert again.headers["Location"] == f"/provider/suggestion/{second.reference}/edit/"
    assert set(second.proposed) == {"description_en"}
    fill_in(client, again.headers["Location"] + "about/", description_en="We sing folk songs.")
    assert send(client, second).state == "submitted"


def test_what_was_sent_back_whole_is_changed_and_sent_again(club, pat, olive, signed_in):
    client = signed_in(pat)
    draft = send(client, new_number(client))
    actions.decide(draft, by=olive, send_back={"phones": "A digit is missing."})
    page = client.get("/provider/listing/saturday-club/")
    assert "A digit is missing." in text(page) and "Sent back" in text(page)
    edit = f"/provider/suggestion/{draft.reference}/edit/contact/"
    form = client.get(edit)
    # What they did not touch is still there.
    assert "club@example.org" in form.content.decode()
    fill_in(client, edit, **{"phones-0-number": "023 8000 0010"})
    draft = send(client, draft)
    assert draft.state == "submitted" and set(draft.proposed) == {"phones"}
    actions.decide(draft, by=olive, approve=["phones"], version=club.version)
    club.refresh_from_db()
    assert club.phones.get().number == "023 8000 0010" and club.email == "club@example.org"


def test_a_colleague_answers_the_officers_question(club, pat, colleague, olive, signed_in):
    draft = send(signed_in(pat), new_number(signed_in(pat)))
    actions.ask(draft, by=olive, text="Is it a landline?")
    client = signed_in(colleague)
    address = f"/provider/suggestion/{draft.reference}/"
    assert "Is it a landline?" in text(client.get(address))
    empty = client.post(address, {"do": "answer", "text": ""})
    assert "Write your answer." in text(empty)
    client.post(address, {"do": "answer", "text": "Yes, in the office."})
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert draft.messages.get(kind="answer").by == colleague


def test_staff_comments_are_never_shown(club, pat, olive, signed_in):
    draft = send(signed_in(pat), new_number(signed_in(pat)))
    actions.comment(draft, by=olive, text="They ring every week.")
    page = signed_in(pat).get(f"/provider/suggestion/{draft.reference}/")
    assert "They ring every week." not in text(page)


def test_taking_back_and_the_list_of_all(club, pat, signed_in):
    client = signed_in(pat)
    draft = send(client, new_number(client))
    page = client.post(f"/provider/suggestion/{draft.reference}/", {"do": "withdraw"}, follow=True)
    assert "You took it back" in text(page)
    listed = text(client.get("/provider/suggestions/"))
    assert "Saturday club" in listed and "Taken back" in listed
    # What has ended cannot be changed any more.
    for page in ("edit/", "edit/about/", "check/", "preview/", "throw-away/"):
        response = client.get(f"/provider/suggestion/{draft.reference}/{page}")
        assert response.headers["Location"] == f"/provider/suggestion/{draft.reference}/"
    client.post(f"/provider/suggestion/{draft.reference}/check/")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"


def test_a_made_up_press_is_refused(club, pat, signed_in):
    draft = send(signed_in(pat), new_number(signed_in(pat)))
    address = f"/provider/suggestion/{draft.reference}/"
    assert signed_in(pat).post(address, {"do": "approve"}).status_code == 404


def test_a_draft_cannot_be_answered(club, pat, signed_in):
    client = signed_in(pat)
    draft = new_number(client)
    client.post(f"/provider/suggestion/{draft.reference}/", {"do": "answer", "text": "Yes."})
    draft.refresh_from_db()
    assert draft.state == "draft"


# --- Who may not ----------------------------------------------------------------------------------

LISTING = ("", "change/contact/", "change/photos-of-others/", "copy/", "remove/")
SUGGESTION = ("", "edit/", "edit/contact/", "preview/", "check/", "throw-away/")


def test_strangers_find_nothing(club, pat, nora, percy, olive, signed_in, client):
    draft = new_number(signed_in(pat))
    addresses = [f"/provider/listing/saturday-club/{page}" for page in LISTING]
    addresses += [f"/provider/suggestion/{draft.reference}/{page}" for page in SUGGESTION]
    for address in addresses:
        assert client.get(address).status_code == 302, address
        for other in (nora, percy, olive):
            stranger = signed_in(other)
            assert stranger.get(address).status_code == 404, (other, address)
            assert stranger.post(address, {"do": "withdraw"}).status_code in (404, 405), address
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_sections_that_are_not_there(club, pat, signed_in):
    client = signed_in(pat)
    for section in ("organisation", "nonsense", "words"):
        assert client.get(f"/provider/listing/saturday-club/change/{section}/").status_code == 404
    assert client.get("/provider/listing/nothing/").status_code == 404
    assert client.get("/provider/suggestion/NOTHING123/").status_code == 404


def test_a_listing_that_moved_to_others_takes_its_drafts_along(club, pat, nora, olive, signed_in):
    draft = new_number(signed_in(pat))
    directory.move_service(club, to=listings.organisation("Northside Club"), by=olive)
    address = f"/provider/suggestion/{draft.reference}/"
    assert signed_in(pat).get(address, follow=True).status_code == 404
    assert signed_in(nora).get(address, follow=True).status_code == 200


# --- Hostile and odd input ------------------------------------------------------------------------


def test_hostile_text_in_every_box_is_shown_as_text(club, pat, olive, signed_in):
    client = signed_in(pat)
    for section, typed in {
        "name": {"name_en": HOSTILE, "summary_en": HOSTILE},
        "about": {"description_en": HOSTILE},
        "who": {"who_for_en": HOSTILE},
        "how": {"how_to_get_en": HOSTILE},
        "next": {"what_next_en": HOSTILE, "wait_time_en": HOSTILE},
        "cost": {
            "cost_note_en": HOSTILE,
            "cost_options-0-option_en": HOSTILE,
            "cost_options-0-amount_description_en": HOSTILE,
        },
        "contact": {"phones-0-number": f"{HOSTILE[:50]} 0999", "phones-0-label_en": HOSTILE},
        "times": {"schedules-0-note_en": HOSTILE},
        "places": {"places-0-name_en": HOSTILE, "places-0-address_1": HOSTILE},
    }.items():
        draft = changed(client, "saturday-club", section, **typed)
    for page in ("edit/", "edit/name/", "preview/", "check/"):
        html = client.get(f"/provider/suggestion/{draft.reference}/{page}").content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html, page
        assert "14" not in html.partition("{{")[0][-3:]
    html = client.get("/provider/").content.decode()
    assert "<script>alert" not in html
    send(client, draft)
    html = client.get(f"/provider/suggestion/{draft.reference}/").content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html


def test_huge_and_broken_input_is_refused_kindly(club, pat, signed_in):
    client = signed_in(pat)
    address = "/provider/listing/saturday-club/change/about/"
    assert fill_in(client, address, description_en="x" * 30_000).status_code == 200
    many = {"phones-TOTAL_FORMS": "2000", "phones-INITIAL_FORMS": "-1"}
    contact = "/provider/listing/saturday-club/change/contact/"
    assert fill_in(client, contact, **many).status_code == 200
    ghost = {"phones-0-id": "11111111-1111-1111-1111-111111111111", "phones-0-number": "111"}
    assert fill_in(client, contact, **ghost).status_code == 302
    assert Suggestion.objects.get().proposed["phones"][0]["id"] == ""
    topics = "/provider/listing/saturday-club/change/topics/"
    assert fill_in(client, topics, **{"terms:category": ["nonsense"]}).status_code == 200


def test_what_cannot_be_rung_is_no_phone_number(club, pat, signed_in):
    contact = "/provider/listing/saturday-club/change/contact/"
    response = fill_in(signed_in(pat), contact, **{"phones-0-number": "ask inside"})
    assert "Enter a phone number" in text(response)
    assert 'value="ask inside"' in response.content.decode()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("section", "typed", "asked"),
    [
        ("name", {"name_en": ""}, "Enter the name of the service."),
        ("contact", {"phones-0-number": "", "phones-0-label_en": "x"}, "Enter a phone"),
        ("photos", {"photos-0-file": photo}, "Say what the photo"),
        ("documents", {"documents-0-file": document}, "Enter the name of the document"),
    ],
)
def test_what_is_missing_is_asked_for_by_name(club, pat, signed_in, section, typed, asked):
    typed = {name: each() if callable(each) else each for name, each in typed.items()}
    address = f"/provider/listing/saturday-club/change/{section}/"
    response = fill_in(signed_in(pat), address, **typed)
    assert asked in text(response)
    assert "This field is required" not in text(response)


def test_the_pages_speak_arabic_too(club, pat, signed_in):
    client = signed_in(pat)
    draft = new_number(client)
    for page in (
        "/ar/provider/",
        "/ar/provider/listing/saturday-club/",
        f"/ar/provider/suggestion/{draft.reference}/edit/times/",
        f"/ar/provider/suggestion/{draft.reference}/check/",
        f"/ar/provider/suggestion/{draft.reference}/preview/",
    ):
        response = client.get(page)
        assert response.status_code == 200
        assert 'dir="rtl"' in response.content.decode()


def test_the_listing_page_asks_little_of_the_database(
    club, pat, signed_in, django_assert_max_num_queries
):
    client = signed_in(pat)
    draft = new_number(client)
    with django_assert_max_num_queries(23):
        client.get("/provider/listing/saturday-club/")
    with django_assert_max_num_queries(23):
        client.get(f"/provider/suggestion/{draft.reference}/preview/")


# --- What is not sent is not kept for ever --------------------------------------------------------


@pytest.mark.parametrize(("days", "is_kept"), [(182, True), (184, False)])
def test_a_draft_that_nobody_touches_is_deleted(days, is_kept, club, pat, signed_in):
    client = signed_in(pat)
    draft = new_number(client)
    assert "We keep it until" in text(client.get(f"/provider/suggestion/{draft.reference}/edit/"))
    long_ago = timezone.now() - timedelta(days=days)
    Suggestion.objects.update(updated_at=long_ago)
    actions.forget_authors()
    assert Suggestion.objects.exists() == is_kept


def test_the_organisations_own_contact_is_shown_where_a_listing_has_none(pat, signed_in):
    organisation = listings.organisation("Harbour Play")
    organisation.website = "https://play.example.org/"
    organisation.save()
    organisation.phones.create(number="01632 960200")
    listings.service("Quiet club", email="quiet@example.org")
    client = signed_in(pat)
    for address in (
        "/provider/listing/quiet-club/",
        "/provider/listing/quiet-club/change/contact/",
    ):
        page = client.get(address)
        assert "01632 960200" in text(page) and "https://play.example.org/" in text(page)
    assert "organisation, where you give nothing else" in text(page)
    # It is shown, not taken for the listing's own.
    assert not page.context["form"].rows.forms[0].initial


def test_how_often_must_be_chosen(club, pat, signed_in):
    response = fill_in(
        signed_in(pat),
        "/provider/listing/saturday-club/change/times/",
        **{"schedules-0-how": ""},
    )
    assert "Choose how often it is." in text(response)
