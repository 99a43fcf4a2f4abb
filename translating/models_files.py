"""Files of agencies that were brought in, for as long as that can be undone."""

from django.conf import settings
from django.db import models

from core.languages import BY_CODE

from .querysets import FileQuerySet


class FileBroughtIn(models.Model):
    """What one file changed, and how each text stood before.

    `texts`: a list of what `taking_back.Kept` says, as JSON.
    """

    language = models.CharField(max_length=8)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    number = models.PositiveIntegerField()
    texts = models.JSONField()

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{BY_CODE[self.language].english_name}: {self.number}"
