"""Texts to translate are found, kept up to date, compiled and checked without GNU gettext."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core import literals, messages


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext_lazy, pgettext\n"
        '_("Save")\n'
        'pgettext("button", "Search")\n'
        'ngettext_lazy("%(count)d child", "%(count)d children", "count")\n'
    )
    (tmp_path / "app" / "templates" / "page.html").write_text(
        '{% load i18n %}<p>{% translate "It\'s near" %}</p>\n'
        "    {% blocktranslate trimmed with name=who %}\n"
        "      Call <b>{{ name }}</b>\n"
        "    {% endblocktranslate %}\n"
        '{{ x|default:_("nobody") }}'
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text('_("Only a test")')
    return tmp_path


@pytest.fixture
def locale(project: Path) -> Path:
    messages.update(project, project / "locale")
    return project / "locale"


def translate(locale: Path, english: str, polish: str) -> Path:
    path = messages.catalogue_path(locale, "pl")
    path.write_text(
        path.read_text().replace(
            f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{polish}"'
        )
    )
    return path


def test_texts_are_found_in_python_and_in_templates(project):
    found = {(message.context, message.id) for message in messages.collect(project) if message.id}
    assert found == {
        (None, "Save"),
        ("button", "Search"),
        (None, ("%(count)d child", "%(count)d children")),
        (None, "It's near"),
        (None, "Call <b>%(name)s</b>"),
        (None, "nobody"),
    }


def test_every_language_gets_a_catalogue_without_times_or_line_numbers(locale):
    paths = sorted(locale.rglob("*.po"))
    assert len(paths) == 10
    assert locale / "zh_Hans" / "LC_MESSAGES" / "django.po" in paths
    polish = messages.catalogue_path(locale, "pl").read_text()
    assert "Date" not in polish
    assert "#: app/views.py\n" in polish


def test_a_translation_is_compiled_and_used(locale):
    translate(locale, "Save", "Zapisz")
    messages.compile_stale(locale)
    with messages.catalogue_path(locale, "pl").with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "Zapisz"


def test_collecting_again_keeps_translations_and_changes_nothing_else(project, locale):
    path = translate(locale, "Save", "Zapisz")
    before = path.read_bytes()
    messages.update(project, locale)
    assert path.read_bytes() == before
    assert messages.problems(project, locale) == []


def test_a_text_that_is_gone_is_kept_at_the_end_and_comes_back(project, locale):
    path = translate(locale, "Save", "Zapisz")
    source = project / "app" / "views.py"
    words = source.read_text()
    source.write_text(words.replace('_("Save")', '_("Keep")'))
    messages.update(project, locale)
    assert '#~ msgstr "Zapisz"' in path.read_text()
    source.write_text(words)
    messages.update(project, locale)
    assert 'msgid "Save"\nmsgstr "Zapisz"' in path.read_text()


def test_a_new_text_makes_the_check_fail_until_it_is_collected(project, locale):
    (project / "app" / "more.py").write_text('_("New")')
    assert len(messages.problems(project, locale)) == 10
    messages.update(project, locale)
    assert messages.problems(project, locale) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "Zadzwoń do <b>kogoś</b>",
        "Zadzwoń do %(name)s",
        "Zadzwoń do <b>%(nazwa)s</b>",
        "Zadzwoń <script>%(name)s</script>",
        "<b>%(name)s</b><b>%(name)s</b>",
    ],
)
def test_a_translation_that_loses_or_makes_up_a_place_or_a_tag_is_refused(project, locale, wrong):
    translate(locale, "Call <b>%(name)s</b>", wrong)
    [problem] = messages.problems(project, locale)
    assert "Call <b>%(name)s</b>" in problem


def test_a_right_translation_is_accepted(project, locale):
    translate(locale, "Call <b>%(name)s</b>", "Zadzwoń do <b>%(name)s</b>")
    assert messages.problems(project, locale) == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello there</p>", "Hello there"),
        ('<img alt="A map">', "A map"),
        ('<a aria-label="Close {{ x }}">{{ y }}</a>', "Close"),
        ('<input type="submit" value="Send">', "Send"),
        ("{% if x %}Yes{% endif %}", "Yes"),
        ('{% button text="Save" %}', 'text="Save"'),
        ("{% include \"x.html\" with title='Not found' %}", "title='Not found'"),
        ('{{ x|default:"Not known" }}', '|default:"Not known"'),
        ('{{ x|yesno:"Yes,No" }}', '|yesno:"Yes,No"'),
        ("{{ n }}{{ n|pluralize }}", "pluralize knows only English: use blocktranslate count"),
    ],
)
def test_unmarked_words_of_a_template_are_found(source, text):
    assert [found for _, found in literals.in_template(source)] == [text]


@pytest.mark.parametrize(
    "source",
    [
        "{% translate 'Hello' %}",
        "{% blocktranslate %}Hello <b>there</b>{% endblocktranslate %}",
        '<p class="govuk-body" id="words">{{ words }}</p>',
        '<p class="{% if x %}one{% else %}two{% endif %}"></p>',
        'data-words="{% translate "Save" %}" data-other="{{ x }}"',
        '<code translate="no">sessionid</code>',
        "{# a comment #}{% comment %}more of it{% endcomment %}",
        "<style>body { color: red }</style>",
        '{% button text=_("Save") %}',
        '{% url "directory:home" %}',
        '{{ x|default:"en" }}',
        "{% block body_class %}app-desk{% endblock %}",
        "<p>&middot; 1 %</p>",
    ],
)
def test_what_need_not_be_translated_is_left_alone(source):
    assert literals.in_template(source) == []


def test_a_plain_text_template_is_read_as_text():
    assert literals.in_template("Dear {{ x }}\n{% translate 'Yours' %}", html=False) == [
        (1, "Dear \ue000")
    ]


@pytest.mark.parametrize(
    "source",
    [
        'forms.CharField(label="Name")',
        'raise ValidationError("Wrong")',
        'messages.success(request, "Saved")',
        'models.CharField(verbose_name="name")',
    ],
)
def test_unmarked_words_of_python_are_found(source):
    assert len(literals.in_python(source)) == 1


@pytest.mark.parametrize(
    "source",
    ['forms.CharField(label=_("Name"))', 'messages.success(request, _("Saved"))', 'f(label="")'],
)
def test_marked_words_of_python_are_left_alone(source):
    assert literals.in_python(source) == []


def test_the_command_says_what_is_wrong(settings, project):
    settings.BASE_DIR, settings.LOCALE_PATHS = project, [project / "locale"]
    (project / "app" / "templates" / "bad.html").write_text("<p>Hello</p>")
    with pytest.raises(CommandError, match=r"bad.html:1: not marked for translation: Hello"):
        call_command("messages", check=True)


def test_the_command_collects_and_compiles(settings, project, capsys):
    settings.BASE_DIR, settings.LOCALE_PATHS = project, [project / "locale"]
    call_command("messages")
    assert "pl          0 of 6" in capsys.readouterr().out
    assert messages.catalogue_path(project / "locale", "ur").with_suffix(".mo").exists()


def test_no_text_is_marked_under_a_name_that_nobody_collects():
    """`gettext as _now` marks nothing: its words stayed English in every language."""
    aliases = r"import .*\bn?p?gettext(?:_lazy|_noop)? as (?!_\b)\w+"
    root = Path(settings.BASE_DIR)
    found = [
        str(path)
        for path in root.glob("*/**/*.py")
        if not path.relative_to(root).parts[0].startswith((".", "tests", "node_modules"))
        and re.search(aliases, path.read_text())
    ]
    assert found == []


def test_every_text_of_this_site_is_marked():
    assert literals.problems(Path(settings.BASE_DIR)) == []


def test_every_text_of_this_site_is_said_in_every_language():
    left = [
        f"{each.language}: {each.total - each.translated} of {each.total}"
        for each in messages.coverage(Path(settings.LOCALE_PATHS[0]))
        if each.translated < each.total
    ]
    assert left == []
