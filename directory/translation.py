"""Which fields exist in every language, and which records keep a history.

History is registered here and after `register`: before it, the columns for the other
languages would be missed without a word.
"""

import pghistory
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
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
for through in (models.Service.terms.through, models.Location.terms.through):
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        meta={"app_label": "directory"},
    )(through)
