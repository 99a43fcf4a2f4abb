"""The three kinds of record that officers edit, and the sections of each one's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory import translated
from directory.models import Location, Organisation, Service

from . import forms
from .fields import TermsField, Words
from .rows import Rows


@dataclass(frozen=True)
class Section:
    slug: str
    title: Words
    form: type[forms.SectionForm]
    rows: Rows | None = None
    # Fields whose Markdown can be looked at before saving.
    prose: tuple[str, ...] = ()
    permission: str = "directory.edit"
    # True when nothing that a family needs is missing here; None: nothing here is needed.
    is_complete: Callable[[Any], bool] | None = None
    # A template for what is drawn besides the form.
    extra_template: str = ""

    @property
    def relations(self) -> set[str]:
        """The related rows that this section writes, as the history names them."""
        own = {self.rows.name} if self.rows else set()
        fields = self.form.base_fields.values()
        return own | {f"terms:{field.kind}" for field in fields if isinstance(field, TermsField)}


@dataclass(frozen=True)
class Kind:
    """`name` is also the word in addresses' names: desk:service, desk:service_edit..."""

    name: str
    model: Any
    title: Words
    list_title: Words
    sections: dict[str, Section]
    add_form: type[forms.SectionForm]
    # Rows with words of their own to translate.
    translated_rows: tuple[str, ...] = ()

    @property
    def list_url(self) -> str:
        return f"desk:{self.name}s"

    def url(self, page: str = "") -> str:
        return f"desk:{self.name}_{page}" if page else f"desk:{self.name}"

    def with_everything(self) -> "QuerySet[Any]":
        """The records with what their own page shows, in a fixed number of queries."""
        if self.model is Service:
            return Service.objects.with_everything()
        related = {"organisation": ("phones", "identifiers"), "location": ("terms__taxonomy",)}
        found: QuerySet[Any] = self.model.objects.prefetch_related(*related[self.name])
        return found


def _sections(*sections: Section) -> dict[str, Section]:
    return {section.slug: section for section in sections}


def _schedule_places(service: Service) -> dict[str, Any]:
    return {"places": Location.objects.filter(at_services__service=service).distinct()}


def _phones(owner: str) -> Rows:
    legend, add = _("Phone number"), _("Add another phone number")
    return Rows("phones", owner, forms.PhoneForm, legend, add)


def _files(name: str, form: type[forms.RowForm], legend: Words, add: Words) -> Rows:
    return Rows(name, "service", form, legend, add, select=("upload",), takes_files=True)


SERVICE = Kind(
    name="service",
    model=Service,
    title=_("Service"),
    list_title=_("Services"),
    add_form=forms.AddServiceForm,
    translated_rows=translated.ROWS_OF_A_SERVICE,
    sections=_sections(
        Section(
            "about",
            _("What it is"),
            forms.AboutForm,
            prose=("description_en",),
            is_complete=lambda service: bool(service.description_en),
        ),
        Section("who", _("Who it is for"), forms.WhoForm, prose=("who_for_en",)),
        Section("how", _("How to get it"), forms.HowForm, prose=("how_to_get_en", "what_next_en")),
        Section(
            "times",
            _("Times"),
            forms.TimesForm,
            rows=Rows(
                "schedules",
                "service",
                forms.ScheduleForm,
                _("Time"),
                _("Add another time"),
                form_kwargs=_schedule_places,
            ),
        ),
        Section(
            "cost",
            _("Cost"),
            forms.CostForm,
            rows=Rows(
                "cost_options", "service", forms.CostOptionForm, _("Price"), _("Add another price")
            ),
            prose=("cost_note_en",),
        ),
        Section(
            "places",
            _("Where it is"),
            forms.PlacesForm,
            rows=Rows(
                "at_locations",
                "service",
                forms.AtLocationForm,
                _("Place"),
                "",
                invites=False,
                select=("location",),
            ),
            is_complete=lambda service: bool(
                service.at_locations.all() or {"online", "phone", "home"} & set(service.delivery)
            ),
            extra_template="directory/desk/includes/add_place.html",
        ),
        Section(
            "contact",
            _("Contact"),
            forms.ContactForm,
            rows=_phones("service"),
            is_complete=lambda service: any(
                (
                    service.website,
                    service.email,
                    service.phones.all(),
                    service.organisation.website,
                    service.organisation.email,
                    service.organisation.phones.all(),
                )
            ),
        ),
        Section(
            "topics",
            _("Topics"),
            forms.TopicsForm,
            is_complete=lambda service: any(
                term.taxonomy.slug == "category" for term in service.terms.all()
            ),
        ),
        Section("languages", _("Languages"), forms.LanguagesForm),
        Section(
            "photos",
            _("Photos"),
            forms.FilesForm,
            rows=_files("photos", forms.PhotoForm, _("Photo"), _("Add another photo")),
        ),
        Section(
            "documents",
            _("Documents"),
            forms.FilesForm,
            rows=_files("documents", forms.DocumentForm, _("Document"), _("Add another document")),
        ),
        Section("address", _("Web address and next check"), forms.ServiceAddressForm),
        Section("status", _("Status"), forms.StatusForm, permission="directory.publish"),
    ),
)

ORGANISATION = Kind(
    name="organisation",
    model=Organisation,
    title=_("Organisation"),
    list_title=_("Organisations"),
    add_form=forms.OrganisationForm,
    translated_rows=translated.ROWS_OF_AN_ORGANISATION,
    sections=_sections(
        Section("about", _("What it is"), forms.OrganisationForm, prose=("description_en",)),
        Section(
            "contact",
            _("Contact"),
            forms.OrganisationContactForm,
            rows=_phones("organisation"),
        ),
        Section(
            "registers",
            _("Numbers in public registers"),
            forms.RegisterForm,
            rows=Rows(
                "identifiers",
                "organisation",
                forms.IdentifierForm,
                _("Number"),
                _("Add another number"),
            ),
        ),
        Section("address", _("Web address"), forms.OrganisationAddressForm),
    ),
)

LOCATION = Kind(
    name="location",
    model=Location,
    title=_("Place"),
    list_title=_("Places"),
    add_form=forms.LocationForm,
    sections=_sections(
        Section("address", _("Name and address"), forms.LocationForm),
        Section(
            "access",
            _("Getting there and getting in"),
            forms.LocationAccessForm,
            prose=("access_note_en", "transport_note_en", "description_en"),
        ),
    ),
)

KINDS = (SERVICE, ORGANISATION, LOCATION)
