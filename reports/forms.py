"""What officers fill in about a report, and what readers of a shared draft send."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import Max
from django.forms.boundfield import BoundField
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import BY_CODE, LANGUAGES, OTHERS, SOURCE, tag
from core.robots import PeopleForm
from core.years import Year

from . import figures
from .models import AnnualReport, Figure, ReportSection

LONGEST = 20_000
MOST_ROWS = 50
MARKDOWN_HINT = _("Leave an empty line between paragraphs. Start a line with “- ” for a list.")


def _in_language(form: Any, code: str, names: tuple[str, ...]) -> list[BoundField]:
    """The boxes of one language, with its direction and its name for a voice."""
    for name in names:
        field = form.fields[column(name, code)]
        field.widget.attrs |= {"lang": tag(code), "dir": "rtl" if BY_CODE[code].rtl else "ltr"}
        # modeltranslation writes the language's code behind it.
        field.label = capfirst(str(form._meta.model._meta.get_field(name).verbose_name))
    return [form[column(name, code)] for name in names]


def _need(form: forms.BaseForm, name: str, problem: Any) -> None:
    form.fields[name].required = True
    form.fields[name].error_messages["required"] = problem


class StartForm(forms.Form):
    year = forms.ChoiceField(label=_("Year"))
    empty = forms.BooleanField(
        label=_("Headings alone: I type in the figures and words of a year before this website"),
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        taken = set(AnnualReport.objects.values_list("year", flat=True))
        year, years = Year.current(), []
        for _number in range(10):
            years.append(year)
            year = year.previous
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (each.code, f"{each.code} ({each.label})") for each in years if each.code not in taken
        ]


class TitleForm(forms.ModelForm):
    """The title, and for a correction what it corrects, in every language."""

    NAMES: tuple[str, ...] = ("title", "note")

    class Meta:
        model = AnnualReport
        fields = [column(name, each.code) for each in LANGUAGES for name in ("title", "note")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = self.NAMES if self.instance.is_correction else ("title",)
        for each in LANGUAGES:
            if not self.instance.is_correction:
                del self.fields[column("note", each.code)]
            _in_language(self, each.code, self.names)
        _need(self, column("title", SOURCE), _("Write the title."))
        if self.instance.is_correction:
            _need(self, column("note", SOURCE), _("Write what was corrected."))

    @property
    def english(self) -> list[BoundField]:
        return [self[column(name, SOURCE)] for name in self.names]

    @property
    def translations(self) -> list[tuple[str, list[BoundField]]]:
        return [
            (each.own_name, [self[column(name, each.code)] for name in self.names])
            for each in OTHERS
        ]


class SectionForm(forms.Form):
    """Heading and words of a section in one language."""

    heading = forms.CharField(label=_("Heading"), max_length=200)
    words = forms.CharField(
        label=_("Words"),
        help_text=MARKDOWN_HINT,
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )

    def __init__(
        self, data: Any = None, *, section: ReportSection, language: str, **kwargs: Any
    ) -> None:
        self.section, self.language = section, language
        saved = {
            name: getattr(section, column(name, language)) or "" for name in ("heading", "words")
        }
        super().__init__(data, initial=saved | kwargs.pop("initial", {}), **kwargs)
        for name in ("heading", "words"):
            self.fields[name].widget.attrs |= {
                "lang": tag(language),
                "dir": "rtl" if BY_CODE[language].rtl else "ltr",
            }
        self.fields["heading"].required = language == SOURCE

    def into_section(self) -> list[str]:
        """Write what was typed to the section, unsaved; which of the two changed."""
        for name in self.changed_data:
            setattr(self.section, column(name, self.language), self.cleaned_data[name])
        return list(self.changed_data)


class CountedFigureForm(forms.ModelForm):
    """Of a figure that the site counts only whether it is shown is anybody's choice."""

    class Meta:
        model = Figure
        fields = ["hidden"]
        labels = {"hidden": _("Leave it out of the report")}


class TypedFigureForm(forms.ModelForm):
    rows_text = forms.CharField(
        label=_("The list"),
        help_text=_(
            "One on each line: the words, then an upright bar and the number. "
            "For example: Autism | 8281. Without numbers it is a list in order."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    class Meta:
        model = Figure
        fields = [
            column("label", SOURCE),
            "kind",
            "value",
            "last_year",
            "rows_text",
            column("source", SOURCE),
            "place",
            "hidden",
            *(column(name, each.code) for each in OTHERS for name in ("label", "source")),
        ]
        labels = {"hidden": _("Leave it out of the report")}
        help_texts = {
            column("source", SOURCE): _(
                "Who counted it, how, and on which day. Families read it below the report."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in LANGUAGES:
            _in_language(self, each.code, ("label", "source"))
            self.fields[column("source", each.code)].widget.attrs["rows"] = 3
        _need(self, column("label", SOURCE), _("Write what it counts."))
        _need(self, column("source", SOURCE), _("Write where the number comes from."))
        kinds = (Figure.Kind.NUMBER, Figure.Kind.RANKING)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=[(each.value, each.label) for each in kinds],
            widget=forms.RadioSelect,
            initial=Figure.Kind.NUMBER,
        )
        self.initial.setdefault("rows_text", _as_lines(self.instance.rows))
        for name in ("value", "last_year"):
            number = getattr(self.instance, name)
            # Nobody types the noughts behind the point.
            self.initial[name] = number and number.normalize() + 0

    @property
    def english(self) -> list[BoundField]:
        names = (column("label", SOURCE), "kind", "value", "last_year", "rows_text")
        more = (column("source", SOURCE), "place", "hidden")
        return [self[name] for name in (*names, *more)]

    @property
    def translations(self) -> list[tuple[str, list[BoundField]]]:
        return [
            (each.own_name, [self[column(name, each.code)] for name in ("label", "source")])
            for each in OTHERS
        ]

    def clean_rows_text(self) -> list[dict[str, Any]]:
        lines = [line.strip() for line in self.cleaned_data["rows_text"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_ROWS:
            raise forms.ValidationError(
                _("Write %(most)s lines at most.") % {"most": MOST_ROWS}, code="rows"
            )
        return [_row(line) for line in lines]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_list = self.cleaned_data.get("kind") == Figure.Kind.RANKING
        if is_list and not self.cleaned_data.get("rows_text") and "rows_text" not in self.errors:
            self.add_error("rows_text", _("Write at least one line."))
        if not is_list and self.cleaned_data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Enter the number."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        figure = self.instance
        figure.typed = True
        figure.rows = self.cleaned_data["rows_text"] if figure.kind == Figure.Kind.RANKING else []
        if figure.kind == Figure.Kind.RANKING:
            figure.value = figure.last_year = None
        if not figure.key:
            figure.key = self._new_key(figure)
            last = figure.report.figures.aggregate(last=Max("order"))["last"] or 0
            figure.order = max(last + 1, len(figures.COUNTERS))
        return super().save(commit)

    def _new_key(self, figure: Figure) -> str:
        """From the name, so that next year's report finds last year's number by it."""
        name = slugify(figure.label_en)[:50].replace("-", "_") or "figure"  # type: ignore[attr-defined]
        taken = {*figures.COUNTERS, *figure.report.figures.values_list("key", flat=True)}
        keys = (name, *(f"{name}_{number}" for number in range(2, 1000)))
        return next(key for key in keys if key not in taken)


def _row(line: str) -> dict[str, Any]:
    words, bar, number = line.rpartition("|")
    if not bar:
        return {"label": {SOURCE: line[:200]}, "value": None}
    try:
        value = Decimal(re.sub(r"[\s,]", "", number))
    except InvalidOperation:
        raise forms.ValidationError(
            _("“%(line)s” has no number after the bar.") % {"line": line[:60]}, code="number"
        ) from None
    if not value.is_finite() or not 0 <= value < 10**12:
        raise forms.ValidationError(_("Enter a number of people or things."), code="number")
    return {
        "label": {SOURCE: words.strip()[:200]},
        "value": float(value) if value % 1 else int(value),
    }


def _as_lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        row["label"][SOURCE] + (f" | {row['value']}" if row["value"] is not None else "")
        for row in rows
        if "label" in row
    )


class PublishForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you publish it all the same"),
        help_text=_("Only staff see this. It is kept with the report."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, needs_reason: bool) -> None:
        super().__init__(data)
        if needs_reason:
            _need(self, "reason", _("Write why, or mend first what the check found."))
        else:
            del self.fields["reason"]


class ReaderForm(PeopleForm):
    """What somebody who was sent the draft says of it."""

    name = forms.CharField(
        label=_("Your name, or the name of your group"),
        max_length=120,
        error_messages={"required": _("Write your name, or the name of your group.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    words = forms.CharField(
        label=_("What should we change?"),
        help_text=_("Say which part you mean. Only the people who write the report read this."),
        max_length=5000,
        error_messages={"required": _("Write what we should change.")},
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
