"""Mounted under /desk/feedback/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import comment, occasions, pages, people, queue

urlpatterns = [
    path("", queue.QueueView.as_view(), name="comments"),
    path("next/", queue.NextView.as_view(), name="comments_next"),
    path("add/", occasions.AddCommentsView.as_view(), name="comments_add"),
    path("pages/", pages.PagesView.as_view(), name="comments_pages"),
    path("people/", people.PeopleView.as_view(), name="comments_people"),
    path("people/export/", people.ExportView.as_view(), name="comments_people_export"),
    path("people/erase/", people.EraseView.as_view(), name="comments_people_erase"),
    path("<uuid:pk>/", comment.CommentView.as_view(), name="comment"),
    path("<uuid:pk>/take/", comment.TakeView.as_view(), name="comment_take"),
    path("<uuid:pk>/describe/", comment.DescribeView.as_view(), name="comment_describe"),
    path("<uuid:pk>/word/", comment.WordView.as_view(), name="comment_word"),
    path("<uuid:pk>/publish/", comment.PublishView.as_view(), name="comment_publish"),
    path("<uuid:pk>/unpublish/", comment.UnpublishView.as_view(), name="comment_unpublish"),
    path("<uuid:pk>/keep-back/", comment.KeepBackView.as_view(), name="comment_keep_back"),
    path("<uuid:pk>/reopen/", comment.ReopenView.as_view(), name="comment_reopen"),
    path("<uuid:pk>/reply/", comment.ReplyView.as_view(), name="comment_reply"),
    path("<uuid:pk>/contact/", comment.ContactView.as_view(), name="comment_contact"),
]
