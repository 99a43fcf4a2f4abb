"""What must survive a machine: taken out of a text before it is sent, put back and proved after.

A text is sent as its sentences' own lines, one for each line of its Markdown: headings, bullets,
tables and the lines themselves stay here. Inside a line two kinds of tags stand in for what is
kept: `<g id="1">words</g>` for words that are linked or stressed, and `<x id="2">07700 900123</x>`
for what stays as it is, whatever comes back inside of it.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from content import markdown
from content.phones import NUMBER

from .problems import Problem, Unusable

# --- What stays --------------------------------------------------------------------------------

_LINK = re.compile(
    r"(?P<image>!?)\[(?P<words>(?:[^\[\]\\]|\\.|!\[[^\[\]]*\]\([^()]*\))*)\]"
    r"(?P<end>\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\))"
)
_STRESS = re.compile(
    r"(?P<mark>\*\*|__|(?<![\w*])\*|(?<![\w_])_)(?=[^\s*_])(?P<words>(?:(?!(?P=mark)).)*[^\s*_])(?P=mark)(?!\w)"
)
_KEPT = re.compile(
    r"(?P<code>`+[^`]+`+)"
    r"|(?P<angled><(?:https?://|mailto:)?[^<>\s]+[.@][^<>\s]+>)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<address>(?:https?://|www\.)[^\s<>\"'“”‘’]*[^\s<>\"'“”‘’.,;:!?)\]])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<host>\b(?:[a-z0-9-]+\.)+(?:uk|org|com|net|info)\b(?:/[^\s<>\"'“”‘’]*[^\s<>\"'“”‘’.,;:!?)\]])?)"
    rf"|(?P<phone>{NUMBER.pattern}|(?<![\w.,])0\d{{2,5}} \d{{3,4}} ?\d{{3,4}}(?!\w))"
    r"|(?P<postcode>\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b)"
    r"|(?P<money>£\d[\d,]*(?:\.\d\d)?)"
)
_WORD = re.compile(r"\w[\w’'&-]*")
_LETTERS = re.compile(r"[^\W\d_]")


class Kept:
    """Names and words that are not for a machine to choose, each with what is put in its place."""

    def __init__(self, words: Iterable[tuple[str, str]] = ()) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for english, replacement in words:
            if first := _WORD.search(english):
                self._by_first.setdefault(first[0].lower(), []).append((english, replacement))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def __or__(self, other: "Kept") -> "Kept":
        """Both; of two that are equally long, that of `self`."""
        return Kept([*self.pairs(), *other.pairs()])

    def pairs(self) -> Iterator[tuple[str, str]]:
        for found in self._by_first.values():
            yield from found

    def at(self, text: str, start: int) -> tuple[int, str] | None:
        """Where the longest that begins at `start` ends, and what is put in its place."""
        word = _WORD.match(text, start)
        for english, replacement in self._by_first.get(word[0].lower(), ()) if word else ():
            end = start + len(english)
            if _same(text[start:end], english) and not re.match(r"\w", text[end : end + 1]):
                return end, replacement
        return None


def _same(text: str, english: str) -> bool:
    """Capitals of a name or of letters (SEND) count; a word (short breaks) may begin a sentence."""
    return text == english or (english.islower() and text[:1].lower() + text[1:] == english)


# --- A line on its way ---------------------------------------------------------------------------


@dataclass
class _Line:
    """One line's words with tags, and what each tag stands for."""

    marked: str = ""
    # What stood around the words of a <g>, and what is put back for an <x>.
    around: dict[int, tuple[str, str]] = field(default_factory=dict)
    whole: dict[int, str] = field(default_factory=dict)
    # The words that a machine is to translate, without those that stay.
    words: str = ""

    def new_id(self) -> int:
        return len(self.around) + len(self.whole) + 1


def _marked(text: str, kept: Kept) -> _Line:
    line = _Line()
    line.marked = _mark(text, kept, line)
    return line


def _mark(text: str, kept: Kept, line: _Line) -> str:
    found, start = "", 0
    while start < len(text):
        end, piece = _piece(text, start, kept, line)
        found += piece
        start = end
    return found


def _piece(text: str, start: int, kept: Kept, line: _Line) -> tuple[int, str]:
    """What is sent for the text from `start`, and where the next piece begins."""
    if stays := _KEPT.match(text, start):
        return stays.end(), _whole(stays[0], stays[0], line)
    if link := _LINK.match(text, start):
        opening, closing = f"{link['image']}[", f"]{link['end']}"
        return link.end(), _around(link["words"], opening, closing, kept, line)
    if stress := _STRESS.match(text, start):
        return stress.end(), _around(stress["words"], stress["mark"], stress["mark"], kept, line)
    # A name begins where a word does.
    if start == 0 or not re.match(r"\w", text[start - 1]):
        if name := kept.at(text, start):
            end, replacement = name
            return end, _whole(text[start:end], replacement, line)
        if word := _WORD.match(text, start):
            line.words += word[0]
            return word.end(), html.escape(word[0], quote=False)
    line.words += text[start]
    return start + 1, html.escape(text[start], quote=False)


def _whole(text: str, replacement: str, line: _Line) -> str:
    number = line.new_id()
    line.whole[number] = replacement
    line.words += " "
    return f'<x id="{number}">{html.escape(text, quote=False)}</x>'


def _around(words: str, opening: str, closing: str, kept: Kept, line: _Line) -> str:
    if not words.strip():
        return _whole(opening + words + closing, opening + words + closing, line)
    number = line.new_id()
    line.around[number] = (opening, closing)
    return f'<g id="{number}">{_mark(words, kept, line)}</g>'


# --- A line on its way back ----------------------------------------------------------------------

_TAG = re.compile(
    r"<\s*(?P<close>/?)\s*(?P<name>[gx])(?:\s+id\s*=\s*[\"']?(?P<id>\d+)[\"']?)?\s*(?P<empty>/?)\s*>",
    re.IGNORECASE,
)


def _unmarked(answer: str, line: _Line) -> str:
    """The answer with everything put back. Raises Unusable when a tag is lost or made up."""
    waiting = set(line.around) | set(line.whole)
    # What is open, the outermost first: its number, and what stands in it so far.
    opened: list[tuple[int, str]] = [(0, "")]
    inside_whole = ""
    position = 0
    for tag in _TAG.finditer(answer):
        between, position = answer[position : tag.start()], tag.end()
        if inside_whole:
            if not (tag["close"] and tag["name"].lower() == "x"):
                raise Unusable(Problem.LOST)
            inside_whole = ""
            continue
        opened[-1] = (opened[-1][0], opened[-1][1] + _said(between))
        if tag["close"]:
            _close(opened, tag["name"].lower(), line)
            continue
        number = int(tag["id"] or 0)
        kind = line.whole if tag["name"].lower() == "x" else line.around
        if number not in kind or number not in waiting:
            raise Unusable(Problem.LOST)
        waiting.discard(number)
        if number in line.around:
            if tag["empty"]:
                raise Unusable(Problem.EMPTY)
            opened.append((number, ""))
        else:
            opened[-1] = (opened[-1][0], opened[-1][1] + line.whole[number])
            inside_whole = "" if tag["empty"] else "x"
    if waiting or inside_whole or len(opened) > 1:
        raise Unusable(Problem.LOST)
    return opened[0][1] + _said(answer[position:])


def _close(opened: list[tuple[int, str]], name: str, line: _Line) -> None:
    if name != "g" or len(opened) == 1:
        raise Unusable(Problem.LOST)
    number, words = opened.pop()
    if not words.strip():
        raise Unusable(Problem.EMPTY)
    before, said = opened.pop()
    opened.append((before, said + _surrounded(words, *line.around[number], said)))


def _surrounded(words: str, opening: str, closing: str, before: str) -> str:
    """Blanks go outside, as Markdown wants it."""
    bare = words.strip()
    first, last = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    # "a**(b)**" is no stress for Markdown, "a **(b)**" is: languages without blanks need it.
    if opening[0] in "*_" and not first and before and before[-1].isalnum():
        first = " " if not bare[0].isalnum() or opening[0] == "_" else ""
    if opening[0] in "*_" and not last and not bare[-1].isalnum():
        last = " "
    return f"{first}{opening}{bare}{closing}{last}"


def _said(text: str) -> str:
    """Words of an answer, without a tag and without a line's end."""
    if re.search(r"<\s*/?\s*[a-zA-Z!?]", text):
        raise Unusable(Problem.LOST)
    return re.sub(r"\s+", " ", html.unescape(text))


# --- A whole text --------------------------------------------------------------------------------

_BEFORE = re.compile(r"\s*(?:>\s*|(?:[-*+!^]|\d{1,9}[.)]|#{1,6})\s+)*")
_AFTER = re.compile(r"(?:\s+#+)?(?:\\|\s*)$")
# A line that was broken by hand: it is long, and the next goes on in small letters.
_BROKEN = re.compile(r"(?<=\S)(?<!\\)[ ]?\n(?=[a-z])")
_LONG_LINE = 60


@dataclass
class Protected:
    """A text, taken apart. `sent` goes out; `put_back` takes what came for it."""

    english: str
    # Lines and cells in their order: a str stays, a number is a line that is sent.
    _layout: list[str | int]
    _lines: list[_Line]

    @property
    def sent(self) -> list[str]:
        return [line.marked for line in self._lines]

    @property
    def words(self) -> str:
        """What a machine is to translate."""
        return "\n".join(line.words for line in self._lines)

    def put_back(self, answers: Sequence[str]) -> str:
        """The text in the other language. Raises Unusable unless everything is there again."""
        if len(answers) != len(self._lines):
            raise Unusable(Problem.GARBLED)
        said = []
        for answer, line in zip(answers, self._lines, strict=True):
            if not answer.strip():
                raise Unusable(Problem.EMPTY)
            said.append(_unmarked(answer, line).strip())
        whole = "".join(said[part] if isinstance(part, int) else part for part in self._layout)
        model = self._as_it_will_be()
        if _skeleton(whole) != _skeleton(model) or _made_up(whole, model):
            raise Unusable(Problem.LOST)
        return whole

    def _as_it_will_be(self) -> str:
        """The English in the same lines as the answer, with the words that replace its own."""
        return "".join(
            _unmarked(self._lines[part].marked, self._lines[part]).strip()
            if isinstance(part, int)
            else part
            for part in self._layout
        )


def protect(english: str, kept: Kept) -> Protected:
    taken = Protected(english, [], [])
    for number, (text, is_kept) in enumerate(_lines(english)):
        if number:
            taken._layout.append("\n")
        for piece in [text] if is_kept else re.split(r"((?<!\\)\|)", text):
            _take(piece, kept, taken, is_kept=is_kept or piece == "|")
    return taken


def _take(text: str, kept: Kept, taken: Protected, *, is_kept: bool) -> None:
    before, middle, after = _around_words(text)
    if is_kept:
        taken._layout.append(text)
        return
    line = _marked(middle, kept)
    if not _LETTERS.search(line.words):
        # Nothing for a machine: but a name may have words of its own in this language.
        taken._layout.append(before + _unmarked(line.marked, line) + after)
    else:
        taken._layout += [before, len(taken._lines), after]
        taken._lines.append(line)


def _around_words(text: str) -> tuple[str, str, str]:
    """What makes a line a heading or a bullet, its words, and what ends it."""
    begins, ends = _BEFORE.match(text), _AFTER.search(text)
    start = begins.end() if begins else 0
    end = max(ends.start() if ends else len(text), start)
    return text[:start], text[start:end], text[end:]


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, and whether each stays as it is (code)."""
    fence = ""
    for line in _BROKEN.sub(_joined(text), text).split("\n"):
        mark = re.match(r"\s*(```|~~~)", line)
        yield line, bool(mark or fence)
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]


def _joined(text: str) -> Callable[[re.Match[str]], str]:
    def join(found: re.Match[str]) -> str:
        begins = text.rfind("\n", 0, found.start()) + 1
        return " " if found.start() - begins >= _LONG_LINE else found[0]

    return join


def _made_up(text: str, model: str) -> bool:
    """Whether `text` has an address, a number to ring or a price that `model` has not."""
    known = _facts(model)
    return any(not any(fact in each for fact in known) for each in _facts(text))


def _facts(text: str) -> set[str]:
    named = ("address", "email", "host", "phone", "postcode", "money")
    return {found[0] for found in _KEPT.finditer(text) if found.lastgroup in named}


def _skeleton(text: str) -> object:
    """What Markdown makes of a text, without its words: the blocks in their order, and what stands
    in each of them, in any order."""
    blocks: list[object] = []
    for token in markdown.parse(text):
        inside = Counter(
            (child.type, str(child.attrGet("href") or child.attrGet("src") or ""))
            for child in token.children or []
            if child.type not in ("text", "softbreak")
        )
        blocks.append((token.type, token.tag, sorted(inside.items())))
    return blocks
