"""Pages about the site itself: words alone, so templates without a view of their own."""

from django.conf import settings
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_cookie
from django.views.generic import TemplateView

from core.caching import PublicPageMixin
from core.display import DisplayView


class SitePage(PublicPageMixin, TemplateView):
    """Words that are the same for everybody who did not choose how pages look."""


app_name = "pages"
urlpatterns = [
    path("contact/", SitePage.as_view(template_name="pages/contact.html"), name="contact"),
    path(
        "cookies/",
        # It says what the visitor chose.
        never_cache(vary_on_cookie(TemplateView.as_view(template_name="pages/cookies.html"))),
        name="cookies",
    ),
    path("display/", DisplayView.as_view(), name="display"),
    path(
        "privacy/",
        SitePage.as_view(
            template_name="pages/privacy.html",
            extra_context={
                "feedback_contact_days": settings.FEEDBACK_CONTACT_DAYS,
                "feedback_original_days": settings.FEEDBACK_ORIGINAL_DAYS,
                "format_contact_days": settings.FORMAT_REQUEST_CONTACT_DAYS,
            },
        ),
        name="privacy",
    ),
]
