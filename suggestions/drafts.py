"""What the people of an organisation write about their own listings, before it is sent.

A draft belongs to whoever began it, and stays with the organisation when they leave: any of its
people may go on with it. One person has one draft of a listing.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import audit
from core.languages import SOURCE
from directory.actions import StaleVersion
from directory.models import Organisation, Service

from . import actions, parts
from .actions import NotNow
from .models import Suggestion
from .parts import ROWS, TRANSLATIONS, Values

Kind, State = Suggestion.Kind, Suggestion.State
# What a copy does not take over: it is not open yet, its pictures are of the other one, and its
# English is still to be changed.
_NOT_COPIED = {"status", "photos", "documents", *TRANSLATIONS}


def begun(service: Service, *, by: Any) -> Suggestion | None:
    """What `by` is writing about a listing: not sent yet, or sent back to them."""
    rows = Suggestion.objects.for_page().filter(service=service, author=by, kind=Kind.CHANGE)
    found: Suggestion | None = (
        rows.filter(state__in=Suggestion.EDITABLE).order_by("-updated_at").first()
    )
    return found


@transaction.atomic
def change(service: Service, *, by: Any, values: Values, version: int | None) -> Suggestion | None:
    """Keep answers about a listing in the draft of `by`, which begins with the first change.

    None when there is no draft and nothing was changed. Raises StaleVersion as `keep` does.
    """
    # Two tabs of one person must not begin two drafts.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    draft = begun(service, by=by)
    if draft is None:
        now = parts.snapshot(_current(service, version))
        given = {key: parts.canonical(key, value) for key, value in values.items()}
        if all(parts.same(key, value, now.get(key)) for key, value in given.items()):
            return None
        draft = actions.start(kind=Kind.CHANGE, service=service, author=by, language=_language())
    return keep(draft, by=by, values=values, version=version)


@transaction.atomic
def keep(draft: Suggestion, *, by: Any, values: Values, version: int | None) -> Suggestion:
    """Keep the answers to one question.

    `version` is the listing's when they saw it (None for a new one): StaleVersion is raised when
    the listing has moved on, because what they left alone is then not what it says.
    """
    locked = Suggestion.objects.for_update().get(pk=draft.pk)
    if locked.service is not None:
        now = parts.snapshot(_current(locked.service, version))
        # Of a translation they also saw the English that stands beside it.
        seen = {*values, *(parts.english_of(values) - set(locked.proposed))}
        locked.base |= {key: now.get(key, parts.canonical(key, None)) for key in seen}
        locked.base_version = version
        locked.save()
    if locked.author_id != by.pk:
        audit.record(by=by, verb="suggestion.continued", obj=locked, fields=sorted(values))
    return actions.save_draft(locked, by=by, proposed=values)


def _current(service: Service, version: int | None) -> Service:
    found: Service = Service.objects.with_everything().get(pk=service.pk)
    if found.version != version:
        raise StaleVersion
    return found


def add(organisation: Organisation, *, by: Any, name: str) -> Suggestion:
    """Begin a new service of the organisation."""
    return _new(organisation, by=by, values={"name_en": name})


def copy(service: Service, *, by: Any, name: str) -> Suggestion:
    """Begin a new service that says what another one says."""
    found = parts.snapshot(Service.objects.with_everything().get(pk=service.pk))
    values = {key: value for key, value in found.items() if key not in _NOT_COPIED}
    for key in ROWS:
        values[key] = [_copied_row(row) for row in values.get(key) or []]
    return _new(service.organisation, by=by, values={**values, "name_en": name})


def _copied_row(row: dict[str, Any]) -> dict[str, Any]:
    # The copy has places of its own, so a time cannot name one of the other's.
    return {**row, "id": "", **({"location_id": None} if "location_id" in row else {})}


@transaction.atomic
def _new(organisation: Organisation, *, by: Any, values: Values) -> Suggestion:
    draft = actions.start(kind=Kind.NEW, organisation=organisation, author=by, language=_language())
    return actions.save_draft(draft, by=by, proposed=values)


@transaction.atomic
def ask_to_remove(service: Service, *, by: Any, words: str) -> Suggestion:
    """Ask that a listing be taken off the site. Raises NotNow when somebody asked already."""
    Service.objects.select_for_update().get(pk=service.pk)
    waiting = Suggestion.objects.waiting().filter(
        service=service, kind=Kind.REMOVAL, author__isnull=False
    )
    if waiting.exists():
        raise NotNow(_("Somebody has asked for that already. We have not decided yet."))
    draft = actions.start(kind=Kind.REMOVAL, service=service, author=by, language=_language())
    actions.save_draft(draft, by=by, words=words)
    return actions.submit(draft, by=by)


@transaction.atomic
def throw_away(draft: Suggestion, *, by: Any) -> None:
    """Of one that was never sent nothing is kept; one that was sent back is taken back."""
    locked = Suggestion.objects.for_update().get(pk=draft.pk)
    if locked.state == State.DRAFT:
        audit.record(by=by, verb="suggestion.thrown_away", obj=locked)
        locked.delete()
    else:
        actions.withdraw(locked, by=by)


def _language() -> str:
    return get_language() or SOURCE
