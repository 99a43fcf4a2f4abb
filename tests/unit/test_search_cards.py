"""Result cards: matching words are marked, and nothing a listing says becomes HTML."""

import pytest

from tests.searching import listing, search

pytestmark = pytest.mark.django_db


def test_matching_words_are_marked_in_title_and_summary():
    listing("Saturday swim", summary="Swimming for children who love water")
    hit = search("swims").hits[0]
    assert hit.title == "Saturday swim"
    assert hit.title_html == "Saturday <mark>swim</mark>"
    assert hit.summary_html == "<mark>Swimming</mark> for children who love water"


def test_what_is_found_in_the_text_alone_is_quoted():
    listing("Club", summary="Fun for all", body="On Mondays we go to the trampoline centre.")
    hit = search("trampoline").hits[0]
    assert "<mark>trampoline</mark>" in hit.summary_html
    assert hit.summary_html.startswith("Fun for all …")


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script> swim",
        '<img src=x onerror="swim()"> swim',
        "</mark><b>swim</b>",
        "\x02<i>swim\x03",
        "&lt;b&gt; swim",
    ],
)
def test_html_in_a_listing_is_shown_as_text(nasty):
    listing(nasty, summary=nasty, body=nasty)
    hit = search("swim").hits[0]
    for html in (hit.title_html, hit.summary_html):
        assert "<mark>swim</mark>" in html
        rest = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in rest
        assert ">" not in rest
        assert "\x02" not in html
        assert "\x03" not in html


def test_words_between_angle_brackets_are_words_too():
    listing("Clubs <under 5> swim")
    assert search("under").total == 1


def test_html_in_a_query_is_never_echoed():
    listing("Swim")
    for hit in search("<script>swim</script>").hits:
        assert "<script" not in hit.title_html


def test_words_from_right_to_left_are_marked():
    listing("Swimming", ("ar", "دروس السباحة للأطفال"))
    hit = search("سباحة", language="ar").hits[0]
    assert hit.title_html == "دروس <mark>السباحة</mark> للأطفال"
    assert hit.language == "ar"


def test_chinese_words_are_marked_inside_a_run():
    listing("Autism group", ("zh-hans", "自闭症儿童小组"))
    hit = search("自闭症", language="zh-hans").hits[0]
    assert hit.title_html == "<mark>自闭症</mark>儿童小组"


def test_a_translated_card_keeps_what_it_does_not_say_itself():
    key = listing(
        "Swimming",
        ("pl", "Pływanie"),
        data={"organisation": "City pools", "free": True},
        everywhere=True,
    )
    hit = search("swimming", language="pl").hits[0]
    assert (hit.object_id, hit.title, hit.kind) == (key, "Pływanie", "service")
    assert hit.data == {"organisation": "City pools", "free": True}
    assert hit.everywhere
    assert search("swimming", language="ro").hits[0].language == "en"
