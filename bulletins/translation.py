"""Which fields exist in every language, and the history of bulletins.

History is registered here and after `register`: before it, the columns for the other
languages would be missed without a word.
"""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Bulletin)
class BulletinTranslation(TranslationOptions):
    fields = ("title", "intro")


@register(models.BulletinEntry)
class BulletinEntryTranslation(TranslationOptions):
    fields = ("title", "text")


for model in (models.Bulletin, models.BulletinEntry):
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
