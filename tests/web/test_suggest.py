"""A parent without an account suggests a change or a service, and sees what becomes of it."""

import time

import pytest
from django.core import mail
from django.test import Client

from core import robots
from core.models import AuditEvent
from directory import actions as directory
from directory.models import Service
from suggestions import actions
from suggestions.models import Suggestion
from tests.listings import at, service, term
from tests.web.suggesting import (
    HERE,
    confirm,
    finish,
    link_in,
    post,
    read_before,
    rows,
    start_change,
    start_new,
    step,
    suggest,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """As strict as a browser: a form without a token is refused, unless its view looks itself."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def splash() -> Service:
    return service("Splash club", phones=("01632 960123",), description_en="We swim.")


def test_a_parent_corrects_a_phone_number(client, splash, run_jobs):
    phone = splash.phones.get()
    page = start_change(client, "splash-club", "contact")
    assert "01632 960123" in text(client.get(page))
    page = step(
        client,
        page,
        website="",
        email="",
        **rows("phones", {"id": str(phone.pk), "number": "01632 960999"}, initial=1),
    )
    sent = finish(client, page)
    assert sent.state == "unconfirmed"
    confirm(client, run_jobs)
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert list(sent.proposed) == ["phones"]
    assert sent.proposed["phones"][0]["number"] == "01632 960999"
    assert splash.phones.get().number == "01632 960123"


# --- A new service --------------------------------------------------------------------------------


def test_a_parent_suggests_a_service_and_leaves_out_what_they_do_not_know(client, run_jobs):
    swimming = term("category", "swimming")
    page = start_new(client)
    page = step(client, page, name_en="Robot club", summary_en="")
    page = step(client, page, organisation_name="Robots Together")
    page = step(client, page, description_en="We build robots.")
    page = step(client, page, minimum_age="8", maximum_age="14", who_for_en="")
    page = step(client, page, website="www.robots.example.org", email="", **rows("phones"))
    monday = {"days": ["MO"], "opens_at": "3.30pm", "closes_at": "5pm"}
    page = step(client, page, **rows("schedules", monday))
    hall = {"name_en": "Shirley Hall", "postal_code": "so153dt"}
    page = step(client, page, delivery=["in_person"], **rows("places", hall))
    page = step(client, page, cost_note_en="", **rows("cost_options", {"amount": "£4.50"}))
    page = step(client, page, **{"terms:category": [str(swimming.pk)]})
    page = step(client, page, words="They are lovely.")
    sent = finish(client, page)
    assert text(client.get(f"/suggest/mine/{sent.key}/sent/")).count(sent.reference) == 1
    confirm(client, run_jobs)
    sent.refresh_from_db()
    assert (sent.state, sent.kind, sent.service_name) == ("submitted", "new", "Robot club")
    assert sent.proposed["website"] == "https://www.robots.example.org"
    assert sent.proposed["schedules"][0]["opens_at"] == "15:30:00"
    assert sent.proposed["cost_options"][0]["amount"] == "4.50"
    assert sent.proposed["places"][0]["postal_code"] == "SO15 3DT"
    assert sent.proposed["terms:category"] == [str(swimming.pk)]
    assert "summary_en" not in sent.proposed and "phones" not in sent.proposed
    assert not Service.objects.exists()


def test_the_name_is_asked_for_again_and_what_was_typed_stays(client):
    page = start_new(client)
    response = post(client, page, name_en="", summary_en="Building robots")
    assert response.status_code == 200
    assert "Error:" in response.content.decode()
    assert "Building robots" in response.content.decode()


# --- A change -------------------------------------------------------------------------------------


def test_several_things_are_asked_one_at_a_time(client, splash):
    page = start_change(client, "splash-club", "about", "who", "other")
    assert page.endswith("/about/")
    page = step(client, page, description_en="We dive.")
    assert page.endswith("/who/")
    page = step(client, page, minimum_age="", maximum_age="", who_for_en="")
    assert page.endswith("/words/")
    page = step(client, page, words="The pool has a new name.")
    assert page.endswith("/you/")


def test_a_draft_is_kept_and_found_again_from_another_computer(client, splash):
    page = start_change(client, "splash-club", "about", "how")
    step(client, page, description_en="We dive.")
    response = Client().get(page)
    assert "We dive." in response.content.decode()
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"


def test_no_page_of_the_whole_way_sets_a_cookie(client, splash, run_jobs):
    client.get("/suggest/")
    page = start_change(client, "splash-club", "about")
    sent = finish(client, step(client, page, description_en="We dive."))
    confirm(client, run_jobs)
    client.get(f"/suggest/status/{sent.reference}/")
    post(client, "/suggest/still-right/splash-club/", answer="yes")
    assert not client.cookies


def test_an_answer_is_changed_from_the_page_that_checks_them(client, splash):
    page = start_change(client, "splash-club", "about")
    you = step(client, page, description_en="We dive.")
    key = you.split("/")[-3]
    assert step(client, f"{page}?check=1", description_en="We row.").endswith("/check/")
    check = text(client.get(f"/suggest/mine/{key}/check/"))
    assert "We row." in check and "We dive." not in check


def test_nothing_changed_is_nothing_to_send(client, splash):
    page = start_change(client, "splash-club", "about")
    page = step(client, page, description_en="We swim.")
    page = step(client, page, relation="family", name="")
    page = step(client, page, email="paula@example.org")
    response = post(client, page)
    assert response.status_code == 200
    assert "You have not changed anything yet." in text(response)


def test_pages_that_were_skipped_are_asked_for(client, splash):
    page = start_change(client, "splash-club", "about")
    step(client, page, description_en="We dive.")
    response = post(client, page.replace("/about/", "/check/"))
    assert "Say who you are first." in text(response)
    assert Suggestion.objects.get().state == "draft"


def test_a_phone_is_added_and_another_removed(client, splash, run_jobs):
    phone = splash.phones.get()
    page = start_change(client, "splash-club", "contact")
    old = {"id": str(phone.pk), "number": phone.number, "DELETE": "on"}
    data = {
        "website": "",
        "email": "",
        **rows("phones", old, {"number": "01632 960555"}, initial=1),
    }
    sent = finish(client, step(client, page, **data))
    assert [row["number"] for row in sent.proposed["phones"]] == ["01632 960555"]
    assert sent.proposed["phones"][0]["id"] == ""


def test_one_more_empty_row_loses_nothing_that_was_typed(client, splash):
    page = start_change(client, "splash-club", "contact")
    typed = {"number": "01632 960555", "label_en": "Bookings"}
    response = post(client, page, website="nonsense", email="", add="1", **rows("phones", typed))
    html = response.content.decode()
    assert response.status_code == 200
    assert "01632 960555" in html and "Bookings" in html and "phones-1-number" in html


def test_a_time_that_is_not_weekly_keeps_its_rule(client, run_jobs):
    listing = service(
        "Art club",
        schedules=(
            {"freq": "MONTHLY", "days": ["SU"], "week_of_month": 2, "opens_at": at("10:00")},
        ),
    )
    row = listing.schedules.get()
    page = start_change(client, "art-club", "times")
    data = rows("schedules", {"id": str(row.pk), "days": ["SU"], "opens_at": "11am"}, initial=1)
    sent = finish(client, step(client, page, **data))
    proposed = sent.proposed["schedules"][0]
    assert (proposed["freq"], proposed["week_of_month"]) == ("MONTHLY", 2)
    assert proposed["opens_at"] == "11:00:00"


def test_the_key_of_another_listings_row_means_nothing(client, splash):
    stranger = service("Art club", phones=("01632 960777",)).phones.get()
    page = start_change(client, "splash-club", "contact")
    data = rows("phones", {"id": str(stranger.pk), "number": "01632 960666"})
    sent = finish(client, step(client, page, website="", email="", **data))
    assert sent.proposed["phones"][0]["id"] == ""


# --- Something is wrong ---------------------------------------------------------------------------


def test_a_report_without_an_address_reaches_the_desk_at_once(client, splash):
    page = start_change(client, "splash-club", "other")
    sent = finish(client, step(client, page, words="The lift is broken."), email="")
    assert (sent.kind, sent.state, sent.words) == ("report", "submitted", "The lift is broken.")


def test_that_it_has_ended_is_a_suggestion_to_take_it_off(client, splash):
    page = start_change(client, "splash-club", "closed", "contact")
    sent = finish(client, step(client, page, words=""))
    assert (sent.kind, sent.state) == ("removal", "unconfirmed")


def test_yes_is_counted_and_nothing_else_is_kept(client, splash):
    page = client.get("/services/splash-club/").content.decode()
    assert 'action="/suggest/still-right/splash-club/"' in page
    for _ in range(2):
        response = post(client, "/suggest/still-right/splash-club/", answer="yes")
    assert "Thank you" in text(client.get(response["Location"]))
    assert splash.still_right_counts.get().count == 2
    splash.refresh_from_db()
    assert splash.version == 1, "it is not the official check"


def test_no_leads_to_what_is_wrong(client, splash):
    response = post(client, "/suggest/still-right/splash-club/", answer="no")
    assert response["Location"] == "/suggest/change/splash-club/"
    assert not splash.still_right_counts.exists()


# --- Confirming -----------------------------------------------------------------------------------


@pytest.fixture
def unconfirmed(client, splash) -> Suggestion:
    page = start_change(client, "splash-club", "about")
    return finish(client, step(client, page, description_en="We dive."))


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(client, unconfirmed, run_jobs):
    run_jobs()
    link = link_in(mail.outbox[-1].body)
    for method in ("get", "head"):
        assert getattr(client, method)(link).status_code == 200
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "unconfirmed"


def test_a_second_press_changes_nothing_and_sends_nothing(client, unconfirmed, run_jobs):
    link = confirm(client, run_jobs)
    run_jobs()
    sent = len(mail.outbox)
    assert client.post(link, headers=HERE).status_code == 302
    run_jobs()
    assert len(mail.outbox) == sent
    assert AuditEvent.objects.filter(verb="suggestion.submitted").count() == 1


def test_a_link_that_was_changed_or_is_too_old_does_nothing(
    client, unconfirmed, run_jobs, monkeypatch
):
    run_jobs()
    link = link_in(mail.outbox[-1].body)
    for wrong in (link[:-3] + "x/", "/suggest/confirm/nonsense/"):
        assert client.get(wrong).status_code == 410
        assert client.post(wrong, headers=HERE).status_code == 410
    later = time.time() + 15 * 86400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert "This link does not work" in text(client.post(link, headers=HERE))
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "unconfirmed"


def test_a_link_to_an_address_that_was_corrected_since_is_dead(client, unconfirmed, run_jobs):
    run_jobs()
    old = link_in(mail.outbox[-1].body)
    key = unconfirmed.key
    step(client, f"/suggest/mine/{key}/email/?check=1", email="Right@Example.org")
    post(client, f"/suggest/mine/{key}/check/")
    assert client.post(old, headers=HERE).status_code == 410
    confirm(client, run_jobs)
    assert mail.outbox[-1].to == ["right@example.org"]
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "submitted"


def test_the_e_mail_to_a_stranger_carries_none_of_the_authors_words(client, run_jobs):
    page = step(client, start_new(client), name_en="Buy pills at pills.example", summary_en="")
    key = page.split("/")[-3]
    step(client, f"/suggest/mine/{key}/you/", relation="other", name="Buy pills")
    step(client, f"/suggest/mine/{key}/email/", email="victim@example.org")
    post(client, f"/suggest/mine/{key}/check/")
    run_jobs()
    [email] = mail.outbox
    assert "pills" not in email.subject + email.body + str(email.alternatives)


def test_e_mails_and_links_are_in_the_authors_language(client, splash, run_jobs):
    page = post(client, "/ar/suggest/change/splash-club/", what=["about"])["Location"]
    finish(client, step(client, page, description_en="نحن نسبح."))
    run_jobs()
    assert "http://localhost:8000/ar/suggest/confirm/" in mail.outbox[0].body
    html = mail.outbox[0].alternatives[0][0]
    assert 'lang="ar" dir="rtl"' in html


# --- What became of it ----------------------------------------------------------------------------


def test_whoever_has_the_reference_sees_the_state_and_not_the_author(client, unconfirmed, run_jobs):
    assert client.get(f"/suggest/status/{unconfirmed.reference}/").status_code == 404
    confirm(client, run_jobs)
    page = text(client.get(f"/suggest/status/{unconfirmed.reference}/"))
    assert "It is waiting for us." in page and "We dive." in page
    assert "paula@example.org" not in page and "Paula" not in page


def test_a_reference_is_found_however_it_is_typed(client, unconfirmed, run_jobs):
    confirm(client, run_jobs)
    Suggestion.objects.filter(pk=unconfirmed.pk).update(reference="A0B1C2D3E4")
    response = client.get("/suggest/status/", {"reference": " aob-lc2 d3e4 "})
    assert response["Location"] == "/suggest/status/A0B1C2D3E4/"
    for wrong in ("", "12345", "0000000000"):
        assert client.get("/suggest/status/", {"reference": wrong}).status_code == 200


def test_the_link_is_sent_again_to_the_known_address_alone(client, unconfirmed, run_jobs):
    confirm(client, run_jobs)
    post(client, f"/suggest/status/{unconfirmed.reference}/", email="thief@example.org")
    run_jobs()
    assert mail.outbox[-1].to == ["paula@example.org"]
    assert link_in(mail.outbox[-1].body) == f"/suggest/mine/{unconfirmed.key}/"


def test_the_author_takes_it_back(client, unconfirmed, run_jobs):
    confirm(client, run_jobs)
    for _ in range(2):
        post(client, f"/suggest/mine/{unconfirmed.key}/", do="withdraw")
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "withdrawn"
    run_jobs()
    assert [m.subject for m in mail.outbox].count("You have taken your suggestion back") == 1
    assert client.get(f"/suggest/mine/{unconfirmed.key}/about/").status_code == 302


def test_what_was_sent_cannot_be_changed_by_its_pages(client, unconfirmed, run_jobs):
    confirm(client, run_jobs)
    post(client, f"/suggest/mine/{unconfirmed.key}/about/", description_en="Something else")
    unconfirmed.refresh_from_db()
    assert unconfirmed.proposed == {"description_en": "We dive."}


# --- Hostile --------------------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_a_script_in_every_field_is_only_words(client, olive, signed_in, run_jobs):
    page = start_new(client)
    page = step(client, page, name_en=SCRIPT, summary_en=SCRIPT)
    page = step(client, page, organisation_name=SCRIPT)
    page = step(client, page, description_en=SCRIPT)
    page = step(client, page, who_for_en=SCRIPT, minimum_age="", maximum_age="")
    page = step(
        client, page, website="", email="", **rows("phones", {"number": f"{SCRIPT[:50]} 0999"})
    )
    page = step(client, page, **rows("schedules", {"days": ["MO"], "note_en": SCRIPT}))
    page = step(client, page, **rows("places", {"name_en": SCRIPT, "address_1": SCRIPT}))
    page = step(client, page, cost_note_en=SCRIPT, **rows("cost_options", {"option_en": SCRIPT}))
    page = step(client, page)
    page = step(client, page, words=SCRIPT)
    key = page.split("/")[-3]
    sent = finish(client, page, name=SCRIPT)
    confirm(client, run_jobs)
    run_jobs()
    officer = signed_in(olive)
    actions.ask(sent, by=olive, text=SCRIPT)
    pages = [
        client.get(f"/suggest/mine/{key}/"),
        client.get(f"/suggest/status/{sent.reference}/"),
        officer.get(f"/desk/suggestions/{sent.pk}/"),
        officer.get(f"/desk/suggestions/{sent.pk}/edit/about/"),
        officer.get("/desk/suggestions/?state=all"),
    ]
    run_jobs()
    htmls = [page.content.decode() for page in pages]
    htmls += [email.alternatives[0][0] for email in mail.outbox]
    for html in htmls:
        assert "<script>alert" not in html and "<img src=x" not in html
    assert "&lt;script&gt;alert" in htmls[0]


def test_too_much_is_refused_and_nothing_is_lost(client, splash):
    page = start_change(client, "splash-club", "about")
    response = post(client, page, description_en="x" * 20_001)
    assert response.status_code == 200 and "Error:" in response.content.decode()
    assert post(client, page, description_en="x" * 3_000_000).status_code == 400
    page = start_change(client, "splash-club", "contact")
    many = [{"number": f"01632 96{number:04}"} for number in range(50)]
    response = post(client, page, website="", email="", **rows("phones", *many))
    assert response.status_code == 200
    assert Suggestion.objects.exclude(proposed={}).count() == 0


def test_right_to_left_words_survive_and_say_which_way_they_run(client, splash):
    page = start_change(client, "splash-club", "about")
    check = step(client, page, description_en="نحن نسبح يوم الاثنين.")
    key = check.split("/")[-3]
    html = client.get(f"/suggest/mine/{key}/check/").content.decode()
    assert 'dir="auto">نحن نسبح يوم الاثنين.' in html


@pytest.mark.parametrize(
    "traps",
    [{"homepage": "http://spam.example"}, {"shown": ""}, {"shown": "made-up"}, {"shown": "now"}],
)
def test_a_robot_starts_nothing(client, splash, traps):
    data = {"shown": read_before(), "what": "about"} | traps
    if data["shown"] == "now":
        data["shown"] = robots.token()
    assert client.post("/suggest/change/splash-club/", data, headers=HERE).status_code == 200
    assert not Suggestion.objects.exists()


def test_another_site_starts_and_sends_nothing(client, unconfirmed):
    strange = {"sec-fetch-site": "cross-site"}
    for address in (
        "/suggest/service/",
        "/suggest/change/splash-club/",
        "/suggest/still-right/splash-club/",
        f"/suggest/mine/{unconfirmed.key}/",
        f"/suggest/mine/{unconfirmed.key}/about/",
    ):
        assert client.post(address, {"answer": "yes"}, headers=strange).status_code == 403
    assert Suggestion.objects.count() == 1


def test_one_address_gets_only_so_many_e_mails(client, splash, run_jobs):
    answers = []
    for _ in range(8):
        page = step(client, start_change(client, "splash-club", "about"), description_en="Dive.")
        page = step(client, page, relation="family", name="")
        page = step(client, page, email="victim@example.org")
        answers.append(post(client, page).status_code)
    assert answers == [302] * 6 + [429] * 2
    run_jobs()
    assert len(mail.outbox) == 6


def test_a_listing_that_is_not_public_cannot_be_asked_about(client, splash):
    Service.objects.filter(pk=splash.pk).update(status="inactive")
    assert client.get("/suggest/change/splash-club/").status_code == 404
    assert post(client, "/suggest/change/splash-club/", what=["about"]).status_code == 404
    assert post(client, "/suggest/still-right/splash-club/", answer="yes").status_code == 404


def test_an_old_address_leads_to_the_new_one(client, splash, olive):
    with directory.changing(splash, by=olive, verb="service.changed"):
        splash.slug = "splash"
        splash.save()
    response = client.get("/suggest/change/splash-club/")
    assert response["Location"] == "/suggest/change/splash/"


def test_unknown_keys_steps_and_references_are_not_found(client, unconfirmed, percy, splash):
    own = actions.start(kind="change", service=splash, author=percy, questions=["about"])
    for address in (
        "/suggest/mine/nonsense/",
        "/suggest/mine/nonsense/about/",
        f"/suggest/mine/{unconfirmed.key}/topics/",
        f"/suggest/mine/{unconfirmed.key}/nonsense/",
        f"/suggest/mine/{own.key}/",
        "/suggest/status/NONSENSE/",
        "/suggest/status/0000000000/",
        "/suggest/change/nothing/",
    ):
        assert client.get(address).status_code == 404, address


def test_the_pages_ask_a_bounded_number_of_questions(client, splash, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        client.get("/suggest/")
    page = start_change(client, "splash-club", "contact")
    with django_assert_max_num_queries(3):
        client.get(page)


def test_what_came_back_still_shows_what_its_author_left_alone(client, make_user):
    officer = make_user("olive@example.org", "officer")
    club = service("Splash club", email="club@example.org", phones=("01632 960123",))
    sent = suggest(club, website="https://wrong.example.org/")
    Suggestion.objects.filter(pk=sent.pk).update(questions=["contact"])
    actions.decide(sent, by=officer, send_back={"website": "Is there another one?"})
    address = f"/suggest/mine/{sent.key}/contact/"
    page = client.get(address)
    assert "club@example.org" in page.content.decode()
    assert "01632 960123" in page.content.decode()
    typed = {
        "phones-0-id": str(club.phones.get().pk),
        "phones-0-number": "01632 960123",
    }
    known = {"phones-TOTAL_FORMS": "2", "phones-INITIAL_FORMS": "1", **typed}
    step(client, address, website="https://right.example.org/", email="club@example.org", **known)
    sent.refresh_from_db()
    assert sent.proposed == {"website": "https://right.example.org/"}
