"""What every page must be, in whatever browser and language it is read."""

from playwright.sync_api import Page

from tests.access import checking


def is_good(page: Page) -> None:
    """No fault that a machine can see (tests.access.checking)."""
    faults = checking.look(page)
    assert not faults, "\n".join([page.url, *faults])
