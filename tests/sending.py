"""Files as people send them, good and bad, made in memory."""

import zipfile
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.uploads import ODT


def sent(name: str, content: bytes, content_type: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def photo(name: str = "pool.jpg", *, size: tuple[int, int] = (800, 600), **saving: Any):
    return sent(name, image_bytes(size=size, **saving), "image/jpeg")


def image_bytes(
    kind: str = "JPEG", *, size: tuple[int, int] = (800, 600), mode: str = "RGB", **saving: Any
) -> bytes:
    written = BytesIO()
    image = Image.new(mode, size, "teal")
    # The upper left corner is red, so that a test can see which way up it is.
    image.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    image.save(written, kind, **saving)
    return written.getvalue()


def located() -> bytes:
    """A photo as a phone takes it: lying on its side, with the place and the camera's name."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    exif[0x010F] = "Camera of Carla"
    exif.get_ifd(0x8825)[2] = (50.0, 54.0, 25.0)
    return image_bytes(exif=exif.tobytes(), comment=b"taken by Carla")


def pdf_bytes(change: Any = None, **saving: Any) -> bytes:
    """A PDF of one empty page; `change` is given the pikepdf.Pdf before it is written."""
    written = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(written, **saving)
    return written.getvalue()


def document(name: str = "Price list.pdf"):
    return sent(name, pdf_bytes(), "application/pdf")


def zipped(**parts: str | bytes) -> bytes:
    """A zip file; `__` in a name stands for "/" and the extension comes after the last "_"."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


_CORE = """<?xml version="1.0"?><cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Prices</dc:title>
 <dc:creator>Carla</dc:creator><cp:lastModifiedBy>Carla</cp:lastModifiedBy></cp:coreProperties>"""


def docx(**more: str | bytes) -> bytes:
    """As much of a Word document as is looked at, with parts added or replaced."""
    return zipped(
        **{
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": "<document>Prices</document>",
            "docProps/core.xml": _CORE,
            **more,
        }
    )


def odt(**more: str | bytes) -> bytes:
    return zipped(**{"mimetype": ODT, "content.xml": "<content/>", "meta.xml": _CORE, **more})


def relations(kind: str, target: str) -> str:
    """The part of a Word document that says where another one is."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    )
