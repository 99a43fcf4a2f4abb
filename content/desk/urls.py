"""Mounted under /desk/pages/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import choosing, editing, history, lists, publishing, translations

_ONE = "<slug:kind>/<uuid:pk>/"
urlpatterns = [
    path("", lists.KindsView.as_view(), name="page_kinds"),
    path("<slug:kind>/", lists.ListView.as_view(), name="pages"),
    path("<slug:kind>/add/", editing.AddView.as_view(), name="page_add"),
    path(_ONE, publishing.RecordView.as_view(), name="page"),
    path(f"{_ONE}change/", editing.ChangeView.as_view(), name="page_change"),
    path(f"{_ONE}settings/", editing.SettingsView.as_view(), name="page_settings"),
    path(f"{_ONE}schedule/", editing.ScheduleView.as_view(), name="page_schedule"),
    path(f"{_ONE}unschedule/", publishing.UnscheduleView.as_view(), name="page_unschedule"),
    path(f"{_ONE}publish/", publishing.PublishView.as_view(), name="page_publish"),
    path(f"{_ONE}discard/", publishing.DiscardView.as_view(), name="page_discard"),
    path(f"{_ONE}reviewed/", publishing.ReviewedView.as_view(), name="page_reviewed"),
    path(f"{_ONE}withdraw/", publishing.WithdrawView.as_view(), name="page_withdraw"),
    path(f"{_ONE}delete/", publishing.DeleteView.as_view(), name="page_delete"),
    path(f"{_ONE}history/", history.HistoryView.as_view(), name="page_history"),
    path(
        f"{_ONE}history/<int:version>/put-back/",
        history.PutBackView.as_view(),
        name="page_put_back",
    ),
    path(f"{_ONE}choose/<slug:column>/", choosing.ChooseView.as_view(), name="page_choose"),
    path(f"{_ONE}compare/", history.CompareView.as_view(), name="page_compare"),
    path(
        f"{_ONE}translate/<slug:language>/",
        translations.PageTranslateView.as_view(),
        name="page_translate",
    ),
]
