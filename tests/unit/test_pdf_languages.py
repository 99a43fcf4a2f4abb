"""A PDF in each language: its words can be drawn, and it says what it is."""

from io import BytesIO

import pikepdf
import pytest

from core.languages import BY_CODE, CODES, tag
from core.pdf import typeset
from core.pdf.blocks import bullets, heading, paragraph, run, table
from tests import pdfs

WORDS = {
    "en": "Help for families",
    "ar": "مساعدة للعائلات",
    "bn": "পরিবারের জন্য সাহায্য",
    "fa": "کمک به خانواده‌ها",
    "pa": "ਪਰਿਵਾਰਾਂ ਲਈ ਮਦਦ",
    "pl": "Pomoc dla rodzin: zażółć gęślą jaźń",
    "pt": "Ajuda para famílias",
    "ro": "Ajutor pentru familii, școală",
    "so": "Caawimaad qoysaska",
    "ur": "خاندانوں کے لیے مدد",
    "zh-hans": "家庭帮助",
}
RIGHT_TO_LEFT = [code for code in CODES if BY_CODE[code].rtl]
NUMBERS = ["01632 960100", "+44 1632 960123", "£4.50", "2024-25"]


def made(code: str, *more: str) -> pikepdf.Pdf:
    words = WORDS[code]
    english = {"type": "paragraph", "runs": [run(words), run("Swimming club", lang="en")]}
    blocks = [
        heading(2, words),
        paragraph(words),
        english,
        bullets([[paragraph(words)]]),
        table(words, [words, "A"], [[words, "1"]], [1, 1]),
        *(paragraph(f"{words} {each}") for each in more),
    ]
    content = typeset.make(
        blocks, title=words, subtitle=words, author="Council", contents=words, language=code
    )
    return pikepdf.open(BytesIO(content))


def test_there_are_words_of_every_language():
    assert set(WORDS) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_it_is_tagged_named_and_whole(code):
    with made(code) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(root.Lang).split("-")[0] == tag(code).split("-")[0]
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == WORDS[code]
        with pdf.open_outline() as outline:
            assert [str(item.title) for item in outline.root] == [WORDS[code]]
        names = [name for name, _alt in pdfs.tags(root.StructTreeRoot)]
        assert {"H1", "P", "L", "LI", "Table", "TH", "TD"} <= set(names)
        assert all(pdfs.is_embedded(font) and "/ToUnicode" in font for font in pdfs.fonts(pdf))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_reads_from_the_left_in_every_language(code, number):
    with made(code, number) as pdf:
        drawn = " ".join(" ".join(pdfs.lines(page)) for page in pdf.pages)
    assert number in drawn


@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
def test_what_stands_beside_a_number_keeps_its_side(code):
    """The name comes after the number: to its left."""
    with made(code, "01632 960123 (Anna)") as pdf:
        [line] = [line for page in pdf.pages for line in pdfs.lines(page) if "Anna" in line]
    assert line.index("Anna") < line.index("01632 960123")
