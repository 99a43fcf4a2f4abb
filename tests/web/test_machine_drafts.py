"""Machine drafts: the officer switches them on, the worker has them written by a service that
speaks a real protocol, and whatever is not a whole translation is shown to nobody."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from content import actions as content
from core import translations
from core.models import AuditEvent, TranslationSource
from core.translations import Translated
from directory.models import Service
from guides.models import Guide
from tests import listings, newsroom, publishing
from tests import translation_servers as servers
from tests.translation_servers import running
from translating import agreed, gathering, tasks
from translating.models import Draft, DraftSettings, Term, Usage
from translating.services import configured
from translating.services.libretranslate import LibreTranslate
from usage.models import PageCount

pytestmark = pytest.mark.django_db

DESK = "/desk/languages/drafts/"
SUMMARY = "Games for children every week. Ring 023 8083 3002 or see https://club.example.org/."
PROTOCOLS = ["libretranslate", "deepl", "openai"]


@pytest.fixture(params=PROTOCOLS)
def server(request):
    with running(request.param) as made:
        yield made


@pytest.fixture
def libre():
    with running("libretranslate") as made:
        yield made


@pytest.fixture
def club():
    return listings.service("Stay and Play", summary_en=SUMMARY)


def choose(client, *languages: str, **values):
    sent = {"languages": languages, "kinds_left_out": ["consultation"], **values}
    assert client.post(f"{DESK}choose/", sent).status_code == 302


def work() -> None:
    """What the worker does until it has to wait for more than a minute."""
    soon = timezone.now() + timedelta(minutes=1)
    due = ProcrastinateJob.objects.filter(status="todo", queue_name="drafts").exclude(
        scheduled_at__gt=soon
    )
    while job := due.order_by("pk").first():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
        jobs.tasks[job.task_name](**job.args)


def begin(client) -> None:
    assert client.post(f"{DESK}begin/").status_code == 302
    work()


def draft(client, *languages: str) -> None:
    """Switch these languages on, and let the worker do a night's work."""
    choose(client, *(languages or ["pl"]))
    begin(client)


def of(record, field: str, language: str = "pl") -> Draft:
    return Draft.objects.get(object_id=record.pk, field=field, language=language)


# --- Every protocol ------------------------------------------------------------------------------


def test_a_listing_is_drafted_and_readers_are_told(server, olives, client, club):
    draft(olives)
    club.refresh_from_db()
    assert club.summary_pl.startswith("Gamespl forpl childrenpl everypl weekpl.")
    assert "023 8083 3002" in club.summary_pl
    assert "https://club.example.org/" in club.summary_pl
    assert "Stay and Play" not in server.texts
    assert club.name_pl in (None, "")
    row = TranslationSource.objects.get(object_id=club.pk, field="summary", language="pl")
    assert (row.made_by, row.checked_at, row.english) == ("machine", None, SUMMARY)
    assert of(club, "summary").state == "done"
    page = client.get("/pl/services/stay-and-play/").content.decode()
    assert "Gamespl" in page
    event = AuditEvent.objects.get(verb="service.translated")
    assert (event.actor, event.detail["made_by"]) == (None, "machine")


def test_a_language_with_letters_of_its_own(server, olives, club):
    draft(olives, "ar")
    club.refresh_from_db()
    assert club.summary_ar.startswith("كلمة")
    assert "023 8083 3002" in club.summary_ar


def test_a_wrong_key_stops_everything_and_is_shown(server, olives, club):
    with override_settings(TRANSLATION=settings.TRANSLATION | {"key": "wrong"}):
        draft(olives)
        page = olives.get(DESK).content.decode()
    assert "The service does not accept our key." in page
    assert "the-key" not in page
    assert Usage.objects.in_month(timezone.localdate()) == 0
    # Nobody's fault: with the right key it is drafted at once.
    begin(olives)
    assert of(club, "summary").state == "done"


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (servers.garbage, "garbled"),
        (servers.other_json, "garbled"),
        (servers.eats_tags, "lost"),
        (servers.stays_english, "unchanged"),
        (servers.says_nothing, "empty"),
        (servers.babbles, "length"),
    ],
)
def test_an_answer_that_is_no_translation_is_never_shown(
    server, olives, eddies, client, club, harm, problem
):
    server.misbehave(*[harm] * 3)
    draft(olives)
    row = of(club, "summary")
    assert (row.state, row.problem, row.attempts) == ("waiting", problem, 1)
    assert row.next_try > timezone.now() + timedelta(minutes=5)
    for attempt in (2, 3):
        Draft.objects.update(next_try=timezone.now())
        begin(olives)
        assert of(club, "summary").attempts == attempt
    assert of(club, "summary").state == "given_up"
    club.refresh_from_db()
    assert not club.summary_pl
    assert not TranslationSource.objects.filter(object_id=club.pk).exists()
    # Given up: nothing is sent again until somebody says so.
    begin(olives)
    assert len(server.asked) == 3
    page = olives.get(DESK).content.decode()
    assert str(row.get_problem_display()) in page
    assert f"/desk/directory/services/{club.pk}/translate/pl/" in page
    again = f"{DESK}{row.pk}/again/"
    assert eddies.post(again).status_code == 404
    assert olives.post(again).status_code == 302
    begin(olives)
    assert of(club, "summary").state == "done"


def test_a_busy_service_is_left_alone_for_as_long_as_it_asks(server, olives, club):
    server.misbehave(servers.status(429, Retry_After="1800"))
    draft(olives)
    chosen = DraftSettings.objects.get()
    assert chosen.problem == "busy"
    wait = chosen.paused_until - timezone.now()
    assert timedelta(minutes=29) < wait <= timedelta(minutes=30)
    [job] = ProcrastinateJob.objects.filter(task_name__endswith="draft_some")
    assert job.scheduled_at > timezone.now() + timedelta(minutes=29)
    row = of(club, "summary")
    assert (row.state, row.attempts) == ("waiting", 0)
    assert Usage.objects.in_month(timezone.localdate()) == 0
    DraftSettings.objects.update(paused_until=timezone.now())
    tasks.draft_some(left=10_000)
    assert of(club, "summary").state == "done"


def test_a_text_that_breaks_the_service_does_not_hold_up_the_others(server, olives, club):
    other = listings.service("Other Club", summary_en="Songs for small children on Mondays.")
    PageCount.objects.create(
        day=timezone.localdate(), path="/services/stay-and-play/", language="en", views=9
    )
    server.misbehave(servers.status(500))
    draft(olives)
    assert of(other, "summary").state == "done"
    row = of(club, "summary")
    assert (row.state, row.problem, row.attempts) == ("waiting", "no_answer", 1)


def test_a_service_that_is_down_is_asked_no_more_and_no_text_suffers(server, olives, club):
    listings.service("Other Club", summary_en="Songs for small children on Mondays.")
    server.misbehave(*[servers.status(503)] * 5)
    draft(olives)
    assert len(server.asked) == 2
    assert DraftSettings.objects.get().problem == "no_answer"
    assert set(Draft.objects.values_list("state", "attempts")) == {("waiting", 0)}


@pytest.mark.parametrize("harm", [servers.hangs_up, servers.endless])
def test_an_answer_that_never_ends_is_left(libre, olives, club, harm):
    libre.misbehave(harm)
    with override_settings(TRANSLATION=settings.TRANSLATION | {"seconds": 1}):
        draft(olives)
    assert of(club, "summary").problem == "no_answer"


# --- What one protocol alone can do --------------------------------------------------------------


def test_deepl_s_quota(olives, club):
    with running("deepl") as server:
        server.misbehave(servers.status(456))
        draft(olives)
        assert "its own limit for us is used up" in olives.get(DESK).content.decode()
    assert DraftSettings.objects.get().paused_until > timezone.now() + timedelta(hours=10)


@pytest.mark.parametrize("protocol", ["libretranslate", "deepl"])
def test_a_language_that_the_service_does_not_know_is_not_asked_for(protocol, olives, club):
    with running(protocol) as server:
        draft(olives, "so", "pa", "pl", "zh-hans", "pt")
        page = olives.get(DESK).content.decode()
        assert page.count("The service does not know it") == 2
    assert {row.language for row in Draft.objects.all()} == {"pl", "zh-hans", "pt"}
    assert not any(sent.get("target") == "so" for sent in server.asked)
    club.refresh_from_db()
    assert club.summary_pt
    assert club.summary_zh_hans


def test_libretranslate_without_a_key(olives, club):
    with running("libretranslate", key="") as server:
        server.misbehave(servers.status(400))
        draft(olives)
        assert "api_key" not in server.asked[0]
    assert of(club, "summary").problem == "refused"


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lambda handler, sent: handler.says("{", reason="length"), "cut_off"),
        (lambda handler, sent: handler.says(None, refusal="I cannot help with that."), "refused"),
        (lambda handler, sent: handler.says("", reason="content_filter"), "refused"),
        (lambda handler, sent: handler.says("I am sorry, I cannot do that."), "garbled"),
        (lambda handler, sent: handler.says('{"translations": "no list"}'), "garbled"),
        (lambda handler, sent: handler.says('{"translations": []}'), "garbled"),
        (lambda handler, sent: handler.says(None), "garbled"),
        (lambda handler, sent: handler.send(200, {"choices": []}), "garbled"),
    ],
)
def test_what_a_model_may_answer_instead(olives, club, harm, problem):
    with running("openai") as server:
        server.misbehave(harm)
        draft(olives)
    assert of(club, "summary").problem == problem
    club.refresh_from_db()
    assert not club.summary_pl


def test_words_around_a_model_s_answer_do_no_harm(olives, club):
    def chats(handler, sent):
        texts = json.dumps({"translations": handler.openai_texts(sent)})
        handler.says(f"Of course! Here it is:\n```json\n{texts}\n```\nAnything else?")

    with running("openai") as server:
        server.misbehave(chats)
        draft(olives)
    assert of(club, "summary").state == "done"


def test_a_model_is_told_the_words_that_we_agreed_on(olives, club):
    Term.objects.create(language="pl", english="children", words="dzieci")
    Term.objects.create(language="pl", english="SEND", words="nie tu")
    with running("openai") as server:
        draft(olives)
    orders = server.asked[0]["messages"][0]["content"]
    assert "- children: dzieci" in orders
    assert "nie tu" not in orders
    assert agreed.read("pl")["advice"] in orders


# --- What is protected, what is left alone -------------------------------------------------------


def test_a_page_keeps_its_markup_its_names_and_our_own_words(server, olives, client):
    listings.service("Harbour Play")
    Term.objects.create(language="pl", english="EHC plan", words="plan EHC", is_fixed=True)
    body = (
        "## Where to begin\n\nGo to **Harbour Play** with your EHC plan, or read\n"
        "[how it works](/information/x/) today.\n\n- One visit costs £5\n- Come to SO15 3DT\n\n"
        "| Day | Time |\n|---|---|\n| Monday | morning |"
    )
    page = publishing.made(
        Guide(title_en="Getting help early", body_en=body, topic=publishing.topic())
    )
    draft(olives)
    page.refresh_from_db()
    lines = page.body_pl.splitlines()
    assert lines[0] == "## Wherepl topl beginpl"
    assert "**Harbour Play**" in page.body_pl
    assert "plan EHC" in page.body_pl
    assert "[howpl itpl workspl](/information/x/)" in page.body_pl
    assert "- Onepl visitpl costspl £5" in lines
    assert "SO15 3DT" in page.body_pl
    assert lines[-1] == "| Mondaypl | morningpl |"
    assert page.state == "published"
    html = client.get(f"/pl{page.get_absolute_url()}").content.decode()
    assert "Gettingpl helppl earlypl" in html


def test_the_words_of_a_person_and_checked_words_are_never_touched(libre, olives, olive, club):
    for field, made_by in (("summary", "person"), ("description", "machine"), ("who_for", "")):
        setattr(club, f"{field}_en", f"Something about the {field.replace('_', ' ')} of it.")
        setattr(club, f"{field}_pl", "Już jest.")
        text = Translated(club.pk, field, "pl", "Older English.")
        if made_by:
            translations.remember([text], made_by=made_by)
    translations.approve([Translated(club.pk, "description", "pl", "Older English.")], by=olive)
    club.save()
    draft(olives)
    assert libre.texts == []
    club.refresh_from_db()
    assert (club.summary_pl, club.description_pl, club.who_for_pl) == ("Już jest.",) * 3


def test_an_old_draft_of_a_machine_is_written_anew(libre, olives, club):
    draft(olives)
    Service.objects.filter(pk=club.pk).update(summary_en="Quite other games for them.")
    begin(olives)
    club.refresh_from_db()
    assert club.summary_pl.startswith("Quitepl otherpl gamespl")
    assert len(libre.asked) == 2


def test_the_same_english_is_never_sent_twice(libre, olives, club):
    draft(olives)
    Service.objects.filter(pk=club.pk).update(summary_pl="")
    begin(olives)
    assert len(libre.asked) == 1


def test_words_that_somebody_wrote_in_the_meantime_stay(libre, olives, club, monkeypatch):
    ask = LibreTranslate.translate

    def slow(self, texts, language, hints):
        found = ask(self, texts, language, hints)
        # Not in the server's thread: that one does not see what this test has written.
        Service.objects.filter(pk=club.pk).update(summary_pl="Człowiek był szybszy.")
        return found

    monkeypatch.setattr(LibreTranslate, "translate", slow)
    draft(olives)
    club.refresh_from_db()
    assert club.summary_pl == "Człowiek był szybszy."


def test_what_only_names_and_numbers_say_is_not_sent(libre, olives, club):
    listings.service("Harbour Play", summary_en="Harbour Play, 023 8083 3002")
    draft(olives)
    assert {row.state for row in Draft.objects.filter(label="Harbour Play")} == {"kept"}


def test_what_the_public_cannot_read_is_never_sent(libre, olives):
    listings.service("Draft Club", status="inactive", summary_en="Not for anybody yet, please.")
    newsroom.news("Secret news", published=False, summary_en="Nobody knows of this so far.")
    draft(olives)
    assert libre.texts == []


def test_changes_that_wait_for_publication_are_left_to_their_editor(libre, olives, eddie):
    page = newsroom.news("Getting help early", summary_en="The first steps to take for help.")
    content.save(page, values={"summary_pl": "Moje słowa"}, by=eddie, version=page.version)
    draft(olives)
    page.refresh_from_db()
    assert page.working == {"summary_pl": "Moje słowa"}
    assert not page.summary_pl
    assert page.title_pl == "Gettingpl helppl earlypl"


# --- The law -------------------------------------------------------------------------------------


def test_what_quotes_the_law_is_left_to_people(libre, olives, eddies):
    money = publishing.topic("Money", summary_en="What families can get to pay for care.")
    rights = publishing.topic("Your rights", summary_en="What families can ask the council for.")
    below = publishing.topic("Appeals", parent=rights, summary_en="How to say no to a decision.")
    guides = {
        name: publishing.made(
            Guide(title_en=name, topic=topic, summary_en="What happens next for your family.")
        )
        for name, topic in (("On money", money), ("On rights", rights), ("On appeals", below))
    }
    act = publishing.made(
        Guide(
            title_en="A promise",
            topic=money,
            summary_en="What happens next for your family.",
            body_en="Section 19 of the Children and Families Act 2014 says how.",
        )
    )
    consultation = newsroom.consultation(summary_en="What do you think of these plans, please?")
    choose(olives, "pl", topics_left_out=[str(rights.pk)])
    begin(olives)
    for record in [rights, below, guides["On rights"], guides["On appeals"], act, consultation]:
        record.refresh_from_db()
        assert not record.title_pl, record
        assert not record.summary_pl, record
    for record in [money, guides["On money"]]:
        record.refresh_from_db()
        assert record.summary_pl, record
    assert DraftSettings.objects.get().left_out > 0
    # A person can.
    assert eddies.get(f"/desk/pages/guide/{act.pk}/translate/pl/").status_code == 200


def test_what_became_legal_after_it_was_listed_is_not_sent(libre, olives, club):
    choose(olives, "pl")
    DraftSettings.objects.update(is_on=True)
    gathering.gather(configured())
    assert Draft.objects.waiting().count() == 1
    Service.objects.filter(pk=club.pk).update(description_en="As the Equality Act 2010 says.")
    tasks.draft_some(left=10_000)
    assert libre.texts == []
    assert not Draft.objects.exists()


# --- Limits --------------------------------------------------------------------------------------


def test_a_month_s_and_a_night_s_limit(libre, olives, club):
    for number in range(6):
        listings.service(f"Club {number}", summary_en=f"{'Many games and songs. ' * 5}{number}0")
    with override_settings(TRANSLATION=settings.TRANSLATION | {"night": 250}):
        draft(olives)
        assert Usage.objects.in_month(timezone.localdate()) <= 250
        assert len(libre.texts) == 2
        first = len(libre.texts)
    with override_settings(TRANSLATION=settings.TRANSLATION | {"month": 400}):
        begin(olives)
        used = Usage.objects.in_month(timezone.localdate())
        assert 250 < used <= 400
        page = olives.get(DESK).content.decode()
        assert f"{used} of 400" in page
    assert len(libre.texts) > first
    # Another month begins anew.
    Usage.objects.update(day=timezone.localdate() - timedelta(days=40))
    begin(olives)
    assert Draft.objects.waiting().count() == 0


def test_a_text_longer_than_a_night_s_limit_does_not_block_the_others(libre, olives, club):
    long = listings.service("Long Club", summary_en="Games. ", description_en="Many games. " * 50)
    with override_settings(TRANSLATION=settings.TRANSLATION | {"night": 400}):
        draft(olives)
    assert of(long, "description").problem == "too_long"
    assert of(club, "summary").state == "done"


def test_what_is_read_most_comes_first(libre, olives):
    quiet = listings.service("Quiet Club", summary_en="Quiet games for children.")
    loud = listings.service("Loud Club", summary_en="Loud games for children.")
    PageCount.objects.create(
        day=timezone.localdate(), path="/services/loud-club/", language="pl", views=9
    )
    draft(olives)
    assert libre.texts[:2] == [loud.summary_en, quiet.summary_en]


# --- The desk ------------------------------------------------------------------------------------


def test_without_a_service_the_page_says_how_to_set_one(olives, club):
    page = olives.get(DESK).content.decode()
    assert "Machine drafts are off" in page
    assert "LOCALOFFER_TRANSLATION_SERVICE" in page
    choose(olives, "pl")
    olives.post(f"{DESK}begin/")
    assert not DraftSettings.objects.get().is_on
    tasks.begin_drafts()
    assert not Draft.objects.exists()


def test_nothing_is_sent_before_an_officer_begins(libre, olives, eddies, club):
    tasks.begin_drafts()
    assert eddies.post(f"{DESK}begin/").status_code == 404
    olives.post(f"{DESK}begin/")
    assert libre.asked == []
    draft(olives)
    assert [event.verb for event in AuditEvent.objects.filter(verb__startswith="drafts.")] == [
        "drafts.begun",
        "drafts.chosen",
    ]


def test_stopping_stops_the_night_s_work(libre, olives, club):
    choose(olives, "pl")
    olives.post(f"{DESK}begin/")
    olives.post(f"{DESK}stop/")
    work()
    assert libre.asked == []


def test_a_language_switched_off_waits_no_more(libre, olives, club):
    choose(olives, "pl", "ar")
    DraftSettings.objects.update(is_on=True)
    tasks.begin_drafts()
    assert Draft.objects.waiting().count() == 2
    choose(olives, "ar")
    tasks.begin_drafts()
    assert [row.language for row in Draft.objects.waiting()] == ["ar"]


def test_a_language_or_a_kind_that_is_made_up_is_refused(olives):
    for made_up in ({"languages": ["xx"]}, {"kinds_left_out": ["x"]}, {"topics_left_out": ["x"]}):
        assert olives.post(f"{DESK}choose/", made_up).status_code == 422


def test_drafts_are_taken_back_but_for_what_people_did_since(libre, olives, olive, eddies, club):
    changed = listings.service("Changed Club", summary_en="Songs for children on Mondays.")
    checked = listings.service("Checked Club", summary_en="Walks for children on Sundays.")
    draft(olives, "pl", "ar")
    Service.objects.filter(pk=changed.pk).update(summary_pl="Lepiej")
    text = Translated(checked.pk, "summary", "pl", checked.summary_en)
    translations.approve([text], by=olive)
    sent = {"language": "pl", "service": "libretranslate", "day": timezone.localdate().isoformat()}
    assert eddies.post(f"{DESK}take-back/", sent).status_code == 404
    assert olives.post(f"{DESK}take-back/", sent).status_code == 302
    work()
    for record in (club, changed, checked):
        record.refresh_from_db()
    assert not club.summary_pl
    assert club.summary_ar
    assert changed.summary_pl == "Lepiej"
    assert checked.summary_pl
    assert of(club, "summary").state == "taken_back"
    event = AuditEvent.objects.get(verb="drafts.taken_back")
    assert (event.detail["language"], event.detail["texts"]) == ("pl", 3)
    # Not by the same service again; another one may.
    begin(olives)
    club.refresh_from_db()
    assert not club.summary_pl
    with running("deepl"):
        begin(olives)
    club.refresh_from_db()
    assert club.summary_pl


def test_a_draft_of_another_day_is_not_to_be_chosen(libre, olives, club):
    draft(olives)
    response = olives.post(f"{DESK}take-back/", {"day": "2020-01-01"})
    assert response.status_code == 422


def test_the_page_asks_no_more_for_more_texts(libre, olives, django_assert_max_num_queries):
    draft(olives)
    for number in range(30):
        Draft.objects.create(
            kind="service",
            record_id=listings.service(f"Club {number}").pk,
            object_id=listings.organisation().pk,
            field=f"f{number}",
            language="pl",
            label=f"Club {number}",
            english="",
            state="given_up",
            problem="lost",
        )
    with django_assert_max_num_queries(14):
        assert olives.get(DESK).status_code == 200


def test_more_texts_take_no_more_queries_to_find(libre, django_assert_max_num_queries):
    for number in range(30):
        listings.service(f"Club {number}", summary_en="Games for children.")
    gathering.settings_now()
    DraftSettings.objects.update(languages=["pl", "ar"], is_on=True)
    with django_assert_max_num_queries(45):
        gathering.gather(configured())
    assert Draft.objects.waiting().count() >= 60
