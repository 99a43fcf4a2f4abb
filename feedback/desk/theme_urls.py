"""Mounted under /desk/themes/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import theme_actions, themes

urlpatterns = [
    path("", themes.ThemesView.as_view(), name="themes"),
    path("add/", themes.EditThemeView.as_view(), name="theme_add"),
    path("carry/", themes.CarryOnView.as_view(), name="themes_carry"),
    path("priorities/", themes.PrioritiesView.as_view(), name="priorities"),
    path("priorities/add/", themes.PriorityView.as_view(), name="priority_add"),
    path("priorities/<uuid:pk>/", themes.PriorityView.as_view(), name="priority"),
    path(
        "priorities/<uuid:pk>/translate/<str:language>/",
        themes.TranslatePriorityView.as_view(),
        name="priority_translate",
    ),
    path("of-comment/<uuid:pk>/", themes.CommentThemesView.as_view(), name="comment_themes"),
    path("<uuid:pk>/", themes.ThemeView.as_view(), name="theme"),
    path("<uuid:pk>/change/", themes.EditThemeView.as_view(), name="theme_change"),
    path("<uuid:pk>/publish/", themes.PublishThemeView.as_view(), name="theme_publish"),
    path("<uuid:pk>/delete/", themes.DeleteThemeView.as_view(), name="theme_delete"),
    path("<uuid:pk>/comments/", themes.ThemeCommentsView.as_view(), name="theme_comments"),
    path("<uuid:pk>/history/", themes.ThemeHistoryView.as_view(), name="theme_history"),
    path(
        "<uuid:pk>/history/<int:version>/put-back/",
        themes.PutThemeBackView.as_view(),
        name="theme_put_back",
    ),
    path(
        "<uuid:pk>/translate/<str:language>/",
        themes.TranslateThemeView.as_view(),
        name="theme_translate",
    ),
    path("<uuid:pk>/actions/add/", theme_actions.AddActionView.as_view(), name="theme_action"),
    path("actions/<uuid:pk>/", theme_actions.EditActionView.as_view(), name="action"),
    path(
        "actions/<uuid:pk>/services/",
        theme_actions.ActionServicesView.as_view(),
        name="action_services",
    ),
    path(
        "actions/<uuid:pk>/delete/", theme_actions.DeleteActionView.as_view(), name="action_delete"
    ),
    path(
        "actions/<uuid:pk>/history/",
        theme_actions.ActionHistoryView.as_view(),
        name="action_history",
    ),
    path(
        "actions/<uuid:pk>/history/<int:version>/put-back/",
        theme_actions.PutActionBackView.as_view(),
        name="action_put_back",
    ),
]
