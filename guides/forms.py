"""What an editor fills in about a guide, beside what every page has."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from content.desk import fields
from content.desk.forms import PageForm, WithTermsForm

from .models import Guide


class PartOfField(forms.ModelChoiceField):
    """A guide that others may be parts of."""

    def label_from_instance(self, guide: Any) -> str:
        return str(guide.title_en or guide.title)


class GuideForm(WithTermsForm):
    topic = fields.topic(_("Topic"), _("It is a part of the address of the page."))
    part_of = PartOfField(
        label=_("Part of the guide"),
        help_text=_("For a long guide in several parts."),
        queryset=Guide.objects.none(),
        required=False,
        empty_label=_("None: it stands by itself"),
    )
    order = fields.number(
        _("Place in the list"),
        _("Lower numbers come first: among the parts of a guide, and in its topic."),
        most=9999,
    )
    key_facts_en = fields.lines(_("Key facts"), _("One a line. They stand in a box at the top."))
    steps_en = fields.prose(
        _("Steps"),
        _("What to do, in order. Begin each step with a line such as “## Ask the school”."),
        rows=12,
    )
    contacts_en = fields.prose(
        _("Who to contact"),
        _("Begin each with a line such as “### School Travel Service”."),
        rows=8,
    )
    picture = forms.ChoiceField(
        label=_("Picture"),
        help_text=_(
            "Shown on young people’s pages. The first page of a topic gives the topic its picture."
        ),
        choices=[("", _("No picture")), *Guide.Picture.choices],
        required=False,
    )
    field_order = (
        "title_en",
        "summary_en",
        "topic",
        "part_of",
        "order",
        "key_facts_en",
        "body_en",
        "steps_en",
        "contacts_en",
        "picture",
        "search_words_en",
        "categories",
        "needs",
    )

    class Meta(PageForm.Meta):
        model = Guide
        fields = [
            *PageForm.Meta.fields,
            "part_of",
            "order",
            "key_facts_en",
            "steps_en",
            "contacts_en",
            "picture",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = True
        wholes = Guide.objects.whole().exclude(pk=self.instance.pk).order_by("title_en", "pk")
        cast(forms.ModelChoiceField, self.fields["part_of"]).queryset = wholes

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def clean_part_of(self) -> Guide | None:
        whole = self.cleaned_data["part_of"]
        if whole and self.instance.parts.exists():
            raise forms.ValidationError(
                _("It has parts of its own, so it cannot be a part of another guide.")
            )
        return cast("Guide | None", whole)
