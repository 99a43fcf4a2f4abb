"""How often a search finds what was meant: ours beside other engines, on the same text.

    python -m tests.bench.search_quality [--feed FILE] [--misses]

The queries were judged by hand before the search was tuned: judged_demo.yaml over the demo, and
judged_feed.yaml over a real Open Referral UK list that is not part of the project (--feed, or
ORUK_FEED). Tuning looked at the queries in odd places only; the table shows both halves. Best bets
are left out: they would answer a few of the queries by hand.
"""

# ruff: noqa: E402 - Django is set up before its models are imported
import argparse
import io
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import tests.environment  # noqa: F401 - before the settings are read

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings")

import django

django.setup()

import yaml
from django.conf import settings
from django.core.management import call_command
from django.test.utils import get_runner, setup_test_environment

from directory.models import Service
from search import actions, words
from search.models import SearchDocument
from search.query import SearchRequest, run
from tests.bench import search_engines as engines

HERE = Path(__file__).parent
CLASSES = ("exact", "prefix", "typo", "acronym", "topic", "sentence", "other-language", "by-ear")
Search = Callable[[str, str], list[str]]


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
        """Normalised discounted cumulative gain of the first ten, a grade g being worth 2^g - 1."""
        ideal = sorted(self.judged.grades.values(), reverse=True)[:10]
        return _gain([self.judged.grades.get(one, 0) for one in self.found[:10]]) / _gain(ideal)


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feed", type=Path, default=os.environ.get("ORUK_FEED"))
    parser.add_argument("--misses", action="store_true", help="list our failures, odd half only")
    arguments = parser.parse_args()
    with _database():
        call_command("load_demo", stdout=io.StringIO())
        ids = {slug: str(pk) for slug, pk in Service.objects.values_list("slug", "pk")}
        queries = judged("demo", ids.__getitem__)
        measure("The demo", queries, show_misses=arguments.misses)
        _among_everything(queries)
        if arguments.feed:
            _load_feed(arguments.feed)
            measure("A real list", judged("feed", str), show_misses=arguments.misses)


@contextmanager
def _database() -> Iterator[None]:
    """An empty database, as tests have one."""
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(databases)


def _load_feed(file: Path) -> None:
    services = SearchDocument.objects.filter(kind="service")
    demo = set(services.values_list("object_id", flat=True))
    actions.remove(kind="service", object_ids=demo)
    call_command("import_services", str(file), write=True, verbosity=0, stdout=io.StringIO())
    actions.refresh_vocabulary()


def judged(name: str, id_of: Callable[[str], str]) -> list[Judged]:
    """The judged queries; `id_of` makes an object id of what the file calls it."""
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


def measure(title: str, queries: list[Judged], *, show_misses: bool) -> None:
    rows = _rows()
    searches: dict[str, Search] = {
        "ours": ours(),
        "stock PostgreSQL": engines.StockPostgres(rows).search,
        "SQLite FTS5": engines.SqliteFts(rows).search,
        "Meilisearch": engines.Milli(rows).search,
    }
    outcomes = {
        name: [Outcome(one, search(one.text, one.language)) for one in queries]
        for name, search in searches.items()
    }
    print(f"\n{title}: {len(queries)} queries, {len({row.object for row in rows})} services")
    _table(outcomes)
    if show_misses:
        _misses(outcomes["ours"])


def _among_everything(queries: list[Judged]) -> None:
    """The same queries with guides, news and documents among the results. Those were not judged:
    what counts is that the services stay in view."""
    search = ours(kinds=())
    outcomes = [Outcome(one, search(one.text, one.language)) for one in queries]
    shown = mean(any(o.judged.grades.get(one, 0) >= 2 for one in o.found) for o in outcomes)
    print(
        "\nAmong everything, a good service is among the first three for "
        f"{mean(o.success for o in outcomes):.2f}, among the first ten for {shown:.2f}."
    )


def ours(kinds: tuple[str, ...] = ("service",)) -> Search:
    tables = replace(words.load(), best_bets={})

    def search(text: str, language: str) -> list[str]:
        request = SearchRequest(text=text, language=language, kinds=kinds, page_size=10)
        return [str(hit.object_id) for hit in run(request, tables).hits]

    return search


def _rows() -> list[engines.Row]:
    return [
        engines.Row(
            str(document.object_id),
            document.language,
            document.title,
            f"{document.keywords} {document.keywords_other}",
            document.summary,
            document.body,
        )
        for document in SearchDocument.objects.filter(kind="service").order_by("pk")
    ]


def _table(outcomes: dict[str, list[Outcome]]) -> None:
    heads = "".join(f"{name:>22}" for name in outcomes)
    print(f"{'success@3 / nDCG@10 / nothing found':<36}{heads}")
    queries = [outcome.judged for outcome in next(iter(outcomes.values()))]
    groups: dict[str, list[bool]] = {
        **{kind: [one.kind == kind for one in queries] for kind in CLASSES},
        "odd half (tuned on)": [one.is_odd for one in queries],
        "even half (held out)": [not one.is_odd for one in queries],
        "all": [True for one in queries],
    }
    for group, belongs in groups.items():
        if size := sum(belongs):
            cells = "".join(f"{_cell(engine, belongs):>22}" for engine in outcomes.values())
            print(f"{f'{group} ({size})':<36}{cells}")


def _cell(outcomes: list[Outcome], belongs: list[bool]) -> str:
    members = [outcome for outcome, is_in in zip(outcomes, belongs, strict=True) if is_in]
    success = mean(outcome.success for outcome in members)
    ndcg = mean(outcome.ndcg for outcome in members)
    nothing = mean(not outcome.found for outcome in members)
    return f"{success:.2f} / {ndcg:.2f} / {nothing:4.0%}"


def _misses(outcomes: list[Outcome]) -> None:
    english = SearchDocument.objects.filter(language="en")
    titles = {str(key): title for key, title in english.values_list("object_id", "title")}
    for judged_one, found in outcomes:
        outcome = Outcome(judged_one, found)
        if judged_one.is_odd and not outcome.success:
            wanted = [titles.get(key, key) for key, grade in judged_one.grades.items() if grade > 1]
            print(f"  {judged_one.kind}: {judged_one.text!r} wants {wanted[:4]}")
            print(f"      found {[titles[one] for one in found[:4]]}")


if __name__ == "__main__":
    main()
