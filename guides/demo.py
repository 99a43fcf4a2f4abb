"""Loads the demo's topics and guides from `demo_content/`: what is missing, never over an edit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from content.demo import key, load_entries, load_pages

CONTENT = Path(__file__).parent / "demo_content"
# What an entry calls its lists: the columns.
_LISTS = {"services": "service_ids", "documents": "document_ids", "videos": "video_ids"}


def load(progress: Callable[[str], None]) -> None:
    load_pages("topic", CONTENT / "topics.yaml", progress)
    entries = list(_entries())
    slugs = {entry["slug"] for entry in entries}
    guides = [_columns(entry, slugs) for entry in entries]
    # A part comes after the guide that it is a part of.
    load_entries("guide", sorted(guides, key=lambda entry: "part_of" in entry), progress)


def _entries() -> Iterator[dict[str, Any]]:
    for folder in ("guides", "young"):
        for file in sorted((CONTENT / folder).glob("*.yaml")):
            # They stand in the order of their file, unless they say otherwise.
            for order, entry in enumerate(yaml.safe_load(file.read_text("utf-8")), start=1):
                yield {"order": order, **entry}


def _columns(entry: dict[str, Any], slugs: set[str]) -> dict[str, Any]:
    """`entry` by the names of columns. Raises LookupError where a related guide is none of all."""
    found = {_LISTS.get(name, name): value for name, value in entry.items()}
    related = found.pop("related", [])
    if unknown := set(related) - slugs:
        raise LookupError(entry["slug"], sorted(unknown))
    # Guides name each other, also those that come later.
    return found | {"related_ids": [key("guide", slug) for slug in related]}
