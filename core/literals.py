"""Finds words that a visitor would see but nobody could translate, in templates and in Python.

A word that is the same in every language is allowed: put translate="no" on its element.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from core.messages import sources

# Attributes that are read out or shown.
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription"}
# Arguments of template tags and of Python calls that end up on the page.
SHOWN = (
    "caption,empty_label,heading,help_text,hint,label,legend,message,text,title,"
    "verbose_name,verbose_name_plural"
).split(",")
LETTERS = re.compile(r"[^\W\d_]{2}")
# What only the people who run the site read, in English; and the demo's made-up people's words.
FOR_OPERATORS = {"management", "checks.py", "demo.py"}
# Blocks that fill an attribute rather than the page.
CODE_BLOCKS = ("class", "classes", "lang", "dir", "id")
ATTRIBUTES_ALONE = re.compile(r"[\s\ue000]*[\w.-]+=\"")
ADDRESS = re.compile(r"https?://\S+")
# Stands where a template's own tag or variable was.
GAP = "\ue000"
TAG_ARGUMENT = re.compile(rf"\b({'|'.join(SHOWN)})=(\"[^\"]*\"|'[^']*')")
FILTER_WORDS = re.compile(r"\|(?:default|default_if_none|yesno):(\"[^\"]*\"|'[^']*')")
LOOKS_LIKE_PROSE = re.compile(r"[^\W\d_]+ [^\W\d_]+|^[A-Z][a-z]")


def problems(root: Path) -> list[str]:
    """One line for each untranslatable text: file, line and the text."""
    found = []
    for path in sources(root):
        name = path.relative_to(root)
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            lines = [] if FOR_OPERATORS & {*name.parts} else in_python(source)
        else:
            lines = in_template(source, html=path.suffix == ".html")
        found += [f"{name}:{line}: not marked for translation: {text}" for line, text in lines]
    return found


def in_template(source: str, *, html: bool = True) -> list[tuple[int, str]]:
    """(line, text) of each text in a template's `source` that is not marked for translation."""
    tokens = Lexer(source).tokenize()
    found = [hit for token in tokens for hit in _in_tag(token)]
    bare = "".join(_without_template_language(tokens))
    if html:
        reader = _Reader()
        # A template of attributes alone stands inside a tag of the one that includes it.
        reader.feed(f"<br {bare}>" if ATTRIBUTES_ALONE.match(bare) else bare)
        reader.close()
        found += reader.found
    else:
        found += [
            (number, line.strip())
            for number, line in enumerate(bare.splitlines(), 1)
            if LETTERS.search(line)
        ]
    return sorted(found)


def _without_template_language(tokens: list[Token]) -> Iterator[str]:
    """The template's own text with a gap for each tag; marked texts and comments left out, and
    their line breaks kept so that lines can be counted."""
    until = ""
    for token in tokens:
        breaks = "\n" * token.contents.count("\n")
        if token.token_type == TokenType.BLOCK:
            word, _, name = token.contents.partition(" ")
            if not until and (
                word in {"blocktranslate", "blocktrans", "comment"}
                or (word == "block" and name.endswith(CODE_BLOCKS))
            ):
                until = f"end{word}"
            elif word == until:
                until = ""
            yield GAP + breaks
        elif token.token_type == TokenType.TEXT and not until:
            yield token.contents
        else:
            yield (GAP if token.token_type == TokenType.VAR else "") + breaks


def _in_tag(token: Token) -> Iterator[tuple[int, str]]:
    if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
        return
    line = token.lineno or 0
    if token.token_type == TokenType.BLOCK:
        for match in TAG_ARGUMENT.finditer(token.contents):
            if LETTERS.search(match[2]):
                yield line, match[0]
    for match in FILTER_WORDS.finditer(token.contents):
        if LOOKS_LIKE_PROSE.search(match[1].strip("\"'")):
            yield line, match[0]
    if "|pluralize" in token.contents:
        yield line, "pluralize knows only English: use blocktranslate count"


class _Reader(HTMLParser):
    """Gathers what would be seen or read out, but for elements with translate="no"."""

    VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
    HIDDEN = frozenset({"script", "style", "svg", "template"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in self.VOID and (
            self._skipped or tag in self.HIDDEN or values.get("translate") == "no"
        ):
            self._skipped.append(tag)
        if values.get("translate") != "no":
            spoken = SPOKEN | ({"value"} if values.get("type") == "submit" else set())
            for name in spoken & values.keys():
                self._see(values[name] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipped:
            while self._skipped.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._see(data)

    def _see(self, text: str) -> None:
        words = ADDRESS.sub("", text.replace(GAP, " ")).strip()
        if LETTERS.search(words):
            self.found.append((self.getpos()[0], " ".join(words.split())))


def in_python(source: str) -> list[tuple[int, str]]:
    """(line, text) of each text in Python's `source` that a call would show as it is."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        (value.lineno, repr(value.value))
        for call in calls
        for value in _shown_arguments(call)
        if isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and LETTERS.search(value.value)
    ]


def _shown_arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from (word.value for word in call.keywords if word.arg in SHOWN)
    name = ast.unparse(call.func)
    if name.endswith("ValidationError") and call.args:
        yield call.args[0]
    if name.startswith("messages.") and len(call.args) > 1:
        yield call.args[1]
