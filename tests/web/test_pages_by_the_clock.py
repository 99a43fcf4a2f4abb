"""Pages that go out and come off by themselves, and owners who are reminded."""

from datetime import timedelta

from django.core import mail
from django.utils import timezone

from content import actions, timetable
from content.models import Topic
from content.tasks import pages_by_the_clock
from core.models import AuditEvent
from search.models import SearchDocument
from tests.publishing import desk, topic, typed

HOUR = timedelta(hours=1)


def changed(page: Topic, **values) -> Topic:
    """As if time had passed: no action sets a time that is over."""
    Topic.objects.filter(pk=page.pk).update(**values)
    page.refresh_from_db()
    return page


def status(client, page: Topic) -> int:
    return client.get(page.get_absolute_url()).status_code


def test_a_draft_goes_out_at_its_time_and_not_before(olives, client, olive):
    draft = topic("Money", published=False)
    day = timezone.localdate() + timedelta(days=3)
    sent = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "time": "7am"}
    assert typed(olives, desk(draft, "schedule"), **sent).status_code == 302
    draft.refresh_from_db()
    assert timezone.localtime(draft.publish_at).hour == 7

    timetable.run(draft.publish_at - HOUR)
    assert status(client, draft) == 404
    timetable.run(draft.publish_at + HOUR)
    assert status(client, draft) == 200
    assert SearchDocument.objects.filter(object_id=draft.pk).exists()
    assert AuditEvent.objects.filter(verb="page.published", actor=None).count() == 1


def test_running_twice_publishes_once(db, client):
    draft = changed(topic("Money", published=False), publish_at=timezone.now() - HOUR)
    pages_by_the_clock(timestamp=0)
    pages_by_the_clock(timestamp=0)
    draft.refresh_from_db()
    assert (draft.version, draft.publish_at) == (2, None)


def test_changes_of_a_public_page_go_out_at_their_time(olive, client):
    page = topic("Money")
    actions.save(page, values={"title": "Money now"}, by=olive)
    actions.schedule(page, at=timezone.now() + HOUR, by=olive)
    timetable.run(timezone.now())
    assert "Money now" not in client.get(page.get_absolute_url()).content.decode()
    timetable.run(timezone.now() + 2 * HOUR)
    assert "Money now" in client.get(page.get_absolute_url()).content.decode()


def test_words_of_an_editor_do_not_go_out_by_the_clock(signed_in, eddie, olive, client):
    draft = topic("Money", published=False)
    actions.schedule(draft, at=timezone.now() + HOUR, by=olive)
    response = typed(signed_in(eddie), desk(draft, "change"), title_en="Nobody has read this")
    told = signed_in(eddie).get(response.url)
    draft.refresh_from_db()
    assert draft.publish_at is None
    assert told.status_code == 200
    timetable.run(timezone.now() + 2 * HOUR)
    assert status(client, draft) == 404


def test_an_officers_words_leave_the_time_as_it_is(olives, olive, client):
    draft = topic("Money", published=False)
    actions.schedule(draft, at=timezone.now() + HOUR, by=olive)
    typed(olives, desk(draft, "change"), title_en="Money at last")
    timetable.run(timezone.now() + 2 * HOUR)
    assert "Money at last" in client.get(draft.get_absolute_url()).content.decode()


def test_nothing_is_scheduled_when_nothing_waits(olives):
    page = topic("Money")
    day = timezone.localdate() + timedelta(days=3)
    sent = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    response = typed(olives, desk(page, "schedule"), **sent)
    page.refresh_from_db()
    assert page.publish_at is None
    assert "nothing here to publish" in olives.get(response.url).content.decode()


def test_a_time_in_the_past_is_refused(olives):
    draft = topic("Money", published=False)
    sent = {"day_day": 1, "day_month": 1, "day_year": 2020}
    assert "day" in typed(olives, desk(draft, "schedule"), **sent).context["form"].errors


def test_an_expired_page_is_gone_before_the_worker_comes_by(client, db):
    page = changed(topic("Money"), expires_at=timezone.now() - HOUR)
    assert status(client, page) == 410
    timetable.run(timezone.now())
    page.refresh_from_db()
    assert page.state == "withdrawn"
    assert not SearchDocument.objects.filter(object_id=page.pk).exists()
    assert status(client, page) == 410


def test_a_page_published_again_after_its_end_stays(client, olive):
    page = changed(topic("Money"), expires_at=timezone.now() - HOUR)
    timetable.run(timezone.now())
    actions.publish(page, by=olive)
    timetable.run(timezone.now())
    assert status(client, page) == 200


def test_what_fails_the_checks_by_its_time_waits_on_the_desk(olives, olive, client):
    draft = topic("Money", published=False)
    actions.schedule(draft, at=timezone.now() + HOUR, by=olive)
    # An officer's own words leave the time as it is, whatever the checks say of them.
    typed(olives, desk(draft, "change"), body_en="# A heading too large\n\n[](https://a.example/)")
    draft.refresh_from_db()
    assert draft.publish_at
    assert timetable.run(timezone.now() + 2 * HOUR) == 0
    assert status(client, draft) == 404
    draft.refresh_from_db()
    assert draft.publish_at is None
    assert AuditEvent.objects.filter(verb="page.unscheduled", actor=None).count() == 1
    assert timetable.run(timezone.now() + 2 * HOUR) == 0
    waiting = olives.get("/desk/pages/topic/?state=draft").context["page"]
    assert [each.pk for each in waiting] == [draft.pk]


def test_one_page_that_fails_does_not_hold_up_the_others(client, monkeypatch, db):
    bad = changed(topic("Bad", published=False), publish_at=timezone.now() - 2 * HOUR)
    good = changed(topic("Good", published=False), publish_at=timezone.now() - HOUR)
    publish = actions.publish_scheduled

    def failing(page, *, now):
        if page.pk == bad.pk:
            raise ValueError
        return publish(page, now=now)

    failing.__name__ = "publish_scheduled"
    monkeypatch.setattr(actions, "publish_scheduled", failing)
    assert timetable.run(timezone.now()) == 1
    assert status(client, good) == 200


def test_an_owner_hears_once_a_week_of_what_is_due(olive, eddie, run_jobs):
    today = timezone.localdate()
    for title in ("Money", "School"):
        changed(topic(title), owner=olive, review_due=today - timedelta(days=3))
    changed(topic("Later"), owner=olive, review_due=today + timedelta(days=3))
    changed(topic("Draft", published=False), owner=eddie, review_due=today)
    assert timetable.remind(today) == 1
    timetable.remind(today)
    run_jobs()
    assert [message.to for message in mail.outbox] == [[olive.email]]
    text = mail.outbox[0].body
    assert "Money" in text
    assert "School" in text
    assert "Later" not in text
    assert "/desk/pages/topic/" in text


def test_somebody_who_left_is_not_reminded(olive, run_jobs):
    changed(topic("Money"), owner=olive, review_due=timezone.localdate())
    olive.is_active = False
    olive.save()
    assert timetable.remind(timezone.localdate()) == 0
