"""What staff fill in about a picture, a video or a word of the glossary."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from content.library import GlossaryEntry, Image, Video, player_of
from content.library_actions import add_image
from core.uploads import Refused
from directory import files
from directory.desk import fields
from directory.file_forms import alt_box
from directory.models import Upload

from .fields import lines, prose

_TAKEN = {"unique": _("Another one has this address. Choose a different one.")}
_ENGLISH = {"lang": "en", "dir": "ltr"}


def _slug(hint: fields.Words) -> forms.SlugField:
    return forms.SlugField(
        label=_("Web address"),
        max_length=80,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        error_messages=_TAKEN,
    )


class _Described(forms.Form):
    """The words of a picture, or that it needs none: one of the two must be said."""

    one_of = ("alt_en", "is_decorative")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        alt, decorative = cleaned.get("alt_en"), cleaned.get("is_decorative")
        if alt and decorative:
            self.add_error(
                "is_decorative", _("You said what it shows, so it is more than decoration.")
            )
        elif not alt and not decorative and "alt_en" not in self.errors:
            self.add_error(
                "alt_en", _("Say what the picture shows, or tick that it is only decoration.")
            )
        return cleaned


def _alt() -> forms.CharField:
    box = alt_box(_ENGLISH)
    box.required = False
    box.label = _("What the picture shows")
    return box


def _decorative() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("It is only decoration"),
        help_text=_("Whoever cannot see it misses nothing. It is then not read out."),
        required=False,
    )


class ImageForm(_Described, forms.ModelForm):
    alt_en = _alt()
    is_decorative = _decorative()
    title = fields.line(
        _("Name of the picture"), _("For staff, to find it again."), longest=120, required=True
    )

    class Meta:
        model = Image
        fields = ["alt_en", "is_decorative", "title"]


class AddImageForm(_Described):
    """Keeps the picture in `save`, once everything else is right too."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG or WebP, up to 10 MB. Everybody who knows its address can see it. Ask the "
            "people in it first, and the parents of a child."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a picture.")},
        allow_empty_file=True,
    )
    alt_en = _alt()
    is_decorative = _decorative()
    title = fields.line(
        _("Name of the picture"),
        _("For staff, to find it again. Left empty, it is called as its file is."),
        longest=120,
    )

    def save(self, *, by: Any) -> Image | None:
        """None when the file cannot be taken: the form then says why."""
        cleaned = self.cleaned_data
        try:
            return add_image(
                cleaned["file"],
                by=by,
                title=cleaned["title"],
                alt=cleaned["alt_en"],
                decorative=cleaned["is_decorative"],
            )
        except Refused as refusal:
            self.add_error("file", str(refusal))
            return None


def describing(image: Image) -> type[forms.ModelForm]:
    """The form class for a picture that came with a Word file: its words alone."""

    class DescribeForm(_Described, forms.ModelForm):
        alt_en = _alt()
        is_decorative = _decorative()

        class Meta:
            model = Image
            fields = ["alt_en", "is_decorative"]

    return DescribeForm


class VideoForm(forms.ModelForm):
    """A file that is right is kept at once, whatever else is wrong: no browser sends it twice."""

    title_en = fields.line(_("Title"), longest=120, required=True)
    summary_en = lines(_("What it is about"), _("One or two sentences."), rows=3, longest=300)
    address = fields.web_address(
        _("Address on YouTube or Vimeo"),
        _("The address of the video's page. Leave it empty when you send a file."),
    )
    has_captions = forms.BooleanField(
        label=_("It has captions there"),
        help_text=_("Captions that a person has checked, not those made by a machine alone."),
        required=False,
    )
    new_file = forms.FileField(
        label=_("Or a video file"),
        help_text=_("MP4 or WebM, up to 95 MB."),
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
        required=False,
        allow_empty_file=True,
    )
    new_captions = forms.FileField(
        label=_("Captions for the file"),
        help_text=_("A WebVTT file, its name ends with .vtt. Deaf people need them."),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        required=False,
        allow_empty_file=True,
    )
    transcript_en = prose(
        _("Everything that is said and shown"),
        _("For those who cannot see or hear it, or would rather read. Name who speaks."),
    )
    slug = _slug(_("The last part of its address. Left empty, it is made of the title."))
    file_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    captions_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = Video
        fields = ["title_en", "summary_en", "address", "has_captions", "transcript_en", "slug"]

    field_order = [
        *("title_en", "summary_en", "address", "has_captions", "new_file", "new_captions"),
        *("transcript_en", "slug", "file_key", "captions_key"),
    ]

    def __init__(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        for name in ("file", "captions"):
            if held := getattr(self.instance, name):
                self.initial[f"{name}_key"] = str(held.pk)
                self.fields[f"new_{name}"].help_text = _(
                    "There is one: %(name)s. Choose another one only to replace it."
                ) % {"name": held}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = self._held("file", Upload.Kind.VIDEO, files.keep_video)
        captions = self._held("captions", Upload.Kind.CAPTIONS, files.keep_captions)
        address = cleaned.get("address", "")
        if address and file:
            if "address" in self.changed_data and not cleaned.get("new_file"):
                # A new address instead of the old file.
                file = captions = None
            elif "new_file" in self.changed_data:
                self.add_error("new_file", _("Give an address or a file, not both."))
        if address and player_of(address) is None:
            self.add_error("address", _("This is no address of a video on YouTube or Vimeo."))
        if not address and file is None and not self.errors:
            self.add_error("address", _("Give the address of the video, or send a file."))
        if captions and not file:
            self.add_error("new_captions", _("Captions belong to a file that you send."))
        self.instance.file, self.instance.captions = file, captions
        if file:
            cleaned["has_captions"] = False
        return cleaned

    def _held(self, name: str, kind: str, keep: Callable[..., Upload]) -> Upload | None:
        """The file as it is after this form: the one just sent, or the one there was."""
        sent = self.cleaned_data.get(f"new_{name}")
        if sent is not None:
            try:
                upload = keep(sent, by=self.by)
            except Refused as refusal:
                self.add_error(f"new_{name}", str(refusal))
                return None
            self.data = {**dict(self.data.items()), f"{name}_key": str(upload.pk)}
            return upload
        held = getattr(self.instance, name)
        key = self.cleaned_data.get(f"{name}_key") or ""
        if held is not None and key in ("", str(held.pk)):
            return held
        try:
            own = Upload.objects.filter(pk=UUID(key), kind=kind, uploaded_by=self.by)
        except ValueError:
            return None
        return own.first()


class GlossaryForm(forms.ModelForm):
    acronym = fields.line(
        _("Letters"),
        _("For example: EHCP. Leave empty for a word."),
        longest=20,
        css="govuk-input--width-10",
    )
    title_en = fields.line(
        _("What the letters stand for, or the word"),
        _("In small letters, as in a sentence: education, health and care plan."),
        longest=120,
        required=True,
    )
    explanation_en = prose(_("What it means"), _("Two or three plain sentences."), rows=6)
    search_words_en = lines(
        _("Other words for it"), _("What families type when they mean this. One a line."), rows=3
    )
    is_explained = forms.BooleanField(
        label=_("Explain the letters where they stand on a page"),
        help_text=_("Leave it out for letters that everybody knows, such as GP."),
        required=False,
    )
    slug = _slug(_("Left empty, it is made of the letters or the word."))

    class Meta:
        model = GlossaryEntry
        fields = [
            *("acronym", "title_en", "explanation_en", "search_words_en", "is_explained", "slug")
        ]
