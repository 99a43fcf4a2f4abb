"""The e-mails to whoever asked for another format, in the language of the page they used."""

from django.conf import settings
from django.utils.translation import override

from core import email

from .models import FormatRequest


def received(request: FormatRequest) -> None:
    """The reference and the day of the answer. None of their words: anybody's address may have been
    typed into the form."""
    _to_asker(request, "format_request_received")


def answered(request: FormatRequest) -> None:
    _to_asker(request, "format_request_answered")


def _to_asker(request: FormatRequest, name: str) -> None:
    with override(request.page_language):
        link = settings.SITE_URL + request.get_absolute_url()
    context = {"request": request, "link": link}
    email.send(
        name, to=request.email, language=request.page_language, context=context, about=request
    )
