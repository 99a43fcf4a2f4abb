"""What a log line may hold: nothing that a visitor typed, nobody's address.

Our own lines name only routes, numbers and ids. Other libraries' lines and the messages of errors
can quote what a person wrote, so every line is cleaned here before it is written.
"""

import re
from collections.abc import MutableMapping
from typing import Any

_PATTERNS = (
    # PostgreSQL quotes the values of a row: "DETAIL:  Key (email)=(ann@example.org) exists".
    (re.compile(r"^(DETAIL|CONTEXT|LINE \d+|PARAMETERS):.*$", re.M), r"\1: [left out]"),
    (re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /\S*"), r"\1 [path]"),
    (re.compile(r"\?[\w%.~-]+=[^\s\"']*"), "?[query]"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I), "[postcode]"),
    (re.compile(r"(?<![\w.:-])(\+44|0)[ ()\d-]{8,14}\d\b"), "[phone]"),
    (re.compile(r"\b(\d{1,3}\.){3}\d{1,3}\b"), "[address]"),
    (
        re.compile(
            r"(?<![\w:])(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}"
            r"|(?:[0-9a-f]{1,4}:){1,7}(?::[0-9a-f]{1,4}){1,7})(?![\w:])",
            re.I,
        ),
        "[address]",
    ),
)
# Written by ourselves and known to be harmless; a time must not be taken for an address.
_OUR_OWN = {"timestamp", "level", "logger", "request_id", "route", "method"}


def scrub(text: str) -> str:
    """`text` without e-mail addresses, query strings, postcodes, phone numbers and IP addresses."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def scrub_line(
    logger: Any, method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: the line with its texts cleaned."""
    return {
        name: scrub(value) if isinstance(value, str) and name not in _OUR_OWN else value
        for name, value in line.items()
    }


def without_path(
    logger: Any, method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: Django's own lines about a request name its path; ours its route."""
    request = getattr(line.get("_record"), "request", None)
    if request is not None:
        # "Not Found: /services/a-name/": what follows the colon is the path, or a visitor's header.
        line["event"] = str(line["event"]).partition(": ")[0]
        if str(line.get("logger", "")).startswith("django.security"):
            line.pop("exc_info", None)  # a refused request is no fault of ours to trace
        match = getattr(request, "resolver_match", None)
        line["route"] = match.route if match else ""
    return line
