"""Tags that every template has without loading (see TEMPLATES in the settings)."""

from typing import Any, cast

from django import template
from django.contrib import messages
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from core import charts, languages, richtext
from core.forms import GovukBoundField

register = template.Library()

_ENGLISH = SafeString(' lang="en" dir="ltr"')


# --- Languages --------------------------------------------------------------------------------


def _path_in(request: HttpRequest, code: str) -> str:
    """This page's path in another language; the home page's where this page has none."""
    if not _can_be_opened(request):
        return f"/{code}/" if code != languages.SOURCE else "/"
    return translate_url(request.path, code)


def _can_be_opened(request: HttpRequest) -> bool:
    """Whether the address of the page is one to open: not one that does not exist, nor one that
    only takes what a form sends (a page that says that it was refused)."""
    match = request.resolver_match
    if match is None:
        return False
    view = getattr(match.func, "view_class", None)
    is_open = view is None or ("get" in view.http_method_names and hasattr(view, "get"))
    return is_open or request.method in ("GET", "HEAD")


def page_in(request: HttpRequest, code: str) -> str:
    """This page in another language, with what was asked of it: a search, a filter."""
    query = request.GET.urlencode()
    return f"{_path_in(request, code)}{'?' if query else ''}{query}"


@register.simple_tag(takes_context=True)
def page_languages(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Each language with this page's path in it; empty for a page that exists in English alone."""
    if "request" not in context:
        return []
    listed = [
        {
            "lang": languages.tag(language.code),
            "dir": "rtl" if language.rtl else "ltr",
            "name": language.own_name,
            "url": _path_in(context["request"], language.code),
            "href": page_in(context["request"], language.code),
            "offer": languages.OFFERS.get(language.code),
            "current": language.code == get_language(),
        }
        for language in languages.LANGUAGES
    ]
    return listed if len({entry["url"] for entry in listed}) > 1 else []


def _is_english_instead(obj: Any, field: str) -> bool:
    """True when `field` of a translated model has no words of its own in the page's language."""
    code = get_language() or languages.SOURCE
    if code == languages.SOURCE:
        return False
    return not getattr(obj, build_localized_fieldname(field, code), True)


@register.simple_tag
def localised(obj: Any, field: str) -> str:
    """The field in the page's language, or the English one marked as English for the reader's ear.

    {% localised service "name" %}
    """
    value = getattr(obj, field) or ""
    if value and _is_english_instead(obj, field):
        return format_html("<span{}>{}</span>", _ENGLISH, value)
    return value


@register.simple_tag
def lang_attributes(obj: Any, field: str) -> str:
    """lang and dir for the element around a field, when what it shows is English instead.

    <div{% lang_attributes service "description" %}>…</div>
    """
    return _ENGLISH if _is_english_instead(obj, field) else SafeString("")


@register.simple_tag
def option_language(option: dict[str, Any]) -> str:
    """`lang` and `dir` for an option of a form, where it is in another language than the page:

    a language's name in itself, or a record that is not translated.
    """
    record = getattr(option["value"], "instance", None)
    for field in ("title", "name"):
        if hasattr(record, build_localized_fieldname(field, languages.SOURCE)):
            return lang_attributes(record, field)
    return name_of_language(option["label"])


@register.simple_tag
def name_of_language(text: Any) -> str:
    """`lang` and `dir` for an option of a form that is a language's name in itself; else nothing.

    A screen reader would read a list of languages in the voice of the page (WCAG 3.1.2).
    """
    named = languages.BY_OWN_NAME.get(str(text))
    if named is None or named.code == get_language():
        return ""
    direction = "rtl" if named.rtl else "ltr"
    return format_html(' lang="{}" dir="{}"', languages.tag(named.code), direction)


@register.filter
def markdown(text: str) -> SafeString:
    """Rich text as HTML, cleaned (core.richtext). Put it into a <div class="app-prose">."""
    return richtext.render(text)


@register.filter
def isolated(name: Any) -> SafeString:
    """A name inside a sentence, whichever way each of the two is written."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def unbroken(number: str) -> str:
    """A telephone number for text without mark-up. In a line of Arabic, parts with ordinary spaces
    between them would stand in the wrong order; a space that does not break keeps them together
    (rule W4 of Unicode's bidirectional algorithm)."""
    return str(number).replace(" ", "\u00a0")


@register.filter
def grouped(number: float | None) -> str:
    """A figure as readers write it, 8,281; a dash where there is none."""
    return charts.NO_FIGURE if number is None else number_format(number, force_grouping=True)


# --- Components that need more than an include ------------------------------------------------


@register.simple_tag(takes_context=True)
def waiting_messages(context: dict[str, Any]) -> dict[str, Any]:
    """What the page before left to be said, and whether all of it went well."""
    waiting = list(context.get("messages") or [])
    return {
        "texts": [str(message) for message in waiting],
        "is_success": all(message.level == messages.SUCCESS for message in waiting),
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page) -> dict[str, Any]:
    """Links to the other pages of a list; nothing when there is one page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "request": context["request"],
        "page": page,
        "numbers": list(numbers) if page.has_other_pages() else [],
        "ellipsis": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """Every error of the given forms and formsets, each linked to the field it is about."""
    return {"errors": [error for form in forms for error in _errors(form)]}


def _errors(form: BaseForm | BaseFormSet) -> list[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        of_the_whole = [{"text": str(text)} for text in form.non_form_errors()]
        return of_the_whole + [error for each in form.forms for error in _errors(each)]
    return [{"text": str(text)} for text in form.non_field_errors()] + [
        {"text": text, "href": f"#{field.first_input_id}"}
        for field in cast(list[GovukBoundField], form.visible_fields())
        for text in field.complaints
    ]
