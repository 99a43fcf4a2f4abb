"""Pictures, videos and the glossary, mounted under /desk/; every name begins with "desk:"."""

from django.urls import URLPattern, path

from .library import (
    GLOSSARY,
    IMAGES,
    VIDEOS,
    AddView,
    DeleteView,
    EntryView,
    HistoryView,
    ListView,
    PutBackView,
    Shelf,
    TranslateEntryView,
)


def _of(shelf: Shelf) -> list[URLPattern]:
    top, name = shelf.list_name, shelf.name
    one = f"{top}/<uuid:pk>/"
    return [
        path(f"{top}/", ListView.as_view(shelf=shelf), name=top),
        path(f"{top}/add/", AddView.as_view(shelf=shelf), name=f"{name}_add"),
        path(one, EntryView.as_view(shelf=shelf), name=name),
        path(f"{one}delete/", DeleteView.as_view(shelf=shelf), name=f"{name}_delete"),
        path(f"{one}history/", HistoryView.as_view(shelf=shelf), name=f"{name}_history"),
        path(
            f"{one}history/<int:version>/put-back/",
            PutBackView.as_view(shelf=shelf),
            name=f"{name}_put_back",
        ),
        path(
            f"{one}translate/<slug:language>/",
            TranslateEntryView.as_view(shelf=shelf),
            name=f"{name}_translate",
        ),
    ]


urlpatterns = [*_of(IMAGES), *_of(VIDEOS), *_of(GLOSSARY)]
