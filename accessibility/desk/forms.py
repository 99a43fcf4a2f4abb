"""What officers fill in about the statement and its problems."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField
from directory.desk import fields

from ..criteria import CRITERIA, in_order
from ..models import Problem, Statement

Category = Problem.Category


class CriteriaField(forms.CharField):
    """Numbers of criteria, with anything between them. Gives a list in the standard's order."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        typed = re.findall(r"[0-9.]*[0-9]|[^\s,;.0-9]+", str(super().to_python(value)))
        if unknown := [each for each in typed if each not in CRITERIA]:
            raise forms.ValidationError(
                _("WCAG 2.2 has no criterion %(number)s at level A or AA."),
                params={"number": unknown[0]},
            )
        return in_order(typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ProblemForm(forms.ModelForm):
    category = forms.ChoiceField(
        label=gettext_lazy("Why is it left as it is?"),
        choices=Category.choices,
        widget=forms.RadioSelect,
    )
    what_en = fields.prose(
        gettext_lazy("What does not work"),
        gettext_lazy(
            "In plain words, as everybody reads it. For a disproportionate burden say what it "
            "would cost; for what is out of scope say why."
        ),
        rows=3,
    )
    who_en = fields.line(
        gettext_lazy("Who meets it"),
        gettext_lazy("Such as “people who use a screen reader”."),
        longest=200,
    )
    instead_en = fields.prose(gettext_lazy("What they can do instead"), rows=3)
    criteria = CriteriaField(
        label=gettext_lazy("Criteria of WCAG 2.2"),
        help_text=gettext_lazy("Their numbers, such as 1.4.3, 4.1.2"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "govuk-input--width-20"}),
    )
    mend_by = DateField(label=gettext_lazy("The day by which it is mended"), required=False)
    mended_on = DateField(
        label=gettext_lazy("The day on which it was mended"),
        help_text=gettext_lazy("From then on the statement does not name it any more."),
        required=False,
    )

    class Meta:
        model = Problem
        fields = [
            "category",
            "what_en",
            "who_en",
            "instead_en",
            "criteria",
            "mend_by",
            "mended_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what_en"].required = True

    def clean_mended_on(self) -> Any:
        day = self.cleaned_data["mended_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("category") == Category.NON_COMPLIANCE:
            if "criteria" in cleaned and not cleaned["criteria"]:
                self.add_error("criteria", _("Name the criteria that it does not meet."))
            if "mend_by" in cleaned and not cleaned["mend_by"]:
                self.add_error("mend_by", _("Say by when it is mended: the law asks for it."))
        return cleaned


class StatementForm(forms.ModelForm):
    how_en = fields.prose(
        gettext_lazy("How accessible this website is"),
        gettext_lazy("Stands after the list of problems, which makes itself."),
        rows=4,
    )
    doing_en = fields.prose(
        gettext_lazy("What we’re doing to improve accessibility"),
        gettext_lazy("What you plan, beyond what every site of this kind does."),
        rows=4,
    )
    tested_by_en = fields.prose(
        gettext_lazy("Who else tested it, and how"),
        gettext_lazy(
            "An outside body, or people with a disability: who, when, and which pages. Left empty, "
            "the statement says that no outside body has tested it."
        ),
        rows=4,
    )
    prepared = DateField(label=gettext_lazy("The day on which the statement was first prepared"))

    class Meta:
        model = Statement
        fields = ["how_en", "doing_en", "tested_by_en", "prepared"]

    def clean_prepared(self) -> Any:
        day = self.cleaned_data["prepared"]
        if day > self.instance.reviewed:
            raise forms.ValidationError(_("It was reviewed before that day."))
        return day
