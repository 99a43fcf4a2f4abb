"""The young people's pages: their front page, topics, pages, and help now."""

from collections import Counter

import pytest
import yaml

from guides.demo import CONTENT
from guides.models import Guide
from tests.publishing import made, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    return topic("Work", area="young_people", summary_en="A job for you.")


def page(title: str, about, **values) -> Guide:
    return made(Guide(title_en=title, topic=about, **values))


def html(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    assert not response.cookies
    return response.content.decode()


def test_the_front_page_has_a_picture_for_each_topic_that_its_first_page_gives(client, work):
    topic("Travel", area="young_people", order=1)
    topic("Money for parents")
    page("Second", work, order=2, picture="star")
    page("First", work, order=1, picture="work")
    page("No picture", work, order=0)
    shown = html(client, "/young-people/")
    tile = shown[shown.index("/young-people/topics/work/") :]
    assert tile.index("young/work") < tile.index("/young-people/topics/travel/")
    assert "young/star" in tile[tile.index("/young-people/topics/travel/") :]
    assert "Money for parents" not in shown


def test_a_page_is_short_has_its_picture_and_the_way_to_say_how_it_was(client, work):
    page("My first job", work, picture="work", summary_en="You can do it.", body_en="## Try\nGo.")
    shown = html(client, "/young-people/my-first-job/")
    for words in ("You can do it.", "young/work", "Was this OK for you?"):
        assert words in shown
    for face in ("good", "okay", "bad"):
        assert f'href="/feedback/young-people/{face}/"' in shown
    # Their own menu, not that of the families' pages.
    assert "Menu for young people" in shown
    assert "Main menu" not in shown
    assert "Is this page useful?" not in shown


@pytest.mark.parametrize(
    "address", ["/young-people/", "/young-people/topics/work/", "/young-people/my-first-job/"]
)
def test_every_page_says_who_helps_now(client, work, address):
    page("My first job", work)
    shown = html(client, address)
    for number in ("tel:999", "tel:111", "tel:08001111", "tel:116123", "sms:85258"):
        assert f'href="{number}"' in shown


def test_a_topic_lists_its_pages_and_families_have_topics_of_their_own(client, work):
    page("My first job", work, summary_en="You can do it.")
    shown = html(client, "/young-people/topics/work/")
    assert 'href="/young-people/my-first-job/"' in shown
    moved = client.get("/information/work/")
    assert (moved.status_code, moved["Location"]) == (301, "/young-people/topics/work/")
    moved = client.get("/information/work/my-first-job/")
    assert (moved.status_code, moved["Location"]) == (301, "/young-people/my-first-job/")
    assert client.get("/young-people/nothing/").status_code == 404


def test_the_pages_ask_little_of_the_database(client, work, django_assert_max_num_queries):
    for number in range(5):
        page(f"Page {number}", work, picture="work")
        topic(f"Topic {number}", area="young_people")
    for address, most in (
        ("/young-people/", 3),
        ("/young-people/topics/work/", 7),
        ("/young-people/page-1/", 6),
    ):
        with django_assert_max_num_queries(most):
            html(client, address)


def test_no_two_pages_of_a_demo_topic_have_the_same_picture():
    files = (CONTENT / "young").glob("*.yaml")
    pages = [each for file in files for each in yaml.safe_load(file.read_text("utf-8"))]
    drawn = Counter((each["topic"], each["picture"]) for each in pages if each.get("picture"))
    assert drawn
    assert [pair for pair, times in drawn.items() if times > 1] == []
