"""The public directory. A service's own address comes last: the named pages go before it."""

from django.urls import path

from .feeds import ServiceFeed
from .views import browse, my_list, search, service

app_name = "directory"
urlpatterns = [
    path("", browse.HomeView.as_view(), name="home"),
    path("services/", search.SearchView.as_view(), name="search"),
    path("services/suggestions.json", search.SuggestionsView.as_view(), name="suggestions"),
    path("services/feed.xml", ServiceFeed(), name="feed"),
    path("services/topics/", browse.TopicsView.as_view(), name="topics"),
    path("services/topics/<slug:slug>/", browse.TopicView.as_view(), name="topic"),
    path("services/stages/", browse.StagesView.as_view(), name="stages"),
    path("services/stages/<slug:slug>/", browse.StageView.as_view(), name="stage"),
    path("services/a-to-z/", browse.AToZView.as_view(), name="a_to_z"),
    path("services/a-to-z/<slug:letter>/", browse.AToZView.as_view(), name="a_to_z"),
    path("services/my-list/", my_list.MyListView.as_view(), name="my_list"),
    path("services/my-list/keep/", my_list.KeepView.as_view(), name="my_list_keep"),
    path("services/my-list/remove/", my_list.RemoveView.as_view(), name="my_list_remove"),
    path("services/my-list/clear/", my_list.ClearView.as_view(), name="my_list_clear"),
    path("services/my-list/email/", my_list.EmailView.as_view(), name="my_list_email"),
    path("services/<slug:slug>/", service.ServiceView.as_view(), name="service"),
    path(
        "services/<slug:slug>/times.ics", service.ServiceTimesView.as_view(), name="service_times"
    ),
    path("organisations/<slug:slug>/", browse.OrganisationView.as_view(), name="organisation"),
]
