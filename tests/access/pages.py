"""Every kind of page of the site and the states in which it is looked at: one list.

Whatever the table of addresses has (tests/web/test_permissions.py) is looked at as that table
makes it, which is nearly empty; below is what is better looked at with much in it, in several
states. What is neither is in FILES or ELSEWHERE with the reason, or the test
of this list fails.
"""

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core import translations
from core.translations import MadeBy, Translated
from suggestions import actions
from tests.access.looks import DESK, PROVIDER, PUBLIC, Look
from tests.access.world import LONG, World
from tests.listings import days_from_today, join, organisation, service
from tests.web import test_permissions as table

# Answer something else than a page.
FILES = {
    "core:live",
    "core:ready",
    "core:brand",
    "core:logo",
    "file",
    "robots",
    "sitemap",
    "sitemap_section",
    "directory:suggestions",
    "directory:feed",
    "directory:service_times",
    "documents:file",
    "documents:version",
    "help:my_list",
    "help:pack",
    "news:feed",
    "news:topic_feed",
    "events:calendar",
    "events:event_calendar",
    "key_dates:calendar",
    "key_dates:date_calendar",
    "key_dates:topic_calendar",
    "reports:file",
    "reports:data",
    "variants:easy_read_print",
    "mfa_download_recovery_codes",
    "desk:document_file",
    "desk:import_report",
    "desk:print_pack_file",
}
# A page only at one moment of a journey, with where that is walked.
ELSEWHERE = {
    "account_confirm_login_code": "test_provider.py",
    "account_set_password": "nobody is without a password who may have one",
    "bulletins:confirm": "test_bulletins.py",
    "feedback:useful_thanks": "test_feedback.py",
    "feedback:useful_words": "test_feedback.py",
    "mfa_authenticate": "test_access_signing_in.py",
    "mfa_reauthenticate": "test_access_signing_in.py",
    "mfa_activate_totp": "test_access_signing_in.py",
    "mfa_deactivate_totp": "test_access_signing_in.py",
    "mfa_view_recovery_codes": "test_access_signing_in.py",
    "mfa_generate_recovery_codes": "test_access_signing_in.py",
    "mfa_add_webauthn": "test_desk.py",
    "mfa_edit_webauthn": "test_desk.py",
    "mfa_remove_webauthn": "test_desk.py",
    "mfa_reauthenticate_webauthn": "only a script asks for it",
    "mfa_login_webauthn": "only a script asks for it",
    "provider:all_people": "of one organisation it leads to its people",
    "provider:suggestion": "of a draft it leads to the draft",
    "desk:service_add": "leads to the choice of an organisation",
    "desk:translations_next": "leads to the words of a record",
}


def all_looks(world: World, *, officer: User, provider: User) -> list[Look]:
    """Everything that there is to look at, each kind of page at least once."""
    chosen = [*rich(world), *of_a_provider(provider)]
    have = {look.name for look in chosen}
    return chosen + list(plain(officer, but=have))


def without_content() -> Iterator[Look]:
    """What is there in an empty site too: lists of nothing and forms about nothing. Nobody is a
    provider there, and a history begins with what was kept first."""
    for name in [*table.ADDRESSES, *(f"desk:{name}" for name in table.PAGES)]:
        who = opener(name) if is_page(name) and name not in ELSEWHERE else PROVIDER
        if (
            who != PROVIDER
            and not name.endswith("_history")
            and (path := address_without_parts(name))
        ):
            yield Look(name, path, who, "empty")


def address_without_parts(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def opener(name: str) -> str:
    """As whom a page is opened: whoever has the least rights that are enough."""
    if name.startswith("desk:"):
        return DESK
    answers = table.ADDRESSES[name].answers
    return PUBLIC if answers["anonymous"] == 200 else PROVIDER if answers["pat"] == 200 else DESK


def is_page(name: str) -> bool:
    if name.startswith("desk:"):
        page = table.PAGES[name.removeprefix("desk:")]
        found = (page.method, page.status) == ("get", 200)
    else:
        row = table.ADDRESSES[name]
        found = row.method == "get" and 200 in row.answers.values()
    return found and name not in FILES


def plain(officer: User, *, but: set[str]) -> Iterator[Look]:
    """What the table of addresses has, as it makes it."""
    for name, path in table.desk_addresses(officer).items():
        if is_page(f"desk:{name}") and f"desk:{name}" not in but:
            yield Look(f"desk:{name}", path, DESK)
    made = table.make_what_addresses_are_about()
    for name, row in table.ADDRESSES.items():
        if is_page(name) and name not in but:
            yield Look(name, row.address(name, made), opener(name))


# --- With much in it ------------------------------------------------------------------------------

# By the name of an address: the states of its page and where they are. "{listing}" and so on are
# parts of `places` below.
RICH: dict[str, dict[str, str]] = {
    "directory:home": {"": "/"},
    "directory:search": {
        "": "/services/?q=swimming&near=SO14&age=4&category=leisure&sort=distance",
        "all": "/services/",
        "unknown place": "/services/?q=swimming&near=nowhere",
        "nothing found": "/services/?q=zzqqxx&cost=free",
        "second page": "/services/?page=2",
    },
    "directory:service": {
        "": "/services/saturday-swim/",
        "huge": "/services/huge/",
        "closed": "/services/physiotherapy-line/",
    },
    "directory:organisation": {"": "/organisations/splash-trust/", "huge": "{host}"},
    "directory:topics": {"": "/services/topics/"},
    "directory:topic": {"": "/services/topics/leisure/"},
    "directory:stages": {"": "/services/stages/"},
    "directory:stage": {"": "/services/stages/primary/"},
    "directory:a_to_z": {"": "/services/a-to-z/p/"},
    "directory:my_list": {"empty": "/services/my-list/"},
    "guides:home": {"": "/information/"},
    "guides:topic": {"": "/information/travel/"},
    "guides:guide": {"huge": "{guide}", "part": "{part}"},
    "young:home": {"": "/young-people/"},
    "young:topic": {"": "/young-people/topics/work/"},
    "young:page": {"": "/young-people/my-first-job/"},
    "news:home": {"": "/news/"},
    "news:item": {"": "/news/winter-line/", "old": "/news/old-line/"},
    "key_dates:home": {"": "/key-dates/"},
    "consultations:home": {"": "/have-your-say/"},
    "consultations:consultation": {
        "": "/have-your-say/fares/",
        "decided": "/have-your-say/decided/",
        "closed": "/have-your-say/waiting/",
    },
    "events:home": {"": "/events/"},
    "events:past": {"": "/events/past/"},
    "events:event": {"": "/events/coffee-morning/", "cancelled": "/events/gone/"},
    "documents:home": {"": "/documents/", "nothing found": "/documents/?q=zzqqxx"},
    "documents:document": {"": "{paper}"},
    "documents:ask_for": {"": "{paper}another-format/"},
    "help:home": {"": "/help-without-internet/"},
    "answers:home": {"": "/you-said-we-did/"},
    "answers:year": {"": "/you-said-we-did/2024-25/"},
    "answers:theme": {"huge": "{theme}"},
    "surveys:home": {"": "/surveys/"},
    "surveys:survey": {"": "/surveys/holidays/"},
    "surveys:thanks": {"": "/surveys/holidays/thanks/"},
    "surveys:results": {"": "/surveys/old-holidays/results/"},
    "reports:archive": {"": "/reports/"},
    "reports:year": {"": "/reports/2024-25/"},
    "reports:version": {"": "{version}"},
    "reports:draft": {"": "{shared}"},
    "library:glossary": {"": "/glossary/"},
    "library:video": {"": "/videos/a-film/"},
    "bulletins:manage": {"": "{subscriber}"},
    "bulletins:leave": {"": "{leave}"},
    "desk:home": {"": "/desk/"},
    "desk:usage": {"": "/desk/usage/"},
    "desk:links": {"": "/desk/links/", "all": "/desk/links/?state=all"},
    "desk:services": {"": "/desk/directory/services/", "nothing found": "{services}?q=zzqqxx"},
    "desk:service": {"huge": "{listing}"},
    "desk:service_edit": {
        section: f"{{listing}}edit/{section}/"
        for section in "about who how times cost places contact topics status photos".split()
    },
    "desk:service_translate": {"": "{listing}translate/ar/"},
    "desk:service_places": {"": "{listing}places/"},
    "desk:suggestion": {"": "{suggestion}"},
    "desk:report": {"": "{report}"},
    "desk:report_preview": {"": "{report}preview/"},
    "desk:report_check": {"": "{report}check/"},
    "desk:report_figures": {"": "{report}figures/"},
    "desk:bulletin": {"huge": "{bulletin}"},
    "desk:bulletin_as_page": {"": "{bulletin}preview/web/"},
    "desk:bulletin_as_email": {
        language: f"{{bulletin}}preview/email/?language={language}" for language in ("en", "ar")
    },
    "desk:page": {"": "{page}"},
    "desk:page_change": {"": "{page}change/"},
    "desk:page_history": {"": "{page}history/"},
    "desk:page_compare": {"": "{page}compare/"},
    "desk:page_translate": {"": "{page}translate/ar/"},
    "desk:themes": {"": "/desk/themes/?year=2024-25"},
    "desk:survey": {"": "{survey}"},
    "desk:survey_preview": {"": "{survey}preview/"},
    "desk:survey_results": {"": "{survey}results/"},
}


def rich(world: World) -> Iterator[Look]:
    known = places(world)
    for name, states in RICH.items():
        for state, path in states.items():
            yield Look(name, path.format(**known), opener(name), state)


def places(world: World) -> dict[str, str]:
    guide = world.guide.get_absolute_url()
    return {
        "listing": reverse("desk:service", args=[world.listing.pk]),
        "services": reverse("desk:services"),
        "host": world.listing.organisation.get_absolute_url(),
        "guide": guide,
        "part": guide.replace(world.guide.slug, "appeals"),
        "paper": world.paper.get_absolute_url(),
        "theme": reverse("answers:theme", args=[world.theme.year, world.theme.pk]),
        "version": reverse("reports:version", args=["2024-25", world.report.number]),
        "shared": reverse("reports:draft", args=[world.correction.share_key]),
        "subscriber": reverse("bulletins:manage", args=[world.reader.key]),
        "leave": reverse("bulletins:leave", args=[world.reader.key]),
        "suggestion": reverse("desk:suggestion", args=[world.suggestion]),
        "report": reverse("desk:report", args=[world.correction.pk]),
        "bulletin": reverse("desk:bulletin", args=[world.bulletin.pk]),
        "page": reverse("desk:page", args=["topic", world.page.pk]),
        "survey": reverse("desk:survey", args=[world.survey.pk]),
    }


# --- Of providers, who see what is theirs ---------------------------------------------------------


def of_a_provider(provider: User) -> Iterator[Look]:
    own = organisation("Own Club Trust")
    join(provider, own)
    listing = service("Own club", organisation=own, summary_en=f"Games. {LONG}")
    old = service("Old listing", organisation=own, name_ar="نادٍ", review_due=days_from_today(-3))
    # Its English has changed since its people translated it.
    before = Translated(old.pk, "name", "ar", "Older listing")
    translations.remember([before], made_by=MadeBy.PROVIDER)
    draft = actions.start(kind="change", service=listing, author=provider)
    draft = actions.save_draft(draft, by=provider, proposed={"summary_en": f"More games. {LONG}"})
    at = f"/provider/suggestion/{draft.reference}/"
    yield Look("provider:home", "/provider/", PROVIDER)
    yield Look("provider:listing", "/provider/listing/own-club/", PROVIDER)
    yield Look("provider:copy", "/provider/listing/own-club/copy/", PROVIDER)
    yield Look("provider:remove", "/provider/listing/own-club/remove/", PROVIDER)
    yield Look("provider:section", "/provider/listing/old-listing/change/contact/", PROVIDER)
    asked = ("name", "who", "how", "times", "cost", "places", "contact", "topics", "photos")
    for section in (*asked, "in-ar"):
        yield Look("provider:edit_section", f"{at}edit/{section}/", PROVIDER, section)
    change = "/provider/listing/old-listing/change/"
    yield Look("provider:section", f"{change}in-ar/", PROVIDER, "behind")
    yield Look("provider:languages", f"{change}translations/", PROVIDER)
    yield Look("provider:edit_languages", f"{at}edit/translations/", PROVIDER)
    yield Look("provider:edit", f"{at}edit/", PROVIDER)
    yield Look("provider:preview", f"{at}preview/", PROVIDER)
    yield Look("provider:check", f"{at}check/", PROVIDER)
    yield Look("provider:throw_away", f"{at}throw-away/", PROVIDER)
    people = "/provider/own-club-trust/people/"
    yield Look("provider:people", people, PROVIDER)
    yield Look("provider:people_end", f"{people}{table.membership(own).pk}/end/", PROVIDER)
