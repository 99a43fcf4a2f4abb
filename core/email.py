"""E-mails by name: adding one adds three templates, templates/emails/<name>/{subject.txt,body.txt,
body.html}, and a call of `send`."""

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import css_inline
from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Model
from django.template import Context, Engine
from django.utils import timezone
from django.utils.translation import get_language, override
from procrastinate.contrib.django import app

from core import audit, languages
from core.models import BouncedAddress, OutgoingEmail

_inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


def send(
    name: str,
    *,
    to: str,
    context: Mapping[str, Any] | None = None,
    language: str = "",
    key: str = "",
    headers: Mapping[str, str] | None = None,
    about: Model | None = None,
    shown: bool = False,
) -> None:
    """Put the e-mail `name` on its way to one address, in the reader's `language`.

    Call it inside the transaction of what it tells of: it leaves only when that is kept, from the
    worker, which tries again when the mail server does not answer. Without `language` it is
    written in the language of the page. Of two e-mails with the same `key` the second is dropped.

    `about`: the record on whose page staff see that it was sent. `shown`: staff may also read its
    words, without the links, until it is forgotten. Never for one whose words hold a secret.
    """
    language = language or get_language() or languages.SOURCE
    words = compose(name, context or {}, language)
    values = {
        "name": name,
        "to": to,
        "headers": dict(headers or {}),
        "language": language,
        "object_type": about._meta.label_lower if about else "",
        "object_id": str(about.pk) if about else "",
        **words,
        **(_shown(to, words) if shown else {}),
    }
    with transaction.atomic():
        if key:
            digest = hashlib.sha256(f"{name}\n{key}".encode()).hexdigest()
            email, is_new = OutgoingEmail.objects.get_or_create(key=digest, defaults=values)
            if not is_new:
                return
        else:
            email = OutgoingEmail.objects.create(**values)
        app.configure_task("core.tasks.deliver_email").defer(email_id=email.pk)


def _shown(to: str, words: Mapping[str, str]) -> dict[str, str]:
    """What staff may see of it. Its links open an author’s own pages, so they are left out."""
    return {
        "shown_to": masked(to),
        "shown_subject": _without_links(words["subject"]),
        "shown_text": _without_links(words["text"]),
    }


def masked(address: str) -> str:
    """“p…@example.org”: enough to recognise an address that one knows."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _without_links(text: str) -> str:
    return re.sub(r"\S*://\S+", "[…]", text)


def compose(name: str, context: Mapping[str, Any], language: str) -> dict[str, str]:
    """The subject (one line), the text and the HTML with its style inside, in `language`."""
    with override(language):
        known = languages.BY_CODE[language]
        values = {
            "BRAND": settings.BRAND,
            "CONTACT": settings.CONTACT,
            "site_url": settings.SITE_URL,
            "html_lang": languages.tag(language),
            "html_dir": "rtl" if known.rtl else "ltr",
            **context,
        }
        subject = _render(f"emails/{name}/subject.txt", values)
        text = _render(f"emails/{name}/body.txt", values)
        html = _render(f"emails/{name}/body.html", {**values, "subject": " ".join(subject.split())})
    return {
        "subject": " ".join(subject.split()),
        "text": text.strip() + "\n",
        "html": _inliner.inline(html),
    }


def _render(template: str, values: dict[str, Any]) -> str:
    # Plain text is not HTML: an apostrophe must not become &#x27;.
    as_html = template.endswith(".html")
    return str(
        Engine.get_default().get_template(template).render(Context(values, autoescape=as_html))
    )


def deliver(email_id: int) -> None:
    """Send one e-mail that `send` wrote down, once.

    The row stays locked while the mail server is spoken to, so no second worker sends it too. If
    the machine dies after the server took it and before that is written down, it is sent again
    with the same Message-ID, by which mail servers know a repetition.
    """
    with transaction.atomic():
        email = OutgoingEmail.objects.select_for_update().filter(pk=email_id).first()
        if email is None or email.sent_at:
            return
        try:
            _message(email).send()
        except (SMTPRecipientsRefused, AnymailRecipientsRefused) as refusal:
            if not is_for_good(refusal):
                raise
            mark_bounced(email.to)
            email.is_refused = True
        # Or refused for good: trying again would change nothing.
        email.sent_at = timezone.now()
        email.to = email.subject = email.text = email.html = ""
        email.headers = {}
        email.save()


def send_again(email: OutgoingEmail, *, by: Any) -> bool:
    """Try once more to send what was given up; False when it has been sent meanwhile."""
    with transaction.atomic():
        locked = OutgoingEmail.objects.select_for_update().filter(pk=email.pk).first()
        if locked is None or locked.sent_at:
            return False
        audit.record(by=by, verb="email.sent_again", obj=locked)
        app.configure_task("core.tasks.deliver_email").defer(email_id=locked.pk)
    return True


def is_for_good(refusal: SMTPRecipientsRefused | AnymailRecipientsRefused) -> bool:
    """A mail server says 5xx for good, and 4xx for "later" (RFC 5321, 4.2.1)."""
    if isinstance(refusal, AnymailRecipientsRefused):
        return True
    return all(code >= 500 for code, _words in refusal.recipients.values())


# --- Addresses that mail does not reach -----------------------------------------------------------


def mark_bounced(address: str, *, by: Any = None) -> bool:
    """Write down that mail does not reach an address; False when that is known.

    `by`: the person who says so; nobody when a mail server did.
    """
    _row, is_new = BouncedAddress.objects.get_or_create(
        address=address.strip().lower(), defaults={"by": by}
    )
    return is_new


def mend(address: str) -> bool:
    """Write down that mail reaches an address again; False when it always did."""
    return bool(BouncedAddress.objects.filter(address=address.strip().lower()).delete()[0])


# --- The message ----------------------------------------------------------------------------------


def _message(email: OutgoingEmail) -> EmailMultiAlternatives:
    # The time is in it because numbers begin again in a new database.
    written = f"{email.created_at:%Y%m%d%H%M%S}.{email.pk}"
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    message = EmailMultiAlternatives(
        email.subject,
        email.text,
        settings.DEFAULT_FROM_EMAIL,
        [email.to],
        headers={"Message-ID": f"<{written}@{domain}>", **email.headers},
    )
    message.attach_alternative(email.html, "text/html")
    return message


def forget(*, older_than: timedelta) -> int:
    """Delete what is known of old e-mails, sent or given up; how many."""
    return OutgoingEmail.objects.filter(created_at__lt=timezone.now() - older_than).delete()[0]
