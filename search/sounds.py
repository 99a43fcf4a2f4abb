"""What a word sounds like, whatever it is written in.

A family may write the name of a club by ear in its own letters ("بورتيدج" for Portage), or its
own word in English letters ("tairaki" for the Urdu تیراکی, swimming). Both are compared by their
consonants, since most scripts here leave vowels out or write them otherwise. The letters that one
language has and another has not (p and v in Arabic, z in Bengali) count as those said for them.
"""

import re
import unicodedata

from anyascii import anyascii
from rapidfuzz import fuzz

from core.languages import BY_CODE

# How much of the whole word has to agree, 0 to 100, when so few consonants do.
LEAST_LIKE = {0: 101, 1: 101, 2: 75, 3: 40}
_PAIRS = (
    ("ngh", "n"),
    ("ng", "n"),
    ("dj", "s"),
    ("kh", "k"),
    ("gh", "k"),
    ("ck", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("sh", "s"),
    ("zh", "s"),
    ("ch", "s"),
)
# The signs of Bengali and Gurmukhi that a vowel is said through the nose.
_NASAL = str.maketrans(dict.fromkeys("ঁংਁਂੰ", "n"))
_SOFT = re.compile("[cg](?=[eiy])")
_SAID = str.maketrans("pvcgjqxz", "bfkkskss", "aeiouywh")
_TWICE = re.compile(r"(.)\1+")


def romanised(word: str) -> str:
    """The word in English letters, as it is roughly said: "ਤੈਰਾਕੀ" is "tairaki"."""
    return "".join(filter(str.isalpha, anyascii(word.translate(_NASAL)).lower()))


def consonants(word: str) -> str:
    """What two writings of one word share: "brts" for "portage", "بورتيدج" and "পোর্টেজ"."""
    said = _SOFT.sub("s", romanised(word))
    for pair, one in _PAIRS:
        said = said.replace(pair, one)
    return _TWICE.sub(r"\1", said.translate(_SAID))


def likeness(one: str, other: str) -> float:
    """How much two words of the same consonants sound alike, 0 to 100; 0 when too little."""
    like = fuzz.ratio(romanised(one), romanised(other))
    return like if like >= LEAST_LIKE.get(len(consonants(one)), 0) else 0.0


def may_stand_for(word: str, typed: str, language: str) -> bool:
    """Whether `word` is in the letters that somebody who typed `typed` may have heard it in."""
    if not typed.isascii():
        return word.isascii()
    own = _script(BY_CODE[language].own_name)
    return _script(word) == own if own != "LATIN" else not word.isascii()


def _script(word: str) -> str:
    """As Unicode names its letters: "LATIN", "ARABIC", "BENGALI", "CJK"."""
    return unicodedata.name(word[0], "").split(" ")[0]
