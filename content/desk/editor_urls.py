"""What the box for a page's words asks for, mounted under /desk/editor/; names are "desk:…"."""

from django.urls import path

from . import editor

urlpatterns = [
    path("preview/", editor.PreviewView.as_view(), name="editor_preview"),
    path("paste/", editor.PasteView.as_view(), name="editor_paste"),
    path("help/", editor.HelpView.as_view(), name="editor_help"),
    path("link/", editor.LinkView.as_view(), name="editor_link"),
    path("image/", editor.ImageView.as_view(), name="editor_image"),
    path("video/", editor.VideoView.as_view(), name="editor_video"),
    path("word/", editor.WordView.as_view(), name="editor_word"),
]
