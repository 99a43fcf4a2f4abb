"""What staff fill in about documents, requests and packs."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.desk import fields
from content.desk.forms import PageForm
from core.forms import DateField
from directory.file_forms import DocumentRow

from ..models import (
    KEPT_FORMATS,
    LANGUAGE_CHOICES,
    Document,
    Format,
    FormatRequest,
    HelpPage,
    PrintPack,
)


class DocumentForm(PageForm):
    kind = forms.ChoiceField(
        label=_("Kind of document"), choices=Document.Kind.choices, widget=forms.RadioSelect
    )
    date = DateField(label=_("Date on the document"), required=False)
    language = forms.ChoiceField(label=_("Language of the document"), choices=LANGUAGE_CHOICES)
    format_notes_en = fields.prose(
        _("How well it can be read"),
        _("What works for whom, honestly. For example: “The tables on page 4 are pictures.”"),
        rows=4,
    )
    field_order = ("title_en", "kind", "date", "language", "summary_en", "topic", "body_en")

    class Meta(PageForm.Meta):
        model = Document
        fields = [*PageForm.Meta.fields, "kind", "date", "language", "format_notes_en"]


class HelpPageForm(PageForm):
    topic = None  # type: ignore[assignment]  # it stands by itself

    class Meta(PageForm.Meta):
        model = HelpPage
        fields = ["title_en", "summary_en", "body_en", "search_words_en"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance._state.adding and HelpPage.objects.exists():
            raise forms.ValidationError(_("There is this page already. Change that one."))
        return cleaned


class FileForm(DocumentRow):
    """A new file of a document. `record` is the document."""

    format = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Format.ORIGINAL, _("The document itself: a first or a newer version")),
            *((each, each.label) for each in KEPT_FORMATS if each != Format.ORIGINAL),
        ],
        widget=forms.RadioSelect,
        initial=Format.ORIGINAL,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_CHOICES)
    date = DateField(label=_("Date of this version"))
    note = forms.CharField(
        label=_("What has changed"),
        help_text=_("In a few words, for families. Leave it empty for a first version."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, record: Document, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": record.language, "date": timezone.localdate()}
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How it stands"),
        choices=[
            (FormatRequest.State.DONE, FormatRequest.State.DONE.label),
            (FormatRequest.State.REFUSED, FormatRequest.State.REFUSED.label),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    text = forms.CharField(
        label=_("Answer"),
        help_text=_(
            "It goes out by e-mail where there is an address, and stands on the page of the "
            "reference. If it cannot be done, say why and what there is instead."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write the answer.")},
    )


class PackForm(forms.Form):
    """What a pack is called, in English."""

    title_en = fields.line(_("Title"), longest=120, required=True)
    summary_en = fields.line(_("What is in it"), longest=300)

    def __init__(self, *args: Any, pack: PrintPack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(pack, name) or ""
