"""How forms are drawn: the GOV.UK Design System's components, for every form of the site.

Settings name `GovukRenderer`, so a template writes `{{ form }}` or `{{ form.name.as_field_group }}`
and `{% error_summary form %}` at the top of its page. The markup is in templates/django/forms/.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from .references import clean_reference

# The first that fits is taken, so the special come before the general.
_WIDGET_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    # Django's own check boxes are a kind of radio buttons.
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.HiddenInput, ""),
    (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.widgets.Input, "govuk-input"),
)
_WITH_ERROR_CLASS = ("govuk-input", "govuk-select", "govuk-textarea", "govuk-file-upload")


class GovukBoundField(BoundField):
    """A field that knows its component's class names and where an error about it should lead."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if names := self._class_names(widget):
            attrs["class"] = names
        if "placeholder" in widget.attrs:
            # A hint that vanishes while one types is no hint; the label and help text say it.
            attrs["placeholder"] = False
        if self.counts_characters:
            # The browser would cut a pasted text off in silence; the counter says what is too much.
            attrs["maxlength"] = False
        return attrs

    def _class_names(self, widget: forms.Widget) -> str:
        name = next((name for kind, name in _WIDGET_CLASSES if isinstance(widget, kind)), "")
        base = name.partition(" ")[0]
        error = f"{base}--error" if self.errors and base in _WITH_ERROR_CLASS else ""
        counted = "govuk-js-character-count" if self.counts_characters else ""
        return " ".join(filter(None, [name, error, counted, str(widget.attrs.get("class", ""))]))

    @property
    def first_input_id(self) -> str:
        """The id of the first thing to type in or choose: what an error summary links to."""
        several = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
        return f"{self.auto_id}_0" if isinstance(self.field.widget, several) else self.auto_id

    @property
    def complaints(self) -> list[str]:
        """What is wrong, in words that are clear at the top of the page too: "This field" could
        be any of them there, so it is named."""
        nameless = str(forms.Field.default_error_messages["required"])
        texts = [str(text) for text in self.errors]
        return [f"{self.label}: {text}" if text == nameless else text for text in texts]

    @property
    def says_optional(self) -> bool:
        """Whether the label adds "(optional)": never in a form that needs no field, as a search,
        nor to a field in the form's `one_of`, of which one must be filled in.
        """
        needed = any(field.required for field in self.form.fields.values())
        is_one_of = self.name in getattr(self.form, "one_of", ())
        return needed and not self.field.required and not is_one_of

    @property
    def counts_characters(self) -> bool:
        return isinstance(self.field.widget, forms.Textarea) and bool(
            getattr(self.field, "max_length", None)
        )


def in_words(form: forms.BaseForm, name: str) -> str:
    """What a field of an unsent form holds, as a person would read it: one line for each value."""
    field = form.fields[name]
    value = form.get_initial_for_field(field, name)
    choices = dict(getattr(field, "choices", []))
    if isinstance(value, list) and choices:
        return "\n".join(str(choices.get(each, each)) for each in value)
    value = field.prepare_value(value)
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    return str(choices.get(value, value) if value is not None else "")


class GovukRenderer(TemplatesSetting):
    form_template_name = "django/forms/govuk_form.html"
    field_template_name = "django/forms/govuk_field.html"
    bound_field_class = GovukBoundField


class DateInput(forms.MultiWidget):
    """A date in three boxes: day, month, year. Nobody has to guess an order or open a calendar."""

    template_name = "django/forms/widgets/govuk_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput() for name in ("day", "month", "year")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # A refused date comes back as it was typed, "31/2/2026".
        typed = value.split("/") if isinstance(value, str) else value
        context = super().get_context(name, typed, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label, width in zip(
            context["widget"]["subwidgets"], labels, (2, 2, 4), strict=True
        ):
            box |= {"label": label, "width": width, "invalid": "aria-invalid" in (attrs or {})}
        return context

    def value_from_datadict(  # type: ignore[override]  # one text, as DateField reads it
        self, data: Any, files: Any, name: str
    ) -> str:
        parts = [(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        return "/".join(parts) if any(parts) else ""


class DateField(forms.DateField):
    """A date typed in three boxes. `forms.DateField` reads the day first, as people write it."""

    widget = DateInput
    default_error_messages = {"invalid": _("Enter a real date, such as 27 3 2026")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%d/%m/%Y"], **kwargs)


class ReferenceField(forms.CharField):
    """A reference as somebody wrote it down. Gives it as it is kept."""

    widget = forms.TextInput(
        attrs={"dir": "ltr", "class": "govuk-input--width-10", "autocomplete": "off"}
    )
    default_error_messages = {
        "required": _("Enter your reference."),
        "invalid": _("A reference has 10 letters and numbers."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Your reference"), max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        reference = clean_reference(super().clean(value))
        if not reference:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return reference
