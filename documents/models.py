"""Documents and their files, requests for other formats, and packs of pages to print."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import RecordsField
from content.models import Page
from core.languages import LANGUAGES, SOURCE
from core.models import KeptFile, TimeStampedModel, UUIDModel
from core.references import REFERENCE_LENGTH, new_reference

from .querysets import (
    DocumentQuerySet,
    DocumentVersionQuerySet,
    FormatRequestQuerySet,
    PrintPackQuerySet,
)

LANGUAGE_CHOICES = [(language.code, language.own_name) for language in LANGUAGES]


class Format(models.TextChoices):
    """In which form one has the words of a document. The first is the document itself."""

    ORIGINAL = "original", _("The document")
    EASY_READ = "easy_read", _("Easy Read")
    LARGE_PRINT = "large_print", _("Large print")
    PLAIN = "plain", _("Plain text, for a screen reader")
    AUDIO = "audio", _("Audio")
    BRAILLE = "braille", _("Braille")
    OTHER = "other", _("Another format")


# The forms that a file here can have; the others are made for whoever asks.
KEPT_FORMATS = (
    Format.ORIGINAL,
    Format.EASY_READ,
    Format.LARGE_PRINT,
    Format.PLAIN,
    Format.OTHER,
)


class Document(Page):
    """A file that families can read or download, at an address that stays the same."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("Policy or strategy")
        FORM = "form", _("Form")
        LEAFLET = "leaflet", _("Leaflet")
        GUIDE = "guide", _("Guide")
        EASY_READ = "easy_read", _("Easy Read")
        REPORT = "report", _("Report")
        MINUTES = "minutes", _("Notes of a meeting")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind of document"), max_length=12, choices=Kind.choices)
    date = models.DateField(_("date on the document"), null=True, blank=True)
    language = models.CharField(
        _("language of the document"), max_length=8, choices=LANGUAGE_CHOICES, default=SOURCE
    )
    format_notes = models.TextField(_("how well it can be read"), blank=True)

    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]  # of the base: a PageQuerySet

    class Meta(Page.Meta):
        abstract = False
        ordering = ["-date", "slug"]

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.slug])


class DocumentVersion(UUIDModel):
    """One file of a document. Of each format and language the highest number is the one to read.

    A row is never changed: a mistake is mended by the next version, or by taking this one away.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    upload = models.ForeignKey(
        "directory.Upload", on_delete=models.PROTECT, related_name="document_versions"
    )
    format = models.CharField(
        _("format"), max_length=12, choices=Format.choices, default=Format.ORIGINAL
    )
    language = models.CharField(
        _("language"), max_length=8, choices=LANGUAGE_CHOICES, default=SOURCE
    )
    number = models.PositiveIntegerField(_("version"))
    date = models.DateField(_("date"), default=timezone.localdate)
    note = models.CharField(_("what has changed"), max_length=200, blank=True)
    # What was found in a PDF (documents.checking), by code; null: it is not one that we can check.
    findings = ArrayField(models.CharField(max_length=20), null=True, blank=True, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["format", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "format", "language", "number"], name="document_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.number})"

    @property
    def is_original(self) -> bool:
        return self.format == Format.ORIGINAL

    def get_absolute_url(self) -> str:
        return reverse("documents:version", args=[self.document.slug, self.pk])


class FormatRequest(UUIDModel):
    """Somebody needs a document in another form.

    The contact details are blanked some time after the answer (documents.keeping); the rest stays
    for the annual report: it names nobody.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        WORKING = "working", _("Being made")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Cannot be done")

    OPEN = (State.NEW, State.WORKING)

    reference = models.CharField(
        max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False
    )
    # Null: for something that is not in the list, or that has gone since.
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="format_requests"
    )
    # What it was called then, or what they wrote that they need.
    wanted = models.CharField(_("what is needed"), max_length=200)
    format = models.CharField(_("format"), max_length=12, choices=Format.choices)
    language = models.CharField(
        _("language"), max_length=8, choices=LANGUAGE_CHOICES, default=SOURCE
    )
    note = models.TextField(_("what else we should know"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    # A telephone number or a postal address, for who has no e-mail.
    other_contact = models.CharField(_("phone number or address"), max_length=300, blank=True)
    # Of the page on which they asked: in which the e-mails are written.
    page_language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES, default=SOURCE)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    due = models.DateField()
    reply = models.TextField(_("answer"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    contact_deleted_at = models.DateTimeField(null=True, blank=True)

    objects = FormatRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "working"]) | Q(replied_at__isnull=False),
                name="format_request_answered",
            ),
            models.CheckConstraint(
                condition=Q(contact_deleted_at__isnull=True)
                | Q(name="", email="", other_contact="", note=""),
                name="format_request_contact_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due < today

    def get_absolute_url(self) -> str:
        return reverse("documents:status", args=[self.reference])


class HelpPage(Page):
    """What to do without the internet. There is one, at a fixed address whatever its slug is."""

    # Where somebody helps in person: each service says its places, times and phone numbers.
    service_ids = RecordsField("directory.Service", verbose_name=_("services that help in person"))

    class Meta(Page.Meta):
        abstract = False

    def get_absolute_url(self) -> str:
        return reverse("help:home")


class PrintPack(UUIDModel, TimeStampedModel):
    """Pages and listings in an order, made into one PDF."""

    # So that one file is made in some seconds.
    MOST = 60

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("what is in it"), max_length=300, blank=True)
    # [{"kind": "guide" or "service", "id": …}], in order.
    entries = models.JSONField(default=list, blank=True)
    is_published = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PrintPackQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("help:pack", args=[self.slug])


class PackFile(KeptFile):
    """A pack as it was made last, in one language and one size of letters."""

    pack = models.ForeignKey(PrintPack, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES)
    is_large = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "language", "is_large"], name="pack_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.pack} [{self.language}]"


def current(versions: Any) -> list[DocumentVersion]:
    """The newest of each format and language among `versions` of one document: the document itself
    first."""
    found: dict[tuple[str, str], DocumentVersion] = {}
    for each in versions:
        key = (each.format, each.language)
        if key not in found or each.number > found[key].number:
            found[key] = each
    order = list(Format.values)
    return sorted(found.values(), key=lambda each: (order.index(each.format), each.language))
