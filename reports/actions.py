"""Writes to the annual report. Each is atomic and audited; a published report takes none."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core import audit, texts
from core.years import Year

from . import drafting, figures, snapshot, tasks
from .models import AnnualReport, Figure, ReportComment, ReportSection, new_key

# See "What is deleted when" in docs/operating.md.
KEEP_COMMENTS = timedelta(days=365)


class NotADraft(Exception):
    """It was published meanwhile, or there is a draft of the year already."""


class StaleEdit(Exception):
    """Somebody else saved the same words after this form was opened."""


def _lock(report: AnnualReport) -> AnnualReport:
    """The draft as it is now, for one writer at a time."""
    found = AnnualReport.objects.select_for_update().drafts().filter(pk=report.pk).first()
    if found is None:
        raise NotADraft
    return found


@transaction.atomic
def start(*, year: Year, by: Any, empty: bool = False) -> AnnualReport:
    """Draft the year's report: its figures are counted, its sections written from them.

    With `empty` the sections have headings alone: for a year before this site, whose figures and
    words are typed in. Raises NotADraft when the year has a report.
    """
    if AnnualReport.objects.of_year(year.code).select_for_update().exists():
        raise NotADraft
    report = AnnualReport(year=year.code, created_by=by)
    texts.set_columns(report, "title", drafting.title())
    report.save()
    if not empty:
        figures.refresh(report)
        figures.carry(report)
    for order, kind in enumerate(drafting.KINDS):
        section = ReportSection(report=report, kind=kind, order=order)
        texts.set_columns(section, "heading", drafting.heading(kind))
        if not empty:
            texts.set_columns(section, "words", drafting.words(report, kind))
        section.save()
    audit.record(by=by, verb="report.started", obj=report, year=year.code)
    return report


@transaction.atomic
def refresh_figures(report: AnnualReport, *, by: Any) -> int:
    """Count again; typed figures and all words stay. How many figures there are."""
    draft = _lock(report)
    count = figures.refresh(draft)
    audit.record(by=by, verb="report.counted", obj=draft, figures=count)
    return count


@transaction.atomic
def save_title(report: AnnualReport, *, by: Any, edit: int) -> None:
    """Write the title and note that `report` holds, if nobody else saved since `edit`."""
    draft = _lock(report)
    if draft.edit != edit:
        raise StaleEdit
    report.edit = edit + 1
    report.save()
    audit.record(by=by, verb="report.changed", obj=report)


@transaction.atomic
def save_section(section: ReportSection, *, by: Any, edit: int, fields: list[str]) -> None:
    """Write the words that `section` holds, if nobody else saved since `edit`."""
    draft = _lock(section.report)
    if not section._state.adding:
        now = ReportSection.objects.select_for_update().filter(pk=section.pk).first()
        if now is None or now.edit != edit:
            raise StaleEdit
        section.edit = edit + 1
    else:
        last = draft.sections.aggregate(last=Max("order"))["last"]
        section.order = 0 if last is None else last + 1
    section.save()
    audit.record(by=by, verb="report.section_changed", obj=draft, section=section.kind, of=fields)


@transaction.atomic
def move_section(section: ReportSection, *, by: Any, up: bool) -> None:
    """Let it change places with the one before or after it; at an end nothing happens."""
    draft = _lock(section.report)
    rows = list(draft.sections.all())
    at = rows.index(section)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for order, row in enumerate(rows):
        row.order = order
    ReportSection.objects.bulk_update(rows, ["order"])
    audit.record(by=by, verb="report.section_moved", obj=draft, section=section.kind)


@transaction.atomic
def show_section(section: ReportSection, *, by: Any, shown: bool) -> None:
    draft = _lock(section.report)
    ReportSection.objects.filter(pk=section.pk).update(hidden=not shown)
    verb = "report.section_shown" if shown else "report.section_hidden"
    audit.record(by=by, verb=verb, obj=draft, section=section.kind)


@transaction.atomic
def delete_section(section: ReportSection, *, by: Any) -> None:
    """Only one of the council's own: the others are left out instead."""
    draft = _lock(section.report)
    section.delete()
    audit.record(by=by, verb="report.section_deleted", obj=draft, section=section.kind)


@transaction.atomic
def save_figure(figure: Figure, *, by: Any, edit: int) -> None:
    draft = _lock(figure.report)
    if not figure._state.adding:
        now = Figure.objects.select_for_update().filter(pk=figure.pk).first()
        if now is None or now.edit != edit:
            raise StaleEdit
        figure.edit = edit + 1
    figure.save()
    audit.record(by=by, verb="report.figure_changed", obj=draft, figure=figure.key)


@transaction.atomic
def delete_figure(figure: Figure, *, by: Any) -> None:
    """Only a typed one: a counted one would come back, and is left out instead."""
    draft = _lock(figure.report)
    figure.delete()
    audit.record(by=by, verb="report.figure_deleted", obj=draft, figure=figure.key)


# --- Readers of the draft -------------------------------------------------------------------------


@transaction.atomic
def share(report: AnnualReport, *, by: Any) -> AnnualReport:
    """Give the draft a private address; one that is shared already keeps its own."""
    draft = _lock(report)
    if not draft.share_key:
        draft.share_key = new_key()
        draft.save(update_fields=["share_key", "updated_at"])
        audit.record(by=by, verb="report.shared", obj=draft)
    return draft


@transaction.atomic
def end_sharing(report: AnnualReport, *, by: Any) -> None:
    draft = _lock(report)
    draft.share_key = None
    draft.save(update_fields=["share_key", "updated_at"])
    audit.record(by=by, verb="report.sharing_ended", obj=draft)


@transaction.atomic
def comment(report: AnnualReport, *, name: str, words: str) -> ReportComment:
    """What a reader of the shared draft says of it."""
    return ReportComment.objects.create(report=_lock(report), name=name, words=words)


def forget_comments() -> int:
    """What the deletion schedule says of readers' names and words; how many went."""
    old = timezone.now() - KEEP_COMMENTS
    return ReportComment.objects.filter(at__lt=old).delete()[0]


# --- Publishing -----------------------------------------------------------------------------------


@transaction.atomic
def publish(report: AnnualReport, *, by: Any, reason: str = "", on: Any = None) -> AnnualReport:
    """Freeze the draft as it is at this moment, and have its files made. There is no way back.

    `on`: the day that it says it was published, where that is long ago.
    """
    draft = _lock(report)
    now = timezone.now()
    draft.snapshot = snapshot.of(draft, on=on or timezone.localdate(now))
    draft.checksum = snapshot.checksum(draft.snapshot)
    draft.state = AnnualReport.State.PUBLISHED
    draft.published_at, draft.published_by, draft.publish_reason = now, by, reason
    draft.share_key = None
    draft.save()
    for language in draft.snapshot["languages"]:
        tasks.make_files.defer(report_id=str(draft.pk), language=language)
    audit.record(by=by, verb="report.published", obj=draft, number=draft.number, check=bool(reason))
    return draft


@transaction.atomic
def correct(report: AnnualReport, *, by: Any) -> AnnualReport:
    """A draft of the next version with the words and figures of a published one.

    Raises NotADraft when the year has a draft already.
    """
    same_year = AnnualReport.objects.of_year(report.year).select_for_update()
    numbers = [each.number for each in same_year.listed()]
    if not report.snapshot or same_year.drafts().exists():
        raise NotADraft
    draft = AnnualReport(year=report.year, number=max(numbers) + 1, created_by=by)
    texts.set_columns(draft, "title", texts.columns(report, "title"))
    draft.save()
    rows: list[Any] = [*report.sections.all(), *report.figures.all()]
    for row in rows:
        row.pk, row._state.adding, row.report = None, True, draft
        row.save()
    audit.record(by=by, verb="report.corrected", obj=draft, number=draft.number)
    return draft


@transaction.atomic
def discard(report: AnnualReport, *, by: Any) -> None:
    draft = _lock(report)
    audit.record(by=by, verb="report.discarded", obj=draft, year=draft.year)
    draft.delete()
