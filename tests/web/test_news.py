"""News: the list by topic and month, a piece that gets old, feeds, search and the map."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from content import actions
from directory.page_titles import titles
from news.models import NewsItem
from search.models import SearchDocument
from tests.newsroom import consultation, day, key_date, news
from tests.publishing import sent_by, topic

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('ha')</script>"


def published(item: NewsItem, days_ago: int) -> NewsItem:
    at = timezone.now() - timedelta(days=days_ago)
    NewsItem.objects.filter(pk=item.pk).update(published_at=at, changed_at=at)
    item.refresh_from_db()
    return item


def listed(client, query: str = "") -> list[str]:
    return [item.title for item in client.get(f"/news/{query}").context["page"]]


# --- The list -------------------------------------------------------------------------------------


def test_the_newest_stands_first_and_drafts_nowhere(client):
    published(news("Older"), 20)
    published(news("Newer"), 2)
    news("Secret", published=False)
    page = client.get("/news/").text
    assert page.index("Newer") < page.index("Older")
    assert "Secret" not in page


def test_it_is_narrowed_by_topic_and_month(client):
    travel, money = topic("Travel"), topic("Money")
    school_travel = topic("School travel", parent=travel)
    published(news("Buses", topic=school_travel), 3)
    published(news("Vouchers", topic=money), 400)
    published(news("Fares", topic=money, more_topics=[travel.pk]), 3)
    assert listed(client, "?topic=money") == ["Fares", "Vouchers"]
    assert sorted(listed(client, "?topic=travel")) == ["Buses", "Fares"]
    long_ago = timezone.localtime(timezone.now() - timedelta(days=400))
    assert listed(client, f"?month={long_ago:%Y-%m}") == ["Vouchers"]
    assert listed(client, f"?month={long_ago:%Y-%m}&topic=school-travel") == []


@pytest.mark.parametrize("query", ["?topic=nonsense", "?month=0000-99", "?page=zzz", "?month=%00"])
def test_nonsense_in_the_address_narrows_nothing(client, query):
    news()
    assert listed(client, query) == ["New bus passes"]


def test_a_long_list_has_pages_and_never_more_queries(client, django_assert_max_num_queries):
    own = topic("Money")
    for number in range(25):
        news(f"Item {number:02}", topic=own)
    with django_assert_max_num_queries(7):
        assert len(listed(client)) == 20
    assert len(listed(client, "?page=2")) == 5


# --- One piece ------------------------------------------------------------------------------------


def test_old_news_stays_and_says_that_it_is_old(client):
    old = published(news("Old timetable"), 200)
    new = news("New timetable")
    assert "This is old news" in client.get(old.get_absolute_url()).text
    assert "This is old news" not in client.get(new.get_absolute_url()).text
    page = client.get("/news/").text
    assert page.count("Old news") == 1
    assert page.index("Old timetable") < page.index("Old news")


def test_an_editor_says_until_when_it_is_news(client):
    over = news("Summer clubs", old_after=day(-1))
    lasts = published(news("Winter phone line", old_after=day(1)), 300)
    assert over.is_old and not lasts.is_old
    current = NewsItem.objects.current(timezone.localdate())
    assert list(current) == [lasts]


def test_a_piece_says_when_it_came_out_and_where_it_belongs(client):
    own, other = topic("Travel"), topic("Money")
    hidden = topic("Hidden", published=False)
    item = news(body_en="Ring **us**.", topic=own, more_topics=[other.pk, hidden.pk, own.pk])
    page = client.get(item.get_absolute_url()).text
    assert "<strong>us</strong>" in page
    assert "Last updated:" in page
    assert page.count(own.get_absolute_url()) == 1
    assert other.get_absolute_url() in page
    assert "Hidden" not in page


def test_words_of_a_stranger_are_only_words(client):
    item = news(SCRIPT, summary_en=SCRIPT, body_en=SCRIPT)
    for address in ("/news/", item.get_absolute_url()):
        assert SCRIPT not in client.get(address).text


def test_what_is_missing_in_arabic_is_said_to_be_english(client):
    item = news(title_ar="أخبار", body_en="Ring us.")
    page = client.get(f"/ar/news/{item.slug}/").text
    assert "أخبار" in page
    assert 'lang="en" dir="ltr"' in page


def test_an_expired_piece_is_gone_and_a_draft_never_was(client):
    gone = news("Gone")
    NewsItem.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    draft = news("Not yet", published=False)
    assert client.get(gone.get_absolute_url()).status_code == 410
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Gone" not in client.get("/news/").text


# --- Feeds, search, the map -----------------------------------------------------------------------


def items_of(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.headers["Content-Type"].startswith("application/rss+xml")
    root = ET.fromstring(response.content)  # noqa: S314 - our own
    return [item.findtext("title", "") for item in root.iter("item")]


def test_there_is_a_feed_of_everything_and_of_each_topic(client):
    travel = topic("Travel")
    news("Buses", topic=travel)
    news("Bell \x07 & <b>")
    news("Secret", published=False)
    assert sorted(items_of(client, "/news/feed.xml")) == ["Bell   & <b>", "Buses"]
    assert items_of(client, "/news/feed/travel.xml") == ["Buses"]
    assert client.get("/news/feed/nonsense.xml").status_code == 404
    assert "/news/feed/travel.xml" in client.get("/news/?topic=travel").text


def test_a_change_of_words_is_a_new_entry_for_readers(client, olive):
    item = news()
    before = client.get("/news/feed.xml").text
    actions.save_and_publish(item, values={"title": "Newer passes"}, by=olive)
    assert before.count("?changed=") == 1
    assert client.get("/news/feed.xml").text.split("?changed=")[1] != before.split("?changed=")[1]


def test_search_the_map_and_the_counts_know_it(client):
    item = news(title_pl="Nowe bilety", topic=topic("Travel"))
    assert set(SearchDocument.objects.filter(kind="news").values_list("language", "url")) == {
        ("en", item.get_absolute_url()),
        ("pl", item.get_absolute_url()),
    }
    assert f'href="{item.get_absolute_url()}"' in client.get("/services/?q=bus+passes").text
    whole = b"".join(client.get("/sitemap-news-1.xml").streaming_content).decode()
    assert item.get_absolute_url() in whole
    assert titles([item.get_absolute_url()])[item.get_absolute_url()].words == "New bus passes"


# --- For the first page and for topics ------------------------------------------------------------


def drawn(text: str, **context) -> str:
    return Template("{% load news %}" + text).render(Context(context))


def test_tags_give_what_is_new_next_and_open(django_assert_num_queries):
    travel = topic("Travel")
    published(news("Old"), 300)
    news("Elsewhere", topic=topic("Money"))
    news("Buses", topic=travel)
    key_date("Apply", topic=travel)
    key_date("Passed", day=day(-1), topic=travel)
    consultation("Fares", topic=travel)
    consultation("Shut", opens=-9, closes=-1, topic=travel)
    shown = (
        "{% latest_news 3 topic as all %}{% key_dates topic 4 as dates %}"
        "{% open_consultations 3 topic as open %}{{ all|join:',' }}/{{ dates|join:',' }}/"
        "{{ open|join:',' }}"
    )
    with django_assert_num_queries(3):
        assert drawn(shown, topic=travel) == "Buses/Apply/Fares"
    assert drawn("{% latest_news 3 as all %}{{ all|length }}") == "2"


def test_a_topics_page_has_its_news_dates_contacts_and_consultations(client):
    travel = topic("Travel")
    below = topic("School travel", parent=travel)
    news("Buses", topic=below)
    for title in ("Apply", "Apply after 16"):
        key_date(title, topic=below, contact_en="Travel team\n01632 960123")
    consultation("Fares", topic=travel)
    news("Elsewhere", topic=topic("Money"))
    page = client.get(travel.get_absolute_url()).text
    for words in ("Buses", "Apply", "Fares", "/key-dates/?topic=travel", "/news/?topic=travel"):
        assert words in page, words
    assert page.count('href="tel:01632960123"') == 1
    assert "Elsewhere" not in page
    assert "Apply" in client.get("/key-dates/?topic=travel").text
    assert 'id="updates"' not in client.get(topic("Quiet").get_absolute_url()).text


def test_what_closes_soon_is_dates_and_consultations_the_nearest_first(django_assert_num_queries):
    key_date("Form", day=day(3))
    key_date("Far", day=day(60))
    key_date("Term starts", day=day(1), sort="term")
    consultation("Fares", closes=2)
    consultation("Later", closes=50)
    with django_assert_num_queries(2):
        shown = drawn(
            "{% closing_soon 4 as soon %}{% for each in soon %}{{ each.record }}"
            "{% if each.is_consultation %}!{% endif %} {% endfor %}"
        )
    assert shown == "Fares! Form "


# --- On the desk ----------------------------------------------------------------------------------


def test_an_editor_writes_and_an_officer_publishes_in_one_press(signed_in, eddie, olive, client):
    travel, money = topic("Travel"), topic("Money")
    words = {"title_en": "Snow", "body_en": "Buses are late.", "topic": str(travel.pk)}
    words |= {"more_topics": [str(money.pk)]}
    words |= {"old_after_day": "1", "old_after_month": "3", "old_after_year": "2030"}
    add = "/desk/pages/news/add/"
    signed_in(eddie).post(add, words | {"do": "save"})
    item = NewsItem.objects.get()
    assert (item.state, item.more_topics, item.old_after.isoformat()) == (
        "draft",
        [money.pk],
        "2030-03-01",
    )
    change = f"/desk/pages/news/{item.pk}/change/"
    officer = signed_in(olive)
    sent = sent_by(officer.get(change)) | {"title_en": "Snow today", "do": "publish"}
    assert officer.post(change, sent).status_code == 302
    assert "Snow today" in client.get("/news/?topic=money").text
    item.refresh_from_db()
    assert item.more_topics == [money.pk]


def test_a_viewer_and_a_stranger_write_nothing(signed_in, vera, percy, client):
    words = {"title_en": "Snow", "do": "save"}
    assert signed_in(vera).post("/desk/pages/news/add/", words).status_code == 404
    assert signed_in(percy).post("/desk/pages/news/add/", words).status_code == 404
    assert client.post("/desk/pages/news/add/", words).status_code == 302
    assert not NewsItem.objects.exists()
