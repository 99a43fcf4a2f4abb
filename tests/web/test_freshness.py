"""Providers are asked whether their listings are right, and what becomes of it."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from core.models import AuditEvent, BouncedAddress, OutgoingEmail
from directory.models import Service
from search.models import SearchDocument
from suggestions import freshness, freshness_share, freshness_tasks
from suggestions.models import CheckedShare, Mailbox, Reminder
from tests import listings
from tests.listings import days_from_today

pytestmark = pytest.mark.django_db
ADDRESS = "office@club.example"


@pytest.fixture
def club():
    return listings.organisation("Harbour Club", email="Office@Club.example")


def listing(name: str, club, *, due: int | None = -3, **fields) -> Service:
    """A published listing whose check is due in so many days."""
    fields.setdefault("assured_date", days_from_today(-185))
    day = None if due is None else days_from_today(due)
    return listings.service(name, organisation=club, review_due=day, **fields)


@pytest.fixture
def ask(run_jobs):
    """What the worker does, today or in so many days; the e-mails that left."""

    def run(days: int = 0) -> list:
        before = len(mail.outbox)
        if days:
            freshness.ask_everybody(days_from_today(days))
        else:
            freshness_tasks.ask_providers()
        run_jobs()
        return mail.outbox[before:]

    return run


@pytest.fixture
def link(club, ask) -> str:
    """The path of the link in an e-mail about two listings."""
    listing("Saturday club", club)
    listing("Sunday club", club, due=10)
    (email,) = ask()
    return path_in(email)


def path_in(email) -> str:
    return re.search(r"(/check/\S+)", email.body).group(1)


def press(client, path: str, service: Service, **different):
    data = {"service": str(service.pk), "version": str(service.version)} | different
    return client.post(path, data, headers={"Sec-Fetch-Site": "same-origin"})


def one(slug: str) -> Service:
    return Service.objects.get(slug=slug)


# --- Asking ---------------------------------------------------------------------------------------


def test_one_email_names_all_listings_of_an_address(club, ask):
    listing("Saturday club", club)
    listing("Own address", club, email=ADDRESS, due=29)
    listing("Not yet", club, due=31)
    listing("Elsewhere", club, email="other@club.example")
    to = {email.to[0]: email for email in ask()}
    assert set(to) == {ADDRESS, "other@club.example"}
    email = to[ADDRESS]
    assert "Your 2 listings" in email.subject or "Are your 2 listings" in email.subject
    html = email.alternatives[0].content
    for words in (email.body, html):
        assert "Saturday club" in words
        assert "Own address" in words
        assert "Not yet" not in words
        assert "/suggest/change/saturday-club/" in words
    assert Reminder.objects.filter(mailbox__address=ADDRESS).count() == 2


@pytest.mark.parametrize(
    ("due", "expected"), [(31, False), (30, True), (1, True), (0, True), (-400, True)]
)
def test_asking_begins_a_month_before_the_day_and_never_ends(club, ask, due, expected):
    listing("Club", club, due=due)
    assert bool(ask()) is expected


def test_nobody_is_asked_twice_on_a_day_nor_in_a_month(club, ask):
    listing("Club", club, due=3)
    assert [len(ask(day)) for day in (0, 0, 2, 3, 24)] == [1, 0, 0, 0, 0]
    # Steps begin on days 3, 33 and 63; an address that was asked late first has its rest.
    days = (25, 32, 33, 49, 50, 62, 63, 74, 75)
    assert [day for day in days if ask(day)] == [25, 50, 75]
    assert Reminder.objects.count() == 4


def test_after_a_check_the_next_round_begins_with_the_next_day(club, ask, client):
    made = listing("Club", club, due=3)
    press(client, path_in(ask()[0]), made)
    assert [len(ask(day)) for day in (60, 151, 152, 181, 182)] == [0, 0, 1, 0, 1]


def test_another_listing_waits_until_the_address_has_had_a_rest(club, ask):
    listing("One", club, due=-3)
    assert len(ask()) == 1
    listing("Two", club, due=0)
    assert ask(24) == []
    (email,) = ask(25)
    assert "Two" in email.body


def test_a_killed_worker_starts_anew_and_sends_nothing_twice(club, ask, run_jobs, monkeypatch):
    listing("Club", club)
    listing("Other", club, email="other@club.example")
    real = freshness.mail.send

    def killed(*args, **kwargs):
        if kwargs["to"] == "other@club.example":
            raise KeyboardInterrupt
        real(*args, **kwargs)

    monkeypatch.setattr(freshness.mail, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        freshness_tasks.ask_providers()
    # What was written for the second address went with its transaction.
    assert set(Mailbox.objects.values_list("address", flat=True)) <= {ADDRESS}
    monkeypatch.undo()
    ask()
    assert sorted(email.to[0] for email in mail.outbox) == [ADDRESS, "other@club.example"]
    assert OutgoingEmail.objects.count() == Reminder.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_one_email(club):
    listing("Club", club)
    together, sent = Barrier(2), []

    def work() -> None:
        together.wait()
        sent.append(freshness.ask(ADDRESS, on=timezone.localdate()))
        connection.close()

    workers = [Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sent) == [False, True]
    assert OutgoingEmail.objects.count() == Reminder.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"archived_at": timezone.now()}, {"status": "inactive"}, {"status": "defunct"}]
)
def test_what_is_not_published_is_not_asked_about(club, ask, fields):
    listing("Club", club, **fields)
    assert ask() == []


def test_reminders_can_be_switched_off(club, ask, settings):
    settings.REMINDERS = False
    listing("Club", club)
    assert ask() == []


def test_a_day_has_a_most_of_emails(club, ask, monkeypatch):
    monkeypatch.setattr(freshness, "MOST_A_DAY", 2)
    for number in range(4):
        listing(f"Club {number}", club, email=f"{number}@club.example", due=-number)
    # The longest overdue first, and the day counts even when the job runs again.
    assert [email.to for email in ask()] == [["3@club.example"], ["2@club.example"]]
    assert ask() == []


def test_names_from_right_to_left_and_hostile_ones_are_words(club, ask, client):
    name = "نادي <script>alert(1)</script>"
    made = listing(name, club, slug="club")
    (email,) = ask()
    assert name in email.body
    assert f"<bdi>{escape(name)}</bdi>" in email.alternatives[0].content
    html = client.get(path_in(email)).content.decode()
    assert escape(name) in html
    assert "<script>alert" not in html
    press(client, path_in(email), made)
    assert one("club").assured_date == timezone.localdate()


# --- The link -------------------------------------------------------------------------------------


def test_looking_changes_nothing(link, client):
    """A mail scanner opens the link, perhaps often, perhaps with HEAD."""
    before = AuditEvent.objects.count()
    for method in ("get", "head", "options"):
        for _time in range(2):
            assert getattr(client, method)(link).status_code == 200
    assert AuditEvent.objects.count() == before
    assert not Service.objects.filter(assured_date=timezone.localdate()).exists()
    assert not Reminder.objects.filter(answered_at__isnull=False).exists()


def test_the_page_shows_each_listing_and_is_private(link, client):
    response = client.get(link)
    html = response.content.decode()
    assert html.count("Everything is still right</button>") == 0
    assert html.count('<form method="post"') == 2
    assert "/suggest/change/saturday-club/" in html
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


def test_one_press_confirms_one_listing(link, client):
    saturday = one("saturday-club")
    response = press(client, link, saturday)
    assert response.headers["Location"] == link
    html = client.get(link).content.decode()
    assert "Thank you" in html
    assert "Saturday club" not in html.split("<main")[1]
    saturday.refresh_from_db()
    assert (saturday.assured_date, saturday.assurer) == (timezone.localdate(), "Harbour Club")
    assert saturday.review_due == days_from_today(182)
    event = AuditEvent.objects.get(verb="service.checked")
    assert (event.actor, event.detail) == (None, {"by_link": True})
    assert Reminder.objects.get(service=saturday).answered_at
    assert one("sunday-club").assured_date != timezone.localdate()
    # Families see it, in search too.
    document = SearchDocument.objects.get(object_id=saturday.pk, language="en")
    assert document.data["checked"] == timezone.localdate().isoformat()


def test_two_presses_count_once(link, client):
    saturday = one("saturday-club")
    for _press in range(2):
        assert press(client, link, saturday).status_code == 302
    assert "Thank you" in client.get(link).content.decode()
    assert AuditEvent.objects.filter(verb="service.checked").count() == 1


def test_when_all_is_confirmed_nothing_waits(link, client):
    for slug in ("saturday-club", "sunday-club"):
        press(client, link, one(slug))
    assert "Nothing waits for you" in client.get(link).content.decode()


def test_a_listing_that_changed_meanwhile_is_looked_at_again(link, client):
    saturday = one("saturday-club")
    Service.objects.filter(pk=saturday.pk).update(version=2, summary_en="New words")
    response = press(client, link, saturday)
    assert response.status_code == 409
    assert "New words" in response.content.decode()
    assert one("saturday-club").assured_date != timezone.localdate()


def test_a_topic_says_how_soon_the_next_check_is(link, client):
    larger = listings.term("category", "short-breaks", check_days=90)
    saturday = one("saturday-club")
    saturday.terms.add(
        listings.term("category", "clubs", parent=larger),
        listings.term("category", "sport", check_days=365),
    )
    press(client, link, saturday)
    assert one("saturday-club").review_due == days_from_today(90)


@pytest.mark.parametrize("fields", [{"archived_at": timezone.now()}, {"email": "new@club.example"}])
def test_a_listing_that_is_gone_or_of_others_now_cannot_be_confirmed(link, client, fields):
    saturday = one("saturday-club")
    Service.objects.filter(pk=saturday.pk).update(**fields)
    assert "Saturday club" not in client.get(link).content.decode()
    assert press(client, link, saturday).status_code == 302
    assert "does not wait for a check any more" in client.get(link).content.decode()
    assert not AuditEvent.objects.filter(verb="service.checked").exists()


def test_the_link_is_good_for_no_other_listing(link, client):
    other = listing("Other", listings.organisation("Other", email="other@club.example"))
    assert press(client, link, other).status_code == 302
    assert one("other").assured_date != timezone.localdate()


@pytest.mark.parametrize("hostile", [{"version": "x"}, {"version": ""}, {"version": "9" * 30}])
def test_a_form_that_was_tampered_with_is_refused(link, client, hostile):
    assert press(client, link, one("saturday-club"), **hostile).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000", "'; --"])
def test_a_key_of_nothing_confirms_nothing(link, client, key):
    sent = {"service": key, "version": "1"}
    response = client.post(link, sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 302
    assert not AuditEvent.objects.filter(verb="service.checked").exists()


def test_a_tampered_link_does_not_exist(link, client):
    body, time, signature = link.strip("/").removeprefix("check/").split(":")
    for token in (
        f"{body}:{time}:{signature[:-1]}x",
        f"{body}x:{time}:{signature}",
        f"{body}:{time}",
        "x",
    ):
        assert client.get(f"/check/{token}/").status_code == 404
        assert press(client, f"/check/{token}/", one("saturday-club")).status_code == 404


def test_a_link_is_too_old_after_its_days(link, client, settings):
    settings.REMINDER_LINK_DAYS = -1
    assert "This link is too old" in client.get(link).content.decode()
    assert client.get(link).status_code == 410
    assert press(client, link, one("saturday-club")).status_code == 410
    assert not AuditEvent.objects.filter(verb="service.checked").exists()


def test_another_site_cannot_press(link):
    data = {"service": str(one("saturday-club").pk), "version": "1"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        response = Client().post(link, data, headers=headers)
        assert response.status_code == 403
    assert not AuditEvent.objects.filter(verb="service.checked").exists()


def test_the_page_never_takes_more_queries(club, ask, client, django_assert_max_num_queries):
    for number in range(15):
        listing(
            f"Club {number}",
            club,
            phones=("023 8083 3000",),
            places=(listings.place(),),
            schedules=({"days": ["SA"]},),
        )
    (email,) = ask()
    with django_assert_max_num_queries(18):
        assert client.get(path_in(email)).content.decode().count("<form method=") == 15


def test_the_page_speaks_other_languages(link, client):
    html = client.get(f"/ar{link}").content.decode()
    assert 'dir="rtl"' in html
    assert '<span lang="en" dir="ltr">Saturday club</span>' in html


# --- Addresses that mail does not reach -----------------------------------------------------------


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody of the club."""

    code = 550

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (self.code, b"no such user")})


class Busy(Refusing):
    code = 450


def test_an_address_that_the_mail_server_refuses_is_not_written_to_again(
    club, ask, settings, olive, signed_in
):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    listing("Club", club)
    ask()
    assert BouncedAddress.objects.get().address == ADDRESS
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert ask(40) == []
    html = signed_in(olive).get("/desk/freshness/?show=bounced").content.decode()
    assert ADDRESS in html
    assert "Does not arrive" in html


def test_a_mail_server_that_is_busy_is_tried_again(club, ask, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Busy"
    listing("Club", club)
    with pytest.raises(SMTPRecipientsRefused):
        ask()
    assert not BouncedAddress.objects.exists()


def test_an_officer_marks_an_address_and_mends_it(club, ask, olive, signed_in):
    made = listing("Club", club)
    client = signed_in(olive)
    address = f"/desk/freshness/{made.pk}/bounced/"
    client.post(address)
    assert BouncedAddress.objects.get().by == olive
    assert ask() == []
    client.post(address, {"mended": "1"})
    assert len(ask()) == 1
    verbs = AuditEvent.objects.filter(actor=olive, verb__startswith="freshness.")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "freshness.bounced",
        "freshness.mended",
    ]


# --- The officer's list ---------------------------------------------------------------------------


def listed(client, show: str = "") -> list[str]:
    page = client.get(f"/desk/freshness/?show={show}").context["page"]
    return [service.name for service in page]


def test_each_kind_of_trouble_has_its_list(club, vera, signed_in):
    nowhere = listings.organisation("Nowhere")
    listing("Long ago", club, due=-400, assured_date=days_from_today(-600))
    listing("Overdue", club, due=-3)
    listing("In time", club, due=100)
    listing("Never", club, due=None, assured_date=None)
    listing("Silent", nowhere, due=100)
    listing("Hidden", nowhere, status="inactive")
    BouncedAddress.objects.create(address="gone@club.example")
    listing("Bounced", club, due=100, email="Gone@club.example ")
    client = signed_in(vera)
    assert listed(client) == ["Long ago", "Overdue"]
    assert listed(client, "never") == ["Never"]
    assert listed(client, "long") == ["Long ago", "Never"]
    assert listed(client, "nobody") == ["Silent"]
    assert listed(client, "bounced") == ["Bounced"]


def test_an_editor_asks_now_but_not_twice(club, eddie, signed_in, run_jobs):
    made = listing("Club", club, due=None, assured_date=None)
    client = signed_in(eddie)
    url = f"/desk/freshness/{made.pk}/ask/"
    response = client.post(url, {"back": "/desk/freshness/?show=never"})
    assert response.headers["Location"] == "/desk/freshness/?show=never"
    run_jobs()
    assert len(mail.outbox) == 1
    client.post(url, {"back": "https://evil.example/"})
    run_jobs()
    assert len(mail.outbox) == 1
    assert "Please give them time" in client.get("/desk/freshness/").content.decode()
    # The answer counts though the check was not due.
    press(Client(), path_in(mail.outbox[0]), made)
    assert one("club").assured_date == timezone.localdate()
    html = client.get(f"/desk/directory/services/{made.pk}/").content.decode()
    assert "When we asked the provider" in html
    assert "answered on" in html


def test_afterwards_one_never_lands_on_another_site(club, olive, signed_in):
    made = listing("Club", club)
    for hostile in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        response = signed_in(olive).post(f"/desk/freshness/{made.pk}/bounced/", {"back": hostile})
        assert response.headers["Location"] == "/desk/freshness/"


def test_who_may(club, client, olive, eddie, vera, percy, signed_in):
    made = listing("Club", club)
    for path in ("", "dashboard/"):
        url = f"/desk/freshness/{path}"
        assert client.get(url).status_code == 302
        for person, status in ((olive, 200), (eddie, 200), (vera, 200), (percy, 404)):
            assert signed_in(person).get(url).status_code == status
    for path, people in (("ask", (vera, percy)), ("bounced", (eddie, vera, percy))):
        url = f"/desk/freshness/{made.pk}/{path}/"
        assert client.post(url).status_code == 302
        for person in people:
            assert signed_in(person).post(url).status_code == 404
        assert signed_in(olive).get(url).status_code == 405
    assert not Reminder.objects.exists()
    assert not BouncedAddress.objects.exists()


def test_buttons_are_there_only_for_those_who_may_press(club, olive, eddie, vera, signed_in):
    listing("Club", club)
    found = {
        person: signed_in(person).get("/desk/freshness/").content.decode()
        for person in (olive, eddie, vera)
    }
    assert ["Ask now" in html for html in found.values()] == [True, True, False]
    assert ["E-mail came back" in html for html in found.values()] == [True, False, False]


def test_the_lists_never_take_more_queries(club, olive, signed_in, django_assert_max_num_queries):
    for number in range(20):
        topic = listings.term("category", f"topic-{number}")
        listing(
            f"Club {number}",
            listings.organisation(f"Club {number}", email="a@b.example"),
            terms=(topic,),
        )
        CheckedShare.objects.create(day=days_from_today(-number * 20), published=20, in_time=10)
    client = signed_in(olive)
    for path in ("", "dashboard/"):
        with django_assert_max_num_queries(13):
            client.get(f"/desk/freshness/{path}")


# --- Old listings on the site ---------------------------------------------------------------------


def test_a_listing_grows_old_over_night_and_young_by_a_check(
    club, client, olive, signed_in, run_jobs
):
    from directory.tasks import mark_long_unchecked

    made = listing("Old club", club, due=5)
    assert "Not checked lately" not in client.get("/services/old-club/").content.decode()
    Service.objects.update(assured_date=days_from_today(-366), review_due=days_from_today(-1))
    mark_long_unchecked()
    document = SearchDocument.objects.get(object_id=made.pk, language="en")
    assert document.stale
    for address in ("/services/old-club/", "/services/?q=old"):
        assert "Not checked lately" in client.get(address).content.decode()
    # Nothing is hidden but by an officer, and a check makes it young at once.
    signed_in(olive).post(f"/desk/directory/services/{made.pk}/check/")
    document.refresh_from_db()
    assert not document.stale
    assert "Not checked lately" not in client.get("/services/?q=old").content.decode()


def test_a_longer_time_between_checks_makes_a_listing_young_again(club):
    from directory.tasks import mark_long_unchecked

    made = listing("Old club", club, due=-1, assured_date=days_from_today(-400))
    assert SearchDocument.objects.get(object_id=made.pk, language="en").stale
    Service.objects.update(review_due=days_from_today(30))
    mark_long_unchecked()
    assert not SearchDocument.objects.get(object_id=made.pk, language="en").stale


def test_a_shorter_time_of_a_topic_brings_checks_forward(club, olive, signed_in):
    topic = listings.term("category", "sport")
    smaller = listings.term("category", "swimming", parent=topic)
    own_time = listings.term("category", "judo", parent=topic, check_days=365)
    day = days_from_today(-10)
    for name, term in (("Swim", smaller), ("Judo", own_time)):
        listing(name, club, terms=(term,), due=172, assured_date=day)
    response = signed_in(olive).get(f"/desk/directory/terms/{topic.pk}/")
    form = response.context["form"]
    data = {
        name: form[name].value() or ""
        for name in form.fields
        if name not in ("parent", "check_days")
    }
    signed_in(olive).post(f"/desk/directory/terms/{topic.pk}/", data | {"check_days": "30"})
    assert one("swim").review_due == days_from_today(20)
    assert one("judo").review_due == days_from_today(172)


# --- How it goes ----------------------------------------------------------------------------------


def test_the_dashboard_counts_what_is_checked_in_time(club, olive, signed_in):
    sport = listings.term("category", "sport")
    swimming = listings.term("category", "swimming", parent=sport)
    listing("One", club, due=5, terms=(sport, swimming))
    listing("Two", club, due=-5, terms=(swimming,))
    listing("Never", listings.organisation("Never Ltd"), due=None, assured_date=None)
    listing("Draft", club, due=5, status="inactive")
    response = signed_in(olive).get("/desk/freshness/dashboard/")
    context = response.context
    assert context["now"] == freshness_share.Share(published=3, in_time=1)
    assert [(str(line.record), line.share.percent) for line in context["topics"]] == [("Sport", 50)]
    shares = {
        str(line.record): (line.share.in_time, line.share.published)
        for line in context["organisations"]
    }
    assert shares == {"Harbour Club": (1, 2), "Never Ltd": (0, 1)}
    html = response.content.decode()
    assert "33% today: 1 of 3 services." in html
    assert "style=" not in html


def test_the_months_come_from_what_was_written_down_each_day(club, olive, signed_in):
    listing("One", club, due=5)
    today = timezone.localdate()
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    CheckedShare.objects.create(day=before - timedelta(days=1), published=4, in_time=1)
    CheckedShare.objects.create(day=before, published=4, in_time=3)
    freshness_tasks.record_checked_share()
    freshness_tasks.record_checked_share()
    assert CheckedShare.objects.get(day=today).in_time == 1
    response = signed_in(olive).get("/desk/freshness/dashboard/")
    months = response.context["months"]
    assert len(months) == 12
    assert [line.share.percent for line in months[-2:]] == [75, 100]
    assert months[0].share is None
    html = response.content.decode()
    chart = html.split("<svg")[1].split("</svg>")[0]
    assert chart.count("<rect") == 2
    assert "75%" in chart.split("<desc")[1].split("</desc>")[0]
    assert html.split("<tbody")[1].split("</tbody>")[0].count("<tr") == 12


def test_a_site_without_listings_has_a_dashboard(olive, signed_in):
    html = signed_in(olive).get("/desk/freshness/dashboard/").content.decode()
    assert "Nothing is published yet" in html


def test_what_was_asked_long_ago_is_forgotten(club, ask):
    listing("Club", club)
    ask()
    freshness_tasks.forget_reminders()
    assert Reminder.objects.count() == 1
    freshness.forget(days_from_today(731))
    assert not Reminder.objects.exists()
    assert not Mailbox.objects.exists()
