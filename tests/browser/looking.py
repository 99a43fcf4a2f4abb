"""What every page must be, in whatever browser and language it is read."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Longer than a phone is wide.
LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel"


def is_good(page: Page) -> None:
    """Axe finds no fault in it, and nothing has to be scrolled sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), f"{page.url} is wider than its screen"
