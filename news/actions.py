"""Writes of this app; all others are those of every page (content.actions)."""

from typing import Any

from dateutil.relativedelta import relativedelta

from content import actions, working
from core import translations
from directory.actions import unique_slug

from .models import KeyDate


def next_year(key_date: KeyDate, *, by: Any) -> KeyDate:
    """A draft that says the same as `key_date`, a year later, in every language."""
    values = working.current(key_date)
    a_year = relativedelta(years=1)
    values["day"] += a_year
    values["until"] = values["until"] and values["until"] + a_year
    made = KeyDate(owner=by)
    working.write(made, values)
    made.slug = unique_slug(KeyDate, f"{translations.english(made, 'title')} {made.day.year}")
    actions.create(made, by=by)
    return made
