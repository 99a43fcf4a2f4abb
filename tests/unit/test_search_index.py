"""What a process holds is what the database holds, whoever wrote it and whatever was undone."""

import logging
import uuid

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from search import actions, asking, catching_up, matching, warming
from search.documents import Document
from search.index import Index
from search.models import CommonWord, IndexChange, SearchDocument, SearchPlace, VocabularyWord
from tests.searching import found, listing, search, synonym
from usage import buffer
from usage.actions import log_search

pytestmark = pytest.mark.django_db


def test_a_change_is_found_by_the_next_search():
    key = listing("Swim club", facets=("cost:free",), places=((1, 2),))
    assert search("swim").counts["cost"] == {"free": 1}
    listing("Chess club", object_id=key, facets=("cost:paid",))
    assert found("swim") == []
    assert search("chess").counts["cost"] == {"paid": 1}
    assert search(point=(1, 2)).hits[0].distance_miles is None
    actions.remove(kind="service", object_ids=[key])
    assert search().total == 0
    assert search().counts == {} or not any(search().counts.values())


def test_many_small_changes_are_the_same_as_reading_everything_anew(monkeypatch):
    keys = [listing(f"Club {n}", facets=(f"age:{n % 3}", "cost:free")) for n in range(70)]
    search()
    for number, key in enumerate(keys[:30]):
        listing(f"New club {number}", object_id=key, facets=("age:5",), places=((number, 0),))
    actions.remove(kind="service", object_ids=keys[60:])
    stepwise = search("club", point=(0, 0), page_size=100)
    monkeypatch.setattr(catching_up, "_held", Index())
    anew = search("club", point=(0, 0), page_size=100)
    assert stepwise == anew
    assert anew.total == 60


def test_what_a_transaction_undid_is_forgotten():
    listing("Swim club", facets=("cost:free",))
    with transaction.atomic():
        listing("Chess club", facets=("cost:free",))
        assert search().total == 2
        transaction.set_rollback(True)
    assert search().total == 1
    assert search().counts["cost"] == {"free": 1}


def test_a_process_that_missed_too_much_reads_everything(monkeypatch):
    monkeypatch.setattr(actions, "CHANGES_KEPT", 5)
    listing("Club 0")
    search()
    for number in range(1, 20):
        listing(f"Club {number}")
    assert IndexChange.objects.count() == 5
    assert search("club").total == 20


def test_replacing_removes_objects_without_documents_and_old_languages():
    key, gone = listing("Swim club", ("pl", "Klub pływacki")), listing("Chess club")
    document = Document(
        kind="service", object_id=key, language="en", url="/x/", title="Swim", places=((1, 1),)
    )
    actions.replace([document], kind="service", object_ids=[key, gone])
    assert list(SearchDocument.objects.values_list("title", "language")) == [("Swim", "en")]
    assert SearchPlace.objects.count() == 1


def test_replacing_many_takes_no_more_queries_than_replacing_one():
    def replace(count: int) -> int:
        documents = [
            Document(
                kind="service",
                object_id=uuid.uuid4(),
                language="en",
                url=f"/{n}/",
                title="Club",
                places=((1, n),),
            )
            for n in range(count)
        ]
        keys = [document.object_id for document in documents]
        with CaptureQueriesContext(connection) as queries:
            actions.replace(documents, kind="service", object_ids=keys)
        return len(queries)

    assert replace(1) == replace(300)


def test_a_document_must_belong_to_the_objects_and_be_there_in_english():
    key = uuid.uuid4()
    polish = Document(kind="service", object_id=key, language="pl", url="/x/", title="Klub")
    with pytest.raises(ValueError, match="no English document"):
        actions.replace([polish], kind="service", object_ids=[key])
    with pytest.raises(ValueError, match="not of the kind"):
        actions.replace([polish], kind="service", object_ids=[uuid.uuid4()])
    with pytest.raises(ValueError, match="not of the kind"):
        actions.replace([polish], kind="news", object_ids=[key])
    assert not SearchDocument.objects.exists()


def test_control_characters_and_endless_text_can_be_indexed():
    listing("Swim\0 club\x02", body="word " * 100_000, summary="\x03 x")
    document = SearchDocument.objects.get()
    assert document.title.split() == ["Swim", "club"]
    assert "\x03" not in document.summary
    assert found("swim")


@pytest.fixture
def nothing_held(monkeypatch):
    """As a process that has just begun."""

    def forget() -> None:
        monkeypatch.setattr(catching_up, "_held", Index())

    return forget


def test_lists_of_common_words_say_what_the_index_says(monkeypatch, nothing_held):
    monkeypatch.setattr(actions, "MANY_DOCUMENTS", 2)
    listing("Swim club", keywords="water", keywords_other="klub basen")
    changed = listing("Swimming school", ("pl", "Szkoła pływania"), body="a club")
    gone = listing("Chess club", summary="and swimming")
    queries = [("swimming", "en"), ("club", "en"), ("club", "pl"), ("swim club", "ar")]

    def results() -> list:
        nothing_held()
        return [search(text, language=language) for text, language in queries]

    plain = results()
    actions.refresh_vocabulary()
    assert set(CommonWord.objects.values_list("lexeme", flat=True)) >= {"swim", "club"}
    assert results() == plain
    listing("Judo club", object_id=changed)
    actions.remove(kind="service", object_ids=[gone])
    listing("Big swim club")
    with_lists = results()
    CommonWord.objects.all().delete()
    assert with_lists == results()
    assert {hit.title for hit in with_lists[1].hits} == {"Swim club", "Judo club", "Big swim club"}


def test_lists_that_are_too_old_are_not_used(monkeypatch, nothing_held):
    monkeypatch.setattr(actions, "MANY_DOCUMENTS", 1)
    monkeypatch.setattr(asking, "MOST_CHANGED_SINCE", 3)
    listing("Swim club")
    actions.refresh_vocabulary()
    for number in range(4):
        listing(f"Swim school {number}")
    nothing_held()
    assert search("swim").total == 5
    monkeypatch.setattr(actions, "CHANGES_KEPT", 1)
    listing("Swim team")
    nothing_held()
    assert search("swim").total == 6


def test_a_new_process_is_made_ready_for_common_searches(django_assert_max_num_queries):
    listing("Swim club")
    listing("Chess club")
    log_search(text="chess", language="en", results=1)
    buffer.flush()
    warming.warm()
    with django_assert_max_num_queries(3):  # none for who has the word
        assert found("chess") == ["Chess club"]


def test_a_database_that_is_away_does_not_stop_a_new_process(monkeypatch, caplog):
    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(warming, "warm", away)
    monkeypatch.setattr(warming.connections, "close_all", lambda: None)
    with caplog.at_level(logging.WARNING):
        warming._warm()
    assert "could not be made ready: OperationalError" in caplog.text


def test_what_is_known_of_a_word_is_put_right_when_documents_change():
    key = listing("Swim club")
    listing("Chess club")
    assert found("swim") == ["Swim club"]
    assert found("chess club") == ["Chess club"]
    listing("Chess for all", object_id=key)
    listing("Swim school")
    assert found("swim") == ["Swim school"]
    assert set(found("chess")) == {"Chess for all", "Chess club"}


@pytest.mark.parametrize("most_read", [300, 1])
def test_words_that_belong_together_are_found_together(monkeypatch, most_read):
    monkeypatch.setattr(matching, "MOST_READ", most_read)
    listing("Special school", body="A school")
    listing("Another place", keywords="special school")
    listing("A school with a special garden", body="x")
    listing("Park", body="special trees near the school")
    synonym("sen school", "special school")
    results = set(found("sen school", verbatim=True))
    assert {"Special school", "Another place"} <= results
    if most_read == 300:
        assert "Park" not in results


def test_the_vocabulary_learns_at_once_and_forgets_by_night():
    key = listing("Trampolining", keywords_other="pływanie")
    known = VocabularyWord.objects.values_list("word", "folded", "language")
    assert set(known) == {
        ("trampolining", "trampolining", "en"),
        ("trampolining", "trampolining", "@en"),
        ("pływanie", "plywanie", ""),
    }
    actions.remove(kind="service", object_ids=[key])
    listing("Chess")
    listing("Chess again")
    actions.refresh_vocabulary()
    counted = VocabularyWord.objects.values_list("word", "documents")
    assert set(counted) == {("chess", 2), ("again", 1)}


def test_stale_listings_stand_a_little_lower_and_sorting_is_by_what_it_says():
    listing("Swim club", summary="overdue", stale=True)
    listing("Swim club", summary="checked")
    assert [hit.summary_html for hit in search("swim club").hits] == ["checked", "overdue"]
    listing("A last one")
    assert found(sort="name") == ["A last one", "Swim club", "Swim club"]
