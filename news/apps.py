from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "News"

    def ready(self) -> None:
        from directory import page_titles, sitemaps

        from . import pages  # noqa: F401
        from .models import Consultation, KeyDate, NewsItem

        page_titles.register_pages(
            {
                "news:home": _("News"),
                "key_dates:home": _("Key dates"),
                "consultations:home": _("Have your say"),
            }
        )
        sitemaps.register_pages("news:home", "key_dates:home", "consultations:home")
        for section, name, model in (
            ("news", "news:item", NewsItem),
            ("key-dates", "key_dates:date", KeyDate),
            ("consultations", "consultations:consultation", Consultation),
        ):
            page_titles.register(name, model, "title")
            sitemaps.register(section, name, model.objects.addresses)
