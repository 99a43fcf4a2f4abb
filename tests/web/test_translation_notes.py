"""What readers are told of words that nobody has checked, that are old, or that are in English."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.translation import gettext, override

from content import indexing as content_indexing
from content import library_actions
from content.library import GlossaryEntry, Video
from content.models import Topic
from core import translations
from core.translations import Translated
from directory import indexing
from directory.translatables import get
from guides.models import Guide
from tests import listings, newsroom, publishing
from translating import approving

MACHINE = "A machine translated parts of this page. Nobody has checked them yet."
DRAFT = "Parts of this page are translated, and nobody has checked them yet."
OLD = "The English has changed since this was translated."
PARTLY = "Parts of this page are in English."
WHOLLY = "We have not translated this yet. It is in English."
SENTENCES = (MACHINE, DRAFT, OLD, PARTLY, WHOLLY)
NOTE = re.compile(r'<div class="[^"]*app-translation-note">(.*?)</div>', re.DOTALL)


@pytest.fixture
def club(db):
    return listings.service(
        "Swim club", summary="Swimming", name_pl="Klub pływacki", summary_pl="Pływanie"
    )


def note(client, address: str) -> set[str]:
    """What the note on a page says, by the English of each sentence; nothing without a note."""
    response = client.get(address)
    assert response.status_code == 200
    found = NOTE.findall(response.content.decode())
    assert len(found) <= 1
    if not found:
        return set()
    with override(address.split("/")[1]):
        return {text for text in SENTENCES if escape(gettext(text)) in found[0]}


def remember(record, *fields: str, code: str = "pl", **how) -> None:
    translations.remember(
        [
            Translated(record.pk, field, code, translations.english(record, field))
            for field in fields
        ],
        **how,
    )


def test_words_of_a_machine_are_said_to_be_with_the_english_one_tap_away(client, club):
    remember(club, "name", "summary", made_by="machine")
    address = "/pl/services/swim-club/?from=search&page=2"
    assert note(client, address) == {MACHINE}
    page = client.get(address).content.decode()
    assert 'href="/services/swim-club/?from=search&amp;page=2" hreflang="en"' in page


def test_words_of_whom_nobody_knows_are_not_called_a_machines(client, club):
    assert note(client, "/pl/services/swim-club/") == {DRAFT}


def test_what_was_checked_says_nothing(client, club, olive):
    remember(club, "name", "summary", by=olive)
    assert note(client, "/pl/services/swim-club/") == set()


def test_an_approved_draft_says_nothing_any_more(client, club, olive):
    remember(club, "name", "summary", made_by="machine")
    texts = [
        Translated(club.pk, field, "pl", translations.english(club, field))
        for field in ("name", "summary")
    ]
    translations.approve(texts, by=olive)
    assert note(client, "/pl/services/swim-club/") == set()


def test_english_that_changed_is_said_even_of_checked_words(client, club, olive):
    remember(club, "name", "summary", by=olive)
    club.summary_en = "Swimming and diving"
    club.save()
    assert note(client, "/pl/services/swim-club/") == {OLD}


def test_a_page_without_a_word_of_the_language_says_so(client, club):
    assert note(client, "/ar/services/swim-club/") == {WHOLLY}


def test_a_page_partly_in_english_says_so(client, club, olive):
    club.summary_pl = ""
    club.save()
    remember(club, "name", by=olive)
    assert note(client, "/pl/services/swim-club/") == {PARTLY}


def test_a_cost_that_nobody_checked_counts(client, club, olive):
    remember(club, "name", "summary", by=olive)
    club.cost_options.create(option_en="Child", option_pl="Dziecko", amount=3)
    assert DRAFT in note(client, "/pl/services/swim-club/")


def test_the_english_page_says_nothing(client, club):
    remember(club, "name", made_by="machine")
    assert note(client, "/services/swim-club/") == set()


def test_words_for_search_alone_do_not_count(client, olive):
    guide = publishing.made(
        Guide(
            title_en="Plans",
            body_en="Words",
            search_words_en="EHCP",
            title_pl="Plany",
            body_pl="Słowa",
            topic=publishing.topic(),
        )
    )
    remember(guide, "title", "body", by=olive)
    address = guide.get_absolute_url()
    assert note(client, f"/pl{address}") == set()


@pytest.mark.parametrize("make", [newsroom.news, newsroom.key_date, newsroom.event])
def test_pages_of_every_kind_have_it(client, db, make):
    made = make(summary_en="Short", title_pl="Tytuł")
    assert PARTLY in note(client, f"/pl{made.get_absolute_url()}")


def test_a_list_says_it_once_and_by_one_query(client, db, django_assert_max_num_queries):
    for number in range(6):
        GlossaryEntry.objects.create(
            slug=f"word-{number}",
            title_en=f"Word {number}",
            title_pl=f"Słowo {number}",
            explanation_en="What",
            explanation_pl="Co",
        )
    client.get("/pl/glossary/")
    with django_assert_max_num_queries(3):
        assert DRAFT in note(client, "/pl/glossary/")


def test_the_young_peoples_first_page_has_it(client, db, olive, django_assert_max_num_queries):
    publishing.topic("Money", area=Topic.Area.YOUNG_PEOPLE, title_pl="Pieniądze")
    own = publishing.topic("School", area=Topic.Area.YOUNG_PEOPLE, title_pl="Szkoła")
    remember(own, "title", by=olive)
    client.get("/pl/young-people/")
    with django_assert_max_num_queries(8):
        assert DRAFT in note(client, "/pl/young-people/")
    for topic in Topic.objects.all():
        remember(topic, "title", by=olive)
    assert note(client, "/pl/young-people/") == set()
    assert note(client, "/young-people/") == set()


@pytest.mark.parametrize("model", [GlossaryEntry, Video])
def test_a_word_or_a_film_that_nobody_checked_is_marked_where_it_is_found(client, olive, model):
    words = "explanation" if model is GlossaryEntry else "transcript"
    entry = model(title_en="Mediation", title_pl="Mediacja")
    if model is Video:
        entry.address = "https://vimeo.com/123456789"
    setattr(entry, f"{words}_en", "Somebody helps you to agree.")
    setattr(entry, f"{words}_pl", "Ktoś pomaga się zgodzić.")
    library_actions.save(entry, by=olive, fields=["title"])

    def marked(code: str = "/pl") -> bool:
        page = client.get(f"{code}/services/", {"q": entry.title_en}).content.decode()
        assert entry.get_absolute_url().partition("#")[0] in page
        return "Tłumaczenie niesprawdzone" in page or "Translation not checked" in page

    assert marked()
    assert not marked("")
    kind = get("glossary" if model is GlossaryEntry else "video")
    chosen = approving.Chosen(kind.name, entry.pk, approving.seen(kind.texts(entry), "pl"))
    approving.approve([chosen], "pl", by=olive)
    assert not marked()


def test_lists_go_by_what_they_show(client, db, olive):
    item = newsroom.news("Bus passes", title_pl="Bilety", body_en="Long", summary_en="")
    remember(item, "title", by=olive)
    address = f"/pl{item.get_absolute_url()}"
    assert note(client, "/pl/news/") == set()
    assert PARTLY in note(client, address)


def test_the_note_takes_one_query(client, club):
    remember(club, "name", made_by="machine")
    client.get("/pl/services/swim-club/")
    with CaptureQueriesContext(connection) as english:
        client.get("/services/swim-club/")
    with CaptureQueriesContext(connection) as polish:
        client.get("/pl/services/swim-club/")
    assert len(polish) <= len(english) + 1


def mark(client, address: str) -> bool:
    """Whether the results on a page of a search say of one that its translation is a draft."""
    with override(address.split("/")[1]):
        words = gettext("Translation not checked")
    return f'<li class="app-facts__item">{words}</li>' in client.get(address).content.decode()


def test_a_result_in_words_nobody_checked_is_marked(client, club, olive):
    assert mark(client, "/pl/services/?q=klub")
    assert not mark(client, "/services/?q=swim")
    remember(club, "name", "summary", by=olive)
    indexing.index_ids([club.pk])
    assert not mark(client, "/pl/services/?q=klub")


def test_a_result_shown_in_english_is_not_marked(client, club):
    assert not mark(client, "/ar/services/?q=swim")


def test_a_page_in_words_nobody_checked_is_marked(client, db, olive):
    item = newsroom.news("Bus passes", title_pl="Bilety autobusowe", summary_pl="Krótko")
    assert mark(client, "/pl/services/?q=bilety&show=news")
    remember(item, "title", "summary", by=olive)
    content_indexing.index(item)
    assert not mark(client, "/pl/services/?q=bilety&show=news")


def test_english_is_marked_in_the_way_here_and_in_the_list_of_headings(client, db):
    """A breadcrumb and the links to headings are read in the voice of their own language."""
    item = newsroom.news("Bus passes", title_pl="Bilety", body_en="## One\n\n## Two\n\n## Three\n")
    address = f"/pl{item.get_absolute_url()}"
    topic = listings.term("category", "leisure", "Things to do")
    listings.service("Swim club", name_pl="Klub pływacki", terms=(topic,))
    html = client.get("/pl/services/swim-club/").content.decode()
    way = html[
        html.index("govuk-breadcrumbs") : html.index("</nav>", html.index("govuk-breadcrumbs"))
    ]
    assert '<span lang="en" dir="ltr">Things to do</span>' in way
    html = client.get(address).content.decode()
    assert re.search(r'<a class="govuk-link" href="#[^"]+" lang="en" dir="ltr">One</a>', html)
