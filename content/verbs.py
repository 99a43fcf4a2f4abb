"""What happens to pages, in words: for their history and for the audit log."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "page.created": _("Page added"),
    "page.changed": _("Page changed, not published yet"),
    "page.translated": _("Page translated, not published yet"),
    "page.translation_added": _("Words of another language put in"),
    "page.published": _("Page published"),
    "page.scheduled": _("Page to be published at a set time"),
    "page.unscheduled": _("Page not to be published at a set time any more"),
    "page.withdrawn": _("Page taken off the site"),
    "page.expired": _("Page came off the site by itself"),
    "page.discarded": _("Changes of a page thrown away"),
    "page.restored": _("Old words of a page brought back"),
    "page.set_up": _("Address, owner or dates of a page changed"),
    "page.reviewed": _("Page reviewed"),
    "page.deleted": _("Page deleted"),
}


def in_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))
