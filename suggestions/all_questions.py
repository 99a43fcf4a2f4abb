"""Every question about a listing: for those who look after it, and for the officer who mends an
answer. They know more than a visitor does, so some questions of questions.py ask more here."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField
from directory import presenters, times
from directory.desk.fields import LANGUAGES_SPOKEN, TermsField, TimeField
from directory.desk.rows import MOST_ROWS
from directory.models import Day, Schedule, Service, ServiceAtLocation

from . import parts
from .file_questions import FILE_QUESTIONS
from .parts import PLACES, Values
from .questions import (
    QUESTIONS,
    ContactForm,
    CostForm,
    PlacesForm,
    Question,
    QuestionForm,
    RowForm,
    TopicsForm,
    WhoForm,
    Words,
    line,
    question_of,
    rows_of,
    ticks,
)
from .translating import TRANSLATION_QUESTIONS

# --- Days and times -------------------------------------------------------------------------------

WEEKLY, FORTNIGHTLY, MONTHLY, DATES, AS_IT_IS = "weekly", "fortnight", "monthly", "dates", "as_is"
_RHYTHMS = {
    WEEKLY: (Schedule.Frequency.WEEKLY.value, 1),
    FORTNIGHTLY: (Schedule.Frequency.WEEKLY.value, 2),
    MONTHLY: (Schedule.Frequency.MONTHLY.value, 1),
    DATES: ("", 1),
}
_HOW_OFTEN: list[tuple[str, Words]] = [
    (WEEKLY, _("Every week")),
    (FORTNIGHTLY, _("Every other week")),
    (MONTHLY, _("Every month")),
    (DATES, _("On one day, or from one date to another")),
]
_WEEKS: list[tuple[Any, Words]] = [
    ("", _("Not by week")),
    (1, _("The first")),
    (2, _("The second")),
    (3, _("The third")),
    (4, _("The fourth")),
    (5, _("The fifth")),
    (-1, _("The last")),
]
_DATES = ("dtstart", "valid_from", "valid_to")


class ScheduleForm(RowForm):
    """One time in full. `places` are the listing's own: key of the location, and its name."""

    # Always chosen; a needed box would mark all the others of a long form as optional.
    how = forms.ChoiceField(
        label=_("How often"), choices=_HOW_OFTEN, initial=WEEKLY, required=False
    )
    days = ticks(_("Days"), Day.choices)
    week_of_month = forms.TypedChoiceField(
        label=_("Which one of the month"),
        help_text=_("Only for “Every month”: the first Monday, the last Friday."),
        choices=_WEEKS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    opens_at = TimeField(label=_("Starts at"), help_text=_("For example: 9:30am or 16:00"))
    closes_at = TimeField(label=_("Ends at"))
    term_time_only = forms.BooleanField(label=_("In school terms only"), required=False)
    dtstart = DateField(
        label=_("One of its dates"),
        required=False,
        help_text=_("Only for “Every other week”, so that we know which weeks."),
    )
    valid_from = DateField(
        label=_("First date"), required=False, help_text=_("The date itself, if it is one day.")
    )
    valid_to = DateField(label=_("Last date"), required=False)
    location_id = forms.ChoiceField(label=_("Where"), required=False)
    note_en = line(_("Note"), _("For example: “Book by Thursday.”"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("how") == AS_IT_IS:
            self._box("how").choices = [(AS_IT_IS, self.initial["in_words"]), *_HOW_OFTEN]
        self._offer(places)

    def _offer(self, places: list[tuple[str, str]]) -> None:
        present = self.initial.get("location_id")
        if present and present not in dict(places):
            # A place whose address is kept secret stays, unnamed.
            places = [*places, (present, str(_("As it is now")))]
        if len(places) > 1:
            self._box("location_id").choices = [("", _("Any of its places")), *places]
        else:
            # Nobody needs to choose between one place.
            del self.fields["location_id"]

    def _box(self, name: str) -> Any:
        return self.fields[name]

    @classmethod
    def as_typed(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        typed = super().as_typed(row)
        typed |= {name: date.fromisoformat(row[name]) for name in _DATES if row.get(name)}
        rhythm = (row.get("freq") or "", row.get("interval") or 1)
        typed["how"] = next((how for how, each in _RHYTHMS.items() if each == rhythm), AS_IT_IS)
        if typed["how"] == AS_IT_IS:
            typed["in_words"] = times.in_words(parts.record("schedules", row))
        return typed

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        for name, problem in (*_rhythm_problems(given), *_order_problems(given)):
            if name not in self.errors:
                self.add_error(name, problem)

    def row(self, known: Mapping[str, Any]) -> dict[str, Any]:
        given = super().row(known)
        how = given.pop("how")
        if how in _RHYTHMS:
            given["freq"], given["interval"] = _RHYTHMS[how]
            if how != MONTHLY:
                given["week_of_month"] = None
        return given


def _rhythm_problems(given: dict[str, Any]) -> list[tuple[str, Words]]:
    how, days = given.get("how"), given.get("days")
    if not how:
        return [("how", _("Choose how often it is."))]
    if how == WEEKLY and not days and not given.get("id"):
        return [("days", _("Tick the days of the week."))]
    if how == FORTNIGHTLY and not (given.get("dtstart") or given.get("valid_from")):
        return [("dtstart", _("Enter one of its dates, so that we know which weeks."))]
    if how == MONTHLY and given.get("week_of_month") and not days:
        return [("days", _("Tick the day, such as Monday for “the first Monday”."))]
    if how == DATES and not given.get("valid_from"):
        return [("valid_from", _("Enter the date."))]
    return []


def _order_problems(given: dict[str, Any]) -> list[tuple[str, Words]]:
    found: list[tuple[str, Words]] = []
    first, last = given.get("valid_from"), given.get("valid_to")
    if first and last and last < first:
        found.append(("valid_to", _("The last date must not be before the first.")))
    opens, closes = given.get("opens_at"), given.get("closes_at")
    if closes and not opens:
        found.append(("opens_at", _("Enter when it starts.")))
    elif opens and closes and closes < opens:
        found.append(("closes_at", _("The end must not be before the start.")))
    return found


class AllTimesForm(QuestionForm):
    rows_class = rows_of(
        "schedules",
        ScheduleForm,
        _("Time"),
        _("Add a time"),
        _("Add another time"),
        most=MOST_ROWS,
    )

    def row_kwargs(self) -> dict[str, Any]:
        kept = [row["id"] for row in self.now.get(PLACES) or [] if row.get("id")]
        places = ServiceAtLocation.objects.filter(pk__in=kept, location__hidden=False)
        found = [at.location for at in places.select_related("location")]
        return {"places": [(str(place.pk), str(place)) for place in found]}


def _with_all_rows(form: type[QuestionForm]) -> type[QuestionForm]:
    """The same question for a listing that may have many rows."""
    rows = form.rows_class
    assert rows is not None  # noqa: S101 - only of questions that have rows
    more = rows_of(rows.key, rows.form, rows.legend, rows.new, rows.add, most=MOST_ROWS)
    return type(f"All{form.__name__}", (form,), {"rows_class": more})


# --- The others -----------------------------------------------------------------------------------

# Keys of parts are no names that a class could have.
AllWhoForm = type(
    "AllWhoForm",
    (WhoForm,),
    {
        "terms:audience": TermsField("audience", _("It is mainly for")),
        "terms:stage": TermsField("stage", _("Stage of life")),
    },
)
AllTopicsForm = type(
    "AllTopicsForm",
    (TopicsForm,),
    {
        "terms:category": TermsField(
            "category",
            _("Topics"),
            _("Families find it under each topic you tick. Two or three are enough."),
        ),
        "terms:need": TermsField(
            "need", _("Needs it is made for"), _("Tick “All needs” when everybody is welcome.")
        ),
    },
)


class AllPlacesForm(_with_all_rows(PlacesForm)):  # type: ignore[misc]  # made when this is read
    coverage = forms.ChoiceField(
        label=_("The area it serves"),
        choices=Service.Coverage.choices,
        widget=forms.RadioSelect,
        required=False,
    )


class _LanguagesForm(QuestionForm):
    languages = ticks(_("Languages spoken"), [], _("Besides English, tick what staff speak."))

    def __init__(self, data: Any = None, *, values: Values) -> None:
        super().__init__(data, values=values)
        # A code that an import brought stays, even when it is not one of ours.
        codes = dict.fromkeys((*LANGUAGES_SPOKEN, *(values.get("languages") or [])))
        box: Any = self.fields["languages"]
        box.choices = [(code, presenters.language_name(code)) for code in codes]


LanguagesForm = type(
    "LanguagesForm",
    (_LanguagesForm,),
    {
        "terms:accessibility": TermsField(
            "accessibility",
            _("Accessibility"),
            _("Of the service itself. What a building has is said at its place."),
        )
    },
)


class StatusForm(QuestionForm):
    """Open or closed for now. Whether families see it at all stays with the council."""

    status = forms.ChoiceField(
        label=_("Is it open?"),
        widget=forms.RadioSelect,
        help_text=_(
            "Families still see a listing that is closed for now, with a note that it is closed."
        ),
    )

    def __init__(self, data: Any = None, *, values: Values) -> None:
        super().__init__(data, values=values)
        offered = [Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED]
        present = values.get("status")
        if present and present not in offered:
            offered.append(Service.Status(present))
        box: Any = self.fields["status"]
        box.choices = [(each.value, each.label) for each in offered]


# In the order of a listing's page.
_SAID_HERE = {
    question.slug: question
    for question in (
        question_of("who", QUESTIONS["who"].name, QUESTIONS["who"].title, AllWhoForm),
        question_of("times", QUESTIONS["times"].name, QUESTIONS["times"].title, AllTimesForm),
        question_of(
            "contact",
            QUESTIONS["contact"].name,
            QUESTIONS["contact"].title,
            _with_all_rows(ContactForm),
        ),
        question_of(
            "cost", QUESTIONS["cost"].name, QUESTIONS["cost"].title, _with_all_rows(CostForm)
        ),
        question_of("places", QUESTIONS["places"].name, QUESTIONS["places"].title, AllPlacesForm),
        question_of("topics", QUESTIONS["topics"].name, QUESTIONS["topics"].title, AllTopicsForm),
        question_of(
            "languages",
            _("Languages and accessibility"),
            _("Languages and accessibility"),
            LanguagesForm,
        ),
        question_of("status", _("Open or closed for now"), _("Open or closed for now"), StatusForm),
    )
}
ALL_QUESTIONS: dict[str, Question] = {
    **QUESTIONS,
    **_SAID_HERE,
    **FILE_QUESTIONS,
    **TRANSLATION_QUESTIONS,
}


def of_part(key: str) -> Question | None:
    """The question whose answer gives a part; None for one that no page asks about."""
    return next((each for each in ALL_QUESTIONS.values() if key in each.keys), None)
