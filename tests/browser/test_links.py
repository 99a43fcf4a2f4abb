"""The desk's list of links, on a phone and on a large screen, in two directions of writing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.utils import timezone

from links import gathering
from links.models import Link
from tests.browser.conftest import SIZES
from tests.browser.test_desk import FILL_NOTHING, desk  # noqa: F401 - a fixture
from tests.listings import service


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet(transactional_db):
    cache.clear()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
@pytest.mark.parametrize("size", SIZES)
def test_the_list_is_clean_and_fits(desk, city, olive, language, size):  # noqa: F811
    long = "https://www.example.org/" + "a-very-long-part-of-an-address/" * 8
    club = service("Club", website=long, how_to_get_en="[Form](https://forms.example.org/old)")
    gathering.gather()
    Link.objects.update(
        state="broken", problem="gone", status=404, failures=3, failed_since=timezone.now()
    )
    record = f"/desk/directory/services/{club.pk}/"
    page = desk(f"{language}/desk/", size=size)
    for path in ("/desk/links/", "/desk/links/?state=all", record):
        response = page.goto(f"{city}{language}{path}")
        assert response and response.ok, path
        found = Axe().run(page)
        assert not found.violations_count, f"{path}: {found.generate_report()}"
        assert page.evaluate(FILL_NOTHING), f"{path}: wider than the screen"
