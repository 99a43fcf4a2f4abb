"""Easy Read, plain English and sign language versions, as families see them."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content import actions
from content.models import Topic
from guides.models import Guide
from search.models import SearchDocument
from tests import listings
from tests.publishing import made, topic
from tests.versions import picture, version
from variants import tasks
from variants.models import Variant

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('ha')</script>"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plans(db) -> Topic:
    return topic("Plans", title_ar="خطط", order=1)


@pytest.fixture
def guide(plans) -> Guide:
    return made(Guide(title_en="EHC plans", body_en="A plan says what help.", topic=plans))


@pytest.fixture
def swimming(db):
    return listings.service("Saturday swim", summary_en="Swimming for all.")


def html(client, address) -> str:
    response = client.get(address if isinstance(address, str) else address.get_absolute_url())
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def found(client, words: str, **asked) -> str:
    return client.get("/services/", {"q": words, **asked}).content.decode()


# --- The page --------------------------------------------------------------------------------


def test_each_picture_stands_beside_the_words_that_follow_it(client, guide):
    bus, plan = picture("Bus"), picture("Plan")
    text = (
        f"## What\n\n{bus.markdown}\n\nA bus.\n\nIt is red.\n\n"
        f"{plan.markdown}\nA plan.\n\n- one\n\n## Who\n\nNo picture."
    )
    shown = html(client, version(guide, body_en=text, topic=guide.topic))
    body = shown[shown.index('class="app-prose') :]
    rows = re.findall(
        r'<div class="app-illustrated"><div class="app-illustrated__picture">(.*?)</div>'
        r'<div class="app-illustrated__words">(.*?)</div></div>',
        body,
        re.S,
    )
    assert len(rows) == 2
    assert str(bus.upload_id) in rows[0][0] and str(plan.upload_id) in rows[1][0]
    assert "A bus." in rows[0][1] and "It is red." in rows[0][1]
    assert "A plan." in rows[1][1] and "<li>one</li>" in rows[1][1]
    assert "<h2" not in rows[0][1] and "No picture." not in rows[1][1]
    assert shown.count("<div") == shown.count("</div")
    assert "app-version--easy" in shown and "Easy Read" in shown


def test_a_page_says_where_the_whole_page_and_the_other_versions_are(client, guide):
    easy = version(guide, title_en="Easy plans")
    plain = version(guide, "plain", title_en="Plans in short")
    version(guide, "bsl", published=False)
    shown = html(client, easy)
    assert f'href="{guide.get_absolute_url()}"' in shown
    assert f'href="{plain.get_absolute_url()}"' in shown
    assert "British Sign Language" not in shown
    assert plain.get_absolute_url().startswith("/plain-english/")
    assert "app-version--easy" not in html(client, plain)


def test_nothing_that_was_typed_runs(client, guide):
    names = ("title_en", "summary_en", "body_en")
    shown = html(client, version(guide, slug="odd", **dict.fromkeys(names, SCRIPT)))
    assert SCRIPT not in shown
    assert shown.count("alert(") >= 3


def test_the_address_of_another_form_leads_to_the_right_one(client, guide):
    easy = version(guide)
    response = client.get(f"/plain-english/{easy.slug}/")
    assert (response.status_code, response["Location"]) == (301, easy.get_absolute_url())
    assert client.get("/easy-read/none-of-these/").status_code == 404
    assert (
        client.get(version(guide, "plain", published=False).get_absolute_url()).status_code == 404
    )


def test_it_is_read_in_the_language_of_the_reader(client, guide):
    easy = version(
        guide, title_ar="خطط سهلة", body_en=f"{picture().markdown}\n\nA plan.", topic=guide.topic
    )
    address = easy.get_absolute_url()
    shown = html(client, f"/ar{address}")
    assert "خطط سهلة" in shown and 'dir="rtl"' in shown
    # What nobody has translated is said to be English.
    assert re.search(r'<div class="app-prose app-prose--page" lang="en" dir="ltr">', shown)
    assert re.search(rf'hreflang="pl" href="[^"]*/pl{address}"', shown)


# --- Beside what it is a version of ----------------------------------------------------------


def test_guides_and_services_name_their_versions_at_the_top(client, guide, swimming):
    for record in (guide, swimming):
        assert "Also as" not in html(client, record)
        plain, easy = version(record, "plain"), version(record)
        version(record, "bsl", published=False)
        shown = html(client, record)
        links = re.search(r"Also as:(.*?)</p>", shown, re.S)[1]
        assert links.index(easy.get_absolute_url()) < links.index(plain.get_absolute_url())
        assert "British Sign Language" not in links


def test_young_peoples_pages_name_them_too(client):
    young = topic("Me", area="young_people")
    page = made(Guide(title_en="My rights", topic=young))
    easy = version(page)
    assert easy.get_absolute_url() in html(client, page)


def test_a_page_costs_one_query_more_for_its_versions(client, guide, django_assert_max_num_queries):
    html(client, guide)
    with CaptureQueriesContext(connection) as without:
        html(client, guide)
    for form in Variant.Form.values:
        version(guide, form)
    with django_assert_max_num_queries(len(without)):
        html(client, guide)


def test_a_version_is_gone_with_what_it_is_a_version_of(client, guide, swimming, olive):
    easy, other = version(guide, topic=guide.topic), version(swimming)
    actions.withdraw(guide, by=olive)
    swimming.archived_at = timezone.now()
    swimming.save()
    for each in (easy, other):
        assert client.get(each.get_absolute_url()).status_code == 410
    assert easy.title_en not in html(client, "/easy-read/")
    tasks.follow_sources(timestamp=0)
    assert not SearchDocument.objects.filter(kind="easy_read").exists()
    actions.publish(guide, by=olive)
    tasks.follow_sources(timestamp=0)
    assert html(client, easy)
    assert SearchDocument.objects.filter(kind="easy_read", object_id=easy.pk).exists()


# --- Lists and search ------------------------------------------------------------------------


def test_the_list_is_by_topic_and_says_what_easy_read_is(client, guide, swimming, plans):
    first = topic("Begin here", order=0)
    version(guide, topic=plans, title_en="About plans")
    version(swimming, topic=first, title_en="About swimming")
    version(guide, "plain", title_en="Plain plans")
    made(Guide(title_en="Buses", topic=topic("Buses")))
    shown = html(client, "/easy-read/")
    assert "Easy Read is easy words and pictures." in shown
    order = [shown.index(each) for each in ("Begin here", "About swimming", "Plans", "About plans")]
    assert order == sorted(order)
    assert "Plain plans" not in shown
    assert "Plain plans" in html(client, "/plain-english/")
    assert "We have none yet" in html(client, "/sign-language/")


def test_the_list_asks_no_more_for_more_pages(client, plans, django_assert_max_num_queries):
    for number in range(12):
        page = made(Guide(title_en=f"Guide {number}", topic=plans))
        version(page, topic=plans)
    with django_assert_max_num_queries(3):
        html(client, "/easy-read/")


def test_search_finds_it_by_its_own_words_and_says_what_it_is(client, guide):
    version(guide, title_en="Paper with help on it", body_en="Zebra crossing.")
    version(guide, "plain", title_en="In short", body_en="Lollipop.")
    shown = found(client, "zebra")
    assert "Paper with help on it" in shown
    assert re.search(r'app-result__by">\s*Easy Read', shown)
    assert "Plain English" in found(client, "lollipop")
    assert "In short" not in found(client, "lollipop", show="easy_read")


def test_search_offers_easy_read_by_itself(client, guide, plans):
    made(Guide(title_en="Zebra guide", topic=plans))
    version(guide, title_en="Zebra in easy words")
    shown = found(client, "zebra")
    assert "show=easy_read" in shown
    only = found(client, "zebra", show="easy_read")
    assert "in easy words" in only
    assert "Zebra guide" not in only


def test_versions_are_in_the_sitemap(client, guide):
    easy = version(guide)
    shown = b"".join(client.get("/sitemap-easy-read-1.xml").streaming_content).decode()
    assert easy.get_absolute_url() in shown


# --- One of each -----------------------------------------------------------------------------


def test_there_is_one_version_of_each_form(guide):
    version(guide)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(guide)
