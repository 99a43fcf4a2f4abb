"""Families on a phone or a desktop, in two directions of writing, with a script or without."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SIZES = ("phone", "desktop")
WORDS = {"": "swimming", "/ar": "سباحة"}


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def search_box(page: Page):
    return page.locator("main, .app-hero").locator("input[name=q]").first


# --- Finding help ---------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", WORDS, ids=["English", "Arabic"])
def test_a_parent_finds_a_service_and_keeps_it(open_site, language, size, script):
    page = open_site(f"{language}/", size=size, script=script)
    search_box(page).fill(WORDS[language])
    search_box(page).press("Enter")
    page.locator(".app-result__title a[href$='/saturday-swim/']").click()
    expect(page.locator("h1")).to_contain_text("السبت" if language else "Saturday swim")
    expect(page.locator(".app-service__contact a[href^='tel:']")).to_have_text("01632 960123")
    page.locator("form[action$='/keep/'] button").click()
    page.goto(page.url.split("/services/")[0] + "/services/my-list/")
    expect(page.locator(".app-result")).to_have_count(1)
    page.locator("form[action$='/remove/'] button").click()
    expect(page.locator(".app-result")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", SIZES)
def test_filters_narrow_and_come_off(open_site, size, script):
    page = open_site("/services/", size=size, script=script)
    if size == "phone":
        expect(page.get_by_label("My child is")).to_be_hidden()
        page.get_by_text("Filter the results").click()
    page.get_by_label("My child is").select_option("4")
    page.get_by_label(re.compile("Things to do")).check()
    page.get_by_role("button", name="Apply filters").click()
    assert "age=4" in page.url and "category=leisure" in page.url
    expect(page.locator(".app-chosen__link")).to_have_count(2)
    page.locator(".app-chosen__link", has_text="4 years old").click()
    assert "age=4" not in page.url and "category=leisure" in page.url


def test_what_was_left_empty_is_left_out_of_the_address(open_site):
    page = open_site("/services/")
    page.get_by_label("My child is").select_option("4")
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**/services/?age=4")
    page.go_back()
    search_box(page).fill("swimming")
    search_box(page).press("Enter")
    page.wait_for_url("**/services/?q=swimming**")


# --- Everybody can use it -------------------------------------------------------------------------


def test_the_kept_list_is_free_of_faults_and_prints(open_site):
    page = open_site("/services/saturday-swim/")
    page.get_by_role("button", name="Keep in my list").click()
    expect(page.get_by_role("link", name="It is in your list")).to_be_visible()
    page.get_by_role("link", name="It is in your list").click()
    clean(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("01632 960123")).to_be_visible()
    expect(page.get_by_role("button", name="Send the list")).to_be_hidden()


# --- Suggestions while typing ---------------------------------------------------------------------


def test_suggestions_are_used_by_keyboard_alone(open_site):
    page = open_site("/")
    box = search_box(page)
    box.focus()
    page.keyboard.type("swim", delay=30)
    expect(box).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("Swimming")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    clean(page)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("swim")
    page.keyboard.type("m", delay=30)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/services/(topics/)?[a-z-]+/$"))


def test_suggestions_never_stand_in_the_way_of_a_search(open_site):
    page = open_site("/")
    page.route("**/suggestions.json*", lambda route: route.fulfill(body="<p>Come back later</p>"))
    box = search_box(page)
    with page.expect_response("**/suggestions.json*"):
        box.press_sequentially("swim", delay=30)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.unroute("**/suggestions.json*")
    box.press("Enter")
    page.wait_for_url("**/services/?q=swim*")


def test_only_the_last_question_is_answered(open_site):
    page = open_site("/")
    asked = []
    page.on("request", lambda request: "suggestions" in request.url and asked.append(request.url))
    search_box(page).press_sequentially("swimming", delay=10)
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1, "typing on waits for a pause before it asks"


# --- The map, and where I am ----------------------------------------------------------------------


def test_the_map_opens_without_tiles_and_by_keyboard(open_site):
    page = open_site("/services/?q=swimming")
    assert page.locator(".leaflet-container").count() == 0
    button = page.get_by_role("button", name="Show on a map")
    button.focus()
    page.keyboard.press("Enter")
    pins = page.locator(".app-map__pin")
    expect(pins).to_have_count(2)
    clean(page)
    page.get_by_role("button", name="Saturday swim").focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a")
    expect(link).to_have_text("Saturday swim")
    assert "Safe house" not in page.content()
    page.get_by_role("button", name="Hide the map").click()
    expect(page.locator(".leaflet-container")).to_be_hidden()
    expect(page.locator(".app-result")).not_to_have_count(0)


def test_the_list_needs_no_map(open_site):
    page = open_site("/services/?q=swimming", script=False)
    expect(page.get_by_role("button", name="Show on a map")).to_be_hidden()
    expect(page.get_by_role("button", name="Use where I am")).to_be_hidden()
    expect(page.locator(".app-result")).to_have_count(2)


def test_where_i_am_is_asked_for_and_rounded(open_site):
    here = {"latitude": 51.063871, "longitude": -1.316584}
    page = open_site("/services/?q=swimming", geolocation=here, permissions=["geolocation"])
    page.get_by_role("button", name="Use where I am").click()
    page.wait_for_url("**at=51.06*")
    assert "51.063" not in page.url
    expect(page.locator("h2", has_text="near where you are")).to_be_visible()
    expect(page.get_by_text("miles away").first).to_be_visible()


def test_a_refusal_to_say_where_is_explained(open_site):
    page = open_site("/services/?q=swimming", permissions=[])
    page.get_by_role("button", name="Use where I am").click()
    expect(page.get_by_text("Type a postcode instead")).to_be_visible()


# --- What is on the page --------------------------------------------------------------------------


def test_a_public_page_sets_no_cookie(open_site):
    page = open_site("/")
    for path in ("services/?q=swimming", "services/saturday-swim/", "services/my-list/"):
        page.goto(page.url.split("/services")[0].rstrip("/") + "/" + path)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_json_ld_breaks_no_rule_of_the_policy(open_site):
    page = open_site("/services/saturday-swim/")
    data = page.locator("script[type='application/ld+json']").text_content()
    assert '"@type": "Service"' in (data or "")


def test_a_service_takes_the_whole_width_of_paper_and_says_its_address_once(open_site):
    page = open_site("/services/saturday-swim/")
    page.emulate_media(media="print")
    assert page.locator(".app-service__contact").bounding_box()["width"] > 900
    website = page.locator("main a[rel=noopener]").first
    assert website.get_attribute("href") not in page.locator("main").inner_text()
