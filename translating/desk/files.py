"""Sending texts out as a file for an agency, and bringing its answer in."""

from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import exchange, taking_back, xliff
from ..models import FileBroughtIn
from .lists import LanguageMixin, NarrowForm

# Of what a file changes, and of what cannot be taken, on the page that shows it.
SHOWN = 100


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


class ExportView(LanguageMixin):
    """The texts of a list as a file. Pressing the button is written down, so it is no link."""

    permission = "translations.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = NarrowForm(request.POST)
        file = TemporaryFile()  # noqa: SIM115  # closed with the answer
        exchange.export(
            file, form.kinds, self.code, form.states, site=_site(request), by=request.user
        )
        file.seek(0)
        # By name a program of the agency opens it.
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"texts-{self.code}.xlf",
            content_type="application/xliff+xml",
        )


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("XLIFF file"),
        help_text=gettext_lazy("The file that was taken out of this site, with the translations."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


class BringForm(forms.Form):
    """The file that was looked at, and what its words count as."""

    token = forms.CharField(max_length=20, widget=forms.HiddenInput)
    count_as = forms.ChoiceField(
        label=gettext_lazy("What are these words?"),
        choices=[
            (
                "draft",
                gettext_lazy("Drafts: readers are told that nobody has checked them"),
            ),
            (
                "checked",
                gettext_lazy("Checked: a translator compared them with the English"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what these words are.")},
    )


class ImportView(LanguageMixin):
    """Two steps: look at what a file would change, then bring it in."""

    permission = "translations.approve"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._ask(FileForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "token" in request.POST:
            return self._bring(BringForm(request.POST))
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(form, status=422)
        try:
            content = self._content(form.cleaned_data["file"])
            preview = exchange.look(content, self.code, site=_site(request))
        except xliff.Refused as refused:
            form.add_error("file", str(refused))
            return self._ask(form, status=422)
        token = exchange.keep(content, preview, by=request.user)
        return self._draw(preview, BringForm(initial={"token": token}))

    def _ask(self, form: FileForm, *, status: int = 200) -> HttpResponse:
        lately = FileBroughtIn.objects.undoable().filter(language=self.code)
        lately = lately.select_related("by").defer("texts")
        return self.show("translations_import", status=status, form=form, lately=lately)

    def _content(self, file: Any) -> bytes:
        if file.size > xliff.LARGEST_FILE:
            raise xliff.Refused(_("The file is too large. One of this site has 10 MB at most."))
        return bytes(file.read())

    def _bring(self, form: BringForm) -> HttpResponse:
        found = exchange.kept(form["token"].value() or "", by=self.request.user)
        if found is None:
            messages.error(
                self.request, _("It is too long since you sent the file. Send it again.")
            )
            return redirect("desk:translations_import", self.code)
        content, seen = found
        preview = exchange.look(content, self.code, site=_site(self.request))
        if not form.is_valid():
            return self._draw(preview, form, status=422)
        is_checked = form.cleaned_data["count_as"] == "checked"
        outcome = exchange.bring_in(
            preview, seen, self.code, by=self.request.user, is_checked=is_checked
        )
        exchange.throw_away(form.cleaned_data["token"], by=self.request.user)
        self._say(outcome)
        # From there it can be undone.
        return redirect("desk:translations_import", self.code)

    def _say(self, outcome: exchange.Outcome) -> None:
        words = ngettext(
            "%(number)s text brought in.", "%(number)s texts brought in.", outcome.texts
        )
        messages.success(self.request, words % {"number": outcome.texts})
        for name, why in outcome.skipped[:SHOWN]:
            text = _("Not brought in: %(name)s. %(why)s") % {"name": name, "why": why}
            messages.warning(self.request, text)

    def _draw(
        self, preview: exchange.Preview, form: BringForm, *, status: int = 200
    ) -> HttpResponse:
        return self.show(
            "translations_preview",
            status=status,
            form=form,
            preview=preview,
            changes=preview.changes[:SHOWN],
            refused=preview.refused[:SHOWN],
        )


class TakeFileBackView(LanguageMixin):
    """Undoes the bringing in of one file."""

    permission = "translations.approve"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        outcome = taking_back.take_file_back(pk, self.code, by=request.user)
        if outcome is None:
            messages.error(request, _("There is nothing to undo any more."))
        else:
            self._say(outcome)
        return redirect("desk:translations_import", self.code)

    def _say(self, outcome: taking_back.Outcome) -> None:
        words = ngettext(
            "%(number)s text is as it was before the file.",
            "%(number)s texts are as they were before the file.",
            outcome.texts,
        )
        messages.success(self.request, words % {"number": outcome.texts})
        if not outcome.left:
            return
        words = ngettext(
            "%(number)s text stays, because somebody has changed or checked it since, or it is not "
            "on the site any more: %(names)s",
            "%(number)s texts stay, because somebody has changed or checked them since, or they "
            "are not on the site any more: %(names)s",
            len(outcome.left),
        )
        names = "; ".join(outcome.left[:SHOWN])
        messages.warning(self.request, words % {"number": len(outcome.left), "names": names})
