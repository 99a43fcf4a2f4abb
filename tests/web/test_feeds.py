"""What machines read: RSS, sitemaps, robots.txt."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from directory import sitemaps
from directory.models import Service
from tests.listings import organisation, service, term

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def xml_of(client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return ElementTree.fromstring(body)  # noqa: S314 - our own


# --- RSS ------------------------------------------------------------------------------------------


def items(client, address: str = "/services/feed.xml") -> list[dict[str, str]]:
    found = xml_of(client, address).iter("item")
    return [{part.tag: part.text or "" for part in item} for item in found]


def test_new_and_changed_services_come_newest_first(client):
    service("Old club")
    long_ago = timezone.now() - timedelta(days=30)
    Service.objects.update(created_at=long_ago)
    service("New club", summary_en="Just begun & <b>bold</b>")
    first, second = items(client)
    assert (first["title"], second["title"]) == ("New: New club", "Changed: Old club")
    assert first["link"] == "http://testserver/services/new-club/"
    assert first["description"] == "Just begun & <b>bold</b>"
    assert first["pubDate"].endswith("+0000") or first["pubDate"].endswith("+0100")


def test_a_change_is_a_new_entry_and_no_change_is_not(client):
    made = service("Club")
    guid = items(client)[0]["guid"]
    assert items(client)[0]["guid"] == guid
    Service.objects.filter(pk=made.pk).update(version=2)
    assert items(client)[0]["guid"] != guid


def test_the_feed_holds_only_what_is_published(client, django_assert_max_num_queries):
    service("Draft", status="inactive")
    service("Gone", organisation=organisation("Gone", archived_at=timezone.now()))
    for number in range(60):
        service(f"Club {number}")
    with django_assert_max_num_queries(1):
        found = items(client)
    assert len(found) == 50
    assert not [item for item in found if "Draft" in item["title"] or "Gone" in item["title"]]


def test_the_feed_speaks_the_language_of_its_address(client):
    service("Club", name_ar="نادي")
    root = xml_of(client, "/ar/services/feed.xml")
    assert root.findtext("channel/language") == "ar"
    [item] = items(client, "/ar/services/feed.xml")
    assert "نادي" in item["title"]
    assert item["link"] == "http://testserver/ar/services/club/"


def test_the_feed_survives_letters_that_xml_refuses(client):
    service("Bell \x07 club", slug="bell")
    response = client.get("/services/feed.xml")
    assert response.status_code == 200
    ElementTree.fromstring(response.content)  # noqa: S314 - our own


# --- Sitemaps -------------------------------------------------------------------------------------


def locations(client, address: str) -> list[str]:
    return [each.text or "" for each in xml_of(client, address).iter(f"{MAP}loc")]


def test_the_index_names_maps_that_exist(client):
    service("Club")
    maps = locations(client, "/sitemap.xml")
    assert maps == [
        f"http://localhost:8000/sitemap-{name}-1.xml"
        for name in ("pages", "services", "organisations")
    ]
    for address in maps:
        assert locations(client, address.removeprefix("http://localhost:8000"))


def test_each_page_names_itself_in_every_language(client):
    made = service("Club")
    root = xml_of(client, "/sitemap-services-1.xml")
    entries = list(root.iter(f"{MAP}url"))
    assert len(entries) == 11
    for entry in entries:
        others = {link.get("hreflang"): link.get("href") for link in entry.iter(LINK)}
        assert len(others) == 11
        assert others["en"] == "http://localhost:8000/services/club/"
        assert others["zh-Hans"] == "http://localhost:8000/zh-hans/services/club/"
        assert entry.findtext(f"{MAP}lastmod") == made.updated_at.isoformat()


def test_only_what_is_published_is_listed(client):
    service("Draft", status="inactive")
    service("Club")
    gone = organisation("Gone", archived_at=timezone.now())
    listed = locations(client, "/sitemap-services-1.xml")
    assert not [address for address in listed if "draft" in address]
    listed = locations(client, "/sitemap-organisations-1.xml")
    assert not [address for address in listed if gone.slug in address]


def test_every_address_of_the_pages_map_answers(client):
    term("category", "leisure", "Things to do")
    term("stage", "early-years", "Under 5")
    listed = [
        address.removeprefix("http://localhost:8000")
        for address in locations(client, "/sitemap-pages-1.xml")
    ]
    assert {"/", "/services/topics/leisure/", "/ar/services/stages/early-years/"} <= set(listed)
    of_other_apps = {"/reports/", "/feedback/", "/you-said-we-did/", "/ar/surveys/"}
    assert of_other_apps <= set(listed)
    for address in of_other_apps:
        assert client.get(address).status_code == 200, address
    for address in listed[:11] + [each for each in listed if each.startswith("/services/")]:
        assert client.get(address).status_code == 200, address


def test_a_large_directory_is_split(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(sitemaps, "PAGES_PER_MAP", 2)
    for number in range(5):
        service(f"Club {number}")
    maps = [each for each in locations(client, "/sitemap.xml") if "services" in each]
    assert len(maps) == 3
    with django_assert_max_num_queries(1):
        assert len(locations(client, "/sitemap-services-3.xml")) == 11
    every = {
        address
        for number in (1, 2, 3)
        for address in locations(client, f"/sitemap-services-{number}.xml")
    }
    assert len(every) == 55
    assert client.get("/sitemap-services-4.xml").status_code == 404


@pytest.mark.parametrize(
    "address", ["/sitemap-nope-1.xml", "/sitemap-pages-2.xml", "/sitemap-services-0.xml"]
)
def test_a_map_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


# --- robots.txt -----------------------------------------------------------------------------------


def test_robots_are_kept_from_the_desk_and_from_endless_searches(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    for line in ("Disallow: /desk/", "Disallow: /*/desk/", "Disallow: /*/services/?"):
        assert line in lines
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines
    assert "Disallow: /" not in lines
