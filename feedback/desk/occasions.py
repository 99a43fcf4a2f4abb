"""Occasions on which people were heard, and recording what they said: many comments at a time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.forms import DateField
from core.paging import page_of
from directory.desk.filters import Choice, FilterSet, Options, Words
from directory.desk.mixins import key_or_404

from .. import actions, spreadsheets
from ..models import Comment, Occasion
from ..spreadsheets import LONGEST_WORDS, MOST_ROWS, Row, Unreadable

Kind, Channel = Occasion.Kind, Comment.Channel
# How many empty rows there are to type into.
EMPTY_ROWS = 5
_AUTO = {"dir": "auto"}
CHANNELS = {
    Kind.COFFEE_MORNING: Channel.COFFEE_MORNING,
    Kind.EVENT: Channel.EVENT,
    Kind.SURVEY: Channel.SURVEY,
    Kind.MEETING: Channel.MEETING,
    Kind.CONSULTATION: Channel.MEETING,
    Kind.OTHER: Channel.OTHER,
}


def _of_kind(kind: str) -> Any:
    return lambda rows: rows.filter(kind=kind)


KINDS: Options = {
    "": (gettext_lazy("All kinds"), lambda rows: rows),
    **{kind.value: (kind.label, _of_kind(kind.value)) for kind in Kind},
}


class OccasionFilter(FilterSet):
    q = Words("name", "place", "organised_by", label=gettext_lazy("Name, place or organiser"))
    kind = Choice(gettext_lazy("Kind"), KINDS)

    class Meta:
        model = Occasion
        fields: list[str] = []


class OccasionForm(forms.ModelForm):
    date = DateField(label=gettext_lazy("Date"))

    class Meta:
        model = Occasion
        fields = ["name", "kind", "date", "place", "organised_by", "attendance", "note"]
        widgets = {
            "name": forms.TextInput(attrs=_AUTO),
            "place": forms.TextInput(attrs=_AUTO),
            "organised_by": forms.TextInput(attrs=_AUTO),
            "attendance": forms.TextInput(
                attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}
            ),
            "note": forms.Textarea(attrs={**_AUTO, "rows": 3}),
        }
        error_messages = {
            "name": {"required": gettext_lazy("Write the name, such as Coffee morning.")},
            "kind": {"required": gettext_lazy("Choose what kind it was.")},
        }

    def clean_attendance(self) -> int | None:
        attendance: int | None = self.cleaned_data["attendance"]
        if attendance is not None and attendance > 1_000_000:
            raise forms.ValidationError(_("Enter how many people came."))
        return attendance


class OccasionsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Occasion.objects.annotate(comment_count=Count("comments")).order_by("-date", "name")
        found = OccasionFilter(request.GET, queryset=rows)
        context = {
            "heading": _("Occasions"),
            "form": found.form,
            "page": page_of(request, found.qs),
        }
        return render(request, "feedback/desk/occasions.html", context)


class OccasionView(DeskMixin, View):
    """One occasion and what was said there."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        occasion = get_object_or_404(Occasion, pk=pk)
        rows = Comment.objects.filter(occasion=occasion).order_by("created_at", "pk")
        context = {"occasion": occasion, "page": page_of(request, rows)}
        return render(request, "feedback/desk/occasion.html", context)


class EditOccasionView(DeskMixin, View):
    """A new occasion, or one that is known."""

    permission = "feedback.triage"

    def prepare(self) -> None:
        key = self.kwargs.get("pk")
        self.occasion = get_object_or_404(Occasion, pk=key) if key else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        initial = {} if self.occasion else {"date": timezone.localdate()}
        return self._show(OccasionForm(instance=self.occasion, initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OccasionForm(request.POST, instance=self.occasion)
        if not form.is_valid():
            return self._show(form, status=422)
        occasion = actions.save_occasion(form.instance, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk:occasion", occasion.pk)

    def _show(self, form: OccasionForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "occasion": self.occasion}
        return render(self.request, "feedback/desk/occasion_change.html", context, status=status)


class DeleteOccasionView(DeskMixin, View):
    """Only one that nothing was said on."""

    permission = "feedback.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        occasion = get_object_or_404(Occasion, pk=pk)
        if not actions.delete_occasion(occasion, by=request.user):
            messages.error(request, _("Comments belong to it, so it stays."))
            return redirect("desk:occasion", occasion.pk)
        messages.success(request, _("Deleted."))
        return redirect("desk:occasions")


# --- Many comments at a time ----------------------------------------------------------------------


class AboutAllForm(forms.Form):
    """What holds for every row that says nothing else."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it reached us"),
        choices=[
            choice
            for choice in Channel.choices
            if choice[0] not in (Channel.WEBSITE, Channel.PAGE, Channel.SEARCH)
        ],
    )
    heard_on = DateField(label=gettext_lazy("Heard on"))
    about = forms.ChoiceField(
        label=gettext_lazy("What it is about, where a row does not say"),
        choices=[("", gettext_lazy("Choose")), *Comment.About.choices],
        error_messages={"required": gettext_lazy("Choose what most of it is about.")},
    )
    speaker = forms.ChoiceField(
        label=gettext_lazy("Who is speaking, where a row does not say"),
        choices=[("", gettext_lazy("Choose")), *Comment.Speaker.choices],
        error_messages={"required": gettext_lazy("Choose who most of the speakers are.")},
    )

    def __init__(self, *args: Any, occasion: Occasion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if occasion is not None:
            del self.fields["channel"], self.fields["heard_on"]

    def clean_heard_on(self) -> Any:
        day = self.cleaned_data["heard_on"]
        if day > timezone.localdate() or day.year < 2000:
            raise forms.ValidationError(_("Enter a date that has been, such as 27 3 2026"))
        return day


class RowForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What was said"),
        # No max_length: a counter under every row would be noise.
        validators=[MaxLengthValidator(LONGEST_WORDS)],
        widget=forms.Textarea(attrs={**_AUTO, "rows": 2}),
        error_messages={"required": gettext_lazy("Write what was said.")},
    )
    about = forms.ChoiceField(
        label=gettext_lazy("About"),
        required=False,
        choices=[("", gettext_lazy("As above")), *Comment.About.choices],
    )
    speaker = forms.ChoiceField(
        label=pgettext_lazy("person", "From"),
        required=False,
        choices=[("", gettext_lazy("As above")), *Comment.Speaker.choices],
    )


class RowsFormSet(forms.BaseFormSet):
    """The rows; those that nobody wrote in are left out."""

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.has_changed()]


Rows: Any = forms.formset_factory(
    RowForm, formset=RowsFormSet, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


class PasteForm(forms.Form):
    """Another way to fill the rows."""

    pasted = forms.CharField(
        label=gettext_lazy("Paste lines"),
        help_text=gettext_lazy(
            "One comment a line. Rows copied from a spreadsheet can have two more columns: what it "
            "is about, and who is speaking."
        ),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 6}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a spreadsheet"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), at most 2 MB and 200 rows."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )


class AddCommentsView(DeskMixin, View):
    """Type rows; or fill them from a paste or a file, look, mend, and then save them all.

    Nothing is kept until every row is right, and nothing that was typed is lost before.
    """

    permission = "feedback.triage"

    def prepare(self) -> None:
        key = self.request.GET.get("occasion")
        self.occasion = get_object_or_404(Occasion, pk=key_or_404(key)) if key else None

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"heard_on": timezone.localdate(), "channel": Channel.PHONE}
        form = AboutAllForm(occasion=self.occasion, initial=initial)
        return self._show(form, Rows(prefix="rows"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AboutAllForm(request.POST, occasion=self.occasion)
        rows = Rows(request.POST, prefix="rows")
        if "fill" in request.POST:
            return self._fill(form)
        if not (form.is_valid() & rows.is_valid()):
            return self._show(form, rows, status=422)
        if not rows.filled:
            form.add_error(None, _("Write what was said in one row at least."))
            return self._show(form, rows, status=422)
        count = self._save(form.cleaned_data, rows.filled)
        words = ngettext("%(count)d comment saved.", "%(count)d comments saved.", count)
        messages.success(request, words % {"count": count})
        return redirect(*self._back())

    def _back(self) -> tuple[Any, ...]:
        return ("desk:occasion", self.occasion.pk) if self.occasion else ("desk:comments",)

    def _fill(self, form: AboutAllForm) -> HttpResponse:
        """Show what was pasted or sent as rows, each with what is wrong in it."""
        paste = PasteForm(self.request.POST, self.request.FILES)
        typed = self._typed()
        try:
            found = (
                _read(paste.cleaned_data, room=MOST_ROWS - len(typed)) if paste.is_valid() else []
            )
        except Unreadable as problem:
            paste.add_error(None, str(problem))
        if paste.errors:
            return self._show(self._unjudged(form), _as_rows(typed), paste=paste, status=422)
        return self._show(self._unjudged(form), _as_rows([*typed, *found]), count=len(found))

    def _unjudged(self, form: AboutAllForm) -> AboutAllForm:
        """The same choices, not yet complained of: the rows come first."""
        initial = {name: form[name].data for name in form.fields}
        return AboutAllForm(occasion=self.occasion, initial=initial)

    def _typed(self) -> list[Row]:
        """What stood in the rows before."""
        rows = Rows(self.request.POST, prefix="rows")
        if not rows.management_form.is_valid():
            return []
        sent: list[dict[str, Any]] = [
            {name: form[name].data or "" for name in form.fields} for form in rows
        ]
        return [Row(**each) for each in sent if each["words"].strip()]

    def _save(self, about_all: dict[str, Any], rows: list[dict[str, Any]]) -> int:
        occasion = self.occasion
        values: dict[str, Any] = {
            "channel": CHANNELS[Kind(occasion.kind)] if occasion else about_all["channel"],
            "heard_on": occasion.date if occasion else about_all["heard_on"],
            "occasion": occasion,
            "by": self.request.user,
        }
        with transaction.atomic():
            for row in rows:
                actions.receive(
                    words=row["words"],
                    about=row["about"] or about_all["about"],
                    speaker=row["speaker"] or about_all["speaker"],
                    **values,
                )
        return len(rows)

    def _show(
        self,
        form: AboutAllForm,
        rows: Any,
        *,
        paste: PasteForm | None = None,
        count: int = 0,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "rows": rows,
            "paste": paste or PasteForm(),
            "count": count,
            "faulty": sum(bool(row.errors) for row in rows) if rows.is_bound else 0,
            "occasion": self.occasion,
        }
        return render(self.request, "feedback/desk/add.html", context, status=status)


def _read(sent: dict[str, Any], *, room: int) -> list[Row]:
    """What was pasted and what is in the file, at most `room` rows. Raises Unreadable."""
    found = []
    if sent["file"]:
        found += spreadsheets.from_file(sent["file"])
    if sent["pasted"].strip():
        found += spreadsheets.from_text(sent["pasted"])
    if not found:
        raise Unreadable(_("Paste some lines or choose a file first."))
    if len(found) > room:
        raise Unreadable(spreadsheets.too_many())
    return found


def _as_rows(found: list[Row]) -> Any:
    """The rows as a form that was sent, so that what is wrong is said beside each."""
    data = {"rows-TOTAL_FORMS": str(max(len(found), 1)), "rows-INITIAL_FORMS": "0"}
    for number, row in enumerate(found):
        for name in ("words", "about", "speaker"):
            data[f"rows-{number}-{name}"] = getattr(row, name)
    rows = Rows(data, prefix="rows")
    rows.is_valid()
    for form, row in zip(rows.forms, found, strict=False):
        for name, problem in row.problems.items():
            form.add_error(name, problem)
    return rows
