"""What was imported, when, from where, and what became of each row."""

from collections.abc import Iterator

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

REPORT_COLUMNS = ("row", "where", "name", "outcome", "notes", "service")


class ImportRun(models.Model):
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # A rehearsal writes nothing but this report.
    dry_run = models.BooleanField(_("rehearsal"))
    # Words for terms that no topic here goes by, and how many rows used each.
    unknown_terms = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.source

    def report(self) -> Iterator[tuple[str | int, ...]]:
        """A tuple for every row, in the order of `REPORT_COLUMNS`."""
        for row in self.rows.iterator(chunk_size=1000):
            service = str(row.service_id or "")
            yield row.number, row.position, row.name, row.outcome, row.notes, service


class ImportRow(models.Model):
    class Outcome(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Not changed")
        REFUSED = "refused", _("Refused")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    # Its place in the order of the source, and how a person finds it there ("line 40").
    number = models.PositiveIntegerField()
    position = models.CharField(_("where"), max_length=120)
    name = models.CharField(_("name"), max_length=255, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    # Why it was refused, what was changed, what could not be kept as it was.
    notes = models.TextField(_("notes"), blank=True)
    service_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="importrow_outcome")]

    def __str__(self) -> str:
        return f"{self.position}: {self.outcome}"


class ImportedRecord(models.Model):
    """What a source last said of a record. A later run that hears the same again writes
    nothing, so that an officer's own edits stay until the source itself changes."""

    object_id = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.object_id)
