"""Themes on the desk: what families said in a year, and what is done about each."""

from collections import Counter
from contextlib import AbstractContextManager
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from core.years import Year
from directory.desk import fields
from directory.desk.mixins import key_or_404
from directory.desk.translations import TranslateOneView, progress_of
from directory.translatables import Text, texts_of

from .. import themes
from ..models import Action, Comment, Priority, Theme
from . import editing
from .editing import (
    MOST_AT_ONCE,
    AnswerMixin,
    CommentsView,
    DeleteView,
    EditView,
    HistoryView,
    PutBackView,
)

MOST_SENT = 500


class ThemeForm(forms.ModelForm):
    title_en = fields.line(
        gettext_lazy("Theme"), gettext_lazy("A few words."), longest=200, required=True
    )
    said_en = fields.prose(
        gettext_lazy("What you said"),
        gettext_lazy("In plain words, as many people said it. Name nobody."),
        rows=6,
    )
    year = forms.ChoiceField(label=gettext_lazy("Reporting year"))
    order = fields.number(
        gettext_lazy("Place in the list"), gettext_lazy("Lower numbers come first."), most=9999
    )

    class Meta:
        model = Theme
        fields = ["title_en", "said_en", "year", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year.code, f"{year.code}: {year.label}") for year in editing.years_known()]
        cast(forms.ChoiceField, self.fields["year"]).choices = years

    def clean_order(self) -> int:
        if self.cleaned_data["order"] is not None:
            return int(self.cleaned_data["order"])
        year = self.cleaned_data.get("year") or self.instance.year
        return themes.next_place(Theme.objects.of_year(year))


class ThemesView(DeskMixin, View):
    """The themes of a year, each with how many comments stand behind it and how its actions do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        year = editing.year_asked_for(request)
        page = page_of(request, counted(Theme.objects.of_year(year.code).in_order()))
        late = Counter(Action.objects.late().filter(theme__in=page).values_list("theme", flat=True))
        left = Action.objects.unfinished().filter(theme__year=year.code, carried_to__isnull=True)
        context = {
            "heading": f"{_('You said, we did')} {year.code}",
            "form": editing.YearForm(year),
            "year": year,
            "page": page,
            "entries": [
                {"theme": theme, "states": states_of(theme), "late": late[theme.pk]}
                for theme in page
            ],
            "unfinished": left.count(),
            "unthemed": Comment.objects.filter(year=year.code, themes=None).count(),
        }
        return render(request, "feedback/desk/themes.html", context)


def counted(rows: "QuerySet[Theme]") -> "QuerySet[Theme]":
    """With `comment_count`, and the actions."""
    links: Any = Theme.comments.through.objects.filter(theme=OuterRef("pk")).order_by()
    number = links.values("theme").annotate(number=Count("pk")).values("number")
    return rows.annotate(comment_count=Coalesce(Subquery(number), 0)).prefetch_related("actions")


def states_of(theme: Theme) -> list[dict[str, Any]]:
    """How many of its actions are in each state, where there is one."""
    held = [action.state for action in theme.actions.all()]
    return [
        {"label": state.label, "colour": Action.COLOURS[state], "count": held.count(state)}
        for state in Action.State
        if state in held
    ]


def list_url(year: str = "") -> str:
    return reverse("desk:themes") + (f"?{urlencode({'year': year})}" if year else "")


class ThemeMixin(AnswerMixin):
    model = Theme

    def page_url(self) -> str:
        if self.record is None:
            return list_url(editing.year_asked_for(self.request).code)
        return reverse("desk:theme", args=[self.record.pk])

    def crumbs(self) -> editing.Crumbs:
        way = [(list_url(self.record.year if self.record else ""), _("Themes"))]
        return [*way, (self.page_url(), str(self.record))] if self.record else way


class ThemeView(ThemeMixin):
    permission = "desk.view"

    def crumbs(self) -> editing.Crumbs:
        return [(list_url(self.record.year), _("Themes"))]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        theme = self.record
        comments = theme.comments.select_related("occasion").order_by("-heard_on", "pk")
        return self.show(
            "theme",
            theme=theme,
            actions=theme.actions.select_related(
                "priority", "carried_from__theme"
            ).prefetch_related(
                "updates__by",
                "services",
                Prefetch("carried_to", Action.objects.select_related("theme")),
            ),
            late=set(Action.objects.late().filter(theme=theme).values_list("pk", flat=True)),
            page=page_of(request, comments, MOST_AT_ONCE),
            translations=progress_of(_texts(theme)),
            base=self.page_url(),
        )


class EditThemeView(ThemeMixin, EditView):
    form_class = ThemeForm

    @property
    def title(self) -> str:
        return _("Change the theme") if self.record else _("Add a theme")

    def new(self) -> Theme:
        return Theme(year=editing.year_asked_for(self.request).code)

    def save(self, form: Any, version: int | None) -> None:
        themes.save_theme(
            form.instance, by=self.request.user, version=version, fields=form.changed_data
        )


class PublishThemeView(ThemeMixin):
    permission = "feedback.publish"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        published = request.POST.get("do") != "unpublish"
        themes.set_published(self.record, published, by=request.user)
        return self.done(_("Families can see it now.") if published else _("It is hidden now."))


class DeleteThemeView(ThemeMixin, DeleteView):
    def may_go(self) -> bool:
        return not self.record.published

    def remove(self) -> None:
        themes.delete_theme(self.record, by=self.request.user)

    def after_url(self) -> str:
        return list_url(self.record.year)


class ThemeCommentsView(ThemeMixin, CommentsView):
    widening = [
        ("all", gettext_lazy("Also of other years")),
        ("themed", gettext_lazy("Also those that have a theme already")),
    ]

    def offered(self, widened: set[str]) -> "QuerySet[Comment]":
        rows = Comment.objects.exclude(themes=self.record)
        if "all" not in widened:
            rows = rows.filter(year=self.record.year)
        return rows if "themed" in widened else rows.filter(themes=None)

    def put(self, comments: "QuerySet[Comment]") -> int:
        return themes.put_comments(self.record, comments, by=self.request.user)

    def take_off(self, comment: Comment) -> None:
        themes.take_off_comment(self.record, comment, by=self.request.user)


class CommentThemesView(AnswerMixin):
    """From a comment's own page: which themes it belongs to, or a new one made of it."""

    model = Comment

    def page_url(self) -> str:
        back = self.request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return back
        return reverse("desk:comment", args=[self.record.pk])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ticked, was = self._sent("theme"), self._sent("was")
        themes.set_themes(
            self.record,
            add=[theme for key, theme in ticked.items() if key not in was],
            # What somebody else ticked meanwhile was not ticked here, and stays.
            remove=[theme for key, theme in was.items() if key not in ticked],
            by=request.user,
        )
        title = request.POST.get("new", "").replace("\0", "").strip()[:200]
        if title:
            place = themes.next_place(Theme.objects.of_year(self.record.year))
            theme = Theme(year=self.record.year, title_en=title, order=place)
            themes.save_theme(theme, by=request.user)
            themes.put_comments(theme, [self.record], by=request.user)
        return self.done(_("Saved."))

    def _sent(self, name: str) -> dict[UUID, Theme]:
        keys = [key_or_404(key) for key in self.request.POST.getlist(name)[:MOST_SENT]]
        return Theme.objects.of_year(self.record.year).in_bulk(keys)


class CarryOnView(AnswerMixin):
    """One press: what is not finished goes into the next year."""

    def page_url(self) -> str:
        return list_url(self._year().next.code)

    def _year(self) -> Year:
        try:
            return Year.parse(self.request.POST.get("year", ""))
        except ValueError:
            raise Http404 from None

    def post(self, request: HttpRequest) -> HttpResponse:
        number = themes.carry_on(self._year(), by=request.user)
        if not number:
            return self.done(_("There was nothing left to carry on."))
        words = ngettext("%(number)s action carried on.", "%(number)s actions carried on.", number)
        return self.done(words % {"number": number})


class ThemeHistoryView(ThemeMixin, HistoryView):
    pass


class PutThemeBackView(ThemeMixin, PutBackView):
    pass


def _texts(theme: Theme) -> list[Text]:
    """What is to be translated of a theme and its actions."""
    return texts_of(theme) + [text for action in theme.actions.all() for text in texts_of(action)]


class TranslateThemeView(TranslateOneView):
    """A theme and its actions in another language, on one page."""

    permission = "feedback.answer"
    verb = "theme.translated"

    def find(self) -> Theme:
        return get_object_or_404(Theme.objects.prefetch_related("actions"), pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:theme", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return list_url(self.record.year), _("Themes")

    def _texts(self) -> list[Text]:
        return _texts(self.record)


# --- Priorities of the strategy -------------------------------------------------------------------


class PriorityForm(forms.ModelForm):
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Short, without spaces. It stands in addresses and spreadsheets."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    title_en = fields.line(gettext_lazy("Priority"), longest=200, required=True)
    order = fields.number(
        gettext_lazy("Place in the list"), gettext_lazy("Lower numbers come first."), most=9999
    )

    class Meta:
        model = Priority
        fields = ["code", "title_en", "order"]

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0


class PriorityMixin(AnswerMixin):
    permission = "feedback.publish"
    model = Priority

    def page_url(self) -> str:
        return reverse("desk:priorities")

    def crumbs(self) -> editing.Crumbs:
        return [(list_url(), _("Themes")), (self.page_url(), _("Priorities"))]


class PrioritiesView(PriorityMixin):
    permission = "desk.view"

    def crumbs(self) -> editing.Crumbs:
        return [(list_url(), _("Themes"))]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("priorities", priorities=_priorities())


def _priorities() -> "QuerySet[Priority]":
    return Priority.objects.annotate(number=Count("actions")).order_by("order", "code")


class PriorityView(PriorityMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(PriorityForm(instance=self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PriorityForm(request.POST, instance=self.record)
        if not form.is_valid():
            return self._draw(form)
        themes.save_priority(form.instance, by=request.user)
        return self.done(_("Saved."))

    def _draw(self, form: PriorityForm) -> HttpResponse:
        title = _("Change the priority") if self.record else _("Add a priority")
        context: dict[str, Any] = {"title": title, "form": form, "back": self.page_url()}
        if self.record:
            context["translations"] = progress_of(texts_of(self.record))
            context["base"] = reverse("desk:priority", args=[self.record.pk])
        return self.show("priority", **context)


class TranslatePriorityView(TranslateOneView):
    """A priority in another language. It has no version: its words themselves are compared."""

    permission = "feedback.publish"

    def find(self) -> Priority:
        return get_object_or_404(Priority, pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:priority", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return reverse("desk:priorities"), _("Priorities")

    def _changing(self, **detail: Any) -> AbstractContextManager[None]:
        return themes.changing_priority(
            self.record,
            by=self.request.user,
            verb="priority.translated",
            language=self.code,
            **detail,
        )
