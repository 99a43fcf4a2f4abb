"""The translation desk: of one language, the records whose words need somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import BY_CODE, SOURCE, Language, tag
from core.paging import page_of
from core.translations import State
from directory.translatables import Translatable, all_translatables, get

from .. import approving, exchange, standing
from ..standing import Standing

PER_PAGE = 25
# What somebody has to do something about.
UNDONE = (State.MISSING, State.DRAFT, State.OLD)


class NarrowForm(forms.Form):
    """Which records, by the state of their texts and by kind."""

    state = forms.MultipleChoiceField(
        label=gettext_lazy("How the words stand"),
        choices=State.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)

    def __init__(self, data: Any) -> None:
        asked = data.copy()
        if "state" not in asked:
            asked.setlist("state", list(UNDONE))
        super().__init__(asked)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("All kinds")), *((k.name, k.plural) for k in all_translatables())]
        self.is_valid()

    @property
    def states(self) -> list[str]:
        return self.cleaned_data.get("state") or list(UNDONE)

    @property
    def chosen_kind(self) -> str:
        """Its name; nothing for all kinds."""
        return self.cleaned_data.get("kind") or ""

    @property
    def kinds(self) -> list[Translatable]:
        return [get(self.chosen_kind)] if self.chosen_kind else all_translatables()

    @property
    def query(self) -> str:
        """For addresses: the same choice again."""
        chosen = [("state", state) for state in self.states]
        kind = [("kind", self.chosen_kind)] if self.chosen_kind else []
        return urlencode([*chosen, *kind])


class LanguageMixin(DeskMixin, View):
    """Finds the language that the address names."""

    def prepare(self) -> None:
        code = self.kwargs["code"]
        if code == SOURCE or code not in BY_CODE:
            raise Http404
        self.language: Language = BY_CODE[code]

    @property
    def code(self) -> str:
        return self.language.code

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "language": self.language,
            "lang": tag(self.code),
            "dir": "rtl" if self.language.rtl else "ltr",
            "list_url": reverse("desk:translations_of", args=[self.code]),
        }
        name = f"translating/desk/{template}.html"
        return render(self.request, name, context, status=status)


class _Listed:
    """The records of a choice, for pages of them: counted and read by the database."""

    def __init__(self, form: NarrowForm, code: str) -> None:
        self.form, self.code = form, code

    def count(self) -> int:
        return standing.count_listed(self.form.kinds, self.code, self.form.states)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Standing]:
        return standing.listed(
            self.form.kinds, self.code, self.form.states, start=part.start or 0, stop=part.stop
        )


@dataclass(frozen=True)
class Row:
    standing: Standing
    kind: Translatable
    record: Any
    url: str
    # The value of its tick box.
    tick: str


class TranslationsOfView(LanguageMixin):
    """Records with words to translate, to check or to renew; what is read most comes first."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = NarrowForm(request.GET)
        page = page_of(request, _Listed(form, self.code), PER_PAGE)  # type: ignore[arg-type]
        return self.show(
            "translations_of",
            form=form,
            page=page,
            rows=list(_rows(page, self.code, form)),
            days=standing.DAYS,
            most=exchange.MOST_RECORDS,
            undo=request.GET.get("undo", ""),
        )


def _rows(page: Any, code: str, form: NarrowForm) -> Iterator[Row]:
    """The records of a page: for each kind on it as many queries as it has relations."""
    keys: dict[str, list[UUID]] = {}
    for each in page:
        keys.setdefault(each.kind, []).append(each.record_id)
    found = {name: get(name).find(wanted) for name, wanted in keys.items()}
    for each in page:
        kind, record = get(each.kind), found[each.kind].get(each.record_id)
        if record is not None:
            seen = approving.seen(kind.texts(record), code)
            tick = f"{each.kind}:{each.record_id}:{seen}"
            yield Row(each, kind, record, _address(each, kind, code, form), tick)


def _address(each: Standing, kind: Translatable, code: str, form: NarrowForm) -> str:
    """Its words beside the English, from where one goes on to what follows it in the list."""
    after = f"{each.views}:{each.kind}:{each.record_id}"
    following = f"{reverse('desk:translations_next', args=[code])}?{form.query}"
    following += f"&{urlencode({'after': after})}"
    return f"{kind.translate_url(each.record_id, code)}?{urlencode({'next': following})}"


class NextView(LanguageMixin):
    """Goes on to the record that follows one in a list, or to the first."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = NarrowForm(request.GET)
        found = standing.listed(form.kinds, self.code, form.states, stop=1, after=self._after())
        if not found:
            messages.success(request, _("That was the last one of the list."))
            return redirect(f"{reverse('desk:translations_of', args=[self.code])}?{form.query}")
        return redirect(_address(found[0], get(found[0].kind), self.code, form))

    def _after(self) -> tuple[int, str, UUID] | None:
        if "after" not in self.request.GET:
            return None
        views, _colon, rest = self.request.GET.get("after", "").partition(":")
        kind, _colon, key = rest.partition(":")
        try:
            return min(int(views), 2**31), kind.replace("\0", ""), UUID(key)
        except ValueError:
            raise Http404 from None


class ApproveView(LanguageMixin):
    """Approves the drafts of the records that were ticked."""

    permission = "translations.approve"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept = QueryDict(request.POST.get("kept", "")[:1000], mutable=True)
        kept.pop("undo", None)
        chosen = [_chosen(value) for value in request.POST.getlist("record")[:PER_PAGE]]
        if chosen:
            outcome = approving.approve(chosen, self.code, by=request.user)
            self._say(outcome)
            if outcome.records:
                kept["undo"] = outcome.batch
        else:
            messages.error(request, _("Tick what you want to approve."))
        address = reverse("desk:translations_of", args=[self.code])
        return redirect(f"{address}?{kept.urlencode()}" if kept else address)

    def _say(self, outcome: approving.Outcome) -> None:
        if outcome.texts:
            words = ngettext(
                "%(number)s draft approved.", "%(number)s drafts approved.", outcome.texts
            )
            messages.success(self.request, words % {"number": outcome.texts})
        for name, why in outcome.skipped:
            words = _("Not approved: %(name)s. %(why)s") % {"name": name, "why": why}
            messages.warning(self.request, words)


def _chosen(value: str) -> approving.Chosen:
    try:
        kind, key, seen = value.split(":")
        return approving.Chosen(get(kind).name, UUID(key), seen)
    except (ValueError, LookupError):
        raise SuspiciousOperation("This form was not sent by its own page.") from None


class TakeBackView(LanguageMixin):
    """Undoes an approval of many."""

    permission = "translations.approve"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        batch = request.POST.get("batch", "").replace("\0", "")[:64]
        number = approving.take_back(batch, self.code, by=request.user)
        if number:
            words = ngettext(
                "%(number)s text is a draft again.", "%(number)s texts are drafts again.", number
            )
            messages.success(request, words % {"number": number})
        else:
            messages.error(request, _("There is nothing to undo any more."))
        return redirect("desk:translations_of", self.code)
