"""Mounted under /desk/. All names are "desk:…"."""

from django.urls import path

from . import files, languages, lists

_OF = "languages/<slug:code>/translations/"
urlpatterns = [
    path(_OF, lists.TranslationsOfView.as_view(), name="translations_of"),
    path(f"{_OF}next/", lists.NextView.as_view(), name="translations_next"),
    path(f"{_OF}approve/", lists.ApproveView.as_view(), name="translations_approve"),
    path(f"{_OF}undo/", lists.TakeBackView.as_view(), name="translations_take_back"),
    path(f"{_OF}export/", files.ExportView.as_view(), name="translations_export"),
    path(f"{_OF}import/", files.ImportView.as_view(), name="translations_import"),
    path("languages/", languages.LanguagesView.as_view(), name="languages"),
    path("languages/<slug:language>/", languages.LanguageView.as_view(), name="language"),
    path(
        "languages/readings/<int:pk>/take-back/",
        languages.TakeCheckBackView.as_view(),
        name="language_check_take_back",
    ),
]
