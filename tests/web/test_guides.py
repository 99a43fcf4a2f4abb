"""Guides and the landing pages of topics, as families see them; and guides beside services."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from content import actions
from content.models import Topic
from guides.models import Guide
from guides.sections import Section, facts, sections
from search.models import SearchDocument
from tests import listings
from tests.publishing import desk, made, topic, typed

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('ha')</script>"


def guide(title: str, about: Topic, *, published: bool = True, **values) -> Guide:
    return made(Guide(title_en=title, topic=about, **values), published=published)


def html(client, page) -> str:
    response = client.get(page if isinstance(page, str) else page.get_absolute_url())
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def transport(db) -> Topic:
    return topic("Transport", summary_en="Getting about.")


# --- A guide -------------------------------------------------------------------------------------


def test_a_guide_has_facts_steps_contacts_and_a_list_of_its_sections(client, transport):
    page = guide(
        "School taxi",
        transport,
        summary_en="Who gets one.",
        key_facts_en="It is free.\n\n- Ask in May.",
        body_en="## Who\nSome.\n\n## When\nSoon.",
        steps_en="Before you begin.\n\n## Ask the school\nRing them.\n## Wait\nA while.",
        contacts_en="### Travel team\n01632 960100",
    )
    shown = html(client, page)
    assert page.get_absolute_url() == "/information/transport/school-taxi/"
    for words in ("Who gets one.", "It is free.", "Ask in May.", "Travel team", "Last updated"):
        assert words in shown
    assert shown.index("Before you begin.") < shown.index('class="app-steps"')
    assert shown.count("app-steps__step") == 2
    listed = shown[shown.index('id="on-this-page"') :]
    assert listed.index("#section-who") < listed.index("#steps") < listed.index("#contacts")
    assert 'href="/information/transport/"' in shown


def test_a_guide_without_more_than_words_shows_no_empty_sections(client, transport):
    shown = html(client, guide("Buses", transport, body_en="Words."))
    for heading in ("Key facts", "Step by step", "Who to contact", "Services that can help"):
        assert heading not in shown


def test_nothing_that_was_typed_runs(client, transport):
    plain = dict.fromkeys(("title_en", "summary_en", "key_facts_en", "body_en"), SCRIPT)
    lists = dict.fromkeys(("steps_en", "contacts_en"), f"## {SCRIPT}\n{SCRIPT}")
    page = made(Guide(slug="odd", topic=transport, **plain, **lists))
    shown = html(client, page)
    assert SCRIPT not in shown
    assert shown.count("alert(") >= 8


def test_a_guide_moves_with_its_topic_and_its_own_address(client, transport, olive):
    page = guide("Buses", transport)
    actions.set_up(page, values={"slug": "bus-passes"}, by=olive)
    actions.set_up(transport, values={"slug": "travel"}, by=olive)
    for old in ("/information/transport/buses/", "/information/travel/buses/"):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (
            301,
            "/information/travel/bus-passes/",
        )
    assert client.get("/information/transport/")["Location"] == "/information/travel/"
    assert client.get("/young-people/bus-passes/")["Location"] == "/information/travel/bus-passes/"


def test_a_draft_is_not_there_and_what_was_taken_off_says_so(client, transport, olive):
    draft = guide("Secret", transport, published=False)
    gone = guide("Old rules", transport)
    actions.withdraw(gone, by=olive)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(gone.get_absolute_url()).status_code == 410
    shown = html(client, transport)
    assert "Secret" not in shown
    assert "Old rules" not in shown


def test_untranslated_words_are_said_to_be_english(client, transport):
    page = guide("Buses", transport, title_ar="الحافلات", key_facts_en="It is free.")
    with translation.override("ar"):
        shown = html(client, page)
    assert "الحافلات" in shown
    facts_at = shown.index('id="key-facts"')
    assert (
        '<ul class="govuk-list govuk-list--bullet govuk-list--spaced" lang="en" dir="ltr">'
        in (shown[facts_at:])
    )


def test_a_published_guide_needs_a_topic(db):
    with pytest.raises(IntegrityError):
        made(Guide(title_en="Lost"))


# --- In parts ------------------------------------------------------------------------------------


def test_parts_stand_in_their_order_with_the_ways_back_and_on(client, transport):
    whole = guide("Growing up", transport)
    guide("Health", transport, part_of=whole, order=2)
    work = guide("Work", transport, part_of=whole, order=1)
    guide("Hidden part", transport, part_of=whole, order=3, published=False)
    shown = html(client, work)
    assert "Hidden part" not in shown
    assert '<p class="govuk-caption-l">Growing up</p>' in shown
    before, after = shown.index('rel="prev"'), shown.index('rel="next"')
    assert "Growing up" in shown[before:after]
    assert "Health" in shown[after : after + 900]
    # The topic lists the whole guide alone.
    listed = html(client, transport)
    assert "Growing up" in listed
    assert ">Work<" not in listed


def test_a_guide_without_parts_has_no_list_of_them(client, transport):
    assert "Parts of this guide" not in html(client, guide("Alone", transport))


# --- Services ------------------------------------------------------------------------------------


def test_services_that_were_chosen_come_before_those_of_the_same_terms(client, transport):
    buses = listings.term("category", "buses")
    listings.service("A bus pass", terms=(buses,))
    taxi = listings.service("Zebra taxis")
    hidden = listings.service("Closed taxis", status="inactive")
    page = guide("Going", transport, terms=[buses.pk], service_ids=[hidden.pk, taxi.pk])
    shown = html(client, page)
    assert "Closed taxis" not in shown
    assert shown.index("Zebra taxis") < shown.index("A bus pass")


def test_without_terms_of_its_own_a_guide_has_the_services_of_its_topic(client):
    travel = listings.term("category", "travel")
    below = listings.term("category", "buses", parent=travel)
    listings.service("A bus pass", terms=(below,))
    page = guide("Going", topic("Transport", terms=[travel.pk]))
    assert "A bus pass" in html(client, page)


def test_services_and_their_topics_lead_to_what_is_written_about_them(client):
    buses = listings.term("category", "buses")
    pass_ = listings.service("A bus pass", terms=(buses,))
    about = topic("Transport")
    guide("How passes work", about, terms=[buses.pk])
    guide("Names it", about, service_ids=[pass_.pk])
    guide("About cooking", about, terms=[listings.term("category", "cooking").pk])
    guide("A draft", about, terms=[buses.pk], published=False)
    young = topic("Getting about", area="young_people")
    guide("Me and the bus", young, terms=[buses.pk])
    shown = html(client, pass_)
    assert shown.index("Names it") < shown.index("How passes work")
    of_topic = html(client, "/services/topics/buses/")
    assert "How passes work" in of_topic
    for words in ("About cooking", "A draft", "Me and the bus"):
        assert words not in shown
        assert words not in of_topic


# --- Topics --------------------------------------------------------------------------------------


def test_the_front_page_has_the_topics_for_families(client, transport):
    topic("School transport", parent=transport)
    topic("My money", area="young_people")
    topic("Not yet", published=False)
    shown = html(client, "/information/")
    assert "School transport" in shown
    assert "My money" not in shown
    assert "Not yet" not in shown


def test_a_topic_three_deep_says_where_it_is(client, transport):
    school = topic("School transport", parent=transport)
    after = topic("After 16", parent=school)
    page = guide("College bus", after)
    shown = html(client, page)
    trail = [
        shown.index(f'href="/information/{slug}/"')
        for slug in ("transport", "school-transport", "after-16")
    ]
    assert trail == sorted(trail)
    assert "After 16" in html(client, school)


def test_a_long_topic_has_pages(client, transport):
    for number in range(31):
        guide(f"Guide {number:02}", transport, order=number)
    assert "Guide 30" not in html(client, transport)
    assert "Guide 30" in html(client, f"{transport.get_absolute_url()}?page=2")


# --- How much the database is asked ---------------------------------------------------------------


def _queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_ask_no_more_of_the_database_as_they_grow(client, transport):
    buses = listings.term("category", "buses")
    whole = guide("Whole", transport, terms=[buses.pk])
    page = guide("Part 0", transport, part_of=whole, terms=[buses.pk])
    guide("Related", transport)
    listings.service("Pass", terms=(buses,))
    page.related_ids = [Guide.objects.get(slug="related").pk]
    page.service_ids = [listings.service("Chosen").pk]
    page.save()
    addresses = [page.get_absolute_url(), "/information/", transport.get_absolute_url()]
    before = [_queries(client, address) for address in addresses]
    for number in range(1, 6):
        page.related_ids.append(guide(f"More {number}", transport).pk)
        page.service_ids.append(listings.service(f"Service {number}", terms=(buses,)).pk)
        guide(f"Part {number}", transport, part_of=whole)
        topic(f"Small {number}", parent=transport)
        topic(f"Large {number}")
    page.save()
    after = [_queries(client, address) for address in addresses]
    assert all(now <= was for now, was in zip(after, before, strict=True)), (before, after)
    assert max(before) <= 12


# --- Found and listed -----------------------------------------------------------------------------


def test_a_guide_is_found_by_its_steps_and_listed_in_the_map_of_the_site(client, transport):
    guide("School taxi", transport, steps_en="## Ask\nRing the hippopotamus desk.")
    assert SearchDocument.objects.filter(kind="guide", body__contains="hippopotamus").exists()
    assert "School taxi" in html(client, "/services/?q=hippopotamus&kind=information")
    listed = b"".join(client.get("/sitemap-guides-1.xml").streaming_content).decode()
    assert "/information/transport/school-taxi/" in listed


# --- The desk ------------------------------------------------------------------------------------


def test_an_officer_writes_a_guide_and_publishes_it_in_one_step(olives, transport, client):
    need = listings.term("need", "autism")
    response = typed(
        olives,
        "/desk/pages/guide/add/",
        do="publish",
        title_en="School taxi",
        summary_en="Who gets one.",
        topic=str(transport.pk),
        body_en="Some do.",
        steps_en="## Ask\nNow.",
        needs=[str(need.pk)],
    )
    assert response.status_code == 302, response.content.decode()
    page = Guide.objects.get()
    assert page.terms == [need.pk]
    assert "app-steps__step" in html(client, page)


def test_a_guide_needs_a_topic_and_parts_have_no_parts(olives, transport):
    whole = guide("Whole", transport)
    guide("Part", transport, part_of=whole)
    other = guide("Other", transport)
    response = typed(
        olives, desk(whole, "change", "guide"), topic="", part_of=str(other.pk), title_en="Whole"
    )
    assert set(response.context["form"].errors) == {"topic", "part_of"}
    offered = response.context["form"].fields["part_of"].queryset
    assert {each.slug for each in offered} == {"other"}


def test_the_desk_lists_the_parts_of_a_guide(olives, transport):
    whole = guide("Whole", transport)
    part = guide("Part", transport, part_of=whole, published=False)
    assert desk(part, kind="guide") in html(olives, desk(whole, kind="guide"))
    assert desk(whole, kind="guide") in html(olives, desk(part, kind="guide"))


def test_topics_are_three_deep_at_most_and_of_one_area(olives, transport):
    school = topic("School transport", parent=transport)
    after = topic("After 16", parent=school)
    offered = olives.get(desk(after, "change")).context["form"].fields["parent"].queryset
    assert {each.slug for each in offered} == {"transport", "school-transport"}
    money = topic("Money")
    for page, parent, area in (
        (transport, money, "all"),
        (transport, school, "all"),
        (money, transport, "young_people"),
    ):
        response = typed(olives, desk(page, "change"), parent=str(parent.pk), area=area)
        assert "parent" in response.context["form"].errors


# --- Words as lists -------------------------------------------------------------------------------


def test_words_are_read_as_facts_and_as_sections():
    assert facts("One\n\n - Two \n* Three") == ["One", "Two", "Three"]
    assert facts("") == []
    assert sections("Before\n\n## A\nx\ny\n### B ##\n\nz") == [
        Section("", "Before"),
        Section("A", "x\ny"),
        Section("B", "z"),
    ]
    assert sections("") == []
