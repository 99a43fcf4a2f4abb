"""What the pages that change a theme, an action, a gap or a survey have in common."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.forms import in_words
from core.paging import page_of
from core.versions import StaleVersion, opened_on
from core.years import Year
from directory.desk.filters import having_words, words_of
from directory.desk.history import PER_PAGE
from directory.desk.mixins import key_or_404
from directory.history import Timeline
from directory.models import Service

from .. import themes
from ..models import Comment, Theme

Crumbs = list[tuple[str, str]]
MOST_OFFERED = 20
# What one press may put to a theme or a gap: a page of the list.
MOST_AT_ONCE = 50


class AnswerMixin(DeskMixin, View):
    """A page of those who write the answers. `model` is what its address names by `pk`."""

    permission = "feedback.answer"
    model: ClassVar[Any] = None
    record: Any = None

    def prepare(self) -> None:
        if self.model is not None and "pk" in self.kwargs:
            self.record = get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def rows(self) -> "QuerySet[Any]":
        return self.model._default_manager.all()

    def page_url(self) -> str:
        """Where one comes from, and goes afterwards."""
        raise NotImplementedError

    def crumbs(self) -> Crumbs:
        """The way to this page: addresses and titles."""
        return []

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context = {"record": self.record, "crumbs": self.crumbs(), **context}
        return render(self.request, f"feedback/desk/{template}.html", context, status=status)

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return redirect(self.page_url())


class EditView(AnswerMixin):
    """A form for one record, new or known. Nobody's words are lost when two people save."""

    title: Any = ""
    template = "edit"
    form_class: ClassVar[Any] = None

    def new(self) -> Any:
        """The record that is to be added."""
        return self.model()

    def save(self, form: Any, version: int | None) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.draw(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = opened_on(request) if self.record is not None else None
        form = self.form(request.POST)
        if not form.is_valid():
            return self.draw(form)
        if version is None or form.has_changed():
            try:
                self.save(form, version)
            except StaleVersion:
                return self._overtaken(form)
        self.record = form.instance
        return self.done(_("Saved."))

    def form(self, data: Any = None) -> Any:
        # A copy: what was typed must not show as what is kept.
        instance = self.new() if self.record is None else self.rows().get(pk=self.record.pk)
        return self.form_class(data, instance=instance)

    def draw(self, form: forms.ModelForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        context = {"title": self.title, "form": form, "back": self.page_url(), **extra}
        if self.record is not None:
            # As it is now: after a refusal, saving again means to have looked.
            now = type(self.record)._default_manager.filter(pk=self.record.pk)
            context["version"] = now.values_list("version", flat=True).first()
        return self.show(self.template, status=status, **context)

    def _overtaken(self, form: Any) -> HttpResponse:
        """Somebody saved it first: what it says now, above what was typed here."""
        now = self.form()
        theirs = [
            {"label": form[name].label, "words": in_words(now, name)}
            for name in form.changed_data
            if name in now.initial
        ]
        return self.draw(form, theirs=theirs, status=409)


class DeleteView(AnswerMixin):
    """Asks first."""

    def remove(self) -> None:
        raise NotImplementedError

    def after_url(self) -> str:
        raise NotImplementedError

    def may_go(self) -> bool:
        return True

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show("delete", back=self.page_url(), may_go=self.may_go())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_go():
            return self.show("delete", back=self.page_url(), may_go=False, status=409)
        after = self.after_url()
        self.remove()
        messages.success(request, _("Deleted."))
        return redirect(after)


class HistoryView(AnswerMixin):
    """Every version of a theme or an action."""

    permission = "desk.view"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        timeline = Timeline(self.record)
        page = Paginator(range(len(timeline)), PER_PAGE).get_page(request.GET.get("page"))
        start = max(page.start_index() - 1, 0)
        return self.show(
            "history",
            page=page,
            versions=timeline.versions(start, start + PER_PAGE),
            record_url=self.request.path.partition("history/")[0],
            may_put_back=request.user.has_perm("feedback.answer"),
        )


class PutBackView(AnswerMixin):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        opened = opened_on(request)
        try:
            themes.put_back(
                self.record, number=self.kwargs["version"], opened=opened, by=request.user
            )
        except LookupError:
            raise Http404 from None
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
            return redirect(self.page_url())
        return self.done(_("Those words are back, as a new version."))


class ServicesView(AnswerMixin):
    """Name a service, by searching: there may be thousands."""

    def link(self, service: Service, *, add: bool) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = words_of(request)
        rows = Service.objects.published().select_related("organisation")
        rows = rows.exclude(pk__in=self.record.services.values("pk")).order_by("name_en", "pk")
        found = having_words(rows, words, "name_en", "organisation__name_en")
        return self.show("services", words=words, found=found[:MOST_OFFERED], count=found.count())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        service = get_object_or_404(Service, pk=key_or_404(request.POST.get("service", "")))
        what = request.POST.get("do", "")
        if what not in ("add", "remove"):
            raise Http404
        self.link(service, add=what == "add")
        return self.done(_("Saved."))


class CommentsView(AnswerMixin):
    """Search comments and put some to the record; or take one off it."""

    # What a tick adds to the list: its name in the address, and its words.
    widening: ClassVar[list[tuple[str, Any]]] = []

    def offered(self, widened: set[str]) -> "QuerySet[Comment]":
        """The comments to choose from, with those that the ticks named in `widened` add."""
        raise NotImplementedError

    def put(self, comments: "QuerySet[Comment]") -> int:
        """How many were not there before."""
        raise NotImplementedError

    def take_off(self, comment: Comment) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = words_of(request)
        widened = {name for name, _words in self.widening if request.GET.get(name) == "1"}
        rows = having_words(
            self.offered(widened), words, "original", "published_words_en", "reference"
        )
        return self.show(
            "comments",
            words=words,
            page=page_of(request, rows.order_by("-heard_on", "pk"), MOST_AT_ONCE),
            widening=[(name, label, name in widened) for name, label in self.widening],
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        keys = [key_or_404(key) for key in request.POST.getlist("comment")[:MOST_AT_ONCE]]
        comments = Comment.objects.filter(pk__in=keys)
        if request.POST.get("do") == "remove":
            for comment in comments:
                self.take_off(comment)
            return self.done(_("Taken off."))
        if not keys:
            messages.error(request, _("Tick at least one comment."))
            return redirect(request.get_full_path())
        number = self.put(comments)
        words = ngettext("%(number)s comment added.", "%(number)s comments added.", number)
        return self.done(words % {"number": number})


# --- Years ----------------------------------------------------------------------------------------


# Past years can be entered too.
YEARS_BACK = 5


def years_known() -> list[Year]:
    """The years to choose from, the latest first: those that have a theme or a comment, the next
    one, this one and some before it."""
    year = Year.current().next
    found = {
        *Theme.objects.order_by().values_list("year", flat=True).distinct(),
        *Comment.objects.order_by().values_list("year", flat=True).distinct(),
    }
    for _each in range(YEARS_BACK + 2):
        found.add(year.code)
        year = year.previous
    return sorted((Year.parse(code) for code in found), reverse=True)


def year_asked_for(request: HttpRequest) -> Year:
    """The year of `?year=`; else this one, or before its first theme the last that has one."""
    try:
        return Year.parse(request.GET.get("year", ""))
    except ValueError:
        current = Year.current()
        themes = Theme.objects.filter(year__lte=current.code).order_by("-year")
        latest = themes.values_list("year", flat=True).first()
        return Year.parse(latest) if latest else current


class YearForm(forms.Form):
    year = forms.ChoiceField(label=gettext_lazy("Reporting year"), required=False)

    def __init__(self, year: Year) -> None:
        super().__init__(initial={"year": year.code})
        self.fields["year"] = forms.ChoiceField(
            label=gettext_lazy("Reporting year"),
            required=False,
            choices=[(each.code, f"{each.code}: {each.label}") for each in years_known()],
        )
