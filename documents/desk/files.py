"""The files of a document on the desk, and the list of those that not everybody can read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of

from .. import actions, presenters
from ..models import Document, DocumentVersion
from ..views.hub import answer
from .forms import FileForm


class HardToReadView(DeskMixin, View):
    """Documents to make accessible: the newest files in which something was found."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = DocumentVersion.objects.hard_to_read().select_related("document", "upload")
        page = page_of(request, rows.order_by("document__title_en", "document", "format", "pk"))
        context = {
            "heading": gettext_lazy("Documents to make accessible"),
            "page": page,
            "files": [presenters.file_of(each) for each in page],
        }
        return render(request, "documents/desk/hard_to_read.html", context)


class AddFileView(DeskMixin, View):
    """A file becomes public with its document: on a live one only who may publish adds it."""

    permission = "content.edit"

    def prepare(self) -> None:
        self.record: Document = get_object_or_404(Document, pk=self.kwargs["pk"])
        if self.record.is_live and not self.request.user.has_perm("content.publish"):
            raise Http404

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self._draw(FileForm(record=self.record))

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES, record=self.record, by=request.user)
        if not form.is_valid() or form.upload is None:
            return self._draw(form)
        typed = form.cleaned_data
        version = actions.add_version(
            self.record,
            upload=form.upload,
            by=request.user,
            format=typed["format"],
            language=typed["language"],
            day=typed["date"],
            note=typed["note"],
        )
        if version.findings:
            messages.warning(request, _("Added. Not everybody can read it well: see below."))
        else:
            messages.success(request, _("Added."))
        return redirect("desk:page", "document", self.record.pk)

    def _draw(self, form: FileForm) -> HttpResponse:
        context = {"record": self.record, "form": form}
        return render(self.request, "documents/desk/add_file.html", context)


class _VersionMixin(DeskMixin, View):
    def prepare(self) -> None:
        rows = DocumentVersion.objects.select_related("document", "upload")
        self.version: DocumentVersion = get_object_or_404(rows, pk=self.kwargs["pk"])


class FileView(_VersionMixin):
    """The file, also of a draft."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        return answer(self.version, cache="")


class RemoveFileView(_VersionMixin):
    permission = "content.publish"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        context = {"file": presenters.file_of(self.version), "record": self.version.document}
        return render(request, "documents/desk/remove_file.html", context)

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        actions.remove_version(self.version, by=request.user)
        messages.success(request, _("The file is taken away."))
        return redirect("desk:page", "document", self.version.document_id)
