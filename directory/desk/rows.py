"""Rows that belong to a record (phones, times, prices) as a set of small forms on one page.

Rows are matched by their own key, not by their place in the list: a row that somebody else
deleted meanwhile is written anew, and a key of another record's row means nothing here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from .fields import Words

# More than anybody types, few enough to draw.
MOST_ROWS = 60


class RowForm(forms.ModelForm):
    """One row; `id` says which, and is empty for a new one."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["id"] = str(self.instance.pk)

    def typed(self) -> dict[str, Any]:
        """What was typed, before anybody has looked whether it is right."""
        return {name: self[name].data for name in self.fields}

    @property
    def is_touched(self) -> bool:
        return bool(set(self.changed_data) - {"id"})

    @property
    def heading(self) -> str:
        """What the row is called on the page, where its number in the list is not enough."""
        return ""


class Entry(NamedTuple):
    """A row to draw: the record behind it, and what stands in the boxes instead of its values."""

    instance: models.Model
    typed: Mapping[str, Any]


class RowsFormSet(BaseFormSet):
    """Bound by `data`; otherwise it draws `entries` (or else `rows`) and `extra` empty ones."""

    form: type[RowForm]
    spec: "Rows"

    def __init__(
        self,
        data: Any = None,
        *,
        rows: Sequence[models.Model] = (),
        entries: Sequence[Entry] | None = None,
        **kwargs: Any,
    ) -> None:
        self.rows = {str(row.pk): row for row in rows}
        self.entries = [Entry(row, {}) for row in rows] if entries is None else list(entries)
        super().__init__(data, **kwargs)

    def initial_form_count(self) -> int:
        return super().initial_form_count() if self.is_bound else len(self.entries)

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return min(len(self.entries) + self.extra, MOST_ROWS)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if index is None:
            return kwargs
        if self.is_bound:
            key = self.data.get(f"{self.add_prefix(index)}-id", "")
            kwargs["instance"] = self.rows.get(key) or self._new()
        elif index < len(self.entries):
            entry = self.entries[index]
            kwargs |= {"instance": entry.instance, "initial": dict(entry.typed)}
        return kwargs

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = _("Remove this one")

    def _new(self) -> models.Model:
        return self.form._meta.model()

    @property
    def has_refused(self) -> bool:
        """Whether a file came that cannot be taken: it must be said, or it vanishes unseen."""
        return any(getattr(form, "refused", False) for form in self.forms)

    def typed_entries(self) -> list[Entry]:
        """The bound rows as they were typed, to draw them again without a word of blame."""
        return [Entry(form.instance, form.typed()) for form in self.forms if self._is_used(form)]

    def _is_used(self, form: RowForm) -> bool:
        return form.is_touched or not form.instance._state.adding

    def merged_entries(self, current: Iterable[models.Model]) -> list[Entry]:
        """The typed rows on top of what somebody else saved meanwhile.

        Expects a formset bound to the rows as they were when the page was opened. A row that was
        not touched here is shown as it is now; one that was touched keeps what was typed.
        """
        now = {str(row.pk): row for row in current}
        forms_by_key = {str(form.instance.pk): form for form in self.forms}
        merged = [
            Entry(row, forms_by_key[key].typed())
            if key in forms_by_key and forms_by_key[key].is_touched
            else Entry(row, {})
            for key, row in now.items()
        ]
        lost = [form for key, form in forms_by_key.items() if key not in now and form.is_touched]
        return merged + [Entry(self._new(), {**form.typed(), "id": ""}) for form in lost]

    def save(self, **owner: Any) -> None:
        """Write what was changed and nothing else, so that the history tells no lies."""
        for form in self.forms:
            row = form.instance
            if form in self.deleted_forms:
                if not row._state.adding:
                    row.delete()
            elif form.is_touched:
                for name, value in owner.items():
                    setattr(row, name, value)
                form.save()

    @property
    def is_touched(self) -> bool:
        return any(form.is_touched for form in self.forms)


@dataclass(frozen=True)
class Rows:
    """The rows that a section of a record's page edits."""

    # The reverse relation on the record, and the key on the row that points back.
    name: str
    owner: str
    form: type[RowForm]
    legend: Words
    add: Words
    # Whether an empty row waits where there is none yet.
    invites: bool = True
    form_kwargs: Callable[[Any], dict[str, Any]] = lambda record: {}
    select: tuple[str, ...] = ()
    # The rows' forms are directory.file_forms.FileRows, of a service's files.
    takes_files: bool = False

    def formset(
        self, record: Any, data: Any = None, *, by: Any = None, **kwargs: Any
    ) -> RowsFormSet:
        """`by`: who sends files, where the rows take some."""
        kwargs.setdefault("rows", self.of(record))
        form_kwargs = self.form_kwargs(record)
        if self.takes_files:
            form_kwargs |= {"by": by, **self._files(record)}
        drawn = kwargs.get("entries") or kwargs["rows"]
        factory: Any = formset_factory(
            self.form,
            formset=RowsFormSet,
            extra=kwargs.pop("extra", int(self.invites and not drawn)),
            can_delete=True,
            can_delete_extra=False,
            max_num=MOST_ROWS,
            absolute_max=MOST_ROWS,
            validate_max=True,
        )
        formset: RowsFormSet = factory(data, prefix=self.name, form_kwargs=form_kwargs, **kwargs)
        formset.spec = self
        return formset

    def _files(self, record: Any) -> dict[str, Any]:
        present: list[Any] = self.of(record)
        return {
            "organisation": record.organisation,
            "known": {str(row.upload_id): row.upload for row in present},
            "end": max((row.order + 1 for row in present), default=0),
        }

    def of(self, record: Any) -> list[models.Model]:
        rows = getattr(record, self.name).select_related(*self.select)
        # Not every kind of row has an order of its own.
        return list(rows if rows.ordered else rows.order_by("pk"))
