"""Loads the demo's word tables from `demo_content/*.yaml`: what is missing, never over an edit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from core.languages import SOURCE

from . import actions
from .models import BestBet, SearchDocument, StopWord, Synonym

CONTENT = Path(__file__).parent / "demo_content"


def load(progress: Callable[[str], None]) -> None:
    """Synonyms and stop words."""
    synonyms = actions.add_words(
        Synonym,
        (
            Synonym(**entry | {"expansions": "\n".join(entry["expansions"])})
            for entry in _read("synonyms")
        ),
    )
    stop_words = actions.add_words(StopWord, (StopWord(**entry) for entry in _read("stop_words")))
    progress(f"{synonyms} synonyms and {stop_words} stop words")


def load_best_bets(progress: Callable[[str], None]) -> None:
    """Best bets, which name documents by address: call it when those are there."""
    entries = _read("best_bets")
    addresses = {entry["url"] for entry in entries}
    documents = SearchDocument.objects.filter(language=SOURCE, url__in=addresses)
    by_url = {document.url: document for document in documents}
    bets = [
        BestBet(
            query=entry["query"],
            kind=by_url[entry["url"]].kind,
            object_id=by_url[entry["url"]].object_id,
            order=entry.get("order", 0),
        )
        for entry in entries
        if entry["url"] in by_url
    ]
    progress(f"{actions.add_words(BestBet, bets)} best bets")


def _read(name: str) -> list[dict[str, Any]]:
    file = CONTENT / f"{name}.yaml"
    return yaml.safe_load(file.read_text("utf-8")) if file.exists() else []
