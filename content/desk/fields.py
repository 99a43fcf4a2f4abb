"""Form fields of pages. English text is said to be English, whatever the language of the desk."""

from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.core.validators import MaxLengthValidator
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from content.models import Topic
from content.querysets import in_order
from directory.desk.fields import ProseField, TimeField, Words, line, number, web_address

from .widgets import Editor

__all__ = ["TimeField", "line", "lines", "number", "prose", "records", "topic", "web_address"]
LONGEST_PROSE = 50_000
MOST_RECORDS = 50
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


class RecordsField(forms.CharField):
    """Records of one model, each by its address on the site: `/services/book-club/` or `book-club`.

    Gives a list of ids in the order in which they were typed.
    """

    def __init__(self, to: str, **kwargs: Any) -> None:
        self.to = to
        widget = forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"})
        super().__init__(required=False, widget=widget, **kwargs)

    def _rows(self) -> Any:
        rows = apps.get_model(self.to)._default_manager.all()
        # A page's address may begin with its topic's.
        return rows.with_topic() if hasattr(rows, "with_topic") else rows

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(_address(each) for each in in_order(self._rows(), value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != list(initial or []))
        except forms.ValidationError:
            return True

    def clean(self, value: Any) -> list[UUID]:
        typed = dict.fromkeys(str(super().clean(value)).split())
        if len(typed) > MOST_RECORDS:
            raise forms.ValidationError(
                _("Name no more than %(most)s."), params={"most": MOST_RECORDS}
            )
        slugs = {each: each.partition("?")[0].rstrip("/").rpartition("/")[2] for each in typed}
        rows = self._rows().filter(slug__in=slugs.values())
        found = dict(rows.order_by().values_list("slug", "pk"))
        for each, slug in slugs.items():
            if slug not in found:
                raise forms.ValidationError(
                    _("There is nothing of this kind at “%(typed)s”."), params={"typed": each}
                )
        return list(dict.fromkeys(found[slug] for slug in slugs.values()))


def _address(record: Any) -> str:
    return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else record.slug


def records(to: str, label: Words, hint: Words = "") -> RecordsField:
    """A list of records of the model `to`, such as "directory.Service"; they need a slug."""
    hint = hint or _("Their addresses on this site, one a line, in the order of the page.")
    return RecordsField(to, label=label, help_text=hint)


class TopicField(forms.ModelChoiceField):
    """A topic, said with the larger one it belongs to."""

    def label_from_instance(self, topic: Any) -> str:
        own = str(topic.title_en)
        return f"{topic.parent.title_en} – {own}" if topic.parent else own


def all_topics() -> Any:
    """Every topic with the one above it, smaller ones behind the larger."""
    rows: Any = Topic.objects
    in_order = Coalesce("parent__order", "order"), Coalesce("parent__slug", "slug")
    return rows.select_related("parent").order_by(
        "area", *in_order, F("parent").asc(nulls_first=True), "order", "slug"
    )


def topic(label: Words = "", hint: Words = "", *, empty: Words = "") -> TopicField:
    return TopicField(
        label=label or _("Topic"),
        help_text=hint,
        queryset=all_topics(),
        required=False,
        empty_label=empty or _("No topic"),
    )
