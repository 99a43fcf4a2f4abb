"""The questions that anybody is asked about a listing, one page each. Each knows which parts
(suggestions/parts.py) its answer gives. Who looks after a listing, and an officer who mends an
answer before approving it, are asked more: see all_questions.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from directory.desk.fields import LONGEST_PROSE, PoundsField, ProseField, TermsField, TimeField
from directory.models import Day, Delivery, Referral, Schedule, TaxonomyTerm
from search import postcodes

from . import parts
from .parts import PLACES, Values

Words = Any  # text, or text that is translated when it is shown
# Of a stranger. Whoever looks after a listing may send as many as the desk takes.
MOST_ROWS = 12
NO_NAME = {"required": _("Enter the name of the service.")}
# People write in the language they have; the browser sees from the letters which way it runs.
_ANY_DIRECTION = {"dir": "auto"}


def line(label: Words, hint: Words = "", *, longest: int = 255, **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=_ANY_DIRECTION)
    kwargs.setdefault("required", False)
    return forms.CharField(label=label, help_text=hint, max_length=longest, widget=widget, **kwargs)


def prose(label: Words, hint: Words = "", *, rows: int = 8) -> ProseField:
    return ProseField(
        label=label,
        help_text=hint,
        required=False,
        # No max_length: a counter on every box would be noise at this length.
        validators=[MaxLengthValidator(LONGEST_PROSE)],
        widget=forms.Textarea(attrs={**_ANY_DIRECTION, "rows": rows}),
    )


def _age(label: Words, hint: Words = "") -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"})
    return forms.IntegerField(
        label=label, help_text=hint, min_value=0, max_value=120, required=False, widget=widget
    )


def ticks(label: Words, choices: Any, hint: Words = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


# --- One row of a list ----------------------------------------------------------------------------


class RowForm(forms.Form):
    """One row; `id` names the row of the listing that it changes, and is empty for a new one."""

    id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def row(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """The row with what was typed; `known` is what else the listing says of it."""
        return {**known, **self.cleaned_data}

    def typed(self) -> dict[str, Any]:
        return {name: self[name].data for name in self.fields}

    @classmethod
    def as_typed(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of the listing for its boxes: 15:30, where the value has seconds too."""
        times = {name: row[name][:5] for name in ("opens_at", "closes_at") if row.get(name)}
        return {**row, **times}


class PhoneForm(RowForm):
    number = forms.CharField(
        label=_("Phone number"),
        max_length=60,
        error_messages={"required": _("Enter a phone number, such as 01632 960 001.")},
        # Also short ones such as 111, and with words beside it: but something that can be rung.
        validators=[
            RegexValidator(r"(\d\D*){3}", _("Enter a phone number, such as 01632 960 001."))
        ],
        widget=forms.TextInput(
            attrs={"dir": "ltr", "inputmode": "tel", "class": "govuk-input--width-20"}
        ),
    )
    label_en = line(_("What it is for"), _("For example: “Bookings”."), longest=120)


class TimeForm(RowForm):
    days = ticks(_("Days"), Day.choices)
    opens_at = TimeField(label=_("Starts at"), help_text=_("For example: 9:30am or 16:00"))
    closes_at = TimeField(label=_("Ends at"))
    term_time_only = forms.BooleanField(label=_("In school terms only"), required=False)
    note_en = line(_("Note"), _("For example: “Every other week” or “Book by Thursday”."))

    def clean(self) -> None:
        super().clean()
        opens, closes = (self.cleaned_data.get(name) for name in ("opens_at", "closes_at"))
        if not self.cleaned_data.get("days") and not self.cleaned_data.get("id"):
            self.add_error("days", _("Tick the days of the week."))
        if closes and not opens:
            self.add_error("opens_at", _("Enter when it starts."))
        elif opens and closes and closes < opens:
            self.add_error("closes_at", _("The end must not be before the start."))

    def row(self, known: Mapping[str, Any]) -> dict[str, Any]:
        return {"freq": Schedule.Frequency.WEEKLY, **super().row(known)}


class PriceForm(RowForm):
    option_en = line(_("What you pay for"), _("For example: “Child” or “A session”."), longest=120)
    amount = PoundsField(label=_("Price in pounds"), help_text=_("Enter 0 when it is free."))
    amount_description_en = line(_("Note about the price"))

    def clean(self) -> None:
        super().clean()
        said = [self.cleaned_data.get(name) for name in ("option_en", "amount_description_en")]
        if not self.errors and self.cleaned_data.get("amount") is None and not any(said):
            self.add_error("amount", _("Enter a price, or say in the note what it costs."))


class PlaceForm(RowForm):
    name_en = line(_("Name of the place"), _("For example: “Lordshill Community Centre”."))
    address_1 = line(_("Building and street"))
    address_2 = line(_("Second line of the address"))
    city = line(_("Town or city"), longest=120)
    postal_code = forms.CharField(
        label=_("Postcode"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "govuk-input--width-10"}),
    )
    description_en = line(_("What happens here"), _("Only when it is not the same everywhere."))

    def clean_postal_code(self) -> str:
        typed = self.cleaned_data["postal_code"]
        code = postcodes.normalise(typed)
        return postcodes.display(code) if code else typed

    def clean(self) -> None:
        super().clean()
        if not any(self.cleaned_data.get(name) for name in ("name_en", "address_1", "postal_code")):
            self.add_error("name_en", _("Enter a name, an address or a postcode."))


class RowsFormSet(BaseFormSet):
    """Rows of one list. `legend` names a row, `new` an empty one, `add` the button for more."""

    key = ""
    legend: Words = ""
    new: Words = ""
    add: Words = ""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this one")

    def values(self, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        by_id = {row["id"]: row for row in known if row.get("id")}
        rows = []
        for form in self.forms:
            is_there = form.has_changed() or bool(form.initial)
            if is_there and form not in self.deleted_forms:
                given = form.row(by_id.get(form.cleaned_data.get("id", ""), {}))
                given.pop("DELETE", None)
                if given.get("id") not in by_id:
                    given["id"] = ""
                rows.append(given)
        return rows

    def typed_rows(self) -> list[dict[str, Any]]:
        """What stands in the boxes, right or wrong, without the rows that are empty."""
        return [form.typed() for form in self.forms if form.has_changed() or form.initial]


def rows_of(
    key: str, form: type[RowForm], legend: Words, new: Words, add: Words, *, most: int = MOST_ROWS
) -> type[RowsFormSet]:
    base = type("Rows", (RowsFormSet,), {"key": key, "legend": legend, "new": new, "add": add})
    rows: Any = formset_factory(
        form,
        formset=base,
        extra=1,
        can_delete=True,
        can_delete_extra=False,
        max_num=most,
        absolute_max=most,
        validate_max=True,
    )
    return rows


# --- One question ---------------------------------------------------------------------------------


class QuestionForm(forms.Form):
    """Answers one question. Fields are named by the parts they give; `rows` is a list of them."""

    rows_class: type[RowsFormSet] | None = None

    def __init__(self, data: Any = None, *, values: Values) -> None:
        self.now = values
        super().__init__(data, initial=values)
        self._offer_terms()
        self.rows = self._rows(data)

    def _offer_terms(self) -> None:
        fields = {n: f for n, f in self.fields.items() if isinstance(f, TermsField)}
        if not fields:
            return
        kinds = [field.kind for field in fields.values()]
        terms = TaxonomyTerm.objects.filter(taxonomy__slug__in=kinds).select_related("taxonomy")
        offered = list(terms)
        for field in fields.values():
            field.offer(offered)

    def _rows(self, data: Any) -> RowsFormSet | None:
        if self.rows_class is None:
            return None
        key = self.rows_class.key
        as_typed = self.rows_class.form.as_typed
        known = [as_typed(row) for row in self.now.get(key) or []]
        more: Any = {"prefix": key, "form_kwargs": self.row_kwargs()}
        if data is None or "add" not in data:
            return self.rows_class(data, initial=known, **more)
        # One more empty row, without a word of blame for what is not filled in yet.
        typed = self.rows_class(data, initial=known, **more).typed_rows()
        return self.rows_class(initial=typed, **more)

    def row_kwargs(self) -> dict[str, Any]:
        """What each row's form must be told besides."""
        return {}

    def is_valid(self) -> bool:
        own = super().is_valid()
        return (self.rows is None or self.rows.is_valid()) and own

    def values(self) -> Values:
        """The answer by part, once it is valid."""
        found = {name: value for name, value in self.cleaned_data.items() if name in parts.KEYS}
        if self.rows is not None:
            found[self.rows.key] = self.rows.values(self.now.get(self.rows.key) or [])
        return found


class NameForm(QuestionForm):
    name_en = line(_("Name of the service"), required=True, error_messages=NO_NAME)
    summary_en = line(
        _("What it is, in one sentence"),
        _("For example: “A Saturday club for autistic children aged 5 to 11.”"),
        longest=300,
    )


class OrganisationForm(QuestionForm):
    organisation_name = line(
        _("Who runs it?"),
        _("The name of the charity, company, school or group. If you do not know, leave it empty."),
    )


class AboutForm(QuestionForm):
    description_en = prose(
        _("What is it?"), _("What happens there, what a visit is like, what to bring."), rows=12
    )


class WhoForm(QuestionForm):
    minimum_age = _age(_("Youngest age"), _("Leave it empty if you do not know."))
    maximum_age = _age(_("Oldest age"))
    who_for_en = prose(
        _("Who can come"), _("Anything they must have, such as a diagnosis or an EHC plan."), rows=5
    )

    def clean(self) -> None:
        super().clean()
        youngest, oldest = (self.cleaned_data.get(f"{end}_age") for end in ("minimum", "maximum"))
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("The oldest age must not be below the youngest."))


class HowForm(QuestionForm):
    referral = ticks(_("Who can ask for it?"), Referral.choices, _("Tick all that fit."))
    how_to_get_en = prose(_("What to do first"), _("Phone, fill in a form, turn up."), rows=5)


class NextForm(QuestionForm):
    what_next_en = prose(_("What happens after somebody has asked"), rows=5)
    wait_time_en = line(_("How long people wait"), _("For example: “About 6 weeks”."))


class TimesForm(QuestionForm):
    rows_class = rows_of("schedules", TimeForm, _("Time"), _("Add a time"), _("Add another time"))


class CostForm(QuestionForm):
    rows_class = rows_of(
        "cost_options", PriceForm, _("Price"), _("Add a price"), _("Add another price")
    )
    cost_note_en = prose(_("About the cost"), _("Help with paying, what is included."), rows=4)


class PlacesForm(QuestionForm):
    rows_class = rows_of(PLACES, PlaceForm, _("Place"), _("Add a place"), _("Add another place"))
    delivery = ticks(_("How it is given"), Delivery.choices)


class ContactForm(QuestionForm):
    rows_class = rows_of(
        "phones",
        PhoneForm,
        _("Phone number"),
        _("Add a phone number"),
        _("Add another phone number"),
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter a web address, such as www.example.org/club")},
    )
    email = forms.EmailField(
        label=_("E-mail address of the service"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org")},
    )


# Their keys are no names that a class could have.
TopicsForm = type(
    "TopicsForm",
    (QuestionForm,),
    {
        "terms:category": TermsField("category", _("Topics"), _("Tick two or three that fit.")),
        "terms:need": TermsField("need", _("Needs it is made for")),
    },
)


@dataclass(frozen=True)
class Question:
    slug: str
    # What stands on the list of things to choose from, and what heads the page.
    name: Words
    title: Words
    form: type[QuestionForm]
    keys: tuple[str, ...]


def question_of(slug: str, name: Words, title: Words, form: type[QuestionForm]) -> Question:
    listed = (form.rows_class.key,) if form.rows_class else ()
    return Question(slug, name, title, form, (*form.base_fields, *listed))


QUESTIONS = {
    question.slug: question
    for question in (
        question_of("name", _("Name, or what it is in one sentence"), _("Name"), NameForm),
        question_of("organisation", _("Who runs it"), _("Who runs it"), OrganisationForm),
        question_of(
            "contact", _("Phone, e-mail or website"), _("How to get in touch"), ContactForm
        ),
        question_of("times", _("Days and times"), _("Days and times"), TimesForm),
        question_of("places", _("Where it is"), _("Where it is"), PlacesForm),
        question_of("cost", _("What it costs"), _("What it costs"), CostForm),
        question_of("about", _("What it is and what happens there"), _("What it is"), AboutForm),
        question_of("who", _("Ages, and who it is for"), _("Who it is for"), WhoForm),
        question_of("how", _("How to get it"), _("How to get it"), HowForm),
        question_of("next", _("What happens next, or the wait"), _("What happens next"), NextForm),
        question_of("topics", _("Topics and needs"), _("Topics and needs"), TopicsForm),
    )
}
# What an author is asked about a new service, and may choose about one that is listed.
FOR_NEW = ("name", "organisation", "about", "who", "contact", "times", "places", "cost", "topics")
FOR_CHANGE = tuple(slug for slug in QUESTIONS if slug not in ("organisation", "topics"))
