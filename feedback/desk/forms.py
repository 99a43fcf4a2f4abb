"""The forms on the page of one comment."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateField
from core.languages import BY_CODE, CODES, SOURCE, tag

from .. import personal
from ..models import Comment, CommentContact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words
else:
    Words = str
LONGEST_WORDS = 5000
LONGEST_REPLY = 5000
_AUTO = {"dir": "auto"}


class DescribeForm(forms.Form):
    about = forms.ChoiceField(label=_("What it is about"), choices=Comment.About.choices)
    speaker = forms.ChoiceField(label=_("Who is speaking"), choices=Comment.Speaker.choices)
    owner = forms.ModelChoiceField(
        label=_("Who looks after it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )
    due = DateField(label=_("Due"))
    needs_reply = forms.BooleanField(label=_("Needs a reply"), required=False)
    may_publish = forms.BooleanField(label=_("May be published"), required=False)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        initial = {
            "about": comment.about,
            "speaker": comment.speaker,
            "owner": comment.owner_id,
            "due": comment.due,
            "needs_reply": comment.needs_reply,
            "may_publish": comment.may_publish,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        people = User.objects.filter(is_active=True).exclude(role="").order_by("name", "email")
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = people


class WordingForm(forms.Form):
    """What is published: in English, in the language that it was said in, and in every other one
    into which somebody translates it."""

    confirm = forms.BooleanField(
        label=_("I have read it: nobody can be recognised by what is marked"), required=False
    )

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: CommentContact | None = getattr(comment, "contact", None)
        self.known = personal.said_of(comment.original, contact.name if contact else "")
        self.languages = list(dict.fromkeys([SOURCE, comment.language, *CODES]))
        self._first = {SOURCE, comment.language}
        for code in self.languages:
            self.fields[code] = self._field(comment, code)
        self.order_fields([*self.languages, "confirm"])

    def _field(self, comment: Comment, code: str) -> forms.CharField:
        language = BY_CODE[code]
        attributes = {"lang": tag(code), "dir": "rtl" if language.rtl else "ltr", "rows": 8}
        if code == SOURCE:
            label: Words = _("Published wording")
        hint: Words = _("In English. Leave out what is marked.")
        if code != SOURCE:
            label = _("Published wording in the language of its author")
            hint = _("In {language}.").format(language=language.english_name)
        if code not in self._first:
            name = format_html(
                '<span lang="{}" dir="{}">{}</span>',
                attributes["lang"],
                attributes["dir"],
                language.own_name,
            )
            label, hint = format_html("{} ({})", name, language.english_name), ""
            attributes["rows"] = 3
        words = getattr(comment, f"published_words_{code.replace('-', '_')}") or ""
        if not words and code == comment.language:
            words = personal.redacted(comment.original)
        return forms.CharField(
            label=label,
            help_text=hint,
            required=False,
            initial=words,
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs=attributes),
        )

    @property
    def own(self) -> list[forms.BoundField]:
        """The wordings that are asked for first."""
        return [self[code] for code in self.languages if code in self._first]

    @property
    def translations(self) -> list[forms.BoundField]:
        return [self[code] for code in self.languages if code not in self._first]

    @property
    def words(self) -> dict[str, str]:
        """The wording by language. Of a valid form."""
        return {code: self.cleaned_data[code] for code in self.languages}

    @property
    def found(self) -> list[list[personal.Piece]]:
        """The wordings in which something could show who somebody is, cut at it."""
        cut = [personal.pieces(words, self.known) for words in self.words.values()]
        return [pieces for pieces in cut if any(piece.label for piece in pieces)]


class KeepBackForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is it not published?"),
        widget=forms.RadioSelect,
        choices=[
            choice
            for choice in Comment.KeptBackReason.choices
            if choice[0] != Comment.KeptBackReason.ERASED
        ],
        error_messages={"required": _("Choose why it is not published.")},
    )
    note = forms.CharField(
        label=_("Note for the desk"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Comment.KeptBackReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say why in the note."))
        return cleaned


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Reply"),
        help_text=_(
            "Anybody who has the reference can read it: name nobody, and repeat nothing private."
        ),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 6}),
        error_messages={"required": _("Write the reply.")},
    )


class ContactForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput(attrs=_AUTO)
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
