"""That somebody who speaks a language read the words of the site in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.languages import BY_CODE, SOURCE


class InterfaceCheck(models.Model):
    """One reading of the menus, buttons, forms and e-mails of the site in one language."""

    language = models.CharField(max_length=8)
    checked_on = models.DateField(_("when they read it"))
    # In words, as "a Polish parents’ group": nobody needs to be named.
    checked_by = models.CharField(_("who read it"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    # How many texts had words in that language when this was written down.
    texts = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-checked_on", "-pk"]
        indexes = [models.Index(fields=["language", "-checked_on"], name="interface_check_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(language=SOURCE) & ~Q(checked_by=""), name="interface_check_says_who"
            )
        ]

    def __str__(self) -> str:
        language = BY_CODE.get(self.language)
        return language.english_name if language else self.language
