"""The system's Chromium for every browser test; never a download, never a silent skip."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from directory.models import Location
from tests.listings import at, organisation, place, postcode, service, term

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


def fill_the_city() -> None:
    leisure = term("category", "leisure", "Things to do", name_ar="أنشطة")
    swimming = term("category", "swimming", "Swimming", parent=leisure, name_ar="السباحة")
    health = term("category", "health", "Health", name_ar="الصحة")
    autism = term("need", "autism", "Autism", name_ar="التوحد")
    primary = term("stage", "primary", "Primary school", name_ar="المدرسة الابتدائية")
    pool = place("Bitterne pool", postal_code="SO18 5NF", latitude=50.915, longitude=-1.36)
    pool.terms.add(term("accessibility", "hoist", "Hoist", name_ar="رافعة"))
    service(
        "Saturday swim",
        name_ar="سباحة السبت",
        summary_en="Swimming for disabled children, with a hoist and volunteers.",
        summary_ar="سباحة للأطفال ذوي الإعاقة",
        description_en="We have the pool to ourselves.\n\n- armbands\n- floats",
        who_for_en="Any disabled child.",
        how_to_get_en="1. Ring us.\n2. Come along.",
        organisation=organisation("Splash Trust", description_en="A club since 2009."),
        terms=(swimming, autism, primary),
        places=(pool, place("Safe house", hidden=True)),
        schedules=({"days": ["SA"], "opens_at": at("10:00"), "closes_at": at("11:00")},),
        costs=({"option_en": "A swim", "amount": "4.50"},),
        phones=("01632 960123",),
        minimum_age=4,
        maximum_age=11,
        referral=["self"],
        delivery=["in_person"],
        languages=["en", "pl"],
    )
    service("Swimming in Winchester", terms=(swimming,), places=(winchester_pool(),))
    service(
        "Physiotherapy line",
        terms=(health,),
        delivery=["phone"],
        coverage="citywide",
        status="temporarily closed",
    )
    for number in range(25):
        service(f"Play session {number:02}", terms=(leisure, primary))
    postcode("SO14", 442000, 112000)


def winchester_pool() -> Location:
    return place("River pool", postal_code="SO23 8UJ", latitude=51.0629, longitude=-1.3166)


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
