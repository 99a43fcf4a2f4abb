"""Mounted under /key-dates/."""

from django.urls import path

from .views import CalendarView, KeyDatesView, OneDateCalendarView, OneView

app_name = "key_dates"
urlpatterns = [
    path("", KeyDatesView.as_view(), name="home"),
    path("calendar.ics", CalendarView.as_view(), name="calendar"),
    path("calendar/<slug:topic>.ics", CalendarView.as_view(), name="topic_calendar"),
    path("<slug:slug>/", OneView.as_view(kind="key_date"), name="date"),
    path("<slug:slug>/date.ics", OneDateCalendarView.as_view(), name="date_calendar"),
]
