"""A row of a form that takes a file: a photo with the words for those who cannot see it, or a
document with its name.

No browser sends a chosen file twice, so a file that is right is kept at once, whatever else of the
page is wrong, and the row remembers it in `upload_id`. Somebody else's file cannot be had that way:
a key counts only when the record says it already or the person sent that file themselves.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.uploads import Refused

from . import files
from .models import Organisation, Upload


class FileRow(forms.Form):
    """The part of a row that all of them have; `upload` is the file, once there is one.

    `known`: the files that the record has, by key. `by` and `organisation`: who sends, and for
    whom. The page needs enctype="multipart/form-data": `{% if rows.is_multipart %}`.
    """

    kind = Upload.Kind.DOCUMENT
    keep: Callable[..., Upload] = staticmethod(files.keep_document)
    template_name = "directory/forms/file_row.html"

    upload_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        by: Any = None,
        organisation: Organisation | None = None,
        known: Mapping[str, Upload] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.organisation, self.known = by, organisation, known or {}
        # Whether a file came that cannot be taken.
        self.refused = False
        present = getattr(getattr(self, "instance", None), "upload_id", None)
        if present:
            self.initial.setdefault("upload_id", str(present))

    @property
    def upload(self) -> Upload | None:
        """The file of the row as it is drawn; nothing for a key that may not be used."""
        key = str(self["upload_id"].value() or "")
        return self.known.get(key) or self._own(key)

    def _own(self, key: str) -> Upload | None:
        try:
            found = Upload.objects.filter(pk=UUID(key), kind=self.kind)
        except ValueError:
            return None
        return found.filter(uploaded_by=self.by).first() if self.by else None

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        # Django asks for no second file where there is one.
        if field_name == "file":
            return self.upload
        return super().get_initial_for_field(field, field_name)

    def clean(self) -> None:
        super().clean()
        sent = self.cleaned_data.pop("file", None)
        if self.cleaned_data.get("DELETE"):
            return
        upload = sent if isinstance(sent, Upload) else self._kept(sent)
        self.cleaned_data["upload_id"] = str(upload.pk) if upload else ""
        if upload and hasattr(self, "instance"):
            self.instance.upload = upload

    def _kept(self, sent: Any) -> Upload | None:
        if sent is None:
            return None
        try:
            upload = self.keep(sent, by=self.by, organisation=self.organisation)
        except Refused as refusal:
            self.refused = True
            self.add_error("file", str(refusal))
            return None
        # What is drawn next, should anything else be wrong.
        self.known = {**self.known, str(upload.pk): upload}
        self.data = {**dict(self.data.items()), self.add_prefix("upload_id"): str(upload.pk)}
        return upload

    def typed(self) -> dict[str, Any]:
        """What was typed, right or wrong; a file that came with it is kept now."""
        self.is_valid()
        return {name: self[name].data for name in self.fields if name != "file"}


def _file(label: Any, hint: Any, missing: Any, accept: str) -> forms.FileField:
    # An empty file is refused with the others, by what is in it.
    return forms.FileField(
        label=label,
        help_text=hint,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": accept}),
        error_messages={"required": missing},
    )


class _OneLine(forms.CharField):
    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class PhotoRow(FileRow):
    kind = Upload.Kind.IMAGE
    keep = staticmethod(files.keep_photo)

    file = _file(
        _("Photo"),
        _(
            "JPEG, PNG or WebP, up to 10 MB. Ask everybody in it first, and the parents of a child."
            " We take out of it where it was taken."
        ),
        _("Choose a photo."),
        "image/jpeg,image/png,image/webp",
    )


class DocumentRow(FileRow):
    file = _file(
        _("Document"),
        _("PDF, Word (docx) or OpenDocument (odt), up to 20 MB."),
        _("Choose a document."),
        ".pdf,.docx,.odt",
    )


def alt_box(attrs: Mapping[str, str]) -> forms.CharField:
    """The words for those who cannot see a photo: one text, however it was typed."""
    return _OneLine(
        label=_("What the photo shows"),
        help_text=_(
            "For people who cannot see it. "
            "For example: “Two children build a tower in a light room.”"
        ),
        max_length=250,
        widget=forms.Textarea(attrs={**attrs, "rows": 3}),
        error_messages={"required": _("Say what the photo shows.")},
    )


TITLE_LABEL = _("Name of the document")
TITLE_HINT = _("For example: “Prices for 2026” or “What to bring”.")
