"""Loads the demo’s glossary, videos and pages of any kind: what is missing, never over an edit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname as column

from accounts.models import User
from core.languages import SOURCE
from directory import files

from . import actions, kinds, library_actions
from .fields import RecordsField
from .library import GlossaryEntry, Video
from .models import Page

CONTENT = Path(__file__).parent / "demo_content"
_NAMESPACE = UUID("a1d2b0a4-6c7e-4f5e-8d43-0f2f6c1f5e77")
# What an entry says beside the values of columns.
_STEPS = {"published", "withdrawn", "review_in", "owner"}


def load(progress: Callable[[str], None]) -> None:
    """What is missing of the glossary and the videos. Each app loads its own pages, as below."""
    entries = yaml.safe_load((CONTENT / "glossary.yaml").read_text("utf-8"))
    for entry in entries:
        slug = slugify(entry.get("acronym") or entry["title"])
        if not GlossaryEntry.objects.filter(slug=slug).exists():
            _explain(slug, entry)
    progress(f"{len(entries)} words of the glossary")
    videos = yaml.safe_load((CONTENT / "videos.yaml").read_text("utf-8"))
    for entry in videos:
        if not Video.objects.filter(slug=entry["slug"]).exists():
            _show(entry)
    progress(f"{len(videos)} videos")


def _explain(slug: str, entry: Mapping[str, Any]) -> None:
    word = GlossaryEntry(slug=slug)
    _fill(word, entry)
    library_actions.save(word, by=None, fields=[])


def _show(entry: Mapping[str, Any]) -> None:
    video = Video()
    _fill(video, entry)
    beginning = CONTENT / "videos" / entry["slug"]
    with beginning.with_suffix(".webm").open("rb") as film:
        video.file = files.keep_video(File(film, f"{entry['slug']}.webm"), by=None)
    with beginning.with_suffix(".vtt").open("rb") as captions:
        video.captions = files.keep_captions(File(captions, f"{entry['slug']}.vtt"), by=None)
    library_actions.save(video, by=None, fields=[])


def _fill(record: Any, entry: Mapping[str, Any]) -> None:
    for name, value in entry.items():
        is_english = hasattr(record, column(name, SOURCE))
        setattr(record, column(name, SOURCE) if is_english else name, value)


def load_pages(kind_name: str, path: Path, progress: Callable[[str], None]) -> dict[str, Any]:
    """`load_entries` of the list in a file."""
    return load_entries(kind_name, yaml.safe_load(path.read_text("utf-8")) or [], progress)


@transaction.atomic
def load_entries(
    kind_name: str, entries: Sequence[Mapping[str, Any]], progress: Callable[[str], None]
) -> dict[str, Any]:
    """Add the pages of a list that are missing, by their slug. Returns all of the list by slug.

    An entry is a mapping of columns: plain names are English, `title_ar` another language. Besides:

    - `topic: slug` (for a topic `parent: slug`), and lists of records by their slugs or ids;
    - `published: 20` – days ago; without it the page stays a draft. `withdrawn: true`;
    - `review_in: 30` – days from today, fewer than none for overdue; `owner: e-mail address`;
    - any date or time column with `_in`: `closes_on_in: 14`, `starts_at_in: "14 10:30"`.
    """
    kind = kinds.get(kind_name)
    rows: Any = kind.model._default_manager
    keys = {_slug(entry): key(kind_name, _slug(entry)) for entry in entries}
    by_key = rows.in_bulk(list(keys.values()))
    known = {slug: by_key[each] for slug, each in keys.items() if each in by_key}
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    for entry in entries:
        slug = _slug(entry)
        if slug not in known:
            known[slug] = _add(kind.model(id=keys[slug], slug=slug), entry, officer)
    progress(f"{len(entries)} pages: {kind.plural}")
    return known


def key(kind_name: str, slug: str) -> UUID:
    """The same on every machine, so that loading twice adds nothing twice."""
    return uuid5(_NAMESPACE, f"{kind_name}/{slug}")


def _slug(entry: Mapping[str, Any]) -> str:
    return str(entry.get("slug") or slugify(entry["title"]))


def _add(page: Any, entry: Mapping[str, Any], by: Any) -> Any:
    for name, value in entry.items():
        if name not in _STEPS and name != "slug":
            _set(page, name, value)
    owner = entry.get("owner")
    page.owner = User.objects.filter(email=owner).first() if owner else by
    if "review_in" in entry:
        page.review_due = timezone.localdate() + timedelta(days=entry["review_in"])
    actions.create(page, by=by)
    if "published" in entry:
        at = timezone.now() - timedelta(days=entry["published"])
        actions.publish(page, by=by, at=at)
    if entry.get("withdrawn"):
        actions.withdraw(page, by=by)
    return page


def _set(page: Page, name: str, value: Any) -> None:
    if name.endswith("_in") and name not in {field.name for field in page._meta.get_fields()}:
        name = name.removesuffix("_in")
        value = _from_today(page._meta.get_field(name), value)
    field: Any = page._meta.get_field(name)
    if isinstance(field, RecordsField):
        value = _ids(field, value)
    elif isinstance(field, models.ForeignKey):
        value = field.related_model._default_manager.get(slug=value)
    elif isinstance(value, str):
        value = value.strip()
    if hasattr(page, column(name, SOURCE)):
        name = column(name, SOURCE)
    setattr(page, name, value)


def _from_today(field: Any, value: Any) -> Any:
    """A day so many days from today; with a time, where the column holds one."""
    days, _space, clock = str(value).partition(" ")
    day = timezone.localdate() + timedelta(days=int(days))
    if not isinstance(field, models.DateTimeField):
        return day
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock or "09:00")))


def _ids(field: RecordsField, named: list[str | UUID]) -> list[Any]:
    """Ids of the records, each named by its slug or by its id, in that order.

    Raises LookupError for a slug of none.
    """
    slugs = [each for each in named if isinstance(each, str)]
    # Not every model has slugs: without any it is not asked for them.
    rows = field.records().filter(slug__in=slugs).values_list("slug", "pk") if slugs else ()
    found = dict(rows)
    return [found[each] if isinstance(each, str) else each for each in named]
