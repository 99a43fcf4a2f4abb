from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class AccessibilityConfig(AppConfig):
    name = "accessibility"
    verbose_name = _("Accessibility statement")

    def ready(self) -> None:
        from directory import page_titles, sitemaps

        from . import checks, translated

        translated.register_all()
        register(checks.evidence_is_fresh, deploy=True)
        register(checks.statement_is_reviewed, Tags.database)
        sitemaps.register_pages("accessibility:statement")
        page_titles.register_pages({"accessibility:statement": _("Accessibility statement")})
