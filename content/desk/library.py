"""The library on the desk: pictures, videos and the glossary."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content import checks, library_actions
from content.library import GlossaryEntry, Image, Video
from content.using import pages_with
from core.paging import page_of
from core.versions import StaleVersion, opened_on
from directory.desk.filters import having_words, words_of
from directory.desk.history import PER_PAGE
from directory.desk.translations import TranslateOneView, progress
from directory.history import Timeline

from .library_forms import AddImageForm, GlossaryForm, ImageForm, VideoForm


@dataclass(frozen=True)
class Shelf:
    """One kind of thing in the library. `name` begins the names of its addresses."""

    name: str
    # The name of the address of its list.
    list_name: str
    model: Any
    title: str | Promise
    add_title: str | Promise
    form: Any
    columns: tuple[str, ...]
    # Its list says this where there is nothing.
    nothing: str | Promise

    @property
    def list_url(self) -> str:
        return reverse(f"desk:{self.list_name}")

    @property
    def add_url(self) -> str:
        return reverse(f"desk:{self.name}_add")

    def url(self, entry: Any, page: str = "") -> str:
        return reverse(f"desk:{self.name}{f'_{page}' if page else ''}", args=[entry.pk])


IMAGES = Shelf(
    name="image",
    list_name="images",
    model=Image,
    title=gettext_lazy("Pictures"),
    add_title=gettext_lazy("Add a picture"),
    form=ImageForm,
    columns=("title", "alt_en", "upload__name"),
    nothing=gettext_lazy("Add one, then put it into a page with “Picture” above the text."),
)
VIDEOS = Shelf(
    name="video",
    list_name="videos",
    model=Video,
    title=gettext_lazy("Videos"),
    add_title=gettext_lazy("Add a video"),
    form=VideoForm,
    columns=("title_en", "summary_en", "slug"),
    nothing=gettext_lazy("Add one, then put it into a page with “Video” above the text."),
)
GLOSSARY = Shelf(
    name="glossary_entry",
    list_name="glossary",
    model=GlossaryEntry,
    title=gettext_lazy("Glossary"),
    add_title=gettext_lazy("Add a word"),
    form=GlossaryForm,
    columns=("acronym", "title_en", "explanation_en", "search_words_en"),
    nothing=gettext_lazy("Add the letters that families meet, and what they mean."),
)


class ShelfView(DeskMixin, View):
    shelf: Shelf = IMAGES
    record: Any = None

    def prepare(self) -> None:
        if "pk" in self.kwargs:
            self.record = get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def rows(self) -> "QuerySet[Any]":
        related = {"image": ["upload"], "video": ["file", "captions"]}.get(self.shelf.name, [])
        rows: QuerySet[Any] = self.shelf.model._default_manager.all()
        return rows.select_related(*related) if related else rows

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "shelf": self.shelf,
            "record": self.record,
            "list_url": self.shelf.list_url,
            "list_title": self.shelf.title,
            "record_url": self.shelf.url(self.record) if self.record else "",
        }
        return render(self.request, f"content/desk/{template}.html", context, status=status)


class ListView(ShelfView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = words_of(request)
        found = having_words(self.rows(), words, *self.shelf.columns)
        return self.show(
            self.shelf.list_name,
            heading=self.shelf.title,
            page=page_of(request, found),
            words=words,
            may_edit=request.user.has_perm("content.edit"),
        )


class AddView(ShelfView):
    permission = "content.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if form.is_valid() and (entry := self._save(form)):
            messages.success(request, _("Added."))
            return redirect(self.shelf.url(entry))
        return self._draw(form)

    def _form(self, *sent: Any) -> Any:
        if self.shelf is IMAGES:
            return AddImageForm(*sent)
        return make_form(self.shelf, self.request, self.shelf.model(), *sent)

    def _save(self, form: Any) -> Any:
        if self.shelf is IMAGES:
            return form.save(by=self.request.user)
        fields = form.changed_data
        library_actions.save(form.instance, by=self.request.user, fields=fields)
        return form.instance

    def _draw(self, form: forms.BaseForm) -> HttpResponse:
        return self.show("library_add", form=form)


def make_form(shelf: Shelf, request: HttpRequest, entry: Any, *sent: Any) -> Any:
    extra = {"by": request.user} if shelf is VIDEOS else {}
    return shelf.form(*sent, instance=entry, **extra)


class EntryView(ShelfView):
    """One thing of the library: what it says, what it lacks, and which pages show it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(make_form(self.shelf, request, self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("content.edit"):
            raise Http404
        version = opened_on(request)
        # A copy: what was typed must not show as what is kept.
        entry = self.rows().get(pk=self.record.pk)
        form = make_form(self.shelf, request, entry, request.POST, request.FILES)
        if not form.is_valid():
            return self._draw(form)
        if form.has_changed():
            try:
                library_actions.save(
                    entry, by=request.user, version=version, fields=form.changed_data
                )
            except StaleVersion:
                return self._overtaken(form)
        messages.success(request, _("Saved."))
        return redirect(self.shelf.url(entry))

    def _overtaken(self, form: Any) -> HttpResponse:
        """Somebody saved it first: what it says now, above what was typed here."""
        self.record = get_object_or_404(self.rows(), pk=self.record.pk)
        theirs = [
            {"label": form[name].label, "words": getattr(self.record, name)}
            for name in form.changed_data
            if hasattr(self.record, name)
        ]
        return self._draw(form, theirs=theirs, status=409)

    def _draw(self, form: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
        user = self.request.user
        return self.show(
            "library_entry",
            status=status,
            form=form,
            version=self.record.version,
            findings=checks.of_entry(self.record),
            pages=pages_with(self.record),
            translations=progress(self.record),
            may_edit=user.has_perm("content.edit"),
            may_delete=user.has_perm("content.publish"),
            **extra,
        )


class DeleteView(ShelfView):
    permission = "content.publish"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            library_actions.delete(self.record, by=request.user)
        except library_actions.StillUsed:
            return self._draw(status=409)
        messages.success(request, _("Deleted."))
        return redirect(self.shelf.list_url)

    def _draw(self, *, status: int = 200) -> HttpResponse:
        return self.show("library_delete", status=status, pages=pages_with(self.record))


class HistoryView(ShelfView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        timeline = Timeline(self.record)
        page = page_of(request, list(range(len(timeline))), PER_PAGE)
        start = max(page.start_index() - 1, 0)
        return self.show(
            "library_history",
            page=page,
            versions=timeline.versions(start, start + PER_PAGE),
            may_put_back=request.user.has_perm("content.edit"),
        )


class PutBackView(ShelfView):
    permission = "content.edit"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            library_actions.put_back(
                self.record,
                number=self.kwargs["version"],
                opened=opened_on(request),
                by=request.user,
            )
        except LookupError:
            raise Http404 from None
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
        else:
            messages.success(request, _("Those words are back, as a new version."))
        return redirect(self.shelf.url(self.record))


class TranslateEntryView(TranslateOneView):
    """The words of one thing in another language."""

    permission = "content.edit"
    shelf: Shelf = IMAGES

    def find(self) -> Any:
        return get_object_or_404(self.shelf.model, pk=self.kwargs["pk"])

    @property
    def verb(self) -> str:  # type: ignore[override]
        return f"{library_actions.name_of(self.record)}.translated"

    def record_url(self) -> str:
        return self.shelf.url(self.record)

    def list_of(self) -> tuple[str, Any]:
        return self.shelf.list_url, self.shelf.title

    def _write(self, form: Any) -> None:
        super()._write(form)
        library_actions.index(self.record)
