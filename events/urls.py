"""What is on. An event's own address comes last: the named pages go before it."""

from django.urls import path

from content.views import PageView

from . import views

app_name = "events"
urlpatterns = [
    path("", views.EventsView.as_view(), name="home"),
    path("past/", views.PastEventsView.as_view(), name="past"),
    path("calendar.ics", views.CalendarView.as_view(), name="calendar"),
    path("<slug:slug>/", PageView.as_view(kind="event"), name="event"),
    path("<slug:slug>/event.ics", views.EventCalendarView.as_view(), name="event_calendar"),
]
