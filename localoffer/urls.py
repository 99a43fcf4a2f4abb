"""Every address of the site, in one table."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from core import adminsite

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.urls")),
    path("", include("directory.urls_plain")),
    path("admin/", adminsite.site.urls),
]
# Pages for people: English without a prefix, the other languages below /ar/, /pl/ ...
urlpatterns += i18n_patterns(
    path("accounts/", include("accounts.urls")),
    path("desk/", include("desk.urls")),
    path("suggest/", include("suggestions.urls")),
    path("check/", include("suggestions.freshness_urls")),
    path("feedback/", include("feedback.urls")),
    path("you-said-we-did/", include("feedback.answer_urls")),
    path("surveys/", include("feedback.survey_urls")),
    path("news/", include("news.urls")),
    path("key-dates/", include("news.key_date_urls")),
    path("have-your-say/", include("news.consultation_urls")),
    path("events/", include("events.urls")),
    path("documents/", include("documents.urls")),
    path("help-without-internet/", include("documents.help_urls")),
    path("provider/", include("suggestions.provider.urls")),
    path("cookies/", include("usage.urls")),
    path("bulletins/", include("bulletins.urls")),
    path("reports/", include("reports.urls")),
    path("information/", include("guides.urls")),
    path("accessibility/", include("accessibility.urls")),
    path("accessibility/tell-us/", include("feedback.access_urls")),
    path("young-people/", include("guides.young_urls")),
    path("", include("variants.urls")),
    path("", include("content.urls")),
    path("", include("content.library_urls")),
    path("", include("core.urls_pages")),
    path("", include("directory.urls")),
    prefix_default_language=False,
)

if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    # Where a provider of e-mail tells of bounces and complaints (docs/operating.md).
    urlpatterns.append(path("anymail/", include("anymail.urls")))

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
