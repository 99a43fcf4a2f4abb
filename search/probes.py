"""What is looked for, and where it was found."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .index import Bits, Flags, Index, bit_columns, pack, read_numbers, unpack
from .text import tokens


class Probe(NamedTuple):
    """A word, or several that stand together, in the words of a language.

    With `is_beginning`: words that begin so, when fewer than 50 documents have the word itself.
    """

    text: str
    language: str
    is_beginning: bool = False

    @property
    def parts(self) -> list["Probe"]:
        """Its words, when there are several."""
        words = tokens(self.text)
        return [Probe(word.folded, self.language) for word in words] if len(words) > 1 else []


@dataclass(frozen=True)
class Matches:
    """Where a probe is found. `ignored`: PostgreSQL knows it for a word that means nothing."""

    size: int
    anywhere: Bits
    title: Bits
    topic: Bits
    ignored: bool = False

    def flags(self) -> tuple[Flags, Flags, Flags]:
        """Anywhere, in the title, in the keywords."""
        return (
            unpack(self.anywhere, self.size),
            unpack(self.title, self.size),
            unpack(self.topic, self.size),
        )

    @property
    def count(self) -> int:
        return int(np.bitwise_count(self.anywhere).sum())

    def mended(self, fresh: "Matches", touched: Bits) -> "Matches":
        """These, with those of the touched documents as they are now. There may be more documents
        by now."""

        def mend(before: Bits, now: Bits) -> Bits:
            padded = np.pad(before, (0, len(touched) - len(before)))
            return (padded & ~touched) | now

        return Matches(
            fresh.size,
            mend(self.anywhere, fresh.anywhere),
            mend(self.title, fresh.title),
            mend(self.topic, fresh.topic),
            self.ignored,
        )

    def __or__(self, other: "Matches") -> "Matches":
        return replace(
            self,
            anywhere=self.anywhere | other.anywhere,
            title=self.title | other.title,
            topic=self.topic | other.topic,
        )


def nowhere(index: Index, *, ignored: bool = False) -> Matches:
    nothing = np.zeros(bit_columns(index.size), np.uint64)
    return Matches(index.size, nothing, nothing, nothing, ignored)


def read_bits(index: Index, packed: bytes) -> Bits:
    """The documents of a list of numbers as bits of the index."""
    return pack(index.flags(index.positions(read_numbers(packed))))
