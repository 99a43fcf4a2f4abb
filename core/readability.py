"""How hard a text is to read, and the words in it that many people do not know.

Only English is judged: `is_english` says whether a text is. The formula is the Automated
Readability Index (Smith and Senter, 1967): letters for each word and words for each sentence. It
needs no dictionary of syllables, which the libraries for it fetch while they run.
"""

import re

from .plain_words import ACRONYMS, LONG_WINDED

# Of fewer words the formula says nothing worth knowing.
FEWEST_WORDS = 30
# Plain English guides ask for 15 to 20 words and warn of more than 25.
LONGEST_SENTENCE = 25
# Of an ordinary English text more than a quarter is made of these.
_COMMON = frozenset(
    "the of and to a in is it you that for on are with as be at have this from or by not we can "
    "your our will if all they what who how when there which their has more so no do us".split()
)
_FEWEST_COMMON = 0.12
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
# A list's mark, a heading's, and the address of a link: not words that anybody reads.
_MARKS = re.compile(r"^\s*(?:[-*+>#]+|\d+[.)])\s+", re.M)
# Bounded, so that a hostile text cannot make the search slow.
_LINK = re.compile(r"\]\([^)]{0,500}\)|https?://\S+|www\.\S+|\S{1,80}@\S{1,250}")
_CAPITALS = re.compile(r"\b[A-Z][A-Z&]*[A-Z]\b")
_SHOUTED = re.compile(r"(?:\b[A-Z]{3,}\b[\s,!.]*){3,}")


def plain(text: str) -> str:
    """`text` without the marks of Markdown and without addresses."""
    return re.sub(r"[*_`\[\]]", "", _MARKS.sub("", _LINK.sub(" ", text)))


def words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def sentences(text: str) -> list[str]:
    """Each sentence, and each line of a list, that has a word in it."""
    found = (part.strip() for part in _SENTENCE_END.split(plain(text)))
    return [sentence for sentence in found if _WORD.search(sentence)]


def is_english(text: str) -> bool:
    """Whether enough of the words are those that every English text is full of."""
    found = [word.lower() for word in words(text)]
    common = sum(word in _COMMON for word in found)
    return bool(found) and common / len(found) >= _FEWEST_COMMON


def reading_age(text: str) -> int | None:
    """The age, in years, at which most children can read it; None for a text that is too short
    to tell or not in English."""
    found = words(text)
    if len(found) < FEWEST_WORDS or not is_english(text):
        return None
    letters = sum(len(re.sub(r"\W", "", word)) for word in found)
    index = 4.71 * letters / len(found) + 0.5 * len(found) / len(sentences(text)) - 21.43
    # The index is a school year of the United States; children there begin the first one at six.
    return max(5, round(index) + 5)


def long_sentences(text: str) -> list[str]:
    return [each for each in sentences(text) if len(_WORD.findall(each)) > LONGEST_SENTENCE]


def unexplained(text: str) -> list[tuple[str, str]]:
    """The acronyms of special needs that stand in `text` without what they are short for, each
    with that, in the order of the text."""
    lowered = text.lower()
    found = dict.fromkeys(_CAPITALS.findall(text))
    return [
        (short, ACRONYMS[short])
        for short in found
        if short in ACRONYMS and ACRONYMS[short].lower() not in lowered
    ]


def long_winded(text: str) -> list[tuple[str, str]]:
    """The officialese in `text`, each with a plainer word for it."""
    lowered = f" {' '.join(words(text)).lower()} "
    return [(hard, easy) for hard, easy in LONG_WINDED.items() if f" {hard} " in lowered]


def shouted(text: str) -> str:
    """The first run of words in capitals; "" when nobody shouts."""
    found = _SHOUTED.search(text)
    return found.group().strip(" ,.!\n") if found else ""
