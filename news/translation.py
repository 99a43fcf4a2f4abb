"""Which fields exist in every language; the history of each (content.translation)."""

from modeltranslation.translator import register

from content.translation import PageTranslation, track

from . import models


@register(models.NewsItem)
class NewsItemTranslation(PageTranslation):
    pass


@register(models.KeyDate)
class KeyDateTranslation(PageTranslation):
    fields = ("who", "contact")


@register(models.Consultation)
class ConsultationTranslation(PageTranslation):
    fields = ("organiser", "asked", "answer_post", "answer_in_person", "heard", "decided")


for model in (models.NewsItem, models.KeyDate, models.Consultation):
    track(model)
