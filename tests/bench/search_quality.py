"""How often a search finds what was meant: ours beside other engines, on the same text.

    python -m tests.bench.search_quality [--feed FILE] [--misses]

The queries were judged by hand before the search was tuned (judged_demo.yaml, and judged_feed.yaml
for an Open Referral UK list that is not part of the project: --feed, or ORUK_FEED). Tuning looked
at the queries in odd places only; the table shows both halves.
"""

import argparse
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import tests.environment  # noqa: F401  (before the settings are read)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings")

import django
import yaml

HERE = Path(__file__).parent
CLASSES = ("exact", "prefix", "typo", "acronym", "topic", "sentence", "other-language")


class Judged(NamedTuple):
    """A query and what it should find: grades 1 to 3 by object id."""

    text: str
    kind: str
    language: str
    grades: dict[str, int]
    is_odd: bool


class Outcome(NamedTuple):
    judged: Judged
    found: list[str]

    @property
    def success(self) -> bool:
        """Whether a page graded 2 or 3 is among the first three."""
        return any(self.judged.grades.get(one, 0) >= 2 for one in self.found[:3])

    @property
    def ndcg(self) -> float:
        ideal = sorted(self.judged.grades.values(), reverse=True)[:10]
        return _gain([self.judged.grades.get(one, 0) for one in self.found[:10]]) / _gain(ideal)


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def main() -> None:
    arguments = _arguments()
    django.setup()
    with _database():
        from django.core.management import call_command

        from search import actions
        from search.models import SearchDocument

        call_command("load_demo", verbosity=0, stdout=open(os.devnull, "w"))
        _measure("The demo's services", _judged("demo", _ids_of_slugs()), arguments.misses)
        if arguments.feed:
            ids = set(SearchDocument.objects.values_list("object_id", flat=True))
            actions.remove(kind="service", object_ids=ids)
            call_command(
                "import_services",
                arguments.feed,
                write=True,
                verbosity=0,
                stdout=open(os.devnull, "w"),
            )
            actions.refresh_vocabulary()
            _measure("A real list", _judged("feed", lambda key: key), arguments.misses)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feed", type=Path, default=os.environ.get("ORUK_FEED"))
    parser.add_argument("--misses", action="store_true", help="list our failed queries")
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[None]:
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(databases)


def _ids_of_slugs() -> Callable[[str], str]:
    from directory.models import Service

    ids = {slug: str(pk) for slug, pk in Service.objects.values_list("slug", "pk")}
    return ids.__getitem__


def _judged(name: str, id_of: Callable[[str], str]) -> list[Judged]:
    entries = yaml.safe_load((HERE / f"judged_{name}.yaml").read_text("utf-8"))
    return [
        Judged(
            entry["query"],
            entry["class"],
            entry["language"],
            {id_of(key): grade for key, grade in entry["relevant"].items()},
            is_odd=place % 2 == 0,
        )
        for place, entry in enumerate(entries)
    ]


def _measure(title: str, judged: list[Judged], show_misses: bool) -> None:
    from search.query import SearchRequest, run
    from tests.bench import search_engines as engines

    rows = _rows()
    others = {
        "stock PostgreSQL": engines.StockPostgres(rows),
        "SQLite FTS5": engines.SqliteFts(rows),
        "Meilisearch": engines.Milli(rows),
    }
    searches: dict[str, Callable[[str, str], list[str]]] = {
        "ours": lambda text, language: [
            str(hit.object_id)
            for hit in run(SearchRequest(text=text, language=language, page_size=10)).hits
        ],
        **{name: engine.search for name, engine in others.items()},
    }
    outcomes = {
        name: [Outcome(one, search(one.text, one.language)) for one in judged]
        for name, search in searches.items()
    }
    print(f"\n{title}: {len(judged)} queries, {len({row.object for row in rows})} services")
    _table(outcomes)
    if show_misses:
        _misses(outcomes["ours"])


def _rows() -> list:
    from search.models import SearchDocument
    from tests.bench.search_engines import Row

    return [
        Row(
            str(document.object_id),
            document.language,
            document.title,
            f"{document.keywords} {document.keywords_other}",
            document.summary,
            document.body,
        )
        for document in SearchDocument.objects.order_by("pk")
    ]


def _table(outcomes: dict[str, list[Outcome]]) -> None:
    print(
        f"{'success@3 / nDCG@10 / nothing found':<36}" + "".join(f"{name:>22}" for name in outcomes)
    )
    groups: dict[str, Callable[[Judged], bool]] = {
        **{kind: lambda one, kind=kind: one.kind == kind for kind in CLASSES},
        "odd half (tuned on)": lambda one: one.is_odd,
        "even half (held out)": lambda one: not one.is_odd,
        "all": lambda one: True,
    }
    for group, belongs in groups.items():
        cells = []
        size = 0
        for engine in outcomes.values():
            members = [outcome for outcome in engine if belongs(outcome.judged)]
            size = len(members)
            if members:
                cells.append(_cell(members))
        if size:
            print(f"{group + f' ({size})':<36}" + "".join(f"{cell:>22}" for cell in cells))


def _cell(outcomes: list[Outcome]) -> str:
    success = mean(outcome.success for outcome in outcomes)
    ndcg = mean(outcome.ndcg for outcome in outcomes)
    nothing = mean(not outcome.found for outcome in outcomes)
    return f"{success:.2f} / {ndcg:.2f} / {nothing:4.0%}"


def _misses(outcomes: list[Outcome]) -> None:
    from search.models import SearchDocument

    titles = {
        str(key): title
        for key, title in SearchDocument.objects.filter(language="en").values_list(
            "object_id", "title"
        )
    }
    for outcome in outcomes:
        if not outcome.success and outcome.judged.is_odd:
            wanted = [
                titles.get(key, key) for key, grade in outcome.judged.grades.items() if grade >= 2
            ]
            print(f"  {outcome.judged.kind}: {outcome.judged.text!r} wants {wanted[:4]}")
            print(f"      found {[titles[one] for one in outcome.found[:4]]}")


if __name__ == "__main__":
    main()
