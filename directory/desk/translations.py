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
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname as column

from core import translations
from core.languages import BY_CODE, LANGUAGES, SOURCE, Language, tag
from core.translations import Translated, digest
from core.versions import changing
from directory import actions, history

from .fields import LONGEST_PROSE, ProseField
from .mixins import RecordMixin

OTHERS = [language for language in LANGUAGES if language.code != SOURCE]


@dataclass(frozen=True)
class Text:
    """One text of a record or of one of its rows."""

    owner: Any
    field: str
    label: str

    @property
    def name(self) -> str:
        """Names the text in the form."""
        return f"{self.owner._meta.model_name}-{self.owner.pk}-{self.field}"

    @property
    def english(self) -> str:
        return self.words(SOURCE)

    @property
    def is_prose(self) -> bool:
        return not getattr(self._column(SOURCE), "max_length", None)

    @property
    def longest(self) -> int:
        return getattr(self._column(SOURCE), "max_length", None) or LONGEST_PROSE

    def words(self, code: str) -> str:
        return getattr(self.owner, column(self.field, code)) or ""

    def write(self, code: str, words: str) -> None:
        setattr(self.owner, column(self.field, code), words)

    def state(self, code: str, made_from: dict[Any, str]) -> str:
        """ "missing", "old" (the English has changed since) or "done"."""
        if not self.words(code):
            return "missing"
        known = made_from.get((self.owner.pk, self.field, code))
        return "old" if known and known != digest(self.english) else "done"

    def _column(self, code: str) -> Any:
        return self.owner._meta.get_field(column(self.field, code))


def texts_of(record: Any, rows: Iterable[str] = ()) -> list[Text]:
    """Everything of `record`, and of its rows of the given names, that has English to translate."""
    found = list(_texts_of_one(record, ""))
    for name in rows:
        prefix = f"{history.relation(type(record), name).label}: "
        for row in getattr(record, name).all():
            found += _texts_of_one(row, prefix)
    return found


def _texts_of_one(owner: Any, prefix: str) -> Iterator[Text]:
    translated = translator.get_options_for_model(type(owner)).get_field_names()
    # In the order of the model, which is the order of the page.
    for field in owner._meta.concrete_fields:
        if field.name in translated and getattr(owner, column(field.name, SOURCE)):
            label = str(field.verbose_name)
            yield Text(owner, field.name, prefix + label[:1].upper() + label[1:])


@dataclass(frozen=True)
class Progress:
    language: Language
    total: int
    done: int
    # Translated, but from English that has changed since.
    old: int

    @property
    def lang(self) -> str:
        return tag(self.language.code)


def progress(record: Any, rows: Iterable[str] = ()) -> list[Progress]:
    """How far each language has come."""
    return progress_of(texts_of(record, rows))


def progress_of(texts: list[Text]) -> list[Progress]:
    made_from = translations.digests({text.owner.pk for text in texts})
    found = []
    for language in OTHERS:
        states = [text.state(language.code, made_from) for text in texts]
        found.append(
            Progress(
                language, len(states), len(states) - states.count("missing"), states.count("old")
            )
        )
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
        self.made_from = translations.digests({text.owner.pk for text in texts})
        self.fields["opened"].initial = json.dumps(
            {text.name: [digest(text.words(code)), digest(text.english)] for text in texts}
        )
        for text in texts:
            self.fields[text.name] = self._box(text)
            self.initial[text.name] = (typed or {}).get(text.name, text.words(code))

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
            return {str(name): [str(was), str(english)] for name, (was, english) in opened.items()}
        except (ValueError, TypeError, AttributeError):
            raise SuspiciousOperation("This form was not sent by its own page.") from None

    def boxes(self) -> Iterator[dict[str, Any]]:
        """For each text: its box, and how it stands with its English."""
        for text in self.texts:
            state = text.state(self.code, self.made_from)
            yield {"text": text, "box": self[text.name], "state": state}

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
        texts = self.texts if self.cleaned_data["all_checked"] else self.written()
        return [
            Translated(text.owner.pk, text.field, self.code, self._opened(text)[1])
            for text in texts
            if self.cleaned_data[text.name]
        ]


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
        return self.back()

    def _texts(self) -> list[Text]:
        return texts_of(self.record, self.kind.translated_rows)

    def _write(self, form: TranslationForm) -> None:
        written, made = form.written(), form.made()
        if not written and not made:
            return
        names = [f"{text.owner._meta.model_name}.{text.field}" for text in written]
        with self._changing(fields=names):
            for text in written:
                text.write(self.code, form.cleaned_data[text.name])
            for owner in {text.owner.pk: text.owner for text in written}.values():
                owner.save()
            translations.remember(made)

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
