"""“Our translation is still right”: the English has changed in a way that makes no difference to
what the people of a service wrote.

No word of a page changes, so no officer has to agree. What they say is written to the audit log of
the listing; it has no new version.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit, translations
from core.languages import Language
from core.translations import MadeBy
from directory import indexing
from directory.actions import StaleVersion
from directory.models import Service

from .parts import TRANSLATIONS
from .translating import standings_in

CONFIRMED = "service.translation_confirmed"


@transaction.atomic
def confirm(service: Service, language: Language, *, seen: Mapping[str, str], by: Any) -> int:
    """Say of the texts in `seen` that they are what the English of now says; of how many.

    `seen`: by key, what `Standing.seen` was on the page. Texts that are not behind, or not their
    own, are left as they are. Nobody has compared the others with the new English: they are not
    checked, also when they were before. Raises StaleVersion, and nothing is kept, when one of them
    or its English is not what was on the page, or the listing is gone.
    """
    # Whoever writes to it at this moment has finished when it is read.
    found = Service._base_manager.select_for_update().filter(pk=service.pk).first()
    if found is None:
        raise StaleVersion
    meant = [each for each in standings_in(found, language) if each.is_behind and each.key in seen]
    if any(seen[each.key] != each.seen for each in meant):
        raise StaleVersion
    if meant:
        made = [TRANSLATIONS[each.key].of(found, each.english) for each in meant]
        translations.remember(made, made_by=MadeBy.PROVIDER)
        # Search says of its results whether they are checked.
        indexing.index_ids([found.pk])
        audit.record(
            by=by,
            verb=CONFIRMED,
            obj=found,
            language=language.code,
            fields=[text.field for text in made],
            no_longer_checked=[TRANSLATIONS[each.key].field for each in meant if each.is_checked],
        )
    return len(meant)
