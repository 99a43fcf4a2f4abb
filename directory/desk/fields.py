"""Form fields as the desk uses them: English text said to be English, plain words for times."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from directory.models import TaxonomyTerm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words
else:
    Words = str
# How long a text without a length of its own may be, in characters.
LONGEST_PROSE = 20_000
_ENGLISH = {"lang": "en", "dir": "ltr"}
_TIME_FORMATS = ("%H:%M", "%I:%M%p", "%I%p", "%H%M", "%H")


def line(
    label: Words, hint: Words = "", *, longest: int = 255, required: bool = False, css: str = ""
) -> forms.CharField:
    """One line of English."""
    widget = forms.TextInput(attrs={**_ENGLISH, "class": css})
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, required=required, widget=widget
    )


class ProseField(forms.CharField):
    """Some paragraphs. Browsers send every new line as two characters; we keep one."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def prose(label: Words, hint: Words = "", *, rows: int = 8) -> forms.CharField:
    """Some paragraphs of English in Markdown."""
    return ProseField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.Textarea(attrs={**_ENGLISH, "rows": rows}),
        # No max_length: a counter on every box would be noise at this length.
        validators=[MaxLengthValidator(LONGEST_PROSE)],
    )


def number(
    label: Words, hint: Words = "", *, most: int, css: str = "govuk-input--width-3"
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=most,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": css}),
    )


def web_address(label: Words, hint: Words = "") -> forms.URLField:
    return forms.URLField(
        label=label,
        help_text=hint,
        max_length=500,
        required=False,
        assume_scheme="https",
        # A text box, so that the browser does not insist on "https://" being typed.
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter a web address, such as www.example.org/club")},
    )


def email(label: Words, hint: Words = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org")},
    )


def choices(label: Words, options: Any, hint: Words = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=options,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class TimeField(forms.TimeField):
    """A time as people write it: 9am, 9.30am, 9:30, 0930, 21:00, midday."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Enter a time, such as 9:30am or 16:00")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "govuk-input--width-5", "dir": "ltr"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        typed = re.sub(r"\s", "", str(value)).lower().replace(".", ":")
        typed = {"midday": "12:00", "noon": "12:00", "midnight": "00:00"}.get(typed, typed)
        for pattern in _TIME_FORMATS:
            try:
                return datetime.strptime(typed, pattern).time()
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class PoundsField(forms.DecimalField):
    """A price. The pound sign may be typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"})
        super().__init__(
            required=False, min_value=0, max_digits=9, decimal_places=2, widget=widget, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(
            value.replace("£", "").strip() if isinstance(value, str) else value
        )


class PagesField(forms.CharField):
    """Addresses of pages, one a line: of this site, which must exist, or of another one."""

    most = 30
    longest = 500

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            _("One address a line: /contact/ for a page of this site, https://… elsewhere."),
        )
        super().__init__(
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (data or "").split() != list(initial or [])

    def clean(self, value: Any) -> Any:
        pages = list(dict.fromkeys(str(super().clean(value)).split()))
        if len(pages) > self.most:
            raise forms.ValidationError(_("These are too many pages."))
        for page in pages:
            if problem := self._problem_of(page):
                raise forms.ValidationError(problem, params={"page": page})
        return pages

    def _problem_of(self, page: str) -> Words:
        """Why an address cannot be shown as a link; nothing when it can."""
        if len(page) > self.longest:
            return _("An address is too long.")
        if re.fullmatch(r"https?://[^\s/]+\.[^\s]+", page):
            return ""
        if not re.fullmatch(r"/(?!/)\S*", page):
            return _("“%(page)s” is not an address. Begin it with / or https://")
        try:
            resolve(page.partition("?")[0].partition("#")[0])
        except Resolver404:
            return _("This site has no page “%(page)s”.")
        return ""


class TermsField(forms.MultipleChoiceField):
    """Terms of one taxonomy to tick, the smaller topics under the larger one they belong to."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, kind: str, label: Words, hint: Words = "") -> None:
        super().__init__(label=label, help_text=hint, required=False)
        self.kind = kind

    def offer(self, terms: Iterable[TaxonomyTerm]) -> None:
        """Take the choices from `terms`, in the officer's order, with their parents loaded."""
        own = [term for term in terms if term.taxonomy.slug == self.kind]
        tops = [term for term in own if term.parent_id is None]
        below = {top.pk: [term for term in own if term.parent_id == top.pk] for top in tops}
        if not any(below.values()):
            self.choices = [_option(term) for term in tops]
            return
        self.choices = [
            (str(top), [_option(term) for term in (top, *below[top.pk])]) for top in tops
        ]


def _option(term: TaxonomyTerm) -> tuple[str, str]:
    return str(term.pk), str(term)


# What staff are likely to speak besides English; "bfi" is British Sign Language.
LANGUAGES_SPOKEN = (
    *("en bfi ar bn bg zh cs fa fr de el gu hi hu it ku lt").split(),
    *("ml ne ps pa pl pt ro ru sk so es ta tr uk ur vi cy").split(),
)
