"""Mounted under /provider/. Who may open what: accounts.provider.ProviderMixin."""

from django.urls import path

from . import claims, editing, home, listing, people, results

app_name = "provider"
urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("add/", listing.AddView.as_view(), name="add"),
    path("listing/<slug:slug>/", listing.ListingView.as_view(), name="listing"),
    path(
        "listing/<slug:slug>/still-right/",
        listing.StillRightView.as_view(),
        name="still_right",
    ),
    path("listing/<slug:slug>/copy/", listing.CopyView.as_view(), name="copy"),
    path("listing/<slug:slug>/remove/", listing.RemoveView.as_view(), name="remove"),
    path(
        "listing/<slug:slug>/change/translations/",
        listing.LanguagesView.as_view(),
        name="languages",
    ),
    path(
        "listing/<slug:slug>/change/<slug:section>/",
        listing.StartSectionView.as_view(),
        name="section",
    ),
    path(
        "listing/<slug:slug>/change/<slug:section>/still-right/",
        listing.TranslationStillRightView.as_view(),
        name="translation_still_right",
    ),
    path("suggestions/", results.SuggestionsView.as_view(), name="suggestions"),
    path("suggestion/<slug:reference>/", results.SuggestionView.as_view(), name="suggestion"),
    path("suggestion/<slug:reference>/edit/", editing.TasksView.as_view(), name="edit"),
    path(
        "suggestion/<slug:reference>/edit/translations/",
        editing.LanguagesView.as_view(),
        name="edit_languages",
    ),
    path(
        "suggestion/<slug:reference>/edit/<slug:section>/",
        editing.SectionView.as_view(),
        name="edit_section",
    ),
    path("suggestion/<slug:reference>/preview/", editing.PreviewView.as_view(), name="preview"),
    path("suggestion/<slug:reference>/check/", editing.CheckView.as_view(), name="check"),
    path(
        "suggestion/<slug:reference>/throw-away/",
        editing.ThrowAwayView.as_view(),
        name="throw_away",
    ),
    path("you/", people.DetailsView.as_view(), name="you"),
    path("people/", people.AllPeopleView.as_view(), name="all_people"),
    # Asking to look after listings needs no account.
    path("claim-sent/", claims.ClaimSentView.as_view(), name="claim_sent"),
    path("claim/<slug:slug>/", claims.ClaimServiceView.as_view(), name="claim"),
    path(
        "claim/organisation/<slug:slug>/",
        claims.ClaimView.as_view(),
        name="claim_organisation",
    ),
    path("claim/confirm/<slug:key>/", claims.ConfirmView.as_view(), name="claim_confirm"),
    # Last: an organisation's own address could be any word.
    path("<slug:slug>/people/", people.PeopleView.as_view(), name="people"),
    path("<slug:slug>/people/<uuid:pk>/end/", people.EndView.as_view(), name="people_end"),
]
