"""Which fields of a guide exist in every language, and its history."""

from modeltranslation.translator import register

from content.translation import PageTranslation, track

from . import models


@register(models.Guide)
class GuideTranslation(PageTranslation):
    fields = ("key_facts", "steps", "contacts")


track(models.Guide)
