"""Mounted under /news/."""

from django.urls import path

from .feeds import NewsFeed
from .views import NewsView, OneView

app_name = "news"
urlpatterns = [
    path("", NewsView.as_view(), name="home"),
    path("feed.xml", NewsFeed(), name="feed"),
    path("feed/<slug:slug>.xml", NewsFeed(), name="topic_feed"),
    path("<slug:slug>/", OneView.as_view(kind="news"), name="item"),
]
