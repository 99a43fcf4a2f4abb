"""The translation desk: what stands how in a language, in which order, and approving many."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core import translations
from core.models import AuditEvent, TranslationSource
from core.translations import State, Translated
from directory import indexing
from directory.models import Phone, Service
from directory.translatables import all_translatables, get
from guides.models import Guide
from search.models import SearchDocument
from tests import publishing
from tests.listings import service
from translating import standing
from usage.models import PageCount

pytestmark = pytest.mark.django_db
LIST = "/desk/languages/pl/translations/"


def drafted(record, english: str | None = None, made_by: str = "machine", **words: str) -> None:
    """Give a record Polish words, as a machine would have made them of `english`."""
    kind = next(each for each in all_translatables() if each.model is type(record))
    texts = {text.field: text for text in kind.texts(record)}
    kind.write(
        record,
        code="pl",
        words={texts[name]: said for name, said in words.items()},
        made_by=made_by,
    )
    if english is not None:
        made = [Translated(record.pk, name, "pl", english) for name in words]
        translations.remember(made, made_by=made_by)


@pytest.fixture
def club() -> Service:
    return service("Swim club", summary="Swimming")


@pytest.fixture
def choir() -> Service:
    return service("Choir", summary="Singing")


def rows(client, query: str = "") -> list[tuple[str, dict]]:
    found = client.get(f"{LIST}{query}")
    assert found.status_code == 200
    return [(str(row.record), vars(row.standing.count)) for row in found.context["rows"]]


def ticks(client, *names: str) -> list[str]:
    found = client.get(f"{LIST}?kind=service").context["rows"]
    return [row.tick for row in found if str(row.record) in names]


def approve(client, ticked: list[str], **more):
    return client.post(f"{LIST}approve/", {"record": ticked, **more}, follow=True)


def state(record, field: str) -> State:
    record.refresh_from_db()
    kind = get("service")
    text = next(each for each in kind.texts(record) if each.field == field)
    return text.state("pl", translations.states_of([record.pk], "pl").get(text.key))


def test_the_four_states_are_counted_of_records_and_their_rows(eddies, club):
    Phone.objects.create(service=club, number="1", label="Bookings")
    drafted(club, name="Klub")
    drafted(club, summary="Pływanie", made_by="person")
    assert rows(eddies, "?kind=service") == [
        ("Swim club", {"missing": 1, "draft": 1, "old": 0, "checked": 1})
    ]
    club.name_en = "Swimming club"
    club.save()
    assert rows(eddies, "?kind=service")[0][1] == {
        "missing": 1,
        "draft": 0,
        "old": 1,
        "checked": 1,
    }


def test_words_that_an_import_brought_are_drafts(eddies, club):
    Service.objects.filter(pk=club.pk).update(name_pl="Klub", summary_pl="Pływanie")
    assert rows(eddies, "?kind=service")[0][1]["draft"] == 2


def test_python_and_the_database_agree_on_every_state(club, choir):
    drafted(club, name="Klub", english="Other words")
    drafted(club, summary="Pływanie", made_by="person")
    drafted(choir, name="Chór")
    kind = get("service")
    found = standing.Count()
    for record in Service.objects.all():
        known = translations.states_of([record.pk], "pl")
        for text in kind.texts(record):
            now = text.state("pl", known.get(text.key)).value
            setattr(found, now, getattr(found, now) + 1)
    assert standing.counts([kind], ["pl"])["pl"] == found
    assert (found.missing, found.draft, found.old, found.checked) == (2 - 1, 1, 1, 1)


def test_what_families_look_at_most_comes_first(eddies, club, choir):
    today = timezone.localdate()
    PageCount.objects.create(day=today, path="/services/choir/", language="en", views=3)
    PageCount.objects.create(day=today, path="/services/choir/", language="pl", views=4)
    long_ago = today - timedelta(days=200)
    PageCount.objects.create(day=long_ago, path="/services/swim-club/", language="en", views=99)
    found = eddies.get(f"{LIST}?kind=service").context["rows"]
    assert [(str(row.record), row.standing.views) for row in found] == [
        ("Choir", 7),
        ("Swim club", 0),
    ]


def test_guides_are_counted_by_their_own_address(eddies):
    topic = publishing.topic("Money", slug="money")
    publishing.made(Guide(slug="pip", title_en="PIP", topic=topic))
    address = "/information/money/pip/"
    PageCount.objects.create(day=timezone.localdate(), path=address, language="en", views=5)
    found = eddies.get(f"{LIST}?kind=guide").context["rows"]
    assert [(str(row.record), row.standing.views) for row in found] == [("PIP", 5)]


def test_the_list_is_narrowed_by_state_and_kind(eddies, club, choir):
    drafted(club, name="Klub", summary="Pływanie")
    assert [name for name, _ in rows(eddies, "?kind=service&state=draft")] == ["Swim club"]
    assert [name for name, _ in rows(eddies, "?kind=service&state=missing")] == ["Choir"]
    assert rows(eddies, "?kind=guide") == []
    assert "Nothing to do here" in eddies.get(f"{LIST}?kind=guide").content.decode()


def test_drafts_and_archived_records_are_not_listed(eddies):
    service("Secret", status="inactive")
    service("Gone", archived_at=timezone.now())
    assert rows(eddies, "?kind=service") == []


@pytest.mark.parametrize("query", ["?kind=nonsense", "?state=nonsense", "?page=99", "?kind=%00"])
def test_nonsense_in_the_address_shows_the_list(eddies, club, query):
    assert eddies.get(f"{LIST}{query}").status_code == 200


@pytest.mark.parametrize("code", ["en", "xx", "zh_hans", "PL"])
def test_languages_that_are_not_ours_are_not_found(olives, code):
    assert olives.get(f"/desk/languages/{code}/translations/").status_code == 404


def test_more_records_cost_no_more_queries(eddies, django_assert_max_num_queries):
    for number in range(30):
        made = service(f"Club {number}")
        Phone.objects.create(service=made, number="1", label="Bookings")
    with django_assert_max_num_queries(30):
        found = eddies.get(f"{LIST}?kind=service")
    assert len(found.context["rows"]) == 25
    assert len(eddies.get(f"{LIST}?kind=service&page=2").context["rows"]) == 5


# --- Approving many -------------------------------------------------------------------------------


def test_an_officer_approves_the_drafts_of_what_is_ticked(olives, olive, club, choir):
    drafted(club, name="Klub")
    drafted(choir, name="Chór")
    response = approve(olives, ticks(olives, "Swim club"))
    assert "1 draft approved" in response.content.decode()
    assert state(club, "name") == State.CHECKED
    assert state(choir, "name") == State.DRAFT
    row = TranslationSource.objects.get(object_id=club.pk, field="name", language="pl")
    assert (row.checked_by, row.made_by, row.english) == (olive, "machine", "Swim club")
    event = AuditEvent.objects.get(verb="translations.approved")
    assert (event.actor, event.object_id, event.detail["number"]) == (olive, str(club.pk), 1)


def test_what_has_changed_since_the_page_was_drawn_is_left_out_and_said(olives, club, choir):
    drafted(club, name="Klub")
    drafted(choir, name="Chór")
    ticked = ticks(olives, "Swim club", "Choir")
    Service.objects.filter(pk=club.pk).update(name_en="Swimming club")
    html = approve(olives, ticked).content.decode()
    assert "Not approved: Swimming club" in html
    assert "1 draft approved" in html
    assert state(club, "name") == State.OLD
    assert state(choir, "name") == State.CHECKED


def test_words_that_somebody_changed_meanwhile_are_left_out(olives, club):
    drafted(club, name="Klub")
    ticked = ticks(olives, "Swim club")
    Service.objects.filter(pk=club.pk).update(name_pl="Zupełnie co innego")
    assert "Not approved" in approve(olives, ticked).content.decode()
    assert state(club, "name") == State.DRAFT


def test_search_marks_a_draft_until_it_is_approved_and_when_that_is_undone(olives, club):
    def is_draft() -> bool:
        return SearchDocument.objects.get(object_id=club.pk, language="pl").data["is_draft"]

    drafted(club, name="Klub")
    indexing.index_ids([club.pk])
    assert is_draft()
    approve(olives, ticks(olives, "Swim club"))
    assert not is_draft()
    event = AuditEvent.objects.get(verb="translations.approved")
    olives.post(f"{LIST}undo/", {"batch": event.detail["batch"]})
    assert is_draft()


def test_words_of_other_english_are_never_approved_with_the_drafts(olives, club):
    drafted(club, name="Klub", english="Diving club")
    drafted(club, summary="Pływanie")
    approve(olives, ticks(olives, "Swim club"))
    assert state(club, "name") == State.OLD
    assert state(club, "summary") == State.CHECKED


def test_what_left_the_site_meanwhile_is_left_out(olives, club):
    drafted(club, name="Klub")
    ticked = ticks(olives, "Swim club")
    Service.objects.filter(pk=club.pk).update(archived_at=timezone.now())
    assert "not on the site any more" in approve(olives, ticked).content.decode()
    assert state(club, "name") == State.DRAFT


def test_an_approval_is_undone_but_not_what_was_approved_since(olives, eddies, club, choir):
    drafted(club, name="Klub")
    drafted(choir, name="Chór")
    response = approve(olives, ticks(olives, "Swim club", "Choir"))
    batch = response.context["undo"]
    # Somebody reads the choir's again by itself.
    made = [Translated(choir.pk, "name", "pl", "Choir")]
    translations.approve(made, by=None)
    html = olives.post(f"{LIST}undo/", {"batch": batch}, follow=True).content.decode()
    assert "1 text is a draft again" in html
    assert (state(club, "name"), state(choir, "name")) == (State.DRAFT, State.CHECKED)
    assert AuditEvent.objects.filter(verb="translations.taken_back").count() == 1
    again = olives.post(f"{LIST}undo/", {"batch": batch}, follow=True)
    assert "nothing to undo" in again.content.decode()


def test_an_approval_of_another_language_is_not_undone(olives, club):
    drafted(club, name="Klub")
    batch = approve(olives, ticks(olives, "Swim club")).context["undo"]
    olives.post("/desk/languages/ar/translations/undo/", {"batch": batch})
    assert state(club, "name") == State.CHECKED


def test_an_editor_may_not_approve_many(eddies, club):
    drafted(club, name="Klub")
    ticked = ticks(eddies, "Swim club")
    assert "Approve" not in re.sub(r"<nav.*?</nav>", "", eddies.get(LIST).content.decode())
    assert eddies.post(f"{LIST}approve/", {"record": ticked}).status_code == 404
    assert state(club, "name") == State.DRAFT


@pytest.mark.parametrize("made_up", ["x", "service:1:2", "nothing:{key}:a", "service:{key}"])
def test_a_made_up_tick_is_refused(olives, club, made_up):
    sent = {"record": [made_up.format(key=club.pk)]}
    assert olives.post(f"{LIST}approve/", sent).status_code == 400


def test_ticking_nothing_says_so(olives, club):
    assert "Tick what you want" in approve(olives, []).content.decode()


# --- Side by side ---------------------------------------------------------------------------------


def opened(client, address: str) -> dict:
    form = client.get(address).context["form"]
    return {field.html_name: field.value() for field in form if field.value()}


def test_one_goes_on_from_record_to_record_to_the_end_of_the_list(eddies, club, choir):
    found = eddies.get(f"{LIST}?kind=service").context["rows"]
    first, second = found
    sent = opened(eddies, first.url) | {"and_next": "on"}
    answer = eddies.post(first.url, sent, follow=True)
    assert answer.context["record"] == second.record
    address = answer.redirect_chain[-1][0]
    answer = eddies.post(address, opened(eddies, address) | {"and_next": "on"}, follow=True)
    assert "That was the last one" in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example.org/", "//evil.example.org", "/services/", "javascript:1"]
)
def test_the_next_page_is_never_another_site(eddies, club, elsewhere):
    address = f"/desk/directory/services/{club.pk}/translate/pl/?next={elsewhere}"
    answer = eddies.post(address, opened(eddies, address) | {"and_next": "on"})
    assert answer["Location"] == f"/desk/directory/services/{club.pk}/"
    assert "evil" not in eddies.get(address).content.decode().split("<form")[-1].split("</form")[0]


@pytest.mark.parametrize("after", ["", "x", "1:service:x", "9:service", "٣:service:x"])
def test_nonsense_after_is_not_found(eddies, after):
    assert eddies.get(f"{LIST}next/?after={after}").status_code == 404


def test_one_text_is_approved_and_the_other_stays_a_draft(eddies, eddie, club):
    drafted(club, name="Klub", summary="Pływanie")
    address = f"/desk/directory/services/{club.pk}/translate/pl/"
    right = {f"right-service-{club.pk}-name": "on"}
    eddies.post(address, opened(eddies, address) | right)
    assert (state(club, "name"), state(club, "summary")) == (State.CHECKED, State.DRAFT)
    row = TranslationSource.objects.get(object_id=club.pk, field="name", language="pl")
    assert (row.checked_by, row.made_by) == (eddie, "machine")


def test_the_page_shows_what_changed_in_the_english(eddies, club):
    drafted(club, summary="Pływanie", english="Swimming and diving")
    html = eddies.get(f"/desk/directory/services/{club.pk}/translate/pl/").content.decode()
    assert re.search(r"<del>.*and diving.*</del>", html, re.DOTALL)


def test_words_that_changed_under_the_page_are_not_approved_unseen(eddies, club):
    drafted(club, name="Klub")
    address = f"/desk/directory/services/{club.pk}/translate/pl/"
    sent = opened(eddies, address) | {"all_checked": "on"}
    Service.objects.filter(pk=club.pk).update(name_pl="Zupełnie co innego")
    assert eddies.post(address, sent).status_code == 302
    club.refresh_from_db()
    assert club.name_pl == "Zupełnie co innego"
    assert state(club, "name") == State.DRAFT


def test_a_guide_is_approved_without_a_new_version(eddies, olive):
    topic = publishing.topic("Money", slug="money")
    guide = publishing.made(Guide(slug="pip", title_en="PIP", topic=topic))
    drafted(guide, title="PIP po polsku")
    guide.refresh_from_db()
    version = guide.version
    address = f"/desk/pages/guide/{guide.pk}/translate/pl/"
    eddies.post(address, opened(eddies, address) | {"all_checked": "on"})
    guide.refresh_from_db()
    assert (guide.version, guide.working) == (version, None)
    known = translations.states_of([guide.pk], "pl")
    assert known[guide.pk, "title"].checked_at
    assert AuditEvent.objects.filter(verb="page.translated").count() == 1


# --- One way to write to every kind ---------------------------------------------------------------


def test_words_go_live_on_a_published_page_but_not_over_what_an_editor_wrote(client, eddie):
    from content import actions

    topic = publishing.topic("Money", slug="money")
    guide = publishing.made(Guide(slug="pip", title_en="PIP", body_en="Money.", topic=topic))
    actions.save(guide, values={"title_pl": "Moje"}, by=eddie)
    drafted(guide, title="Maszyna", body="Pieniądze.")
    guide.refresh_from_db()
    assert (guide.title_pl or "", guide.body_pl) == ("", "Pieniądze.")
    assert guide.working["title_pl"] == "Moje"
    assert "Pieniądze." in client.get("/pl/information/money/pip/").content.decode()
    assert (guide.pk, "title") not in translations.states_of([guide.pk], "pl")


def test_a_copy_of_a_service_keeps_what_is_known_of_its_words(eddies, eddie, club):
    drafted(club, summary="Pływanie", made_by="person")
    eddies.post(f"/desk/directory/services/{club.pk}/copy/", {"name": "Swim club two"})
    twin = Service.objects.get(name_en="Swim club two")
    assert state(twin, "summary") == State.CHECKED
