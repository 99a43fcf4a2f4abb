"""Mounted under /desk/suggestions/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import deciding, page, published, queue, reasons

urlpatterns = [
    path("", queue.QueueView.as_view(), name="suggestions"),
    path("next/", queue.NextView.as_view(), name="suggestion_next"),
    path("quick/", queue.QuickView.as_view(), name="suggestions_quick"),
    path("published/", published.PublishedView.as_view(), name="published"),
    path("published/right/", published.LookRightView.as_view(), name="published_right"),
    path("reasons/", reasons.ReasonsView.as_view(), name="reasons"),
    path("reasons/add/", reasons.ReasonView.as_view(), name="reason_add"),
    path("reasons/<uuid:pk>/", reasons.ReasonView.as_view(), name="reason"),
    path("reasons/<uuid:pk>/delete/", reasons.DeleteReasonView.as_view(), name="reason_delete"),
    path("<uuid:pk>/", page.SuggestionView.as_view(), name="suggestion"),
    path("<uuid:pk>/claim/", page.ClaimView.as_view(), name="suggestion_claim"),
    path("<uuid:pk>/release/", page.ReleaseView.as_view(), name="suggestion_release"),
    path("<uuid:pk>/comment/", page.CommentView.as_view(), name="suggestion_comment"),
    path("<uuid:pk>/decide/", deciding.DecideView.as_view(), name="suggestion_decide"),
    path("<uuid:pk>/reject/", deciding.RejectView.as_view(), name="suggestion_reject"),
    path("<uuid:pk>/ask/", deciding.AskView.as_view(), name="suggestion_ask"),
    path("<uuid:pk>/undo/", published.UndoView.as_view(), name="suggestion_undo"),
    path("<uuid:pk>/edit/<slug:question>/", deciding.EditView.as_view(), name="suggestion_edit"),
]
