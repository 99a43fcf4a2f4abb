"""Markdown of pages as the public sees it: what it may draw, and what nobody can smuggle in."""

import re

import pytest
from django.utils import translation

from content import markdown
from content.library import GlossaryEntry, Image, Video
from content.library_actions import add_image, save
from tests.publishing import topic
from tests.sending import photo


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plan(db, olive) -> GlossaryEntry:
    entry = GlossaryEntry(
        acronym="EHCP",
        title_en="education, health and care plan",
        title_pl="plan edukacji, zdrowia i opieki",
        explanation_en="A paper that says what help a child gets.",
    )
    save(entry, by=olive, fields=[])
    return entry


@pytest.fixture
def pool(db, olive) -> Image:
    return add_image(photo("Pool.jpg"), by=olive, alt="Children in a pool")


def html(text: str, **given) -> str:
    return str(markdown.render(text, **given).html)


# --- Hostile --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](javascript:alert(1))",
        "![x](https://evil.example/a.png)",
        '![x" onerror="alert(1)](/files/11111111-1111-1111-1111-111111111111/a.webp)',
        '# <img src=x onerror="alert(1)">',
        "| <script>alert(1)</script> | b |\n| --- | --- |\n| <svg onload=alert(1)> | d |",
        "! <iframe src=https://evil.example></iframe>",
        "^ [x](vbscript:alert)",
        '<https://evil.example/"onmouseover=alert(1)>',
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_nothing_that_runs_comes_out(db, text):
    drawn = html(text)
    tags = re.findall(r"<[^>]*>", drawn)
    assert not [tag for tag in tags if re.search(r"\son\w+=|javascript:|vbscript:|data:", tag)]
    assert not re.search(r"<(script|iframe|svg|img|style)\b", drawn)


def test_nobody_can_guess_the_marks_of_what_is_put_in(db, plan):
    # The marks are made anew for each text, so one that was seen is only words.
    drawn = html("m0123456789abcdef-0- EHCP m0-0-")
    assert "m0123456789abcdef-0-" in drawn and drawn.count("<a ") == 1


@pytest.mark.parametrize(
    "text", [">" * 5000, "[" * 5000, "*a" * 5000, "|" * 5000 + "\n" + "-|" * 5000]
)
def test_a_text_made_to_hurt_is_drawn_all_the_same(db, text):
    assert html(text)


# --- What it draws --------------------------------------------------------------------------------


def test_headings_have_ids_that_stay_and_never_come_twice(db):
    page = markdown.Page()
    first = markdown.render("# Money\n\n## Money\n\n### كيف", page=page)
    second = markdown.render("## Money", page=page)
    assert [heading.id for heading in first.headings] == [
        "section-money",
        "section-money-2",
        "section-كيف",
    ]
    assert [heading.level for heading in first.headings] == [2, 2, 3]
    assert second.headings[0].id == "section-money-3"
    assert '<h3 id="section-a">A</h3>' in html("## A", base_level=3)


def test_a_table_scrolls_by_itself_and_says_what_its_cells_are(db):
    drawn = html("## Fees\n\n| | Cost |\n| --- | --: |\n| Swim | £4 |")
    assert 'role="region" tabindex="0" aria-label="Table 1: Fees"' in drawn
    assert '<th scope="col">Cost</th>' in drawn
    assert '<th scope="row">Swim</th>' in drawn
    # An empty corner is the head of nothing.
    assert "<th></th>" not in drawn and "style=" not in drawn


def test_a_warning_and_what_stands_apart_are_said_to_be_such(db):
    drawn = html("! Do **not** wait.\n\n^ Good to know.\n\n!important")
    assert "govuk-warning-text" in drawn and "Do <strong>not</strong> wait." in drawn
    assert '<div class="govuk-inset-text">Good to know.</div>' in drawn
    assert "<p>!important</p>" in drawn


def test_a_telephone_number_can_be_dialled(db):
    drawn = html("Call 023 8083 2419, 01632 960123 or 0800 1111. In 2025-26 it cost 1234567890.")
    assert re.findall(r'href="tel:([^"]+)"', drawn) == ["02380832419", "01632960123", "08001111"]


def test_own_pages_are_linked_in_the_language_of_the_text(db, settings):
    text = f"[a](/services/) [b]({settings.SITE_URL}/glossary/) [c](https://example.org/x)"
    assert 'href="/services/"' in html(text)
    in_arabic = html(text, language="ar")
    assert 'href="/ar/services/"' in in_arabic
    assert 'href="/ar/glossary/"' in in_arabic
    assert 'href="https://example.org/x"' in in_arabic


# --- Pictures -------------------------------------------------------------------------------------


def test_a_picture_has_its_words_its_size_and_a_smaller_one_for_phones(pool):
    drawn = html(f"Look:\n\n{pool.markdown}")
    assert 'alt="Children in a pool"' in drawn
    assert f'width="{pool.upload.width}" height="{pool.upload.height}"' in drawn
    assert f"{pool.upload.small_url} {pool.upload.small_width}w" in drawn
    assert 'loading="lazy"' in drawn


def test_a_picture_says_its_words_in_the_language_of_the_page(pool):
    pool.alt_pl = "Dzieci w basenie"
    pool.save()
    assert 'alt="Dzieci w basenie"' in html(pool.markdown, language="pl")
    in_arabic = html(pool.markdown, language="ar")
    assert 'alt="Children in a pool" lang="en" dir="ltr"' in in_arabic
    assert 'alt="own words"' in html(pool.markdown.replace("![]", "![own words]"))


def test_a_picture_of_the_library_is_shown_to_everybody(client, pool):
    assert client.get(pool.upload.small_url).status_code == 200


# --- Letters --------------------------------------------------------------------------------------


def test_letters_are_explained_once_where_they_first_stand(plan):
    drawn = html("## EHCP\n\nAn EHCP helps. EHCPs last. [EHCP](/x/)")
    assert drawn.count("education, health and care plan") == 1
    link = f'<a class="govuk-link app-gloss" href="{plan.get_absolute_url()}">'
    assert f"An EHCP ({link}education, health and care plan</a>) helps. EHCPs last." in drawn


@pytest.mark.parametrize(
    "text",
    [
        "An education, health and care plan (EHCP) helps.",
        "An EHCP (a plan for help) helps.",
        "Their plan (EHCP) helps.",
        "Write to EHCP@example.org about xEHCPx.",
    ],
)
def test_what_the_text_explains_itself_is_left_alone(plan, text):
    assert "app-gloss" not in html(text)


def test_the_explanation_is_in_the_language_of_the_text(plan):
    assert ">plan edukacji, zdrowia i opieki</a>" in html("Co to jest EHCP", language="pl")
    assert 'lang="en" dir="ltr">education, health' in html("ما هو EHCP", language="ar")


def test_letters_with_two_meanings_are_not_guessed(plan, olive):
    save(GlossaryEntry(acronym="EHCP", title_en="something else"), by=olive, fields=[])
    assert "app-gloss" not in html("An EHCP helps.")


def test_a_page_asks_no_more_for_more_words(plan, pool, olive, django_assert_num_queries):
    save(Video(title_en="Film", address="https://vimeo.com/123456"), by=olive, fields=[])
    text = f"EHCP {pool.markdown}\n\n[Film](/videos/film/)\n\n" * 20
    with django_assert_num_queries(3):
        html(text)
    with django_assert_num_queries(0):
        html("Plain words.")


# --- On a page ------------------------------------------------------------------------------------


def test_english_on_an_arabic_page_is_said_to_be_english(client, plan, settings):
    from django.template import Context, Template

    page = topic("Money", body_en="## One\n\nAn EHCP.\n\n## Two\n\n## Three")
    drawn = Template("{% load content %}{% rich page 'body' as b %}{% on_this_page b %}{{ b }}")
    with translation.override("ar"):
        shown = drawn.render(Context({"page": page}))
    assert '<div class="app-prose app-prose--page" lang="en" dir="ltr">' in shown
    assert shown.count('href="#section-') == 3
