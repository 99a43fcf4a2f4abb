"""The actions of a theme on the desk: what was done, is being done, is planned, or cannot be."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField
from directory.desk import fields
from directory.models import Service

from .. import themes
from ..models import Action, Priority, Theme
from . import editing
from .editing import AnswerMixin, DeleteView, EditView, HistoryView, PutBackView, ServicesView
from .themes import list_url


class ActionForm(forms.ModelForm):
    did_en = fields.prose(
        gettext_lazy("What we did, or will do"), gettext_lazy("In plain words."), rows=5
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=Action.State.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it stands.")},
    )
    why_not_en = fields.prose(
        gettext_lazy("Why it cannot be done"),
        gettext_lazy("Needed when it cannot be done. Families read it."),
        rows=4,
    )
    owner = fields.line(
        gettext_lazy("Who does it"),
        gettext_lazy("A team or a role, such as “School Travel Service”. Never a private person."),
        longest=120,
    )
    date = DateField(label=gettext_lazy("When it was done, or is due"), required=False)
    priority: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Priority of the SEND strategy"),
        queryset=Priority.objects.all(),
        required=False,
        empty_label=gettext_lazy("None of them"),
    )
    pages = fields.PagesField(label=gettext_lazy("Pages about it"))
    order = fields.number(
        gettext_lazy("Place in the list"), gettext_lazy("Lower numbers come first."), most=9999
    )
    news = fields.prose(
        gettext_lazy("News about it"),
        gettext_lazy("What is new today. It is kept with today’s date, and families read it."),
        rows=3,
    )

    class Meta:
        model = Action
        fields = [
            "did_en",
            "state",
            "why_not_en",
            "owner",
            "date",
            "priority",
            "pages",
            "order",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["did_en"].required = True
        # Not "None of them" twice: a state must be chosen.
        cast(forms.ChoiceField, self.fields["state"]).choices = Action.State.choices

    def clean_order(self) -> int:
        if self.cleaned_data["order"] is not None:
            return int(self.cleaned_data["order"])
        return themes.next_place(Action.objects.filter(theme=self.instance.theme_id))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("state") == Action.State.CANNOT
            and not cleaned.get("why_not_en", "").strip()
        ):
            self.add_error("why_not_en", _("Say why it cannot be done."))
        return cleaned


class ActionMixin(AnswerMixin):
    model = Action

    def rows(self) -> "QuerySet[Action]":
        return Action.objects.select_related("theme", "priority")

    @property
    def theme(self) -> Theme:
        return self.record.theme

    def page_url(self) -> str:
        return reverse("desk:theme", args=[self.theme.pk])

    def crumbs(self) -> editing.Crumbs:
        return [(list_url(self.theme.year), _("Themes")), (self.page_url(), str(self.theme))]


class EditActionView(ActionMixin, EditView):
    form_class = ActionForm

    @property
    def title(self) -> str:
        return _("Change the action") if self.record else _("Add an action")

    def save(self, form: Any, version: int | None) -> None:
        themes.save_action(
            form.instance,
            by=self.request.user,
            version=version,
            news=form.cleaned_data["news"],
            fields=form.changed_data,
        )


class AddActionView(EditActionView):
    """Its address names the theme."""

    def prepare(self) -> None:
        self._theme = get_object_or_404(Theme, pk=self.kwargs["pk"])

    @property
    def theme(self) -> Theme:
        return self._theme

    def new(self) -> Action:
        return Action(theme=self._theme)


class DeleteActionView(ActionMixin, DeleteView):
    def remove(self) -> None:
        themes.delete_action(self.record, by=self.request.user)

    def after_url(self) -> str:
        return self.page_url()


class ActionServicesView(ActionMixin, ServicesView):
    def link(self, service: Service, *, add: bool) -> None:
        act = themes.link_service if add else themes.unlink_service
        act(self.record, service, by=self.request.user)


class ActionHistoryView(ActionMixin, HistoryView):
    pass


class PutActionBackView(ActionMixin, PutBackView):
    pass
