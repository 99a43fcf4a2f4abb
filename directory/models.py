"""The public directory. Names follow Open Referral UK 3.0 (HSDS-UK) where it has one.

Rich text fields hold Markdown, shown by `core.richtext`. Translated fields: `translation.py`.
Choices that the standard leaves to attributes (delivery, referral) are arrays of codes.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Lower, Upper
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel, UUIDModel

from .querysets import (
    LikelyDuplicateQuerySet,
    LocationQuerySet,
    OrganisationQuerySet,
    RequirementQuerySet,
    ServiceQuerySet,
    TaxonomyTermQuerySet,
    UploadQuerySet,
)

OLDEST = 25  # Children and Families Act 2014, part 3: from birth to 25.


class Delivery(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    PHONE = "phone", _("By phone")
    HOME = "home", _("At your home")


class Referral(models.TextChoices):
    SELF = "self", _("Anyone: no referral needed")
    SCHOOL = "school", _("A school, college or nursery")
    GP = "gp", _("A GP")
    HEALTH = "health", _("A health professional")
    COUNCIL = "council", _("The council")


class Day(models.TextChoices):
    """Days as RFC 5545 writes them, so that a schedule needs no translation in a feed."""

    MO = "MO", _("Monday")
    TU = "TU", _("Tuesday")
    WE = "WE", _("Wednesday")
    TH = "TH", _("Thursday")
    FR = "FR", _("Friday")
    SA = "SA", _("Saturday")
    SU = "SU", _("Sunday")


class Taxonomy(UUIDModel):
    """A list of terms. `slug` is one of the five kinds that pages know by name."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("Topic")
        NEED = "need", _("Area of need")
        AUDIENCE = "audience", _("Who it is for")
        STAGE = "stage", _("Stage of life")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    slug = models.SlugField(unique=True, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(UUIDModel):
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    keywords = models.TextField(
        _("other words for it"),
        blank=True,
        help_text=_("Words families type when they look for this. Search finds services by them."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # Of a topic: null is what the topic above it says, or else settings.CHECK_DAYS.
    check_days = models.PositiveSmallIntegerField(
        _("days between checks"),
        null=True,
        blank=True,
        validators=[MinValueValidator(7), MaxValueValidator(1100)],
    )

    objects = TaxonomyTermQuerySet.as_manager()

    class Meta:
        ordering = ["taxonomy", "order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "slug"], name="term_slug_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="term_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(UUIDModel, TimeStampedModel):
    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        NHS = "nhs", _("NHS")
        SCHOOL = "school", _("School or nursery")
        COLLEGE = "college", _("College or university")
        CHARITY = "charity", _("Charity")
        COMMUNITY = "community", _("Community group")
        COMPANY = "company", _("Company")
        NATIONAL = "national", _("National organisation")

    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True)
    description = models.TextField(_("what it does"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    # What its own people change is published at once, and looked at by an officer after.
    is_trusted = models.BooleanField(_("trusted to publish at once"), default=False)
    # Where an import found it: the id in the other system is this record's own id when a UUID.
    source = models.CharField(max_length=200, blank=True, editable=False)
    source_id = models.CharField(max_length=200, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Archived because it was listed twice: its address leads to the one that was kept.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="org_source_once"
            )
        ]
        indexes = [
            # Those with nearly the same name (directory/duplicates.py).
            GinIndex(OpClass("name_en", "gin_trgm_ops"), name="organisation_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:organisation", args=[self.slug])


class OrganisationIdentifier(UUIDModel):
    """A number in a public register, named by org-id.guide's list code (GB-CHC, GB-COH, URN)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    identifier_type = models.CharField(_("register"), max_length=40)
    identifier = models.CharField(_("number"), max_length=80)

    class Meta:
        ordering = ["identifier_type", "identifier"]

    def __str__(self) -> str:
        return f"{self.identifier_type} {self.identifier}"


class Location(UUIDModel, TimeStampedModel):
    """A place. When `hidden` (a refuge), only its name's organisation may ever be shown:
    no address, no coordinates, in no page, feed, map or search document."""

    class Type(models.TextChoices):
        PHYSICAL = "physical", _("A place people can go to")
        POSTAL = "postal", _("A postal address")
        VIRTUAL = "virtual", _("Online")

    name = models.CharField(_("name"), max_length=255, blank=True)
    location_type = models.CharField(max_length=10, choices=Type.choices, default=Type.PHYSICAL)
    description = models.TextField(_("about the place"), blank=True)
    address_1 = models.CharField(_("address line 1"), max_length=255, blank=True)
    address_2 = models.CharField(_("address line 2 (optional)"), max_length=255, blank=True)
    city = models.CharField(_("town or city"), max_length=120, blank=True)
    state_province = models.CharField(_("county (optional)"), max_length=120, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=10, blank=True)
    country = models.CharField(_("country"), max_length=2, default="GB")
    # WGS 84 degrees.
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    hidden = models.BooleanField(
        _("keep the address secret"),
        default=False,
        help_text=_("For a refuge or any place where people must be safe. Never shown anywhere."),
    )
    terms = models.ManyToManyField(
        TaxonomyTerm, blank=True, related_name="locations", verbose_name=_("accessibility")
    )
    access_note = models.TextField(_("getting in and around"), blank=True)
    transport_note = models.TextField(_("how to get there"), blank=True)
    source = models.CharField(max_length=200, blank=True, editable=False)
    source_id = models.CharField(max_length=200, blank=True, editable=False)
    # Only of a place that was listed twice: its services are at the one that was kept.
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "address_1"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="location_both_coordinates",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.address_1 or self.postal_code or str(_("A place"))

    @property
    def address_lines(self) -> list[str]:
        """The address to print, empty when it is kept secret."""
        if self.hidden:
            return []
        parts = [self.address_1, self.address_2, self.city, self.state_province, self.postal_code]
        return [part for part in parts if part]

    @property
    def public_point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known and not to be kept secret."""
        if self.hidden or self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def has_public_point(self) -> bool:
        return self.public_point is not None


class Service(UUIDModel, TimeStampedModel):
    """One thing a family can use."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Open")
        TEMPORARILY_CLOSED = "temporarily closed", _("Closed for now")
        INACTIVE = "inactive", _("Not published")
        DEFUNCT = "defunct", _("Ended")

    class Coverage(models.TextChoices):
        UNKNOWN = "", _("Not known")
        LOCAL = "local", _("Around its place")
        CITYWIDE = "citywide", _("The whole area")
        NATIONAL = "national", _("All of England")
        OUTSIDE = "outside", _("Outside the area")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services"
    )
    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(_("address"), max_length=140, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("what it is"), blank=True)
    # HSDS eligibility_description, application_process, fees_description and wait_time.
    who_for = models.TextField(_("who it is for"), blank=True)
    how_to_get = models.TextField(_("how to get it"), blank=True)
    what_next = models.TextField(_("what happens next"), blank=True)
    cost_note = models.TextField(_("about the cost"), blank=True)
    wait_time = models.CharField(_("how long you may wait"), max_length=255, blank=True)
    # Whole years, both ends included; null is "not known", never "any age".
    minimum_age = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.ACTIVE
    )
    referral = ArrayField(
        models.CharField(max_length=10, choices=Referral.choices),
        verbose_name=_("who can refer"),
        default=list,
        blank=True,
    )
    delivery = ArrayField(
        models.CharField(max_length=10, choices=Delivery.choices),
        verbose_name=_("how it is given"),
        default=list,
        blank=True,
    )
    coverage = models.CharField(
        _("area it serves"), max_length=10, choices=Coverage.choices, blank=True
    )
    # ISO 639-1 codes, or "bfi" (ISO 639-3) for British Sign Language.
    languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    terms = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="services")
    locations = models.ManyToManyField(
        Location, through="ServiceAtLocation", blank=True, related_name="services"
    )
    assured_date = models.DateField(_("last checked"), null=True, blank=True)
    assurer = models.CharField(_("checked by"), max_length=255, blank=True)
    review_due = models.DateField(_("next check due"), null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, editable=False)
    source_id = models.CharField(max_length=200, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Archived because it was listed twice: its address leads to the one that was kept.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    # Raised by each edit; a form that was opened on an older one is stale.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=F("maximum_age")),
                name="service_ages_in_order",
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="service_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at"], name="service_updated"),
            # The A to Z: the services of one letter, in order.
            models.Index(Upper(Left("name_en", 1)), Lower("name_en"), name="service_letter"),
            # The freshness pages and reminders: what is due, the longest overdue first.
            models.Index(fields=["review_due"], name="service_review_due"),
            # Listings with nearly the same name (directory/duplicates.py).
            GinIndex(OpClass("name_en", "gin_trgm_ops"), name="service_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:service", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.archived_at is None and self.status in PUBLIC_STATUSES

    @property
    def is_overdue(self) -> bool:
        return self.review_due is not None and self.review_due < timezone.localdate()

    @property
    def is_long_unchecked(self) -> bool:
        """Never checked, or overdue with the last check longer ago than the settings allow.

        The same as `ServiceQuerySet.long_unchecked`.
        """
        today = timezone.localdate()
        if self.assured_date is None:
            return True
        is_due = self.review_due is None or self.review_due < today
        return is_due and self.assured_date < today - timedelta(days=settings.LONG_UNCHECKED_DAYS)

    @property
    def needs_referral(self) -> bool | None:
        """None when nobody has said."""
        return Referral.SELF not in self.referral if self.referral else None


PUBLIC_STATUSES = (Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED)


class ServiceAtLocation(UUIDModel):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="at_services")
    description = models.CharField(_("what happens here"), max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "location"], name="service_location_once")
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.location}"


class Schedule(UUIDModel):
    """When a service runs, in the words of RFC 5545 that Open Referral UK uses."""

    class Frequency(models.TextChoices):
        WEEKLY = "WEEKLY", _("Every week")
        MONTHLY = "MONTHLY", _("Every month")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="schedules")
    location = models.ForeignKey(
        Location, on_delete=models.SET_NULL, null=True, blank=True, related_name="schedules"
    )
    # Null with dates set: it happens once, or runs from valid_from to valid_to.
    freq = models.CharField(_("how often"), max_length=8, choices=Frequency.choices, blank=True)
    interval = models.PositiveSmallIntegerField(
        _("every so many weeks or months"), default=1, validators=[MinValueValidator(1)]
    )
    days = ArrayField(
        models.CharField(max_length=2, choices=Day.choices),
        verbose_name=_("days"),
        default=list,
        blank=True,
    )
    # For a monthly schedule: 1 is the first such day of the month, -1 the last.
    week_of_month = models.SmallIntegerField(
        _("which one of the month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-1), MaxValueValidator(5)],
    )
    dtstart = models.DateField(_("first date, for every other week"), null=True, blank=True)
    valid_from = models.DateField(_("runs from"), null=True, blank=True)
    valid_to = models.DateField(_("runs until"), null=True, blank=True)
    opens_at = models.TimeField(_("starts at"), null=True, blank=True)
    closes_at = models.TimeField(_("ends at"), null=True, blank=True)
    term_time_only = models.BooleanField(_("in school terms only"), default=False)
    note = models.CharField(_("note"), max_length=255, blank=True)

    class Meta:
        ordering = ["service", "freq", "opens_at"]

    def __str__(self) -> str:
        return f"{self.freq} {','.join(self.days)} {self.opens_at or ''}".strip()


class Phone(UUIDModel):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    number = models.CharField(_("phone number"), max_length=60)
    label = models.CharField(_("what it is for"), max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, service__isnull=True)
                | Q(organisation__isnull=True, service__isnull=False),
                name="phone_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.number


class CostOption(UUIDModel):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    option = models.CharField(_("what you pay for"), max_length=120, blank=True)
    # Pounds; 0 is free. Null with a description when the price is not a number.
    amount = models.DecimalField(
        _("price in pounds"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    amount_description = models.CharField(_("note"), max_length=255, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["amount"]

    def __str__(self) -> str:
        return f"{self.option} {self.amount if self.amount is not None else ''}".strip()


class Upload(UUIDModel):
    """A file as it is served: made anew from what somebody sent (core/uploads.py), never changed.

    The row is written before its files, and they are deleted before it: whatever is killed on the
    way, a row leads to what is left (directory/files.py).
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("Photo")
        DOCUMENT = "document", _("Document")
        VIDEO = "video", _("Video")
        CAPTIONS = "captions", _("Captions of a video")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Below MEDIA_ROOT, under a name that nobody can guess.
    file = models.FileField(max_length=120)
    # Of a photo: the same for a telephone.
    small = models.FileField(max_length=120, blank=True)
    # The name it came with, without anything that could mislead: the last part of its address.
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    # Of `file`: hexadecimal, and in bytes.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # Of a photo: of `file` and of `small`, in pixels.
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    small_width = models.PositiveSmallIntegerField(null=True, blank=True)
    small_height = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploads",
    )
    # For whose listing it was sent: who else may see it before it is published.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(kind="image") & Q(small="", width__isnull=True))
                | ~Q(small="")
                & Q(
                    kind="image",
                    width__isnull=False,
                    height__isnull=False,
                    small_width__isnull=False,
                    small_height__isnull=False,
                ),
                name="upload_photo_has_measures",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({filesizeformat(self.size)})"

    @property
    def is_image(self) -> bool:
        return self.kind == self.Kind.IMAGE

    @property
    def is_shown(self) -> bool:
        """Whether a browser shows it in a page: a document is for keeping."""
        return self.kind != self.Kind.DOCUMENT

    @property
    def format_name(self) -> str:
        """ "PDF", "DOCX": what the file is, as people call it."""
        return self.name.rpartition(".")[2].upper()

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.pk, self.name])

    @property
    def small_url(self) -> str:
        return reverse("file", args=[self.pk, f"small-{self.name}"])


class Photo(UUIDModel):
    """A photo on a service's page."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="photos")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="photos")
    alt = models.CharField(_("what the photo shows"), max_length=250)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt


class ServiceDocument(UUIDModel):
    """A file to download from a service's page."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="documents")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("name of the document"), max_length=120)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Requirement(UUIDModel, TimeStampedModel):
    """One thing that the law asks a Local Offer to contain, and what we publish towards it.

    Data, not code: laws change, so each item says from when to when it counts.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("what it is"), max_length=200)
    description = models.TextField(_("what the law asks"), blank=True)
    # A law's reference, not a link: "Children and Families Act 2014, section 30(2)(a)".
    law = models.CharField(_("where the law says it"), max_length=255)
    effective_from = models.DateField(_("counts from"), null=True, blank=True)
    # The last day on which it counts.
    effective_to = models.DateField(_("counts until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    # Fewer services and pages than this are too few.
    enough = models.PositiveSmallIntegerField(
        _("how many are enough"), default=3, validators=[MinValueValidator(1)]
    )
    terms = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="requirements")
    services = models.ManyToManyField(Service, blank=True, related_name="requirements")
    # Every service that is given outside the area counts too, whatever its topic.
    counts_outside = models.BooleanField(_("services outside the area count"), default=False)
    # Addresses of pages: of this site ("/information/...") or of another one.
    pages = ArrayField(
        models.CharField(max_length=500), verbose_name=_("pages"), default=list, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_to__isnull=True)
                | Q(effective_from__lte=F("effective_to")),
                name="requirement_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title


class LikelyPair(UUIDModel):
    """Two records that may be one. Found at night (directory/duplicates.py); an officer decides.

    `first` has the smaller key, so that a pair is written once.
    """

    first: models.ForeignKey
    first_id: Any
    second: models.ForeignKey
    second_id: Any
    # Of 100.
    score = models.PositiveSmallIntegerField()
    # What they share besides their name: the traits of directory/duplicates.py.
    shared = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    found_at = models.DateTimeField(auto_now=True)
    # An officer said that they are two: remembered, so that nobody is asked again.
    dismissed_at = models.DateTimeField(null=True, blank=True)

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-score", "pk"]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


def _pair_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["first", "second"], name=f"{name}_once"),
        models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name=f"{name}_in_order"),
    ]


class LikelyDuplicate(LikelyPair):
    """Two services."""

    first = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")

    class Meta(LikelyPair.Meta):
        constraints = _pair_constraints("duplicate_pair")


class LikelyDuplicateOrganisation(LikelyPair):
    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta(LikelyPair.Meta):
        constraints = _pair_constraints("duplicate_organisation_pair")


class LikelyDuplicateLocation(LikelyPair):
    first = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")

    class Meta(LikelyPair.Meta):
        constraints = _pair_constraints("duplicate_location_pair")
