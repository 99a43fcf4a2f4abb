"""Which fields exist in every language, and the history: see content/translation.py."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from content.translation import PageTranslation, track

from . import models


@register(models.Document)
class DocumentTranslation(PageTranslation):
    fields = ("format_notes",)


@register(models.HelpPage)
class HelpPageTranslation(PageTranslation):
    pass


@register(models.PrintPack)
class PrintPackTranslation(TranslationOptions):
    fields = ("title", "summary")


track(models.Document)
track(models.HelpPage)
pghistory.track()(models.PrintPack)
