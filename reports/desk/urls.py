"""Mounted under /desk/reports/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import drafts, figures, publishing, sections

urlpatterns = [
    path("", drafts.ReportsView.as_view(), name="reports"),
    path("start/", drafts.StartView.as_view(), name="report_start"),
    path("<uuid:pk>/", drafts.ReportView.as_view(), name="report"),
    path("<uuid:pk>/title/", drafts.TitleView.as_view(), name="report_title"),
    path("<uuid:pk>/preview/", drafts.PreviewView.as_view(), name="report_preview"),
    path("<uuid:pk>/share/", drafts.ShareView.as_view(), name="report_share"),
    path("<uuid:pk>/share/end/", drafts.EndShareView.as_view(), name="report_share_end"),
    path("<uuid:pk>/correct/", drafts.CorrectView.as_view(), name="report_correct"),
    path("<uuid:pk>/discard/", drafts.DiscardView.as_view(), name="report_discard"),
    path("<uuid:pk>/check/", publishing.CheckView.as_view(), name="report_check"),
    path("<uuid:pk>/publish/", publishing.PublishView.as_view(), name="report_publish"),
    path("<uuid:pk>/files/", publishing.FilesView.as_view(), name="report_files"),
    path("<uuid:pk>/figures/", figures.FiguresView.as_view(), name="report_figures"),
    path("<uuid:pk>/figures/count/", figures.RefreshView.as_view(), name="report_count"),
    path("<uuid:pk>/figures/add/", figures.AddFigureView.as_view(), name="report_figure_add"),
    path("<uuid:pk>/figures/<uuid:figure>/", figures.FigureView.as_view(), name="report_figure"),
    path(
        "<uuid:pk>/figures/<uuid:figure>/delete/",
        figures.DeleteFigureView.as_view(),
        name="report_figure_delete",
    ),
    path("<uuid:pk>/sections/add/", sections.AddSectionView.as_view(), name="report_section_add"),
    path(
        "<uuid:pk>/sections/<uuid:section>/",
        sections.SectionView.as_view(),
        name="report_section",
    ),
    path(
        "<uuid:pk>/sections/<uuid:section>/move/",
        sections.MoveSectionView.as_view(),
        name="report_section_move",
    ),
    path(
        "<uuid:pk>/sections/<uuid:section>/show/",
        sections.ShowSectionView.as_view(),
        name="report_section_show",
    ),
    path(
        "<uuid:pk>/sections/<uuid:section>/delete/",
        sections.DeleteSectionView.as_view(),
        name="report_section_delete",
    ),
    path(
        "<uuid:pk>/sections/<uuid:section>/<str:language>/",
        sections.SectionView.as_view(),
        name="report_section_translate",
    ),
]
