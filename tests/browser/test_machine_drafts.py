"""The desk's pages of machine drafts and of the words agreed on, on a phone and a large screen."""

import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.management import call_command

from tests.browser.conftest import SIZES
from tests.browser.test_desk import FILL_NOTHING, desk  # noqa: F401 - a fixture
from tests.listings import service
from tests.translation_servers import running
from translating.models import Draft, DraftSettings, Term

LONG = "A club with the longest name that anybody has ever given to one " * 3


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet(transactional_db):
    cache.clear()


@pytest.fixture
def a_night_s_work(transactional_db):
    DraftSettings.objects.create(pk=1, is_on=True, languages=["pl", "so"], problem="busy")
    for number, state in enumerate(["waiting", "done", "given_up", "given_up"]):
        Draft.objects.create(
            kind="service",
            record_id=uuid.uuid4(),
            object_id=uuid.uuid4(),
            field="description",
            language="pl",
            label=f"{LONG}{number}",
            state=state,
            problem="lost" if state == "given_up" else "",
            service="deepl",
        )
    call_command("load_terms", verbosity=0)


@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_clean_and_fit(
    desk,  # noqa: F811
    city,
    a_night_s_work,
    language,
    size,
):
    club = service("Council club", summary_en="Ask the council for an EHC plan.")
    term = Term.objects.get(language="ar", english="council")
    page = desk(f"{language}/desk/", size=size)
    with running("deepl"):
        for path in (
            "drafts/",
            "drafts/choose/",
            "drafts/take-back/",
            "ar/words/",
            f"ar/words/{term.pk}/",
            f"ar/words/{term.pk}/delete/",
        ):
            response = page.goto(f"{city}{language}/desk/languages/{path}")
            assert response and response.ok, path
            _is_clean(page)
    page.goto(f"{city}{language}/desk/directory/services/{club.pk}/translate/ar/")
    page.locator("details summary").first.click()
    assert page.get_by_text(term.words).first.is_visible()
    _is_clean(page)


def _is_clean(page) -> None:
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate(FILL_NOTHING), f"{page.url}: wider than the screen"
