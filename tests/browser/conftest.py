"""The system's Chromium for every browser test; never a download, never a silent skip."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.access.world import fill_the_city

# Each one keeps the browser from looking for anything outside this machine.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("Chromium is missing: run make chromium.", pytrace=False)
    # Chromium's own sandbox does not work for root, which containers and CI are.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": [*QUIET, *sandbox]}


@pytest.fixture(autouse=True)
def quick_to_fail(page) -> None:
    page.set_default_timeout(10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


# --- A small city for the public journeys ---------------------------------------------------------

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture
def city(live_server) -> str:
    """The address of a running site with the help of a small city in it."""
    fill_the_city()
    return live_server.url


@pytest.fixture
def open_site(new_context, city) -> Iterator[Callable[..., Page]]:
    """A page of the site on a phone or a desktop, with JavaScript or without.

    It reports any complaint of the browser (a broken script, a breach of the content security
    policy) and any request to another place than the site as a failure of the test.
    """
    complaints: list[str] = []

    def open_page(path: str, *, size: str = "desktop", script: bool = True, **options) -> Page:
        context = new_context(viewport=SIZES[size], java_script_enabled=script, **options)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        page.on(
            "request",
            lambda request: request.url.startswith(city) or complaints.append(request.url),
        )
        page.goto(city + path)
        return page

    yield open_page
    assert complaints == []
