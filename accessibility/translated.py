"""What the statement says, with words to translate (`directory.translatables`). It is legal text:
no machine drafts it."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.versions import changing
from directory.translatables import Translatable, register, writer

from .models import Problem, Statement


def _of_problem(key: UUID, code: str) -> str:
    return reverse("desk:accessibility_problem_translate", args=[key, code])


def _of_statement(key: UUID, code: str) -> str:
    return reverse("desk:accessibility_words_translate", args=[code])


def _always(record: Statement | Problem) -> bool:
    return True


def register_all() -> None:
    register(
        Translatable(
            name="accessibility_problem",
            label=_("Accessibility problem"),
            plural=_("Accessibility problems"),
            model=Problem,
            records=Problem.objects.open,
            translate_url=_of_problem,
            write=writer(changing, "accessibility_problem.translated"),
            is_legal=_always,
        )
    )
    register(
        Translatable(
            name="accessibility_statement",
            label=_("Accessibility statement"),
            plural=_("Accessibility statement"),
            model=Statement,
            records=Statement.objects.all,
            translate_url=_of_statement,
            write=writer(changing, "accessibility_statement.translated"),
            is_legal=_always,
        )
    )
