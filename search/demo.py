"""Loads the demo's word tables from `demo_content/*.yaml`: what is missing, never over an edit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from . import actions
from .models import BestBet, StopWord, Synonym

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


def load_best_bets(progress: Callable[[str], None], id_of: Callable[[str], UUID]) -> None:
    """Best bets; `id_of` gives a service's id by its slug. Call it when the services are there."""
    bets = actions.add_words(
        BestBet,
        (
            BestBet(query=entry["query"], kind="service", object_id=id_of(slug), order=order)
            for entry in _read("best_bets")
            for order, slug in enumerate(entry["services"])
        ),
    )
    progress(f"{bets} best bets")


def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text("utf-8"))
