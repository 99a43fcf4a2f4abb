"""What every page needs to know of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from core import branding, display, languages


def site(request: HttpRequest) -> dict[str, Any]:
    language = languages.BY_CODE.get(get_language() or "", languages.BY_CODE[languages.SOURCE])
    colour = settings.BRAND["colour"]
    shown = display.read(request.COOKIES.get(display.COOKIE, ""))
    return {
        "BRAND": settings.BRAND,
        "CONTACT": settings.CONTACT,
        "SITE_URL": settings.SITE_URL,
        "brand_version": branding.fingerprint(colour),
        "brand_logo": branding.logo_address(settings.BRAND["logo"]),
        "html_lang": languages.tag(language.code),
        "html_dir": "rtl" if language.rtl else "ltr",
        "font_sheet": f"css/font-{language.font}.css" if language.font else "",
        "html_classes": display.class_names(shown),
        "has_ruler": "ruler" in shown,
        # Asking for messages or the user opens the session, which would make a page that
        # nobody signed in to differ by cookie; without a cookie there are none to ask for.
        "may_know_visitor": bool(request.COOKIES),
    }
