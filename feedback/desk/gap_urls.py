"""Mounted under /desk/gaps/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import gaps

urlpatterns = [
    path("", gaps.GapsView.as_view(), name="gaps"),
    path("add/", gaps.EditGapView.as_view(), name="gap_add"),
    path("print/", gaps.GapsPrintView.as_view(), name="gaps_print"),
    path("export/", gaps.GapsExportView.as_view(), name="gaps_export"),
    path("of-search/", gaps.GapFromSearchView.as_view(), name="gaps_search"),
    path("of-comment/<uuid:pk>/", gaps.GapFromCommentView.as_view(), name="comment_gap"),
    path("<uuid:pk>/", gaps.GapView.as_view(), name="gap"),
    path("<uuid:pk>/change/", gaps.EditGapView.as_view(), name="gap_change"),
    path("<uuid:pk>/comments/", gaps.GapCommentsView.as_view(), name="gap_comments"),
    path("<uuid:pk>/delete/", gaps.DeleteGapView.as_view(), name="gap_delete"),
]
