"""What an officer can narrow a list by. Every choice is in the address and can be shared."""

from collections.abc import Callable
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from directory.models import Location, Organisation, Service, TaxonomyTerm

# Of any of the three kinds of record: what each can be asked differs.
Rows = Any
# Value in the address: what it is called, and what it leaves of the rows.
Options = dict[str, tuple[str | Promise, Callable[[Rows], Rows]]]
MOST_WORDS = 8


def words_of(request: HttpRequest) -> str:
    """What was typed into the box that looks something up."""
    return request.GET.get("q", "").replace("\0", "").strip()[:200]


def having_words(rows: Rows, typed: str, *columns: str) -> Rows:
    """Rows in which every typed word stands somewhere in one of the columns."""
    for word in typed.split()[:MOST_WORDS]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


class Words(filters.CharFilter):
    """Words to look for in the given columns."""

    def __init__(self, *columns: str, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.columns = columns

    def filter(self, qs: Rows, value: str) -> Rows:
        return having_words(qs, value or "", *self.columns)


class Choice(filters.Filter):
    """One of some options; the first, "", is what happens when nothing was chosen."""

    field_class = forms.ChoiceField

    def __init__(self, label: str | Promise, options: Options) -> None:
        choices = [(value, name) for value, (name, _leave) in options.items()]
        super().__init__(label=label, choices=choices)
        self.options = options

    def filter(self, qs: Rows, value: str) -> Rows:
        _name, leave = self.options[value or ""]
        return leave(qs)


class FilterSet(filters.FilterSet):
    def filter_queryset(self, queryset: Rows) -> Rows:
        # Every filter is asked, chosen or not: leaving a choice open can mean something too.
        for name, each in self.filters.items():
            queryset = each.filter(queryset, self.form.cleaned_data.get(name))
        return queryset


def _all(rows: Rows) -> Rows:
    return rows


def _sorted(*columns: str) -> Callable[[Rows], Rows]:
    return lambda rows: rows.order_by(*columns)


_CHANGED = _sorted("-updated_at", "pk")
_NAMED = _sorted("name_en", "pk")


# --- Services -------------------------------------------------------------------------------------

STATES: Options = {
    "": (_("All that are not archived"), lambda rows: rows.kept()),
    "public": (_("Families can see them"), lambda rows: rows.published()),
    "drafts": (_("Not published"), lambda rows: rows.drafts()),
    "closed": (_("Closed for now"), lambda rows: rows.closed_for_now()),
    "ended": (_("Ended"), lambda rows: rows.kept().filter(status=Service.Status.DEFUNCT)),
    "archived": (_("Archived"), lambda rows: rows.archived()),
}
CHECKS: Options = {
    "": (_("Any time"), _all),
    "overdue": (_("The next check is overdue"), lambda rows: rows.overdue(timezone.localdate())),
    "never": (_("Never checked"), lambda rows: rows.never_checked()),
}
MISSING: Options = {
    "": (_("Nothing in particular"), _all),
    "contact": (_("Phone, e-mail and website"), lambda rows: rows.without_contact()),
    "description": (_("What it is"), lambda rows: rows.without_description()),
    "topic": (_("Topics"), lambda rows: rows.without_topic()),
    "place": (_("Where it is"), lambda rows: rows.without_place()),
    "translation": (
        _("A translation of newer English"),
        lambda rows: rows.with_old_translations(),
    ),
}
ORDERS: Options = {
    "": (_("Last changed first"), _CHANGED),
    "name": (_("By name"), _NAMED),
    "checked": (_("Longest unchecked first"), _sorted("assured_date", "name_en", "pk")),
}


class _TopicField(ModelChoiceField):
    def label_from_instance(self, term: TaxonomyTerm) -> str:
        return f"{term.parent} – {term}" if term.parent else str(term)


class _TopicFilter(filters.ModelChoiceFilter):
    field_class = _TopicField

    def filter(self, qs: Rows, value: TaxonomyTerm | None) -> Rows:
        if value is None:
            return qs
        through = Service.terms.through.objects.filter(service=OuterRef("pk")).filter(
            Q(taxonomyterm=value) | Q(taxonomyterm__parent=value)
        )
        return qs.filter(Exists(through))


class ServiceFilter(FilterSet):
    q = Words("name_en", "summary_en", "slug", label=_("Words in its name or summary"))
    organisation = Words("organisation__name_en", label=_("Organisation"))
    topic = _TopicFilter(
        label=_("Topic"),
        queryset=TaxonomyTerm.objects.of("category").select_related("parent"),
        to_field_name="slug",
        empty_label=_("Any topic"),
    )
    state = Choice(_("Status"), STATES)
    check = Choice(_("Checked"), CHECKS)
    missing = Choice(_("What is missing"), MISSING)
    sort = Choice(_("Order"), ORDERS)

    class Meta:
        model = Service
        fields: list[str] = []


# --- Organisations and places ---------------------------------------------------------------------

_KEPT: Options = {
    "": (_("All that are not archived"), lambda rows: rows.filter(archived_at__isnull=True)),
    "archived": (_("Archived"), lambda rows: rows.filter(archived_at__isnull=False)),
}
_NAMES_FIRST: Options = {"": (_("By name"), _NAMED), "changed": (_("Last changed first"), _CHANGED)}


def _of_kind(kind: Organisation.Kind) -> Callable[[Rows], Rows]:
    return lambda rows: rows.filter(kind=kind)


class OrganisationFilter(FilterSet):
    q = Words("name_en", "slug", label=_("Words in its name"))
    kind = Choice(
        _("What it is"),
        {
            "": (_("Any kind"), _all),
            **{kind.value: (kind.label, _of_kind(kind)) for kind in Organisation.Kind},
        },
    )
    trust = Choice(
        _("Trusted"),
        {
            "": (_("Trusted or not"), _all),
            "yes": (_("Trusted to publish at once"), lambda rows: rows.filter(is_trusted=True)),
        },
    )
    state = Choice(_("Status"), _KEPT)
    sort = Choice(_("Order"), _NAMES_FIRST)

    class Meta:
        model = Organisation
        fields: list[str] = []


def _unused(rows: Rows) -> Rows:
    return rows.kept().filter(at_services__isnull=True)


class LocationFilter(FilterSet):
    q = Words(
        "name_en", "address_1", "city", "postal_code", label=_("Name, street, town or postcode")
    )
    show = Choice(
        _("Show"),
        {
            "": (_("All places"), lambda rows: rows.kept()),
            "hidden": (_("Secret addresses"), lambda rows: rows.filter(hidden=True)),
            "unmapped": (
                _("Not on the map"),
                lambda rows: rows.filter(latitude__isnull=True, location_type="physical"),
            ),
            "unused": (_("No service uses them"), _unused),
            "merged": (
                _("Merged into another place"),
                lambda rows: rows.filter(archived_at__isnull=False),
            ),
        },
    )
    sort = Choice(_("Order"), _NAMES_FIRST)

    class Meta:
        model = Location
        fields: list[str] = []
