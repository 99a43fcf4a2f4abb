"""What must hold for every page a visitor can reach by following links, and every other answer."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urldefrag, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import override

from core.languages import CODES

HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Permissions-Policy": "camera=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Request-ID": "",
}
MOST_PAGES_OF_ONE_KIND = 3
LANGUAGES = ("", "/ar", "/pl")


class Page(HTMLParser):
    """What matters of a page: its links, its inline code, its headings, its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self.headings = 0
        self.ids: list[str] = []
        self.html: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.headings += tag == "h1"
        if tag == "html":
            self.html = values
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values.get("href") or "")
        self.inline += [
            f"<{tag} {name}={value!r}>"
            for name, value in attrs
            if name == "style"
            or name.startswith("on")
            or (value or "").strip().lower().startswith("javascript:")
        ]
        if tag == "style":
            self.inline.append("<style>")
        is_data = (values.get("type") or "").startswith("application/")  # it is never run
        if tag == "script" and not is_data and not {"src", "nonce"} & values.keys():
            self.inline.append("<script> without a nonce")


def assert_safe_headers(response) -> None:
    for name, part in HEADERS.items():
        assert part in response.headers.get(name, "missing"), (response.request["PATH_INFO"], name)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def pages(client: Client, prefix: str) -> Iterator[tuple[str, object]]:
    """Follow links of one language from its home, a few pages of each kind."""
    waiting, seen, kinds = [f"{prefix}/"], {f"{prefix}/"}, {}
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > MOST_PAGES_OF_ONE_KIND:
            continue
        response = client.get(address)
        yield address, response
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        for link in Page(response.content.decode()).links:
            target = urldefrag(link).url
            if target not in seen and is_ours(target, prefix):
                seen.add(target)
                waiting.append(target)


def kind_of(address: str) -> str:
    """The route of an address; one that leads nowhere is a kind of its own, and will be asked."""
    path = urlsplit(address).path
    with override(language_of(path)):
        try:
            return resolve(path).route
        except Resolver404:
            return path


def language_of(path: str) -> str:
    first = path.split("/")[1]
    return first if first in CODES else "en"


def is_ours(address: str, prefix: str) -> bool:
    path = urlsplit(address).path
    apart = ("/static/", "/accounts/", "/desk/", "/admin/")
    return (
        address.startswith("/")
        and not path.removeprefix(prefix).startswith(apart)
        and language_of(path) == (prefix[1:] or "en")
    )


def test_every_page_keeps_the_promises_of_the_whole_site(db):
    call_command("load_demo", stdout=StringIO())
    for prefix in LANGUAGES:
        visited = [keeps_its_promises(*page, prefix) for page in pages(Client(), prefix)]
        assert len(visited) > 20


def keeps_its_promises(address: str, response, prefix: str) -> bool:
    assert response.status_code == 200, address
    assert_safe_headers(response)
    assert not response.cookies, f"{address} sets {list(response.cookies)}"
    if "text/html" in response.headers.get("Content-Type", ""):
        page = Page(response.content.decode())
        assert page.inline == [], address
        assert page.headings == 1, address
        doubles = {name for name in page.ids if page.ids.count(name) > 1}
        assert not doubles, (address, doubles)
        assert page.html.get("lang"), address
        assert page.html.get("dir") == ("rtl" if prefix == "/ar" else "ltr"), address
    return True


def test_every_page_of_the_desk_keeps_the_policy(olive, signed_in):
    call_command("load_demo", stdout=StringIO())
    officer, waiting, seen, kinds = signed_in(olive), ["/desk/"], {"/desk/"}, Counter()
    while waiting:
        address = waiting.pop(0)
        kinds[kind_of(address)] += 1
        if kinds[kind_of(address)] > 1:
            continue
        # "The next one to translate" leads on to that one.
        response = officer.get(address, follow=True)
        assert response.status_code == 200, address
        if address.endswith("/preview/email/"):
            continue  # an e-mail has its style inside; its own policy: see test_bulletins.py
        assert_safe_headers(response)
        assert "no-store" in response.headers["Cache-Control"], address
        if "text/html" not in response.headers["Content-Type"]:
            continue
        page = Page(response.content.decode())
        assert page.inline == [], address
        assert page.headings == 1, address
        links = {urldefrag(link).url for link in page.links} - seen
        seen |= links
        waiting += sorted(link for link in links if link.startswith("/desk/"))
    assert len(kinds) > 10


@pytest.mark.parametrize(
    "address",
    [
        "/nothing-here/",
        "/healthz",
        "/healthz/ready",
        "/accounts/login/",
        "/desk/",
        "/services/feed.xml",
        "/services/suggestions.json?q=sp",
        "/sitemap.xml",
        "/robots.txt",
        "/static/css/app.css",
        "/services/?page=x&age=-1&near=<script>",
    ],
)
def test_every_kind_of_answer_has_the_safe_headers(client, db, address):
    assert_safe_headers(client.get(address))


def test_an_error_page_has_them_too(db, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("core.health.JsonResponse", fail)
    response = Client(raise_request_exception=False).get("/healthz")
    assert response.status_code == 500
    assert_safe_headers(response)


def test_over_https_browsers_are_told_to_stay_there(client, db, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    away = client.get("/services/")
    assert away.status_code == 301
    assert away["Location"].startswith("https://")
    assert_safe_headers(away)
    assert "max-age=31536000" in client.get("/robots.txt", secure=True)["Strict-Transport-Security"]


def test_a_cookie_that_is_set_is_safe(client, olive, settings):
    settings.SESSION_COOKIE_SECURE = True
    form = {"login": olive.email, "password": "correct horse battery"}
    cookie = client.post("/accounts/login/", form).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"


def test_a_page_that_waits_for_a_calmer_moment(client, db, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    from core.ratelimit import TooManyRequests

    def full(*args):
        raise TooManyRequests(timezone.now() + timedelta(seconds=90))

    monkeypatch.setattr("core.health.JsonResponse", full)
    response = client.get("/healthz")
    assert response.status_code == 429
    assert 85 <= int(response["Retry-After"]) <= 90
    assert re.search(r"school|library", response.content.decode())
    assert_safe_headers(response)
