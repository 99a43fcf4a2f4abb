"""What changed between two texts, word by word, for people to read."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# Comparing takes the product of the lengths; beyond this the whole text counts as changed.
MOST_WORDS = 3_000
# A word with the space after it: spaces by themselves would be "the same" everywhere, and cut
# what changed into single words.
_WORDS = re.compile(r"\S+\s*|\s+")


class Piece(NamedTuple):
    """`kind` is "same", "added" or "removed"."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The texts as one row of pieces: reading all but the removed ones gives `after`."""
    if before == after:
        return [Piece("same", after)] if after else []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _present(("removed", before), ("added", after))
    found: list[Piece] = []
    # Whether a space follows is no difference; whether a new line does is one.
    a_keys, b_keys = ([word.rstrip(" ") for word in words] for words in (old, new))
    compared = SequenceMatcher(None, a_keys, b_keys, autojunk=False)
    for operation, a, b, c, d in compared.get_opcodes():
        if operation == "equal":
            found += _present(("same", "".join(new[c:d])))
        else:
            found += _present(("removed", "".join(old[a:b])), ("added", "".join(new[c:d])))
    return found


def _present(*candidates: tuple[str, str]) -> list[Piece]:
    return [Piece(kind, text) for kind, text in candidates if text]
