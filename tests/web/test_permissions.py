"""Every address of the site for everybody who might open it. A new page goes into a table too:
PAGES for the desk, ADDRESSES for all others."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accessibility.models import Problem, Statement
from accounts.models import Membership, MembershipRequest, User
from bulletins.models import Bulletin, BulletinEntry, Subscriber
from content import library_actions, preview
from content.library import GlossaryEntry, Video
from core.models import AuditEvent, OutgoingEmail
from directory import files
from directory.duplicates import pair_of
from directory.models import Photo, Requirement, Service
from documents.models import Document, FormatRequest, PrintPack
from feedback import pages
from feedback.models import Gap, Occasion, Priority
from guides.models import Guide
from links.models import Link
from openreferral.models import ImportRun
from reports import actions as reports
from reports.models import AnnualReport
from search.models import Synonym
from suggestions import actions, freshness, tokens
from suggestions.models import Mailbox, ReasonTemplate
from tests import answering, documenting, newsroom, publishing, versions
from tests.listings import at, organisation, place, service, term
from tests.sending import photo
from tests.web.suggesting import HERE, suggest
from translating.models import Draft, InterfaceCheck, Term
from variants.models import Variant

# --- The desk ------------------------------------------------------------------------------------

# Nobody: whoever has no role, also somebody who looks after listings.
NOBODY, VIEWER, EDITOR, OFFICER = range(4)


@dataclass(frozen=True)
class Page:
    """Who may open an address at least, by which method, and what it answers then."""

    least: int
    method: str = "get"
    status: int = 200


LOOK = Page(VIEWER)
EDIT = Page(EDITOR)
DECIDE = Page(OFFICER)
EDIT_BUTTON = Page(EDITOR, "post", 302)
DECIDE_BUTTON = Page(OFFICER, "post", 302)

PAGES = {
    "home": LOOK,
    "audit": LOOK,
    "audit_export": Page(OFFICER, "post"),
    "usage": LOOK,
    "usage_export": Page(VIEWER, "post"),
    "emails": LOOK,
    "email": LOOK,
    "email_again": DECIDE_BUTTON,
    "people": DECIDE,
    "invite": DECIDE,
    "person": DECIDE,
    "services": LOOK,
    "service_choose_organisation": EDIT,
    "service_add": Page(EDITOR, "get", 302),
    "service": LOOK,
    "service_edit": EDIT,
    "service_translate": EDIT,
    "service_history": LOOK,
    "service_put_back": EDIT_BUTTON,
    "service_organisation": EDIT,
    "service_places": EDIT,
    "service_check": EDIT_BUTTON,
    "service_publish": DECIDE_BUTTON,
    "service_copy": EDIT_BUTTON,
    "service_archive": DECIDE,
    "service_restore": DECIDE_BUTTON,
    "service_delete": DECIDE,
    "organisations": LOOK,
    "organisation_add": EDIT,
    "organisation": LOOK,
    "organisation_edit": EDIT,
    "organisation_translate": EDIT,
    "organisation_history": LOOK,
    "organisation_put_back": EDIT_BUTTON,
    "organisation_archive": DECIDE,
    "organisation_restore": DECIDE_BUTTON,
    "organisation_trust": DECIDE_BUTTON,
    "organisation_delete": DECIDE,
    "locations": LOOK,
    "location_add": EDIT,
    "location": LOOK,
    "location_edit": EDIT,
    "location_translate": EDIT,
    "location_history": LOOK,
    "location_put_back": EDIT_BUTTON,
    "location_delete": DECIDE,
    "terms": LOOK,
    "taxonomy": LOOK,
    "term_add": DECIDE,
    "term": LOOK,
    "term_merge": DECIDE,
    "term_delete": DECIDE,
    "term_translate": DECIDE,
    "suggestions": LOOK,
    "suggestion_next": DECIDE_BUTTON,
    "suggestions_quick": DECIDE,
    "published": LOOK,
    "published_right": DECIDE_BUTTON,
    "suggestion": LOOK,
    "suggestion_claim": DECIDE_BUTTON,
    "suggestion_release": DECIDE_BUTTON,
    "suggestion_comment": EDIT_BUTTON,
    "suggestion_decide": DECIDE_BUTTON,
    "suggestion_reject": DECIDE,
    "suggestion_ask": DECIDE_BUTTON,
    "suggestion_edit": DECIDE,
    "suggestion_undo": Page(OFFICER, "post", 422),
    "reasons": DECIDE,
    "reason_add": DECIDE,
    "reason": DECIDE,
    "reason_delete": DECIDE_BUTTON,
    "claims": LOOK,
    "claim": LOOK,
    "claim_decide": DECIDE_BUTTON,
    "members": LOOK,
    "member_invite": DECIDE_BUTTON,
    "member_end": DECIDE_BUTTON,
    "member_back": DECIDE_BUTTON,
    "service_merge": DECIDE,
    "service_ask": EDIT_BUTTON,
    "service_bounced": DECIDE_BUTTON,
    "duplicates": DECIDE,
    "service_duplicates_look": DECIDE_BUTTON,
    "service_pair": DECIDE,
    "service_not_duplicate": DECIDE_BUTTON,
    "organisation_duplicates": DECIDE,
    "organisation_duplicates_look": DECIDE_BUTTON,
    "organisation_pair": DECIDE,
    "organisation_not_duplicate": DECIDE_BUTTON,
    "organisation_merge": DECIDE,
    "location_duplicates": DECIDE,
    "location_duplicates_look": DECIDE_BUTTON,
    "location_pair": DECIDE,
    "location_not_duplicate": DECIDE_BUTTON,
    "location_merge": DECIDE,
    "location_restore": DECIDE_BUTTON,
    "freshness": LOOK,
    "freshness_dashboard": LOOK,
    "accessibility": LOOK,
    "accessibility_confirm": DECIDE_BUTTON,
    "accessibility_words": DECIDE,
    "accessibility_words_history": LOOK,
    "accessibility_words_put_back": DECIDE_BUTTON,
    "accessibility_words_translate": DECIDE,
    "accessibility_problem_add": DECIDE,
    "accessibility_problem": DECIDE,
    "accessibility_problem_delete": DECIDE,
    "accessibility_problem_history": LOOK,
    "accessibility_problem_put_back": DECIDE_BUTTON,
    "accessibility_problem_translate": DECIDE,
    "links": LOOK,
    "link_fine": EDIT_BUTTON,
    "link_again": EDIT_BUTTON,
    "coverage": LOOK,
    "coverage_print": LOOK,
    "coverage_export": Page(VIEWER, "post"),
    "requirement": LOOK,
    "requirement_add": DECIDE,
    "requirement_change": DECIDE,
    "requirement_services": DECIDE,
    "requirement_history": LOOK,
    "search": DECIDE,
    "search_words": DECIDE,
    "search_words_edit": DECIDE,
    "search_words_delete": DECIDE,
    "themes": LOOK,
    "theme_add": EDIT,
    "themes_carry": EDIT_BUTTON,
    "priorities": LOOK,
    "priority_add": DECIDE,
    "priority": DECIDE,
    "priority_translate": DECIDE,
    "comment_themes": EDIT_BUTTON,
    "theme": LOOK,
    "theme_change": EDIT,
    "theme_publish": DECIDE_BUTTON,
    "theme_delete": EDIT,
    "theme_comments": EDIT,
    "theme_history": LOOK,
    "theme_put_back": EDIT_BUTTON,
    "theme_translate": EDIT,
    "theme_action": EDIT,
    "action": EDIT,
    "action_services": EDIT,
    "action_delete": EDIT,
    "action_history": LOOK,
    "action_put_back": EDIT_BUTTON,
    "gaps": LOOK,
    "gap_add": EDIT,
    "gaps_print": LOOK,
    "gaps_export": Page(VIEWER, "post"),
    "gaps_search": Page(EDITOR, "post", 404),  # no search failed
    "comment_gap": EDIT_BUTTON,
    "gap": LOOK,
    "gap_change": EDIT,
    "gap_comments": EDIT,
    "gap_delete": EDIT,
    "reports": LOOK,
    "report_start": EDIT_BUTTON,
    "report": LOOK,
    "report_title": EDIT,
    "report_preview": LOOK,
    "report_share": DECIDE_BUTTON,
    "report_share_end": DECIDE_BUTTON,
    "report_correct": DECIDE_BUTTON,
    "report_discard": DECIDE,
    "report_check": LOOK,
    "report_publish": Page(OFFICER, "post", 422),  # without a reason for what the check found
    "report_files": DECIDE_BUTTON,
    "report_figures": LOOK,
    "report_count": EDIT_BUTTON,
    "report_figure_add": EDIT,
    "report_figure": EDIT,
    "report_figure_delete": EDIT_BUTTON,
    "report_section_add": EDIT,
    "report_section": EDIT,
    "report_section_translate": EDIT,
    "report_section_move": EDIT_BUTTON,
    "report_section_show": EDIT_BUTTON,
    "report_section_delete": EDIT_BUTTON,
    "comments": LOOK,
    "comments_next": EDIT_BUTTON,
    "comments_add": EDIT,
    "comments_pages": LOOK,
    "comments_people": DECIDE,
    "comments_people_export": Page(OFFICER, "post", 422),  # with nothing ticked
    "comments_people_erase": Page(OFFICER, "post", 422),
    "comment": LOOK,
    "comment_take": EDIT_BUTTON,
    "comment_describe": Page(EDITOR, "post", 422),  # with nothing filled in
    "comment_word": Page(EDITOR, "post", 409),  # from no page that was opened
    "comment_publish": Page(OFFICER, "post", 409),
    "comment_unpublish": DECIDE_BUTTON,
    "comment_keep_back": Page(OFFICER, "post", 422),
    "comment_reopen": DECIDE_BUTTON,
    "comment_reply": Page(EDITOR, "post", 422),
    "comment_contact": EDIT_BUTTON,
    "languages": LOOK,
    "language": LOOK,
    "language_check_take_back": DECIDE_BUTTON,
    "drafts": LOOK,
    "drafts_choose": DECIDE,
    "drafts_begin": DECIDE_BUTTON,
    "drafts_stop": DECIDE_BUTTON,
    "drafts_take_back": DECIDE,
    "draft_again": DECIDE_BUTTON,
    "terms_of": LOOK,
    "term_of_add": EDIT,
    "term_of_edit": EDIT,
    "term_of_delete": EDIT,
    "translations_of": LOOK,
    "translations_next": Page(VIEWER, "get", 302),
    "translations_approve": DECIDE_BUTTON,
    "translations_take_back": DECIDE_BUTTON,
    "translations_export": Page(EDITOR, "post"),
    "translations_import": DECIDE,
    "translations_import_undo": DECIDE_BUTTON,
    "occasions": LOOK,
    "occasion_add": EDIT,
    "occasion": LOOK,
    "occasion_change": EDIT,
    "occasion_delete": DECIDE_BUTTON,
    "surveys": LOOK,
    "survey_add": EDIT,
    "survey": LOOK,
    "survey_change": EDIT,
    "survey_publish": DECIDE_BUTTON,
    "survey_copy": EDIT_BUTTON,
    "survey_delete": EDIT,
    "survey_preview": LOOK,
    "survey_results": EDIT,
    "survey_export": Page(EDITOR, "post"),
    "survey_question": EDIT,
    "survey_translate": EDIT,
    "question": EDIT,
    "question_delete": EDIT,
    "editor_preview": Page(EDITOR, "post"),
    "editor_paste": Page(EDITOR, "post", 422),  # of nothing
    "editor_help": EDIT,
    "editor_link": EDIT,
    "editor_image": EDIT,
    "editor_video": EDIT,
    "editor_word": EDIT,
    "images": LOOK,
    "image_add": EDIT,
    "image": LOOK,
    "image_delete": DECIDE,
    "image_history": LOOK,
    "image_put_back": EDIT_BUTTON,
    "image_translate": EDIT,
    "videos": LOOK,
    "video_add": EDIT,
    "video": LOOK,
    "video_delete": DECIDE,
    "video_history": LOOK,
    "video_put_back": EDIT_BUTTON,
    "video_translate": EDIT,
    "glossary": LOOK,
    "glossary_entry_add": EDIT,
    "glossary_entry": LOOK,
    "glossary_entry_delete": DECIDE,
    "glossary_entry_history": LOOK,
    "glossary_entry_put_back": EDIT_BUTTON,
    "glossary_entry_translate": EDIT,
    "page_kinds": LOOK,
    "pages": LOOK,
    "page_add": EDIT,
    "versions": LOOK,
    "versions_choose": LOOK,
    "version_add": EDIT_BUTTON,
    "page": LOOK,
    "page_change": EDIT,
    "page_settings": EDIT,
    "page_schedule": DECIDE,
    "page_unschedule": DECIDE_BUTTON,
    "page_publish": DECIDE_BUTTON,
    "page_discard": EDIT_BUTTON,
    "page_reviewed": EDIT_BUTTON,
    "page_withdraw": DECIDE,
    "page_delete": DECIDE,
    "page_history": LOOK,
    "page_put_back": EDIT_BUTTON,
    "page_compare": LOOK,
    "page_choose": EDIT,
    "page_translate": EDIT,
    "documents_hard": LOOK,
    "document_file_add": EDIT,
    "document_file": LOOK,
    "document_file_remove": DECIDE,
    "format_requests": LOOK,
    "format_request": LOOK,
    "format_request_start": EDIT_BUTTON,
    "format_request_answer": Page(EDITOR, "post", 422),  # without words
    "format_request_reopen": EDIT_BUTTON,
    "print_packs": LOOK,
    "print_pack_add": EDIT,
    "print_pack": LOOK,
    "print_pack_edit": EDIT,
    "print_pack_translate": EDIT,
    "print_pack_entries": Page(EDITOR, "post", 404),  # nothing that there is
    "print_pack_show": DECIDE_BUTTON,
    "print_pack_delete": DECIDE,
    "print_pack_file": LOOK,
    "key_date_next_year": EDIT_BUTTON,
    "event_attendance": EDIT,
    "bulletins": LOOK,
    "bulletin_add": EDIT,
    "bulletin_holidays": EDIT,
    "bulletin": LOOK,
    "bulletin_change": EDIT,
    "bulletin_delete": EDIT,
    "bulletin_translate": EDIT,
    "bulletin_pick": EDIT,
    "bulletin_words": EDIT,
    "bulletin_entry": EDIT,
    "bulletin_entry_move": Page(EDITOR, "post", 404),  # no way that there is
    "bulletin_as_email": LOOK,
    "bulletin_as_text": LOOK,
    "bulletin_as_page": LOOK,
    "bulletin_test": EDIT_BUTTON,
    "bulletin_schedule": DECIDE,
    "bulletin_steer": Page(OFFICER, "post", 404),
    "subscribers": DECIDE,
    "subscribers_import": DECIDE,
    "subscriber": DECIDE,
    "imports": LOOK,
    "import": LOOK,
    "import_report": LOOK,
}
DATA = {
    "name": "A copy",
    "version": "1",
    "part-0": "approved",
    "question": "Is it on Mondays?",
    "year": "2024-25",
    "comment": "Looks right.",
    "do": "approve",
    "email": "new@example.org",
    "language": "en",
}


def names(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Of every address of the site: its namespaces and its name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from names(entry, inside)
        else:
            yield ":".join(spaces), entry.name


@pytest.fixture
def addresses(olive) -> dict[str, str]:
    return desk_addresses(olive)


def desk_addresses(olive: User) -> dict[str, str]:
    """The address of each page of the desk, about records that it makes."""
    own = organisation()  # Pat looks after it
    swim_club = service("Swim club", organisation=own)
    pair = pair_of(swim_club, service("Swimming club", organisation=own))
    gone = organisation("Gone", archived_at="2026-01-01T00:00Z")
    theme = answering.theme()
    survey = answering.survey(published=False, published_at=None)
    records = {
        "service": swim_club,
        "suggestion": suggest(swim_club, description_en="We swim."),
        "reason": ReasonTemplate.objects.create(title_en="Not ours", text_en="Sorry."),
        "organisation": own,
        "location": place(),
        "term": term("need", "autism"),
        "person": olive,
        "pairs": {
            "service": pair,
            "organisation": pair_of(own, organisation("Harbour Players")),
            "location": pair_of(place(), place("Shirley hall")),
        },
        "requirement": Requirement.objects.create(code="swimming", title="Swimming", law="Law"),
        "search": Synonym.objects.create(term="kids", expansions="children"),
        "link": Link.objects.create(address="https://club.example.org/"),
        "claim": claim(own),
        "members": own,
        "member": membership(own),
        "import": ImportRun.objects.create(source="feed", dry_run=True),
        "comment": answering.comment("Hello"),
        "occasion": Occasion.objects.create(name="Tea", kind="event", date="2025-03-04"),
        "theme": theme,
        "action": answering.action(theme),
        "report": report_parts(),
        "survey": survey,
        "question": answering.ask(survey, "one"),
        "gap": Gap.objects.create(words="A Saturday club"),
        "priority": Priority.objects.create(code="voice", title_en="Being heard"),
        "page": publishing.topic(published=False),
        "email": OutgoingEmail.objects.create(name="still_right"),
        "key_date": newsroom.key_date(),
        "event": newsroom.event(starts_on=newsroom.day(-1)),
        "bulletin": bulletin_entry(),
        "subscriber": subscriber(),
        "papers": papers(),
        "reading": InterfaceCheck.objects.create(
            language="pl", checked_on="2026-01-05", checked_by="A parents’ group", texts=1
        ),
        "library": library(),
        "drafts": drafts(),
    }
    archived = {
        "service": service("Old club", organisation=own, archived_at="2026-01-01T00:00Z"),
        "organisation": gone,
        "location": records["location"],
    }
    return {name: _address(name, records, archived) for name in PAGES}


def papers() -> dict[str, Any]:
    """What the desk's pages about documents are about, by the beginning of their names."""
    paper = documenting.document(by=None, content=documenting.untagged_pdf())
    draft = publishing.made(Document(title_en="Draft", kind="form"), published=False)
    entries = [{"kind": "document", "id": str(paper.pk)}]
    return {
        "document_file_add": draft.pk,
        "document_file": paper.versions.get().pk,
        "format_request": FormatRequest.objects.create(
            wanted="Money", format="audio", due="2026-01-05"
        ).pk,
        "print_pack": PrintPack.objects.create(slug="pack", title_en="Pack", entries=entries).pk,
    }


def _paper_address(name: str, keys: dict[str, Any]) -> str:
    if name in ("documents_hard", "format_requests", "print_packs", "print_pack_add"):
        return reverse(f"desk:{name}")
    beginning = max((each for each in keys if name.startswith(each)), key=len)
    more = ["pl"] if name.endswith("_translate") else []
    return reverse(f"desk:{name}", args=[keys[beginning], *more])


def bulletin_entry() -> BulletinEntry:
    bulletin = Bulletin.objects.create(slug="spring", title_en="Spring")
    return bulletin.entries.create(kind="words", order=0, title_en="Come along")


def subscriber() -> Subscriber:
    return Subscriber.objects.create(
        email="rosa@example.org", state="confirmed", consented_at=timezone.now()
    )


def _bulletin_address(name: str, entry: BulletinEntry) -> str:
    about = [entry.pk] if "_entry" in name else []
    more = ["pl"] if name == "bulletin_translate" else []
    return reverse(f"desk:{name}", args=[entry.bulletin_id, *about, *more])


def report_parts() -> tuple[Any, Any, Any]:
    """A draft of an annual report with a section of its own and a figure without its number."""
    report = AnnualReport.objects.create(year="2023-24", title_en="Report")
    section = report.sections.create(kind="own", order=0, heading_en="Ours")
    figure = report.figures.create(key="followers", place="data", label_en="F", typed=True)
    return report, section, figure


def _report_address(name: str, report: Any, section: Any, figure: Any) -> str:
    _kind, part, does = [*name.split("_"), "", ""][:3]
    about = {"section": section, "figure": figure}.get(part) if does != "add" else None
    more = ["pl"] if does == "translate" else []
    return reverse(f"desk:{name}", args=[report.pk, *([about.pk] if about else []), *more])


def _page_address(name: str, draft: Any) -> str:
    if name == "page_kinds":
        return reverse("desk:page_kinds")
    if name in ("pages", "page_add"):
        return reverse(f"desk:{name}", args=["topic"])
    if name == "page_choose":  # a topic has nothing to choose
        return reverse(f"desk:{name}", args=["guide", guide().pk, "service_ids"])
    more = {"page_put_back": [1], "page_translate": ["pl"]}.get(name, [])
    return reverse(f"desk:{name}", args=["topic", draft.pk, *more])


def library() -> dict[str, Any]:
    """What the desk's pages about the library are about, by the beginning of their names."""
    return {
        "image": library_actions.add_image(photo(), by=None, alt="A pool"),
        "video": film(),
        "glossary_entry": word(),
    }


def film() -> Video:
    video = Video(title_en="Film", address="https://vimeo.com/123456")
    library_actions.save(video, by=None, fields=[])
    return video


def word() -> GlossaryEntry:
    entry = GlossaryEntry(acronym="EHCP", title_en="a plan")
    library_actions.save(entry, by=None, fields=[])
    return entry


def drafts() -> tuple[Term, Draft]:
    """A word that was agreed on, and a text that a machine gave up."""
    word = Term.objects.create(language="pl", english="council", words="urząd")
    key = uuid.uuid4()
    return word, Draft.objects.create(
        kind="service", record_id=key, object_id=key, field="name", language="pl", state="given_up"
    )


def _draft_address(name: str, word: Term, draft: Draft) -> str:
    if name == "draft_again":
        return reverse(f"desk:{name}", args=[draft.pk])
    if name.startswith("drafts"):
        return reverse(f"desk:{name}")
    about = [word.pk] if name in ("term_of_edit", "term_of_delete") else []
    return reverse(f"desk:{name}", args=["pl", *about])


def _library_address(name: str, shelf: dict[str, Any]) -> str:
    beginning = next((each for each in shelf if name == each or name.startswith(f"{each}_")), "")
    if not beginning or name.endswith("_add"):
        return reverse(f"desk:{name}")
    does = name.removeprefix(beginning).strip("_")
    more = {"put_back": [1], "translate": ["pl"]}.get(does, [])
    return reverse(f"desk:{name}", args=[shelf[beginning].pk, *more])


def guide(area: str = "all") -> Guide:
    """A public guide in the topic "Money", the same again when it is there."""
    found = Guide.objects.filter(slug=f"pips-{area}").first()
    about = None if found else publishing.topic("Money", slug=f"money-{area}", area=area)
    return found or publishing.made(Guide(slug=f"pips-{area}", title_en="PIP", topic=about))


def version_of_guide(form: str) -> str:
    """The slug of a public version of the guide, the same again when it is there."""
    found = Variant.objects.about(guide()).filter(form=form).first()
    return (found or versions.version(guide(), form)).slug


def claim(own) -> MembershipRequest:
    """The same again when it is there, as of the member below."""
    return MembershipRequest.objects.get_or_create(
        organisation=own,
        email="c@example.org",
        defaults={"name": "C", "state": "waiting", "confirmed_at": timezone.now()},
    )[0]


def membership(own) -> Membership:
    user, is_new = User.objects.get_or_create(email="m@example.org", defaults={"name": "Mo Member"})
    if is_new:
        user.set_unusable_password()
        user.save()
    return Membership.objects.get_or_create(user=user, organisation=own)[0]


def _statement_address(name: str) -> str:
    statement = Statement.current()
    if statement._state.adding:
        statement.save()
    args: list = []
    if "_problem" in name and not name.endswith("_add"):
        args = [Problem.objects.get_or_create(what_en="A fault.", category="burden")[0].pk]
    page = name.partition("_problem_")[2] or name.partition("_words_")[2]
    return reverse(f"desk:{name}", args=args + {"put_back": [1], "translate": ["pl"]}.get(page, []))


def _address(name: str, records: dict, archived: dict) -> str:
    kind, _, page = name.partition("_")
    if kind == "report" and page != "start":
        return _report_address(name, *records["report"])
    if kind in ("image", "images", "video", "videos", "glossary", "editor"):
        return _library_address(name, records["library"])
    if kind == "translations":
        return reverse(f"desk:{name}", args=["pl", *([1] if page == "import_undo" else [])])
    if kind in ("draft", "drafts") or name.startswith(("term_of", "terms_of")):
        return _draft_address(name, *records["drafts"])
    if kind == "language":
        return reverse(f"desk:{name}", args=[records["reading"].pk if page else "pl"])
    if name == "version_add":
        return reverse(f"desk:{name}", args=[guide().pk, "plain"])
    if name == "pages" or kind == "page":
        return _page_address(name, records["page"])
    if kind in ("document", "documents", "format", "print"):
        return _paper_address(name, records["papers"])
    if kind == "bulletin" and page not in ("add", "holidays"):
        return _bulletin_address(name, records["bulletin"])
    if kind == "accessibility":
        return _statement_address(name)
    if name == "key_date_next_year":
        return reverse(f"desk:{name}", args=[records["key_date"].pk])
    if name == "event_attendance":
        return reverse(f"desk:{name}", args=[records["event"].pk, f"{newsroom.day(-1):%Y-%m-%d}"])
    if name in ("taxonomy", "term_add"):
        return reverse(f"desk:{name}", args=["need"])
    if kind == "search" and page:
        words = [] if page == "words" else [records["search"].pk]
        return reverse(f"desk:{name}", args=["synonyms", *words])
    if name == "member_invite":
        kind = "members"
    if (
        kind not in records
        or name == "search"
        or page in ("add", "choose_organisation", "holidays", "next", "start")
        or page.startswith("duplicates")
    ):
        return reverse(f"desk:{name}")
    if page in ("pair", "not_duplicate"):
        return reverse(f"desk:{name}", args=[records["pairs"][kind].pk])
    record = archived[kind] if page in ("restore", "delete") and kind in archived else records[kind]
    more = {
        "edit": ["access" if kind == "location" else "about"],
        "translate": ["pl"],
        "put_back": [1],
    }
    return reverse(f"desk:{name}", args=[record.pk, *more.get(page, [])])


def test_the_table_has_every_page_of_the_desk():
    assert {name for space, name in names() if space == "desk"} == set(PAGES)


@pytest.fixture
def people(percy, pat, nora, vera, eddie, olive) -> list:
    """By what they may do at most."""
    return [[percy, pat, nora], [vera], [eddie], [olive]]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_opens_for_those_who_may_and_for_nobody_else(
    name, addresses, people, signed_in, client
):
    page, address = PAGES[name], addresses[name]
    for person in (each for group in people[: page.least] for each in group):
        response = getattr(signed_in(person), page.method)(address, DATA)
        assert response.status_code == 404, (name, person)
    anonymous = getattr(client, page.method)(address, DATA)
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/accounts/login/?next=/desk/")
    response = getattr(signed_in(people[page.least][0]), page.method)(address, DATA)
    assert response.status_code == page.status, response


@pytest.mark.parametrize("name", sorted(PAGES))
def test_looking_at_a_page_changes_nothing(name, addresses, olive, signed_in):
    client = signed_in(olive)
    before = AuditEvent.objects.count()
    response = client.get(addresses[name])
    assert response.status_code in (200, 302, 405)
    if name != "import_report":  # that somebody downloaded it is written down
        assert AuditEvent.objects.count() == before


def test_a_page_about_nothing_is_not_found(olive, signed_in, db):
    client = signed_in(olive)
    unknown = "00000000-0000-4000-8000-000000000000"
    for kind in ("services", "organisations", "locations"):
        assert client.get(f"/desk/directory/{kind}/{unknown}/").status_code == 404
        assert client.post(f"/desk/directory/{kind}/{unknown}/edit/about/").status_code == 404
    assert client.get(f"/desk/directory/terms/{unknown}/").status_code == 404
    assert client.get("/desk/directory/terms/nothing/").status_code == 404
    assert client.get(f"/desk/people/{unknown}/").status_code == 404


def test_an_editor_cannot_reach_the_status_by_its_section(addresses, eddie, signed_in):
    address = addresses["service_edit"].replace("/about/", "/status/")
    client = signed_in(eddie)
    assert client.get(address).status_code == 404
    assert client.post(address, {"version": "1", "status": "defunct"}).status_code == 404


def test_the_admin_is_not_there_for_people_without_it(
    client, percy, pat, nora, vera, eddie, olive, signed_in
):
    addresses = ("/admin/", "/admin/directory/taxonomy/", "/admin/password_change/")
    for address in addresses:
        assert client.get(address)["Location"].startswith("/admin/login/?next=/admin/")
        for person in (percy, pat, nora, vera, eddie, olive):
            assert signed_in(person).get(address).status_code == 404


# --- Everything else -----------------------------------------------------------------------------

# Pat looks after the organisation that an address is about, Nora after another one.
COLUMNS = ("anonymous", "percy", "pat", "nora", "vera", "eddie", "olive")


def _answers(status: int, *, but: int = 404, to: tuple[str, ...] = COLUMNS) -> dict[str, int]:
    """What each column gets: `status` for those in `to`, `but` for the others."""
    return {who: status if who in to else but for who in COLUMNS}


EVERYBODY = _answers(200)
# Whoever is not signed in is asked to.
SIGNED_IN = {**EVERYBODY, "anonymous": 302}
# A second step that nobody here has.
NOT_SET_UP = {**_answers(404), "anonymous": 302}
PROVIDERS = {**_answers(200, to=("pat", "nora")), "anonymous": 302}
OF_THIS = {**_answers(200, to=("pat",)), "anonymous": 302}
PRESSED_BY_PAT = {**_answers(302, to=("pat",)), "anonymous": 302}
# Who is signed in has no need of it.
NOT_SIGNED_IN = _answers(200, but=302, to=("anonymous",))


@dataclass(frozen=True)
class Row:
    """An address, what it answers to whom, by which method, and what a form would send."""

    answers: dict[str, int]
    # Parts of the address: a text, or found among the records of the test.
    parts: tuple[str | Callable[["Made"], str], ...] = ()
    method: str = "get"
    sent: tuple[tuple[str, str], ...] = ()

    def address(self, name: str, made: "Made") -> str:
        parts = [part if isinstance(part, str) else part(made) for part in self.parts]
        return reverse(name, args=parts)


@dataclass(frozen=True)
class Made:
    """What the addresses are about."""

    draft: Any
    suggestion: Any
    mailbox: Any
    claim: Any
    member: Any


def post(status: int, *parts: Any, **sent: str) -> Row:
    """A button for everybody."""
    return Row(_answers(status), parts, "post", tuple(sent.items()))


def published_report(made: Any) -> str:
    draft = AnnualReport.objects.create(year="2024-25", title_en="Report")
    return str(reports.publish(draft, by=None).year)


def shared_report() -> str:
    draft = AnnualReport.objects.create(year="2023-24", title_en="Report")
    return str(reports.share(draft, by=None).share_key)


def sent_bulletin() -> str:
    words = {"title": {"en": "Spring"}, "intro": {"en": ""}, "entries": []}
    return Bulletin.objects.create(
        slug="out", title_en="Spring", state="sent", started_at=timezone.now(), sent_words=words
    ).slug


def paper() -> Document:
    """A public document with a file, the same again when it is there."""
    found = Document.objects.filter(slug="send-strategy").first()
    return found or documenting.document(by=None, content=documenting.untagged_pdf())


def asked_for() -> FormatRequest:
    return FormatRequest.objects.create(wanted="Money", format="audio", due="2026-01-05")


def pack_of_paper() -> PrintPack:
    entries = [{"kind": "document", "id": str(paper().pk)}]
    found, _is_new = PrintPack.objects.get_or_create(
        slug="pack", defaults={"title_en": "Pack", "entries": entries, "is_published": True}
    )
    return found


def preview_token() -> str:
    draft = publishing.topic(published=False)
    return preview.url_of(draft).rstrip("/").rpartition("/")[2]


REPORT = published_report


def shown_photo() -> str:
    """The key of a photo on the page of a published listing."""
    upload = files.keep_photo(photo(), by=None)
    Photo.objects.create(
        service=Service.objects.get(slug="swim-club"), upload=upload, alt_en="The pool"
    )
    return str(upload.pk)


def of_a_member() -> str:
    """The reference of a draft that a colleague of Pat left behind."""
    author = User.objects.create_user("left@example.org")
    listing = Service.objects.get(slug="swim-club")
    return str(actions.start(kind="change", service=listing, author=author).reference)


SWIM = ("swim-club",)
PLAY = ("harbour-play",)
DRAFT = (lambda made: made.draft.key,)
ADDRESSES = {
    "core:live": Row(EVERYBODY),
    "core:ready": Row(_answers(503)),  # no worker runs in a test
    "core:brand": Row(EVERYBODY, ("any",)),
    "core:logo": Row(_answers(404)),  # a static one has another address
    # Who sees one that is not published: test_uploads.py.
    "file": Row(EVERYBODY, (lambda made: shown_photo(), "pool.webp")),
    "robots": Row(EVERYBODY),
    "sitemap": Row(EVERYBODY),
    "sitemap_section": Row(EVERYBODY, ("services", "1")),
    "accessibility:statement": Row(EVERYBODY),
    "access:tell": Row(EVERYBODY),
    "pages:contact": Row(EVERYBODY),
    "pages:cookies": Row(EVERYBODY),
    "pages:display": Row(EVERYBODY),
    "pages:privacy": Row(EVERYBODY),
    "usage:objection": post(302, count="no"),
    "directory:home": Row(EVERYBODY),
    "directory:search": Row(EVERYBODY),
    "directory:suggestions": Row(EVERYBODY),
    "directory:feed": Row(EVERYBODY),
    "directory:topics": Row(EVERYBODY),
    "directory:topic": Row(EVERYBODY, ("sport",)),
    "directory:stages": Row(EVERYBODY),
    "directory:stage": Row(EVERYBODY, ("school",)),
    "directory:a_to_z": Row(EVERYBODY),
    "directory:my_list": Row(EVERYBODY),
    "directory:my_list_keep": post(302, service="swim-club"),
    "directory:my_list_remove": post(302, service="swim-club"),
    "directory:my_list_clear": post(302),
    "directory:my_list_email": post(200),
    "directory:service": Row(EVERYBODY, SWIM),
    "directory:service_times": Row(EVERYBODY, SWIM),
    "directory:organisation": Row(EVERYBODY, ("harbour-play",)),
    "suggestions:home": Row(EVERYBODY),
    "suggestions:new": Row(EVERYBODY),
    "suggestions:change": Row(EVERYBODY, SWIM),
    "suggestions:still_right": post(302, *SWIM, answer="yes"),
    "suggestions:thanks": Row(EVERYBODY, SWIM),
    "suggestions:confirm": Row(EVERYBODY, (lambda made: tokens.make(made.draft, "p@example.org"),)),
    "suggestions:find": Row(EVERYBODY),
    "suggestions:status": Row(EVERYBODY, (lambda made: made.suggestion.reference,)),
    "suggestions:mine": Row(EVERYBODY, (lambda made: made.suggestion.key,)),
    "suggestions:check": Row(EVERYBODY, DRAFT),
    "suggestions:sent": Row(EVERYBODY, (lambda made: made.suggestion.key,)),
    "suggestions:step": Row(EVERYBODY, (*DRAFT, "you")),
    "feedback:start": Row(EVERYBODY),
    "feedback:give": Row(EVERYBODY, ("ease",)),
    "feedback:thanks": Row(EVERYBODY, (lambda made: answering.comment().reference,)),
    "feedback:find": Row(EVERYBODY),
    "feedback:status": Row(EVERYBODY, (lambda made: answering.comment().reference,)),
    "feedback:useful": post(302, useful="yes", page=pages.signed("/privacy/")),
    "feedback:useful_thanks": Row(_answers(404)),  # of a page that nobody came from
    "feedback:useful_words": Row(_answers(404)),
    "feedback:young": Row(EVERYBODY),
    "feedback:young_topic": Row(EVERYBODY, ("good",)),
    "feedback:young_more": Row(EVERYBODY, ("good", "finding")),
    "feedback:young_thanks": Row(
        EVERYBODY, (lambda made: answering.comment(speaker="young_person").reference,)
    ),
    "freshness:check": Row(EVERYBODY, (lambda made: freshness.token(made.mailbox),)),
    "documents:home": Row(EVERYBODY),
    "documents:ask": Row(EVERYBODY),
    "documents:ask_for": Row(EVERYBODY, (lambda made: paper().slug,)),
    "documents:status": Row(EVERYBODY, (lambda made: asked_for().reference,)),
    "documents:document": Row(EVERYBODY, (lambda made: paper().slug,)),
    "documents:file": Row(EVERYBODY, (lambda made: paper().slug,)),
    "documents:version": Row(
        EVERYBODY, (lambda made: paper().slug, lambda made: str(paper().versions.get().pk))
    ),
    "help:home": Row(EVERYBODY),
    "help:my_list": Row(_answers(404)),  # of an empty list
    "help:pack": Row(EVERYBODY, (lambda made: pack_of_paper().slug,)),
    "guides:home": Row(EVERYBODY),
    "guides:topic": Row(EVERYBODY, (lambda made: guide().topic.slug,)),
    "guides:guide": Row(EVERYBODY, (lambda made: guide().topic.slug, lambda made: guide().slug)),
    "young:home": Row(EVERYBODY),
    "young:topic": Row(EVERYBODY, (lambda made: guide("young_people").topic.slug,)),
    "young:page": Row(EVERYBODY, (lambda made: guide("young_people").slug,)),
    "variants:easy_read": Row(EVERYBODY),
    "variants:easy_read_page": Row(EVERYBODY, (lambda made: version_of_guide("easy_read"),)),
    "variants:easy_read_print": Row(EVERYBODY, (lambda made: version_of_guide("easy_read"),)),
    "variants:plain": Row(EVERYBODY),
    "variants:plain_page": Row(EVERYBODY, (lambda made: version_of_guide("plain"),)),
    "variants:bsl": Row(EVERYBODY),
    "variants:bsl_page": Row(EVERYBODY, (lambda made: version_of_guide("bsl"),)),
    "news:home": Row(EVERYBODY),
    "news:item": Row(EVERYBODY, (lambda made: newsroom.news().slug,)),
    "news:feed": Row(EVERYBODY),
    "news:topic_feed": Row(EVERYBODY, (lambda made: publishing.topic().slug,)),
    "events:home": Row(EVERYBODY),
    "events:past": Row(EVERYBODY),
    "events:calendar": Row(EVERYBODY),
    "events:event": Row(EVERYBODY, (lambda made: newsroom.event().slug,)),
    "events:event_calendar": Row(EVERYBODY, (lambda made: newsroom.event().slug,)),
    "key_dates:home": Row(EVERYBODY),
    "key_dates:date": Row(EVERYBODY, (lambda made: newsroom.key_date().slug,)),
    "key_dates:date_calendar": Row(EVERYBODY, (lambda made: newsroom.key_date().slug,)),
    "key_dates:calendar": Row(EVERYBODY),
    "key_dates:topic_calendar": Row(EVERYBODY, (lambda made: publishing.topic().slug,)),
    "consultations:home": Row(EVERYBODY),
    "consultations:consultation": Row(EVERYBODY, (lambda made: newsroom.consultation().slug,)),
    "provider:home": Row(PROVIDERS),
    "provider:add": Row(PROVIDERS),
    "provider:suggestions": Row(PROVIDERS),
    "provider:listing": Row(OF_THIS, SWIM),
    "provider:still_right": Row(PRESSED_BY_PAT, SWIM, "post", (("version", "1"),)),
    "provider:copy": Row(OF_THIS, SWIM),
    "provider:remove": Row(OF_THIS, SWIM),
    "provider:section": Row(OF_THIS, (*SWIM, "contact")),
    "provider:languages": Row(OF_THIS, SWIM),
    "provider:translation_still_right": Row(PRESSED_BY_PAT, (*SWIM, "in-pl"), "post"),
    "provider:suggestion": Row(PRESSED_BY_PAT, (lambda made: of_a_member(),)),  # to its draft
    "provider:edit": Row(OF_THIS, (lambda made: of_a_member(),)),
    "provider:edit_section": Row(OF_THIS, (lambda made: of_a_member(), "contact")),
    "provider:edit_languages": Row(OF_THIS, (lambda made: of_a_member(),)),
    "provider:preview": Row(OF_THIS, (lambda made: of_a_member(),)),
    "provider:check": Row(OF_THIS, (lambda made: of_a_member(),)),
    "provider:throw_away": Row(OF_THIS, (lambda made: of_a_member(),)),
    "bulletins:home": Row(EVERYBODY),
    "bulletins:sign_up": Row(EVERYBODY),
    "bulletins:look": Row(EVERYBODY),
    "bulletins:confirm": Row(_answers(410), ("made-up",)),
    "bulletins:manage": Row(EVERYBODY, (lambda made: subscriber().key,)),
    "bulletins:leave": Row(EVERYBODY, (lambda made: subscriber().key,)),
    "bulletins:bulletin": Row(EVERYBODY, (lambda made: sent_bulletin(),)),
    "preview": Row(EVERYBODY, (lambda made: preview_token(),)),
    "reports:archive": Row(EVERYBODY),
    "reports:year": Row(EVERYBODY, (REPORT,)),
    "reports:version": Row(EVERYBODY, (REPORT, "1")),
    "reports:file": Row(_answers(404), ("2024-25", "1", "pdf", "en")),  # none is made yet
    "reports:data": Row(EVERYBODY, (REPORT, "1", "report.json")),
    "reports:draft": Row(EVERYBODY, (lambda made: shared_report(),)),
    "surveys:home": Row(EVERYBODY),
    "surveys:survey": Row(EVERYBODY, (lambda made: answering.survey().slug,)),
    "surveys:thanks": Row(EVERYBODY, (lambda made: answering.survey().slug,)),
    "surveys:results": Row(
        EVERYBODY, (lambda made: answering.survey(opens=-9, closes=-1, shows_results=True).slug,)
    ),
    "provider:you": Row(PROVIDERS),
    # Pat and Nora have one organisation each, so they are led to its page.
    "provider:all_people": Row({**PROVIDERS, "pat": 302, "nora": 302}),
    "provider:people": Row(OF_THIS, PLAY),
    "provider:people_end": Row(OF_THIS, (*PLAY, lambda made: str(made.member.pk))),
    # Whoever is a member already is led to their listings.
    "provider:claim": Row({**EVERYBODY, "pat": 302}, SWIM),
    "provider:claim_organisation": Row({**EVERYBODY, "pat": 302}, PLAY),
    "provider:claim_sent": Row(EVERYBODY),
    "provider:claim_confirm": Row(EVERYBODY, (lambda made: made.claim.key,)),
    "library:glossary": Row(EVERYBODY),
    "library:video": Row(EVERYBODY, (lambda made: film().slug,)),
    "answers:home": Row(EVERYBODY),
    "answers:year": Row(EVERYBODY, (lambda made: answering.theme().year,)),
    "answers:theme": Row(EVERYBODY, ("2024-25", lambda made: str(answering.theme().pk))),
    "account_login": Row(NOT_SIGNED_IN),
    "account_request_login_code": Row(NOT_SIGNED_IN),
    "account_confirm_login_code": Row(_answers(302)),  # only after a code was asked for
    "account_logout": Row(SIGNED_IN),
    "account_inactive": Row(EVERYBODY),
    "account_reauthenticate": Row(SIGNED_IN),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(_answers(302)),  # they have one, which they change
    "account_reset_password": Row(EVERYBODY),
    "account_reset_password_done": Row(EVERYBODY),
    "account_reset_password_from_key": Row(EVERYBODY, ("1", "set-password")),  # "does not work"
    "account_reset_password_from_key_done": Row(EVERYBODY),
    "mfa_index": Row(SIGNED_IN),
    "mfa_authenticate": Row(_answers(302)),  # only between the first and the second step
    "mfa_reauthenticate": Row(_answers(302)),
    "mfa_activate_totp": Row(_answers(302)),  # after the password was typed once more
    "mfa_deactivate_totp": Row(NOT_SET_UP),
    "mfa_view_recovery_codes": Row(NOT_SET_UP),
    "mfa_generate_recovery_codes": Row(_answers(302)),
    "mfa_download_recovery_codes": Row(NOT_SET_UP),
    "mfa_list_webauthn": Row(SIGNED_IN),
    "mfa_add_webauthn": Row(_answers(302)),
    "mfa_reauthenticate_webauthn": Row(_answers(302)),
    "mfa_remove_webauthn": Row(_answers(302), ("1",)),
    "mfa_edit_webauthn": Row(_answers(302), ("1",)),
    "mfa_login_webauthn": Row(_answers(302)),  # only a script asks for it
}


def test_no_address_is_in_no_table():
    """Django's admin has tables of its own, of its models: see test_admin.py."""
    found = {f"{space}:{name}" if space else name for space, name in names()}
    rest = {name for name in found if not name.startswith(("desk:", "admin:"))}
    assert rest == set(ADDRESSES)


@pytest.fixture
def made(db) -> Made:
    return make_what_addresses_are_about()


def make_what_addresses_are_about() -> Made:
    swim_club = Service.objects.filter(slug="swim-club").first() or service(
        "Swim club",
        organisation=organisation(),
        schedules=({"days": ["MO"], "opens_at": at("10:00")},),
        terms=(term("category", "sport"), term("stage", "school")),
    )
    draft = actions.start(kind="change", service=swim_club, language="en", questions=["about"])
    draft = actions.save_draft(draft, by=None, proposed={}, contact={"email": "p@example.org"})
    return Made(
        draft=draft,
        suggestion=suggest(swim_club, description_en="We swim."),
        mailbox=Mailbox.objects.create(address="swim@example.org"),
        claim=claim(swim_club.organisation),
        member=membership(swim_club.organisation),
    )


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_address_answers_each_as_it_should(name, made, client, request, signed_in):
    row = ADDRESSES[name]
    address, answers = row.address(name, made), {}
    for who in COLUMNS:
        cache.clear()  # nobody is one too many for the limits of signing in
        visitor = client if who == "anonymous" else signed_in(request.getfixturevalue(who))
        response = getattr(visitor, row.method)(address, dict(row.sent), headers=HERE)
        answers[who] = response.status_code
        asked_to_sign_in = response.get("Location", "").startswith("/accounts/login/")
        assert asked_to_sign_in <= (who == "anonymous"), who
    assert answers == row.answers
