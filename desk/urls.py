"""The desk: every page that staff work on, gathered from the apps. All names are "desk:…"."""

from django.urls import include, path

from accounts import people
from desk import audit, emails, usage, views

app_name = "desk"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("audit/", audit.AuditView.as_view(), name="audit"),
    path("audit/export/", audit.AuditExportView.as_view(), name="audit_export"),
    path("usage/", usage.UsageView.as_view(), name="usage"),
    path("usage/export/", usage.UsageExportView.as_view(), name="usage_export"),
    path("emails/", emails.EmailsView.as_view(), name="emails"),
    path("emails/<int:pk>/", emails.EmailView.as_view(), name="email"),
    path("emails/<int:pk>/again/", emails.SendAgainView.as_view(), name="email_again"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/invite/", people.InviteView.as_view(), name="invite"),
    path("people/<uuid:pk>/", people.PersonView.as_view(), name="person"),
    path("directory/", include("directory.desk.urls")),
    # Before those of all pages: it has a way of its own to add one.
    path("", include("variants.desk")),
    path("pages/", include("content.desk.urls")),
    path("", include("documents.desk.urls")),
    path("editor/", include("content.desk.editor_urls")),
    path("", include("content.desk.library_urls")),
    path("search/", include("search.desk_urls")),
    path("links/", include("links.desk_urls")),
    path("accessibility/", include("accessibility.desk.urls")),
    path("coverage/", include("directory.desk.coverage_urls")),
    path("freshness/", include("suggestions.freshness_desk")),
    path("suggestions/", include("suggestions.desk.urls")),
    path("claims/", include("suggestions.desk.claim_urls")),
    path("members/", include("suggestions.desk.member_urls")),
    path("imports/", include("openreferral.desk_urls")),
    path("reports/", include("reports.desk.urls")),
    path("feedback/", include("feedback.desk.urls")),
    path("occasions/", include("feedback.desk.occasion_urls")),
    path("themes/", include("feedback.desk.theme_urls")),
    path("gaps/", include("feedback.desk.gap_urls")),
    path("surveys/", include("feedback.desk.survey_urls")),
    path("bulletins/", include("bulletins.desk.urls")),
    path("events/", include("events.desk.urls")),
    path("key-dates/", include("news.desk")),
    path("", include("translating.desk.urls")),
]
