"""Composing a bulletin on the desk, sending it, and what readers get: Olive sends, Eddie writes."""

import smtplib
from base64 import b64encode
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from bulletins import dates, editions, figures, sending
from bulletins.models import (
    Bulletin,
    BulletinEntry,
    Delivery,
    Departure,
    Edition,
    HolidayStart,
    ReaderCount,
    Subscriber,
)
from core.models import AuditEvent, BouncedAddress
from tests.listings import service, term
from tests.web.suggesting import text
from tests.web.test_bulletin_readers import ONE_CLICK, reader, topic

pytestmark = pytest.mark.django_db


def page(bulletin: Bulletin, part: str = "") -> str:
    return f"/desk/bulletins/{bulletin.pk}/{part}"


def written(title="Spring bulletin", **fields) -> Bulletin:
    fields.setdefault("slug", title.lower().replace(" ", "-"))
    return Bulletin.objects.create(title_en=title, **fields)


def words(bulletin: Bulletin, title="Half term", **fields) -> BulletinEntry:
    fields = {"text_en": "Come along.", "kind": "words", "order": 0, **fields}
    return BulletinEntry.objects.create(bulletin=bulletin, title_en=title, **fields)


def about(bulletin: Bulletin, kind: str, record, order=1, **fields) -> BulletinEntry:
    return BulletinEntry.objects.create(
        bulletin=bulletin, kind=kind, record_id=record.pk, order=order, **fields
    )


def due(bulletin: Bulletin) -> Bulletin:
    Bulletin.objects.filter(pk=bulletin.pk).update(state="scheduled", send_at=timezone.now())
    return bulletin


def started(**fields) -> Bulletin:
    bulletin = written(**fields)
    words(bulletin)
    sending.tick()
    assert not bulletin.deliveries.exists()
    due(bulletin)
    sending.tick()
    bulletin.refresh_from_db()
    return bulletin


# --- Composing ------------------------------------------------------------------------------------


def test_eddie_writes_one_and_picks_what_is_new(eddies):
    swim = service("Swimming club")
    money = topic("money")
    response = eddies.post("/desk/bulletins/add/", {"title_en": "Spring bulletin"})
    bulletin = Bulletin.objects.get()
    assert response.headers["Location"] == page(bulletin, "pick/")
    shown = text(eddies.get(page(bulletin, "pick/")))
    assert "Swimming club" in shown
    assert "Money" in shown
    ticked = [f"service:{swim.pk}", f"topic:{money.pk}"]
    eddies.post(page(bulletin, "pick/"), {"pick": ticked})
    assert [entry.kind for entry in bulletin.entries.all()] == ["service", "topic"]
    # The second time nothing is there twice.
    eddies.post(page(bulletin, "pick/"), {"pick": ticked})
    assert bulletin.entries.count() == 2
    shown = text(eddies.get(page(bulletin)))
    assert "Swimming club" in shown
    assert AuditEvent.objects.filter(verb="bulletin.entries_added").exists()


def test_what_came_before_the_last_bulletin_is_not_offered(eddies):
    service("Swimming club")
    last = started(title="Last one")
    Bulletin.objects.filter(pk=last.pk).update(started_at=timezone.now() + timedelta(minutes=1))
    assert "Swimming club" not in text(eddies.get(page(written(), "pick/")))


def test_what_families_cannot_see_can_not_be_picked(eddies):
    hidden = service("Closed club", status="inactive")
    draft = topic("secret", state="draft")
    bulletin = written()
    shown = text(eddies.get(page(bulletin, "pick/")))
    assert "Closed club" not in shown
    assert "Secret" not in shown
    picked = [f"service:{hidden.pk}", f"topic:{draft.pk}", f"nonsense:{draft.pk}"]
    eddies.post(page(bulletin, "pick/"), {"pick": picked})
    assert not bulletin.entries.exists()
    assert eddies.post(page(bulletin, "pick/"), {"pick": "service:no-key"}).status_code == 404


def test_own_words_come_in_any_order(eddies):
    bulletin = written()
    for title in ("First", "Second", "Third"):
        eddies.post(page(bulletin, "words/"), {"title_en": title, "text_en": "Words."})
    first, second, third = bulletin.entries.all()
    eddies.post(page(bulletin, f"entries/{third.pk}/move/"), {"do": "up"})
    eddies.post(page(bulletin, f"entries/{first.pk}/move/"), {"do": "down"})
    assert [str(each) for each in bulletin.entries.all()] == ["Third", "First", "Second"]
    eddies.post(page(bulletin, f"entries/{third.pk}/move/"), {"do": "up"})
    eddies.post(page(bulletin, f"entries/{second.pk}/move/"), {"do": "down"})
    eddies.post(page(bulletin, f"entries/{first.pk}/move/"), {"do": "remove"})
    assert [str(each) for each in bulletin.entries.all()] == ["Third", "Second"]
    assert eddies.post(page(bulletin, f"entries/{third.pk}/move/"), {"do": "x"}).status_code == 404


def test_an_entry_of_another_bulletin_is_not_there(eddies):
    other = words(written("Another"))
    assert eddies.get(page(written(), f"entries/{other.pk}/")).status_code == 404


def test_an_entry_can_say_it_in_other_words(eddies):
    bulletin = written()
    entry = about(bulletin, "service", service("Swimming club", summary="Long."))
    eddies.post(page(bulletin, f"entries/{entry.pk}/"), {"title_en": "Swim!", "text_en": "Short."})
    issue = editions.read(editions.words_of(bulletin), "en")
    assert (issue.items[0].title.words, issue.items[0].text.words) == ("Swim!", "Short.")


def test_two_people_who_save_do_not_lose_a_word(eddies, olives):
    bulletin = written()
    eddies.post(page(bulletin, "change/"), {"title_en": "By Eddie", "version": "1"})
    response = olives.post(page(bulletin, "change/"), {"title_en": "By Olive", "version": "1"})
    assert response.status_code == 409
    assert "By Eddie" in text(response)
    assert 'value="By Olive"' in response.content.decode()
    bulletin.refresh_from_db()
    assert bulletin.title_en == "By Eddie"


def test_a_translation_is_written_beside_the_english(eddies):
    bulletin = written(intro_en="Hello.")
    entry = words(bulletin)
    form = eddies.get(page(bulletin, "translate/pl/")).context["form"]
    sent = {"opened": form["opened"].value()}
    sent |= {
        f"bulletin-{bulletin.pk}-title": "Biuletyn",
        f"bulletinentry-{entry.pk}-title": "Ferie",
    }
    eddies.post(page(bulletin, "translate/pl/"), sent)
    bulletin.refresh_from_db()
    issue = editions.read(editions.words_of(bulletin), "pl")
    assert issue.title.words == "Biuletyn"
    assert issue.items[0].title.words == "Ferie"
    assert issue.items[0].text.in_english


def test_hard_words_and_what_is_missing_are_said_before_it_goes_out(eddies):
    bulletin = written()
    assert "There is nothing in it yet." in text(eddies.get(page(bulletin)))
    words(
        bulletin,
        text_en=(
            "Subsequently practitioners facilitate multidisciplinary commissioning "
            "arrangements regarding individualised therapeutic interventions that the authority "
            "and the partnership organisations will collaboratively implement for you with the "
            "understanding of the families that are in it. Ask for the EHCP."
        ),
    )
    shown = text(eddies.get(page(bulletin)))
    assert "hard to read" in shown
    assert "“EHCP”" in shown
    assert "It has no introduction." in shown


def test_the_list_asks_no_more_for_more_bulletins(olives, django_assert_max_num_queries):
    for number in range(12):
        words(written(f"Number {number}"))
    with django_assert_max_num_queries(14):
        olives.get("/desk/bulletins/")


def test_the_page_asks_no_more_for_more_entries(olives, django_assert_max_num_queries):
    bulletin = written()
    for number in range(12):
        about(bulletin, "service", service(f"Club {number}"), order=number)
    with django_assert_max_num_queries(22):
        olives.get(page(bulletin))


# --- Previews -------------------------------------------------------------------------------------


def test_previews_show_what_readers_get(olives):
    bulletin = written(intro_en="Hello **all**.")
    words(bulletin, text_en="See [our list](/services/).")
    email = olives.get(page(bulletin, "preview/email/"))
    html = email.content.decode()
    assert "<strong>all</strong>" in html
    assert 'href="http://localhost:8000/services/"' in html
    assert "<style" not in html
    policy = email["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    plain = text(olives.get(page(bulletin, "preview/text/")))
    assert "Hello all." in plain
    assert "our list (http://localhost:8000/services/)" in plain
    assert "Only staff can see it" in text(olives.get(page(bulletin, "preview/web/")))


def test_a_preview_in_arabic_runs_from_right_to_left(olives):
    bulletin = written(title_ar="النشرة")
    words(bulletin)
    html = olives.get(page(bulletin, "preview/email/?language=ar")).content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert "النشرة" in html
    # What is not translated is said to be English.
    assert '<h2 lang="en" dir="ltr"' in html


def test_a_draft_has_no_page_for_families(client):
    bulletin = written()
    assert client.get(bulletin.get_absolute_url()).status_code == 404
    assert "Spring bulletin" not in text(client.get("/bulletins/"))


def test_olive_sends_it_to_herself(olives, olive):
    bulletin = written()
    words(bulletin)
    olives.post(page(bulletin, "test/"), {"language": "pl"})
    [sent] = mail.outbox
    assert sent.to == [olive.email]
    assert not Delivery.objects.exists()


# --- When it goes out -----------------------------------------------------------------------------


def test_days_are_suggested_before_the_holidays():
    now = timezone.make_aware(datetime(2027, 1, 5, 9))
    days = dates.upcoming(now)
    assert [each.holiday for each in days] == ["easter", "summer", "christmas"]
    # Easter Sunday of 2027 is 28 March.
    assert days[0].last_day == date(2027, 3, 19)
    assert all(timezone.localtime(each.send_at).weekday() == 1 for each in days)
    assert all(each.send_at.date() < each.last_day for each in days)
    HolidayStart.objects.create(holiday="easter", year=2027, last_day=date(2027, 3, 25))
    again = dates.upcoming(now)[0]
    assert (again.last_day, again.is_known) == (date(2027, 3, 25), True)


def test_olive_enters_the_last_days_of_school(olives):
    row = dates.upcoming(timezone.now(), 6)[0]
    name, day = f"{row.holiday}-{row.last_day.year}", row.last_day - timedelta(days=1)
    typed = {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    assert olives.post("/desk/bulletins/holidays/", typed).status_code == 302
    assert HolidayStart.objects.get().last_day == day
    wrong = typed | {f"{name}_year": day.year + 5}
    assert olives.post("/desk/bulletins/holidays/", wrong).status_code == 200


def test_it_is_scheduled_and_taken_back(olives):
    bulletin = written()
    empty = olives.post(page(bulletin, "schedule/"), {"do": "now", "version": "1"}, follow=True)
    assert "cannot be done" in text(empty)
    words(bulletin)
    day = timezone.localdate() + timedelta(days=9)
    typed = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "hour": "9.30am"}
    olives.post(page(bulletin, "schedule/"), {**typed, "version": "1"})
    bulletin.refresh_from_db()
    assert bulletin.state == "scheduled"
    assert timezone.localtime(bulletin.send_at).strftime("%H:%M") == "09:30"
    sending.tick()
    bulletin.refresh_from_db()
    assert bulletin.state == "scheduled"
    olives.post(page(bulletin, "steer/"), {"do": "unschedule"})
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.send_at) == ("draft", None)


def test_a_day_that_is_over_is_refused(olives):
    bulletin = written()
    words(bulletin)
    typed = {"day_day": 1, "day_month": 2, "day_year": 2020, "version": "1"}
    assert "still to come" in text(olives.post(page(bulletin, "schedule/"), typed))


def test_a_bulletin_changed_meanwhile_is_not_scheduled(olives):
    bulletin = written()
    words(bulletin)
    Bulletin.objects.update(version=2)
    olives.post(page(bulletin, "schedule/"), {"do": "now", "version": "1"})
    bulletin.refresh_from_db()
    assert bulletin.state == "draft"


def test_eddie_may_write_but_not_send(eddies):
    bulletin = written()
    assert eddies.get(page(bulletin, "schedule/")).status_code == 404
    assert eddies.post(page(bulletin, "steer/"), {"do": "pause"}).status_code == 404
    assert eddies.get("/desk/bulletins/readers/").status_code == 404


# --- Sending --------------------------------------------------------------------------------------


def test_everybody_gets_it_once_with_links_of_their_own(run_jobs, client):
    rosa, sam = reader(), reader("sam@example.org", language="pl")
    reader("waiting@example.org", state="waiting", consented_at=None)
    reader("bounced@example.org", state="bounced")
    bulletin = started()
    assert bulletin.state == "sending"
    assert Edition.objects.count() == 2
    run_jobs()
    sending.tick()
    run_jobs()
    assert sorted(each.to[0] for each in mail.outbox) == ["rosa@example.org", "sam@example.org"]
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"
    by_reader = {each.to[0]: each for each in mail.outbox}
    hers, his = by_reader[rosa.email], by_reader[sam.email]
    assert hers.extra_headers["List-Unsubscribe"] == (
        f"<http://localhost:8000/bulletins/leave/{rosa.key}/>"
    )
    assert hers.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert hers.extra_headers["Message-ID"] != his.extra_headers["Message-ID"]
    assert f"/pl/bulletins/manage/{sam.key}/" in his.body
    assert sam.key in his.alternatives[0].content
    assert rosa.key not in his.body + his.alternatives[0].content
    for each in (hers, his):
        assert editions.KEY_MARK not in each.body + each.alternatives[0].content
        # No picture, so none that tells who looked; no address but ours.
        assert "<img" not in each.alternatives[0].content
    assert "Half term" in text(client.get("/bulletins/spring-bulletin/"))


def test_each_reader_gets_their_topics_and_what_is_for_all(run_jobs):
    money, school = topic("money"), topic("school")
    below = topic("benefits", parent=money)
    swim = term("category", "swimming")
    topic("fun", terms=[swim.pk])
    rosa = reader(topics=[money.pk])
    bulletin = written()
    words(bulletin, "For all")
    about(bulletin, "topic", below, 1)
    about(bulletin, "topic", school, 2)
    about(bulletin, "service", service("Pool", terms=(swim,)), 3)
    due(bulletin)
    sending.tick()
    run_jobs()
    [sent] = mail.outbox
    assert sent.to == [rosa.email]
    assert "For all" in sent.body
    assert "Benefits" in sent.body
    assert "School" not in sent.body
    assert "Pool" not in sent.body
    assert "Read the whole bulletin" in sent.body


def test_an_extra_one_goes_only_to_those_who_want_each(run_jobs):
    reader(often="term")
    each = reader("each@example.org")
    started(is_extra=True)
    run_jobs()
    assert [sent.to for sent in mail.outbox] == [[each.email]]


def test_words_stay_as_they_went_out(olives, run_jobs):
    reader()
    club = service("Swimming club")
    bulletin = written()
    about(bulletin, "service", club)
    due(bulletin)
    sending.tick()
    club.name_en = "Another name"
    club.save()
    run_jobs()
    assert "Swimming club" in mail.outbox[0].body
    response = olives.post(page(bulletin, "words/"), {"title_en": "Late"}, follow=True)
    assert "its words stay as they are" in text(response)
    for part in ("change/", "pick/", "schedule/", "delete/"):
        assert "stay as they are" in text(olives.get(page(bulletin, part), follow=True))
    assert olives.get(page(bulletin, "translate/pl/")).status_code == 404
    assert bulletin.entries.count() == 1


def test_a_provider_cannot_read_the_keys_of_readers(run_jobs):
    """Whatever marks the place of a key in the composed e-mail, nobody's words can hold it."""
    rosa = reader()
    bulletin = written()
    mark = editions.KEY_MARK
    nested = mark[:4] + mark + mark[4:]
    trap = f"https://bad.example/?{mark} https://bad.example/?{nested}"
    about(bulletin, "service", service("Trap", summary=trap))
    due(bulletin)
    sending.tick()
    run_jobs()
    [sent] = mail.outbox
    assert f"bad.example/?{rosa.key}" not in sent.body + sent.alternatives[0].content


def test_words_of_strangers_do_nothing_in_the_e_mail(run_jobs):
    reader()
    bulletin = written("A <script>alert(1)</script>\r\nBcc: all@example.org", slug="a-script")
    about(bulletin, "service", service("<img src=x onerror=alert(1)>", summary="<b>x</b>"))
    due(bulletin)
    sending.tick()
    run_jobs()
    [sent] = mail.outbox
    assert "\n" not in sent.subject
    html = sent.alternatives[0].content
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html


def test_whoever_leaves_while_it_is_sent_does_not_get_it(client, run_jobs):
    rosa = reader()
    bulletin = started()
    client.post(f"/bulletins/leave/{rosa.key}/", ONE_CLICK)
    run_jobs()
    assert mail.outbox == []
    assert Delivery.objects.get().state == "left_out"
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.left_count) == ("sent", 0)


def test_who_leaves_after_it_is_counted_and_not_named(client, olives, run_jobs):
    rosa = reader()
    bulletin = started()
    run_jobs()
    client.post(f"/bulletins/leave/{rosa.key}/", ONE_CLICK)
    bulletin.refresh_from_db()
    assert bulletin.left_count == 1
    assert Delivery.objects.get().subscriber is None
    assert "Left the list after it" in text(olives.get(page(bulletin)))


# --- Trouble on the way ---------------------------------------------------------------------------


class Moody(EmailBackend):
    """A mail server that treats each address as `answers` says: an exception to raise."""

    answers: dict[str, Exception] = {}

    def send_messages(self, messages):
        for message in messages:
            if trouble := self.answers.get(message.to[0]):
                raise trouble
        return super().send_messages(messages)


@pytest.fixture
def moody(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    monkeypatch.setattr(Moody, "answers", {})
    return Moody.answers


def refused(address: str, code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({address: (code, b"no")})


def test_an_address_that_is_refused_for_good_gets_no_more(moody, run_jobs):
    rosa = reader()
    moody[rosa.email] = refused(rosa.email, 550)
    bulletin = started()
    run_jobs()
    rosa.refresh_from_db()
    assert rosa.state == "bounced"
    assert BouncedAddress.objects.filter(address=rosa.email).exists()
    assert Delivery.objects.get().state == "refused"
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"


def test_a_busy_mail_server_is_asked_again_later_with_the_same_message_id(moody, run_jobs):
    rosa = reader()
    sam = reader("sam@example.org")
    moody[rosa.email] = refused(rosa.email, 451)
    bulletin = started()
    run_jobs()
    row = Delivery.objects.get(subscriber=rosa)
    assert (row.state, row.tries) == ("waiting", 1)
    assert row.try_after > timezone.now()
    # The others have it meanwhile.
    assert [sent.to for sent in mail.outbox] == [[sam.email]]
    moody.clear()
    before = row.message_id
    Delivery.objects.update(try_after=timezone.now())
    sending.tick()
    run_jobs()
    assert mail.outbox[1].extra_headers["Message-ID"] == before
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"


def test_after_a_day_of_trying_it_is_given_up(moody, run_jobs):
    rosa = reader()
    moody[rosa.email] = smtplib.SMTPServerDisconnected("gone")
    bulletin = started()
    for _try in range(len(sending.WAITS) + 1):
        Delivery.objects.update(try_after=timezone.now())
        sending.tick()
        run_jobs()
    assert Delivery.objects.get().state == "failed"
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"


def test_a_mail_server_that_is_away_costs_nobody_a_try(run_jobs, settings, monkeypatch):
    reader()

    def away(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", away)
    bulletin = started()
    run_jobs()
    row = Delivery.objects.get()
    assert (row.state, row.tries) == ("waiting", 0)
    bulletin.refresh_from_db()
    assert bulletin.state == "sending"


def test_a_server_that_takes_nothing_is_not_asked_for_everybody(moody, run_jobs):
    for number in range(30):
        address = f"r{number}@example.org"
        reader(address)
        moody[address] = smtplib.SMTPServerDisconnected("gone")
    started()
    run_jobs()
    assert Delivery.objects.filter(tries__gt=0).count() == sending.MOST_FAILURES


def test_no_more_go_out_in_a_minute_than_the_settings_allow(run_jobs, settings):
    settings.BULLETIN_EMAILS_PER_MINUTE = 3
    for number in range(5):
        reader(f"r{number}@example.org")
    bulletin = started()
    run_jobs()
    assert len(mail.outbox) == 3
    sending.tick()
    run_jobs()
    assert len(mail.outbox) == 5
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"


def test_olive_pauses_goes_on_and_stops(olives, run_jobs, settings):
    settings.BULLETIN_EMAILS_PER_MINUTE = 1
    for number in range(3):
        reader(f"r{number}@example.org")
    bulletin = started()
    run_jobs()
    assert "1 of 3 (33%)" in text(olives.get(page(bulletin)))
    olives.post(page(bulletin, "steer/"), {"do": "pause"})
    sending.tick()
    sending.send_some(str(bulletin.pk))
    assert len(mail.outbox) == 1
    olives.post(page(bulletin, "steer/"), {"do": "resume"})
    run_jobs()
    assert len(mail.outbox) == 2
    assert "It has been dealt with for 2 of 3" in text(
        olives.post(page(bulletin, "steer/"), {"do": "stop"})
    )
    olives.post(page(bulletin, "steer/"), {"do": "stop", "sure": "yes"})
    sending.send_some(str(bulletin.pk))
    assert len(mail.outbox) == 2
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert {"bulletin.paused", "bulletin.resumed", "bulletin.stopped"} <= set(verbs)
    again = olives.post(page(bulletin, "steer/"), {"do": "resume"}, follow=True)
    assert "cannot be done" in text(again)


def test_only_one_job_of_a_bulletin_waits():
    reader()
    started()
    for _minute in range(3):
        sending.tick()
    assert ProcrastinateJob.objects.filter(task_name="bulletins.tasks.send_some").count() == 1


# --- What providers of e-mail tell ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason", "state"),
    [
        ("bounced", "bounced", "bounced"),
        ("bounced", "invalid", "bounced"),
        ("deferred", "other", "confirmed"),
        ("complained", "spam", None),
        ("opened", None, "confirmed"),
    ],
)
def test_what_a_webhook_tells_is_taken_in(kind, reason, state):
    from anymail.signals import AnymailTrackingEvent, tracking

    rosa = reader()
    event = AnymailTrackingEvent(
        event_type=kind, recipient="Rosa@example.org", reject_reason=reason
    )
    tracking.send(sender=object, event=event, esp_name="any")
    found = Subscriber.objects.filter(pk=rosa.pk).values_list("state", flat=True).first()
    assert found == state
    assert Departure.objects.filter(reason="complained").exists() == (kind == "complained")


@pytest.mark.urls("tests.web.urls_with_webhooks")
def test_a_provider_tells_of_a_bounce_only_with_the_secret(client, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "post:secret"}
    rosa = reader()
    told = {"RecordType": "Bounce", "Type": "HardBounce", "Email": rosa.email, "ID": 1}
    send = {"data": told, "content_type": "application/json"}
    assert client.post("/anymail/postmark/tracking/", **send).status_code == 400
    rosa.refresh_from_db()
    assert rosa.state == "confirmed"
    key = b64encode(b"post:secret").decode()
    headers = {"authorization": f"Basic {key}"}
    assert client.post("/anymail/postmark/tracking/", headers=headers, **send).status_code == 200
    rosa.refresh_from_db()
    assert rosa.state == "bounced"


# --- Figures and keeping --------------------------------------------------------------------------


def test_the_annual_report_counts_readers_and_bulletins(run_jobs):
    today = timezone.localdate()
    assert figures.readers(today) is None
    assert figures.sent(today, today) is None
    reader()
    started()
    figures.count_readers()
    figures.count_readers()
    ReaderCount.objects.create(day=today - timedelta(days=400), readers=900)
    assert figures.readers(today) == 1
    assert figures.readers(today - timedelta(days=1)) == 900
    assert figures.readers(today - timedelta(days=500)) is None
    assert figures.sent(today, today) == 1
    assert figures.sent(today - timedelta(days=9), today - timedelta(days=8)) is None


def test_composed_e_mails_are_forgotten_and_the_page_stays(client, run_jobs):
    reader()
    bulletin = started()
    run_jobs()
    assert sending.forget() == 0
    Bulletin.objects.update(finished_at=timezone.now() - timedelta(days=31))
    assert sending.forget() == 1
    assert Edition.objects.get().html == ""
    assert "Half term" in text(client.get(bulletin.get_absolute_url()))


def test_the_archive_is_in_every_language_with_english_marked(client, run_jobs):
    started(title="Autumn bulletin", title_ar="نشرة")
    html = client.get("/ar/bulletins/autumn-bulletin/").content.decode()
    assert "نشرة" in html
    assert '<h2 class="govuk-heading-m govuk-!-margin-bottom-2" lang="en" dir="ltr">' in html
