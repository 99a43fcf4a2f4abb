"""The desk's menu: a few kinds of work, each with its pages. A new page is named here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import menus
from core.menus import Link, Words


@dataclass(frozen=True)
class Item:
    label: Words
    # The name of its address; every page whose address begins with it belongs to it.
    name: str
    permission: str = "desk.view"


@dataclass(frozen=True)
class Section:
    label: Words
    items: tuple[Item, ...]


SECTIONS = (
    Section(
        _("Suggestions"),
        (
            Item(_("Waiting for us"), "desk:suggestions"),
            Item(_("Published already"), "desk:published"),
            Item(_("Who looks after what"), "desk:claims"),
            Item(_("Reasons"), "desk:reasons", "suggestions.decide"),
        ),
    ),
    Section(
        _("Directory"),
        (
            Item(_("Services"), "desk:services"),
            Item(_("Organisations"), "desk:organisations"),
            Item(_("Places"), "desk:locations"),
            Item(_("Topics and needs"), "desk:terms"),
            Item(_("Listed twice"), "desk:duplicates", "directory.publish"),
            Item(_("Imports"), "desk:imports"),
            Item(_("Freshness"), "desk:freshness"),
            Item(_("Coverage"), "desk:coverage"),
            Item(_("Search words"), "desk:search", "search.tune"),
        ),
    ),
    Section(
        _("Families"),
        (
            Item(_("Feedback"), "desk:comments"),
            Item(_("Occasions"), "desk:occasions"),
            Item(_("You said, we did"), "desk:themes"),
            Item(_("Gaps"), "desk:gaps"),
            Item(_("Surveys"), "desk:surveys"),
        ),
    ),
    Section(
        _("Pages"),
        (
            Item(_("All pages"), "desk:page_kinds"),
            Item(_("Easy Read and other versions"), "desk:versions"),
            Item(_("Pictures"), "desk:images"),
            Item(_("Videos"), "desk:videos"),
            Item(_("Glossary"), "desk:glossary"),
            Item(_("Documents to make accessible"), "desk:documents_hard"),
            Item(_("Other formats"), "desk:format_requests"),
            Item(_("Print packs"), "desk:print_packs"),
            Item(_("Broken links"), "desk:links"),
            Item(_("Accessibility"), "desk:accessibility"),
        ),
    ),
    Section(_("Languages"), (Item(_("Languages"), "desk:languages"),)),
    Section(
        _("Bulletins"),
        (
            Item(_("Bulletins"), "desk:bulletins"),
            Item(_("Readers"), "desk:subscribers", "bulletins.personal_data"),
            Item(_("School holidays"), "desk:bulletin_holidays", "bulletins.edit"),
        ),
    ),
    Section(
        _("Reports"),
        (
            Item(_("Annual reports"), "desk:reports"),
            Item(_("Use of the site"), "desk:usage"),
        ),
    ),
    Section(
        _("People"),
        (
            Item(_("Staff"), "desk:people", "accounts.manage"),
            Item(_("E-mails"), "desk:emails"),
            Item(_("What was done"), "desk:audit"),
            Item(_("My sign-in"), "mfa_index"),
        ),
    ),
)


def links(request: HttpRequest) -> tuple[list[Link], list[Link]]:
    """The kinds of work that the visitor may do, and the pages of the one they are in.

    A kind of work leads to its first page.
    """
    top = [menus.link(request, _("Desk"), "desk:home")]
    below: list[Link] = []
    for section in SECTIONS:
        items = [item for item in section.items if request.user.has_perm(item.permission)]
        pages = menus.links(request, [(item.label, item.name) for item in items])
        if not pages:
            continue
        inside = next((page for page in pages if page.current), None)
        # On the only page of a section its own link says "page", on any other "true".
        current = (inside.current if len(pages) == 1 else "true") if inside else ""
        top.append(Link(section.label, pages[0].url, current))
        if inside and len(pages) > 1:
            below = pages
    return top, below
