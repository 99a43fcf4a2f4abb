"""Files that are kept until a word in them changes: made when somebody first asks for them."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from django.db import connection, transaction
from django.db.models import Manager

from .blocks import Block

# Any number that nothing else locks.
_LOCK = 0x5061636B


def digest_of(blocks: list[Block], title: str) -> str:
    return hashlib.sha256(json.dumps([title, blocks]).encode()).hexdigest()


def kept(files: "Manager[Any]", digest: str, make: Callable[[], bytes], **which: Any) -> Any:
    """The core.models.KeptFile of `files` that is `which`, as it is kept, or made by `make` where
    it has another digest or there is none."""
    if found := files.filter(digest=digest, **which).first():
        return found
    with transaction.atomic():
        # Several who ask at the same time wait for the first, and get what it made.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, digest])
        if found := files.filter(digest=digest, **which).first():
            return found
        content = make()
        with pikepdf.open(BytesIO(content)) as pdf:
            pages = len(pdf.pages)
        values = {"digest": digest, "content": content, "size": len(content), "pages": pages}
        made, _is_new = files.update_or_create(**which, defaults=values)
        return made
