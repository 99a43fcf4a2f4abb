from django.urls import path

from . import attendance

urlpatterns = [
    path("<uuid:pk>/came/<str:day>/", attendance.AttendanceView.as_view(), name="event_attendance"),
]
