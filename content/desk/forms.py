"""What an editor fills in about a page. An app adds the fields of its own kind in a subclass.

English columns are named as such (`title_en`): plain `title` would mean the language of the desk.
"""

from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.kinds import Kind
from content.models import Page, Topic
from core.forms import DateField
from directory.desk.fields import TermsField
from directory.models import Taxonomy, TaxonomyTerm

from . import fields

# Which field holds which kind of a page's terms.
_TERMS = {"categories": Taxonomy.Kind.CATEGORY, "needs": Taxonomy.Kind.NEED}
_TAKEN = {"unique": _("Another page has this address. Choose a different one.")}


def form_of(kind: Kind) -> "type[PageForm]":
    return cast("type[PageForm]", import_string(kind.form))


class PageForm(forms.ModelForm):
    """The words of a page, as far as every kind has them.

    A kind's own form names its model and its fields:

        class GuideForm(PageForm):
            key_facts_en = fields.lines(_("Key facts"), _("One a line."))

            class Meta(PageForm.Meta):
                model = Guide
                fields = [*PageForm.Meta.fields, "key_facts_en"]

    The form never saves: `values` go through `content.actions`. Override it where a field is no
    column of the model. `field_order` says what stands where.
    """

    title_en = fields.line(
        _("Title"), _("In the words that families use."), longest=120, required=True
    )
    summary_en = fields.lines(
        _("Summary"),
        _("One or two sentences. They stand at the top of the page and in lists."),
        rows=3,
        longest=300,
    )
    topic = fields.topic()
    body_en = fields.prose(_("Text"), rows=20)
    search_words_en = fields.lines(
        _("Other words for it"),
        _("Words families type when they look for this. Put commas between them."),
        rows=2,
    )

    class Meta:
        fields = ["title_en", "summary_en", "topic", "body_en", "search_words_en"]

    def values(self) -> dict[str, Any]:
        """What was changed, by column."""
        columns = {field.name for field in self._meta.model._meta.get_fields()}
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in columns and name in self.cleaned_data
        }


class WithTermsForm(PageForm):
    """A page that services of the directory are shown with, by what they are about."""

    categories = TermsField(
        Taxonomy.Kind.CATEGORY,
        _("Services to show with it"),
        _("Services of these topics of the directory are shown by themselves."),
    )
    needs = TermsField(Taxonomy.Kind.NEED, _("Needs it is about"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = TaxonomyTerm.objects.filter(taxonomy__slug__in=_TERMS.values())
        offered = list(rows.select_related("taxonomy"))
        for name, kind in _TERMS.items():
            cast(TermsField, self.fields[name]).offer(offered)
            own = {str(term.pk) for term in offered if term.taxonomy.slug == kind}
            self.initial[name] = [str(key) for key in self.instance.terms if str(key) in own]

    def values(self) -> dict[str, Any]:
        values = super().values()
        if _TERMS.keys() & set(self.changed_data):
            values["terms"] = [UUID(key) for name in _TERMS for key in self.cleaned_data[name]]
        return values


class TopicForm(WithTermsForm):
    topic = None  # type: ignore[assignment]  # a topic hangs on a larger topic instead
    parent = fields.topic(_("Part of the topic"), empty=_("None: it stands by itself"))
    area = forms.ChoiceField(
        label=_("Whom it is for"), choices=Topic.Area.choices, widget=forms.RadioSelect
    )
    order = fields.number(_("Place in the list"), _("Lower numbers come first."), most=9999)
    field_order = (
        "title_en",
        "summary_en",
        "area",
        "parent",
        "order",
        "body_en",
        "categories",
        "needs",
    )

    class Meta(PageForm.Meta):
        model = Topic
        fields = ["title_en", "summary_en", "area", "parent", "order", "body_en", "search_words_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = cast(Any, self.fields["parent"])
        # The tree is three topics deep.
        parents.queryset = parents.queryset.filter(parent__parent=None).exclude(pk=self.instance.pk)

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def clean_parent(self) -> Topic | None:
        parent = self.cleaned_data["parent"]
        if parent and not self.instance._state.adding:
            self._check_depth(parent)
        return cast("Topic | None", parent)

    def _check_depth(self, parent: Topic) -> None:
        topics: Any = Topic.objects
        below = topics.filter(parent=self.instance)
        if parent in below:
            raise forms.ValidationError(_("That topic is a part of this one."))
        is_deep = parent.parent_id is not None
        if below.filter(children__isnull=False).exists() or (is_deep and below.exists()):
            raise forms.ValidationError(
                _("Topics are three deep at most. It has smaller topics of its own.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parent = cleaned.get("parent")
        if parent and parent.area != cleaned.get("area"):
            self.add_error("parent", _("That topic is for others. Choose one of the same area."))
        return cleaned


# --- When, and who ------------------------------------------------------------------------------


def _at(day: date, clock: time | None, otherwise: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock or otherwise))


class ScheduleForm(forms.Form):
    """When a page goes out by itself."""

    day = DateField(label=_("Day"))
    time = fields.TimeField(
        label=_("Time"), help_text=_("For example 9:30am. Left empty: at 9 in the morning.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("day") and "time" in cleaned:
            cleaned["at"] = _at(cleaned["day"], cleaned["time"], time(9))
            if cleaned["at"] <= timezone.now():
                self.add_error("day", _("Choose a time that is still to come."))
        return cleaned


class SettingsForm(forms.ModelForm):
    """How a page is run: not its words. Written at once, also while the page is public."""

    slug = forms.SlugField(
        label=_("Web address"),
        help_text=_(
            "Small letters, numbers and hyphens. The old address goes on leading to the page."
        ),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        error_messages=_TAKEN,
    )
    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Owner"),
        help_text=_("Is reminded by e-mail when the page is to be read again."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )
    review_due = DateField(label=_("Next review"), required=False)
    off_day = DateField(
        label=_("Comes off the site on"),
        help_text=_("Left empty, it stays until somebody takes it off."),
        required=False,
    )
    off_time = fields.TimeField(
        label=_("At"), help_text=_("For example 5pm. Left empty: at the end of that day.")
    )

    class Meta:
        model: type[Page]
        fields = ["slug", "owner", "review_due"]

    def __init__(self, *args: Any, may_publish: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = User.objects.filter(is_active=True, role__in=("officer", "editor"))
        owners |= User.objects.filter(pk=self.instance.owner_id)
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners
        if self.instance.expires_at:
            off = timezone.localtime(self.instance.expires_at)
            self.initial.update(off_day=off.date(), off_time=off.time())
        if self.instance.published_at and not may_publish:
            # What everybody sees under which address, and for how long, is a decision.
            for name in ("slug", "off_day", "off_time"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        off = None
        if day := cleaned.get("off_day"):
            off = _at(day, cleaned.get("off_time"), time(23, 59))
            if "off_day" in self.changed_data and off <= timezone.now():
                self.add_error("off_day", _("Choose a time that is still to come."))
        cleaned["expires_at"] = off
        return cleaned

    def values(self) -> dict[str, Any]:
        names = [name for name in self.Meta.fields if name in self.changed_data]
        if {"off_day", "off_time"} & set(self.changed_data):
            names.append("expires_at")
        return {name: self.cleaned_data[name] for name in names}


def settings_form(model: type[Page]) -> type[SettingsForm]:
    """The form for pages of one model: their addresses are their own."""
    meta = type("Meta", (SettingsForm.Meta,), {"model": model})
    return type("SettingsForm", (SettingsForm,), {"Meta": meta})
