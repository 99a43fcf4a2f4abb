"""Which fields exist in every language, and which records keep a history.

History is registered here and after `register`: before it, the columns for the other
languages would be missed without a word.
"""

import pghistory
from django.db.models import Index, Model
from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Taxonomy)
class TaxonomyTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.TaxonomyTerm)
class TaxonomyTermTranslation(TranslationOptions):
    fields = ("name", "description", "keywords")


@register(models.Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.Location)
class LocationTranslation(TranslationOptions):
    fields = ("name", "description", "access_note", "transport_note")


@register(models.Service)
class ServiceTranslation(TranslationOptions):
    fields = (
        "name",
        "summary",
        "description",
        "who_for",
        "how_to_get",
        "what_next",
        "cost_note",
        "wait_time",
    )


@register(models.ServiceAtLocation)
class ServiceAtLocationTranslation(TranslationOptions):
    fields = ("description",)


@register(models.Schedule)
class ScheduleTranslation(TranslationOptions):
    fields = ("note",)


@register(models.Phone)
class PhoneTranslation(TranslationOptions):
    fields = ("label",)


@register(models.CostOption)
class CostOptionTranslation(TranslationOptions):
    fields = ("option", "amount_description")


@register(models.Photo)
class PhotoTranslation(TranslationOptions):
    fields = ("alt",)


@register(models.ServiceDocument)
class ServiceDocumentTranslation(TranslationOptions):
    fields = ("title",)


# A page that has moved is looked up by the address it had before (`with_old_address`).
_OLD_ADDRESSES = {
    models.Service: [Index(fields=["slug"], name="service_old_slug")],
    models.Organisation: [Index(fields=["slug"], name="organisation_old_slug")],
}
for model in (
    models.Taxonomy,
    models.TaxonomyTerm,
    models.Organisation,
    models.OrganisationIdentifier,
    models.Location,
    models.Service,
    models.ServiceAtLocation,
    models.Schedule,
    models.Phone,
    models.CostOption,
    models.Photo,
    models.ServiceDocument,
    models.Requirement,
):
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        meta={"indexes": _OLD_ADDRESSES.get(model, [])},
    )(model)


def _track_links(through: type[Model], name: str) -> None:
    """Keep the history of a many-to-many's rows.

    By way of a proxy: a migration cannot put triggers on a model that Django made by itself.
    """
    meta = type("Meta", (), {"proxy": True, "app_label": "directory"})
    proxy = type(name, (through,), {"__module__": __name__, "Meta": meta})
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        model_name=f"{name}Event",
        meta={"app_label": "directory"},
    )
    track(proxy)


_track_links(models.Service.terms.through, "ServiceTerms")
_track_links(models.Location.terms.through, "LocationTerms")
_track_links(models.Requirement.terms.through, "RequirementTerms")
_track_links(models.Requirement.services.through, "RequirementServices")
