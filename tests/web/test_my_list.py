"""My list: a family keeps services without an account, on their own terms."""

import re
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.models import OutgoingEmail
from directory import mylist
from directory.models import Service
from tests.listings import at, organisation, service

pytestmark = pytest.mark.django_db
BUDGET = 9


@pytest.fixture
def clubs() -> list[Service]:
    trust = organisation("Splash Trust")
    monday = {"days": ["MO"], "opens_at": at("10:00"), "closes_at": at("11:00")}
    return [
        service("Splash club", organisation=trust, phones=("01632 960123",), schedules=(monday,)),
        service("Art club"),
    ]


def ids(*services: Service) -> str:
    return mylist.encode(each.pk for each in services)


def send(client: Client, address: str, origin: str = "same-origin", **data):
    return client.post(f"/services/my-list/{address}", data, headers={"sec-fetch-site": origin})


def keep(client: Client, *services: Service, **data):
    return send(client, "keep/", ids=ids(*services), **data)


def names(client: Client, address: str = "/services/my-list/") -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    return re.findall(r'class="app-result__title">\s*<a[^>]*>(.*?)</a>', html, re.S)


# --- Keeping --------------------------------------------------------------------------------------


def test_a_parent_keeps_two_services_and_removes_one(client, clubs):
    splash, art = clubs
    assert names(client) == []
    response = keep(client, splash, next="/services/splash-club/")
    assert response.headers["Location"] == "/services/splash-club/"
    keep(client, art)
    assert names(client) == ["Splash club", "Art club"]
    send(client, "remove/", ids=ids(splash))
    assert names(client) == ["Art club"]


def test_the_page_of_a_kept_service_knows(client, clubs):
    assert "Keep in my list" in client.get("/services/splash-club/").content.decode()
    keep(client, clubs[0])
    html = client.get("/services/splash-club/").content.decode()
    assert "It is in your list" in html
    assert "Keep in my list" not in html


def test_there_is_no_cookie_until_something_is_kept(client, clubs):
    client.get("/services/splash-club/")
    client.get("/services/my-list/")
    assert not client.cookies
    response = keep(client, clubs[0])
    cookie = response.cookies[mylist.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert "sessionid" not in response.cookies and "csrftoken" not in response.cookies


def test_emptying_the_list_takes_the_cookie_away(client, clubs):
    keep(client, *clubs)
    response = send(client, "clear/")
    assert response.cookies[mylist.COOKIE]["max-age"] == 0
    assert names(client) == []


def test_the_list_carries_what_is_needed_away_from_the_screen(client, clubs):
    keep(client, clubs[0])
    html = client.get("/services/my-list/").content.decode()
    for part in ("01632 960123", "Every Monday, 10am to 11am", "Splash Trust"):
        assert part in html


def test_keeping_twice_keeps_once(client, clubs):
    keep(client, clubs[0])
    keep(client, clubs[0], clubs[0])
    assert names(client) == ["Splash club"]


def test_the_list_is_bounded(client, db):
    many = [service(f"Club {number:02}") for number in range(mylist.MOST + 1)]
    for start in (0, 25, 50):
        keep(client, *many[start : start + 25])
    assert len(names(client)) == mylist.MOST
    assert "Your list is full" in keep_and_read(client, many[-1])
    value = client.cookies[mylist.COOKIE].value
    assert len(value) < 4000


def keep_and_read(client: Client, one: Service) -> str:
    keep(client, one)
    return client.get("/services/my-list/").content.decode()


@pytest.mark.parametrize("wrong", ["", "...", "x" * 9999, "AAAA", "%00", "'; DROP TABLE"])
def test_what_is_no_id_is_left_out(client, clubs, wrong):
    assert send(client, "keep/", ids=wrong).status_code == 302
    assert names(client) == []
    assert names(client, f"/services/my-list/?ids={wrong}") == []


def test_what_is_not_published_cannot_be_kept_and_goes_from_lists(client, clubs):
    draft = service("Draft club", status="inactive")
    keep(client, draft)
    assert names(client) == []
    keep(client, *clubs)
    Service.objects.filter(pk=clubs[1].pk).update(archived_at=timezone.now())
    assert names(client) == ["Splash club"]
    html = client.get("/services/my-list/").content.decode()
    assert "1 service of this list is no longer in the directory" in html


# --- Hostile --------------------------------------------------------------------------------------


def test_another_site_cannot_change_the_list(client, clubs):
    for origin in ("cross-site", "same-site", "none"):
        assert send(client, "keep/", origin=origin, ids=ids(clubs[0])).status_code == 403
    address = "/services/my-list/keep/"
    data = {"ids": ids(clubs[0])}
    assert client.post(address, data).status_code == 403, "no browser says where it comes from"
    evil = {"origin": "https://evil.example"}
    assert client.post(address, data, headers=evil).status_code == 403
    own = {"origin": "http://testserver"}
    assert client.post(address, data, headers=own).status_code == 302
    by_referer = {"referer": "http://testserver/services/splash-club/"}
    assert client.post(address, data, headers=by_referer).status_code == 302


def test_the_check_holds_with_djangos_own_check_switched_on(clubs):
    strict = Client(enforce_csrf_checks=True)
    assert keep(strict, clubs[0]).status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_stays_on_the_site(client, clubs, target):
    assert keep(client, clubs[0], next=target).headers["Location"] == "/services/my-list/"


def test_a_forged_cookie_is_an_empty_list(client, clubs):
    client.cookies[mylist.COOKIE] = f"{ids(clubs[0])}:forged:signature"
    assert names(client) == []


def test_changes_are_posts(client, clubs):
    for address in ("keep/", "remove/", "clear/"):
        assert client.get(f"/services/my-list/{address}").status_code == 405
    # Its form is shown again at its own address, from where one may change the language.
    assert client.get("/services/my-list/email/").headers["Location"] == "/services/my-list/"


def test_the_list_is_never_kept_by_caches_or_search_engines(client, clubs):
    keep(client, clubs[0])
    response = client.get("/services/my-list/")
    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "private" in client.get("/services/").headers["Cache-Control"]


# --- Sharing --------------------------------------------------------------------------------------


def test_a_list_is_shared_as_a_link(client, clubs):
    keep(client, *clubs)
    html = client.get("/services/my-list/").content.decode()
    link = re.search(r'value="http://testserver(/services/my-list/\?ids=[^"]+)"', html)
    assert link
    friend = Client()
    assert names(friend, unescape(link[1])) == ["Splash club", "Art club"]
    shown = friend.get(unescape(link[1])).content.decode()
    assert "A list that somebody sent you" in shown
    assert "Remove from my list" not in shown
    assert not friend.cookies
    keep(friend, *clubs)
    assert names(friend) == ["Splash club", "Art club"]


def test_a_link_with_hundreds_of_ids_costs_no_more(client, clubs, django_assert_max_num_queries):
    many = ids(*(service(f"Club {number:02}") for number in range(60)))
    with django_assert_max_num_queries(BUDGET):
        assert len(names(client, f"/services/my-list/?ids={many}")) == mylist.MOST


# --- E-mail ---------------------------------------------------------------------------------------


def email_list(client, *services, to="parent@example.org", **data):
    return send(client, "email/", ids=ids(*services), email=to, **data)


def test_a_parent_sends_the_list_to_herself(client, clubs, run_jobs):
    keep(client, *clubs)
    response = email_list(client, *clubs)
    assert response.headers["Location"] == "/services/my-list/"
    assert "We have sent the list" in client.get("/services/my-list/").content.decode()
    run_jobs()
    [message] = mail.outbox
    assert message.to == ["parent@example.org"]
    assert message.subject == "Your list of services"
    html = message.alternatives[0][0]
    # In plain text a number is kept on one line.
    text = message.body.replace("\N{NO-BREAK SPACE}", " ")
    for part in (
        "Splash club",
        "01632 960123",
        "/services/splash-club/",
        "/services/my-list/?ids=",
    ):
        assert part in text
        assert part in html


def test_the_address_is_not_kept(client, clubs, run_jobs):
    email_list(client, *clubs)
    run_jobs()
    assert not OutgoingEmail.objects.filter(to__icontains="parent").exists()


def test_the_e_mail_is_in_the_language_of_the_page(client, clubs, run_jobs):
    data = {"ids": ids(clubs[0]), "email": "parent@example.org"}
    client.post("/ar/services/my-list/email/", data, headers={"sec-fetch-site": "same-origin"})
    run_jobs()
    html = mail.outbox[0].alternatives[0][0]
    assert 'dir="rtl"' in html
    assert "/ar/services/splash-club/" in mail.outbox[0].body


@pytest.mark.parametrize("wrong", ["", "nobody", "a@b", "a@example.org\nBcc: x@example.org"])
def test_a_wrong_address_is_asked_for_again(client, clubs, wrong, run_jobs):
    response = email_list(client, clubs[0], to=wrong)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in html
    assert "There is a problem" in html
    assert "Splash club" in html
    run_jobs()
    assert mail.outbox == []


def test_nobody_can_be_flooded(client, clubs, run_jobs):
    answers = [email_list(Client(), clubs[0]).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert email_list(client, clubs[0], to="other@example.org").status_code == 302
    run_jobs()
    assert len(mail.outbox) == 4


def test_an_empty_list_is_not_sent(client, clubs, run_jobs):
    send(client, "email/", ids="", email="parent@example.org")
    run_jobs()
    assert mail.outbox == []


def test_the_e_mail_cannot_carry_a_strangers_words(client, run_jobs):
    evil = service("<b>Click</b> here", slug="evil")
    email_list(client, evil)
    run_jobs()
    assert "<b>Click</b>" not in mail.outbox[0].alternatives[0][0]
