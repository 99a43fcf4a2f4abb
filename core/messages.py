"""The texts of the site and their translations, without GNU gettext on the machine.

Texts are found in Python and in templates, and kept in locale/<language>/LC_MESSAGES/django.po,
which people translate. Django reads the compiled django.mo beside it, which is not in git.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from core import date_names
from core.languages import OTHER_CODES

_LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in _LAZY},
    "gettext_noop": None,
}
NOT_OURS = {"tests", "node_modules", "migrations", "locale", "static", "staticfiles"}
# What a translation must carry over as it is: places for values, and the tags around words.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[a-z][^>]*>")
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


class Coverage(NamedTuple):
    language: str
    translated: int
    total: int


def sources(root: Path) -> Iterator[Path]:
    """The project's Python files and templates, in a steady order."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if NOT_OURS.intersection(parts) or any(part.startswith(".") for part in parts):
            continue
        if path.suffix == ".py" or ("templates" in parts and path.suffix in {".html", ".txt"}):
            yield path


def collect(root: Path) -> Catalog:
    """Every marked text below `root`, with the files it stands in."""
    catalog = Catalog()
    for path in sources(root):
        name = str(path.relative_to(root))
        for line, text, comments, context in extract(
            "python", BytesIO(_as_python(path)), KEYWORDS, ["Translators:"]
        ):
            catalog.add(text, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def _as_python(path: Path) -> bytes:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source.encode()
    # Outside the marked texts only blanks and letters are left, whose indents mean nothing.
    marked = templatize(source, origin=str(path))
    return "\n".join(line.strip() for line in marked.splitlines()).encode()


def catalogue_path(locale: Path, language: str) -> Path:
    return locale / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(locale: Path, language: str) -> Catalog:
    path = catalogue_path(locale, language)
    babel_name = to_locale(language)
    if not path.exists():
        return Catalog(locale=babel_name)
    with path.open("rb") as file:
        return read_po(file, locale=babel_name)


def updated(locale: Path, language: str, template: Catalog) -> bytes:
    """The catalogue of `language` with the texts of `template`: old translations stay, a text
    that is no longer used is kept at the end, in case its words come back."""
    catalog = read(locale, language)
    gone = {_key(message): message for message in catalog.obsolete.values()}
    catalog.update(template, no_fuzzy_matching=True)
    for message in catalog:
        if message.id and not _is_translated(message) and _key(message) in gone:
            message.string = gone[_key(message)].string
    used = {_key(message) for message in catalog}
    for key, message in list(catalog.obsolete.items()):
        if not _is_translated(message) or _key(message) in used:
            del catalog.obsolete[key]
    body = BytesIO()
    write_po(body, catalog, width=100, omit_header=True, sort_output=True, include_lineno=False)
    header = HEADER.format(language=to_locale(language), plural=catalog.plural_forms)
    return header.encode() + body.getvalue()


def _key(message: Message) -> tuple[Any, str | None]:
    return message.id, message.context


def update(root: Path, locale: Path) -> list[Coverage]:
    """Bring every language's catalogue up to date with the sources, and compile it."""
    template = collect(root)
    for language in OTHER_CODES:
        path = catalogue_path(locale, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(updated(locale, language, template))
    compile_stale(locale)
    return coverage(locale)


def compile_stale(locale: Path) -> None:
    """Compile each catalogue that is newer than its compiled form, or that an older version of the
    site compiled. A half-written file is never seen: each process writes its own beside its place
    first."""
    site = Path(__file__).stat().st_mtime
    for language in OTHER_CODES:
        source = catalogue_path(locale, language)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        newest = max(source.stat().st_mtime, site)
        if target.exists() and target.stat().st_mtime >= newest:
            continue
        unfinished = target.with_suffix(f".{os.getpid()}.mo")
        with unfinished.open("wb") as file:
            write_mo(file, _compiled(locale, language))
        unfinished.replace(target)


def _compiled(locale: Path, language: str) -> Catalog:
    """The catalogue, and the names of dates that nobody else says in its language."""
    catalog = read(locale, language)
    for name in date_names.of(language):
        if catalog.get(name.english, name.context) is None:
            catalog.add(name.english, name.words, context=name.context)
    return catalog


def coverage(locale: Path) -> list[Coverage]:
    return [coverage_of(locale, language) for language in OTHER_CODES]


def coverage_of(locale: Path, language: str) -> Coverage:
    return _coverage(language, read(locale, language))


def _coverage(language: str, catalog: Catalog) -> Coverage:
    messages = [message for message in catalog if message.id]
    return Coverage(language, sum(_is_translated(message) for message in messages), len(messages))


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def problems(root: Path, locale: Path) -> list[str]:
    """What is wrong with the catalogues: texts missing or left over, places for values lost."""
    template = collect(root)
    found = []
    for language in OTHER_CODES:
        path = catalogue_path(locale, language)
        name = path.relative_to(root)
        if not path.exists() or path.read_bytes() != updated(locale, language, template):
            found.append(f"{name}: not up to date with the sources: run make messages")
        found += [f"{name}: {problem}" for problem in _broken(read(locale, language))]
    return found


def _broken(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if message.id and _is_translated(message):
            if message.fuzzy:
                yield f"{message.id!r} is marked fuzzy: nobody has looked at it"
            yield from _lost_placeholders(message)


def _lost_placeholders(message: Message) -> Iterator[str]:
    translated = message.string if isinstance(message.string, tuple) else (str(message.string),)
    if isinstance(message.id, tuple):
        # A plural form may leave its number out ("one child"), but must not make one up.
        allowed = set().union(*map(_placeholders, message.id))
        for text in translated:
            if made_up := set(_placeholders(text)) - allowed:
                yield f"{text!r} has {', '.join(sorted(made_up))}, which its English has not"
    elif Counter(_placeholders(str(message.id))) != Counter(_placeholders(translated[0])):
        yield f"{translated[0]!r} must have the same {{places}} and <tags> as {message.id!r}"


def _placeholders(text: str) -> list[str]:
    return PLACEHOLDER.findall(text)


def total(rows: Iterable[Coverage]) -> str:
    """A line for each language: how much of it is translated."""
    return "\n".join(f"{row.language:8} {row.translated:4} of {row.total}" for row in rows)
