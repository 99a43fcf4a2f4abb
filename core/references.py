"""Reference numbers that people read out, write down and type."""

import secrets

# Crockford's base 32: no letter that is taken for another when somebody reads it out.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 10
# Crockford's rule for people who write down what they heard or saw.
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def new_reference() -> str:
    """50 random bits: nobody finds another person's by trying."""
    return "".join(secrets.choice(_ALPHABET) for _index in range(REFERENCE_LENGTH))


def clean_reference(typed: str) -> str:
    """`typed` as a reference is kept: without spaces and hyphens, and with what people mistake
    put right. Nothing when it cannot be one."""
    cleaned = typed.upper().translate(_MISTAKEN)
    return cleaned if len(cleaned) == REFERENCE_LENGTH else ""
