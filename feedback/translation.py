"""Which fields exist in every language, and which records keep a history.

History is registered here and after `register`: before it, the columns for the other
languages would be missed without a word.
"""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Comment)
class CommentTranslation(TranslationOptions):
    fields = ("published_words",)


@register(models.Priority)
class PriorityTranslation(TranslationOptions):
    fields = ("title",)


@register(models.Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("title", "said")


@register(models.Action)
class ActionTranslation(TranslationOptions):
    fields = ("did", "why_not")


@register(models.Survey)
class SurveyTranslation(TranslationOptions):
    fields = ("title", "intro", "thanks")


@register(models.Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "hint", "options")


for model in (models.Theme, models.Action):
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
