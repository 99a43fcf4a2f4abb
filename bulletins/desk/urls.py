"""The desk's pages about bulletins, below /desk/bulletins/."""

from django.urls import path

from . import bulletins, entries, previews, sending, subscribers

urlpatterns = [
    path("", bulletins.BulletinsView.as_view(), name="bulletins"),
    path("add/", bulletins.AddBulletinView.as_view(), name="bulletin_add"),
    path("holidays/", sending.HolidaysView.as_view(), name="bulletin_holidays"),
    path("readers/", subscribers.SubscribersView.as_view(), name="subscribers"),
    path("readers/import/", subscribers.ImportView.as_view(), name="subscribers_import"),
    path("readers/<uuid:pk>/", subscribers.SubscriberView.as_view(), name="subscriber"),
    path("<uuid:pk>/", bulletins.BulletinView.as_view(), name="bulletin"),
    path("<uuid:pk>/change/", bulletins.ChangeBulletinView.as_view(), name="bulletin_change"),
    path("<uuid:pk>/delete/", bulletins.DeleteBulletinView.as_view(), name="bulletin_delete"),
    path(
        "<uuid:pk>/translate/<str:language>/",
        bulletins.TranslateBulletinView.as_view(),
        name="bulletin_translate",
    ),
    path("<uuid:pk>/pick/", entries.PickView.as_view(), name="bulletin_pick"),
    path("<uuid:pk>/words/", entries.AddWordsView.as_view(), name="bulletin_words"),
    path(
        "<uuid:pk>/entries/<uuid:entry>/", entries.ChangeEntryView.as_view(), name="bulletin_entry"
    ),
    path(
        "<uuid:pk>/entries/<uuid:entry>/move/",
        entries.MoveEntryView.as_view(),
        name="bulletin_entry_move",
    ),
    path("<uuid:pk>/preview/email/", previews.PreviewEmailView.as_view(), name="bulletin_as_email"),
    path("<uuid:pk>/preview/text/", previews.PreviewTextView.as_view(), name="bulletin_as_text"),
    path("<uuid:pk>/preview/web/", previews.PreviewWebView.as_view(), name="bulletin_as_page"),
    path("<uuid:pk>/test/", previews.TestView.as_view(), name="bulletin_test"),
    path("<uuid:pk>/schedule/", sending.ScheduleView.as_view(), name="bulletin_schedule"),
    path("<uuid:pk>/steer/", sending.SteerView.as_view(), name="bulletin_steer"),
]
