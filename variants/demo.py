"""Loads the demo's pictures for Easy Read and its versions of services and guides: what is missing,
never over an edit."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typst
import yaml
from django.conf import settings
from django.core.files.base import ContentFile

from content.demo import load_entries
from content.library import Image
from content.library_actions import add_image

from . import sources
from .models import Variant

CONTENT = Path(__file__).parent / "demo_content"
# The drawings of the young people's pages are in the same style.
YOUNG = Path(settings.BASE_DIR) / "static" / "young"
FROM_YOUNG = (
    *("choices", "college", "doctor", "feelings", "friends", "fun", "health", "home", "money"),
    *("online", "plan", "rights", "safe", "school", "sleep", "sport", "star", "talk", "travel"),
    "work",
)
_FILES = {
    Variant.Form.EASY_READ: "easy_read.yaml",
    Variant.Form.PLAIN: "plain.yaml",
    Variant.Form.BSL: "signed.yaml",
}
# A drawing is 96 units wide; at this many dots an inch it is sharp on the page and on paper.
_DRAW = b"""
#set page(width: 96pt, height: 96pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), width: 100%)
"""
_DOTS = 270
_PICTURE = re.compile(r"^!\[([a-z]+)\]$", re.MULTILINE)


def load(progress: Callable[[str], None]) -> None:
    pictures = _pictures()
    progress(f"{len(pictures)} pictures for Easy Read")
    for form, name in _FILES.items():
        entries = yaml.safe_load((CONTENT / name).read_text("utf-8"))
        load_entries("variant", [_columns(entry, form, pictures) for entry in entries], progress)


def _pictures() -> dict[str, Image]:
    """All of them by the names of their files; those that the library has not yet are drawn."""
    files = [*sorted((CONTENT / "pictures").glob("*.svg"))]
    files += [YOUNG / f"{name}.svg" for name in FROM_YOUNG]
    titles = {file.stem: f"Easy Read: {file.stem}" for file in files}
    known = {row.title: row for row in Image.objects.filter(title__in=titles.values())}
    return {
        file.stem: known.get(titles[file.stem]) or _add(file, titles[file.stem]) for file in files
    }


def _add(file: Path, title: str) -> Image:
    drawn: Any = typst.compile(
        _DRAW, format="png", ppi=_DOTS, sys_inputs={"drawing": file.read_text("utf-8")}
    )
    # It only supports the words beside it: a screen reader need not say it.
    sent = ContentFile(drawn, f"{file.stem}.png")
    return add_image(sent, by=None, title=title, decorative=True)


def _columns(
    entry: Mapping[str, Any], form: Variant.Form, pictures: Mapping[str, Image]
) -> dict[str, Any]:
    """`entry` by the names of columns. Raises LookupError for a picture or a source of none."""
    found = dict(entry)
    kind, _slash, slug = found.pop("about").partition("/")
    found |= {"form": form.value, "about_kind": kind, "about_id": _source(kind, slug)}
    found.setdefault("search_words", str(form.label))
    if form == Variant.Form.EASY_READ:
        found |= {
            name: _body(text, pictures) for name, text in entry.items() if name.startswith("body")
        }
    return found


def _source(kind: str, slug: str) -> Any:
    key = sources.get(kind).model._default_manager.filter(slug=slug).values_list("pk", flat=True)
    if not key:
        raise LookupError(slug)
    return key[0]


def _body(text: str, pictures: Mapping[str, Image]) -> str:
    """Each line a paragraph, and the pictures by the addresses of their files."""
    lines = "\n\n".join(text.strip().splitlines())
    return _PICTURE.sub(lambda found: pictures[found[1]].markdown, lines)
