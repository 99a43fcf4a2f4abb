from django.urls import path

from . import views

app_name = "bulletins"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("sign-up/", views.SignUpView.as_view(), name="sign_up"),
    path("look/", views.LookView.as_view(), name="look"),
    path("confirm/<str:token>/", views.ConfirmView.as_view(), name="confirm"),
    path("manage/<str:key>/", views.ManageView.as_view(), name="manage"),
    path("leave/<str:key>/", views.LeaveView.as_view(), name="leave"),
    path("<slug:slug>/", views.BulletinView.as_view(), name="bulletin"),
]
