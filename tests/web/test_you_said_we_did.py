""" "You said, we did": what everybody may read, and above all what nobody may."""

import gzip
import random
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from feedback.desk.forms import LONGEST_WORDS
from feedback.models import Action, Comment, Gap, Priority, Survey, Theme
from tests.answering import YEAR, action, comment, theme
from tests.listings import service
from tests.web.suggesting import text

pytestmark = pytest.mark.django_db
SECRET = "My son Aled Example of 12 High Street, 07700 900123"


def year_page(client, query: str = "", year: str = YEAR, prefix: str = "") -> str:
    response = client.get(f"{prefix}/you-said-we-did/{year}/{query}")
    assert response.status_code == 200
    return text(response)


def behind(number: int, about: Theme, published: bool = True, **fields) -> None:
    for index in range(number):
        words = f"Anonymous words {index}" if published else ""
        about.comments.add(comment(f"{SECRET} {index}", words, **fields))


# --- What is there --------------------------------------------------------------------------------


def test_a_parent_reads_what_was_said_and_done(client):
    about = theme(said_en="The bus is **often** late.")
    Priority.objects.create(code="voice", title_en="Being heard")
    started = action(
        about,
        "We look for more drivers.",
        "in_progress",
        date="2025-07-01",
        owner="School Travel Service",
        priority=Priority.objects.get(),
        pages=["https://example.org/buses", "/contact/", "/services/topics/"],
    )
    started.services.add(service("Swim club"), service("Draft", status="inactive"))
    started.updates.create(state="in_progress", words="Four have begun.")
    action(about, "A lift for everybody.", "cannot", why_not_en="The law does not allow it.")
    behind(6, about)
    page = year_page(client)
    assert "September 2024 to August 2025" in page
    for words in ("example.org/buses", "Contact", "All topics"):
        assert words in page[page.index("Being heard") :]
    for words in (
        "The bus is often late.",
        "In progress",
        "by July 2025",
        "School Travel Service",
        "Being heard",
        "Four have begun.",
        "Cannot be done",
        "The law does not allow it.",
        "Comments about this: 6",
        "Anonymous words",
        "Swim club",
    ):
        assert words in page, words
    assert "Draft" not in page
    assert "Read all comments" in page


def test_the_latest_year_comes_first_and_the_others_are_a_link_away(client):
    theme("Old one")
    theme("New one", year="2025-26")
    theme("Not yet", year="2026-27", published=False)
    home = client.get("/you-said-we-did/")
    assert "New one" in text(home)
    assert "Old one" not in text(home)
    assert f'href="/you-said-we-did/{YEAR}/"' in home.content.decode()
    assert "2026-27" not in text(home)


def test_before_anything_is_published_the_page_says_so(client):
    theme(published=False)
    page = text(client.get("/you-said-we-did/"))
    assert "Nothing is published yet" in page
    assert "School transport" not in page


@pytest.mark.parametrize(
    "address", ["2019-20/", "2024-26/", "nonsense/", "2024-25-26/", f"{YEAR}/x/", "99999-00/"]
)
def test_a_year_without_anything_is_not_found(client, address):
    theme()
    assert client.get(f"/you-said-we-did/{address}").status_code == 404


def test_a_theme_is_found_only_under_its_own_year(client):
    about = theme()
    theme("Other", year="2025-26")
    assert client.get(f"/you-said-we-did/{YEAR}/{about.pk}/").status_code == 200
    assert client.get(f"/you-said-we-did/2025-26/{about.pk}/").status_code == 404


def test_what_goes_on_is_linked_both_ways(client, eddie, signed_in):
    about = theme()
    action(about, state="planned")
    signed_in(eddie).post("/desk/themes/carry/", {"year": YEAR})
    # Until an officer publishes it, nobody hears of it.
    assert "It goes on" not in year_page(client)
    Theme.objects.filter(year="2025-26").update(published=True, published_at=timezone.now())
    assert "It goes on in 2025-26" in year_page(client)
    assert "This began in 2024-25" in year_page(client, year="2025-26")


# --- Narrowing ------------------------------------------------------------------------------------


def test_it_can_be_narrowed_by_words_state_and_priority(client):
    voice = Priority.objects.create(code="voice", title_en="Being heard")
    buses, rooms = theme("Buses"), theme("Quiet rooms", said_en="It is too loud.")
    action(buses, "New drivers.", "done")
    action(buses, "A booklet.", "planned", priority=voice)
    action(rooms, "A plan.", "in_progress")
    assert "Buses" not in year_page(client, "?q=loud")
    assert "Quiet rooms" not in year_page(client, "?q=drivers")
    planned = year_page(client, "?state=planned")
    assert "A booklet." in planned
    assert "New drivers." not in planned
    assert "Quiet rooms" not in planned
    assert "A booklet." in year_page(client, "?priority=voice")
    assert "Nothing found" in year_page(client, "?state=cannot")


@pytest.mark.parametrize(
    "query",
    ["?state=nonsense", "?priority=x' OR 1=1", "?page=-1", "?page=zz", "?q=%00", "?q=" + "x" * 500],
)
def test_an_address_that_asks_for_nonsense_gets_a_page(client, query):
    theme()
    assert client.get(f"/you-said-we-did/{YEAR}/{query}").status_code == 200


def test_a_filter_that_is_no_choice_leaves_the_list_whole(client):
    theme()
    assert "School transport" in year_page(client, "?state=nonsense&priority=none")


# --- What nobody may read -------------------------------------------------------------------------


def test_the_original_and_everything_private_stay_private(client, olive):
    about = theme()
    action(about)
    private = {
        "kept_back_note": "Aled’s mother",
        "reply": "Dear Mrs Example",
        "needs_reply": True,
        "replied_at": timezone.now(),
        "search_term": "aled example",
    }
    private_kept = {name: private.pop(name) for name in ("kept_back_note",)}
    for _number in range(6):
        about.comments.add(comment(SECRET, "The bus is late.", **private))
    kept = comment(SECRET, state="kept_back", kept_back_reason="identifies", **private_kept)
    waiting = comment(f"{SECRET} waiting")
    about.comments.add(kept, waiting)
    one = Comment.objects.filter(state="published").first()
    for address in ("/you-said-we-did/", f"/you-said-we-did/{YEAR}/{about.pk}/"):
        for prefix in ("", "/ar"):
            response = client.get(prefix + address)
            html = response.content.decode()
            for words in (
                "Aled",
                "High Street",
                "07700",
                "Mrs Example",
                kept.reference,
                one.reference,
                str(one.pk),
            ):
                assert words not in html, (address, words)
            # Nor could a careless template reach it: no comment is in its reach.
            given = [value for each in response.context for value in each.flatten().values()]
            quotes = [quote for value in given if isinstance(value, list) for quote in value]
            assert not any(isinstance(value, Comment) for value in [*given, *quotes])
            assert SECRET not in repr(given)


def test_small_numbers_are_not_said(client):
    about = theme()
    behind(3, about)
    page = year_page(client)
    assert "Comments about this: fewer than 5" in page
    assert "Anonymous words" in page
    # With three of them, nobody is told how they reached us.
    assert "Parent or carer" not in page
    assert "Feedback form" not in page


def test_who_spoke_is_said_only_of_a_group_that_is_large_enough(client):
    about = theme()
    behind(9, about)
    behind(6, about, channel="phone")
    behind(2, about, speaker="young_person", channel="event")
    page = text(client.get(f"/you-said-we-did/{YEAR}/{about.pk}/?page=1"))
    page += text(client.get(f"/you-said-we-did/{YEAR}/{about.pk}/?page=2"))
    assert "Parent or carer · Feedback form" in page
    # Two alone would follow from the others: the next larger group is hidden with them.
    assert "young person" not in page
    assert "Phone" not in page


def test_how_many_are_kept_back_is_not_given_away(client):
    about = theme()
    behind(7, about)
    behind(2, about, published=False)
    assert "Comments about this: 7" in year_page(client)
    behind(3, about, published=False)
    assert "Comments about this: 12" in year_page(client)


def test_a_comment_that_is_taken_back_is_gone_at_once(client):
    about = theme()
    behind(6, about)
    Comment.objects.update(
        state="kept_back", kept_back_reason="asked", published_at=None, published_by=None
    )
    assert "Anonymous words" not in year_page(client)


def test_hostile_words_are_shown_as_words(client):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202eevil\u202c 🎈"
    about = theme(hostile, said_en=f"{hostile} [x](javascript:alert(1))")
    started = action(about, hostile, owner=hostile, pages=["/contact/"])
    started.updates.create(state="done", words=hostile)
    about.comments.add(comment("x", hostile))
    for address in (f"/you-said-we-did/{YEAR}/", f"/you-said-we-did/{YEAR}/{about.pk}/"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


# --- Languages, cookies, size ---------------------------------------------------------------------


def test_english_is_marked_as_english_on_an_arabic_page(client):
    about = theme("Buses", title_ar="الحافلات", said_en="Late.")
    action(about, "We hired drivers.")
    about.comments.add(comment("x", "The bus is late."))
    html = client.get(f"/ar/you-said-we-did/{YEAR}/").content.decode()
    assert "الحافلات" in html
    assert '<div class="app-prose" lang="en" dir="ltr"><p>We hired drivers.</p>' in html
    assert '<blockquote class="app-quote" lang="en" dir="ltr">' in html


def test_no_cookie_is_set_and_anybody_may_keep_the_page(client):
    theme()
    response = client.get("/you-said-we-did/")
    assert not response.cookies
    assert "public" in response.headers["Cache-Control"]


def test_many_comments_stay_a_small_page_and_few_queries(client, django_assert_max_num_queries):
    about = theme()
    started = action(about)
    started.services.add(service("Swim club"))
    for number in range(40):
        other = theme(f"Theme {number}", order=number)
        action(other, f"Something {number} was done. " * 20)
        other.comments.add(*(comment("x", f"Words {number} {index} " * 60) for index in range(5)))
    behind(60, about)
    for address in (f"/you-said-we-did/{YEAR}/", f"/you-said-we-did/{YEAR}/{about.pk}/"):
        client.get(address)
        with django_assert_max_num_queries(12):
            response = client.get(address)
        assert len(gzip.compress(response.content)) < 20_000
    assert "Theme 39" not in text(client.get(f"/you-said-we-did/{YEAR}/"))
    assert "Anonymous words 0" in "".join(
        text(client.get(f"/you-said-we-did/{YEAR}/{about.pk}/?page={page}")) for page in range(1, 7)
    )
    assert Action.objects.count() == 41


def test_the_longest_comments_without_any_pattern_still_make_a_small_page(client):
    """Letters by chance: nothing that compresses well, as long as a published wording may be."""
    dice = random.Random(1)
    about = theme()
    for _number in range(30):
        words = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz ", k=LONGEST_WORDS))
        about.comments.add(comment("x", f"<b>\u202e🎈 {words}"[:LONGEST_WORDS]))
    for address in (f"/you-said-we-did/{YEAR}/", f"/you-said-we-did/{YEAR}/{about.pk}/?page=2"):
        response = client.get(address)
        assert len(gzip.compress(response.content)) < 60_000
        assert "<b>" not in response.content.decode()


# --- The demo -------------------------------------------------------------------------------------

FACTS = (
    "957 people",
    "More than 800 families",
    "100 providers",
    "Springwell School",
    "Kanes Hill Primary School",
    "Redbridge Community School",
    "three times a year",
    "Summer Survival Event in June 2024",
    "ended in October 2024",
    "programme of three years",
    "summer of 2023",
    "023 8083 2419",
    "travel.coordination@southampton.gov.uk",
    "1202 times",
    "summer term of 2025",
    "October 2023",
    "2023 to 2025",
    "54 schools",
    "36 cases: 23 are closed and 13 go on",
    "435 parents and carers",
    "278 more places in 2026",
    "Cantell School (Thrive) and Woodlands School (Cove)",
    "12 profiles",
    "three primary schools, Valentine, Mason Moor and St Mary's",
    "2021 to 2027",
    "survey with the Parent Carer Forum in 2023",
    "May or June 2025",
    "TikTok",
    "Ofsted and the Care Quality Commission",
)


def test_the_demo_has_every_theme_and_figure_of_the_year_and_comes_once(client):
    for _twice in range(2):
        call_command("load_demo", stdout=StringIO())
    assert Theme.objects.filter(year=YEAR).count() == 15
    pages = " ".join(unescape(year_page(client, f"?page={page}")) for page in (1, 2))
    missing = [fact for fact in FACTS if fact not in pages]
    assert not missing
    carried = Action.objects.filter(theme__year="2025-26", carried_from__isnull=False)
    assert carried.filter(state="done").exists()
    assert Theme.objects.filter(year="2025-26", comments__isnull=False).exists()
    assert "Not planned" in {str(gap.get_state_display()) for gap in Gap.objects.all()}
    assert Survey.objects.open().count() == 1
    over = Survey.objects.exclude(pk__in=Survey.objects.open()).get()
    results = text(client.get(f"/surveys/{over.slug}/results/"))
    assert "46 people answered this." in results
