"""A small city with every kind of content, some of it in Arabic and some of it too long for any
screen: what the pages are looked at with."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from bulletins.models import Bulletin, BulletinEntry, Subscriber
from content import actions as pages
from content.library import GlossaryEntry, Video
from content.library_actions import add_image, save
from content.models import Topic
from core.years import Year
from directory import files
from directory.models import Location, Photo, Service, ServiceDocument
from documents import actions as documents
from documents.models import Document, PrintPack
from feedback.models import Priority, Survey, Theme
from guides.models import Guide
from links import gathering
from links.models import Link
from reports import actions as reports
from reports.models import AnnualReport
from tests import answering, reporting
from tests.documenting import add_file, document, untagged_pdf
from tests.listings import at, organisation, place, postcode, service, term
from tests.newsroom import consultation, day, event, key_date, news
from tests.publishing import made, topic
from tests.sending import document as word_file
from tests.sending import photo
from tests.web.suggesting import suggest
from usage.models import PageCount, SearchTerm

# Longer than a phone is wide.
LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel"
ADDRESS = "https://www.example.org/" + "a-very-long-part-of-an-address/" * 8


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


def huge_listing() -> Service:
    """With everything that a listing can have, much of it long."""
    host = organisation(f"Trust of {LONG}", website=ADDRESS, description_en=f"About {LONG}.")
    found = service(
        f"Club of {LONG}",
        slug="huge",
        summary_en=f"Games. {LONG}",
        description_en=f"## What\n\n| a | b |\n| --- | --- |\n| {LONG} | {LONG} |\n\n{LONG}",
        who_for_en=f"- {LONG}",
        how_to_get_en=f"[Form]({ADDRESS}) {LONG}",
        website=ADDRESS,
        email="a.very.long.address.of.somebody@subdomain.of.a.long.name.harbour.example",
        organisation=host,
        terms=(term("category", "leisure"), term("category", "clubs", f"Clubs {LONG}")),
        places=(place(f"Hall {LONG}", address_1=LONG), place("Shirley Hall")),
        schedules=tuple(
            {"days": ["MO", "WE", "FR"], "opens_at": at("10:00"), "closes_at": at("12:00")}
            for _ in range(3)
        ),
        costs=({"option_en": LONG, "amount": "4.50"},),
        phones=("01632 960123", "01632 960124"),
    )
    show_photos(found)
    return found


def show_photos(listing: Service) -> None:
    for number, size in enumerate(((2000, 1200), (600, 900), (300, 200))):
        upload = files.keep_photo(photo(f"{number}.jpg", size=size), by=None)
        alt = "A child with a very-long-word-" + "of-it" * 12 if number else "The pool"
        Photo.objects.create(service=listing, upload=upload, alt_en=alt, order=number)
    leaflet = files.keep_document(word_file(), by=None)
    title = "Prices " + "x" * 80
    ServiceDocument.objects.create(service=listing, upload=leaflet, title_en=title)


def write_guides() -> Guide:
    buses = term("category", "buses", "Buses")
    service(f"A bus pass {LONG}", terms=(buses,))
    travel = topic("Travel", summary_en="Getting about.", title_ar="النقل", terms=[buses.pk])
    topic(f"Small {LONG}", parent=travel)
    whole = made(
        Guide(
            title_en=f"School taxi {LONG}",
            title_ar="تاكسي المدرسة",
            summary_en="Who gets one.",
            key_facts_en=f"It is free.\n{LONG}",
            body_en="## Who\nSome.\n\n## When\nSoon.\n\n### Later\nNever.",
            steps_en=f"First.\n\n## Ask the school\nRing them.\n## Wait {LONG}\nA while.",
            contacts_en="### Travel team\n01632 960100",
            topic=travel,
        )
    )
    made(Guide(title_en="Appeals", topic=travel, part_of=whole, body_en="Say no."))
    work = topic("Work", area="young_people", summary_en="A job for you.")
    job = Guide(
        title_en=f"My first job {LONG}",
        slug="my-first-job",
        topic=work,
        picture="work",
        summary_en="You can do it.",
        body_en="## Try\nGo.",
    )
    made(job)
    return whole


def rewrite_a_page(by: User) -> Topic:
    """A public page with a change that is not public yet."""
    found = topic(f"Respite {LONG}", summary_en="How to have a rest.", body_en="Ask us.")
    pages.save(found, values={"title": "Respite", "body": f"Ask us. {LONG}"}, by=by)
    return found


def fill_the_newsroom() -> None:
    travel = topic("Trains", title_ar="القطارات")
    news("Winter line", topic=travel, body_en=f"Ring us. {LONG}", title_ar="خط الشتاء")
    news("Old line", old_after=day(-1))
    key_date(f"Apply for {LONG}", topic=travel, contact_en="01632 960123", title_ar="قدّموا طلبًا")
    consultation(
        "Fares",
        topic=travel,
        closes=3,
        title_ar="الأجور",
        asked_en=f"- What helps? {LONG}",
        answer_email="a.very.long.address.of.a.team@consultations.example.org",
        answer_post_en=f"{LONG}\nSouthampton",
    )
    consultation("Waiting", opens=-90, closes=-60)
    consultation("Decided", opens=-90, closes=-60, outcome_on=day(-5), heard_en="## Late\nBuses.")


def plan_events() -> None:
    hall = Location.objects.create(name_en="Old Hall", address_1="2 High Street")
    event(
        "Coffee morning",
        topic=topic("Meeting others", title_ar="اللقاء"),
        title_ar="صباح القهوة",
        repeat="weekly",
        not_on=[day(14)],
        location_ids=[hall.pk],
        place_en=LONG,
        access_en="- Flat all the way in",
        how_to_book_en=f"Write to {LONG}@example.org",
        booking="needed",
    )
    event(f"Online {LONG}", format="online", online_address=f"https://example.org/{LONG}")
    event("Gone", cancelled=True, why_cancelled_en="Snow.")
    event("Over", starts_on=day(-5))


def file_documents(by: User) -> Document:
    found = document(by=by, topic=topic(f"Plans {LONG}"), body_en="# Why\n\nSo that.")
    add_file(found, by=by, note="New figures")
    add_file(found, by=by, format="easy_read", content=untagged_pdf())
    document(f"Leaflet {LONG}", by=by, kind="leaflet", content=untagged_pdf())
    pack = PrintPack(is_published=True, slug="first-steps")
    entries = [{"kind": "document", "id": str(found.pk)}]
    documents.save_pack(pack, by=by, values={"title_en": f"Pack {LONG}", "entries": entries})
    return found


def answer_families() -> Theme:
    priority = Priority.objects.create(code="heard", title_en=f"Being heard, and {LONG}")
    about = answering.theme("School transport", title_ar="النقل المدرسي")
    answering.action(about, f"We hired drivers. {LONG}", priority=priority, owner=LONG)
    answering.action(about, "A lift for everybody.", "cannot")
    for number in range(12):
        words = f"The bus is late. {LONG if number == 11 else ''}"
        about.comments.add(answering.comment("x", words))
    answering.theme("Waiting", year="2025-26")
    return about


def ask_families() -> Survey:
    asked = answering.survey("Holidays", title_ar="استراحات")
    over = answering.survey("Old holidays", opens=-9, closes=-1, shows_results=True)
    for kind in ("one", "many", "scale", "short", "long"):
        answering.ask(asked, kind, required=kind == "one")
        answering.ask(over, kind)
    return asked


def write_reports(by: User) -> AnnualReport:
    """One published, and the draft of its correction."""
    draft = reporting.a_draft(by=by)
    section = draft.sections.get(kind="summary")
    section.heading_ar, section.words_ar = "ملخص", "شكرا لكم"
    section.save()
    published = reports.publish(draft, by=by)
    reports.comment(
        reports.share(reports.correct(published, by=by), by=by),
        name="Paula",
        words=f"Say more of play. {LONG}",
    )
    return published


def write_bulletin() -> Bulletin:
    found = Bulletin.objects.create(slug="summer", title_en=f"Summer {LONG}", intro_en="Hello.")
    for order, title in enumerate(("First", "Second")):
        BulletinEntry.objects.create(
            bulletin=found, kind="words", order=order, title_en=title, text_en=f"- {LONG}"
        )
    swim = service("Swimming lessons", summary="Warm water.")
    BulletinEntry.objects.create(bulletin=found, kind="service", record_id=swim.pk, order=2)
    return found


def fill_the_library(by: User) -> None:
    add_image(photo(), by=by, alt="A pool")
    film = {"address": "https://vimeo.com/123456", "transcript_en": "Ann: hello."}
    save(Video(title_en="A film", **film), by=by, fields=[])
    for letters, title in (("SENCO", "the teacher who plans support"), ("", "w" * 90)):
        entry = GlossaryEntry(acronym=letters, title_en=title, explanation_en="What it means.")
        save(entry, by=by, fields=[])


def count_visits() -> None:
    year = Year.current()
    for number, month in enumerate([*year.previous.months, *year.months]):
        for path in ("/", "/services/saturday-swim/", f"/information/{'a-long-word' * 20}/"):
            PageCount.objects.create(
                day=month, path=path, language="en", views=1000 + number, sessions=number
            )
    SearchTerm.objects.create(
        day=year.start, language="en", term="w" * 120, searches=9, found_nothing=9
    )


def break_links() -> None:
    gathering.gather()
    Link.objects.update(
        state="broken", problem="gone", status=404, failures=3, failed_since=timezone.now()
    )


@dataclass(frozen=True)
class World:
    """What the pages are about."""

    listing: Service
    swim: Service
    guide: Guide
    paper: Document
    page: Topic
    theme: Theme
    survey: Survey
    report: AnnualReport
    correction: AnnualReport
    bulletin: Bulletin
    reader: Subscriber
    suggestion: str


def make(by: User) -> World:
    fill_the_city()
    listing = huge_listing()
    written = write_guides()
    fill_the_newsroom()
    plan_events()
    paper = file_documents(by)
    theme = answer_families()
    survey = ask_families()
    report = write_reports(by)
    bulletin = write_bulletin()
    fill_the_library(by)
    count_visits()
    swim = Service.objects.get(slug="saturday-swim")
    suggestion = suggest(swim, description_en=f"We swim on Tuesdays. {LONG}", email="p@example.org")
    break_links()
    return World(
        listing=listing,
        swim=swim,
        guide=written,
        paper=paper,
        page=rewrite_a_page(by),
        theme=theme,
        survey=survey,
        report=report,
        correction=AnnualReport.objects.drafts().get(),
        bulletin=bulletin,
        reader=Subscriber.objects.create(
            email="rita@example.org", state="confirmed", consented_at=timezone.now()
        ),
        suggestion=str(suggestion.pk),
    )
