"""Writing a page: a new one, its words, and how it is run."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import actions, checks, working
from core.forms import in_words
from core.versions import StaleVersion, opened_on

from . import forms
from .mixins import KindMixin, PageMixin
from .publishing import not_ready


def _is_to_be_published(request: HttpRequest) -> bool:
    """Which button was pressed. For somebody who may not publish there is no such button."""
    wanted = request.POST.get("do") == "publish"
    if wanted and not request.user.has_perm("content.publish"):
        raise Http404
    return wanted


class AddView(KindMixin):
    permission = "content.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        publish = _is_to_be_published(request)
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._draw(form)
        page = self.kind.model(owner=request.user)
        working.write(page, form.values())
        actions.create(page, by=request.user)
        try:
            if publish:
                checks.must_be_ready(page)
                actions.publish(page, by=request.user)
        except checks.NotReady:
            messages.error(request, f"{_('Saved as a draft.')} {not_ready()}")
        else:
            messages.success(request, _("Published.") if publish else _("Saved as a draft."))
        return redirect(reverse("desk:page", args=[self.kind.name, page.pk]))

    def _form(self, data: Any = None, files: Any = None) -> forms.PageForm:
        return forms.form_of(self.kind)(data, files, instance=self.kind.model())

    def _draw(self, form: forms.PageForm) -> HttpResponse:
        return self.show(
            "edit", form=form, title=self.kind.add_label, back=self.list_url(), is_words=True
        )


class EditView(PageMixin):
    """A form about one page. Nobody's words are lost when two people save."""

    permission = "content.edit"
    title: Any = ""
    template = "edit"

    def form(self, data: Any = None, files: Any = None) -> Any:
        raise NotImplementedError

    def save(self, form: Any, version: int) -> str:
        """Write what was typed. Returns what to tell its author. Raises StaleVersion, and
        checks.NotReady when it was kept but must not go out."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.draw(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = opened_on(request)
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.draw(form)
        try:
            said = self.save(form, version)
        except StaleVersion:
            return self._overtaken(form)
        except actions.NotPossible:
            messages.error(request, _("There is nothing here to publish."))
        except checks.NotReady:
            messages.error(request, f"{_('Your words are kept.')} {not_ready()}")
        else:
            messages.success(request, said)
        return self.back()

    def draw(self, form: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
        # The version as it is now: after a refusal, saving again means to have looked.
        context = {"version": self.record.version, "back": self.record_url(), **extra}
        return self.show(self.template, status=status, form=form, title=self.title, **context)

    def _overtaken(self, form: Any) -> HttpResponse:
        """Somebody saved it first: what it says now, above what was typed here."""
        self.record = self.find()
        now = self.form()
        theirs = [
            {"label": form[name].label, "words": in_words(now, name)} for name in form.changed_data
        ]
        return self.draw(form, theirs=theirs, status=409)


class ChangeView(EditView):
    """The words of a page: kept for later, or published in the same step."""

    title = gettext_lazy("Change")

    def draw(self, form: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
        return super().draw(form, status=status, is_words=True, **extra)

    def form(self, data: Any = None, files: Any = None) -> forms.PageForm:
        return forms.form_of(self.kind)(data, files, instance=working.with_changes(self.record))

    def save(self, form: forms.PageForm, version: int) -> str:
        publish = _is_to_be_published(self.request)
        values = working.differing(self.record, form.values())
        if not publish:
            return self._keep(values, version)
        try:
            checks.must_be_ready(self.record, values)
        except checks.NotReady:
            if values:
                actions.save(self.record, values=values, by=self.request.user, version=version)
            raise
        actions.save_and_publish(self.record, values=values, by=self.request.user, version=version)
        return _("Published.")

    def _keep(self, values: dict[str, Any], version: int) -> str:
        was_to_go_out = self.record.publish_at
        if values:
            actions.save(self.record, values=values, by=self.request.user, version=version)
        if was_to_go_out and not self.record.publish_at:
            return _(
                "Saved. It does not go out by itself any more: an officer must look at it and set "
                "the time again."
            )
        return _("Saved.")


class SettingsView(EditView):
    title = gettext_lazy("Address, owner and dates")

    def form(self, data: Any = None, files: Any = None) -> forms.SettingsForm:
        # A copy: what was typed must not show as what is kept.
        form = forms.settings_form(self.kind.model)
        may_publish = self.request.user.has_perm("content.publish")
        return form(data, instance=self.find(), may_publish=may_publish)

    def save(self, form: forms.SettingsForm, version: int) -> str:
        if values := form.values():
            actions.set_up(self.record, values=values, by=self.request.user, version=version)
        return _("Saved.")


class ScheduleView(EditView):
    """Set the time at which what waits goes out."""

    permission = "content.publish"
    title = gettext_lazy("Publish at a set time")

    def form(self, data: Any = None, files: Any = None) -> forms.ScheduleForm:
        return forms.ScheduleForm(data)

    def save(self, form: forms.ScheduleForm, version: int) -> str:
        at = form.cleaned_data["at"]
        checks.must_be_ready(self.record)
        actions.schedule(self.record, at=at, by=self.request.user, version=version)
        return _("It goes out by itself at that time.")
