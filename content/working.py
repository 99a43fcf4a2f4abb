"""The words of a page that the public does not see yet.

While a page is published, what editors write goes to its `working` column: the new values by the
name of their column, and nothing for those that stay. A draft, or a page that was taken off, has
no such copy: it is written to itself.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import SOURCE
from directory import history

from .models import Page

# How a page is run, and not what it says: these are written at once, whatever its state.
SETTINGS = ("slug", "publish_at", "expires_at", "owner_id", "review_due")
_encoder = DjangoJSONEncoder()


def columns(model: type[Page]) -> list[history.Field]:
    """The columns that editors write and the public reads, each language's by itself."""
    return [
        field
        for field in history.fields_of(model)
        if field.name not in SETTINGS and model._meta.get_field(field.name).editable
    ]


def as_columns(model: type[Page], values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` by the names of columns: `title` is the English title, `topic` is `topic_id`."""
    translated = set(translator.get_options_for_model(model).get_field_names())
    found = {}
    for name, value in values.items():
        field: Any = model._meta.get_field(column(name, SOURCE) if name in translated else name)
        found[field.attname] = value.pk if isinstance(value, models.Model) else value
    return found


def differing(page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of `values` (names as in `as_columns`), those that say something else than editors see."""
    now = current(page)
    given = as_columns(type(page), values)
    return {name: value for name, value in given.items() if _differ(now[name], value)}


def write(page: Page, values: Mapping[str, Any]) -> None:
    """Give `page` the values where its state wants them; names as in `as_columns`.

    Only sets the attributes: the caller saves.
    """
    given = as_columns(type(page), values)
    if page.state == Page.State.PUBLISHED:
        page.working = _waiting(page, current(page) | given) or None
    else:
        for name, value in given.items():
            setattr(page, name, value)


def current(page: Page) -> dict[str, Any]:
    """What editors see: the values of all columns, those that wait for publication before those
    that are public."""
    values = {field.name: getattr(page, field.name) for field in columns(type(page))}
    return values | decode(type(page), page.working or {})


def with_changes(page: Page) -> Any:
    """A copy of `page` that says what it will say once its changes are published. Never saved."""
    shown = copy(page)
    # Records that the page points to were read for the public one.
    shown._state = copy(page._state)
    shown._state.fields_cache = dict(page._state.fields_cache)
    apply(shown)
    return shown


def apply(page: Page) -> list[str]:
    """Let `page` say what waits in its working copy. Returns the columns that are different."""
    waiting = decode(type(page), page.working or {})
    for name, value in waiting.items():
        setattr(page, name, value)
    page.working = None
    return list(waiting)


def decode(model: type[Page], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they were before they became JSON. A column that is gone since is skipped."""
    known = {field.name for field in columns(model)}
    return {
        name: _to_python(model._meta.get_field(name), value)
        for name, value in stored.items()
        if name in known
    }


def _waiting(page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of `values`, those that differ from what is public, as JSON can hold them."""
    return {
        name: _encode(value)
        for name, value in values.items()
        if _differ(getattr(page, name), value)
    }


def _differ(one: Any, other: Any) -> bool:
    return _nothing(one) != _nothing(other)


def _nothing(value: Any) -> Any:
    return None if value in ("", []) else value


def _encode(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, bool, dict)):
        return value
    if isinstance(value, Iterable):
        return [_encode(each) for each in value]
    return _encoder.default(value)


def _to_python(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, ArrayField):
        return [field.base_field.to_python(each) for each in value]
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)
