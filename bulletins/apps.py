from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = "Bulletins"

    def ready(self) -> None:
        from directory import page_titles, sitemaps

        from . import receivers
        from .models import Bulletin

        receivers.connect()
        page_titles.register_pages({"bulletins:home": _("Our bulletin by e-mail")})
        page_titles.register("bulletins:bulletin", Bulletin, "title")
        sitemaps.register_pages("bulletins:home")
