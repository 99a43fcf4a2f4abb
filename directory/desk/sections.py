"""Editing one section of a record: saving, adding a row, looking at Markdown, and what happens
when somebody else saved the same words first."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import richtext
from directory import actions, history
from directory.history import Change, Timeline

from .forms import SectionForm
from .mixins import RecordMixin
from .rows import Entry, Rows, RowsFormSet


@dataclass(frozen=True)
class Meanwhile:
    """What others saved in this section since the page was opened, and what was typed here."""

    who: list[str]
    changes: list[Change]


class SectionView(RecordMixin):
    permission = "directory.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self._form(), self._rows())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "add_row" in request.POST or "preview" in request.POST:
            return self._show_as_typed()
        opened = self._opened
        if opened != self.record.version and (meanwhile := self._meanwhile(opened)):
            return self._show_merged(opened, meanwhile)
        return self._save()

    def prepare(self) -> None:
        super().prepare()
        section = self.kind.sections.get(self.kwargs["section"])
        if section is None or not self.request.user.has_perm(section.permission):
            raise Http404
        self.section = section

    @property
    def _opened(self) -> int:
        typed = self.request.POST.get("version", "")
        if not typed.isdecimal() or len(typed) > 9 or int(typed) > self.record.version:
            raise SuspiciousOperation("No version that this record ever had.")
        return int(typed)

    def _form(self, data: Any = None, **kwargs: Any) -> SectionForm:
        kwargs.setdefault("instance", self.record)
        return self.section.form(data, **kwargs)

    def _rows(self, data: Any = None, **kwargs: Any) -> RowsFormSet | None:
        if self.section.rows is None:
            return None
        files = self.request.FILES if data is not None else None
        return self.section.rows.formset(
            self.record, data, files=files, by=self.request.user, **kwargs
        )

    # --- Saving ----------------------------------------------------------------------------------

    def _save(self) -> HttpResponse:
        form, rows = self._form(self.request.POST), self._rows(self.request.POST)
        if not (form.is_valid() & (rows is None or rows.is_valid())):
            return self._show(form, rows)
        try:
            self._write(form, rows)
        except actions.StaleVersion:
            # Somebody was quicker by a moment: look at the record anew, as if we came later.
            opened = self.record.version
            self.record = self.find()
            meanwhile = self._meanwhile(opened) or Meanwhile([], [])
            return self._show_merged(opened, meanwhile)
        messages.success(self.request, _("Saved."))
        for remark in form.remarks():
            messages.info(self.request, remark)
        return redirect(self.kind.url(), self.record.pk)

    def _write(self, form: SectionForm, rows: RowsFormSet | None) -> None:
        changed = list(form.changed_data)
        if rows is not None and rows.is_touched:
            changed.append(rows.spec.name)
        if not changed:
            return
        with actions.changing(
            self.record,
            by=self.request.user,
            verb=f"{self.kind.name}.changed",
            version=form.instance.version,
            fields=changed,
        ):
            form.save()
            if rows is not None:
                rows.save(**{rows.spec.owner: self.record})

    # --- When somebody else was here ------------------------------------------------------------

    def _meanwhile(self, opened: int) -> Meanwhile | None:
        """What changed in this section since the version that the page was opened on."""
        timeline = Timeline(self.record)
        before = timeline.position_of(opened)
        if before is None:
            raise SuspiciousOperation("No version that this record ever had.")
        now = len(timeline) - 1
        changes = [
            *timeline.field_changes(
                timeline.event_at(before),
                timeline.event_at(now),
                only=self.section.form._meta.fields or [],
            ),
            *timeline.row_changes(before, now, only=self.section.relations),
        ]
        return Meanwhile(timeline.who_since(before), changes) if changes else None

    def _show_merged(self, opened: int, meanwhile: Meanwhile) -> HttpResponse:
        """The page again on the newest version, with what was typed here kept in its boxes.

        A box that was not touched here shows what the other person saved.
        """
        timeline = Timeline(self.record)
        position = timeline.position_of(opened) or 0
        base = self._base_form(timeline, position)
        typed = {name: base[name].data for name in base.changed_data}
        rows = None
        if self.section.rows is not None:
            rows = self._rows(entries=self._merged_rows(self.section.rows, timeline, position))
        return self._show(self._form(initial=typed), rows, meanwhile=meanwhile, status=409)

    def _base_form(self, timeline: Timeline, position: int) -> SectionForm:
        """What was typed, against the record as it was when the page was opened."""
        event = timeline.event_at(position)
        columns = (field.attname for field in self.kind.model._meta.concrete_fields)
        was = self.kind.model(**{name: getattr(event, name) for name in columns})
        was._state.adding = False
        return self._form(self.request.POST, instance=was, terms=timeline.terms_at(position))

    def _merged_rows(self, spec: Rows, timeline: Timeline, position: int) -> list[Entry]:
        relation = history.relation(self.kind.model, spec.name)
        were = []
        for event in timeline.rows_at(relation, position).values():
            columns = (field.attname for field in spec.form._meta.model._meta.concrete_fields)
            row = spec.form._meta.model(**{name: getattr(event, name) for name in columns})
            row._state.adding = False
            were.append(row)
        typed = spec.formset(
            self.record,
            self.request.POST,
            files=self.request.FILES,
            by=self.request.user,
            rows=were,
        )
        return typed.merged_entries(spec.of(self.record))

    # --- Drawing ---------------------------------------------------------------------------------

    def _show_as_typed(self) -> HttpResponse:
        """Nothing is checked and nothing is lost: one more row, or a look at the Markdown."""
        typed = self._form(self.request.POST)
        rows = self._rows(self.request.POST)
        if rows is not None:
            extra = 1 if "add_row" in self.request.POST else 0
            entries = rows.typed_entries()
            if rows.has_refused:
                return self._show(self._form(self.request.POST), rows, version=self._opened)
            rows = self._rows(entries=entries, extra=extra)
        previews = []
        if "preview" in self.request.POST:
            previews = [
                {"label": typed.fields[name].label, "html": richtext.render(typed[name].data or "")}
                for name in self.section.prose
            ]
        form = self._form(initial=typed.typed())
        return self._show(form, rows, previews=previews, version=self._opened)

    def _show(
        self,
        form: SectionForm,
        rows: RowsFormSet | None,
        *,
        status: int = 200,
        version: int | None = None,
        **extra: Any,
    ) -> HttpResponse:
        return self.show(
            "section",
            status=status,
            section=self.section,
            version=version or self.record.version,
            form=form,
            rows=rows,
            **extra,
        )
