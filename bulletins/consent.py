"""What readers agree to. A change of the words is a new version, and the old ones stay here.

The words are kept with each reader as they read them (UK GDPR, article 7(1); regulation 22 of the
Privacy and Electronic Communications Regulations 2003).
"""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "2026-11": _(
        "%(council)s may send me its bulletin about help for children and young people with "
        "special educational needs or disabilities by e-mail. I can stop it at any time."
    ),
}
CURRENT = max(WORDS)


def words() -> str:
    """What somebody who signs up now agrees to, in the language of the page."""
    return str(WORDS[CURRENT]) % {"council": settings.BRAND["council"]}
