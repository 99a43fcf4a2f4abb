"""Which fields exist in every language, and which records keep a history.

History is registered here and after `register`: before it, the columns for the other
languages would be missed without a word.
"""

import pghistory
from django.db.models import Index
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
):
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        meta={"indexes": _OLD_ADDRESSES.get(model, [])},
    )(model)
for through in (models.Service.terms.through, models.Location.terms.through):
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        meta={"app_label": "directory"},
    )(through)
