"""Mounted under /desk/members/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import members

urlpatterns = [
    path("<uuid:pk>/", members.MembersView.as_view(), name="members"),
    path("<uuid:pk>/invite/", members.InviteMemberView.as_view(), name="member_invite"),
    path("one/<uuid:pk>/end/", members.EndMemberView.as_view(), name="member_end"),
    path("one/<uuid:pk>/back/", members.BringBackMemberView.as_view(), name="member_back"),
]
