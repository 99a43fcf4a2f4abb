"""Every address of the desk for everybody who might open it. A new page goes into the table too."""

from dataclasses import dataclass

import pytest
from django.urls import get_resolver, reverse

from core.models import AuditEvent
from directory.duplicates import pair_of
from directory.models import Requirement
from openreferral.models import ImportRun
from search.models import Synonym
from suggestions.models import ReasonTemplate
from tests.listings import organisation, place, service, term
from tests.web.suggesting import suggest

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
    "suggestion": LOOK,
    "suggestion_claim": DECIDE_BUTTON,
    "suggestion_release": DECIDE_BUTTON,
    "suggestion_comment": EDIT_BUTTON,
    "suggestion_decide": DECIDE_BUTTON,
    "suggestion_reject": DECIDE,
    "suggestion_ask": DECIDE_BUTTON,
    "suggestion_edit": DECIDE,
    "reasons": DECIDE,
    "reason_add": DECIDE,
    "reason": DECIDE,
    "reason_delete": DECIDE_BUTTON,
    "service_merge": DECIDE,
    "service_ask": EDIT_BUTTON,
    "service_bounced": DECIDE_BUTTON,
    "duplicates": DECIDE,
    "duplicates_look": DECIDE_BUTTON,
    "merge": DECIDE,
    "not_duplicate": DECIDE_BUTTON,
    "freshness": LOOK,
    "freshness_dashboard": LOOK,
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
    "imports": LOOK,
    "import": LOOK,
    "import_report": LOOK,
}
DATA = {
    "name": "A copy",
    "version": "1",
    "part-0": "approved",
    "question": "Is it on Mondays?",
    "comment": "Looks right.",
}


def names_of_the_desk() -> set[str]:
    _prefix, desk = get_resolver().namespace_dict["desk"]
    return {name for name in desk.reverse_dict if isinstance(name, str)}


@pytest.fixture
def addresses(olive) -> dict[str, str]:
    """The address of each page, about records that exist."""
    own = organisation("Own")
    swim_club = service("Swim club", organisation=own)
    pair = pair_of(swim_club, service("Swimming club", organisation=own))
    gone = organisation("Gone", archived_at="2026-01-01T00:00Z")
    records = {
        "service": swim_club,
        "suggestion": suggest(swim_club, description_en="We swim."),
        "reason": ReasonTemplate.objects.create(title_en="Not ours", text_en="Sorry."),
        "organisation": own,
        "location": place(),
        "term": term("need", "autism"),
        "person": olive,
        "merge": pair,
        "not": pair,
        "requirement": Requirement.objects.create(code="swimming", title="Swimming", law="Law"),
        "search": Synonym.objects.create(term="kids", expansions="children"),
        "import": ImportRun.objects.create(source="feed", dry_run=True),
    }
    archived = {
        "service": service("Old club", organisation=own, archived_at="2026-01-01T00:00Z"),
        "organisation": gone,
        "location": records["location"],
    }
    return {name: _address(name, records, archived) for name in PAGES}


def _address(name: str, records: dict, archived: dict) -> str:
    kind, _, page = name.partition("_")
    if name in ("taxonomy", "term_add"):
        return reverse(f"desk:{name}", args=["need"])
    if kind == "search" and page:
        words = [] if page == "words" else [records["search"].pk]
        return reverse(f"desk:{name}", args=["synonyms", *words])
    if kind not in records or name == "search" or page in ("add", "choose_organisation", "next"):
        return reverse(f"desk:{name}")
    record = archived[kind] if page in ("restore", "delete") and kind in archived else records[kind]
    more = {
        "edit": ["access" if kind == "location" else "about"],
        "translate": ["pl"],
        "put_back": [1],
    }
    return reverse(f"desk:{name}", args=[record.pk, *more.get(page, [])])


def test_the_table_has_every_page_of_the_desk():
    assert names_of_the_desk() == set(PAGES)


@pytest.fixture
def people(percy, vera, eddie, olive) -> list:
    return [percy, vera, eddie, olive]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_opens_for_those_who_may_and_for_nobody_else(
    name, addresses, people, signed_in, client
):
    page, address = PAGES[name], addresses[name]
    for role, person in enumerate(people[: page.least]):
        response = getattr(signed_in(person), page.method)(address, DATA)
        assert response.status_code == 404, (name, role)
    anonymous = getattr(client, page.method)(address, DATA)
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/accounts/login/?next=/desk/")
    response = getattr(signed_in(people[page.least]), page.method)(address, DATA)
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


def test_the_footer_of_the_admin_is_not_there_for_people_without_it(client, percy, vera, signed_in):
    assert client.get("/admin/").status_code == 302
    for person in (percy, vera):
        assert signed_in(person).get("/admin/").status_code == 404
