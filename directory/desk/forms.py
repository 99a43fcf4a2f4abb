"""What an officer fills in about a record, one short form for each section of its page.

English columns are named as such (`name_en`): plain `name` would mean the language of the page.
"""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField
from directory import actions, file_forms, presenters
from directory.file_forms import DocumentRow, PhotoRow
from directory.models import (
    CostOption,
    Day,
    Delivery,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Photo,
    Referral,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceDocument,
    TaxonomyTerm,
)
from search import postcodes

from . import fields
from .rows import RowForm

MARKDOWN_HINT = _("Leave an empty line between paragraphs. Start a line with “- ” for a list.")


_TAKEN = {"unique": _("Another page has this address. Choose a different one.")}


class SectionForm(forms.ModelForm):
    """Part of a record. `TermsField`s of the form stand for the record's terms of those kinds."""

    def __init__(self, *args: Any, terms: Collection[Any] | None = None, **kwargs: Any) -> None:
        """`terms`: the keys of the record's terms, where they are not to be asked of it."""
        super().__init__(*args, **kwargs)
        self.term_fields = {
            name: field
            for name, field in self.fields.items()
            if isinstance(field, fields.TermsField)
        }
        if self.term_fields:
            self._offer_terms(terms)

    def _offer_terms(self, chosen: Collection[Any] | None) -> None:
        kinds = [field.kind for field in self.term_fields.values()]
        self._offered = list(
            TaxonomyTerm.objects.filter(taxonomy__slug__in=kinds).select_related("taxonomy")
        )
        if chosen is None:
            chosen = set(self.instance.terms.values_list("pk", flat=True))
        for name, field in self.term_fields.items():
            field.offer(self._offered)
            own = [
                str(t.pk) for t in self._offered if t.taxonomy.slug == field.kind and t.pk in chosen
            ]
            self.initial.setdefault(name, own)

    def typed(self) -> dict[str, Any]:
        """What was typed into the boxes, before anybody has looked whether it is right."""
        return {name: self[name].data for name in self.fields}

    def remarks(self) -> list[fields.Words]:
        """What the officer should know after saving, though nothing was wrong."""
        return []

    def save(self, commit: bool = True) -> Any:
        record = super().save(commit)
        for name, field in self.term_fields.items():
            if name in self.changed_data:
                self._save_terms(record, field.kind, self.cleaned_data[name])
        return record

    def _save_terms(self, record: Any, kind: str, chosen: list[str]) -> None:
        others = record.terms.exclude(taxonomy__slug=kind)
        record.terms.set([*others, *(t for t in self._offered if str(t.pk) in chosen)])


# --- A service ------------------------------------------------------------------------------------


class AboutForm(SectionForm):
    name_en = fields.line(_("Name of the service"), required=True)
    summary_en = fields.line(
        _("What it is, in one sentence"),
        _(
            "People see this in the list of results. "
            "For example: “A Saturday club for autistic children aged 5 to 11.”"
        ),
        longest=300,
    )
    description_en = fields.prose(
        _("What it is"),
        _(
            "What happens there, what a visit is like, what to bring. "
            "Write as you would say it to a parent."
        ),
        rows=12,
    )

    class Meta:
        model = Service
        fields = ["name_en", "summary_en", "description_en"]


class WhoForm(SectionForm):
    who_for_en = fields.prose(
        _("Who it is for"), _("Who can come, and anything they must have, such as an EHC plan.")
    )
    minimum_age = fields.number(_("Youngest age"), _("Leave empty when nobody has said."), most=120)
    maximum_age = fields.number(_("Oldest age"), _("25 means up to their 26th birthday."), most=120)
    audience = fields.TermsField("audience", _("It is mainly for"))
    need = fields.TermsField(
        "need", _("Needs it is made for"), _("Tick “All needs” when everybody is welcome.")
    )
    stage = fields.TermsField("stage", _("Stage of life"))

    class Meta:
        model = Service
        fields = ["who_for_en", "minimum_age", "maximum_age"]

    def clean(self) -> None:
        super().clean()
        youngest, oldest = (self.cleaned_data.get(f"{end}_age") for end in ("minimum", "maximum"))
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("The oldest age must not be below the youngest."))


class HowForm(SectionForm):
    referral = fields.choices(
        _("Who can ask for it"),
        Referral.choices,
        _("Tick all that fit. Leave empty when not known."),
    )
    how_to_get_en = fields.prose(
        _("How to get it"), _("What to do first: phone, fill in a form, turn up.")
    )
    what_next_en = fields.prose(
        _("What happens next"), _("After somebody has asked: who answers, and when.")
    )
    wait_time_en = fields.line(_("How long people wait"), _("For example: “About 6 weeks.”"))

    class Meta:
        model = Service
        fields = ["referral", "how_to_get_en", "what_next_en", "wait_time_en"]


class TimesForm(SectionForm):
    class Meta:
        model = Service
        fields: list[str] = []


class CostForm(SectionForm):
    cost_note_en = fields.prose(
        _("About the cost"), _("Help with paying, what is included, how to pay."), rows=4
    )

    class Meta:
        model = Service
        fields = ["cost_note_en"]


class PlacesForm(SectionForm):
    delivery = fields.choices(_("How it is given"), Delivery.choices)
    coverage = forms.ChoiceField(
        label=_("The area it serves"),
        choices=Service.Coverage.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Service
        fields = ["delivery", "coverage"]


class ContactForm(SectionForm):
    website = fields.web_address(_("Website"), _("The page about this service, if there is one."))
    email = fields.email(_("E-mail address"))

    class Meta:
        model = Service
        fields = ["website", "email"]


class TopicsForm(SectionForm):
    category = fields.TermsField(
        "category",
        _("Topics"),
        _("People find the service under each topic you tick. Two or three are enough."),
    )
    accessibility = fields.TermsField(
        "accessibility",
        _("Accessibility"),
        _("Of the service itself. What a building has is said at its place."),
    )

    class Meta:
        model = Service
        fields: list[str] = []


class LanguagesForm(SectionForm):
    languages = fields.choices(
        _("Languages spoken"), [], _("Besides English, tick what staff speak.")
    )

    class Meta:
        model = Service
        fields = ["languages"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A code that an import brought stays, even when it is not one of ours.
        codes = dict.fromkeys((*fields.LANGUAGES_SPOKEN, *(self.instance.languages or [])))
        box = cast(forms.MultipleChoiceField, self.fields["languages"])
        box.choices = [(code, presenters.language_name(code)) for code in codes]


class ServiceAddressForm(SectionForm):
    slug = forms.SlugField(
        label=_("Last part of the web address"),
        error_messages=_TAKEN,
        max_length=140,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        help_text=_("It stays the same when the name changes. The old address goes on working."),
    )
    review_due = DateField(
        label=_("Next check due"),
        required=False,
        help_text=_("“Mark as checked” sets this for you."),
    )

    class Meta:
        model = Service
        fields = ["slug", "review_due"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in actions.PAGES_OF_THE_SITE:
            raise forms.ValidationError(_TAKEN["unique"])
        return slug


class StatusForm(SectionForm):
    status = forms.ChoiceField(
        label=_("Status"),
        choices=Service.Status.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Families see services that are open or closed for now. They do not see the others."
        ),
    )

    class Meta:
        model = Service
        fields = ["status"]


class AddServiceForm(SectionForm):
    name_en = fields.line(_("Name of the service"), required=True)
    summary_en = fields.line(
        _("What it is, in one sentence"), _("You can leave this for later."), longest=300
    )

    class Meta:
        model = Service
        fields = ["name_en", "summary_en"]


class CopyForm(forms.Form):
    name = fields.line(_("Name of the copy"), required=True)


# --- Rows of a service ----------------------------------------------------------------------------


class PhoneForm(RowForm):
    number = forms.CharField(
        label=_("Phone number"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "inputmode": "tel", "class": "govuk-input--width-20"}
        ),
    )
    label_en = fields.line(
        _("What it is for"), _("For example: “Bookings” or “Text messages”."), longest=120
    )

    class Meta:
        model = Phone
        fields = ["number", "label_en"]


_WEEKS = [
    ("", _("Not by week")),
    (1, _("The first")),
    (2, _("The second")),
    (3, _("The third")),
    (4, _("The fourth")),
    (5, _("The fifth")),
    (-1, _("The last")),
]


class ScheduleForm(RowForm):
    freq = forms.ChoiceField(
        label=_("How often"),
        choices=[("", _("Once, or on certain dates")), *Schedule.Frequency.choices],
        required=False,
    )
    interval = forms.IntegerField(
        label=_("Every how many weeks or months"),
        help_text=_("1 is every one. 2 is every other one."),
        min_value=1,
        max_value=52,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )
    days = fields.choices(_("Days"), Day.choices)
    week_of_month = forms.TypedChoiceField(
        label=_("Which one of the month"),
        help_text=_("Only for something monthly: the first Monday, the last Friday."),
        choices=_WEEKS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    opens_at = fields.TimeField(label=_("Starts at"), help_text=_("For example: 9:30am or 16:00"))
    closes_at = fields.TimeField(label=_("Ends at"))
    term_time_only = forms.BooleanField(label=_("In school terms only"), required=False)
    valid_from = DateField(
        label=_("From"), required=False, help_text=_("The date, when it happens only once.")
    )
    valid_to = DateField(label=_("Until"), required=False)
    dtstart = DateField(
        label=_("A date on which it runs"),
        required=False,
        help_text=_("For every other week: any one of its dates, so that we know which weeks."),
    )
    location: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Location.objects.none(),
        required=False,
        empty_label=_("Any of its places"),
    )
    note_en = fields.line(_("Note"), _("For example: “Book by Thursday.”"))

    class Meta:
        model = Schedule
        fields = [
            "freq",
            "interval",
            "days",
            "week_of_month",
            "opens_at",
            "closes_at",
            "term_time_only",
            "valid_from",
            "valid_to",
            "dtstart",
            "location",
            "note_en",
        ]

    def __init__(self, *args: Any, places: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places is not None:
            cast(forms.ModelChoiceField, self.fields["location"]).queryset = places

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        for problem_field, problem in self._problems(given):
            if problem_field not in self.errors:
                self.add_error(problem_field, problem)

    def _problems(self, given: dict[str, Any]) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        if "freq" not in given:
            return found
        freq = given["freq"]
        if freq == Schedule.Frequency.WEEKLY and not given.get("days"):
            found.append(("days", _("Tick the days of the week.")))
        if (
            freq == Schedule.Frequency.MONTHLY
            and given.get("week_of_month")
            and not given.get("days")
        ):
            found.append(("days", _("Tick the day, such as Monday for “the first Monday”.")))
        if not freq and not given.get("valid_from"):
            found.append(("valid_from", _("Enter the date, or choose how often it happens.")))
        if (given.get("interval") or 1) > 1 and not (
            given.get("dtstart") or given.get("valid_from")
        ):
            found.append(("dtstart", _("Enter one of its dates, so that we know which weeks.")))
        if _is_before(given.get("valid_to"), given.get("valid_from")):
            found.append(("valid_to", _("The last date must not be before the first.")))
        if given.get("closes_at") and not given.get("opens_at"):
            found.append(("opens_at", _("Enter when it starts.")))
        elif _is_before(given.get("closes_at"), given.get("opens_at")):
            found.append(("closes_at", _("The end must not be before the start.")))
        return found


def _is_before(second: Any, first: Any) -> bool:
    return bool(first and second and second < first)


class CostOptionForm(RowForm):
    option_en = fields.line(
        _("What you pay for"), _("For example: “Child”, “A session”."), longest=120
    )
    amount = fields.PoundsField(label=_("Price in pounds"), help_text=_("Enter 0 when it is free."))
    amount_description_en = fields.line(
        _("Note about the price"), _("For example: “For each child, snack included.”")
    )

    class Meta:
        model = CostOption
        fields = ["option_en", "amount", "amount_description_en"]

    def clean(self) -> None:
        super().clean()
        said = (self.cleaned_data.get(name) for name in self.Meta.fields)
        if not self.errors and all(value in (None, "") for value in said):
            self.add_error("amount", _("Enter a price, or say in the note what it costs."))


class AtLocationForm(RowForm):
    description_en = fields.line(
        _("What happens here"), _("Only when it is not the same at every place.")
    )

    class Meta:
        model = ServiceAtLocation
        fields = ["description_en"]

    @property
    def heading(self) -> str:
        place = self.instance.location
        return ", ".join(dict.fromkeys([str(place), *place.address_lines]))


class PlacedRow(forms.Form):
    """A row that has a place among the others; behind them when nobody says where."""

    instance: Any
    order = fields.number(
        _("Place in the list"), _("The lowest number comes first. Empty: the last."), most=999
    )

    def __init__(self, *args: Any, end: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.end = end
        if self.instance._state.adding:
            self.initial["order"] = None

    def clean_order(self) -> int:
        typed = self.cleaned_data["order"]
        return self.end if typed is None else int(typed)


class FilesForm(SectionForm):
    """Nothing but the rows."""

    class Meta:
        model = Service
        fields: list[str] = []


class PhotoForm(PlacedRow, PhotoRow, RowForm):
    alt_en = file_forms.alt_box({"lang": "en", "dir": "ltr"})

    class Meta:
        model = Photo
        fields = ["alt_en", "order"]


class DocumentForm(PlacedRow, DocumentRow, RowForm):
    title_en = fields.line(
        file_forms.TITLE_LABEL, file_forms.TITLE_HINT, longest=120, required=True
    )

    class Meta:
        model = ServiceDocument
        fields = ["title_en", "order"]


# --- An organisation ------------------------------------------------------------------------------


class OrganisationForm(SectionForm):
    name_en = fields.line(_("Name of the organisation"), required=True)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[("", _("Not known")), *Organisation.Kind.choices],
        required=False,
    )
    description_en = fields.prose(_("What it does"))

    class Meta:
        model = Organisation
        fields = ["name_en", "kind", "description_en"]


class OrganisationContactForm(ContactForm):
    class Meta:
        model = Organisation
        fields = ["website", "email"]


class RegisterForm(SectionForm):
    class Meta:
        model = Organisation
        fields: list[str] = []


class OrganisationAddressForm(SectionForm):
    slug = forms.SlugField(
        label=_("Last part of the web address"),
        error_messages=_TAKEN,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        help_text=_("It stays the same when the name changes. The old address goes on working."),
    )

    class Meta:
        model = Organisation
        fields = ["slug"]


class IdentifierForm(RowForm):
    identifier_type = forms.CharField(
        label=_("Register"),
        max_length=40,
        help_text=_("GB-CHC for charities, GB-COH for companies, GB-EDU for schools (URN)."),
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "govuk-input--width-10"}),
    )
    identifier = forms.CharField(
        label=_("Number"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "govuk-input--width-20"}),
    )

    class Meta:
        model = OrganisationIdentifier
        fields = ["identifier_type", "identifier"]


# --- A place --------------------------------------------------------------------------------------


class LocationForm(SectionForm):
    name_en = fields.line(_("Name of the place"), _("For example: “Lordshill Community Centre”."))
    location_type = forms.ChoiceField(
        label=_("What it is"),
        choices=Location.Type.choices,
        widget=forms.RadioSelect,
        initial="physical",
    )
    address_1 = fields.line(_("Address line 1"))
    address_2 = fields.line(_("Address line 2"))
    city = fields.line(_("Town or city"), longest=120, css="govuk-input--width-20")
    state_province = fields.line(_("County"), longest=120, css="govuk-input--width-20")
    postal_code = fields.line(
        _("Postcode"),
        _("We put the place on the map from it."),
        longest=10,
        css="govuk-input--width-10",
    )
    hidden = forms.BooleanField(
        label=_("Keep this address secret"),
        required=False,
        help_text=_(
            "For a refuge, or any place where people must be safe. The address then shows nowhere: "
            "not on the site, the map, the search or in data that others can copy."
        ),
    )
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "govuk-input--width-10"}),
        help_text=_("Only when the postcode puts it in the wrong spot. For example: 50.9079"),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "govuk-input--width-10"}),
        help_text=_("For example: -1.4040"),
    )

    class Meta:
        model = Location
        fields = [
            "name_en",
            "location_type",
            "address_1",
            "address_2",
            "city",
            "state_province",
            "postal_code",
            "hidden",
            "latitude",
            "longitude",
        ]

    def clean_postal_code(self) -> str:
        code = postcodes.normalise(self.cleaned_data["postal_code"])
        return postcodes.display(code) if code else self.cleaned_data["postal_code"]

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if not any(given.get(name) for name in ("name_en", "address_1", "postal_code")):
            self.add_error("name_en", _("Enter a name, an address or a postcode."))
        if (given.get("latitude") is None) != (given.get("longitude") is None):
            self.add_error("longitude", _("Enter both, or leave both empty."))
        if not self.errors and self._wants_a_point():
            self._take_point_from_postcode()

    def _wants_a_point(self) -> bool:
        """Where no point was typed: there is none yet, or the postcode has changed under it."""
        if self.cleaned_data["latitude"] is None:
            return True
        typed = {"latitude", "longitude"} & set(self.changed_data)
        return "postal_code" in self.changed_data and not typed

    def _take_point_from_postcode(self) -> None:
        place = postcodes.find(self.cleaned_data["postal_code"])
        latitude, longitude = (
            postcodes.to_degrees(place.easting, place.northing) if place else (None, None)
        )
        self.cleaned_data |= {"latitude": latitude, "longitude": longitude}

    def remarks(self) -> list[fields.Words]:
        if self.instance.latitude is not None or not self.instance.postal_code:
            return []
        return [
            _(
                "We do not know this postcode, so the place is not on the map. "
                "You can type its latitude and longitude."
            )
        ]


class LocationAccessForm(SectionForm):
    accessibility = fields.TermsField("accessibility", _("What the place has"))
    access_note_en = fields.prose(
        _("Getting in and around"), _("Doors, lifts, toilets, parking, quiet rooms."), rows=5
    )
    transport_note_en = fields.prose(
        _("How to get there"), _("Buses, trains, where to park."), rows=5
    )
    description_en = fields.prose(_("About the place"), rows=5)

    class Meta:
        model = Location
        fields = ["access_note_en", "transport_note_en", "description_en"]
