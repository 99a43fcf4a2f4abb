"""Which fields exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.ReasonTemplate)
class ReasonTemplateTranslation(TranslationOptions):
    fields = ("title", "text")
