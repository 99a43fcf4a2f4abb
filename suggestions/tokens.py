"""The signed link that proves that an e-mail address belongs to whoever typed it."""

from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Suggestion

_SALT = "suggestions.confirm"
GOOD_FOR = timedelta(days=14)


def make(suggestion: Suggestion, email: str) -> str:
    return signing.dumps([suggestion.key, _digest(email)], salt=_SALT)


def read(token: str) -> Suggestion | None:
    """The suggestion, with its contact, while its address is still the one the link was sent to.

    None for a link that is too old, was changed, or is about another address.
    """
    try:
        key, digest = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Suggestion.objects.select_related("contact", "service").filter(key=key).first()
    contact = getattr(found, "contact", None)
    if contact is None or not constant_time_compare(_digest(contact.email), digest):
        return None
    return found


def _digest(email: str) -> str:
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:32]
