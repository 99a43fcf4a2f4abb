"""Documents to search through, in a line each."""

from collections.abc import Sequence
from itertools import count
from uuid import UUID, uuid4

from search import actions
from search.documents import Document
from search.models import BestBet, StopWord, Synonym
from search.query import SearchRequest, SearchResults, run

_numbers = count(1)


def listing(title: str, *translations: tuple[str, str], **fields) -> UUID:
    """Put one service into the index, with titles in other languages; returns its id."""
    key = fields.pop("object_id", None) or uuid4()
    common = {"kind": fields.pop("kind", "service"), "object_id": key}
    common["url"] = fields.pop("url", f"/services/{next(_numbers)}/")
    documents = [Document(**common, language="en", title=title, **fields)]
    documents += [
        Document(**common, language=language, title=translated)
        for language, translated in translations
    ]
    actions.replace(documents, kind=common["kind"], object_ids=[key])
    return key


def synonym(term: str, *expansions: str, both_ways: bool = False, language: str = "en") -> None:
    actions.add_words(
        Synonym,
        [
            Synonym(
                term=term,
                expansions="\n".join(expansions),
                both_ways=both_ways,
                language=language,
            )
        ],
    )


def stop_words(*words: str, language: str = "en") -> None:
    actions.add_words(StopWord, [StopWord(word=word, language=language) for word in words])


def best_bet(query: str, *objects: UUID) -> None:
    actions.add_words(
        BestBet,
        [
            BestBet(query=query, kind="service", object_id=key, order=order)
            for order, key in enumerate(objects)
        ],
    )


def search(text: str = "", **request) -> SearchResults:
    return run(SearchRequest(text=text, **request))


def titles(results: SearchResults) -> Sequence[str]:
    return [hit.title for hit in results.hits]


def found(text: str = "", **request) -> Sequence[str]:
    return titles(search(text, **request))
