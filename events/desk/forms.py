"""What an editor fills in about an event."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.desk import fields
from content.desk.forms import PageForm
from content.querysets import in_order
from core.forms import DateField
from directory.desk.filters import having_words
from directory.models import Location
from events.models import Event

MOST_PLACES = 5
MOST_OFFERED = 5
MOST_DAYS = 60


def _public_places() -> Any:
    return Location.objects.kept().filter(hidden=False).order_by("name_en", "pk")


def _words_of(place: Any) -> str:
    return ", ".join(part for part in (place.name_en or place.address_1, place.postal_code) if part)


class PlacesField(forms.CharField):
    """Places of the directory, one a line, as "Civic Centre, SO14 7LY": its name or its postcode
    alone will do where only one place has it. Gives a list of ids."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "lang": "en", "dir": "ltr"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(_words_of(place) for place in in_order(_public_places(), value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != list(initial or []))
        except ValidationError:
            return True

    def clean(self, value: Any) -> list[UUID]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_PLACES:
            raise ValidationError(_("Name no more than %(most)s."), params={"most": MOST_PLACES})
        return list(dict.fromkeys(_place(line) for line in lines))


def _place(typed: str) -> UUID:
    name, _comma, postcode = (part.strip() for part in typed.rpartition(","))
    alone = Q(name_en__iexact=typed) | Q(postal_code__iexact=typed) | Q(address_1__iexact=typed)
    both = (Q(name_en__iexact=name) | Q(address_1__iexact=name)) & Q(postal_code__iexact=postcode)
    found = list(_public_places().filter(alone | both if name else alone)[:MOST_OFFERED])
    if len(found) == 1:
        return UUID(str(found[0].pk))
    near = found or having_words(_public_places(), typed, "name_en", "address_1", "postal_code")
    offered = "; ".join(_words_of(place) for place in near[:MOST_OFFERED])
    if offered:
        raise ValidationError(
            _("Which place is “%(typed)s”? Write one of these: %(offered)s"),
            params={"typed": typed, "offered": offered},
        )
    raise ValidationError(
        _("The directory has no place “%(typed)s”. Write it into the next box instead."),
        params={"typed": typed},
    )


class DaysField(forms.CharField):
    """Days, one a line. Gives a list of dates in their order."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})
        super().__init__(required=False, widget=widget, **kwargs)
        self._day = DateField(required=False)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{day.day}/{day.month}/{day.year}" for day in sorted(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != sorted(initial or []))
        except ValidationError:
            return True

    def clean(self, value: Any) -> list[Any]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_DAYS:
            raise ValidationError(_("Name no more than %(most)s."), params={"most": MOST_DAYS})
        return sorted({self._one(line) for line in lines})

    def _one(self, typed: str) -> Any:
        try:
            return self._day.clean(typed)
        except ValidationError:
            raise ValidationError(
                _("“%(typed)s” is not a day. Write it like 27/3/2027."), params={"typed": typed}
            ) from None


class EventForm(PageForm):
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(
        label=_("Last day"),
        help_text=_("Only for an event of several days in one go."),
        required=False,
    )
    starts_at = fields.TimeField(label=_("Starts at"), help_text=_("For example 9:30am."))
    ends_at = fields.TimeField(label=_("Ends at"))
    repeat = forms.ChoiceField(
        label=_("How often"),
        help_text=_("Every month means the same weekday, such as the second Tuesday."),
        choices=Event.Repeat.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    repeat_until = DateField(
        label=_("Until"), help_text=_("The last day of an event that repeats."), required=False
    )
    not_on = DaysField(
        label=_("Not on"),
        help_text=_("Days without it, one a line, like 27/3/2027."),
    )
    cancelled = forms.BooleanField(
        label=_("It is cancelled"),
        help_text=_("It stays on the site, marked, so that nobody comes for nothing."),
        required=False,
    )
    why_cancelled_en = fields.line(_("Why, and what people can do instead"), longest=300)
    format = forms.ChoiceField(
        label=_("How to take part"), choices=Event.Format.choices, widget=forms.RadioSelect
    )
    location_ids = PlacesField(
        label=_("Place in the directory"),
        help_text=_("Its name or postcode, such as Civic Centre. One a line."),
    )
    place_en = fields.line(
        _("Other place, or which room"), _("Such as: Room 2 on the first floor."), longest=200
    )
    access_en = fields.prose(
        _("Getting in and around"),
        _("Steps, toilets, parking, a quiet room, interpreters, what to ask for."),
        rows=4,
    )
    online_address = fields.web_address(
        _("Address to join online"), _("Everybody can see it. Leave it empty to send it later.")
    )
    organiser_en = fields.line(_("Organised by"), longest=200)
    is_free = forms.TypedChoiceField(
        label=_("Is it free?"),
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    cost_en = fields.line(
        _("What it costs, in words"), _("Such as: £3 for each child."), longest=200
    )
    booking = forms.ChoiceField(
        label=_("Booking"), choices=Event.Booking.choices, widget=forms.RadioSelect
    )
    book_by = DateField(label=_("Book by"), required=False)
    how_to_book_en = fields.prose(
        _("How to book"), _("A link, a phone number or an e-mail address."), rows=4
    )
    field_order = (
        "title_en",
        "summary_en",
        "topic",
        *("starts_on", "ends_on", "starts_at", "ends_at", "repeat", "repeat_until", "not_on"),
        *("cancelled", "why_cancelled_en", "body_en"),
        *("format", "location_ids", "place_en", "access_en", "online_address", "organiser_en"),
        *("is_free", "cost_en", "booking", "book_by", "how_to_book_en", "search_words_en"),
    )

    class Meta(PageForm.Meta):
        model = Event
        fields = [
            *PageForm.Meta.fields,
            *("starts_on", "ends_on", "starts_at", "ends_at", "repeat", "repeat_until", "not_on"),
            *("cancelled", "why_cancelled_en", "format", "location_ids", "place_en", "access_en"),
            *("online_address", "organiser_en", "is_free", "cost_en", "booking", "book_by"),
            "how_to_book_en",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = self.instance.is_free
        self.initial["is_free"] = "" if free is None else "yes" if free else "no"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last, until = (cleaned.get(key) for key in ("starts_on", "ends_on", "repeat_until"))
        repeats = bool(cleaned.get("repeat"))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not be before the first day."))
        if repeats and last and last != first:
            self.add_error(
                "ends_on", _("An event that repeats has one day each time. Leave this empty.")
            )
        if first and until and until < first:
            self.add_error("repeat_until", _("This day must not be before the first day."))
        if until and not repeats:
            self.add_error("repeat", _("Choose how often, or leave “Until” empty."))
        self._check_times(cleaned)
        return cleaned

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if ends and not starts and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Write when it starts, too."))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it starts."))
        book_by, first = cleaned.get("book_by"), cleaned.get("starts_on")
        if book_by and first and book_by > first and not cleaned.get("repeat"):
            self.add_error("book_by", _("Choose a day that is not after the event."))
