"""Mounted under /desk/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import files, packs, requests

urlpatterns = [
    path("documents/to-make-accessible/", files.HardToReadView.as_view(), name="documents_hard"),
    path("documents/<uuid:pk>/files/add/", files.AddFileView.as_view(), name="document_file_add"),
    path("documents/files/<uuid:pk>/", files.FileView.as_view(), name="document_file"),
    path(
        "documents/files/<uuid:pk>/remove/",
        files.RemoveFileView.as_view(),
        name="document_file_remove",
    ),
    path("format-requests/", requests.QueueView.as_view(), name="format_requests"),
    path("format-requests/<uuid:pk>/", requests.RequestView.as_view(), name="format_request"),
    path(
        "format-requests/<uuid:pk>/start/",
        requests.StartView.as_view(),
        name="format_request_start",
    ),
    path(
        "format-requests/<uuid:pk>/answer/",
        requests.AnswerView.as_view(),
        name="format_request_answer",
    ),
    path(
        "format-requests/<uuid:pk>/reopen/",
        requests.ReopenView.as_view(),
        name="format_request_reopen",
    ),
    path("print-packs/", packs.PacksView.as_view(), name="print_packs"),
    path("print-packs/add/", packs.AddPackView.as_view(), name="print_pack_add"),
    path("print-packs/<uuid:pk>/", packs.PackView.as_view(), name="print_pack"),
    path("print-packs/<uuid:pk>/edit/", packs.EditPackView.as_view(), name="print_pack_edit"),
    path(
        "print-packs/<uuid:pk>/translate/<str:language>/",
        packs.TranslatePackView.as_view(),
        name="print_pack_translate",
    ),
    path(
        "print-packs/<uuid:pk>/entries/",
        packs.ChangeEntriesView.as_view(),
        name="print_pack_entries",
    ),
    path("print-packs/<uuid:pk>/show/", packs.ShowPackView.as_view(), name="print_pack_show"),
    path("print-packs/<uuid:pk>/delete/", packs.DeletePackView.as_view(), name="print_pack_delete"),
    path("print-packs/<uuid:pk>/file/", packs.PackFileView.as_view(), name="print_pack_file"),
]
