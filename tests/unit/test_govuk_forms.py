"""Forms are drawn as GOV.UK components: each message is tied to the field it is about."""

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override
from pytest_django.asserts import assertInHTML

from core.forms import DateField
from feedback.models import Priority


class ClubForm(forms.Form):
    name = forms.CharField(label="Name of the club", help_text="As families know it")
    email = forms.EmailField(label="E-mail address", required=False)
    summary = forms.CharField(label="Summary", max_length=160, widget=forms.Textarea)
    days = forms.MultipleChoiceField(
        label="Which days?",
        choices=[("mo", "Monday"), ("tu", "Tuesday")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that apply",
    )
    free = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    starts = DateField(label="First day", required=False)
    agreed = forms.BooleanField(label="I may share this")
    password = forms.CharField(widget=forms.PasswordInput, required=False)


GOOD = {
    "name": "Saturday Swimmers",
    "summary": "Swimming for children who need more help in the water.",
    "days": ["mo"],
    "free": "y",
    "starts_day": "27",
    "starts_month": "3",
    "starts_year": "2026",
    "agreed": "on",
}


def summary_of(*some: forms.BaseForm) -> str:
    names = [f"form_{number}" for number in range(len(some))]
    template = Template("{% error_summary " + " ".join(names) + " %}")
    return template.render(Context(dict(zip(names, some, strict=True))))


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def test_a_label_leads_to_its_box_and_the_hint_is_read_with_it():
    html = str(ClubForm())
    assertInHTML('<label class="govuk-label" for="id_name">Name of the club</label>', html)
    assertInHTML('<div id="id_name_helptext" class="govuk-hint">As families know it</div>', html)
    box = re.search(r'<input[^>]*name="name"[^>]*>', html)[0]
    assert 'class="govuk-input"' in box
    assert 'aria-describedby="id_name_helptext"' in box


def test_what_may_be_left_out_says_so():
    html = str(ClubForm())
    assert re.search(r"E-mail address \(optional\)", html)
    assert "Name of the club (optional)" not in html


def test_a_form_that_needs_nothing_does_not_say_so_at_every_field():
    class SearchForm(forms.Form):
        q = forms.CharField(required=False)

    assert "optional" not in str(SearchForm())


def test_every_id_is_there_once_and_every_description_exists():
    html = str(ClubForm({}))
    assert len(ids(html)) == len(set(ids(html)))
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= set(ids(html))


def test_choices_stand_in_a_fieldset_that_carries_question_hint_and_error():
    days = ClubForm({})["days"].as_field_group()
    fieldset = re.search(r"<fieldset[^>]*>", days)[0]
    assert 'aria-describedby="id_days_helptext id_days_error"' in fieldset
    assert re.search(r"<legend[^>]*>\s*Which days\?", days)
    assertInHTML(
        '<label class="govuk-label govuk-checkboxes__label" for="id_days_1">Tuesday</label>', days
    )


def test_each_error_of_the_summary_leads_to_a_box_and_has_the_same_words_beside_it():
    form = ClubForm({"email": "not an address"})
    html, summary = str(form), summary_of(form)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    assert [target for target, _words in links] == [
        "id_name",
        "id_email",
        "id_summary",
        "id_days_0",
        "id_free_0",
        "id_agreed",
    ]
    assert {target for target, _words in links} <= set(ids(html))
    for _target, words in links:
        assert words in html
    # "This field" could be any of them where the errors stand together.
    assert links[0] == ("id_name", "Name of the club: This field is required.")
    assert html.count("govuk-form-group--error") == len(links)
    assert 'class="govuk-input govuk-input--error"' in html


def test_without_errors_there_is_no_summary():
    assert summary_of(ClubForm(), ClubForm(GOOD)).strip() == ""


def test_the_summary_covers_every_form_of_a_formset_and_what_is_wrong_with_the_whole():
    class PhoneForm(forms.Form):
        number = forms.CharField()

    phones = forms.formset_factory(PhoneForm, min_num=2, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-number": ""}
    )
    summary = summary_of(phones)
    assert "#id_form-0-number" in summary
    assert "at least 2" in summary


def test_hostile_words_in_labels_hints_choices_and_values_stay_words():
    attack = '"><img src=x onerror=alert(1)>'

    class HostileForm(forms.Form):
        text = forms.CharField(label=attack, help_text=attack)
        pick = forms.ChoiceField(label=attack, choices=[(attack, attack)], widget=forms.RadioSelect)
        when = DateField(label=attack)

    form = HostileForm({"text": attack, "pick": attack + "x", "when_day": attack})
    assert not form.is_valid()
    assert "<img" not in str(form)
    assert "<img" not in summary_of(form)


class TestDates:
    def test_three_boxes_make_a_date(self):
        form = ClubForm(GOOD)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["starts"] == date(2026, 3, 27)

    def test_spaces_around_are_forgiven_and_empty_boxes_are_no_date(self):
        form = ClubForm(GOOD | {"starts_day": " 27 "})
        assert form.is_valid()
        form = ClubForm(GOOD | {"starts_day": "", "starts_month": "", "starts_year": ""})
        assert form.is_valid()
        assert form.cleaned_data["starts"] is None

    @pytest.mark.parametrize(
        ("day", "month", "year"),
        [("31", "2", "2026"), ("", "3", "2026"), ("27", "March", "2026"), ("1/2", "3", "2026")],
    )
    def test_a_date_that_does_not_exist_is_refused_and_comes_back_as_typed(self, day, month, year):
        form = ClubForm(GOOD | {"starts_day": day, "starts_month": month, "starts_year": year})
        assert form.errors["starts"] == ["Enter a real date, such as 27 3 2026"]
        html = str(form["starts"])
        assert 'aria-invalid="true"' in html
        if "/" not in day:
            assert re.findall(r'value="([^"]*)"', html) == list(filter(None, [day, month, year]))

    def test_a_date_already_there_fills_the_boxes_and_each_box_has_its_label(self):
        html = str(ClubForm(initial={"starts": date(2026, 3, 27)})["starts"])
        assert re.findall(r'value="([^"]*)"', html) == ["27", "3", "2026"]
        for part, word in enumerate(["Day", "Month", "Year"]):
            assert re.search(rf'<label[^>]*for="id_starts_{part}">{word}</label>', html)


def test_a_long_answer_is_counted_rather_than_cut_off():
    html = str(ClubForm()["summary"].as_field_group())
    assert 'data-maxlength="160"' in html
    assert "You can write up to 160 characters" in html
    assert " maxlength=" not in html
    assert not ClubForm(GOOD | {"summary": "x" * 161}).is_valid()


def test_a_password_can_be_shown_only_where_a_script_can_do_it():
    html = ClubForm()["password"].as_field_group()
    button = re.search(r"<button[^>]*>", html)[0]
    assert "hidden" in button
    assert 'aria-controls="id_password"' in button


def test_a_placeholder_does_not_stand_in_for_a_label():
    class SearchForm(forms.Form):
        q = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Type here"}))

    assert "placeholder" not in str(SearchForm())


class TestEnglishInsideAnotherLanguage:
    """A listing without a translation is shown in English, and said to be English."""

    def render(self, text: str, **fields: str) -> str:
        from directory.models import Organisation

        with override("ar"):
            return Template(text).render(Context({"org": Organisation(**fields)}))

    def test_it_is_marked_and_escaped(self):
        html = self.render("{% localised org 'name' %}", name_en="<b>Buzz</b> Network")
        assert html == '<span lang="en" dir="ltr">&lt;b&gt;Buzz&lt;/b&gt; Network</span>'

    def test_a_translation_needs_no_mark(self):
        html = self.render("{% localised org 'name' %}", name_en="Buzz", name_ar="شبكة <b>")
        assert html == "شبكة &lt;b&gt;"

    def test_an_element_around_rich_text_can_carry_the_mark(self):
        text = "<div{% lang_attributes org 'description' %}>"
        assert self.render(text, description_en="Hello") == '<div lang="en" dir="ltr">'
        assert self.render(text, description_en="Hello", description_ar="مرحبا") == "<div>"

    def test_nothing_is_nothing(self):
        assert self.render("{% localised org 'description' %}") == ""


class PriorityForm(forms.Form):
    priority = forms.ModelChoiceField(queryset=Priority.objects.all(), empty_label="Any")


def test_a_choice_that_is_not_translated_is_read_out_as_english(db):
    Priority.objects.create(code="heard", title_en="Being heard")
    Priority.objects.create(code="travel", title_en="Getting about", title_ar="التنقل")
    with override("ar"):
        page = str(PriorityForm()["priority"])
    assert 'lang="en" dir="ltr">Being heard</option>' in page
    assert '">التنقل</option>' in page
    with override("en"):
        assert "lang=" not in str(PriorityForm()["priority"])


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=[("en", "English"), ("ar", "العربية"), ("fr", "French")])


def test_a_language_that_is_named_in_itself_is_read_out_in_its_own_voice():
    with override("en"):
        page = str(LanguageForm()["language"])
    assert '<option value="ar" lang="ar" dir="rtl">العربية</option>' in page
    assert '<option value="en">English</option>' in page
    assert '<option value="fr">French</option>' in page
    with override("ar"):
        page = str(LanguageForm()["language"])
    assert '<option value="en" lang="en" dir="ltr">English</option>' in page
    assert '<option value="ar">العربية</option>' in page
