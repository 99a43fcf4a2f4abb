"""Which fields of an event exist in every language, and its history."""

from modeltranslation.translator import register

from content.translation import PageTranslation, track

from . import models


@register(models.Event)
class EventTranslation(PageTranslation):
    fields = ("why_cancelled", "place", "access", "organiser", "cost", "how_to_book")


track(models.Event)
