"""Goes from page to page as somebody, in one language, and says what is wrong with each."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Error, Page

from core.languages import SOURCE
from tests.access import checking
from tests.access.looks import DESK, PROVIDER, PUBLIC, Look

# Help is in the same place and order on every page (WCAG 3.2.6).
HELP = "[...document.querySelectorAll('footer a')].map((each) => each.pathname).join(' ')"
MOST_CHARACTERS = 1500


class Seen(NamedTuple):
    """A page in one language and mode, and what is wrong with it."""

    look: Look
    language: str
    mode: str
    faults: list[str]

    def __str__(self) -> str:
        words = "\n  ".join(fault[:MOST_CHARACTERS] for fault in self.faults)
        return f"{self.look} {self.look.path} in {self.language}, {self.mode}:\n  {words}"


class Walker:
    """One browser window for each of the three people.

    `sessions`: the cookies of the provider and of the officer, as `sign_in` makes them.
    """

    def __init__(self, browser: Browser, site: str, sessions: dict[str, str]) -> None:
        self.site = site
        self.complaints: list[str] = []
        self.pages = {
            who: self._window(browser, sessions.get(who)) for who in (PUBLIC, PROVIDER, DESK)
        }

    def _window(self, browser: Browser, session: str | None) -> Page:
        context = browser.new_context(viewport=checking.DESKTOP)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.site}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda line: line.type == "error" and self.complaints.append(line.text),
        )
        return page

    def visit(self, look: Look, language: str, modes: Iterable[str]) -> Iterator[Seen]:
        """The page in each mode. It is loaded once for the phone and once for everything else:
        a script may do something else on a small screen."""
        page = self.pages[look.who]
        faults: list[str] = []
        loaded: int | None = None
        for mode in modes:
            size = checking.MODES[mode].size["width"]
            if loaded is None or ((size > 600) != (loaded > 600) and not mode.endswith("room")):
                checking.put_into(page, checking.MODES[mode])
                faults, loaded = self._open(page, look, language), size
            yield Seen(look, language, mode, [*faults, *checking.look(page, mode)])
            faults = []

    def _open(self, page: Page, look: Look, language: str) -> list[str]:
        prefix = "" if language == SOURCE else f"/{language}"
        self.complaints.clear()
        try:
            response = page.goto(f"{self.site}{prefix}{look.path}")
        except Error as error:
            return [f"is no page: {error.message}"]
        faults = [f"the browser complains: {each}" for each in self.complaints]
        if not response or not response.ok:
            faults.append(f"answers {response and response.status}")
        elif "text/html" not in response.headers.get("content-type", ""):
            faults.append("is no page")
        return faults

    def help_of(self, who: str) -> str:
        return str(self.pages[who].evaluate(HELP))


def sign_in(**people: Any) -> dict[str, str]:
    """The cookie of each one's session, for a Walker: `sign_in(desk=olive)`."""
    from django.test import Client

    sessions = {}
    for who, user in people.items():
        client = Client()
        client.force_login(user)
        sessions[who] = client.cookies["sessionid"].value
    return sessions
