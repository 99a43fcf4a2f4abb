"""Writing, publishing, comparing and putting back pages on the desk. Topics stand for all kinds."""

import pytest
from django.urls import reverse
from django.utils import translation

from content import actions
from content.models import Topic
from core.models import AuditEvent
from guides.models import Guide
from search.models import SearchDocument
from tests.listings import term
from tests.publishing import desk, made, press, sent_by, topic, typed

LIST = "/desk/pages/topic/"
ADD = f"{LIST}add/"
SCRIPT = "<script>alert('ha')</script>"
ARABIC = "المال"


@pytest.fixture
def money(db) -> Topic:
    return topic("Money", summary_en="Help with money.", body_en="Ask us about **money**.")


def public(client, page: Topic) -> str:
    return client.get(page.get_absolute_url()).content.decode()


# --- The list ------------------------------------------------------------------------------------


def test_the_list_has_pages_and_never_more_queries(olives, django_assert_max_num_queries, olive):
    larger = topic("Larger")
    for number in range(55):
        topic(f"Topic {number:02}", parent=larger, owner=olive)
    with django_assert_max_num_queries(8):
        response = olives.get(LIST)
    assert len(response.context["page"]) == 50
    assert len(olives.get(f"{LIST}?page=2").context["page"]) == 6


def test_the_list_is_narrowed_by_words_topic_state_and_review(olives, money, olive):
    below = topic("Benefits", parent=money, published=False)
    actions.save(money, values={"title": "Money and more"}, by=olive)

    def found(query: str) -> list[str]:
        return sorted(each.slug for each in olives.get(f"{LIST}?{query}").context["page"])

    assert found("q=benef") == ["benefits"]
    assert found("topic=money") == [below.slug]
    assert found("state=draft") == ["benefits"]
    assert found("state=public") == ["money"]
    assert found("state=waiting") == ["benefits", "money"]
    assert found("review=due") == []


def test_topics_are_offered_each_below_the_larger_one(olives):
    travel, away = topic("Travel", order=2), topic("Away", order=1)
    school = topic("School bus", parent=travel, order=5)
    topic("After 16", parent=school, order=1)
    topic("By train", parent=travel, order=9)
    topic("Camps", parent=away, order=7)
    offered = olives.get(LIST).context["form"].fields["topic"].choices
    assert [value for value, _name in offered][1:] == [
        *("away", "camps", "travel", "school-bus", "after-16", "by-train")
    ]


def test_the_kinds_are_counted_with_one_query_each(olives, money, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        response = olives.get("/desk/pages/")
    entry = next(e for e in response.context["entries"] if e["kind"].name == "topic")
    assert (entry["public"], entry["drafts"], entry["due"]) == (1, 0, 0)


def test_a_kind_that_does_not_exist_is_not_found(olives):
    assert olives.get("/desk/pages/nonsense/").status_code == 404
    assert olives.get("/desk/pages/nonsense/add/").status_code == 404


# --- Writing -------------------------------------------------------------------------------------


def test_an_editor_adds_a_draft_that_nobody_else_sees(eddies, eddie, client):
    response = typed(eddies, ADD, title_en="Money", area="all", body_en="Text")
    page = Topic.objects.get(slug="money")
    assert response.url == desk(page)
    assert (page.state, page.owner, page.body_en) == ("draft", eddie, "Text")
    assert client.get(page.get_absolute_url()).status_code == 404
    assert not SearchDocument.objects.filter(kind="topic").exists()
    assert AuditEvent.objects.get(verb="page.created").detail["kind"] == "topic"


def test_two_pages_of_one_title_get_two_addresses(eddies):
    for _again in range(2):
        typed(eddies, ADD, title_en="Money", area="all")
    assert set(Topic.objects.values_list("slug", flat=True)) == {"money", "money-2"}


def test_an_officer_adds_and_publishes_in_one_step(olives, client):
    typed(olives, ADD, do="publish", title_en="Money", area="all", summary_en="All about it")
    page = Topic.objects.get()
    assert "All about it" in public(client, page)
    assert SearchDocument.objects.get(kind="topic").title == "Money"


def test_an_editor_cannot_publish_by_sending_what_the_button_would(eddies, money):
    response = typed(eddies, desk(money, "change"), do="publish", title_en="Mine")
    assert response.status_code == 404
    assert typed(eddies, ADD, do="publish", title_en="Mine", area="all").status_code == 404
    assert press(eddies, money, "withdraw").status_code == 404
    money.refresh_from_db()
    assert (money.title_en, money.state, Topic.objects.count()) == ("Money", "published", 1)


def test_a_change_of_a_public_page_waits_until_it_is_published(eddies, olives, money, client):
    typed(eddies, desk(money, "change"), title_en="Money now", body_en="New words")
    before = public(client, money)
    assert "Money now" not in before
    assert "New words" not in before
    assert SearchDocument.objects.get(kind="topic").title == "Money"
    record = olives.get(desk(money))
    assert "Money now" in record.content.decode()
    assert {change.label for change in record.context["waiting"]} == {"Title", "Text"}

    money.refresh_from_db()
    press(olives, money, "publish")
    after = public(client, money)
    assert "Money now" in after
    assert "New words" in after
    assert SearchDocument.objects.get(kind="topic").title == "Money now"
    money.refresh_from_db()
    assert money.working is None
    assert money.changed_at > money.published_at


def test_an_officer_corrects_a_public_page_in_one_step(olives, money, client):
    response = typed(olives, desk(money, "change"), do="publish", title_en="Money, corrected")
    assert response.status_code == 302
    assert "Money, corrected" in public(client, money)
    money.refresh_from_db()
    # Made, published, corrected: three versions and not four.
    assert money.version == 3


def test_what_waits_is_in_the_form_again(eddies, money):
    sport = term("category", "sport")
    typed(eddies, desk(money, "change"), title_en="Money now", categories=[str(sport.pk)])
    sent = sent_by(eddies.get(desk(money, "change")))
    assert (sent["title_en"], sent["categories"]) == ("Money now", [str(sport.pk)])
    money.refresh_from_db()
    assert money.terms == []


def test_saving_without_a_change_makes_no_version(eddies, money):
    typed(eddies, desk(money, "change"))
    money.refresh_from_db()
    assert (money.version, money.working) == (2, None)


def test_changing_back_what_waits_leaves_nothing_waiting(eddies, money):
    typed(eddies, desk(money, "change"), title_en="Other")
    typed(eddies, desk(money, "change"), title_en="Money")
    money.refresh_from_db()
    assert money.working is None


def test_changes_can_be_thrown_away_and_found_again(eddies, money):
    typed(eddies, desk(money, "change"), title_en="A bad idea")
    money.refresh_from_db()
    press(eddies, money, "discard")
    money.refresh_from_db()
    assert money.working is None
    assert "A bad idea" in eddies.get(desk(money, "history")).content.decode()


def test_a_script_in_the_words_is_only_words(olives, money, client):
    typed(olives, desk(money, "change"), do="publish", title_en=SCRIPT, body_en=SCRIPT)
    for address in (money.get_absolute_url(), desk(money), desk(money, "history"), LIST):
        assert "<script>alert" not in olives.get(address).content.decode()
    assert "&lt;script&gt;alert" in public(client, money)


def test_a_title_is_needed_and_a_summary_must_fit(eddies, money):
    response = typed(eddies, desk(money, "change"), title_en="", summary_en="x" * 301)
    assert set(response.context["form"].errors) == {"title_en", "summary_en"}


# --- Two people at once --------------------------------------------------------------------------


def test_two_people_save_and_nothing_is_lost(eddies, olives, money):
    opened = sent_by(eddies.get(desk(money, "change")))
    typed(olives, desk(money, "change"), title_en="Olive's title")

    response = eddies.post(desk(money, "change"), opened | {"title_en": "Eddie's title"})
    assert response.status_code == 409
    words = response.content.decode()
    assert "Olive&#x27;s title" in words
    assert "Eddie&#x27;s title" in words
    money.refresh_from_db()
    assert money.working == {"title_en": "Olive's title"}

    # Sent again from that page, it is kept: Eddie has seen what Olive wrote.
    eddies.post(desk(money, "change"), sent_by(response) | {"title_en": "Both"})
    money.refresh_from_db()
    assert money.working == {"title_en": "Both"}


@pytest.mark.parametrize("what", ["publish", "withdraw", "discard", "reviewed"])
def test_no_decision_on_a_version_that_was_not_looked_at(what, olives, money):
    response = press(olives, money, what, version=1)
    assert response.status_code == 302
    assert "a moment ago" in olives.get(response.url).content.decode()
    money.refresh_from_db()
    assert (money.version, money.state) == (2, "published")


def test_a_button_without_a_version_is_refused(olives, money):
    for version in ("", "x", "9" * 20):
        response = olives.post(desk(money, "withdraw"), {"version": version})
        assert response.status_code == 400


# --- Address, owner, dates -----------------------------------------------------------------------


def test_a_new_address_works_at_once_and_the_old_one_leads_to_it(
    olives, money, client, django_assert_max_num_queries
):
    old = money.get_absolute_url()
    typed(olives, desk(money, "settings"), slug="cash")
    money.refresh_from_db()
    with django_assert_max_num_queries(4):
        response = client.get(old)
    assert (response.status_code, response.url) == (301, "/information/cash/")
    assert client.get(response.url).status_code == 200
    assert SearchDocument.objects.get(kind="topic").url == "/information/cash/"
    assert client.get("/ar" + old).url == "/ar/information/cash/"


def test_a_topic_that_moves_takes_its_pages_along(olives, money, client):
    guide = made(Guide(title_en="Benefits", topic=money))
    old = guide.get_absolute_url()
    typed(olives, desk(money, "settings"), slug="cash")
    assert client.get(old).url == "/information/cash/benefits/"
    found = SearchDocument.objects.get(kind="guide")
    assert found.url == "/information/cash/benefits/"
    typed(olives, desk(money, "change"), do="publish", title_en="Cash")
    found.refresh_from_db()
    assert found.data["topic"] == "Cash"


def test_an_editor_does_not_move_or_end_a_page_that_was_public(eddies, money):
    fields = set(eddies.get(desk(money, "settings")).context["form"].fields)
    assert fields == {"owner", "review_due"}
    off = {"off_day_day": "1", "off_day_month": "1", "off_day_year": "2090", "slug": "mine"}
    assert typed(eddies, desk(money, "settings"), **off).status_code == 302
    money.refresh_from_db()
    assert (money.slug, money.expires_at) == ("money", None)
    draft = topic("New", published=False)
    typed(eddies, desk(draft, "settings"), slug="newer")
    draft.refresh_from_db()
    assert draft.slug == "newer"


def test_an_address_that_another_page_has_is_refused(olives, money):
    topic("Benefits")
    response = typed(olives, desk(money, "settings"), slug="benefits")
    assert "Another page has this address" in response.content.decode()


def test_settings_do_not_wait_for_publication_and_leave_what_waits(eddies, olive, money):
    typed(eddies, desk(money, "change"), title_en="Waiting")
    typed(eddies, desk(money, "settings"), owner=str(olive.pk))
    money.refresh_from_db()
    assert money.owner == olive
    assert money.working == {"title_en": "Waiting"}


def test_a_page_cannot_come_off_in_the_past(olives, money):
    sent = {"off_day_day": "1", "off_day_month": "1", "off_day_year": "2020"}
    response = typed(olives, desk(money, "settings"), **sent)
    assert "off_day" in response.context["form"].errors
    response = typed(olives, desk(money, "settings"), **sent | {"off_day_year": "2090"})
    assert response.status_code == 302
    money.refresh_from_db()
    assert money.expires_at.year == 2090


def test_that_everything_is_right_sets_the_next_review(eddies, money):
    press(eddies, money, "reviewed")
    money.refresh_from_db()
    assert (money.review_due - money.reviewed_on).days == 365


# --- History -------------------------------------------------------------------------------------


def test_versions_say_who_did_what_and_any_two_are_compared(eddies, olives, money):
    typed(eddies, desk(money, "change"), title_en="Money one")
    typed(olives, desk(money, "change"), do="publish", title_en="Money two")
    history = eddies.get(desk(money, "history"))
    assert [v.verb for v in history.context["versions"]] == [
        "page.published",
        "page.changed",
        "page.published",
        "page.created",
    ]
    assert "Eddie Editor" in history.content.decode()
    compared = eddies.get(f"{desk(money, 'compare')}?old=4&new=2")
    (change,) = compared.context["changes"]
    assert change.label == "Title"
    assert [piece.text for piece in change.pieces if piece.kind == "added"] == ["two"]


@pytest.mark.parametrize(
    "query", ["old=", "old=99", "old=1&new=99", "old=x&new=2", f"old=1&new={9**30}"]
)
def test_versions_that_do_not_exist_are_not_compared(query, eddies, money):
    assert eddies.get(f"{desk(money, 'compare')}?{query}").status_code == 404


def test_old_words_come_back_as_a_change_to_be_published(eddies, olives, money, client):
    typed(olives, desk(money, "change"), do="publish", title_en="Worse", body_en="")
    money.refresh_from_db()
    eddies.post(desk(money, "put_back", "topic", 2), {"version": money.version})
    assert "Worse" in public(client, money)
    money.refresh_from_db()
    press(olives, money, "publish")
    money.refresh_from_db()
    assert (money.title_en, money.body_en) == ("Money", "Ask us about **money**.")
    assert eddies.post(desk(money, "put_back", "topic", 99), {"version": 9}).status_code == 404


# --- Taking off, deleting ------------------------------------------------------------------------


def test_a_page_that_was_taken_off_says_so_and_names_its_topic(olives, money, client):
    below = topic("Benefits", parent=money)
    press(olives, below, "withdraw", reason="Out of date")
    response = client.get(below.get_absolute_url())
    assert response.status_code == 410
    assert f'href="{money.get_absolute_url()}"' in response.content.decode()
    assert not SearchDocument.objects.filter(object_id=below.pk).exists()
    below.refresh_from_db()
    press(olives, below, "publish")
    assert client.get(below.get_absolute_url()).status_code == 200


def test_only_what_is_off_the_site_is_deleted(olives, money):
    assert press(olives, money, "delete").status_code == 409
    press(olives, money, "withdraw")
    money.refresh_from_db()
    assert press(olives, money, "delete").status_code == 302
    assert not Topic.objects.exists()
    assert AuditEvent.objects.get(verb="page.deleted").object_label == "Money"


def test_a_topic_with_pages_is_not_deleted(olives, money):
    topic("Benefits", parent=money)
    press(olives, money, "withdraw")
    money.refresh_from_db()
    response = press(olives, money, "delete")
    assert response.status_code == 409
    assert "Move them to another topic first" in response.content.decode()


# --- Languages -----------------------------------------------------------------------------------


def test_a_translation_waits_for_publication_and_english_stands_in(eddies, olives, money, client):
    address = reverse("desk:page_translate", args=["topic", money.pk, "ar"])
    form = eddies.get(address).context["form"]
    box = next(text.name for text in form.texts if text.field == "title")
    sent = {name: form[name].value() or "" for name in form.fields}
    eddies.post(address, sent | {box: ARABIC})
    arabic = "/ar" + money.get_absolute_url()
    before = client.get(arabic).content.decode()
    assert ARABIC not in before
    assert '<h1 class="govuk-heading-l" lang="en" dir="ltr">Money</h1>' in before

    translation.activate("en")
    assert "1 of 3" in eddies.get(desk(money)).content.decode()
    money.refresh_from_db()
    press(olives, money, "publish")
    after = client.get(arabic).content.decode()
    assert ARABIC in after
    # The summary has no Arabic yet.
    assert 'lang="en" dir="ltr">Help with money.' in after
    assert SearchDocument.objects.get(kind="topic", language="ar").title == ARABIC


def test_a_language_that_the_site_does_not_have_is_not_found(eddies, money):
    for code in ("en", "xx"):
        address = reverse("desk:page_translate", args=["topic", money.pk, code])
        assert eddies.get(address).status_code == 404
