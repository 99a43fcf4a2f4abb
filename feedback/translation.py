"""Which fields exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Comment)
class CommentTranslation(TranslationOptions):
    fields = ("published_words",)
