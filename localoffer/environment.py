"""Settings from the environment, with one plain sentence when one is wrong."""

import os
import re
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def own(name: str, what: str, demo: str, *, production: bool) -> str:
    """What only the council that runs the site knows: `demo` stands in for it elsewhere, but a
    live site must never show another council's telephone number."""
    value = text(name, "" if production else demo)
    if not value:
        raise ImproperlyConfigured(f"{name} must be set: {what}.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def listed(name: str, default: str = "") -> list[str]:
    """Values with commas between them."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def pairs(name: str) -> dict[str, str]:
    """Names with values, written NAME=value with commas between them. A value may be a secret:
    it is not repeated."""
    parts = [part.partition("=") for part in listed(name)]
    if not all(key.strip() and equals for key, equals, _ in parts):
        raise ImproperlyConfigured(f"{name} must be written NAME=value,OTHER=value.")
    return {key.strip(): value.strip() for key, _, value in parts}


def database(name: str, value: str) -> dict[str, Any]:
    """Django's settings for the database that `value`, the address in variable `name`, names.

    The value is never repeated in a message: it holds a password.
    """
    wanted = "write it as postgresql://user:password@host:5432/name"
    if not value.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(f"{name} is not the address of a PostgreSQL database: {wanted}")
    try:
        parsed = dj_database_url.parse(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} cannot be read: {wanted}") from None
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database: {wanted}")
    # A server that does not answer is soon said to be unreachable, rather than waited for.
    parsed.setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    return dict(parsed)


def database_problem(problem: Exception) -> str:
    """One sentence for a database that cannot be used, with what to do about it."""
    said = " ".join(str(problem).split())
    for clue, remedy in _REMEDIES.items():
        if clue in said:
            return f"The database cannot be used: {remedy} It said: {said}"
    return (
        f"The database cannot be used: check DATABASE_URL and that its server runs. It said: {said}"
    )


_REMEDIES = {
    "password authentication failed": "correct the user or the password in DATABASE_URL.",
    "no password supplied": "add the user's password to DATABASE_URL.",
    "does not exist": "make what is missing, or correct DATABASE_URL.",
    "could not translate host name": "correct the host in DATABASE_URL.",
    "failed to resolve host": "correct the host in DATABASE_URL.",
    "Connection refused": "start its server, or correct the host and port in DATABASE_URL.",
    "too many clients": "raise the server's max_connections, or run fewer web processes.",
    "permission denied": "let the user in DATABASE_URL do it.",
}


def service_address(name: str, default: str = "") -> str:
    """The address of a service that gets a key of ours: by https, unless it is on this machine."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if value and (not parts.hostname or parts.scheme not in {"https", "http" if is_here else ""}):
        raise ImproperlyConfigured(f"{name} must begin with https://, unless it is on localhost.")
    return value


def one_of(name: str, known: list[str]) -> str:
    """One of the `known` words, or "" for none of them."""
    value = text(name).lower()
    if value not in {"", *known}:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(known)}, not {value!r}.")
    return value


def first_of_month(name: str, default: str) -> str:
    """A day of every year, written 09-01. Not January's: a year's code names two years."""
    value = text(name, default)
    if not re.fullmatch(r"(0[2-9]|1[0-2])-01", value):
        raise ImproperlyConfigured(
            f"{name} must be the first day of a month, from 02-01 to 12-01, not {value!r}."
        )
    return value
