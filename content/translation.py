"""Which fields of a page exist in every language, and the history of pages.

An app with a kind of page writes, in its own translation.py:

    @register(models.Guide)
    class GuideTranslation(PageTranslation):
        fields = ("key_facts",)      # beside those of every page

    track(models.Guide)              # after `register`: before it, the columns are missed
"""

import pghistory
from django.db.models import Index, Model
from modeltranslation.translator import TranslationOptions, register

from . import models


class PageTranslation(TranslationOptions):
    fields: tuple[str, ...] = ("title", "summary", "body", "search_words")


def track(model: type[Model]) -> None:
    """Let the database keep every version of `model`."""
    # A page that has moved is looked up by the address it had before (`with_old_address`).
    old_address = Index(fields=["slug"], name=f"{model._meta.model_name}_old_slug")
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        meta={"indexes": [old_address]},
    )(model)


@register(models.Topic)
class TopicTranslation(PageTranslation):
    pass


track(models.Topic)


@register(models.Image)
class ImageTranslation(TranslationOptions):
    fields = ("alt",)


@register(models.Video)
class VideoTranslation(TranslationOptions):
    fields = ("title", "summary", "transcript")


@register(models.GlossaryEntry)
class GlossaryEntryTranslation(TranslationOptions):
    fields = ("title", "explanation", "search_words")


for model in (models.Image, models.Video, models.GlossaryEntry):
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
