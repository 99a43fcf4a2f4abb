"""What the officer fills in about bulletins."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField
from core.languages import LANGUAGES
from directory.desk import fields

from .. import importing
from ..models import Bulletin, BulletinEntry


class BulletinForm(forms.ModelForm):
    title_en = fields.line(
        gettext_lazy("Title"),
        gettext_lazy("Also the subject of the e-mail, such as “Local Offer bulletin, spring 2027”"),
        longest=120,
        required=True,
    )
    intro_en = fields.prose(
        gettext_lazy("Introduction"), gettext_lazy("Two or three sentences are enough."), rows=6
    )
    is_extra = forms.BooleanField(
        label=gettext_lazy("This is an extra one, between the three of the year"),
        help_text=gettext_lazy("It goes only to those who want every bulletin."),
        required=False,
    )

    class Meta:
        model = Bulletin
        fields = ["title_en", "intro_en", "is_extra"]


class WordsForm(forms.ModelForm):
    """Own words."""

    title_en = fields.line(gettext_lazy("Heading"), longest=150, required=True)
    text_en = fields.prose(gettext_lazy("Text"), rows=8)

    class Meta:
        model = BulletinEntry
        fields = ["title_en", "text_en"]


class RecordForm(forms.ModelForm):
    """Other words for a page or a service."""

    title_en = fields.line(
        gettext_lazy("Another heading"), gettext_lazy("Leave empty to use its own."), longest=150
    )
    text_en = forms.CharField(
        label=gettext_lazy("Another summary"),
        help_text=gettext_lazy("Leave empty to use its own."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en", "dir": "ltr"}),
    )

    class Meta:
        model = BulletinEntry
        fields = ["title_en", "text_en"]


class ScheduleForm(forms.Form):
    day = DateField(label=gettext_lazy("Day"))
    hour = fields.TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("Such as 10am. Leave empty for 10am."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if day := cleaned.get("day"):
            hour = cleaned.get("hour") or time(10)
            cleaned["at"] = timezone.make_aware(datetime.combine(day, hour))
            if cleaned["at"] <= timezone.now():
                self.add_error("day", _("Choose a time that is still to come."))
        return cleaned


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[(each.code, each.own_name) for each in LANGUAGES],
    )


class HolidaysForm(forms.Form):
    """The last day of school before each of the next holidays."""

    def __init__(self, data: Any, rows: list[Any]) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            self.fields[self.name_of(row)] = DateField(
                label=_("Last day of school before %(holiday)s %(year)d")
                % {"holiday": row.label, "year": row.last_day.year},
                required=False,
                initial=row.last_day if row.is_known else None,
            )

    @staticmethod
    def name_of(row: Any) -> str:
        return f"{row.holiday}-{row.last_day.year}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for row in self.rows:
            day = cleaned.get(self.name_of(row))
            if day and day.year != row.last_day.year:
                self.add_error(
                    self.name_of(row),
                    _("It must be a day of %(year)d.") % {"year": row.last_day.year},
                )
        return cleaned


class ImportForm(forms.Form):
    """A file the first time; what it said, the second time."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sent = cleaned.get("file")
        if sent is not None and sent.size <= importing.LARGEST:
            try:
                cleaned["rows"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(
                    _("We cannot read this file. Save it as “CSV UTF-8” and send it again.")
                ) from None
        elif sent is not None:
            raise forms.ValidationError(_("This file is too big. Cut it into several."))
        if not cleaned.get("rows"):
            raise forms.ValidationError(_("Choose a CSV file."))
        return cleaned


class FindForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter the e-mail address to look for."),
            "invalid": gettext_lazy("Enter an e-mail address, such as name@example.org"),
        },
    )
