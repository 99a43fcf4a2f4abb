"""What pages of words are illustrated and explained with: pictures, videos, the glossary."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel, UUIDModel
from core.translations import english
from directory.models import Upload


class LibraryEntry(UUIDModel, TimeStampedModel):
    """A thing of the library. `version` counts its changes, so that none is overwritten unseen."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Image(LibraryEntry):
    """A picture for pages. Everybody who has the address of its file may see it.

    Its file never changes: a page names it by the address of its file.
    """

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="image")
    title = models.CharField(_("name of the picture"), max_length=120)
    alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    is_decorative = models.BooleanField(_("it says nothing that the text does not"), default=False)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=False) | Q(alt_en=""),
                name="image_decorative_or_described",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def markdown(self) -> str:
        """How a page's text names it. Its words come from here, in the language of the page."""
        return f"![]({self.upload.get_absolute_url()})"

    @property
    def is_described(self) -> bool:
        """Whether somebody who cannot see it misses nothing."""
        return self.is_decorative or bool(self.alt)


class Player(NamedTuple):
    """Where a video of another site is shown, and where it can be watched there."""

    name: str
    host: str
    src: str
    watch: str


_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{5,12})(?:/([0-9a-f]{8,12}))?/?")


def player_of(address: str) -> Player | None:
    """The player of a YouTube or Vimeo address; None for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _youtube(host, parts.path, parts.query)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(parts.path, parts.query)
    return None


def _youtube(host: str, path: str, query: str) -> Player | None:
    first, _slash, second = path.strip("/").partition("/")
    found = (
        first
        if host == "youtu.be"
        else second
        if first in ("embed", "shorts", "live")
        else parse_qs(query).get("v", [""])[0]
    )
    if not _YOUTUBE_ID.fullmatch(found):
        return None
    # The address of YouTube that sets no cookie until the video plays.
    host = "www.youtube-nocookie.com"
    src = f"https://{host}/embed/{found}?autoplay=1&rel=0"
    return Player("YouTube", host, src, f"https://www.youtube.com/watch?v={found}")


def _vimeo(path: str, query: str) -> Player | None:
    if not (found := _VIMEO_PATH.fullmatch(path)):
        return None
    number, key = found[1], found[2] or parse_qs(query).get("h", [""])[0]
    key = key if re.fullmatch(r"[0-9a-f]*", key) else ""
    host = "player.vimeo.com"
    src = f"https://{host}/video/{number}?autoplay=1&dnt=1{f'&h={key}' if key else ''}"
    watch = f"https://vimeo.com/{number}{f'/{key}' if key else ''}"
    return Player("Vimeo", host, src, watch)


class Video(LibraryEntry):
    """A film or animation: a file of our own, or one on YouTube or Vimeo."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("what it is about"), max_length=300, blank=True)
    transcript = models.TextField(_("everything that is said and shown"), blank=True)
    address = models.URLField(_("address on YouTube or Vimeo"), max_length=300, blank=True)
    file = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="videos",
        verbose_name=_("video file"),
    )
    # Of an own file: a player of another site brings its own.
    captions = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="captioned_videos",
        verbose_name=_("captions"),
    )
    # What an officer says of a video on another site: it cannot be seen from here.
    has_captions = models.BooleanField(_("it has captions there"), default=False)

    class Meta:
        ordering = ["title_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(address="") & Q(file__isnull=False))
                | (~Q(address="") & Q(file__isnull=True) & Q(captions__isnull=True)),
                name="video_file_or_address",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:video", args=[self.slug])

    @property
    def markdown(self) -> str:
        """A paragraph of a page's text that shows it."""
        words = english(self, "title").replace("[", "(").replace("]", ")")
        return f"[{words}](/videos/{self.slug}/)"

    @property
    def player(self) -> Player | None:
        return player_of(self.address) if self.address else None

    @property
    def may_be_shown_here(self) -> bool:
        """Whether this site may frame the player: the council names the hosts."""
        return self.player is not None and self.player.host in settings.VIDEO_HOSTS

    @property
    def is_captioned(self) -> bool:
        return self.captions_id is not None or self.has_captions


class GlossaryEntry(LibraryEntry):
    """A word or a row of letters that families meet, and what it means."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    # "EHCP"; empty for a word that is not short for others.
    acronym = models.CharField(_("letters"), max_length=20, blank=True)
    title = models.CharField(_("words"), max_length=120)
    explanation = models.TextField(_("what it means"), blank=True)
    search_words = models.TextField(_("other words for it"), blank=True)
    # Not for what everybody knows by its letters, such as GP.
    is_explained = models.BooleanField(_("explain it where it stands on a page"), default=True)

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "glossary entries"

    def __str__(self) -> str:
        return f"{self.acronym} – {self.title}" if self.acronym else self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('library:glossary')}#{self.slug}"

    @property
    def letter(self) -> str:
        """Under which letter it stands, in every language: that of what it is called in English."""
        return self.place[0]

    @property
    def place(self) -> tuple[str, str]:
        """By which the glossary is sorted."""
        name = (self.acronym or english(self, "title")).lower()
        return (name[:1].upper() if name[:1].isalpha() else "0-9"), name
