"""Links in listings and pages are found, checked politely, and listed where they can be mended.

The web that is checked here is a server of the test's own: no other address is ever opened.
"""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings
from django.utils import timezone

from core.models import AuditEvent
from links import asking, checking, gathering, guarding, own
from links.models import Link, LinkPlace
from links.sources import to_check
from links.tasks import check_links, gather_links
from news.models import NewsItem
from tests.listings import organisation, service, term

pytestmark = pytest.mark.django_db

State, Problem = Link.State, Link.Problem
DESK = "/desk/links/"


class Site(BaseHTTPRequestHandler):
    """A website with every kind of page. The path says what happens; `asked` remembers."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        first, _slash, rest = self.path.strip("/").partition("/")
        getattr(self, f"_{first}")(rest)

    def _status(self, number: str) -> None:
        self._send(int(number))

    def _getonly(self, _rest: str) -> None:
        self._send(405 if self.command == "HEAD" else 206)

    def _to(self, rest: str) -> None:
        status, _slash, target = rest.partition("/")
        self._send(int(status), Location=target if "//" in target else f"/{target}")

    def _loop(self, _rest: str) -> None:
        self._send(302, Location="/loop")

    def _huge(self, _rest: str) -> None:
        """Begins a body of a terabyte. Whoever reads on never comes to an end."""
        if self.command == "HEAD":
            return self._send(405)
        self._send(200, **{"Content-Length": str(10**12)})
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.server.gave_up.set()

    def _slow(self, _rest: str) -> None:
        """Says a letter of its answer now and then, so that no single wait is long."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"X-A: b\r\n")
        except OSError:
            self.server.gave_up.set()

    def _rude(self, _rest: str) -> None:
        self.wfile.write(b"\x00\xff not HTTP at all\r\n\r\n")

    def _send(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Site)
        self.asked: list[tuple] = []
        self.gave_up, self.closing = threading.Event(), threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}/{path}"


@pytest.fixture
def site() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with override_settings(LINKS_ALLOWED=[server.host], LINKS_PAUSE_SECONDS=0):
        yield server
    server.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


def asked(server: Server) -> list[str]:
    return [f"{method} {path}" for method, path, _headers in server.asked]


def link(address: str, **fields) -> Link:
    made, _created = Link.objects.update_or_create(address=address, defaults=fields)
    return made


def broken(address: str, **place) -> Link:
    made = link(
        address,
        state=State.BROKEN,
        problem=Problem.GONE,
        status=404,
        failures=3,
        failed_since=timezone.now(),
        next_check=timezone.now() + timedelta(days=7),
    )
    if place:
        LinkPlace.objects.create(link=made, **place)
    return made


def news(slug: str, **fields) -> NewsItem:
    fields = {"state": "published", "published_at": timezone.now()} | fields
    return NewsItem.objects.create(slug=slug, title_en=slug.title(), **fields)


# --- Where links stand ---------------------------------------------------------------------------


def test_links_of_listings_and_pages_are_found_in_every_language():
    host = organisation("Trust", website="https://trust.example.org")
    club = service(
        "Club",
        organisation=host,
        website="https://club.example.org/#top",
        how_to_get_en="Fill in [the form](https://forms.example.org/a?b=1#c) or [call](tel:0123).",
        description_ar="[هنا](https://ar.example.org/)",
    )
    page = news("money", body_en="See [the club](/services/club/) and <https://gov.example.org>.")
    assert gathering.gather() == 6
    places = {(each.link.address, each.kind, each.field) for each in LinkPlace.objects.all()}
    assert places == {
        ("https://trust.example.org", "organisation", "website"),
        ("https://club.example.org/", "service", "website"),
        ("https://forms.example.org/a?b=1", "service", "how_to_get_en"),
        ("https://ar.example.org/", "service", "description_ar"),
        ("/services/club/", "news", "body_en"),
        ("https://gov.example.org", "news", "body_en"),
    }
    place = LinkPlace.objects.get(field="description_ar")
    assert (place.label, place.page) == ("Club", "/services/club/")
    assert place.field_label == "What it is (العربية)"
    assert place.desk_address == f"/desk/directory/services/{club.pk}/"
    assert LinkPlace.objects.filter(object_id=page.pk).count() == 2


def test_what_is_not_public_or_not_there_any_more_is_forgotten():
    club = service("Club", website="https://club.example.org")
    service("Draft", status="inactive", website="https://draft.example.org")
    news("draft", state="draft", published_at=None, body_en="[x](https://secret.example.org)")
    gathering.gather()
    assert [each.address for each in Link.objects.all()] == ["https://club.example.org"]
    club.website = "https://new.example.org"
    club.save()
    gathering.gather()
    assert [each.address for each in Link.objects.all()] == ["https://new.example.org"]
    club.archived_at = timezone.now()
    club.save()
    gathering.gather()
    assert not Link.objects.exists()


def test_a_known_link_keeps_what_is_known_of_it():
    service("Club", website="https://club.example.org")
    gathering.gather()
    Link.objects.update(state=State.BROKEN, failures=3)
    service("Other club", website="https://club.example.org")
    gathering.gather()
    [known] = Link.objects.all()
    assert (known.state, known.failures, known.places.count()) == (State.BROKEN, 3, 2)


def test_more_records_take_no_more_queries(django_assert_max_num_queries):
    for number in range(20):
        service(f"Club {number}", website=f"https://club{number}.example.org")
    with django_assert_max_num_queries(60):
        gathering.gather()
    assert Link.objects.count() == 20


@pytest.mark.parametrize(
    ("written", "checked"),
    [
        ("http://localhost:8000/services/", "/services/"),
        ("//evil.example.org/", ""),
        ("javascript:alert(1)", ""),
        ("mailto:a@example.org", ""),
        ("#top", ""),
        ("ftp://example.org/", ""),
        ("https://example.org/ü", "https://example.org/%C3%BC"),
        ("https://example.org/" + "a" * 3000, ""),
    ],
)
def test_what_is_checked_of_an_address(written, checked):
    assert to_check(written) == checked


# --- Asking other sites --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "state", "problem"),
    [
        ("status/200", State.OK, ""),
        ("status/204", State.OK, ""),
        ("getonly", State.OK, ""),
        ("status/404", State.BROKEN, Problem.GONE),
        ("status/410", State.BROKEN, Problem.GONE),
        ("status/500", State.BROKEN, Problem.REFUSED),
        ("status/403", State.BLOCKED, ""),
        ("status/429", State.BLOCKED, ""),
        ("to/302/status/200", State.OK, ""),
        ("to/302/status/404", State.BROKEN, Problem.GONE),
        ("loop", State.BROKEN, Problem.LOOPS),
        ("rude", State.BROKEN, Problem.NO_ANSWER),
    ],
)
def test_what_a_site_answers(site, path, state, problem):
    answer = asking.ask(site.url(path))
    assert (answer.state, answer.problem) == (state, problem)


def test_a_page_that_moved_for_good_says_where_it_is(site):
    answer = asking.ask(site.url("to/301/status/200"))
    assert (answer.state, answer.moved_to) == (State.MOVED, site.url("status/200"))


def test_we_say_who_asks_and_take_no_more_than_the_beginning(site):
    asking.ask(site.url("getonly"))
    assert asked(site) == ["HEAD /getonly", "GET /getonly"]
    _method, _path, headers = site.asked[-1]
    assert headers["User-Agent"] == "LocalOfferLinkCheck/1.0 (+http://localhost:8000/contact/)"
    assert headers["Range"] == "bytes=0-1023"


def test_a_huge_page_is_not_read(site):
    assert asking.ask(site.url("huge")).state == State.OK
    assert site.gave_up.wait(20), "the body was still being taken"


@override_settings(LINKS_SECONDS=1)
def test_a_site_that_never_comes_to_an_end_is_left(site):
    assert asking.ask(site.url("slow")).problem == Problem.NO_ANSWER
    assert site.gave_up.wait(20)


def test_a_port_where_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        with override_settings(LINKS_ALLOWED=[host]):
            assert asking.ask(f"http://{host}/").problem == Problem.NO_ANSWER


def test_a_name_that_nobody_has(monkeypatch):
    def lookup(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(guarding.socket, "getaddrinfo", lookup)
    assert asking.ask("https://gone.example.org/").problem == Problem.NO_HOST


@pytest.mark.parametrize("address", ["http://", "http://[::1", "http://exa mple.org:port/"])
def test_what_is_no_address_at_all(address):
    assert asking.ask(address).problem == Problem.MALFORMED


# --- Never into the council's own network --------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_numbers_that_are_not_of_the_internet(number):
    assert not guarding.is_public(number)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_numbers_of_the_internet(number):
    assert guarding.is_public(number)


def test_a_private_address_is_not_opened(site):
    with override_settings(LINKS_ALLOWED=[]):
        for address in (site.url("status/200"), site.url("status/200").replace("127.0.0.1", "0")):
            assert asking.ask(address).problem == Problem.PRIVATE
    assert asked(site) == []


def test_nobody_is_led_inside_by_a_redirect(site):
    inside = Server()
    thread = threading.Thread(target=inside.serve_forever, daemon=True)
    thread.start()
    try:
        answer = asking.ask(site.url(f"to/302/{inside.url('status/200')}"))
    finally:
        inside.shutdown()
        inside.server_close()
        thread.join()
    assert (answer.state, answer.problem) == (State.BROKEN, Problem.PRIVATE)
    assert asked(inside) == []


def test_a_redirect_to_a_file_is_not_followed(site):
    assert asking.ask(site.url("to/302/file:///etc/passwd")).problem == Problem.MALFORMED


def test_a_name_is_judged_by_what_is_connected_to(site, monkeypatch):
    """A name with one public and one private number: neither is taken."""
    port = site.server_port
    rows = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
    ]
    monkeypatch.setattr(guarding.socket, "getaddrinfo", lambda *a, **k: rows)
    assert asking.ask(f"http://rebind.example.org:{port}/status/200").problem == Problem.PRIVATE
    assert asked(site) == []


def test_a_proxy_in_the_environment_is_no_way_round(site, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://{site.host}")
    with override_settings(LINKS_ALLOWED=[]):
        assert asking.ask("http://10.0.0.1/").problem == Problem.PRIVATE
    assert asked(site) == []


# --- Addresses of this site ----------------------------------------------------------------------


def test_own_addresses_are_looked_up_without_a_request(client):
    service("Club")
    service("Draft", status="inactive")
    term("category", "money", "Money")
    news("there")
    there = ("/services/club/", "/ar/services/club/", "/services/topics/money/", "/news/there/")
    for path in ("/", *there):
        assert own.ask(path).state == State.OK, path
        assert client.get(path).status_code == 200, path
    assert own.ask("/services/?q=swimming").state == State.OK
    for path in ("/services/draft/", "/services/gone/", "/services/topics/gone/", "/no/such/page"):
        assert own.ask(path).problem == Problem.GONE, path
        assert client.get(path).status_code == 404, path
    gone = "/files/00000000-0000-0000-0000-000000000000/form.pdf"
    assert own.ask(gone).problem == Problem.GONE


def test_a_page_that_has_another_address_now(olive):
    page = news("old-words")
    page.slug = "new-words"
    page.save()
    answer = own.ask("/news/old-words/")
    assert (answer.state, answer.moved_to) == (State.MOVED, "/news/new-words/")
    assert own.ask("/news/never-there/").problem == Problem.GONE


# --- By night ------------------------------------------------------------------------------------


def test_a_link_is_broken_after_three_days_and_mended_at_once(site):
    failing = link(site.url("status/404"))
    now = timezone.now().replace(hour=9)
    for day in range(3):
        assert failing.state != State.BROKEN
        # A second look on the same day is not another day.
        for hour in (1, 2):
            checking.note(
                failing, asking.ask(failing.address), now + timedelta(days=day, hours=hour)
            )
        assert failing.failures == day + 1
    assert failing.state == State.BROKEN
    assert failing.failed_since == now + timedelta(hours=1)
    checking.note(failing, asking.Answer(State.OK, status=200), now + timedelta(days=9))
    assert (failing.state, failing.failures, failing.failed_since) == (State.OK, 0, None)


def test_the_night_finds_checks_and_ends(site, run_jobs):
    service("Club", website=site.url("status/200"))
    news("page", body_en=f"[a]({site.url('to/301/status/200')}) [b](/services/gone/)")
    gather_links()
    run_jobs()
    states = dict(Link.objects.values_list("address", "state"))
    assert states == {
        site.url("status/200"): State.OK,
        site.url("to/301/status/200"): State.MOVED,
        "/services/gone/": State.BROKEN,
    }
    once = len(site.asked)
    check_links(since=int(timezone.now().timestamp()))
    assert len(site.asked) == once, "nothing was due again"


def test_no_more_than_so_many_a_night(site):
    for number in range(5):
        link(site.url(f"status/{200 + number}"))
    since = timezone.now()
    with override_settings(LINKS_A_NIGHT=3):
        assert checking.check_some(since) == 3
        assert checking.check_some(since) == 0
    assert len(site.asked) == 3


def test_other_sites_are_left_alone_unless_the_settings_name_them(site):
    link("https://www.example.org/")
    link(site.url("status/200"))
    link(f"http://{site.host}0/status/200")
    assert checking.check_some(timezone.now()) == 1
    assert Link.objects.filter(checked_at=None).count() == 2


def test_hosts_take_turns():
    addresses = ["http://a/1", "http://a/2", "http://b/1", "http://a/3", "http://c/1"]
    order = [each.address for each in checking._by_turns(Link(address=each) for each in addresses)]
    assert order == ["http://a/1", "http://b/1", "http://c/1", "http://a/2", "http://a/3"]


# --- The desk ------------------------------------------------------------------------------------


def on_club(address: str) -> tuple[Link, object]:
    club = service("Club", website=address)
    gathering.gather()
    return broken(address), club


def test_the_desk_lists_broken_links_with_where_they_stand(eddie, signed_in):
    _made, club = on_club("https://club.example.org/old")
    link("https://works.example.org", state=State.OK)
    html = signed_in(eddie).get(DESK).content.decode()
    assert "https://club.example.org/old" in html
    assert "There is no such page (any more). (404)" in html
    assert f'href="/desk/directory/services/{club.pk}/"' in html and "Website" in html
    assert "works.example.org" not in html
    assert "works.example.org" in signed_in(eddie).get(f"{DESK}?state=all").content.decode()
    assert "old" not in signed_in(eddie).get(f"{DESK}?q=nothing").content.decode().split("<h1")[1]


def test_more_links_take_no_more_queries(eddie, signed_in, django_assert_max_num_queries):
    for number in range(30):
        service(f"Club {number}", website=f"https://club{number}.example.org")
    gathering.gather()
    Link.objects.update(state=State.BROKEN, problem=Problem.GONE)
    client = signed_in(eddie)
    with django_assert_max_num_queries(10):
        client.get(DESK)


def test_an_editor_marks_a_link_as_fine(eddie, signed_in):
    made, _club = on_club("https://club.example.org/")
    client = signed_in(eddie)
    response = client.post(f"{DESK}{made.pk}/fine/", {"kept": "state=&q=club"})
    assert response.headers["Location"] == f"{DESK}?state=&q=club"
    assert "club.example.org" not in client.get(DESK).content.decode()
    assert "club.example.org" in client.get(f"{DESK}?state=fine").content.decode()
    assert AuditEvent.objects.get(verb="link.marked_fine").object_label == made.address
    assert not Link.objects.due(timezone.now() + timedelta(days=300)).filter(pk=made.pk).exists()


def test_a_mended_page_is_read_anew_when_somebody_asks(site, eddie, signed_in, run_jobs):
    made, club = on_club(site.url("status/404"))
    club.website = site.url("status/200")
    club.save()
    signed_in(eddie).post(f"{DESK}{made.pk}/again/")
    run_jobs()
    assert not Link.objects.filter(pk=made.pk).exists()
    assert Link.objects.get().address == site.url("status/200")


def test_a_link_that_works_again_leaves_the_list_when_somebody_asks(
    site, eddie, signed_in, run_jobs
):
    made, _club = on_club(site.url("status/200"))
    signed_in(eddie).post(f"{DESK}{made.pk}/again/")
    run_jobs()
    made.refresh_from_db()
    assert (made.state, made.failures) == (State.OK, 0)
    assert AuditEvent.objects.filter(verb="link.check_asked").count() == 1


@pytest.mark.parametrize("button", ["fine", "again"])
def test_who_only_looks_may_change_nothing(vera, percy, client, signed_in, button):
    made, _club = on_club("https://club.example.org/")
    html = signed_in(vera).get(DESK).content.decode()
    assert "club.example.org" in html and "Mark as fine" not in html
    for visitor in (signed_in(vera), signed_in(percy), client):
        assert visitor.post(f"{DESK}{made.pk}/{button}/").status_code in (302, 403, 404)
    made.refresh_from_db()
    assert made.fine_until is None
    assert not AuditEvent.objects.filter(verb__startswith="link.").exists()


def test_a_way_back_leads_nowhere_else(eddie, signed_in):
    made, _club = on_club("https://club.example.org/")
    kept = "//evil.example.org/\r\nX-Evil: 1"
    response = signed_in(eddie).post(f"{DESK}{made.pk}/fine/", {"kept": kept})
    assert response.headers["Location"].startswith(f"{DESK}?")
    assert "X-Evil" not in response.headers


def test_a_hostile_address_stays_an_address(eddie, signed_in):
    on_club("https://club.example.org/?<script>alert(1)</script>")
    assert "<script>alert" not in signed_in(eddie).get(f"{DESK}?state=all").content.decode()


def test_the_page_of_a_listing_and_its_organisation_warn(eddie, signed_in):
    _made, club = on_club("https://club.example.org/old")
    page = f"/desk/directory/services/{club.pk}/"
    html = signed_in(eddie).get(page).content.decode()
    assert "Links that do not work" in html and "https://club.example.org/old" in html
    Link.objects.update(state=State.OK)
    assert "Links that do not work" not in signed_in(eddie).get(page).content.decode()
