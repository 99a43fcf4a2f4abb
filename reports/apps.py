from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from directory import page_titles, sitemaps

        page_titles.register_pages({"reports:archive": _("Annual reports")})
        sitemaps.register_pages("reports:archive")
