"""Narrowing, and the promise of every number beside a choice: tick it, and so many are left."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import actions
from search.documents import Document
from tests.searching import found, listing, search

pytestmark = pytest.mark.django_db

GROUPS = {
    "category": ["sport", "health", "money"],
    "cost": ["free", "paid"],
    "age": ["3", "4"],
    "day": ["mo", "tu"],
    "time": ["morning", "evening"],
    "org": ["scope", "mencap"],
}
DAYS_AND_TIMES = [f"{day}-{time}" for day in GROUPS["day"] for time in GROUPS["time"]]
CHOICES = [
    f"{group}:{value}"
    for group, values in GROUPS.items()
    if group not in ("day", "time")
    for value in values
]
listings = st.tuples(
    st.sampled_from(["Swim club", "Football club", "Swim school", "Art", ""]),
    st.frozensets(st.sampled_from(CHOICES)),
    st.frozensets(st.sampled_from(DAYS_AND_TIMES)),
)
filters = st.dictionaries(
    st.sampled_from(list(GROUPS)), st.lists(st.integers(0, 1), min_size=1, max_size=2), max_size=3
).map(
    lambda chosen: {
        group: [GROUPS[group][at] for at in sorted(set(places))] for group, places in chosen.items()
    }
)


def _facets(choices: frozenset[str], sessions: frozenset[str]) -> tuple[str, ...]:
    days = {f"day:{session.partition('-')[0]}" for session in sessions}
    times = {f"time:{session.partition('-')[2]}" for session in sessions}
    return (*choices, *days, *times, *(f"session:{session}" for session in sessions))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(listings, max_size=12), filters, st.sampled_from(["", "swim", "club", "swim club"]))
def test_every_count_is_the_number_of_results_when_it_is_ticked(rows, chosen, text):
    documents = [
        Document(
            kind="service",
            object_id=uuid.uuid4(),
            language="en",
            url=f"/{number}/",
            title=title or "Untitled",
            facets=_facets(choices, sessions),
        )
        for number, (title, choices, sessions) in enumerate(rows)
    ]
    keys = [document.object_id for document in documents]
    actions.replace(documents, kind="service", object_ids=keys)
    try:
        before = search(text, filters=chosen)
        for group, values in GROUPS.items():
            for value in values:
                if group != "org":
                    after = search(text, filters={**chosen, group: [value]})
                    assert before.counts[group][value] == after.total, (group, value)
        assert before.total == len(search(text, filters=chosen, page_size=100).hits)
    finally:
        actions.remove(kind="service", object_ids=keys)


@pytest.fixture
def clubs() -> None:
    listing("Swim club", facets=("category:sport", "cost:free", "age:4", "org:scope"))
    listing("Chess club", facets=("category:play", "cost:free", "age:5", "org:scope"))
    listing("Tennis club", facets=("category:sport", "cost:paid", "age:4", "org:mencap"))


def test_groups_are_and_values_are_or(clubs):
    assert found(filters={"category": ["sport"], "cost": ["free"]}) == ["Swim club"]
    assert found(filters={"cost": ["free", "paid"]}) == ["Chess club", "Swim club", "Tennis club"]
    assert found(filters={"category": ["sport", "play"], "age": ["5"]}) == ["Chess club"]


def test_an_unknown_choice_leaves_nothing_and_an_empty_one_everything(clubs):
    assert found(filters={"category": ["nonsense"]}) == []
    assert found(filters={"nonsense": ["x"]}) == []
    assert len(found(filters={"category": []})) == 3


def test_a_choice_that_is_not_counted_still_narrows(clubs):
    results = search(filters={"org": ["scope"]})
    assert results.total == 2
    assert results.counts["category"] == {"sport": 1, "play": 1}
    assert results.counts["cost"]["paid"] == 0


def test_a_day_and_a_time_must_be_the_same_session():
    listing("Monday mornings", facets=("day:mo", "time:morning", "session:mo-morning"))
    listing(
        "Monday mornings and Tuesday evenings",
        facets=(
            *("day:mo", "day:tu", "time:morning", "time:evening"),
            *("session:mo-morning", "session:tu-evening"),
        ),
    )
    monday = search(filters={"day": ["mo"]})
    assert monday.total == 2
    assert monday.counts["time"] == {"morning": 2}
    assert found(filters={"day": ["mo"], "time": ["evening"]}) == []
    assert search(filters={"day": ["mo", "tu"], "time": ["evening"]}).total == 1


def test_kinds_are_kept_apart(clubs):
    listing("News of the swim club", kind="news", facets=("category:sport",))
    assert found("swim") == ["Swim club"]
    assert search().counts["category"]["sport"] == 2
    assert found("swim", kinds=("news",)) == ["News of the swim club"]
    assert search("swim", kinds=("service", "news")).total == 2


def test_pages_never_overlap_and_hold_everything():
    for number in range(45):
        listing("Same name", url=f"/{number}/")
    pages = [search("name", page=page, page_size=20) for page in (1, 2, 3)]
    urls = [hit.url for page in pages for hit in page.hits]
    assert len(urls) == len(set(urls)) == pages[0].total == 45
    assert [page.pages for page in pages] == [3, 3, 3]
    assert search("name", page=99, page_size=20).page == 3
