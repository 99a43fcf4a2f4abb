"""What can go wrong between us and a service."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Problem(models.TextChoices):
    NONE = "", ""
    # Of the service: nothing can be drafted for a while.
    NO_ANSWER = "no_answer", _("The service does not answer.")
    BUSY = "busy", _("The service asks us to wait.")
    KEY = "key", _("The service does not accept our key.")
    QUOTA = "quota", _("The service says that its own limit for us is used up.")
    ADDRESS = "address", _("There is no such service at its address.")
    # Of one text.
    LANGUAGE = "language", _("The service does not know this language.")
    REFUSED = "refused", _("The service would not take this text.")
    GARBLED = "garbled", _("The answer was not in the form we know.")
    CUT_OFF = "cut_off", _("The answer was cut off.")
    TOO_LONG = "too_long", _("The text is longer than what may be sent in a night.")
    EMPTY = "empty", _("Words are missing from the answer.")
    LOST = "lost", _("A link, a number, a name or the like was lost or made up.")
    UNCHANGED = "unchanged", _("The answer was still in English.")
    WRONG_SCRIPT = "wrong_script", _("The answer was not in the letters of the language.")
    LENGTH = "length", _("The answer was far too long or too short.")


class ServiceProblem(Exception):
    """The service could not be asked."""

    def __init__(self, problem: Problem, *, retry_after: int | None = None) -> None:
        """`retry_after`: the seconds that the service asks us to wait."""
        super().__init__(problem.value)
        self.problem, self.retry_after = problem, retry_after


class Unusable(Exception):
    """There is an answer for a text, and it must not be shown to anybody."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
