"""What is published in answer to families, with words to translate (`directory.translatables`)."""

from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.versions import changing
from directory.translatables import Translatable, register, writer

from .models import Priority, Survey, Theme
from .themes import changing_priority


def _page(name: str, key: UUID, code: str) -> str:
    return reverse(f"desk:{name}_translate", args=[key, code])


def register_all() -> None:
    register(
        Translatable(
            name="theme",
            label=_("Theme with its actions"),
            plural=_("You said, we did"),
            model=Theme,
            records=Theme.objects.published,
            rows=("actions",),
            translate_url=partial(_page, "theme"),
            write=writer(changing, "theme.translated"),
        )
    )
    register(
        Translatable(
            name="priority",
            label=_("Priority of the SEND strategy"),
            plural=_("Priorities of the SEND strategy"),
            model=Priority,
            records=Priority.objects.all,
            translate_url=partial(_page, "priority"),
            write=writer(changing_priority, "priority.translated"),
        )
    )
    register(
        Translatable(
            name="survey",
            label=_("Survey"),
            plural=_("Surveys"),
            model=Survey,
            records=Survey.objects.published,
            rows=("questions",),
            translate_url=partial(_page, "survey"),
            write=writer(changing, "survey.translated"),
        )
    )
