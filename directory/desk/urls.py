"""Mounted under /desk/directory/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import URLPattern, path

from . import choosing, duplicates, history, lists, records, sections, terms, translations
from .kinds import LOCATION, ORGANISATION, SERVICE, Kind


def _pages(folder: str, kind: Kind) -> list[URLPattern]:
    """What every kind of record has."""
    one, name = f"{folder}/<uuid:pk>", kind.name
    return [
        path(f"{one}/", records.RecordView.as_view(kind=kind), name=name),
        path(
            f"{one}/edit/<slug:section>/",
            sections.SectionView.as_view(kind=kind),
            name=f"{name}_edit",
        ),
        path(
            f"{one}/translate/<slug:language>/",
            translations.TranslateView.as_view(kind=kind),
            name=f"{name}_translate",
        ),
        path(f"{one}/history/", history.HistoryView.as_view(kind=kind), name=f"{name}_history"),
        path(
            f"{one}/history/<int:version>/put-back/",
            history.PutBackView.as_view(kind=kind),
            name=f"{name}_put_back",
        ),
        path(f"{one}/delete/", records.DeleteView.as_view(kind=kind), name=f"{name}_delete"),
    ]


def _duplicates(below: str, folder: str, kind: Kind) -> list[URLPattern]:
    """Making one of two; `below`: where the pairs of this kind are listed."""
    pairs, name = f"duplicates/{below}", kind.name
    return [
        path(
            f"{pairs}look/",
            duplicates.LookForDuplicatesView.as_view(kind=kind),
            name=f"{name}_duplicates_look",
        ),
        path(f"{pairs}<uuid:pk>/", duplicates.MergeView.as_view(kind=kind), name=f"{name}_pair"),
        path(
            f"{pairs}<uuid:pk>/different/",
            duplicates.DismissView.as_view(kind=kind),
            name=f"{name}_not_duplicate",
        ),
        path(
            f"{folder}/<uuid:pk>/merge/",
            duplicates.ChooseDuplicateView.as_view(kind=kind),
            name=f"{name}_merge",
        ),
    ]


def _archiving(folder: str, kind: Kind) -> list[URLPattern]:
    one, name = f"{folder}/<uuid:pk>", kind.name
    return [
        path(f"{one}/archive/", records.ArchiveView.as_view(kind=kind), name=f"{name}_archive"),
        path(f"{one}/restore/", records.RestoreView.as_view(kind=kind), name=f"{name}_restore"),
    ]


urlpatterns = [
    path("services/", lists.ServiceList.as_view(), name="services"),
    path("services/add/", records.AddServiceView.as_view(kind=SERVICE), name="service_add"),
    path(
        "services/add/organisation/",
        choosing.ChooseOrganisationView.as_view(),
        name="service_choose_organisation",
    ),
    *_pages("services", SERVICE),
    *_archiving("services", SERVICE),
    path(
        "services/<uuid:pk>/organisation/",
        choosing.ChooseOrganisationView.as_view(),
        name="service_organisation",
    ),
    path(
        "services/<uuid:pk>/places/",
        choosing.ChoosePlaceView.as_view(kind=SERVICE),
        name="service_places",
    ),
    path(
        "services/<uuid:pk>/check/", records.CheckView.as_view(kind=SERVICE), name="service_check"
    ),
    path(
        "services/<uuid:pk>/publish/",
        records.PublishView.as_view(kind=SERVICE),
        name="service_publish",
    ),
    path("services/<uuid:pk>/copy/", records.CopyView.as_view(kind=SERVICE), name="service_copy"),
    path("duplicates/", duplicates.DuplicatesView.as_view(), name="duplicates"),
    *_duplicates("", "services", SERVICE),
    path(
        "duplicates/organisations/",
        duplicates.DuplicatesView.as_view(kind=ORGANISATION),
        name="organisation_duplicates",
    ),
    *_duplicates("organisations/", "organisations", ORGANISATION),
    path(
        "duplicates/locations/",
        duplicates.DuplicatesView.as_view(kind=LOCATION),
        name="location_duplicates",
    ),
    *_duplicates("locations/", "locations", LOCATION),
    path("organisations/", lists.OrganisationList.as_view(), name="organisations"),
    path("organisations/add/", records.AddView.as_view(kind=ORGANISATION), name="organisation_add"),
    *_pages("organisations", ORGANISATION),
    *_archiving("organisations", ORGANISATION),
    path(
        "organisations/<uuid:pk>/trust/",
        records.TrustView.as_view(kind=ORGANISATION),
        name="organisation_trust",
    ),
    path("locations/", lists.LocationList.as_view(), name="locations"),
    path("locations/add/", records.AddView.as_view(kind=LOCATION), name="location_add"),
    *_pages("locations", LOCATION),
    path(
        "locations/<uuid:pk>/restore/",
        records.RestoreView.as_view(kind=LOCATION),
        name="location_restore",
    ),
    path("terms/", terms.TermsView.as_view(), name="terms"),
    # Before the lists, whose names a key could be taken for.
    path("terms/<uuid:pk>/", terms.TermView.as_view(), name="term"),
    path("terms/<uuid:pk>/merge/", terms.MergeTermView.as_view(), name="term_merge"),
    path("terms/<uuid:pk>/delete/", terms.DeleteTermView.as_view(), name="term_delete"),
    path(
        "terms/<uuid:pk>/translate/<slug:language>/",
        terms.TranslateTermView.as_view(),
        name="term_translate",
    ),
    path("terms/<slug:taxonomy>/", terms.TaxonomyView.as_view(), name="taxonomy"),
    path("terms/<slug:taxonomy>/add/", terms.AddTermView.as_view(), name="term_add"),
]
