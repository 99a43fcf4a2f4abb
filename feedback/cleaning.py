"""Strangers' words as they are kept: what only a machine reads is taken out."""

import re
import unicodedata

# Marks that turn the direction of what stands around them, also outside the words (Unicode UAX
# 9, 2.1 to 2.4). Those that join letters or emoji stay: Persian and Urdu need them.
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}
_KEPT = "\n\t"
# More marks upon one letter than any script needs: they would run over the lines above and below.
_MOST_MARKS = 4


def clean(text: str) -> str:
    """`text` without control characters and turning marks, and with lines ended in one way."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept, marks = [], 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in ("Cc", "Cs") and character not in _KEPT:
            continue
        if ord(character) in _TURNING or marks > _MOST_MARKS:
            continue
        kept.append(character)
    return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()
