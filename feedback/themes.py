"""Writes to themes and their actions: what families said in a year, and what was done about it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import models, transaction
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname as column

from core import audit, translations
from core.languages import CODES
from core.versions import changing
from core.years import Year
from directory import history
from directory.models import Service

from .models import Action, ActionUpdate, Comment, Priority, Theme

# Decisions, keys and places, not words: bringing old words back leaves these as they are.
_STAYS = {"year", "published", "published_at", "order", "theme_id", "carried_from_id"}
# Between one theme or action and the next, so that another can be put in between.
STEP = 10


def next_place(rows: "models.QuerySet[Any]") -> int:
    """The place after the last of `rows`."""
    last = rows.aggregate(last=models.Max("order"))["last"]
    return (last or 0) + STEP


# --- Themes ---------------------------------------------------------------------------------------


def save_theme(theme: Theme, *, by: Any, version: int | None = None, **detail: Any) -> None:
    verb = "theme.added" if theme._state.adding else "theme.changed"
    with changing(theme, by=by, verb=verb, version=version, **detail):
        theme.save()


def set_published(theme: Theme, published: bool, *, by: Any) -> None:
    """Show a theme to everybody, or no longer. Nothing happens when it is so already."""
    if theme.published == published:
        return
    with changing(theme, by=by, verb="theme.published" if published else "theme.unpublished"):
        theme.published = published
        theme.published_at = timezone.now() if published else None
        theme.save()


def delete_theme(theme: Theme, *, by: Any) -> None:
    """With its actions. The comments stay."""
    with pghistory.context(verb="theme.deleted", user=str(by.pk)), transaction.atomic():
        audit.record(by=by, verb="theme.deleted", obj=theme)
        translations.forget([theme.pk, *theme.actions.values_list("pk", flat=True)])
        theme.delete()


def put_comments(theme: Theme, comments: Iterable[Comment], *, by: Any) -> int:
    """Put comments to a theme; how many were not there before."""
    with transaction.atomic():
        Theme.objects.select_for_update().get(pk=theme.pk)
        known = set(theme.comments.values_list("pk", flat=True))
        new = [comment for comment in comments if comment.pk not in known]
        if new:
            theme.comments.add(*new)
            audit.record(by=by, verb="theme.comments_added", obj=theme, number=len(new))
    return len(new)


def take_off_comment(theme: Theme, comment: Comment, *, by: Any) -> None:
    with transaction.atomic():
        if theme.comments.filter(pk=comment.pk).exists():
            theme.comments.remove(comment)
            audit.record(by=by, verb="theme.comment_removed", obj=theme, comment=comment.reference)


def set_themes(comment: Comment, *, add: Iterable[Theme], remove: Iterable[Theme], by: Any) -> None:
    with transaction.atomic():
        for theme in add:
            put_comments(theme, [comment], by=by)
        for theme in remove:
            take_off_comment(theme, comment, by=by)


# --- Actions --------------------------------------------------------------------------------------


def save_action(
    action: Action, *, by: Any, version: int | None = None, news: str = "", **detail: Any
) -> None:
    """Save an action; a new state, or news about it, is remembered with its day."""
    adding = action._state.adding
    verb = "action.added" if adding else "action.changed"
    with changing(action, by=by, verb=verb, version=version, **detail):
        before = (
            None if adding else Action.objects.values_list("state", flat=True).get(pk=action.pk)
        )
        action.save()
        if news or before != action.state:
            ActionUpdate.objects.create(action=action, by=by, state=action.state, words=news)


def delete_action(action: Action, *, by: Any) -> None:
    with pghistory.context(verb="action.deleted", user=str(by.pk)), transaction.atomic():
        audit.record(by=by, verb="action.deleted", obj=action)
        translations.forget([action.pk])
        action.delete()


def link_service(action: Action, service: Service, *, by: Any) -> None:
    if not action.services.filter(pk=service.pk).exists():
        with changing(action, by=by, verb="action.changed", added=str(service.pk)):
            action.services.add(service)


def unlink_service(action: Action, service: Service, *, by: Any) -> None:
    if action.services.filter(pk=service.pk).exists():
        with changing(action, by=by, verb="action.changed", removed=str(service.pk)):
            action.services.remove(service)


# --- Into the next year ---------------------------------------------------------------------------


def carry_on(year: Year, *, by: Any) -> int:
    """Carry the unfinished actions of a year into the next one; how many went.

    An action goes once: pressing again takes only what is new. Its theme goes with it, unpublished,
    so that somebody reads it again. Each remembers what it was carried on from.
    """
    with pghistory.context(verb="themes.carried", user=str(by.pk)), transaction.atomic():
        # Whoever presses at the same moment waits here, and then finds them carried.
        themes = {
            theme.pk: theme
            for theme in Theme.objects.of_year(year.code).order_by("pk").select_for_update()
        }
        left = Action.objects.unfinished().filter(theme__in=themes, carried_to__isnull=True)
        actions = list(left.order_by("theme", "order", "pk").prefetch_related("services"))
        for action in actions:
            _carry_action(action, _carried_theme(themes[action.theme_id], year.next))
        if actions:
            audit.record(by=by, verb="themes.carried", year=year.code, number=len(actions))
    return len(actions)


def _carried_theme(theme: Theme, year: Year) -> Theme:
    words = _words(theme, "title", "said")
    found, _new = Theme.objects.get_or_create(
        carried_from=theme, defaults={"year": year.code, "order": theme.order, **words}
    )
    return found


def _carry_action(action: Action, theme: Theme) -> None:
    carried = Action.objects.create(
        theme=theme,
        state=action.state,
        owner=action.owner,
        date=action.date,
        priority_id=action.priority_id,
        pages=action.pages,
        order=action.order,
        carried_from=action,
        **_words(action, "did", "why_not"),
    )
    carried.services.set(action.services.all())


def _words(record: Theme | Action, *names: str) -> dict[str, Any]:
    """Translated fields in every language."""
    columns = [column(name, code) for name in names for code in CODES]
    return {name: getattr(record, name) for name in columns}


# --- Undoing --------------------------------------------------------------------------------------


def put_back(record: Theme | Action, *, number: int, opened: int, by: Any) -> None:
    """Bring back the words of a version as a new version; published or not, it stays.

    Raises LookupError when there is no such version, StaleVersion when somebody has changed it
    since `opened`.
    """
    timeline = history.Timeline(record)
    position = timeline.position_of(number)
    if position is None:
        raise LookupError(number)
    event = timeline.event_at(position)
    verb = f"{record._meta.model_name}.put_back"
    with changing(record, by=by, verb=verb, version=opened, put_back=number):
        before = getattr(record, "state", None)
        for field in history.fields_of(type(record)):
            if field.name not in _STAYS:
                setattr(record, field.name, getattr(event, field.name))
        record.save()
        translations.forget([record.pk])
        if isinstance(record, Action) and record.state != before:
            ActionUpdate.objects.create(action=record, by=by, state=record.state)


# --- Priorities -----------------------------------------------------------------------------------


@contextmanager
def changing_priority(priority: Priority, *, by: Any, verb: str, **detail: Any) -> Iterator[None]:
    """Do the writes of one edit inside this block: all of them are kept, or none."""
    with transaction.atomic():
        Priority.objects.select_for_update().filter(pk=priority.pk).first()
        yield
        audit.record(by=by, verb=verb, obj=priority, **detail)


def save_priority(priority: Priority, *, by: Any) -> None:
    with changing_priority(priority, by=by, verb="priority.saved"):
        priority.save()
