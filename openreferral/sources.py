"""Where listings are read from: a file, a folder of pages, a feed. One entry at a time."""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import ijson
import requests

from . import listings
from .listings import Listing, Refused

TIMEOUT = 30  # seconds
TRIES = 3
PER_PAGE = 50  # the guidance for Open Referral UK feeds


class SourceError(Exception):
    """The source cannot be read at all; the message says what to do."""


class Entry(NamedTuple):
    position: str
    # Gives the listing, or raises `Refused`.
    read: Callable[[], Listing]


def entries(source: str, name: str) -> Iterator[Entry]:
    """Every entry of `source`: an http(s) base address, a folder, or a file (.json, .csv)."""
    if source.startswith(("http://", "https://")):
        return _open_referral(_feed(source.rstrip("/")), name)
    path = Path(source)
    if path.is_dir():
        return _open_referral(_folder(path), name)
    if not path.is_file():
        raise SourceError(f"There is no file or folder {source}.")
    if path.suffix.lower() == ".csv":
        return _csv(path, name)
    return _open_referral(_file(path), name)


def _open_referral(records: Iterator[tuple[str, Any]], name: str) -> Iterator[Entry]:
    for position, record in records:
        yield Entry(position, lambda record=record: _read(record, name))  # type: ignore[misc]


def _read(record: Any, name: str) -> Listing:
    if isinstance(record, Exception):
        raise Refused(str(record))
    return listings.from_open_referral(record, name)


def _folder(path: Path) -> Iterator[tuple[str, Any]]:
    pages = sorted(path.glob("*.json"))
    if not pages:
        raise SourceError(f"There is no .json file in {path}.")
    for page in pages:
        for position, record in _file(page):
            yield f"{page.name}, {position}", record


def _file(path: Path) -> Iterator[tuple[str, Any]]:
    """Services of a list, of a page ("contents"), or the one service that the file is."""
    with path.open("rb") as file:
        prefix = _prefix(file, path)
        number = 0
        try:
            for number, record in enumerate(ijson.items(file, prefix, use_float=True), start=1):
                yield f"entry {number}", record
        except ijson.JSONError as error:
            # What came before the break has been read; the rest cannot be, and is reported.
            broken = Refused(f"The file is broken from here on: {error}")
            yield f"after entry {number}", broken


def _prefix(file: BinaryIO, path: Path) -> str:
    """Where the services are, told by the first few events; the file is back at its start."""
    try:
        for count, (prefix, event, value) in enumerate(ijson.parse(file)):
            if count == 0 and event == "start_array":
                return "item"
            if event == "map_key" and prefix == "" and value == "contents":
                return "contents.item"
    except ijson.JSONError as error:
        if file.tell() == 0 or not path.stat().st_size:
            raise SourceError(f"{path} is empty.") from None
        raise SourceError(f"{path} is not JSON: {error}") from None
    finally:
        file.seek(0)
    return ""


def _feed(base: str) -> Iterator[tuple[str, Any]]:
    """Each service of a feed in full: page after page of the list, then each one's details."""
    session = requests.Session()
    session.headers["Accept"] = "application/json"
    page, pages = 1, 1
    while page <= pages:
        envelope = _get(session, f"{base}/services", page=page, per_page=PER_PAGE)
        if not isinstance(envelope, dict) or not isinstance(envelope.get("contents"), list):
            raise SourceError(
                f"{base}/services does not answer as Open Referral UK 3.0 asks: "
                'page %d has no list called "contents".' % page
            )
        pages = int(envelope.get("total_pages") or 1)
        for number, brief in enumerate(envelope["contents"], start=1):
            yield f"page {page}, entry {number}", _details(session, base, brief)
        page += 1


def _details(session: requests.Session, base: str, brief: Any) -> Any:
    """The full record, or why it could not be had: one bad page must not end an import."""
    if not isinstance(brief, dict) or not brief.get("id"):
        return brief
    try:
        return _get(session, f"{base}/services/{brief['id']}")
    except SourceError as error:
        return Refused(str(error))


def _get(session: requests.Session, address: str, **query: Any) -> Any:
    for attempt in range(TRIES):
        try:
            response = session.get(address, params=query, timeout=TIMEOUT)
            response.raise_for_status()
            return json.loads(response.content)
        except requests.HTTPError as error:
            if error.response.status_code < 500 and error.response.status_code != 429:
                break
        except requests.RequestException as error:
            last = type(error).__name__
            if attempt == TRIES - 1:
                raise SourceError(f"{address} does not answer ({last}).") from None
        except ValueError:
            raise SourceError(f"{address} does not answer in JSON.") from None
        time.sleep(2**attempt)
    raise SourceError(f"{address} answers with an error ({response.status_code}).")


def _csv(path: Path, name: str) -> Iterator[Entry]:
    with path.open("rb") as raw, _decoded(raw, path) as text:
        rows = csv.DictReader(text)
        _check_columns(rows.fieldnames or [])
        for row in rows:
            yield Entry(
                f"line {rows.line_num}",
                lambda row=row: listings.from_csv(_filled(row), name),  # type: ignore[misc]
            )


def _filled(row: dict[Any, Any]) -> dict[str, str]:
    if None in row:
        raise Refused("The line has more cells than there are columns. Put quotes around commas.")
    return {key.strip().lower(): (value or "").strip() for key, value in row.items()}


def _decoded(raw: BinaryIO, path: Path) -> io.TextIOWrapper:
    """UTF-8, or what Excel on Windows writes."""
    try:
        for line in raw:
            line.decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    raw.seek(0)
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")


def _check_columns(given: list[str] | Any) -> None:
    names = [str(name).strip().lower() for name in given]
    if missing := [name for name in listings.REQUIRED_COLUMNS if name not in names]:
        raise SourceError(f"The file has no column called {missing[0]}.")
    if unknown := [name for name in names if name not in listings.COLUMNS]:
        raise SourceError(
            f"The column {unknown[0]!r} is not known. The columns are: "
            f"{', '.join(listings.COLUMNS)}."
        )
