"""Mounted under /desk/. All names are "desk:…"."""

from django.urls import path

from . import drafts, files, languages, lists, terms

_OF = "languages/<slug:code>/translations/"
_TERMS = "languages/<slug:language>/words/"
urlpatterns = [
    path("languages/drafts/", drafts.DraftsView.as_view(), name="drafts"),
    path("languages/drafts/choose/", drafts.ChooseView.as_view(), name="drafts_choose"),
    path("languages/drafts/begin/", drafts.BeginView.as_view(), name="drafts_begin"),
    path("languages/drafts/stop/", drafts.StopView.as_view(), name="drafts_stop"),
    path("languages/drafts/take-back/", drafts.TakeBackView.as_view(), name="drafts_take_back"),
    path("languages/drafts/<int:pk>/again/", drafts.TryAgainView.as_view(), name="draft_again"),
    path(_TERMS, terms.TermsView.as_view(), name="terms_of"),
    path(f"{_TERMS}add/", terms.TermView.as_view(), name="term_of_add"),
    path(f"{_TERMS}<int:pk>/", terms.TermView.as_view(), name="term_of_edit"),
    path(f"{_TERMS}<int:pk>/delete/", terms.DeleteTermView.as_view(), name="term_of_delete"),
    path(_OF, lists.TranslationsOfView.as_view(), name="translations_of"),
    path(f"{_OF}next/", lists.NextView.as_view(), name="translations_next"),
    path(f"{_OF}approve/", lists.ApproveView.as_view(), name="translations_approve"),
    path(f"{_OF}undo/", lists.TakeBackView.as_view(), name="translations_take_back"),
    path(f"{_OF}export/", files.ExportView.as_view(), name="translations_export"),
    path(f"{_OF}import/", files.ImportView.as_view(), name="translations_import"),
    path(
        f"{_OF}import/<int:pk>/undo/",
        files.TakeFileBackView.as_view(),
        name="translations_import_undo",
    ),
    path("languages/", languages.LanguagesView.as_view(), name="languages"),
    path("languages/<slug:language>/", languages.LanguageView.as_view(), name="language"),
    path(
        "languages/readings/<int:pk>/take-back/",
        languages.TakeCheckBackView.as_view(),
        name="language_check_take_back",
    ),
]
