"""The editor of pages and the videos in a real browser, with scripts and without, by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from content.library import GlossaryEntry, Image, Video
from content.library_actions import add_image, save
from tests.browser.conftest import SIZES
from tests.browser.test_desk import sign_in
from tests.browser.test_photos import is_clean_and_fits
from tests.publishing import topic
from tests.sending import image_bytes, photo

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/desk/pages/topic/add/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def editor(page: Page, live_server, olive) -> Page:
    topic("Bus passes", body_en="How to get one.")
    save(Video(title_en="Film", address="https://vimeo.com/123456"), by=olive, fields=[])
    page.goto(live_server.url + ADD)
    sign_in(page)
    page.wait_for_url(f"**{ADD}")
    return page


def words(page: Page) -> str:
    return page.locator("#id_body_en").input_value()


def test_buttons_write_markdown_and_the_preview_follows(editor):
    box = editor.locator("#id_body_en")
    tools = editor.get_by_role("group", name="Add to the text")
    box.fill("How to ask")
    box.select_text()
    tools.get_by_role("button", name="Heading", exact=True).press("Enter")
    assert words(editor) == "## How to ask"
    preview = editor.get_by_role("group", name="How it will look")
    expect(preview.get_by_role("heading", name="How to ask")).to_be_visible()
    box.fill("one\ntwo")
    box.select_text()
    tools.get_by_role("button", name="Numbered list").click()
    assert words(editor) == "1. one\n2. two"
    expect(preview.locator("ol li")).to_have_count(2)
    is_clean_and_fits(editor)


def test_the_next_key_replaces_the_words_that_a_button_wrote(editor):
    """By keyboard alone: a heading and a list, and out of the box again."""
    box = editor.locator("#id_body_en")
    tools = editor.get_by_role("group", name="Add to the text")
    tools.get_by_role("button", name="Heading", exact=True).press("Enter")
    editor.keyboard.type("Bus passes")
    editor.keyboard.press("Control+End")
    tools.get_by_role("button", name="List", exact=True).press("Space")
    editor.keyboard.type("Ask for a form")
    assert words(editor) == "## Bus passes\n\n- Ask for a form"
    tools.get_by_role("button", name="Bold", exact=True).press("Enter")
    editor.keyboard.type("soon")
    assert words(editor) == "## Bus passes\n\n- Ask for a form**soon**"
    editor.keyboard.press("Tab")
    expect(box).not_to_be_focused()


def test_what_is_pasted_is_cleaned(editor):
    box = editor.locator("#id_body_en")
    box.focus()
    editor.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<h1>Ask</h1><p style='color:red'>us <b>now</b></p>");
          data.setData("text/plain", "Ask us now");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          );
        }"""
    )
    expect(box).to_have_value("## Ask\n\nus **now**")
    expect(editor.locator("[data-editor-status]")).to_contain_text("Pasted")


def test_a_link_is_found_and_put_in_by_keyboard(editor):
    editor.locator("#id_body_en").fill("See ")
    editor.locator("#id_body_en").focus()
    editor.keyboard.press("End")
    opener = editor.locator("[data-picker]", has_text="Link")
    opener.press("Enter")
    dialog = editor.get_by_role("dialog", name="Link")
    search = dialog.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.fill("bus")
    search.press("Enter")
    choose = dialog.get_by_role("button", name=re.compile("Put it into the text.*Bus passes"))
    expect(choose).to_be_visible()
    is_clean_and_fits(editor)
    choose.press("Enter")
    expect(dialog).to_have_count(0)
    assert words(editor) == "See [Bus passes](/information/bus-passes/)"
    opener.press("Enter")
    editor.keyboard.press("Escape")
    expect(editor.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_picture_is_added_with_its_words(editor, tmp_path: Path):
    file = tmp_path / "pool.png"
    file.write_bytes(image_bytes("PNG"))
    editor.locator("[data-picker]", has_text="Picture").click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Picture", exact=True).set_input_files(file)
    dialog.get_by_role("button", name="Add the picture").click()
    expect(dialog.get_by_text("Say what the picture shows, or tick").first).to_be_visible()
    is_clean_and_fits(editor)
    dialog.get_by_label("Picture", exact=True).set_input_files(file)
    dialog.get_by_label("What the picture shows").fill("A pool")
    dialog.get_by_role("button", name="Add the picture").click()
    dialog.get_by_role("button", name=re.compile("Put it into the text")).first.click()
    assert words(editor) == Image.objects.get().markdown
    shown = editor.get_by_role("group", name="How it will look").get_by_role("img", name="A pool")
    expect(shown).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
def test_the_editor_fits_and_is_clean(editor, live_server, language, size):
    editor.set_viewport_size(SIZES[size])
    editor.goto(live_server.url + language + ADD)
    editor.locator("#id_body_en").fill("## A\n\n| a | b |\n| --- | --- |\n| " + "x" * 90 + " | d |")
    expect(editor.locator("[data-editor-preview] table")).to_be_visible()
    is_clean_and_fits(editor)


def test_without_scripts_everything_is_a_page(new_context, live_server, olive):
    add_image(photo(), by=olive, alt="A pool")
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + ADD)
    sign_in(page)
    page.wait_for_url(f"**{ADD}")
    expect(page.locator("[data-editor-tools]").first).to_be_hidden()
    page.locator("#id_body_en").fill("## Hello")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview in a new tab").first.click()
    expect(opened.value.get_by_role("heading", name="Hello")).to_be_visible()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Picture (opens in a new tab)").first.click()
    expect(opened.value.get_by_text(Image.objects.get().markdown)).to_be_visible()
    expect(page.locator("#id_body_en")).to_have_value("## Hello")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
def test_a_video_is_loaded_only_when_somebody_asks(page, live_server, olive, language, size):
    save(
        Video(title_en="Film", address="https://vimeo.com/123456", transcript_en="Ann: hello."),
        by=olive,
        fields=[],
    )
    asked: list[str] = []
    page.route("https://**", lambda route: asked.append(route.request.url) or route.abort())
    page.set_viewport_size(SIZES[size])
    page.goto(f"{live_server.url}{language}/videos/film/")
    page.wait_for_selector("[data-video-show]")
    is_clean_and_fits(page)
    assert not asked and page.locator("iframe").count() == 0
    with page.expect_request("https://player.vimeo.com/video/123456?*"):
        page.locator("[data-video-show]").press("Enter")
    expect(page.locator("iframe")).to_have_attribute("title", "Film")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
def test_the_glossary_fits_and_is_clean(page, live_server, olive, language, size):
    for letters, title in (("EHCP", "education, health and care plan"), ("", "w" * 90)):
        entry = GlossaryEntry(acronym=letters, title_en=title, explanation_en="What it means.")
        save(entry, by=olive, fields=[])
    page.set_viewport_size(SIZES[size])
    page.goto(f"{live_server.url}{language}/glossary/#ehcp")
    expect(page.locator("#ehcp")).to_be_visible()
    is_clean_and_fits(page)
