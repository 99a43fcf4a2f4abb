"""The annual report as a row of plain blocks (core/pdf/blocks.py), for PDF and Word."""

from collections.abc import Iterable
from dataclasses import asdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart
from core.pdf.blocks import (
    Block,
    heading,
    lang_of,
    markdown,
    paragraph,
    run,
    runs_of,
    table,
    whole_address,
    without_gaps,
)
from core.texts import Text

from .reading import ActionRow, FigureRow, Report, Section, ThemeRow


def of(report: Report, *, checksum: str) -> list[Block]:
    blocks = [paragraph(_about(report))]
    if report.note:
        blocks += [heading(2, Text(_("What was corrected"))), *markdown(report.note)]
    for section in report.sections:
        blocks += _section(section)
    return without_gaps([*blocks, *_sources(report, checksum)])


def _about(report: Report) -> str:
    return _("Published on %(date)s by %(council)s. Version %(number)s.") % {
        "date": date_format(report.published_on),
        "council": report.council,
        "number": report.number,
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
    runs = [run(words.words, lang=lang_of(words), href=whole_address(address))]
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
        [{"type": "paragraph", "runs": [run(f"{each.label}: ", bold=True), *runs_of(each.source)]}]
        for each in report.sources
    ]
    if items:
        blocks.append({"type": "list", "ordered": False, "items": items})
    if checksum:
        blocks.append(
            paragraph(_("Checksum of the data (SHA-256): %(checksum)s") % {"checksum": checksum})
        )
    return blocks
