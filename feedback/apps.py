from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from directory import page_titles, sitemaps

        from . import translated

        translated.register_all()
        page_titles.register_pages(
            {
                "feedback:start": _("Tell us what you think"),
                "feedback:young": _("Feedback for young people"),
                "answers:home": _("You said, we did"),
                "surveys:home": _("Surveys"),
            }
        )
        sitemaps.register_pages("feedback:start", "feedback:young", "answers:home", "surveys:home")
