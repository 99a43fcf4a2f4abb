"""Narrowing the list of events, by plain GET."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Event


class NarrowForm(forms.Form):
    format = forms.ChoiceField(
        label=_("How to take part"),
        choices=[("", _("In person or online")), *Event.Format.choices[:2]],
        required=False,
    )
    free = forms.BooleanField(label=_("Free events only"), required=False)

    def __init__(self, data: Any, topics: Any) -> None:
        super().__init__(data)
        self.fields["topic"] = forms.ModelChoiceField(
            label=_("Topic"),
            queryset=topics,
            to_field_name="slug",
            required=False,
            empty_label=_("All topics"),
        )

    def narrowed(self, rows: Any) -> Any:
        """`rows` by what was chosen; a choice that does not exist narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if topic := chosen.get("topic"):
            rows = rows.filter(topic=topic)
        if format := chosen.get("format"):
            rows = rows.filter(format__in=(format, Event.Format.BOTH))
        return rows.filter(is_free=True) if chosen.get("free") else rows
