"""The officer's pages about terms: topics, needs, who it is for."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import AuditEvent
from directory import term_actions
from directory.models import TaxonomyTerm
from search.models import SearchDocument
from tests.listings import place, service, term

TERMS = "/desk/directory/terms/"


@pytest.fixture
def leisure(db) -> TaxonomyTerm:
    return term("category", "leisure", "Things to do", keywords_en="fun")


@pytest.fixture
def sport(leisure) -> TaxonomyTerm:
    return term("category", "sport", "Sport", parent=leisure, keywords_en="football")


def page(record: TaxonomyTerm, more: str = "") -> str:
    return f"{TERMS}{record.pk}/{more}"


def sent_by(client, record: TaxonomyTerm) -> dict:
    form = client.get(page(record)).context["form"]
    return {f.html_name: "" if f.value() is None else f.value() for f in form}


def test_the_list_shows_smaller_topics_under_their_own(olives, sport, leisure):
    art = term("category", "art", "Art", parent=leisure)
    health = term("category", "health", "Health", order=1)
    service("Swim", terms=(sport,))
    rows = olives.get(f"{TERMS}category/").context["rows"]
    assert [row["term"] for row in rows] == [leisure, art, sport, health]
    assert [row["services"] for row in rows] == [0, 0, 1, 0]


def test_other_words_for_a_term_are_in_search_at_once(olives, olive, sport):
    swim = service("Swim", terms=(sport,))
    sent = sent_by(olives, sport) | {"keywords_en": "football, rugby"}
    assert olives.post(page(sport), sent).status_code == 302
    assert "rugby" in SearchDocument.objects.get(object_id=swim.pk, language="en").keywords
    event = AuditEvent.objects.get(verb="term.changed")
    assert (event.actor, event.detail) == (olive, {"fields": ["keywords_en"]})


def test_the_words_of_a_topic_reach_services_of_its_smaller_topics(olives, sport, leisure):
    swim = service("Swim", terms=(sport,))
    olives.post(page(leisure), sent_by(olives, leisure) | {"name_en": "Leisure"})
    leisure.refresh_from_db()
    assert leisure.name_en == "Leisure"
    assert SearchDocument.objects.filter(object_id=swim.pk).exists()


def test_a_term_of_many_services_is_brought_into_search_by_the_worker(
    olives, sport, monkeypatch, run_jobs
):
    monkeypatch.setattr(term_actions, "MOST_AT_ONCE", 2)
    swims = [service(f"Swim {number}", terms=(sport,)) for number in range(3)]
    olives.post(page(sport), sent_by(olives, sport) | {"keywords_en": "rugby"})
    keywords = SearchDocument.objects.filter(object_id=swims[0].pk, language="en")
    assert "rugby" not in keywords.get().keywords
    assert ProcrastinateJob.objects.filter(task_name="directory.tasks.index_term").count() == 1
    run_jobs()
    assert "rugby" in keywords.get().keywords


def test_two_officers_at_one_term(olives, olive, signed_in, sport):
    opened = sent_by(olives, sport)
    signed_in(olive).post(page(sport), opened | {"name_en": "Sports and games"})
    response = olives.post(page(sport), opened | {"keywords_en": "my words"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Sports and games" in html
    assert response.context["form"]["keywords_en"].value() == "my words"
    sport.refresh_from_db()
    assert sport.keywords_en == "football"


@pytest.mark.parametrize("typed", [{}, {"name_en": ""}, {"name_en": "x" * 121}, {"order": "-1"}])
def test_a_term_needs_a_name_of_some_length(olives, sport, typed):
    sent = {"name_en": "Fine", **typed}
    response = olives.post(f"{TERMS}category/add/", sent)
    assert (response.status_code == 302) is (typed == {})
    assert TaxonomyTerm.objects.filter(slug="fine").exists() is (typed == {})


def test_a_topic_cannot_be_part_of_a_smaller_one_or_of_itself(olives, sport, leisure):
    sent = sent_by(olives, leisure)
    for parent in (sport, leisure):
        assert olives.post(page(leisure), sent | {"parent": str(parent.pk)}).status_code == 200
    health = term("category", "health")
    refused = olives.post(page(leisure), sent | {"parent": str(health.pk)})
    assert refused.context["form"].errors["parent"]
    leisure.refresh_from_db()
    assert leisure.parent is None


def test_a_term_in_use_cannot_be_deleted(olives, sport, leisure):
    service("Swim", terms=(sport,))
    ramp = term("accessibility", "ramp")
    place("Hall").terms.add(ramp)
    for used in (sport, leisure, ramp, term("need", "all-needs")):
        assert olives.post(page(used, "delete/")).status_code == 409
        assert TaxonomyTerm.objects.filter(pk=used.pk).exists()


def test_a_term_that_nothing_needs_can_be_deleted(olives, sport):
    olives.post(page(sport, "delete/"))
    assert not TaxonomyTerm.objects.filter(pk=sport.pk).exists()
    assert AuditEvent.objects.get(verb="term.deleted").object_label == "Sport"


def test_merging_moves_services_and_places_and_their_search(olives, olive, sport):
    games = term("category", "games", "Games", keywords_en="chess")
    both = service("Both", terms=(sport, games))
    one = service("One", terms=(sport,))
    olives.post(page(sport, "merge/"), {"into": str(games.pk)})
    assert not TaxonomyTerm.objects.filter(pk=sport.pk).exists()
    assert [each.slug for each in both.terms.all()] == ["games"]
    assert [each.slug for each in one.terms.all()] == ["games"]
    document = SearchDocument.objects.get(object_id=one.pk, language="en")
    assert "category:games" in document.facets
    assert "category:sport" not in document.facets
    one.refresh_from_db()
    assert one.version == 2
    history = olives.get(f"/desk/directory/services/{one.pk}/history/")
    newest = history.context["versions"][0]
    assert (newest.who, [change.label for change in newest.changes]) == ("Olive Officer", ["Topic"])


def test_terms_of_different_lists_do_not_merge(olives, sport, leisure):
    autism = term("need", "autism")
    for into in (autism.pk, sport.pk, "nonsense", ""):
        assert olives.post(page(sport, "merge/"), {"into": str(into)}).status_code == 404
    refused = olives.post(page(leisure, "merge/"), {"into": str(sport.pk)})
    assert refused.status_code == 409
    assert TaxonomyTerm.objects.count() == 3


def test_a_translation_of_a_term_is_found_by_search(olives, sport):
    swim = service("Swim", terms=(sport,))
    address = page(sport, "translate/pl/")
    opened = olives.get(address).context["form"]["opened"].value()
    name = f"taxonomyterm-{sport.pk}"
    olives.post(address, {"opened": opened, f"{name}-keywords": "piłka nożna"})
    document = SearchDocument.objects.get(object_id=swim.pk, language="en")
    assert "piłka nożna" in document.keywords_other


def test_an_editor_may_look_at_terms_and_no_more(signed_in, eddie, sport):
    client = signed_in(eddie)
    html = client.get(page(sport)).content.decode()
    assert "football" in html
    assert "<textarea" not in html
    assert client.post(page(sport), {"name_en": "Mine"}).status_code == 404
    sport.refresh_from_db()
    assert sport.name_en == "Sport"


def test_the_list_of_terms_never_takes_more_queries(olives, leisure, django_assert_max_num_queries):
    for number in range(60):
        term("category", f"topic-{number}", parent=leisure)
    with django_assert_max_num_queries(8):
        olives.get(f"{TERMS}category/")
