"""What should be looked at before a report is published, each with the page where it is mended.

A serious finding can be published over with a reason; of the others somebody should only think.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.utils import build_localized_fieldname as column

from core import readability, richtext
from core.languages import SOURCE
from feedback import personal
from feedback.models import Action, Comment, Theme

from .models import AnnualReport, Figure, ReportSection

# Plain English for families is for about ten years; what is above this is hard for many adults.
HARDEST_READING_AGE = 13
FIGURES_KEEP = timedelta(days=14)
MOST_LINKS = 200
MOST_NAMED = 8
# Of the words of staff: a first name in them may be a street's or a charity's, so that is only a
# thing to think about.
_CERTAIN = {"email", "phone", "postcode", "number", "address"}

KINDS: dict[str, Promise] = {
    "missing": gettext_lazy("Something is missing"),
    "owner": gettext_lazy("Nobody is named who does it"),
    "personal": gettext_lazy("It could show who somebody is"),
    "link": gettext_lazy("Links that lead nowhere"),
    "image": gettext_lazy("Pictures without words"),
    "reading": gettext_lazy("Hard to read"),
    "figures": gettext_lazy("Figures"),
}


@dataclass(frozen=True)
class Finding:
    """`mend`: the address of the page where it is put right."""

    kind: str
    words: str
    mend: str
    serious: bool = True


@dataclass(frozen=True)
class Group:
    title: str
    findings: list[Finding]


def of(report: AnnualReport) -> list[Finding]:
    return [finding for look in _LOOKS for finding in look(report)]


def grouped(findings: list[Finding]) -> list[Group]:
    """The serious ones of each kind first."""
    found = defaultdict(list)
    for finding in sorted(findings, key=lambda each: not each.serious):
        found[finding.kind].append(finding)
    return [Group(str(title), found[kind]) for kind, title in KINDS.items() if found[kind]]


def _about(words: str) -> str:
    return Truncator(richtext.plain(words)).chars(60)


# --- What is said in the report, piece by piece ---------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """English words of the report, what they are, and where they are mended."""

    name: str
    words: str
    mend: str
    by_family: bool = False


def _pieces(report: AnnualReport) -> Iterator[Piece]:
    for section in _sections(report):
        yield Piece(_english(section, "heading"), _english(section, "words"), _edit(section))
    for theme in _themes(report):
        yield Piece(_english(theme, "title"), _english(theme, "said"), _page("theme", theme))
        for action in theme.actions.all():
            words = f"{_english(action, 'did')}\n\n{_english(action, 'why_not')}"
            # The addresses as Markdown has them, so that they are looked at as all links are.
            links = "\n".join(f"[]({address})" for address in action.pages)
            words = f"{words}\n\n{links}"
            yield Piece(_about(_english(action, "did")), words, _page("action", action))
    for comment in _thanks(report):
        words = _english(comment, "published_words")
        yield Piece(comment.reference, words, _page("comment", comment), by_family=True)


def _english(record: Any, field: str) -> str:
    return getattr(record, column(field, SOURCE)) or ""


def _page(name: str, record: Any) -> str:
    return reverse(f"desk:{name}", args=[record.pk])


def _edit(section: ReportSection) -> str:
    return reverse("desk:report_section", args=[section.report_id, section.pk])


def _sections(report: AnnualReport) -> Any:
    return report.sections.filter(hidden=False)


def _themes(report: AnnualReport) -> Any:
    rows = Theme.objects.published().of_year(report.year).in_order()
    return rows.prefetch_related("actions")


def _thanks(report: AnnualReport) -> Any:
    rows = Comment.objects.published().filter(year=report.year, about=Comment.About.PRAISE)
    return rows.order_by("-heard_on", "pk")[:20]


# --- Looks ----------------------------------------------------------------------------------------


def _missing(report: AnnualReport) -> Iterator[Finding]:
    for section in _sections(report):
        if not _english(section, "words").strip():
            heading = _english(section, "heading")
            yield Finding(
                "missing", _("“%(name)s” has no words.") % {"name": heading}, _edit(section)
            )
    for theme in _themes(report):
        if not theme.actions.all():
            words = _("The theme “%(name)s” has no answer yet.") % {
                "name": _english(theme, "title")
            }
            yield Finding("missing", words, _page("theme", theme))
    if not report.says_why:
        words = _("Nobody has said what this version corrects.")
        yield Finding("missing", words, reverse("desk:report_title", args=[report.pk]))
    yield from _unanswered(report)


def _unanswered(report: AnnualReport) -> Iterator[Finding]:
    waiting = Comment.objects.waiting().filter(year=report.year).count()
    if waiting:
        words = _("Comments of the year that still wait for you: %(count)s.") % {"count": waiting}
        yield Finding("missing", words, reverse("desk:comments"))
    hidden = Theme.objects.of_year(report.year).filter(published=False).count()
    if hidden:
        words = _("Themes of the year that are not published: %(count)s.") % {"count": hidden}
        yield Finding("missing", words, reverse("desk:themes"), serious=False)


def _owners(report: AnnualReport) -> Iterator[Finding]:
    actions = Action.objects.filter(theme__year=report.year, theme__published=True)
    for action in actions.unfinished().without_owner():
        words = _("“%(name)s” says nobody who does it.") % {"name": _about(_english(action, "did"))}
        yield Finding("owner", words, _page("action", action))


def _personal(report: AnnualReport) -> Iterator[Finding]:
    for piece in _pieces(report):
        found = personal.find(piece.words)
        certain = [each for each in found if piece.by_family or each.kind in _CERTAIN]
        names = [each for each in found if each not in certain and _is_first_name(piece, each)]
        for some, serious in ((certain, True), (names, False)):
            if some:
                said = dict.fromkeys(piece.words[each.start : each.end] for each in some)
                words = ", ".join(list(said)[:MOST_NAMED])
                yield Finding("personal", f"{piece.name}: {words}", piece.mend, serious=serious)


def _is_first_name(piece: Piece, found: personal.Finding) -> bool:
    """Known even in small letters, so no capital of a school, a charity or a law."""
    word = piece.words[found.start : found.end].lower()
    return found.kind == "name" and bool(personal.find(word))


def _links(report: AnnualReport) -> Iterator[Finding]:
    known: dict[str, bool] = {}
    for piece in _pieces(report):
        for address in _addresses(piece.words):
            if address not in known and len(known) < MOST_LINKS:
                known[address] = leads_somewhere(address)
            if not known.get(address, True):
                words = _("%(name)s: the link to %(address)s.")
                named = {"name": piece.name, "address": address}
                yield Finding("link", words % named, piece.mend)


def _addresses(markdown: str) -> Iterator[str]:
    """Those of this site's own pages that the words link to, without the site's name."""
    for token in richtext.parse(markdown):
        for child in token.children or []:
            address = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            address = address.removeprefix(settings.SITE_URL)
            if address.startswith("/") and not address.startswith("//"):
                yield address


def leads_somewhere(address: str) -> bool:
    """Whether a page of this site answers a stranger who asks for `address`.

    The view alone is asked, without the middleware: nothing is counted, no session begins.
    """
    site, parts = urlsplit(settings.SITE_URL), urlsplit(address)
    path = parts.path
    request: Any = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or 80),
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    request.user = AnonymousUser()
    with translation.override(translation.get_language_from_path(path) or SOURCE):
        try:
            match = resolve(path)
            request.resolver_match = match
            return bool(match.func(request, *match.args, **match.kwargs).status_code < 400)
        except (Resolver404, Http404):
            return False


def _images(report: AnnualReport) -> Iterator[Finding]:
    """Pictures are not shown in words like these, so whoever needs one must say what is on it."""
    for piece in _pieces(report):
        if "![" in piece.words or "<img" in piece.words.lower():
            words = _("%(name)s: a picture cannot stand here. Say in words what is on it.")
            yield Finding("image", words % {"name": piece.name}, piece.mend)


def _reading(report: AnnualReport) -> Iterator[Finding]:
    for piece in _pieces(report):
        age = readability.reading_age(piece.words)
        if age and age > HARDEST_READING_AGE and not piece.by_family:
            words = _("%(name)s: for readers of about %(age)s years. Shorter sentences help.")
            yield Finding("reading", words % {"name": piece.name, "age": age}, piece.mend, False)


def _figures(report: AnnualReport) -> Iterator[Finding]:
    page = reverse("desk:report_figures", args=[report.pk])
    shown = report.figures.filter(hidden=False)
    for figure in shown.filter(typed=True):
        mend = reverse("desk:report_figure", args=[report.pk, figure.pk])
        label = {"name": _english(figure, "label")}
        if figure.kind == Figure.Kind.NUMBER and figure.value is None:
            yield Finding("figures", _("“%(name)s” has no number yet.") % label, mend)
        elif not _english(figure, "source").strip():
            yield Finding("figures", _("“%(name)s” does not say its source.") % label, mend)
    old = timezone.now() - FIGURES_KEEP
    if shown.filter(typed=False, counted_at__lt=old).exists():
        words = _("The figures were counted some time ago. Count them again.")
        yield Finding("figures", words, page, serious=False)


_LOOKS: tuple[Callable[[AnnualReport], Iterator[Finding]], ...] = (
    _missing,
    _owners,
    _personal,
    _links,
    _images,
    _reading,
    _figures,
)
