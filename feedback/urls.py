"""Mounted under /feedback/."""

from django.urls import path

from .views import following, giving, useful, young

app_name = "feedback"
urlpatterns = [
    path("", giving.StartView.as_view(), name="start"),
    path("about/<slug:about>/", giving.GiveView.as_view(), name="give"),
    path("thanks/<slug:reference>/", giving.ThanksView.as_view(), name="thanks"),
    path("status/", following.FindView.as_view(), name="find"),
    path("status/<slug:reference>/", following.StatusView.as_view(), name="status"),
    path("useful/", useful.UsefulView.as_view(), name="useful"),
    path("useful/thanks/", useful.UsefulThanksView.as_view(), name="useful_thanks"),
    path("useful/words/", useful.UsefulWordsView.as_view(), name="useful_words"),
    path("young-people/", young.FaceView.as_view(), name="young"),
    path(
        "young-people/thanks/<slug:reference>/",
        young.YoungThanksView.as_view(),
        name="young_thanks",
    ),
    path("young-people/<slug:face>/", young.TopicView.as_view(), name="young_topic"),
    path("young-people/<slug:face>/<slug:topic>/", young.MoreView.as_view(), name="young_more"),
]
