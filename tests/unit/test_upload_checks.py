"""What strangers send: what is made of it, and what is refused."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageCms

from core import uploads
from core.uploads import Refused
from tests.sending import docx, image_bytes, located, odt, pdf_bytes, relations, sent, zipped

HTML = b"<!doctype html><script>alert('ha')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    red, green, _blue = image.convert("RGB").getpixel(place)
    return red > 150 and green < 90


# --- Photos ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_written_anew_in_two_sizes(kind):
    made = uploads.picture(sent("a.jpg", image_bytes(kind, size=(3000, 2000))))
    large, small = opened(made.large), opened(made.small)
    assert (large.format, large.size) == ("WEBP", (1600, 1067))
    assert (small.format, small.size) == ("WEBP", (640, 427))
    assert (made.large_size, made.small_size) == (large.size, small.size)


def test_a_small_photo_is_not_made_larger():
    assert uploads.picture(sent("a.png", image_bytes("PNG", size=(300, 200)))).large_size == (
        300,
        200,
    )


def test_nothing_is_kept_of_where_and_with_what_it_was_taken():
    before = located()
    assert b"Carla" in before
    assert opened(before).getexif().get_ifd(0x8825)
    made = uploads.picture(sent("a.jpg", before))
    for content in (made.large, made.small):
        image = opened(content)
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert b"Carla" not in content
        assert b"EXIF" not in content


def test_a_photo_that_lies_on_its_side_is_put_upright():
    made = uploads.picture(sent("a.jpg", located()))
    image = opened(made.large)
    assert image.size == (600, 800)
    assert is_red(image, (590, 10))
    assert not is_red(image, (10, 10))


def test_colours_of_another_profile_become_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile that calls blue what others call red.
    odd = profile.replace(b"rXYZ", b"temp").replace(b"bXYZ", b"rXYZ").replace(b"temp", b"bXYZ")
    made = uploads.picture(sent("a.png", image_bytes("PNG", icc_profile=odd)))
    red, _green, blue = opened(made.large).getpixel((10, 10))
    assert blue > 200
    assert red < 90
    broken = uploads.picture(sent("a.png", image_bytes("PNG", icc_profile=b"no profile")))
    assert "icc_profile" not in opened(broken.large).info


def test_print_colours_and_palettes_can_be_shown_too():
    assert uploads.picture(sent("a.jpg", image_bytes(mode="CMYK"))).large
    written = BytesIO()
    Image.new("P", (40, 40)).save(written, "PNG")
    assert uploads.picture(sent("a.png", written.getvalue())).large_size == (40, 40)


def test_what_can_be_seen_through_gets_white_behind_it():
    written = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(written, "PNG")
    made = uploads.picture(sent("a.png", written.getvalue()))
    assert opened(made.large).getpixel((20, 20)) == (255, 255, 255)


def test_of_an_animation_the_first_picture_is_kept():
    written = BytesIO()
    first, second = (Image.new("RGB", (60, 40), colour) for colour in ("red", "blue"))
    first.save(written, "WEBP", save_all=True, append_images=[second])
    image = opened(uploads.picture(sent("a.webp", written.getvalue())).large)
    assert getattr(image, "n_frames", 1) == 1
    assert is_red(image, (30, 20))


def test_what_hangs_behind_a_photo_is_left_behind():
    made = uploads.picture(sent("a.jpg", image_bytes() + HTML + zipped(a="b")))
    assert b"script" not in made.large + made.small
    assert b"PK\x03\x04" not in made.large + made.small


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 50,000 pixels each way."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checked)

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        SVG,
        b"\xff\xd8\xff\xe0" + HTML,
        b"GIF89a" + HTML,
        image_bytes("GIF"),
        image_bytes("TIFF"),
        image_bytes()[:2000],
        image_bytes("PNG")[:300],
        b"\x00\x00\x00\x20ftypheic" + b"\0" * 200,
        pdf_bytes(),
        bomb(),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_photo_is_refused_with_words(content):
    with pytest.raises(Refused) as refusal:
        uploads.picture(sent("holiday.jpg", content, "image/jpeg"))
    assert str(refusal.value).endswith(".")


def test_a_photo_may_have_no_more_than_ten_megabytes():
    huge = sent("a.jpg", image_bytes() + b"\0" * uploads.LARGEST_PHOTO)
    with pytest.raises(Refused, match="10 MB"):
        uploads.picture(huge)


# --- Documents ------------------------------------------------------------------------------------


def test_a_pdf_is_written_anew():
    made = uploads.paper(sent("a.exe", pdf_bytes() + HTML))
    content = made.content.read()
    assert (made.content_type, made.extension, made.size) == (uploads.PDF, "pdf", len(content))
    assert b"script" not in content
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1


def test_a_tagged_pdf_with_links_stays_as_good_as_it_was():
    def change(pdf):
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type="/StructTreeRoot"))
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([]))
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(A=link)])

    with pikepdf.open(uploads.paper(sent("a.pdf", pdf_bytes(change))).content) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.pages[0].Annots[0].A.URI == "https://example.org"


def script_at_opening(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def script_deep_inside(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
    pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(AA=pikepdf.Dictionary(E=action))])


def named_scripts(pdf):
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))


def program(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def file_inside(pdf):
    pdf.attachments["evil.exe"] = b"MZ"


def form_that_sends_itself(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.org")
    pdf.pages[0].AA = pdf.make_indirect(pikepdf.Dictionary(O=action))


@pytest.mark.parametrize(
    "change",
    [
        script_at_opening,
        script_deep_inside,
        named_scripts,
        program,
        file_inside,
        form_that_sends_itself,
    ],
)
def test_a_pdf_in_which_something_could_run_is_refused(change):
    for stream_mode in pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate:
        content = pdf_bytes(change, object_stream_mode=stream_mode)
        with pytest.raises(Refused, match="Print it into a new PDF"):
            uploads.paper(sent("a.pdf", content))


def test_a_script_cannot_hide_behind_another_spelling_of_its_name():
    content = pdf_bytes(script_at_opening).replace(b"/JavaScript", b"/J#61vaScript")
    with pytest.raises(Refused):
        uploads.paper(sent("a.pdf", content))


def test_a_pdf_with_a_password_is_refused_with_what_to_do():
    for password in ("secret", ""):
        locked = pdf_bytes(encryption=pikepdf.Encryption(user=password, owner="secret"))
        with pytest.raises(Refused, match="without one"):
            uploads.paper(sent("a.pdf", locked))


def test_a_word_document_loses_the_names_of_its_authors_and_nothing_else():
    made = uploads.paper(sent("a.docx", docx() + HTML))
    assert made.content_type == uploads.DOCX
    content = made.content.read()
    assert HTML not in content
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert packed.read("word/document.xml") == b"<document>Prices</document>"
        facts = packed.read("docProps/core.xml")
    assert b"Prices" in facts
    assert b"Carla" not in facts


def test_an_open_document_keeps_its_kind_in_front():
    content = uploads.paper(sent("a.odt", odt())).content.read()
    assert content[30:].startswith(b"mimetype" + uploads.ODT.encode())
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert b"Carla" not in packed.read("meta.xml")


ENTITIES = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"""


@pytest.mark.parametrize(
    "content",
    [
        docx(**{"word/vbaProject.bin": b"macro"}),
        docx(**{"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
        docx(**{"word/embeddings/oleObject1.bin": b"MZ"}),
        docx(**{"word/activeX/activeX1.xml": "<x/>"}),
        docx(**{"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://e.org")}),
        docx(**{"word/_rels/document.xml.rels": relations("oleObject", "file://e")}),
        docx(**{"word/_rels/document.xml.rels": "not xml"}),
        docx(**{"docProps/core.xml": ENTITIES}),
        odt(**{"Basic/Standard/Module1.xml": "<x/>"}),
        odt(**{"Scripts/python/a.py": "x"}),
        odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        zipped(**{"index.html": HTML}),
        zipped(**{"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}),
        docx()[:200],
        b"PK\x03\x04" + HTML,
        b"MZ" + HTML,
        b" " + pdf_bytes(),
        pdf_bytes()[:300],
        b"%PDF-1.7\n" + HTML,
        image_bytes(),
        HTML,
        b"",
    ],
    ids=range(22),
)
def test_other_documents_are_refused_with_words(content):
    with pytest.raises(Refused) as refusal:
        uploads.paper(sent("leaflet.docx", content))
    assert str(refusal.value).endswith(".")


def test_a_link_in_a_word_document_may_stay():
    linked = docx(**{"word/_rels/document.xml.rels": relations("hyperlink", "https://e.org")})
    assert uploads.paper(sent("a.docx", linked)).extension == "docx"


def test_a_document_that_grows_when_it_is_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(Refused, match="too big inside"):
        uploads.paper(sent("a.docx", docx(**{"word/media/a.xml": b"\0" * 1_000_001})))
    monkeypatch.setattr(uploads, "MOST_PARTS", 3)
    with pytest.raises(Refused, match="too big inside"):
        uploads.paper(sent("a.docx", docx(**{"word/a.xml": "<a/>"})))


def test_a_document_may_have_no_more_than_twenty_megabytes():
    with pytest.raises(Refused, match="20 MB"):
        uploads.paper(sent("a.pdf", pdf_bytes() + b"\0" * uploads.LARGEST_DOCUMENT))


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("Price list (2026).PDF", "price-list-2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Carla\\flyer.docx", "flyer.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("invoice‮fdp.exe", "invoicefdp.pdf"),
        ("قائمة الأسعار.pdf", "قائمة-الأسعار.pdf"),
        ("\r\nSet-Cookie: a=b.pdf", "set-cookie-ab.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
    ],
)
def test_names_are_cleaned(typed, clean):
    assert uploads.clean_name(typed, "pdf") == clean
