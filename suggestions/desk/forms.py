"""What an officer fills in about a suggestion."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import LANGUAGES, SOURCE, tag
from directory.models import Organisation

from .. import parts
from ..actions import parts_of
from ..models import Outcome, ReasonTemplate, Suggestion
from .differences import Difference

LONGEST = 4000
NEW_ORGANISATION = "new"
_AUTO = {"dir": "auto"}


def _text(label: Any, *, rows: int = 3, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={**_AUTO, "rows": rows}),
        error_messages={"required": _("Write something in this box.")},
    )


class DecideForm(forms.Form):
    """For each part one choice and a note; for a new service also whose it is.

    What nobody needs to look at twice is approved unless the officer chooses otherwise. A part
    that has changed under the suggestion has no such choice made for it.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        suggestion: Suggestion,
        differences: Sequence[Difference],
        organisations: Sequence[Organisation],
    ) -> None:
        super().__init__(data)
        self.suggestion = suggestion
        self.keys = parts_of(suggestion)
        conflicts = {row.key for row in differences if row.is_conflict}
        for index, key in enumerate(self.keys):
            self.fields[f"part-{index}"] = self._choice(key, is_open=key in conflicts)
            self.fields[f"note-{index}"] = _text(
                _("What should the author change?"), rows=2, required=False
            )
            if key in parts.TRANSLATIONS:
                self.fields[f"checked-{index}"] = forms.BooleanField(
                    label=_("Somebody who speaks the language has checked it"), required=False
                )
        self.is_new = suggestion.kind == Suggestion.Kind.NEW
        self.organisations = {str(each.pk): each for each in organisations}
        if self.is_new:
            self._ask_organisation()
        self.fields["message"] = _text(
            _("Message to the author"), required=False, hint=_("They read it in the e-mail.")
        )

    def _choice(self, key: str, *, is_open: bool) -> forms.ChoiceField:
        done = self.suggestion.kind == Suggestion.Kind.REMOVAL
        approve = _("Take it off the site") if done else _("Approve")
        if key == parts.WORDS and not done:
            approve = _("Dealt with")
        choices = [(Outcome.APPROVED.value, approve)]
        if self.suggestion.address:
            choices.append((Outcome.SENT_BACK.value, _("Send back")))
        choices.append((Outcome.REJECTED.value, _("Do not approve")))
        return forms.ChoiceField(
            label=parts.label(key),
            choices=choices,
            widget=forms.RadioSelect,
            initial=None if is_open else Outcome.APPROVED.value,
            error_messages={"required": _("Choose what becomes of this part.")},
        )

    def _ask_organisation(self) -> None:
        name = self._new_name()
        new = [(NEW_ORGANISATION, _("Add a new one: {name}").format(name=name))] if name else []
        known = [(key, str(each)) for key, each in self.organisations.items()]
        self.fields["organisation"] = forms.ChoiceField(
            label=_("Organisation that runs it"),
            choices=[*known, *new],
            widget=forms.RadioSelect,
            required=False,
            initial=known[0][0] if len(known) == 1 and not new else None,
        )
        self.fields["organisation_words"] = forms.CharField(
            label=_("Another organisation: its exact name"),
            required=False,
            max_length=255,
            widget=forms.TextInput(attrs=_AUTO),
        )

    def _new_name(self) -> str:
        return str(self.suggestion.to_approve.get(parts.ORGANISATION_NAME) or "")

    def clean(self) -> None:
        super().clean()
        for index, _key in enumerate(self.keys):
            sent_back = self.cleaned_data.get(f"part-{index}") == Outcome.SENT_BACK
            if sent_back and not self.cleaned_data.get(f"note-{index}"):
                self.add_error(f"note-{index}", _("Write what the author should change."))
        if self.is_new and self.chosen(Outcome.APPROVED) and not self.organisation:
            self.add_error("organisation", _("Choose the organisation that runs the new service."))

    @property
    def organisation(self) -> Organisation | str | None:
        """A record, or the name of one to be added."""
        if words := self.cleaned_data.get("organisation_words"):
            known = Organisation.objects.published().filter(name_en__iexact=words)
            return known.order_by("pk").first() or words
        chosen = self.cleaned_data.get("organisation") or ""
        return self._new_name() if chosen == NEW_ORGANISATION else self.organisations.get(chosen)

    def chosen(self, outcome: Outcome) -> list[str]:
        return [
            key
            for index, key in enumerate(self.keys)
            if self.cleaned_data.get(f"part-{index}") == outcome
        ]

    def checked(self) -> list[str]:
        """The translations that somebody who speaks the language has read."""
        return [
            key for index, key in enumerate(self.keys) if self.cleaned_data.get(f"checked-{index}")
        ]

    def notes(self) -> dict[str, str]:
        """Of the parts that are sent back."""
        wanted = self.chosen(Outcome.SENT_BACK)
        return {
            key: self.cleaned_data[f"note-{index}"]
            for index, key in enumerate(self.keys)
            if key in wanted
        }

    def with_fields(self, rows: Sequence[Difference]) -> list[Mapping[str, Any]]:
        """Each difference with its choice and note, for the template."""
        index = {key: at for at, key in enumerate(self.keys)}
        return [
            {
                "difference": row,
                "choice": self._drawn(f"part-{index[row.key]}"),
                "note": self._drawn(f"note-{index[row.key]}"),
                "checked": self._drawn(f"checked-{index[row.key]}")
                if row.key in parts.TRANSLATIONS
                else None,
            }
            for row in rows
            if row.key in index
        ]

    def _drawn(self, name: str) -> BoundField:
        return self[name]


class RejectForm(forms.Form):
    reason = _text(_("Reason"), rows=6, hint=_("The author reads it in the e-mail."))
    template = forms.ModelChoiceField(
        queryset=ReasonTemplate.objects.all(), required=False, widget=forms.HiddenInput
    )


class UndoForm(forms.Form):
    """Undoing what was published at once. `changed`: the parts that somebody changed since."""

    def __init__(self, data: Any = None, *, changed: Sequence[str]) -> None:
        super().__init__(data)
        if changed:
            self.fields["anyway"] = forms.MultipleChoiceField(
                label=_("Changed since: put the earlier words back all the same"),
                choices=[(key, parts.label(key)) for key in changed],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.fields["reason"] = _text(_("Reason"), hint=_("The author reads it in the e-mail."))

    @property
    def anyway(self) -> list[str]:
        return list(self.cleaned_data.get("anyway", []))


class AskForm(forms.Form):
    question = _text(_("Your question to the author"))


class CommentForm(forms.Form):
    comment = _text(_("Your comment"), hint=_("Only staff can read it."))


class ReasonForm(forms.ModelForm):
    """A template in every language; what has no translation is read in English."""

    class Meta:
        model = ReasonTemplate
        fields = [
            *(column(name, language.code) for language in LANGUAGES for name in ("title", "text")),
            "order",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            words = {"lang": tag(language.code), "dir": "rtl" if language.rtl else "ltr"}
            for name in ("title", "text"):
                field = self.fields[column(name, language.code)]
                field.required = language.code == SOURCE
                field.widget.attrs |= {**words, **({"rows": 4} if name == "text" else {})}
                if name == "text":
                    field.max_length = LONGEST  # type: ignore[attr-defined]

    @property
    def english(self) -> list[BoundField]:
        return [self[column(name, SOURCE)] for name in ("title", "text")] + [self["order"]]

    @property
    def translations(self) -> list[tuple[str, list[BoundField]]]:
        return [
            (each.own_name, [self[column(name, each.code)] for name in ("title", "text")])
            for each in LANGUAGES
            if each.code != SOURCE
        ]
