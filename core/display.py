"""How a visitor wants pages to look: one cookie without an account, read into classes of <html>.

The cookie holds words of this module alone (`text-150.colours-dark`), so it says nothing about
who somebody is. Appearance is one of the purposes for which a cookie needs no consent (Privacy and
Electronic Communications Regulations as amended in 2025), when the visitor asks for it.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, translate_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import (
    get_language,
    get_language_from_path,
    gettext,
    override,
    pgettext_lazy,
)
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_cookie
from django.views.generic import FormView

from core.sameorigin import SameOriginMixin

COOKIE = "display"
KEEP_SECONDS = 60 * 60 * 24 * 365
# The first of each is how the site looks by itself: it is not kept.
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "text": [
        ("100", _("Usual")),
        ("125", _("Large: a quarter bigger")),
        ("150", _("Larger: half as big again")),
        ("200", _("Largest: twice as big")),
    ],
    "spacing": [
        ("usual", _("Usual")),
        ("wide", _("More space between letters, words and lines")),
    ],
    "colours": [
        ("device", _("As my phone or computer is set")),
        ("light", pgettext_lazy("colours", "Light")),
        ("dark", pgettext_lazy("colours", "Dark")),
        ("black", _("Black on white, strong contrast")),
        ("yellow", _("Yellow on black")),
        ("cream", _("Soft cream, less glare")),
    ],
    "font": [
        ("usual", _("Usual")),
        ("clear", _("Wider letters that are easier to tell apart")),
    ],
    "ruler": [
        ("none", _("No ruler")),
        ("lines", _("Two lines that follow my finger, my mouse or the keyboard")),
    ],
}
_KEPT = {name: {value for value, _label in choices[1:]} for name, choices in CHOICES.items()}
# All five at their longest. What is longer was not set by this site.
_LONGEST = len("text-150.spacing-wide.colours-device.font-clear.ruler-lines")


def read(cookie: str) -> dict[str, str]:
    """What was chosen, {"text": "150", "colours": "dark"}; nothing when a part is not ours."""
    if not cookie or len(cookie) > _LONGEST:
        return {}
    chosen: dict[str, str] = {}
    for part in cookie.split("."):
        name, _dash, value = part.partition("-")
        if name in chosen or value not in _KEPT.get(name, ()):
            return {}
        chosen[name] = value
    return chosen


def write(chosen: Mapping[str, str]) -> str:
    """The cookie for the choices; empty when all is as the site looks by itself."""
    return ".".join(
        f"{name}-{chosen[name]}" for name, kept in _KEPT.items() if chosen.get(name) in kept
    )


def class_names(chosen: Mapping[str, str]) -> str:
    """The classes of <html>: app-text-150 app-colours-dark."""
    return " ".join(f"app-{name}-{value}" for name, value in chosen.items())


class DisplayForm(forms.Form):
    text = forms.ChoiceField(
        label=_("Text size"), choices=CHOICES["text"], widget=forms.RadioSelect
    )
    spacing = forms.ChoiceField(
        label=_("Space in the text"), choices=CHOICES["spacing"], widget=forms.RadioSelect
    )
    colours = forms.ChoiceField(
        label=_("Colours"), choices=CHOICES["colours"], widget=forms.RadioSelect
    )
    font = forms.ChoiceField(
        label=_("Shape of the letters"), choices=CHOICES["font"], widget=forms.RadioSelect
    )
    ruler = forms.ChoiceField(
        label=_("Reading ruler"), choices=CHOICES["ruler"], widget=forms.RadioSelect
    )


def way_back(target: str) -> str:
    """The page of this site that `target` names, in the language of now; empty for any other."""
    is_ours = target.startswith("/") and target.isprintable()
    if not is_ours or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return ""
    wanted = get_language() or settings.LANGUAGE_CODE
    with override(get_language_from_path(target) or settings.LANGUAGE_CODE):
        target = translate_url(target, wanted)
    return "" if target.split("?")[0] == reverse("pages:display") else target


@method_decorator([never_cache, vary_on_cookie], name="dispatch")
class DisplayView(SameOriginMixin, FormView):
    """Choose, save, and go back to the page one came from."""

    template_name = "pages/display.html"
    form_class = DisplayForm

    def get_initial(self) -> dict[str, Any]:
        usual = {name: choices[0][0] for name, choices in CHOICES.items()}
        return usual | read(self.request.COOKIES.get(COOKIE, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return super().get_context_data(**kwargs) | {"back": way_back(asked.get("back", ""))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "reset":
            messages.success(request, gettext("Everything looks as it did at first."))
            return self._go(cookie="")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: DisplayForm) -> HttpResponse:
        messages.success(self.request, gettext("Pages now look the way you chose."))
        return self._go(cookie=write(form.cleaned_data))

    def _go(self, *, cookie: str) -> HttpResponse:
        back = way_back(self.request.POST.get("back", ""))
        here = reverse("pages:display", query={"back": back} if back else None)
        tries = self.request.POST.get("do") == "try"
        response = HttpResponseRedirect(here if tries or not back else back)
        if cookie:
            response.set_cookie(
                COOKIE,
                cookie,
                max_age=KEEP_SECONDS,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        else:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
