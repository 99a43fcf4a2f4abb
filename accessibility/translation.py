"""Which fields exist in every language; history after them, as everywhere."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Statement)
class StatementTranslation(TranslationOptions):
    fields = ("how", "doing", "tested_by")


@register(models.Problem)
class ProblemTranslation(TranslationOptions):
    fields = ("what", "who", "instead")


for model in (models.Statement, models.Problem):
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
