"""Themes on the desk: what families said in a year, and what is done about each."""

from datetime import date

import pytest

from core.models import AuditEvent
from feedback.models import Action, Priority, Theme
from tests.answering import YEAR, action, comment, theme
from tests.listings import service
from tests.web.suggesting import text

pytestmark = pytest.mark.django_db


def typed(**changed: str) -> dict[str, str]:
    return {"title_en": "School transport", "said_en": "Late.", "year": YEAR, "order": ""} | changed


def typed_action(**changed: str) -> dict[str, str]:
    return {"did_en": "We hired more drivers.", "state": "done", "order": ""} | changed


def address(record, page: str = "") -> str:
    return f"/desk/themes/{record.pk}/{page}"


# --- Writing --------------------------------------------------------------------------------------


def test_an_editor_adds_a_theme_and_its_actions(eddie, signed_in):
    client = signed_in(eddie)
    added = client.post(f"/desk/themes/add/?year={YEAR}", typed())
    made = Theme.objects.get()
    assert added["Location"] == address(made)
    assert (made.published, made.order) == (False, 10)
    sent = typed_action(
        owner="School Travel Service",
        date_day="1",
        date_month="2",
        date_year="2025",
        pages="/contact/",
        news="The first four began today.",
    )
    client.post(address(made, "actions/add/"), sent)
    done = Action.objects.get()
    assert (done.theme, done.date, done.pages) == (made, date(2025, 2, 1), ["/contact/"])
    update = done.updates.get()
    assert (update.by, update.state, update.words) == (
        eddie,
        "done",
        "The first four began today.",
    )
    page = text(client.get(address(made)))
    assert "School Travel Service" in page
    assert "1 February 2025" in page
    listed = text(client.get(f"/desk/themes/?year={YEAR}"))
    assert "School transport 0 Done: 1 Only staff" in listed
    written = AuditEvent.objects.filter(object_type__startswith="feedback.").order_by("pk")
    assert [event.verb for event in written] == ["theme.added", "action.added"]


def test_every_new_state_is_remembered_and_a_mended_word_is_not(eddie, signed_in):
    client, started = signed_in(eddie), action(theme(), state="planned")
    where = f"/desk/themes/actions/{started.pk}/"
    client.post(where, typed_action(state="in_progress", version="1"))
    client.post(where, typed_action(state="in_progress", did_en="More drivers.", version="2"))
    client.post(where, typed_action(state="done", did_en="More drivers.", version="3"))
    states = started.updates.order_by("at").values_list("state", flat=True)
    assert list(states) == ["in_progress", "done"]


def test_what_cannot_be_done_needs_a_reason(eddie, signed_in):
    client, about = signed_in(eddie), theme()
    refused = client.post(address(about, "actions/add/"), typed_action(state="cannot"))
    assert "Say why it cannot be done." in text(refused)
    assert not Action.objects.exists()
    client.post(
        address(about, "actions/add/"), typed_action(state="cannot", why_not_en="No money.")
    )
    assert Action.objects.get().why_not_en == "No money."


@pytest.mark.parametrize(
    "pages", ["javascript:alert(1)", "//evil.example", "/no-such-page/", "data:text/html,x"]
)
def test_an_action_links_only_to_pages(eddie, signed_in, pages):
    refused = signed_in(eddie).post(address(theme(), "actions/add/"), typed_action(pages=pages))
    assert refused.status_code == 200
    assert not Action.objects.exists()


def test_a_date_that_does_not_exist_comes_back_as_it_was_typed(eddie, signed_in):
    sent = typed_action(date_day="31", date_month="2", date_year="2025", did_en="My words")
    refused = signed_in(eddie).post(address(theme(), "actions/add/"), sent)
    assert "Enter a real date" in text(refused)
    assert "My words" in refused.content.decode()


def test_two_people_change_a_theme_and_no_words_are_lost(eddie, olive, signed_in):
    about = theme()
    signed_in(olive).post(address(about, "change/"), typed(title_en="Buses", version="1"))
    late = signed_in(eddie).post(address(about, "change/"), typed(title_en="Taxis", version="1"))
    assert late.status_code == 409
    shown = late.content.decode()
    assert "Buses" in shown
    assert 'value="Taxis"' in shown
    about.refresh_from_db()
    assert about.title_en == "Buses"
    # Having looked, saving again is allowed.
    again = typed(title_en="Taxis and buses", version=str(late.context["version"]))
    assert signed_in(eddie).post(address(about, "change/"), again).status_code == 302
    about.refresh_from_db()
    assert (about.title_en, about.version) == ("Taxis and buses", 3)


def test_two_people_change_an_action_and_no_words_are_lost(eddie, olive, signed_in):
    started = action(theme(), state="planned")
    where = f"/desk/themes/actions/{started.pk}/"
    signed_in(olive).post(where, typed_action(state="done", version="1"))
    late = signed_in(eddie).post(where, typed_action(state="in_progress", version="1"))
    assert late.status_code == 409
    assert "Done" in text(late)
    started.refresh_from_db()
    assert started.state == "done"


def test_a_form_without_its_version_is_refused(eddie, signed_in):
    about = theme()
    for version in ("", "one", "9" * 40):
        sent = typed(title_en="Buses", version=version)
        assert signed_in(eddie).post(address(about, "change/"), sent).status_code == 400
    about.refresh_from_db()
    assert about.title_en == "School transport"


def test_an_action_is_deleted_and_the_log_knows(eddie, signed_in):
    gone = action(theme())
    where = f"/desk/themes/actions/{gone.pk}/delete/"
    assert "You cannot undo this." in text(signed_in(eddie).get(where))
    assert Action.objects.exists()
    signed_in(eddie).post(where)
    assert not Action.objects.exists()
    assert AuditEvent.objects.filter(verb="action.deleted").get().actor == eddie


# --- Publishing -----------------------------------------------------------------------------------


def test_an_officer_publishes_and_an_editor_cannot(eddie, olive, signed_in, client):
    about = theme(published=False)
    public = f"/you-said-we-did/{YEAR}/{about.pk}/"
    assert signed_in(eddie).post(address(about, "publish/")).status_code == 404
    assert client.get(public).status_code == 404
    signed_in(olive).post(address(about, "publish/"), {"do": "publish"})
    assert client.get(public).status_code == 200
    signed_in(olive).post(address(about, "publish/"), {"do": "unpublish"})
    assert client.get(public).status_code == 404
    written = AuditEvent.objects.filter(object_type="feedback.theme").order_by("pk")
    verbs = list(written.values_list("verb", flat=True))
    assert verbs == ["theme.published", "theme.unpublished"]


def test_what_families_see_cannot_be_deleted(eddie, signed_in):
    shown, hidden = theme(), theme("Hidden", published=False)
    assert signed_in(eddie).post(address(shown, "delete/")).status_code == 409
    assert signed_in(eddie).post(address(hidden, "delete/")).status_code == 302
    assert list(Theme.objects.all()) == [shown]


# --- Comments -------------------------------------------------------------------------------------


def test_comments_are_found_by_their_words_and_put_to_a_theme(eddie, signed_in):
    about = theme()
    late, quiet = comment("The bus is late"), comment("A quiet room, please")
    other_year = comment("The bus was late", heard_on=date(2023, 10, 1))
    client = signed_in(eddie)
    found = client.get(address(about, "comments/?q=bus"))
    assert late.reference in text(found)
    assert quiet.reference not in text(found)
    assert other_year.reference not in text(found)
    assert other_year.reference in text(client.get(address(about, "comments/?q=bus&all=1")))
    for _twice in range(2):
        client.post(address(about, "comments/"), {"comment": [str(late.pk)], "do": "add"})
    assert list(about.comments.all()) == [late]
    assert AuditEvent.objects.filter(verb="theme.comments_added").count() == 1
    assert late.reference not in text(client.get(address(about, "comments/?q=bus")))
    client.post(address(about, "comments/"), {"comment": str(late.pk), "do": "remove"})
    assert not about.comments.exists()


def test_a_comment_is_put_to_themes_and_makes_a_new_one(eddie, signed_in):
    said = comment("The bus is late")
    first, second = theme(), theme("Waiting")
    client, where = signed_in(eddie), f"/desk/themes/of-comment/{said.pk}/"
    client.post(where, {"theme": [str(first.pk)], "new": "Taxis", "back": "/desk/"})
    assert set(said.themes.values_list("title_en", flat=True)) == {"School transport", "Taxis"}
    # Somebody else puts it to the second meanwhile: taking it off the first leaves that.
    second.comments.add(said)
    client.post(where, {"was": [str(first.pk)], "back": "/desk/"})
    assert set(said.themes.values_list("title_en", flat=True)) == {"Waiting", "Taxis"}


def test_nobody_is_sent_to_another_site_afterwards(eddie, signed_in):
    said = comment("The bus is late")
    sent = {"new": "Buses", "back": "https://evil.example/"}
    response = signed_in(eddie).post(f"/desk/themes/of-comment/{said.pk}/", sent)
    assert "evil" not in response["Location"]


def test_letters_that_no_text_can_have_break_nothing(eddie, signed_in):
    client, about, said = signed_in(eddie), theme(), comment("Hello")
    assert client.get(address(about, "comments/?q=%00bus%00")).status_code == 200
    sent = {"new": "Bu\0ses", "back": "/desk/"}
    assert client.post(f"/desk/themes/of-comment/{said.pk}/", sent).status_code == 302
    assert Theme.objects.filter(title_en="Buses").exists()
    assert (
        client.post(address(about, "change/"), typed(title_en="\0", version="1")).status_code == 200
    )
    assert client.post("/desk/gaps/of-search/", {"term": "\0"}).status_code == 404
    assert client.get("/desk/gaps/?q=%00").status_code == 200


def test_what_was_promised_for_a_day_that_has_passed_is_marked(eddie, signed_in):
    about = theme()
    action(about, "A booklet.", "planned", date="2025-01-01")
    action(about, "Drivers.", "done", date="2025-01-01")
    client = signed_in(eddie)
    assert "Late: 1" in text(client.get(f"/desk/themes/?year={YEAR}"))
    assert text(client.get(address(about))).count("Late ") == 1
    # Carried into the next year, it is late there and no longer here.
    carry(client)
    assert "Late: 1" not in text(client.get(f"/desk/themes/?year={YEAR}"))
    assert "Late: 1" in text(client.get("/desk/themes/?year=2025-26"))


@pytest.mark.parametrize("key", ["nonsense", "0", "00000000-0000-4000-8000-000000000000' OR 1=1"])
def test_a_made_up_key_is_not_found(eddie, signed_in, key):
    client, about, said = signed_in(eddie), theme(), comment("Hello")
    assert client.post(address(about, "comments/"), {"comment": key}).status_code == 404
    sent = {"theme": key, "back": "/desk/"}
    assert client.post(f"/desk/themes/of-comment/{said.pk}/", sent).status_code == 404


def test_a_comment_without_a_theme_is_a_press_away_from_the_list(eddie, signed_in):
    theme().comments.add(comment("In a theme"))
    alone = comment("In none")
    client = signed_in(eddie)
    html = client.get(f"/desk/themes/?year={YEAR}").content.decode()
    assert "1 comment of this year without a theme" in html
    listed = text(client.get(f"/desk/feedback/?state=unthemed&year={YEAR}"))
    assert alone.reference in listed
    assert "1 found" in listed


def test_the_page_of_a_comment_has_its_themes_and_makes_a_gap(eddie, vera, signed_in):
    said = comment("The bus is late")
    theme().comments.add(said)
    where = f"/desk/feedback/{said.pk}/"
    page = text(signed_in(eddie).get(where))
    assert "School transport" in page
    assert "Make a gap of it" in page
    assert "Make a gap of it" not in text(signed_in(vera).get(where))


# --- Services -------------------------------------------------------------------------------------


def test_an_action_names_services_found_by_searching(eddie, signed_in):
    started, swim = action(theme()), service("Swim club")
    service("Art club")
    client, where = signed_in(eddie), f"/desk/themes/actions/{started.pk}/services/"
    found = text(client.get(where, {"q": "swim"}))
    assert "Swim club" in found
    assert "Art club" not in found
    client.post(where, {"service": str(swim.pk), "do": "add"})
    assert list(started.services.all()) == [swim]
    client.post(where, {"service": str(swim.pk), "do": "remove"})
    assert not started.services.exists()


# --- Into the next year ---------------------------------------------------------------------------


def carry(client, year: str = YEAR) -> str:
    return text(client.post("/desk/themes/carry/", {"year": year}, follow=True))


def test_what_is_unfinished_goes_into_the_next_year_once(eddie, signed_in):
    about = theme(title_ar="النقل", order=30)
    Priority.objects.create(code="voice", title_en="Voice")
    going = action(
        about,
        "We plan a booklet.",
        "planned",
        owner="Travel team",
        priority=Priority.objects.get(),
        pages=["/contact/"],
    )
    going.services.add(service("Swim club"))
    action(about, "Done.", "done")
    action(about, "No.", "cannot")
    client = signed_in(eddie)
    assert "1 action carried on." in carry(client)
    carried = Action.objects.get(carried_from=going)
    assert (carried.theme.year, carried.theme.published) == ("2025-26", False)
    assert (carried.theme.title_ar, carried.theme.order) == ("النقل", 30)
    assert carried.did_en == "We plan a booklet."
    assert (carried.owner, carried.priority.code) == ("Travel team", "voice")
    assert carried.services.get().name_en == "Swim club"
    # Again: nothing comes twice. Later: only what is new comes, to the same theme.
    assert "nothing left" in carry(client)
    action(about, "A map.", "in_progress")
    assert "1 action carried on." in carry(client)
    assert Theme.objects.filter(year="2025-26").count() == 1
    assert Action.objects.filter(theme__year="2025-26").count() == 2
    assert "Goes on in 2025-26" in text(client.get(address(about)))


def test_a_year_that_is_none_is_not_carried(eddie, signed_in):
    for year in ("", "2024", "2024-26", "'; DROP TABLE"):
        assert signed_in(eddie).post("/desk/themes/carry/", {"year": year}).status_code == 404


# --- History --------------------------------------------------------------------------------------


def test_old_words_come_back_as_a_new_version(eddie, olive, signed_in):
    about = Theme(year=YEAR, title_en="Buses", order=1)
    client = signed_in(eddie)
    client.post(f"/desk/themes/add/?year={YEAR}", typed(title_en="Buses"))
    about = Theme.objects.get()
    signed_in(olive).post(address(about, "publish/"), {"do": "publish"})
    client.post(address(about, "change/"), typed(title_en="Taxis", order="10", version="2"))
    history = text(client.get(address(about, "history/")))
    assert "Version 3" in history
    assert "Eddie Editor" in history
    client.post(address(about, "history/1/put-back/"), {"version": "3"})
    about.refresh_from_db()
    # Published it was afterwards, and stays.
    assert (about.title_en, about.published, about.version) == ("Buses", True, 4)
    stale = client.post(address(about, "history/1/put-back/"), {"version": "3"}, follow=True)
    assert "Somebody changed it a moment ago" in text(stale)
    assert client.post(address(about, "history/77/put-back/"), {"version": "4"}).status_code == 404


def test_an_old_state_of_an_action_comes_back_and_is_remembered(eddie, signed_in):
    client = signed_in(eddie)
    client.post(address(theme(), "actions/add/"), typed_action(state="planned"))
    started = Action.objects.get()
    client.post(f"/desk/themes/actions/{started.pk}/", typed_action(state="done", version="1"))
    where = f"/desk/themes/actions/{started.pk}/history/"
    assert "Planned" in text(client.get(where))
    client.post(f"{where}1/put-back/", {"version": "2"})
    started.refresh_from_db()
    assert started.state == "planned"
    states = started.updates.order_by("at").values_list("state", flat=True)
    assert list(states) == ["planned", "done", "planned"]


def test_a_theme_and_its_actions_are_translated_on_one_page(eddie, signed_in):
    about = theme()
    done = action(about)
    client, where = signed_in(eddie), address(about, "translate/pl/")
    opened = client.get(where).context["form"]["opened"].value()
    sent = {
        "opened": opened,
        f"theme-{about.pk}-title": "Transport do szkoły",
        f"theme-{about.pk}-said": "",
        f"action-{done.pk}-did": "Zatrudniliśmy kierowców.",
    }
    assert client.post(where, sent).status_code == 302
    about.refresh_from_db()
    done.refresh_from_db()
    assert about.title_pl == "Transport do szkoły"
    assert done.did_pl == "Zatrudniliśmy kierowców."


# --- Priorities, and who may look -----------------------------------------------------------------


def test_a_priority_is_translated_and_families_narrow_by_it_in_their_language(
    client, olive, eddie, signed_in
):
    voice = Priority.objects.create(code="voice", title_en="Being heard")
    desk, where = signed_in(olive), f"/desk/themes/priorities/{voice.pk}/translate/pl/"
    assert where in desk.get(f"/desk/themes/priorities/{voice.pk}/").content.decode()
    opened = desk.get(where).context["form"]["opened"].value()
    sent = {"opened": opened, f"priority-{voice.pk}-title": "Być <b>słyszanym</b>"}
    assert signed_in(eddie).post(where, sent).status_code == 404
    assert desk.post(where, sent).status_code == 302
    assert AuditEvent.objects.get(verb="priority.translated").actor == olive
    action(theme(), priority=voice)
    page = client.get(f"/pl/you-said-we-did/{YEAR}/").content.decode()
    assert "Być &lt;b&gt;słyszanym" in page and "Być <b>" not in page
    late = desk.post(where, sent | {f"priority-{voice.pk}-title": "Inaczej"})
    assert late.status_code == 409
    listed = desk.get("/desk/languages/ar/translations/?kind=priority")
    assert [row.record for row in listed.context["rows"]] == [voice]


def test_an_officer_names_the_priorities_of_the_strategy(olive, signed_in):
    client = signed_in(olive)
    client.post("/desk/themes/priorities/add/", {"code": "voice", "title_en": "Being heard"})
    assert "Being heard (0 actions)" in text(client.get("/desk/themes/priorities/"))
    twice = client.post("/desk/themes/priorities/add/", {"code": "voice", "title_en": "Again"})
    assert twice.status_code == 200
    assert Priority.objects.get().title_en == "Being heard"


def test_hostile_words_are_shown_as_words(vera, signed_in):
    hostile = '<script>alert("x")</script><img src=x onerror=alert(1)> \u202e olleh 🎈'
    about = theme(hostile, said_en=f"{hostile} [link](javascript:alert(1))")
    action(about, hostile, owner=hostile)
    about.comments.add(comment(hostile))
    client = signed_in(vera)
    for page in (address(about), f"/desk/themes/?year={YEAR}", address(about, "history/")):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_the_list_asks_the_database_no_more_for_many_themes(
    vera, signed_in, django_assert_max_num_queries
):
    for number in range(30):
        about = theme(f"Theme {number}")
        action(about)
        about.comments.add(comment(f"Comment {number}"))
    client = signed_in(vera)
    with django_assert_max_num_queries(14):
        client.get(f"/desk/themes/?year={YEAR}")
