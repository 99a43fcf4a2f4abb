"""A report as a row of plain blocks, for whatever is not a web page: PDF and Word.

    {"type": "heading", "level": 1 to 4, "runs": […]}      {"type": "paragraph", "runs": […]}
    {"type": "list", "ordered": bool, "items": [[block, …], …]}
    {"type": "quote", "blocks": [block, …]}
    {"type": "table", "caption", "head": [text, …], "rows": [[text, …], …], "widths"}
    {"type": "chart", "alt", and the shapes of a core.charts.Chart}

Runs: [{"text", "bold", "italic", "href", "lang"}]. `lang` is "" where it is the report's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it.token import Token

from core import richtext
from core.charts import Chart

from .reading import ActionRow, FigureRow, Report, Section, ThemeRow
from .texts import SOURCE, Text

Block = dict[str, Any]
Run = dict[str, Any]


def of(report: Report, *, checksum: str) -> list[Block]:
    blocks = [paragraph(_about(report))]
    if report.note:
        blocks += [heading(2, Text(_("What was corrected"))), *markdown(report.note)]
    for section in report.sections:
        blocks += _section(section)
    return _without_gaps([*blocks, *_sources(report, checksum)])


def _without_gaps(blocks: list[Block]) -> list[Block]:
    """No heading is more than one level below the one before it: PDF/UA-1 (ISO 14289-1, 7.4.2)."""
    last, found = 1, []
    for block in blocks:
        if block["type"] == "heading":
            last = min(block["level"], last + 1)
            block = {**block, "level": last}
        found.append(block)
    return found


def _about(report: Report) -> str:
    return _("Published on %(date)s by %(council)s. Version %(number)s.") % {
        "date": date_format(report.published_on),
        "council": report.council,
        "number": report.number,
    }


def run(text: str, *, lang: str = "", **more: Any) -> Run:
    return {"text": text, "bold": False, "italic": False, "href": "", "lang": lang} | more


def _runs(words: Text | str) -> list[Run]:
    if isinstance(words, str):
        return [run(words)]
    return [run(words.words, lang=_lang(words))]


def _lang(words: Text) -> str:
    return SOURCE if words.in_english else ""


def heading(level: int, words: Text | str) -> Block:
    return {"type": "heading", "level": level, "runs": _runs(words)}


def paragraph(words: Text | str) -> Block:
    return {"type": "paragraph", "runs": _runs(words)}


def table(caption: str, head: list[str], rows: list[list[str]], widths: Sequence[int]) -> Block:
    """`widths`: each column's share of the page."""
    return {
        "type": "table",
        "caption": caption,
        "head": head,
        "rows": rows,
        "widths": list(widths[: len(head)]),
    }


# --- Sections -------------------------------------------------------------------------------------


def _section(section: Section) -> list[Block]:
    blocks = [heading(2, section.heading), *markdown(section.words)]
    if section.numbers:
        blocks.append(_numbers(section))
    for each in section.lists:
        blocks += _list(each)
    if section.occasions:
        blocks.append(_occasions(section))
    for theme in section.themes:
        blocks += _theme(theme)
    blocks += [{"type": "quote", "blocks": markdown(each)} for each in section.comments]
    for theme in section.actions:
        blocks += [heading(3, theme.title), *_actions(theme.actions)]
    if section.promises:
        blocks += _promises(section)
    return blocks


def _numbers(section: Section) -> Block:
    head = [_("What we counted"), _("This year")]
    rows = [[each.label.words, each.value] for each in section.numbers]
    if section.has_last_year:
        head.append(_("The year before"))
        for row, each in zip(rows, section.numbers, strict=True):
            row.append(each.last_year or "–")
    return table(section.heading.words, head, rows, (4, 1, 1))


def _list(figure: FigureRow) -> list[Block]:
    if figure.chart is None:
        items = [[paragraph(label)] for label, _value in figure.rows]
        return [heading(3, figure.label), {"type": "list", "ordered": True, "items": items}]
    rows = [[label.words, value] for label, value in figure.rows]
    return [
        heading(3, figure.label),
        _chart(figure.chart),
        table(figure.label.words, [_("What"), _("Number")], rows, (2, 1)),
    ]


def _chart(chart: Chart) -> Block:
    return {
        "type": "chart",
        "alt": f"{chart.title}. {chart.description}",
        "width": chart.width,
        "height": chart.height,
        "colour": chart.colour,
        "rules": [asdict(each) for each in chart.rules],
        "rects": [asdict(each) for each in chart.rects],
        "texts": [asdict(each) for each in chart.texts],
    }


def _occasions(section: Section) -> Block:
    head = [_("Date"), _("Where we met"), _("How many came")]
    return table(
        _("Where we met families"),
        head,
        [
            [
                date_format(each.date),
                ", ".join(filter(None, (each.name, each.place))),
                each.attendance or "–",
            ]
            for each in section.occasions
        ],
        (2, 4, 1),
    )


def _theme(theme: ThemeRow) -> list[Block]:
    blocks = [heading(3, theme.title)]
    if theme.said:
        blocks += [heading(4, _("You said")), *markdown(theme.said)]
    if theme.voices:
        blocks.append(paragraph(voices(theme.voices)))
    if theme.actions:
        blocks += [heading(4, _("We did")), *_actions(theme.actions)]
    return blocks


def voices(count: int) -> str:
    return ngettext(
        "%(count)s comment was about this.", "%(count)s comments were about this.", count
    ) % {"count": count}


def _actions(actions: Iterable[ActionRow]) -> list[Block]:
    return [{"type": "list", "ordered": False, "items": [_action(each) for each in actions]}]


def _action(action: ActionRow) -> list[Block]:
    first, *rest = markdown(action.did) or [paragraph("")]
    if first["type"] != "paragraph":
        first, rest = paragraph(""), [first, *rest]
    state = run(f"{action.state_label}: ", bold=True)
    blocks = [{**first, "runs": [state, *first["runs"]]}, *rest]
    if action.why_not:
        why, *more = markdown(action.why_not)
        runs = [run(_("Why:") + " ", bold=True), *why.get("runs", ())]
        blocks += [{"type": "paragraph", "runs": runs}, *more]
    if action.links:
        items = [[_link(words, address)] for words, address in action.links]
        blocks.append({"type": "list", "ordered": False, "items": items})
    if facts := _facts(action):
        blocks.append(paragraph(facts))
    return blocks


def _link(words: Text, address: str) -> Block:
    runs = [run(words.words, lang=_lang(words), href=whole_address(address))]
    return {"type": "paragraph", "runs": runs}


def _facts(action: ActionRow) -> str:
    return " · ".join(
        filter(
            None,
            (
                date_format(action.date) if action.date else "",
                action.owner,
                _("Priority: %(priority)s") % {"priority": action.priority}
                if action.priority
                else "",
            ),
        )
    )


def _promises(section: Section) -> list[Block]:
    rows = [[each.did.words, each.state_label, each.news.words] for each in section.promises]
    head = [_("What we promised"), _("How it stands"), _("In this year’s words")]
    return [table(_("What became of last year’s promises"), head, rows, (3, 1, 3))]


def _sources(report: Report, checksum: str) -> list[Block]:
    blocks = [heading(2, _("How the figures were counted"))]
    items = [
        [{"type": "paragraph", "runs": [run(f"{each.label}: ", bold=True), *_runs(each.source)]}]
        for each in report.sources
    ]
    if items:
        blocks.append({"type": "list", "ordered": False, "items": items})
    if checksum:
        blocks.append(
            paragraph(_("Checksum of the data (SHA-256): %(checksum)s") % {"checksum": checksum})
        )
    return blocks


# --- Markdown -------------------------------------------------------------------------------------


def markdown(words: Text) -> list[Block]:
    """The blocks of rich text, as core.richtext reads it."""
    return _Blocks(richtext.parse(words.words), _lang(words)).all()


class _Blocks:
    def __init__(self, tokens: list[Token], lang: str) -> None:
        self.tokens: Iterator[Token] = iter(tokens)
        self.lang = lang

    def all(self, until: str = "") -> list[Block]:
        """Every block up to the token that closes the one around them."""
        blocks: list[Block] = []
        for token in self.tokens:
            if token.type == until:
                break
            blocks += self._block(token)
        return blocks

    def _block(self, token: Token) -> list[Block]:
        if token.type == "inline":
            return [{"type": "paragraph", "runs": list(self._inline(token.children or []))}]
        if token.type == "heading_open":
            # Below the headings of the report's own parts.
            return [{**each, "type": "heading", "level": 4} for each in self.all("heading_close")]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return [self._list(token.type.replace("_open", "_close"))]
        if token.type == "blockquote_open":
            return [{"type": "quote", "blocks": self.all("blockquote_close")}]
        if token.type in ("fence", "code_block"):
            return [{"type": "paragraph", "runs": [run(token.content, lang=self.lang)]}]
        return []

    def _list(self, close: str) -> Block:
        items = []
        for token in self.tokens:
            if token.type == close:
                break
            if token.type == "list_item_open":
                items.append(self.all("list_item_close"))
        return {"type": "list", "ordered": close.startswith("ordered"), "items": items}

    def _inline(self, tokens: list[Token]) -> Iterator[Run]:
        style: dict[str, Any] = {}
        for token in tokens:
            if token.type in ("strong_open", "strong_close"):
                style["bold"] = token.type == "strong_open"
            elif token.type in ("em_open", "em_close"):
                style["italic"] = token.type == "em_open"
            elif token.type == "link_open":
                style["href"] = whole_address(str(token.attrGet("href") or ""))
            elif token.type == "link_close":
                style["href"] = ""
            elif token.type in ("softbreak", "hardbreak"):
                yield run(" ", lang=self.lang, **style)
            elif token.content:
                yield run(token.content, lang=self.lang, **style)


def whole_address(address: str) -> str:
    """For paper and files: a page of this site with the site's name before it."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{settings.SITE_URL}{address}"
    return address if address.startswith(("http://", "https://", "mailto:", "tel:")) else ""
