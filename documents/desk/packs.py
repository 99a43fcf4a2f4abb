"""Print packs: composed, put in order, shown to everybody."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content import kinds
from core.languages import SOURCE
from core.paging import page_of
from core.pdf.serving import pdf
from core.versions import StaleVersion, opened_on
from directory.desk.filters import having_words
from directory.desk.translations import TranslateOneView, progress_of
from directory.translatables import texts_of
from search.models import SearchDocument

from .. import actions, packs, tasks
from ..models import PrintPack
from .forms import PackForm

MOST_FOUND = 20
_STALE = gettext_lazy("Somebody else changed it a moment ago. Look at it and try again.")


class PacksView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "heading": gettext_lazy("Print packs"),
            "page": page_of(request, PrintPack.objects.order_by("title_en", "pk")),
        }
        return render(request, "documents/desk/packs.html", context)


class AddPackView(DeskMixin, View):
    permission = "content.edit"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(PackForm(pack=PrintPack()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PackForm(request.POST, pack=PrintPack())
        if not form.is_valid():
            return self._draw(form)
        pack = PrintPack()
        actions.save_pack(pack, by=request.user, values=form.cleaned_data)
        return redirect("desk:print_pack", pack.pk)

    def _draw(self, form: PackForm) -> HttpResponse:
        return render(self.request, "documents/desk/edit_pack.html", {"form": form})


class _PackMixin(DeskMixin, View):
    def prepare(self) -> None:
        self.pack: PrintPack = get_object_or_404(PrintPack, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect("desk:print_pack", self.pack.pk)

    def write(self, change: Callable[[], Any]) -> None:
        """Do `change`; what a live pack says is made anew by the worker."""
        try:
            change()
        except StaleVersion:
            messages.error(self.request, _STALE)
            return
        if self.pack.is_published:
            tasks.make_print_pack.defer(pack_id=str(self.pack.pk))


class PackView(_PackMixin):
    """What is in the pack, in order, and a search for more of it."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
        entries = packs.entries(self.pack.entries)
        context = {
            "pack": self.pack,
            "entries": entries,
            "gone": len(self.pack.entries) - len(entries),
            "q": words,
            "found": _found(words) if words else [],
            "is_full": len(self.pack.entries) >= PrintPack.MOST,
            "most": PrintPack.MOST,
            "translations": progress_of(texts_of(self.pack)),
            "base": reverse("desk:print_pack", args=[pk]),
        }
        return render(request, "documents/desk/pack.html", context)


def _found(words: str) -> list[dict[str, str]]:
    """Pages and services with those words in their titles: one query for all kinds."""
    labels = {kind.name: str(kind.label) for kind in kinds.all_kinds()}
    labels[packs.SERVICE] = _("Service")
    rows = SearchDocument.objects.filter(language=SOURCE, kind__in=labels)
    return [
        {
            "kind": each.kind,
            "id": str(each.object_id),
            "title": each.title,
            "label": labels[each.kind],
        }
        for each in having_words(rows, words, "title").order_by("title", "pk")[:MOST_FOUND]
    ]


class TranslatePackView(TranslateOneView):
    """What a pack is called, in another language."""

    permission = "content.edit"
    verb = "print_pack.translated"

    def find(self) -> PrintPack:
        return get_object_or_404(PrintPack, pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:print_pack", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return reverse("desk:print_packs"), _("Print packs")


class EditPackView(_PackMixin):
    permission = "content.edit"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self._draw(PackForm(pack=self.pack))

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = PackForm(request.POST, pack=self.pack)
        if not form.is_valid():
            return self._draw(form)
        self.write(
            lambda: actions.save_pack(
                self.pack, by=request.user, values=form.cleaned_data, version=opened_on(request)
            )
        )
        return self.back()

    def _draw(self, form: PackForm) -> HttpResponse:
        context = {"form": form, "pack": self.pack}
        return render(self.request, "documents/desk/edit_pack.html", context)


class ChangeEntriesView(_PackMixin):
    """Add, remove or move one entry: `do` says which, `kind` and `id` say what."""

    permission = "content.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        entry = {"kind": request.POST.get("kind", ""), "id": request.POST.get("id", "")}
        entries = _changed(self.pack.entries, entry, request.POST.get("do", ""))
        self.write(
            lambda: actions.save_pack(
                self.pack, by=request.user, values={"entries": entries}, version=opened_on(request)
            )
        )
        return self.back()


def _changed(entries: list[dict[str, str]], entry: dict[str, str], what: str) -> list[Any]:
    if what == "add":
        return _added(entries, entry)
    if entry not in entries or what not in ("remove", "up", "down"):
        raise Http404
    place = entries.index(entry)
    others = [*entries[:place], *entries[place + 1 :]]
    if what == "remove":
        return others
    others.insert(max(0, place + (1 if what == "down" else -1)), entry)
    return others


def _added(entries: list[dict[str, str]], entry: dict[str, str]) -> list[dict[str, str]]:
    try:
        is_there = bool(packs.found([entry]))
    except ValueError:  # no id
        is_there = False
    if not is_there:
        raise Http404
    full = len(entries) >= PrintPack.MOST
    return entries if full or entry in entries else [*entries, entry]


class ShowPackView(_PackMixin):
    """Publish a pack, or hide it: `do` is "publish" or "hide"."""

    permission = "content.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        is_published = request.POST.get("do") == "publish"
        if is_published and not packs.found(self.pack.entries):
            messages.error(request, _("Put something in it first."))
            return self.back()
        self.write(lambda: actions.show_pack(self.pack, by=request.user, is_published=is_published))
        said = _("Everybody can see it now.") if is_published else _("It is hidden now.")
        messages.success(request, said)
        return self.back()


class DeletePackView(_PackMixin):
    permission = "content.publish"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return render(request, "documents/desk/delete_pack.html", {"pack": self.pack})

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        actions.delete_pack(self.pack, by=request.user)
        messages.success(request, _("Deleted."))
        return redirect("desk:print_packs")


class PackFileView(_PackMixin):
    """The pack as it would be now, in the language of the desk; ?size=large for large print."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        is_large = request.GET.get("size") == "large"
        file = packs.file_of(self.pack, language=get_language() or SOURCE, is_large=is_large)
        if file is None:
            raise Http404
        return pdf(bytes(file.content), f"{self.pack.slug}.pdf")
