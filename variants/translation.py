"""Which fields of a version exist in every language, and its history."""

from modeltranslation.translator import register

from content.translation import PageTranslation, track

from . import models


@register(models.Variant)
class VariantTranslation(PageTranslation):
    pass


track(models.Variant)
