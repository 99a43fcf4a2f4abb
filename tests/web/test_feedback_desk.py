"""The officer reads what was said, publishes it without names, answers, or keeps it back."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.models import AuditEvent
from feedback import actions, themes
from feedback.models import Comment, CommentContact, PageAnswer, Theme
from tests.web.feedback_givers import PARENT, contact_of, heard
from tests.web.suggesting import text

pytestmark = pytest.mark.django_db

DESK = "/desk/feedback/"


@pytest.fixture
def officer(olive, signed_in):
    return signed_in(olive)


def page_of(comment: Comment) -> str:
    return f"{DESK}{comment.pk}/"


def press(client, comment: Comment, what: str, **data):
    comment.refresh_from_db()
    return client.post(f"{page_of(comment)}{what}/", {"seen": comment.version, **data})


# --- The list -------------------------------------------------------------------------------------


def test_the_list_shows_age_owner_and_what_is_late(officer, olive):
    old = heard("Buses are late.", heard_on=timezone.localdate() - timedelta(days=40))
    Comment.objects.filter(pk=old.pk).update(
        due=timezone.localdate() - timedelta(days=1), owner=olive
    )
    page = text(officer.get(DESK))
    assert old.reference in page
    assert "Buses are late." in page
    assert "40 days ago" in page
    assert "Late" in page and "Olive Officer" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"new", "mine", "reply"}),
        ("state=new", {"new"}),
        ("state=reply", {"reply"}),
        ("state=late", {"mine"}),
        ("state=themed", {"new"}),
        ("state=published", {"reply"}),
        ("state=kept_back", {"kept"}),
        ("state=all", {"new", "mine", "reply", "kept"}),
        ("state=all&channel=phone", {"kept"}),
        ("state=all&about=ease", {"mine"}),
        ("state=all&speaker=young_person", {"new"}),
        ("owner=mine", {"mine"}),
        ("owner=nobody", {"new", "reply"}),
        ("state=all&year=2024-25", {"kept"}),
        ("state=all&q=zebra+bus", {"new"}),
    ],
)
def test_the_list_is_narrowed(officer, olive, query, found):
    rows = {
        "new": heard("A bus with a zebra.", speaker="young_person"),
        "mine": heard("Hard to read.", about="ease"),
        "reply": heard("Please answer.", needs_reply=True),
        "kept": heard("Grr.", channel="phone", heard_on=date(2025, 3, 1)),
    }
    actions.take(rows["mine"], by=olive)
    Comment.objects.filter(pk=rows["mine"].pk).update(due=date(2026, 1, 1))
    actions.publish(rows["reply"], by=olive, words={"en": "Answer us."}, seen=None)
    actions.keep_back(rows["kept"], by=olive, reason="abusive")
    theme = Theme.objects.create(year="2026-27", title_en="Buses", said_en="Late.", order=1)
    theme.comments.add(rows["new"])
    shown = {entry.comment for entry in officer.get(f"{DESK}?{query}").context["entries"]}
    assert shown == {rows[name] for name in found}


def test_a_full_list_costs_no_query_more(officer, olive, django_assert_max_num_queries):
    for number in range(60):
        heard(f"Number {number}.", needs_reply=True)
    with django_assert_max_num_queries(10):
        page = officer.get(DESK)
    assert len(page.context["entries"]) == 50
    assert "page 1 of 2" in text(page)


# --- One comment ----------------------------------------------------------------------------------


def test_what_could_name_somebody_is_marked_and_left_out_of_the_first_wording(officer):
    comment = heard("My son Zelda at Springwell School. Ring 01632 960123. SO14 7LY. a@b.org")
    page = officer.get(page_of(comment))
    html = page.content.decode()
    assert html.count('<mark class="app-found">') == 5
    for kind in (
        "name, perhaps",
        "school of a child",
        "phone number",
        "postcode",
        "e-mail address",
    ):
        assert f"[{kind}]" in text(page)
    words = page.context["wording_form"]["en"].value()
    assert words == "My son […] at […]. Ring […]. […]. […]"


def test_the_officer_publishes_a_wording_and_the_next_one_opens(officer, olive):
    first, second = heard("Buses are late."), heard("Doors are heavy.")
    answer = press(officer, first, "publish", en="Some buses are late.")
    assert answer.headers["Location"] == page_of(second)
    first.refresh_from_db()
    assert first.state == "published"
    assert (first.published_words_en, first.original) == ("Some buses are late.", "Buses are late.")
    assert first.published_by == olive and first.published_at
    event = AuditEvent.objects.get(verb="comment.published")
    assert event.actor == olive
    assert "buses" not in str(event.detail).lower() + event.object_label.lower()


def test_a_wording_with_a_name_in_it_is_asked_about_first(officer):
    comment = heard("Zelda cannot read it.")
    asked = press(officer, comment, "publish", en="Zelda cannot read it.")
    assert asked.status_code == 422
    assert "This could still show who somebody is" in text(asked)
    assert asked.context["wording_form"]["en"].value() == "Zelda cannot read it."
    comment.refresh_from_db()
    assert comment.state == "new"
    press(officer, comment, "publish", en="Zelda cannot read it.", confirm="on")
    comment.refresh_from_db()
    assert comment.state == "published"


@pytest.mark.parametrize("wording", ["Ximena waits.", "ximena waits.", "Poole waits."])
def test_a_name_of_the_original_is_known_again_in_the_wording(officer, wording):
    comment = heard("My daughter Ximena waits.", name="Paula Poole")
    asked = press(officer, comment, "publish", en=wording)
    assert "[marked in the original words]" in text(asked)
    comment.refresh_from_db()
    assert comment.state == "new"


def test_publishing_is_undone(officer):
    comment = heard()
    press(officer, comment, "publish", en="The pages are old.")
    assert "Take it off the website" in text(officer.get(page_of(comment)))
    press(officer, comment, "unpublish")
    comment.refresh_from_db()
    assert (comment.state, comment.published_at) == ("open", None)
    assert comment.published_words_en == "The pages are old."
    assert "It is not published." in text(
        officer.post(f"{page_of(comment)}unpublish/", follow=True)
    )


def test_an_english_wording_is_needed(officer):
    comment = heard("الصفحات قديمة", language="ar")
    refused = press(officer, comment, "publish", ar="الصفحات قديمة")
    assert refused.status_code == 422
    assert "Write what is published in English first." in text(refused)
    press(officer, comment, "publish", en="The pages are old.", ar="الصفحات قديمة")
    comment.refresh_from_db()
    assert (comment.state, comment.published_words_ar) == ("published", "الصفحات قديمة")


def test_a_wording_is_published_in_other_languages_too(officer, olive, client):
    comment = heard("The pages are old.")
    theme = Theme.objects.create(year="2026-27", title_en="Pages", said_en="Old.", order=1)
    themes.set_published(theme, True, by=olive)
    theme.comments.add(comment)
    press(officer, comment, "word", en="The pages are old.", pl="Strony są stare.")
    form = officer.get(page_of(comment)).context["wording_form"]
    assert form["pl"].value() == "Strony są stare." and form["pl"] in form.translations
    asked = press(officer, comment, "publish", en="The pages are old.", pl="Zelda czeka.")
    assert "Zelda [name, perhaps]" in text(asked)
    press(officer, comment, "publish", en="The pages are old.", pl="Strony są stare.")
    assert "Strony są stare." in text(client.get("/pl/you-said-we-did/2026-27/"))
    assert "The pages are old." in text(client.get("/ar/you-said-we-did/2026-27/"))


@pytest.mark.parametrize("fields", [{"about": "problem"}, {"may_publish": False}])
def test_what_must_not_be_published_cannot_be(officer, fields):
    comment = heard("My son waits.", **fields)
    assert "Publish and open the next one" not in text(officer.get(page_of(comment)))
    assert press(officer, comment, "publish", en="A son waits.").status_code == 422
    comment.refresh_from_db()
    assert comment.state == "new"


@pytest.mark.parametrize("change", [{"about": "problem"}, {"may_publish": ""}])
def test_what_is_published_is_first_taken_off_the_website(officer, change):
    comment = heard()
    press(officer, comment, "publish", en="Old.")
    due = {"due_day": "1", "due_month": "2", "due_year": "2027"}
    known = {"about": "content", "speaker": "parent", "may_publish": "on", **due}
    refused = press(officer, comment, "describe", **{**known, **change})
    assert refused.status_code == 422
    assert "Take it off the website before you forbid that." in text(refused)
    comment.refresh_from_db()
    assert (comment.about, comment.may_publish) == ("content", True)


def test_it_is_kept_back_with_a_reason(officer):
    comment = heard()
    assert "Choose why it is not published." in text(press(officer, comment, "keep-back"))
    unsaid = press(officer, comment, "keep-back", reason="other", note="")
    assert "Say why in the note." in text(unsaid)
    press(officer, comment, "keep-back", reason="identifies", note="Names the street.")
    comment.refresh_from_db()
    assert (comment.state, comment.kept_back_reason) == ("kept_back", "identifies")
    assert "Names the street." in text(officer.get(page_of(comment)))
    status = text(officer.get(f"/feedback/status/{comment.reference}/"))
    assert "Names the street." not in status
    press(officer, comment, "reopen")
    comment.refresh_from_db()
    assert (comment.state, comment.kept_back_note) == ("open", "")


def test_a_reply_goes_by_e_mail_and_stands_on_the_page_of_the_reference(officer, run_jobs):
    comment = heard("Please answer.", email=PARENT, name="Paula", needs_reply=True, language="pl")
    run_jobs()
    mail.outbox.clear()
    press(officer, comment, "reply", text="We have <i>mended</i> it.")
    run_jobs()
    [sent] = mail.outbox
    assert sent.to == [PARENT]
    assert "We have <i>mended</i> it." in sent.body
    assert "&lt;i&gt;mended" in sent.alternatives[0].content
    assert f"/pl/feedback/status/{comment.reference}/" in sent.body
    comment.refresh_from_db()
    assert (comment.needs_reply, comment.state) == (False, "open")
    assert "mended" in text(officer.get(f"/feedback/status/{comment.reference}/"))


def test_a_reply_without_an_address_sends_nothing(officer, run_jobs):
    comment = heard(needs_reply=True)
    press(officer, comment, "reply", text="Mended.")
    run_jobs()
    assert not mail.outbox


def test_somebody_takes_it_and_sets_the_day(officer, olive, eddie):
    comment = heard()
    press(officer, comment, "take")
    comment.refresh_from_db()
    assert (comment.owner, comment.state) == (olive, "open")
    press(
        officer, comment, "describe", about="missing", speaker="parent", owner=eddie.pk,
        due_day="1", due_month="2", due_year="2027", needs_reply="on", may_publish="on",
    )  # fmt: skip
    comment.refresh_from_db()
    assert (comment.owner, comment.due, comment.about) == (eddie, date(2027, 2, 1), "missing")
    assert comment.needs_reply


def test_an_editor_words_it_and_only_an_officer_publishes(eddie, signed_in):
    comment, editor = heard(), signed_in(eddie)
    press(editor, comment, "word", en="The pages are old.")
    comment.refresh_from_db()
    assert (comment.state, comment.published_words_en) == ("open", "The pages are old.")
    assert "Publish and open" not in text(editor.get(page_of(comment)))
    for forbidden in ("publish", "keep-back", "unpublish", "reopen"):
        assert press(editor, comment, forbidden, en="x", reason="other").status_code == 404


def test_who_sent_it_is_not_for_those_who_only_look(vera, eddie, signed_in):
    comment = heard(name="Paula Poole", email=PARENT)
    for person, sees in ((vera, False), (eddie, True)):
        page = text(signed_in(person).get(page_of(comment)))
        assert (PARENT in page, "Paula Poole" in page) == (sees, sees)


def test_two_people_at_once_do_not_overwrite_each_other(officer, eddie, signed_in):
    comment = heard()
    seen = comment.version
    press(signed_in(eddie), comment, "word", en="The editor’s wording.")
    for what, data in (
        ("publish", {"en": "The officer’s wording."}),
        ("word", {"en": "The officer’s wording."}),
        ("keep-back", {"reason": "abusive", "note": "The officer’s wording."}),
        ("reply", {"text": "The officer’s wording."}),
    ):
        late = officer.post(f"{page_of(comment)}{what}/", {"seen": seen, **data})
        assert late.status_code == 409
        assert "Somebody else changed this" in text(late)
        assert "The officer’s wording." in late.content.decode()
    comment.refresh_from_db()
    assert (comment.state, comment.published_words_en) == ("open", "The editor’s wording.")


def test_nothing_left_says_so(officer):
    comment = heard()
    answer = press(officer, comment, "publish", en="Old.")
    assert answer.headers["Location"] == DESK
    assert "Nothing waits for you now." in text(officer.get(DESK))
    assert officer.post(f"{DESK}next/").headers["Location"] == DESK


def test_what_another_looks_after_is_not_opened_next(officer, eddie):
    taken, free = heard("First."), heard("Second.")
    actions.take(taken, by=eddie)
    assert officer.post(f"{DESK}next/").headers["Location"] == page_of(free)


def test_one_comment_costs_few_queries(officer, django_assert_max_num_queries):
    comment = heard("Buses.", email=PARENT)
    with django_assert_max_num_queries(11):
        officer.get(page_of(comment))


def test_staff_add_whom_to_answer(officer, olive):
    comment = heard(channel="phone", by=olive)
    press(officer, comment, "contact", name="Paula", email=PARENT.upper())
    assert contact_of(comment).email == PARENT
    assert f'value="{PARENT}"' in officer.get(page_of(comment)).content.decode()
    press(officer, comment, "contact")
    assert contact_of(comment) is None


# --- Which pages are useful -----------------------------------------------------------------------


def test_the_pages_that_most_people_found_of_no_use_come_first(officer):
    today = timezone.localdate()
    for day, language, yes, no in ((0, "en", 1, 2), (1, "en", 0, 2), (0, "ar", 0, 1)):
        PageAnswer.objects.create(
            page="/privacy/", language=language, day=today - timedelta(days=day), yes=yes, no=no
        )
    PageAnswer.objects.create(page="/services/", day=today, yes=9, no=1)
    PageAnswer.objects.create(page="/cookies/", day=date(2025, 3, 4), yes=3, no=0)
    page = officer.get(f"{DESK}pages/")
    judged = [(row.path, row.yes, row.no, row.useful_percent) for row in page.context["judged"]]
    assert judged == [("/privacy/", 1, 5, 17), ("/services/", 9, 1, 90)]
    [before] = officer.get(f"{DESK}pages/?year=2024-25").context["judged"]
    assert (before.path, before.yes) == ("/cookies/", 3)
    about_it = heard("Too many words.", channel="page", page="/privacy/")
    link = f"{DESK}?state=all&amp;year={about_it.year}&amp;q=%2Fprivacy%2F"
    assert f'href="{link}"' in page.content.decode()
    found_there = officer.get(link.replace("&amp;", "&")).context["entries"]
    assert [entry.comment for entry in found_there] == [about_it]


# --- One person's data ----------------------------------------------------------------------------


def found(officer, words: str) -> set[Comment]:
    return set(officer.post(f"{DESK}people/", {"q": words}).context["found"])


def test_a_persons_data_is_found_by_address_name_reference_and_words(officer):
    own, other = heard("Our zebra bus.", name="Paula Poole", email=PARENT), heard("Nothing.")
    for sought in (PARENT.upper(), "poole", own.reference.lower(), "zebra  bus"):
        assert found(officer, sought) == {own}
    assert other not in found(officer, "zebra")
    assert found(officer, "%_%") == set()
    assert "Nothing was found" in text(officer.post(f"{DESK}people/", {"q": "nobody"}))
    # The address of the page never holds what is sought.
    assert officer.get(f"{DESK}people/?q=zebra").context["found"] == []


def test_a_persons_data_is_handed_over(officer, olive):
    own = heard("Our zebra bus.", name="Paula", email=PARENT)
    heard("Somebody else’s.")
    answer = officer.post(f"{DESK}people/export/", {"comment": [own.reference]})
    assert "attachment" in answer.headers["Content-Disposition"]
    [row] = json.loads(answer.content)["comments"]
    assert (row["words"], row["email"], row["name"]) == ("Our zebra bus.", PARENT, "Paula")
    assert AuditEvent.objects.filter(verb="comment.exported", actor=olive).count() == 1


def test_a_persons_data_is_erased_after_asking_once_more(officer, client):
    own = heard("Our zebra bus.", name="Paula", email=PARENT)
    press(officer, own, "publish", en="A zebra bus.")
    press(officer, own, "reply", text="Dear Paula of the zebra bus.")
    asked = officer.post(f"{DESK}people/erase/", {"comment": [own.reference]})
    assert "Erase for good?" in text(asked)
    assert Comment.objects.get().original
    officer.post(f"{DESK}people/erase/", {"comment": [own.reference], "sure": "yes"})
    own.refresh_from_db()
    assert (own.state, own.kept_back_reason) == ("kept_back", "erased")
    left = " ".join(str(value) for value in Comment.objects.values().get().values())
    assert "zebra" not in left and "Paula" not in left
    assert not CommentContact.objects.exists()
    assert client.get(f"/feedback/status/{own.reference}/").status_code == 200
    assert found(officer, "zebra") == set()


def test_what_was_found_is_still_there_when_nothing_was_ticked(officer):
    own = heard("Our zebra bus.")
    page = officer.post(f"{DESK}people/", {"q": "zebra"})
    assert page.content.decode().count('name="q" value="zebra"') == 2
    asked = officer.post(f"{DESK}people/erase/", {"q": "zebra"})
    assert asked.status_code == 422 and asked.context["found"] == [own]


def test_nothing_ticked_erases_nothing(officer):
    heard()
    for what in ("export", "erase"):
        answer = officer.post(f"{DESK}people/{what}/", {"sure": "yes"})
        assert answer.status_code == 422
    assert Comment.objects.get().original
