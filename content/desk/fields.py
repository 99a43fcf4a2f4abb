"""Form fields of pages. English text is said to be English, whatever the language of the desk."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from content.models import Topic
from directory.desk.fields import ProseField, TimeField, Words, line, number, web_address

from .widgets import Editor

__all__ = ["TimeField", "line", "lines", "number", "prose", "topic", "web_address"]
LONGEST_PROSE = 50_000
_ENGLISH = {"lang": "en", "dir": "ltr"}


def prose(label: Words, hint: Words = "", *, rows: int = 12) -> forms.CharField:
    """Markdown of a page."""
    return ProseField(
        label=label,
        help_text=hint,
        required=False,
        widget=Editor({**_ENGLISH, "rows": rows}),
        validators=[MaxLengthValidator(LONGEST_PROSE)],
    )


def lines(
    label: Words, hint: Words = "", *, rows: int = 4, longest: int | None = None
) -> forms.CharField:
    """Plain text: a few sentences, or words one a line. `longest` shows a counter."""
    return ProseField(
        label=label,
        help_text=hint,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={**_ENGLISH, "rows": rows}),
        validators=[] if longest else [MaxLengthValidator(LONGEST_PROSE)],
    )


class TopicField(forms.ModelChoiceField):
    """A topic, said with the larger one it belongs to."""

    def label_from_instance(self, topic: Any) -> str:
        own = str(topic.title_en)
        return f"{topic.parent.title_en} – {own}" if topic.parent else own


def all_topics() -> Any:
    """Every topic with the one above it, smaller ones behind the larger."""
    rows: Any = Topic.objects
    # The tree is three topics deep: by the largest, then by the one below it, then by itself.
    largest = [
        Coalesce(f"parent__parent__{name}", f"parent__{name}", name) for name in ("order", "slug")
    ]
    second = [
        Case(
            When(parent__parent__isnull=False, then=f"parent__{name}"),
            When(parent__isnull=False, then=name),
        ).asc(nulls_first=True)
        for name in ("order", "slug")
    ]
    third = F("parent__parent").asc(nulls_first=True)
    return rows.select_related("parent").order_by("area", *largest, *second, third, "order", "slug")


def topic(label: Words = "", hint: Words = "", *, empty: Words = "") -> TopicField:
    return TopicField(
        label=label or _("Topic"),
        help_text=hint,
        queryset=all_topics(),
        required=False,
        empty_label=empty or _("No topic"),
    )
