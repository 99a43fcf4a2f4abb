"""How pages look when a visitor, or their device, asks for other colours, sizes and letters; and
reading aloud."""

import re

import pytest
from playwright.sync_api import Page, expect

from core import display
from tests.browser.looking import is_good

PAGES = ("/", "/services/?q=swimming&cost=free", "/services/saturday-swim/", "/display/")
LANGUAGES = ("", "/ar")
SCHEMES = [value for value, _label in display.CHOICES["colours"]]
ROOT = "document.documentElement"


def look(page: Page, selector: str, what: str) -> str:
    return page.eval_on_selector(selector, f"(one) => getComputedStyle(one).{what}")


def choose(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label).check()
    page.get_by_role("button", name="Save and go back").click()


def with_cookie(page: Page, value: str) -> None:
    page.context.add_cookies([{"name": "display", "value": value, "url": page.url}])
    page.reload()


# --- The page of choices -------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parent_makes_the_text_larger_and_is_back_where_they_were(open_site, script):
    page = open_site("/services/saturday-swim/", size="phone", script=script)
    usual = float(look(page, "main .govuk-body", "fontSize").removesuffix("px"))
    page.get_by_role("link", name="Text size and colours").click()
    choose(page, "Larger: half as big again", "Soft cream, less glare")
    page.wait_for_url("**/services/saturday-swim/")
    expect(page.get_by_role("alert")).to_contain_text("look the way you chose")
    assert float(look(page, "main .govuk-body", "fontSize").removesuffix("px")) == usual * 1.5
    assert look(page, "body", "backgroundColor") == "rgb(251, 243, 224)"
    page.get_by_role("link", name="Text size and colours").click()
    expect(page.get_by_label("Larger: half as big again")).to_be_checked()
    page.get_by_role("button", name="Put everything back").click()
    page.wait_for_url("**/services/saturday-swim/")
    assert float(look(page, "main .govuk-body", "fontSize").removesuffix("px")) == usual
    assert look(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert "display" not in [cookie["name"] for cookie in page.context.cookies()]


def test_space_reaches_the_values_of_the_guidelines(open_site):
    page = open_site("/services/saturday-swim/")
    with_cookie(page, "spacing-wide")
    size = float(look(page, "main p.govuk-body", "fontSize").removesuffix("px"))
    for what, least in {
        "lineHeight": 1.5,
        "letterSpacing": 0.12,
        "wordSpacing": 0.16,
        "marginBottom": 2,
    }.items():
        value = float(look(page, "main p.govuk-body", what).removesuffix("px"))
        assert value >= size * least - 0.01, what


def test_joined_letters_are_not_torn_apart(open_site):
    page = open_site("/ar/services/saturday-swim/")
    with_cookie(page, "spacing-wide")
    assert look(page, "h1", "letterSpacing") == "normal"
    assert look(page, ".app-header__council", "letterSpacing") != "normal", "English words"


def test_other_letters_are_used(open_site):
    page = open_site("/")
    assert "verdana" not in look(page, "h1", "fontFamily").lower()
    with_cookie(page, "font-clear")
    assert look(page, "h1", "fontFamily").lower().startswith("verdana")


@pytest.mark.parametrize("language", LANGUAGES, ids=["English", "Arabic"])
def test_text_of_twice_the_size_fits_the_smallest_phone(open_site, language):
    page = open_site(f"{language}/", size="phone")
    site = page.url.removesuffix(f"{language}/")
    page.set_viewport_size({"width": 320, "height": 640})
    for cookie in ("text-200", "text-200.spacing-wide.font-clear"):
        with_cookie(page, cookie)
        for path in (*PAGES, "/services/topics/", "/contact/", "/services/a-to-z/p/"):
            page.goto(f"{site}{language}{path}")
            width = page.evaluate(f"{ROOT}.scrollWidth")
            assert width <= 320, f"{language}{path} is {width} wide with {cookie}"


# --- Colours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", LANGUAGES, ids=["English", "Arabic"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_are_free_of_faults_in_every_colour(open_site, scheme, language, size):
    page = open_site(f"{language}/", size=size, color_scheme="dark")
    site = page.url.removesuffix(f"{language}/")
    if scheme != "device":
        with_cookie(page, f"colours-{scheme}")
    grounds = set()
    for path in PAGES:
        page.goto(f"{site}{language}{path}")
        grounds.add(look(page, "body", "backgroundColor"))
        is_good(page)
    white, black, dark, cream = "255, 255, 255", "0, 0, 0", "18, 22, 24", "251, 243, 224"
    expected = {"light": white, "black": white, "yellow": black, "cream": cream}.get(scheme, dark)
    assert grounds == {f"rgb({expected})"}


def test_errors_messages_and_chosen_parts_can_be_read_in_the_dark(open_site):
    page = open_site("/display/?back=/contact/", color_scheme="dark")
    page.eval_on_selector("[name=text]", "(one) => { one.value = 'huge'; one.checked = true }")
    page.get_by_role("button", name="Save and go back").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    is_good(page)
    page.get_by_label("Usual").first.check()
    page.get_by_role("button", name="Save and look at it here").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_good(page)


def test_paper_stays_white(open_site):
    page = open_site("/", color_scheme="dark")
    with_cookie(page, "colours-yellow")
    page.emulate_media(media="print")
    assert look(page, "body", "color") == "rgb(0, 0, 0)"
    assert look(page, "body", "backgroundColor") in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_in_forced_colours_tags_have_an_edge_and_the_focus_shows(open_site):
    page = open_site("/services/physiotherapy-line/", forced_colors="active")
    link = page.locator("main a").first
    link.focus()
    outline = link.evaluate("(one) => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    is_good(page)
    for kind in (".govuk-button", ".app-card"):
        page.goto(page.url.split("/services")[0] + "/")
        edge = page.eval_on_selector(kind, "(one) => getComputedStyle(one).borderTopWidth")
        assert edge != "0px", kind


def test_nothing_moves_for_who_asked_for_less_movement(open_site):
    page = open_site("/", reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter((one) => {
        const style = getComputedStyle(one);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
    }).length"""
    assert page.evaluate(moving) == 0


# --- The reading ruler ----------------------------------------------------------------------------


def middle(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"] / 2


def test_the_ruler_follows_the_pointer_and_the_keyboard(open_site):
    page = open_site("/display/?back=/services/saturday-swim/")
    choose(page, "Two lines that follow")
    page.locator(".app-ruler").wait_for(state="attached")
    page.mouse.move(300, 400)
    expect(page.locator(".app-ruler")).to_be_visible()
    assert abs(middle(page, ".app-ruler") - 400) < 2
    page.mouse.move(300, 200)
    assert abs(middle(page, ".app-ruler") - 200) < 2
    page.get_by_role("button", name="Keep in my list").focus()
    expect(page.locator(".app-ruler")).to_be_in_viewport()
    page.wait_for_function(
        """() => {
            const middle = ({ top, height }) => top + height / 2;
            const [ruler, focus] = [document.querySelector('.app-ruler'), document.activeElement]
                .map((one) => middle(one.getBoundingClientRect()));
            return Math.abs(ruler - focus) < 2;
        }"""
    )
    is_good(page)
    page.get_by_role("link", name="Text size and colours").click()
    assert "/display/" in page.url, "one can press what is under it"


def test_the_ruler_is_not_offered_where_no_script_runs(open_site):
    page = open_site("/display/", script=False)
    expect(page.get_by_label("Two lines that follow")).to_be_hidden()
    expect(page.locator("noscript p")).to_be_visible()


# --- Fonts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "file"),
    [
        ("ar", "arabic-400"),
        ("fa", "arabic-400"),
        ("ur", "arabic-400"),
        ("bn", "bengali-400"),
        ("pa", "gurmukhi-400"),
        ("zh-hans", "chinese-00"),
    ],
)
def test_each_script_has_a_font_that_comes_with_the_site(open_site, language, file):
    page = open_site(f"/{language}/contact/")
    loads = """() => document.fonts.ready.then(() => Promise.all(
        [...document.fonts].filter(({ family }) => /Offer (?!Names)/.test(family))
            .map((face) => face.load()))).then((all) => all.length)"""
    assert page.evaluate(loads) > 0
    addresses = page.evaluate(
        "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
        ".filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join()"
    )
    assert f"fonts/{file}.woff2" in addresses


def test_an_english_page_asks_for_no_whole_font(open_site):
    asked: list[str] = []
    page = open_site("/contact/")
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.reload(wait_until="networkidle")
    fonts = [name for name in asked if name.endswith(".woff2")]
    assert all(name.startswith("names-") for name in fonts), fonts
    assert not any(name.startswith("font-") for name in asked)


# --- Reading aloud --------------------------------------------------------------------------------

# A browser that speaks these languages. It says the next sentence when the test asks for it.
VOICES = """(languages) => {
    const said = window.said = [];
    class Utterance { constructor(text) { this.text = text; } }
    window.SpeechSynthesisUtterance = Utterance;
    const fake = {
        now: null,
        getVoices: () => languages.map((lang) => ({ lang, name: lang, localService: true })),
        addEventListener: (name, then) => window.setTimeout(then),
        speak(utterance) { this.now = utterance; said.push([utterance.lang, utterance.text]); },
        cancel() { const was = this.now; this.now = null; was?.onend?.(); },
    };
    window.finish = () => { const was = fake.now; fake.now = null; was.onend(); };
    Object.defineProperty(window, 'speechSynthesis', { value: fake });
}"""


def with_voices(page: Page, *languages: str) -> None:
    listed = ", ".join(f"'{language}'" for language in languages)
    page.add_init_script(f"({VOICES})([{listed}])")
    page.reload()


def listen(page: Page):
    return page.get_by_role("button", name="Listen to this page")


def test_a_page_is_read_sentence_by_sentence_without_its_menus(open_site):
    page = open_site("/services/saturday-swim/", size="phone")
    with_voices(page, "en-GB")
    height = page.evaluate(f"{ROOT}.scrollHeight")
    listen(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    assert abs(page.evaluate(f"{ROOT}.scrollHeight") - height) < 60, "nothing below is pushed about"
    is_good(page)
    for _sentence in range(200):
        marked = page.evaluate("String([...CSS.highlights.get('app-spoken')][0])")
        last = page.evaluate("said.at(-1)[1]")
        assert re.sub(r"\s+", " ", marked).strip() == last
        page.evaluate("finish()")
        if page.evaluate("!CSS.highlights.has('app-spoken')"):
            break
    said = [text for _language, text in page.evaluate("said")]
    assert said[0] == "Saturday swim"
    assert "We have the pool to ourselves." in said
    whole = " ".join(said)
    for unsaid in ("Keep in my list", "Find help", "Is this page useful", "Listen to this page"):
        assert unsaid not in whole
    expect(page.get_by_role("status").filter(has_text="whole page")).to_be_visible()
    expect(listen(page)).to_be_visible()


def test_reading_pauses_goes_on_with_the_same_sentence_and_stops(open_site):
    page = open_site("/services/saturday-swim/")
    with_voices(page, "en-GB")
    listen(page).click()
    page.evaluate("finish()")
    page.get_by_role("button", name="Pause").click()
    count = page.evaluate("said.length")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    page.get_by_role("button", name="Go on").click()
    said = page.evaluate("said")
    assert len(said) == count + 1
    assert said[-1] == said[-2]
    page.keyboard.press("Escape")
    expect(listen(page)).to_be_focused()
    assert page.evaluate("said.length") == count + 1
    assert page.evaluate("!CSS.highlights.has('app-spoken')")


def test_english_words_on_an_arabic_page_are_read_by_an_english_voice(open_site):
    page = open_site("/ar/services/saturday-swim/")
    with_voices(page, "ar-SA", "en-GB")
    page.locator("[data-listen-start]").click()
    for _sentence in range(200):
        if page.evaluate("!CSS.highlights.has('app-spoken')"):
            break
        page.evaluate("finish()")
    said = page.evaluate("said")
    assert ["ar-SA", "سباحة السبت"] in said
    assert ["en-GB", "We have the pool to ourselves."] in said
    arabic = re.compile("[؀-ۿ]")
    assert not any(arabic.search(text) for language, text in said if language == "en-GB")


def test_without_a_voice_for_the_language_nothing_is_offered(open_site):
    page = open_site("/ar/services/saturday-swim/")
    with_voices(page, "en-GB", "en-US")
    page.wait_for_timeout(100)
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_without_javascript_nothing_is_offered(open_site):
    page = open_site("/services/saturday-swim/", script=False)
    expect(page.locator("[data-listen]")).to_be_hidden()
