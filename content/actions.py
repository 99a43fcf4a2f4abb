"""Writes to pages. Each is atomic, audited, one version of the history, and leaves search true.

While a page is published, `save` writes to its working copy; `publish` makes that copy public.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone

from core import audit, translations
from core.versions import StaleVersion, changing, context_of
from directory.actions import unique_slug

from . import checks, history, indexing, kinds, working
from .models import Page, Topic

# Who calls these catches it.
__all__ = ["StaleVersion"]
State = Page.State


class NotPossible(Exception):
    """The page is in no state for that: there is nothing to publish, or it is off the site."""


@contextmanager
def _changing(
    page: Page, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """One edit of `page`, which is read anew under the lock: what was read before may be old."""
    with transaction.atomic():
        adding = page._state.adding
        known_as = _name_of(page)
        kind = kinds.kind_of(page).name
        with changing(page, by=by, verb=verb, version=version, kind=kind, **detail):
            if not adding:
                number = page.version
                page.refresh_from_db()
                page.version = number
                known_as = _name_of(page)
            yield
            page.save()
        indexing.index(page)
        if isinstance(page, Topic) and not adding and _name_of(page) != known_as:
            indexing.index_topic(page)


def _name_of(page: Page) -> tuple[Any, ...]:
    names = [field.name for field in working.columns(type(page)) if field.name.startswith("title_")]
    return (page.slug, page.state, *(getattr(page, name) for name in names))


def create(page: Page, *, by: Any) -> None:
    """Keep a new draft. Its address is made of the title where it has none."""
    page.slug = page.slug or unique_slug(type(page), translations.english(page, "title"))
    with _changing(page, by=by, verb="page.created"):
        page.state = State.DRAFT


def save(
    page: Page,
    *,
    values: Mapping[str, Any],
    by: Any,
    version: int | None = None,
    verb: str = "page.changed",
) -> None:
    """Write words, by column; the plain name of a translated column means the English.

    The public sees them after `publish`. Words of somebody who may not publish do not go out by
    the clock either: they call off the time that was set.
    """
    with _changing(page, by=by, verb=verb, version=version, fields=sorted(values)):
        _write(page, values, by)


def _write(page: Page, values: Mapping[str, Any], by: Any) -> None:
    working.write(page, values)
    if by is not None and not by.has_perm("content.publish"):
        page.publish_at = None


def translate(
    page: Page,
    *,
    values: Mapping[str, Any],
    by: Any,
    language: str,
    made_by: str,
    version: int | None = None,
) -> list[str]:
    """Give columns of one language other words at once, without publishing what else waits.

    Leaves out a column that waits with other words, and returns those that were written.
    """
    with _changing(
        page,
        by=by,
        verb="page.translation_added",
        version=version,
        language=language,
        made_by=made_by,
        fields=sorted(values),
    ):
        done = [name for name in values if name not in (page.working or {})]
        for name in done:
            setattr(page, name, values[name])
    return done


def save_and_publish(
    page: Page, *, values: Mapping[str, Any], by: Any, version: int | None = None
) -> None:
    """Both in one step and one version. What had waited before goes out too."""
    fields = sorted(values)
    with _changing(page, by=by, verb="page.published", version=version, fields=fields):
        working.write(page, values)
        _publish(page, timezone.now())


def publish(page: Page, *, by: Any, version: int | None = None, at: datetime | None = None) -> None:
    """Show `page` to everybody with all that waits. `at`: when that was, for what is older.

    Nothing waits for a time any more. A page that had been taken off comes back.
    """
    with _changing(page, by=by, verb="page.published", version=version):
        _publish(page, at or timezone.now())


def _publish(page: Page, at: datetime) -> None:
    is_first = page.published_at is None
    had_waited = working.apply(page)
    if had_waited or page.changed_at is None or page.state != State.PUBLISHED:
        page.changed_at = at
    page.state = State.PUBLISHED
    page.published_at = page.published_at or at
    page.publish_at = None
    if page.expires_at and page.expires_at <= timezone.now():
        page.expires_at = None
    if is_first:
        page.reviewed_on = timezone.localdate(at)
        page.review_due = page.review_due or _next_review(page, page.reviewed_on)
    kinds.kind_of(page).looked_over(page)


def _next_review(page: Page, reviewed: date) -> date | None:
    days = kinds.kind_of(page).review_days
    return reviewed + timedelta(days=days) if days else None


def schedule(page: Page, *, at: datetime, by: Any, version: int | None = None) -> None:
    """Let what waits go out by itself at a time. Raises NotPossible when nothing waits."""
    with _changing(page, by=by, verb="page.scheduled", version=version, at=at):
        if page.state == State.PUBLISHED and page.working is None:
            raise NotPossible
        page.publish_at = at


def unschedule(page: Page, *, by: Any, version: int | None = None) -> None:
    with _changing(page, by=by, verb="page.unscheduled", version=version):
        page.publish_at = None


def publish_scheduled(page: Page, *, now: datetime) -> bool:
    """Publish `page` if its time has come. False when that was done, or called off, meanwhile.

    One that fails the checks by now does not go out: its time is called off, and it waits on the
    desk with all that is not published yet.
    """
    with transaction.atomic():
        due = _locked(page).due_to_publish(now).first()
        if due is None:
            return False
        try:
            checks.must_be_ready(due)
        except checks.NotReady:
            unschedule(due, by=None)
            return False
        publish(due, by=None)
    return True


def expire(page: Page, *, now: datetime) -> bool:
    """Take `page` off if its time is over. False when somebody gave it more meanwhile."""
    with transaction.atomic():
        if not _locked(page).due_to_expire(now).exists():
            return False
        with _changing(page, by=None, verb="page.expired"):
            _take_off(page)
    return True


def _locked(page: Page) -> Any:
    rows: Any = type(page)._default_manager
    return rows.select_for_update(of=("self",)).filter(pk=page.pk)


def withdraw(page: Page, *, by: Any, version: int | None = None, reason: str = "") -> None:
    """Take `page` off the site. Its address says so; `publish` brings it back."""
    with _changing(page, by=by, verb="page.withdrawn", version=version, reason=reason):
        _take_off(page)


def _take_off(page: Page) -> None:
    # What had waited is not lost: it is what the page says when it comes back.
    working.apply(page)
    page.state = State.WITHDRAWN
    page.publish_at = None


def discard_working(page: Page, *, by: Any, version: int | None = None) -> None:
    """Forget the changes that wait. They stay in the history, from where they can be put back."""
    with _changing(page, by=by, verb="page.discarded", version=version):
        page.working = None
        page.publish_at = None


def restore(page: Page, *, number: int, by: Any, version: int | None = None) -> None:
    """Make the words of an old version the newest ones: as any change, not public until published.

    Raises LookupError when there is no such version.
    """
    values = history.PageTimeline(page).values_at(number)
    with _changing(page, by=by, verb="page.restored", version=version, to_version=number):
        _write(page, values, by)
        # Which English the older translations were made from is not known any more.
        translations.forget([page.pk])


def set_up(page: Page, *, values: Mapping[str, Any], by: Any, version: int | None = None) -> None:
    """Change how the page is run (`working.SETTINGS`), at once. An old address leads to the new."""
    given = working.as_columns(type(page), values)
    if not given.keys() <= set(working.SETTINGS):
        raise ValueError(given.keys() - set(working.SETTINGS))
    with _changing(page, by=by, verb="page.set_up", version=version, fields=sorted(given)):
        for name, value in given.items():
            setattr(page, name, value)


def reviewed(page: Page, *, by: Any, version: int | None = None, due: date | None = None) -> None:
    """Write down that somebody looked at every word today and found it right.

    `due`: when the next review is; else the kind's own time after this one.
    """
    with _changing(page, by=by, verb="page.reviewed", version=version):
        page.reviewed_on = timezone.localdate()
        page.review_due = due or _next_review(page, page.reviewed_on)
        kinds.kind_of(page).looked_over(page)


def delete(page: Page, *, by: Any, version: int | None = None) -> None:
    """Delete `page` for good; its history stays in the database.

    Raises ProtectedError while something else needs it: a topic with pages.
    """
    kind = kinds.kind_of(page)
    with pghistory.context(**context_of(by, "page.deleted")), transaction.atomic():
        if version is not None and not _locked(page).filter(version=version).exists():
            raise StaleVersion
        audit.record(by=by, verb="page.deleted", obj=page, kind=kind.name)
        translations.forget([page.pk])
        key = page.pk
        page.delete()
        indexing.index_ids(kind, [key])
