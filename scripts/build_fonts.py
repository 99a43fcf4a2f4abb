"""Makes the fonts that come with the site, in static/fonts, and the style sheets that name them.

    python scripts/build_fonts.py

From the fonts of the PDFs (core/pdf/fonts), cut to what a language needs and compressed (WOFF2).
A device that has a font of its own for a script fetches nothing: the sheets ask for that by name
first. The results are committed; run it again when a language is added, and for Chinese when many
new words were translated: the characters of the interface make up the first slices.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FROM = ROOT / "core" / "pdf" / "fonts"
TO = ROOT / "static" / "fonts"
SHEETS = ROOT / "static" / "css"
# The rules of joining and of marks, and those that a language switches on by itself.
FEATURES = ["*"]


class Script(NamedTuple):
    """A font for one script: where it comes from and which letters it is asked for."""

    name: str
    source: str
    ranges: tuple[tuple[int, int], ...]
    # What devices call the fonts they have, in full: {weight: names}.
    on_devices: dict[int, tuple[str, ...]]


ARABIC = Script(
    "arabic",
    "NotoSansArabic",
    # Arabic with the letters of Persian and Urdu; joiners; marks of direction; forms of old texts.
    ((0x0600, 0x06FF), (0x200C, 0x200F), (0xFDF2, 0xFDF2), (0xFDFC, 0xFDFC)),
    {
        400: ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Naskh Arabic UI", "Geeza Pro"),
        700: (
            "Noto Sans Arabic Bold",
            "Noto Naskh Arabic Bold",
            "Noto Naskh Arabic UI Bold",
            "Geeza Pro Bold",
        ),
    },
)
BENGALI = Script(
    "bengali",
    "NotoSansBengali",
    ((0x0964, 0x0965), (0x0980, 0x09FF), (0x200C, 0x200D)),
    {
        400: ("Noto Sans Bengali", "Noto Sans Bengali UI", "Kohinoor Bangla"),
        700: ("Noto Sans Bengali Bold", "Noto Sans Bengali UI Bold", "Kohinoor Bangla Semibold"),
    },
)
GURMUKHI = Script(
    "gurmukhi",
    "NotoSansGurmukhi",
    ((0x0964, 0x0965), (0x0A00, 0x0A7F), (0x200C, 0x200D), (0x262C, 0x262C)),
    {
        400: ("Noto Sans Gurmukhi", "Noto Sans Gurmukhi UI", "Gurmukhi MN"),
        700: ("Noto Sans Gurmukhi Bold", "Noto Sans Gurmukhi UI Bold", "Gurmukhi MN Bold"),
    },
)
WHOLE = (ARABIC, BENGALI, GURMUKHI)

CHINESE = "NotoSansSC-Regular"
CHINESE_ON_DEVICES = ("Noto Sans CJK SC", "NotoSansCJKsc-Regular", "Noto Sans SC", "PingFang SC")
# Small enough that a page fetches little it does not show, few enough that it asks rarely.
SLICE = 96
# Characters that a page of words may hold beside those of the interface, by their place in Unicode.
RARE_SLICE = 64
# The commonest characters of any Chinese text: what people write beside the interface.
COMMON = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    "明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给"
    "世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔"
)
PUNCTUATION = "、。《》「」『』【】〈〉·…—‘’“”！（），：；？％～￥"


def cut(source: str, letters: Iterable[int], target: str) -> int:
    """Writes the font with those letters alone; its size in bytes."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    options.hinting = False
    options.drop_tables += ["meta"]
    options.desubroutinize = True
    options.notdef_outline = True
    font = TTFont(FROM / f"{source}.ttf", recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    (TO / f"{target}.woff2").write_bytes(made.getvalue())
    return len(made.getvalue())


def letters_of(source: str) -> set[int]:
    return set(TTFont(FROM / f"{source}.ttf").getBestCmap())


def as_ranges(letters: Iterable[int]) -> str:
    """U+4e00-4e02,U+4e05: as CSS writes a set of characters."""
    runs: list[list[int]] = []
    for letter in sorted(letters):
        if runs and letter == runs[-1][1] + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ",".join(f"u+{a:x}" if a == b else f"u+{a:x}-{b:x}" for a, b in runs)


def face(
    family: str, file: str, ranges: str, *, weight: int | str = 400, local: Iterable[str] = ()
) -> str:
    sources = [f'local("{name}")' for name in local]
    sources.append(f'url("../fonts/{file}.woff2") format("woff2")')
    return (
        f'@font-face{{font-family:"{family}";src:{",".join(sources)};'
        f"font-weight:{weight};font-display:swap;unicode-range:{ranges}}}\n"
    )


def whole(script: Script) -> str:
    """One file for each weight: the sheet's rules."""
    rules = []
    for weight, style in ((400, "Regular"), (700, "Bold")):
        source = f"{script.source}-{style}"
        wanted = {each for first, last in script.ranges for each in range(first, last + 1)}
        size = cut(source, wanted & letters_of(source), f"{script.name}-{weight}")
        print(f"{script.name} {weight}: {size:,} bytes")
        ranges = as_ranges(wanted)
        rules.append(
            face(
                f"Offer {script.name.title()}",
                f"{script.name}-{weight}",
                ranges,
                weight=weight,
                local=script.on_devices[weight],
            )
        )
    return "".join(rules)


def is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _how_near(text: str) -> int:
    """0 for a text of every page, 1 of other pages for families, 2 of the desk alone."""
    places = re.findall(r"^#: (\S+)", text, re.MULTILINE)
    if any(
        re.match(r"templates/(base\.html|includes/|feedback/includes/useful)", p) for p in places
    ):
        return 0
    return 1 if any("desk" not in place for place in places) else 2


def expected() -> list[int]:
    """Characters of the translated interface, those of every page first; then of the names of
    topics, and those that any text holds."""
    catalogue = (ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text()
    nearest: dict[str, int] = {}
    often: Counter[str] = Counter()
    for text in catalogue.split("\n\n"):
        letters = {letter for letter in text if is_chinese(letter)}
        often.update(letters)
        for letter in letters:
            nearest[letter] = min(_how_near(text), nearest.get(letter, 2))
    ordered = sorted(often, key=lambda letter: (nearest[letter], -often[letter], letter))
    terms = (ROOT / "directory" / "demo_content" / "terms" / "zh-hans.yaml").read_text()
    others = [*PUNCTUATION, *filter(is_chinese, terms), *COMMON]
    return list(map(ord, dict.fromkeys([*ordered, *others])))


def chinese() -> str:
    """Slices: the characters to be expected, then all others by their place.

    The later rule wins where ranges overlap (CSS Fonts 4, 5.2), so the rare slices come first and
    may name whole ranges: the sheet stays small.
    """
    there = letters_of(CHINESE)
    common = [letter for letter in expected() if letter in there]
    rare = sorted(letter for letter in there - set(common) if is_chinese(chr(letter)))
    rules, sizes = [], []
    for number, start in enumerate(range(0, len(rare), RARE_SLICE)):
        letters = rare[start : start + RARE_SLICE]
        name = f"chinese-rare-{number:02}"
        sizes.append(cut(CHINESE, letters, name))
        ranges = f"u+{letters[0]:x}-{letters[-1]:x}"
        rules.append(face("Offer Chinese", name, ranges, local=CHINESE_ON_DEVICES))
    slices = [common[start : start + SLICE] for start in range(0, len(common), SLICE)]
    for number, letters in reversed(list(enumerate(slices))):
        name = f"chinese-{number:02}"
        sizes.append(cut(CHINESE, letters, name))
        rules.append(face("Offer Chinese", name, as_ranges(letters), local=CHINESE_ON_DEVICES))
    print(f"chinese: {len(sizes)} slices, {sum(sizes):,} bytes, the largest {max(sizes):,}")
    return "".join(rules)


def own_names() -> dict[str, set[int]]:
    """The letters in which each language names itself, which stand on every page: by font."""
    text = (ROOT / "core" / "languages.py").read_text()
    letters = {
        ord(each) for each in text if each > "\u0250" and unicodedata.category(each)[0] in "LM"
    }
    found = {}
    for source in (*(f"{each.source}-Regular" for each in WHOLE), CHINESE):
        found[source] = letters & letters_of(source)
    return {source: has for source, has in found.items() if has}


def names() -> str:
    """A few letters of each script, for the list of languages on pages in another one."""
    rules = []
    for source, letters in own_names().items():
        name = f"names-{source.removeprefix('NotoSans').partition('-')[0].lower()}"
        size = cut(source, letters, name)
        print(f"{name}: {size:,} bytes")
        rules.append(face("Offer Names", name, as_ranges(letters), weight="400 700"))
    return "".join(rules)


def write(sheet: str, rules: str) -> None:
    notice = "/*! Noto Sans, SIL Open Font License 1.1: fonts/OFL.txt */\n"
    (SHEETS / f"font-{sheet}.css").write_text(notice + rules)


def main() -> None:
    TO.mkdir(exist_ok=True)
    for old in TO.glob("*.woff2"):
        old.unlink()
    for script in WHOLE:
        write(script.name, whole(script))
    write("chinese", chinese())
    # Every page has these, so they are part of the one sheet that every page has.
    (ROOT / "static" / "src" / "scss" / "_names.scss").write_text(
        "// Made by scripts/build_fonts.py.\n" + names()
    )


if __name__ == "__main__":
    main()
