"""Which fields exist in every language. What is published keeps its own copy of them all."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.AnnualReport)
class AnnualReportTranslation(TranslationOptions):
    fields = ("title", "note")


@register(models.ReportSection)
class ReportSectionTranslation(TranslationOptions):
    fields = ("heading", "words")


@register(models.Figure)
class FigureTranslation(TranslationOptions):
    fields = ("label", "source")
