"""The words of a record in another language, each beside the English it says."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.core.validators import MaxLengthValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import translations
from core.differences import pieces
from core.languages import BY_CODE, OTHERS, SOURCE, Language, tag
from core.translations import State, Translated, digest
from core.versions import changing
from directory import actions
from directory.translatables import Text, texts_of

from .fields import ProseField
from .mixins import RecordMixin


@dataclass(frozen=True)
class Progress:
    language: Language
    total: int
    # Of those: with words, with words of English that has changed since, with unchecked words.
    done: int
    old: int
    draft: int

    @property
    def lang(self) -> str:
        return tag(self.language.code)


def progress(record: Any, rows: Iterable[str] = ()) -> list[Progress]:
    """How far each language has come."""
    return progress_of(texts_of(record, rows))


def progress_of(texts: list[Text]) -> list[Progress]:
    known = translations.known_of({text.owner.pk for text in texts})
    found = []
    for language in OTHERS:
        code = language.code
        states = [text.state(code, known.get((*text.key, code))) for text in texts]
        done = len(states) - states.count(State.MISSING)
        old, draft = states.count(State.OLD), states.count(State.DRAFT)
        found.append(Progress(language, len(states), done, old, draft))
    return found


class TranslationForm(forms.Form):
    """A box for each text. `opened` remembers what everything said when the page was opened."""

    opened = forms.CharField(widget=forms.HiddenInput)
    all_checked = forms.BooleanField(
        label=_("I have compared every text on this page with its English"), required=False
    )

    def __init__(
        self,
        data: Any,
        texts: list[Text],
        code: str,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        """`typed`: what stands in boxes instead of the words that are kept."""
        super().__init__(data)
        self.texts, self.code = texts, code
        self.known = translations.states_of({text.owner.pk for text in texts}, code)
        self.fields["opened"].initial = json.dumps(
            {text.name: [digest(text.words(code)), text.english] for text in texts}
        )
        for text in texts:
            self.fields[text.name] = self._box(text)
            self.initial[text.name] = (typed or {}).get(text.name, text.words(code))
            if self.state(text) in (State.DRAFT, State.OLD):
                self.fields[_tick(text)] = forms.BooleanField(
                    label=gettext("“%(label)s” says what the English says") % {"label": text.label},
                    required=False,
                )

    def state(self, text: Text) -> State:
        return text.state(self.code, self.known.get(text.key))

    def _box(self, text: Text) -> forms.CharField:
        language = BY_CODE[self.code]
        attrs = {"lang": tag(self.code), "dir": "rtl" if language.rtl else "ltr"}
        is_long = text.is_prose or len(text.english) > 100
        return ProseField(
            label=text.label,
            required=False,
            widget=forms.Textarea(attrs | {"rows": 6}) if is_long else forms.TextInput(attrs),
            validators=[MaxLengthValidator(text.longest)],
        )

    def clean_opened(self) -> dict[str, list[str]]:
        try:
            opened = json.loads(self.cleaned_data["opened"])
            return {
                str(name): [str(was), str(english).replace("\0", "")]
                for name, (was, english) in opened.items()
            }
        except (ValueError, TypeError, AttributeError):
            raise SuspiciousOperation("This form was not sent by its own page.") from None

    def boxes(self) -> Iterator[dict[str, Any]]:
        """For each text: its box, how it stands with its English, and what changed in that."""
        for text in self.texts:
            state, row = self.state(text), self.known.get(text.key)
            is_known = state == State.OLD and row is not None and row.english
            yield {
                "text": text,
                "box": self[text.name],
                "state": state,
                "tick": self[_tick(text)] if _tick(text) in self.fields else None,
                "row": row,
                "pieces": pieces(row.english, text.english) if row and is_known else None,
            }

    def _opened(self, text: Text) -> list[str]:
        # A text that has come since was empty when the page was opened.
        return self.cleaned_data["opened"].get(text.name, [digest(""), ""])

    def touched(self) -> dict[str, str]:
        """What was typed where, leaving out the boxes that nobody touched."""
        typed = {text.name: self.cleaned_data[text.name] for text in self.texts}
        return {
            t.name: typed[t.name] for t in self.texts if digest(typed[t.name]) != self._opened(t)[0]
        }

    def written(self) -> list[Text]:
        """The texts that are to say something else from now on."""
        touched = self.touched()
        return [
            t for t in self.texts if t.name in touched and touched[t.name] != t.words(self.code)
        ]

    def overtaken(self) -> list[Text]:
        """Of those, the ones that somebody else wrote after this page was opened."""
        return [t for t in self.written() if self._opened(t)[0] != digest(t.words(self.code))]

    def made(self) -> list[Translated]:
        """What to remember: which English each text was made from, as its translator saw it."""
        return self._as_seen(self.written())

    def approved(self) -> list[Translated]:
        """The texts that stay as they are, and of which somebody says that they are right.

        Not those that say something else by now: nobody has seen them.
        """
        written = {text.name for text in self.written()}
        return self._as_seen(
            text
            for text in self.texts
            if text.name not in written
            and self._opened(text)[0] == digest(text.words(self.code))
            and (self.cleaned_data["all_checked"] or self.cleaned_data.get(_tick(text)))
        )

    def _as_seen(self, texts: Iterable[Text]) -> list[Translated]:
        return [
            Translated(*text.key, self.code, self._opened(text)[1])
            for text in texts
            if self.cleaned_data[text.name]
        ]


def _tick(text: Text) -> str:
    return f"right-{text.name}"


class TranslateView(RecordMixin):
    """One language of one record on one page."""

    permission = "directory.edit"

    def prepare(self) -> None:
        super().prepare()
        self.check_language()

    def check_language(self) -> None:
        """Raises Http404 for a language into which nothing is translated."""
        if self.code == SOURCE or self.code not in BY_CODE:
            raise Http404

    @property
    def code(self) -> str:
        return self.kwargs["language"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(TranslationForm(None, self._texts(), self.code))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TranslationForm(request.POST, self._texts(), self.code)
        if not form.is_valid():
            return self._draw(form)
        if overtaken := form.overtaken():
            return self._draw_overtaken(form, overtaken)
        try:
            self._write(form)
        except actions.StaleVersion:
            self.record = self.find()
            form = TranslationForm(request.POST, self._texts(), self.code)
            form.is_valid()
            return self._draw_overtaken(form, form.overtaken())
        messages.success(request, _("Saved."))
        return self._on()

    @property
    def _next(self) -> str:
        """Where a list of the desk goes on; nothing for a page that was opened by itself."""
        asked = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if is_ours and asked.startswith("/desk/") else ""

    def _on(self) -> HttpResponse:
        """After saving: to the next one, when that was asked for."""
        if self._next and "and_next" in self.request.POST:
            return redirect(self._next)
        return self.back()

    def _texts(self) -> list[Text]:
        return texts_of(self.record, self.kind.translated_rows)

    def _write(self, form: TranslationForm) -> None:
        written, made, approved = form.written(), form.made(), form.approved()
        if not written and not approved:
            return
        names = [f"{text.owner._meta.model_name}.{text.field}" for text in written]
        with self._changing(fields=names, approved=len(approved)):
            for text in written:
                text.write(self.code, form.cleaned_data[text.name])
            for owner in {text.owner.pk: text.owner for text in written}.values():
                owner.save()
            translations.remember(made, by=self.request.user)
            translations.approve(approved, by=self.request.user)

    def _changing(self, **detail: Any) -> AbstractContextManager[None]:
        return actions.changing(
            self.record,
            by=self.request.user,
            verb=f"{self.kind.name}.translated",
            version=self.record.version,
            language=self.code,
            **detail,
        )

    def _draw_overtaken(self, form: TranslationForm, overtaken: list[Text]) -> HttpResponse:
        fresh = TranslationForm(None, self._texts(), self.code, typed=form.touched())
        theirs = [{"label": text.label, "words": text.words(self.code)} for text in overtaken]
        return self._draw(fresh, theirs=theirs, status=409)

    def _draw(self, form: TranslationForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        language = BY_CODE[self.code]
        context = {
            "form": form,
            "next": self._next,
            "language": language,
            "lang": tag(self.code),
            "dir": "rtl" if language.rtl else "ltr",
            **extra,
        }
        return self.show("translate", status=status, **context)


class TranslateOneView(TranslateView):
    """The same page for a record that is of none of the directory's kinds: it says where it stands
    on the desk, and what the log calls its translation."""

    verb = ""

    def record_url(self) -> str:
        raise NotImplementedError

    def list_of(self) -> tuple[str, Any]:
        """The address and the title of the list that the record stands in."""
        raise NotImplementedError

    def back(self) -> HttpResponse:
        return redirect(self.record_url())

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        list_url, list_title = self.list_of()
        context |= {
            "record": self.record,
            "list_url": list_url,
            "list_title": list_title,
            "record_url": self.record_url(),
        }
        return render(self.request, f"directory/desk/{template}.html", context, status=status)

    def _texts(self) -> list[Text]:
        return texts_of(self.record)

    def _changing(self, **detail: Any) -> AbstractContextManager[None]:
        return changing(
            self.record,
            by=self.request.user,
            verb=self.verb,
            version=self.record.version,
            language=self.code,
            **detail,
        )
