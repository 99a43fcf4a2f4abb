"""What strangers send, made into files that may be shown: each is opened, looked through and
written anew. What it is called, and what the browser says it is, counts for nothing.

Photos: decoded, turned upright, brought to sRGB and encoded again, so that nothing of the sent file
is kept: no place, no camera, no second file behind the first. Documents: nothing in them may run.
PDF: ISO 32000-1, 12.6.4 (actions), 7.11.4 (embedded files). Word: ISO/IEC 29500-2; ODF: OASIS 1.3.
"""

import hashlib
import re
import shutil
import threading
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, BinaryIO, cast

import pikepdf
from django.core.files.base import File
from django.utils.text import slugify
from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image, ImageCms, ImageOps

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 10 * MEGABYTE
LARGEST_DOCUMENT = 20 * MEGABYTE
# With what else a form sends, one request may bring 100 MB (core.uploadhandlers).
LARGEST_VIDEO = 95 * MEGABYTE
LARGEST_CAPTIONS = 1 * MEGABYTE
# A JPEG is decoded at a fraction of its size (draft), so that it may have more.
MOST_PIXELS = {"JPEG": 100_000_000, "MPO": 100_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}
# The longer side, in pixels.
LARGE, SMALL = 1600, 640
_QUALITY = 78
# Of an office document: what it takes when it is unpacked, and how many parts it has.
MOST_UNPACKED = 150 * MEGABYTE
MOST_PARTS = 3000
MOST_PDF_OBJECTS = 200_000
_LONGEST_NAME = 60

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"

# A decoded photo takes up to 120 MB: the threads of one process take turns.
_one_at_a_time = threading.Lock()


class Refused(Exception):
    """The file cannot be taken. The message says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """A photo in two sizes as WebP, each with its width and height in pixels."""

    large: bytes
    large_size: tuple[int, int]
    small: bytes
    small_size: tuple[int, int]

    content_type = "image/webp"
    extension = "webp"


@dataclass(frozen=True)
class Paper:
    """A document, a video or captions: the file, wound back to its beginning, and what it is."""

    content: IO[bytes]
    size: int
    content_type: str
    extension: str


def clean_name(typed: str, extension: str) -> str:
    """The name of a sent file as the last part of an address: "Flyer (new).PDF", "flyer-new.pdf".

    Letters of every script stay; paths, signs and what turns the direction of writing do not.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", typed))[-1]
    stem = slugify(last.rpartition(".")[0] or last, allow_unicode=True)[:_LONGEST_NAME].strip("-_")
    return f"{stem or 'file'}.{extension}"


def digest(content: IO[bytes]) -> str:
    """SHA-256 in hexadecimal; `content` is wound back."""
    content.seek(0)
    found = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    content.seek(0)
    return found


def _must_fit(sent: "File[bytes]", largest: int) -> None:
    if not sent.size:
        raise Refused(_("This file is empty. Choose it again."))
    if sent.size > largest:
        raise Refused(
            _("This file is too big. It may have up to {number} MB. Save it smaller.").format(
                number=largest // MEGABYTE
            )
        )


# --- Photos ---------------------------------------------------------------------------------------


def picture(sent: "File[bytes]") -> Picture:
    """The photo that was sent, in two sizes. Raises Refused."""
    _must_fit(sent, LARGEST_PHOTO)
    with _one_at_a_time:
        try:
            upright = _decoded(sent)
            return Picture(*_encoded(upright, LARGE), *_encoded(upright, SMALL))
        # The decoders raise many things for a file that was made to break them.
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise Refused(_not_a_photo()) from error


def _not_a_photo() -> str:
    return _("We cannot open this as a photo. Send a photo saved as JPEG, PNG or WebP.")


def _decoded(sent: "File[bytes]") -> Image.Image:
    sent.seek(0)
    with Image.open(sent, formats=("JPEG", "PNG", "WEBP")) as opened:
        if opened.width * opened.height > MOST_PIXELS[str(opened.format)]:
            raise Refused(_("This photo has too many pixels. Save it smaller and send it again."))
        opened.draft("RGB", (LARGE, LARGE))
        # An animation shows its first picture.
        opened.seek(0)
        profile = opened.info.get("icc_profile")
        drawn = _plain(opened)
        # First of all, so that what follows works on few pixels.
        drawn.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
        return _on_white(_in_srgb(ImageOps.exif_transpose(drawn), profile))


def _plain(image: Image.Image) -> Image.Image:
    """The image with its own colour in each pixel, not a number in a palette."""
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile: the colours are a little off
    return converted or image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered)
    return ground


def _encoded(image: Image.Image, longest: int) -> tuple[bytes, tuple[int, int]]:
    drawn = image.copy()
    drawn.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    # Only what is said here is written: Pillow would keep the profile and EXIF that it read.
    drawn.info = {}
    written = BytesIO()
    drawn.save(written, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return written.getvalue(), drawn.size


# --- Documents ------------------------------------------------------------------------------------


def paper(sent: "File[bytes]") -> Paper:
    """The document that was sent, written anew. Raises Refused."""
    _must_fit(sent, LARGEST_DOCUMENT)
    sent.seek(0)
    beginning = sent.read(5)
    sent.seek(0)
    if beginning == b"%PDF-":
        return _pdf(sent)
    if beginning[:4] == b"PK\x03\x04":
        return _office(sent)
    raise Refused(_not_a_document())


def _not_a_document() -> str:
    return _("We cannot open this as a document. Send a PDF, or a Word or OpenDocument text.")


def _paper(content: IO[bytes], content_type: str, extension: str) -> Paper:
    size = content.seek(0, 2)
    content.seek(0)
    return Paper(content, size, content_type, extension)


# What does something by itself or holds another file, wherever it stands in a PDF.
_RUNS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"),
    *("/GoToR", "/GoToE", "/RichMediaExecute", "/GoTo3DView"),
}
_HOLDS = {"/JS", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/JavaScript"}


def _pdf(sent: "File[bytes]") -> Paper:
    try:
        # Nothing is guessed: another program could guess otherwise and find what we did not see.
        with pikepdf.open(
            cast(BinaryIO, sent), attempt_recovery=False, suppress_warnings=True
        ) as pdf:
            if pdf.is_encrypted:
                raise Refused(_protected())
            if not len(pdf.pages):
                raise Refused(_("This PDF has no pages. Save it again as a PDF."))
            _must_not_run(pdf)
            written = BytesIO()
            # Objects that nothing refers to, and what stands behind the end, are left out.
            pdf.save(written)
    except pikepdf.PasswordError as error:
        raise Refused(_protected()) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError) as error:
        raise Refused(
            _("We cannot read this PDF. Open it, save it again as a PDF and send that.")
        ) from error
    return _paper(written, PDF, "pdf")


def _protected() -> str:
    return _("This document has a password. Save it without one and send it again.")


def _must_not_run(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MOST_PDF_OBJECTS:
        raise Refused(_("This PDF is too complicated. Print it into a new PDF and send that."))
    for found in _dictionaries(pdf):
        if _runs(found):
            raise Refused(
                _(
                    "This PDF has a program, a form that sends itself or another file inside. "
                    "Print it into a new PDF and send that."
                )
            )


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, also those inside others. No recursion: depth is no limit."""
    for each in pdf.objects:
        waiting = [each]
        while waiting:
            one: Any = waiting.pop()
            if isinstance(one, pikepdf.Array):
                waiting += [child for child in one if _is_inside(child)]
            elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                waiting += [child for _key, child in one.items() if _is_inside(child)]


def _is_inside(child: Any) -> bool:
    # What has a number of its own comes by itself.
    return isinstance(child, pikepdf.Array | pikepdf.Dictionary) and not child.is_indirect


def _runs(found: Any) -> bool:
    keys = set(found.keys())
    if keys & _HOLDS:
        return True
    kind = found.get("/S")
    return isinstance(kind, pikepdf.Name) and str(kind) in _RUNS


# --- Word and OpenDocument ------------------------------------------------------------------------

_WITH_MACROS = re.compile(
    r"vbaproject|vbadata|activex|(^|/)embeddings/|(^|/)(basic|scripts|dialogs)/|^object \d+$"
    r"|\.(bin|exe|js|vbs)$",
    re.IGNORECASE,
)
# What Word fetches from elsewhere by itself; a link that a reader presses may stay.
_FETCHED = ("attachedTemplate", "oleObject", "frame", "subDocument", "externalLink")
_PEOPLE = {"creator", "lastModifiedBy", "initial-creator", "printed-by"}


def _office(sent: "File[bytes]") -> Paper:
    try:
        with zipfile.ZipFile(sent) as packed:
            parts = packed.infolist()
            _must_unpack(parts)
            content_type, extension = _office_kind(packed)
            if any(_WITH_MACROS.search(part.filename) for part in parts):
                raise Refused(_has_macros())
            return _paper(_packed_again(packed, parts), content_type, extension)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refused(_not_a_document()) from error


def _has_macros() -> str:
    return _(
        "This document has macros or another file inside. Save it as a PDF and send that instead."
    )


def _must_unpack(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_protected())
    # No more than a part says it has is ever unpacked, so that what it says can be relied on.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(_("This document is too big inside. Save it as a PDF and send that."))
    if len({part.filename for part in parts}) < len(parts):
        raise Refused(_not_a_document())


def _office_kind(packed: zipfile.ZipFile) -> tuple[str, str]:
    names = set(packed.namelist())
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        # Word goes by what the list of parts says, not by their names.
        if b"macroenabled" in packed.read("[Content_Types].xml").lower():
            raise Refused(_has_macros())
        return DOCX, "docx"
    if {"mimetype", "content.xml"} <= names and packed.read("mimetype") == ODT.encode():
        return ODT, "odt"
    raise Refused(_not_a_document())


def _packed_again(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> IO[bytes]:
    """The same parts in the same order, without anything between or behind them."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as fresh:
        for part in parts:
            copy = zipfile.ZipInfo(part.filename)
            # The first part of an OpenDocument is not packed, so that its kind can be read.
            copy.compress_type = (
                zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            )
            with packed.open(part) as source, fresh.open(copy, "w") as target:
                if part.filename in ("docProps/core.xml", "meta.xml"):
                    target.write(_without_people(source.read()))
                elif part.filename.lower().endswith(".rels"):
                    target.write(_without_fetching(source.read()))
                else:
                    shutil.copyfileobj(source, target)
    return written


def _xml(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_not_a_document()) from error
    # None of the programs that write these files declares anything there.
    if root.getroottree().docinfo.doctype:
        raise Refused(_not_a_document())
    return root


def _without_people(content: bytes) -> bytes:
    """The facts about a document without the names of who wrote it."""
    root = _xml(content)
    for element in root.iter("{*}*"):
        if etree.QName(element).localname in _PEOPLE:
            element.text = ""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without_fetching(content: bytes) -> bytes:
    for relation in _xml(content).iter("{*}Relationship"):
        is_outside = relation.get("TargetMode", "").lower() == "external"
        if is_outside and relation.get("Type", "").endswith(_FETCHED):
            raise Refused(_has_macros())
    return content


# --- Videos and their captions --------------------------------------------------------------------

MP4, WEBM, VTT = "video/mp4", "video/webm", "text/vtt"
# ISO/IEC 14496-12, 4.3: the boxes that stand at the top of an MP4 file.
_BOXES = frozenset("ftyp moov mdat free skip wide moof mfra sidx styp uuid meta pdin emsg".split())
_MP4_BRANDS = frozenset(["M4V ", *"isom iso2 iso3 iso4 iso5 iso6 mp41 mp42 avc1 MSNV dash".split()])
_MOST_BOXES = 20_000
# RFC 8794: what every EBML file begins with.
_EBML = b"\x1a\x45\xdf\xa3"


def video(sent: "File[bytes]") -> Paper:
    """The MP4 or WebM video that was sent. Raises Refused.

    Its pictures are not drawn anew, as a photo's are: whoever sends a video is staff.
    """
    _must_fit(sent, LARGEST_VIDEO)
    beginning = _beginning(sent, 4096)
    if beginning[4:8] == b"ftyp" and _is_mp4(sent):
        return _paper(cast(IO[bytes], sent), MP4, "mp4")
    if beginning.startswith(_EBML) and b"webm" in beginning[:64]:
        return _paper(cast(IO[bytes], sent), WEBM, "webm")
    raise Refused(_("We cannot open this as a video. Save it as MP4 or WebM and send that."))


def _beginning(sent: "File[bytes]", length: int) -> bytes:
    sent.seek(0)
    found = sent.read(length)
    sent.seek(0)
    return found


def _is_mp4(sent: "File[bytes]") -> bool:
    """Whether it is made of boxes from beginning to end, with what a player needs to know."""
    size, at = int(sent.size or 0), 0
    kinds: set[str] = set()
    for _count in range(_MOST_BOXES):
        if at == size:
            return {"ftyp", "moov"} <= kinds
        found = _box(sent, at, size)
        if found is None:
            return False
        kind, length = found
        kinds.add(kind)
        at += length
    return False


def _box(sent: "File[bytes]", at: int, size: int) -> tuple[str, int] | None:
    """The kind and the length in bytes of the box there; None when there is none."""
    sent.seek(at)
    header = sent.read(16)
    if len(header) < 8:
        return None
    length, kind = int.from_bytes(header[:4], "big"), header[4:8].decode("latin-1")
    smallest = 8
    if length == 1:
        length, smallest = int.from_bytes(header[8:16], "big"), 16
    elif length == 0:
        length = size - at
    if kind not in _BOXES or not smallest <= length <= size - at:
        return None
    if kind == "ftyp" and header[8:12].decode("latin-1") not in _MP4_BRANDS:
        return None
    return kind, length


def captions(sent: "File[bytes]") -> Paper:
    """The WebVTT captions that were sent, written anew as UTF-8. Raises Refused."""
    _must_fit(sent, LARGEST_CAPTIONS)
    try:
        text = _beginning(sent, LARGEST_CAPTIONS).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_not_captions()) from error
    if not re.match(r"WEBVTT(?=[ \t\r\n])", text) or "-->" not in text or "\0" in text:
        raise Refused(_not_captions())
    return _paper(BytesIO(text.encode()), VTT, "vtt")


def _not_captions() -> str:
    return _("We cannot read these captions. Send a WebVTT file: its name ends with .vtt")
