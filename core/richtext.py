"""Rich text: Markdown without HTML, rendered and then cleaned. The only way text becomes HTML."""

import re
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# What a few paragraphs need; pages of the site's own words have more (content.markdown).
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "a", "blockquote", "code", "hr"}
ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto", "tel"}

# "linkify" stays off: it would need another library and guesses at what is a link.
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(
    ["image", "html_block", "html_inline"]
)


def parse(text: str) -> list[Token]:
    """The tokens of Markdown `text`, for what is not a web page; `render` reads the same ones."""
    return _markdown.parse(text or "")


def render(text: str) -> SafeString:
    """HTML of Markdown `text`, safe to print. Headings start at level 3, below the page's own."""
    lowered = re.sub(r"^(#{1,2})(?=\s)", "###", text or "", flags=re.MULTILINE)
    return clean(_markdown.render(lowered), tags=TAGS, attributes=ATTRIBUTES)


def clean(html: str, *, tags: set[str], attributes: dict[str, set[str]]) -> SafeString:
    """`html` with these tags and attributes alone, and with no link that could run anything."""
    cleaned = nh3.clean(
        html, tags=tags, attributes=attributes, url_schemes=_SCHEMES, link_rel="noopener"
    )
    return mark_safe(cleaned)  # noqa: S308 - nh3 has just cleaned it


def plain(text: str) -> str:
    """The words alone of Markdown `text`: for search, feeds and descriptions."""
    return re.sub(r"\s+", " ", unescape(strip_tags(str(render(text))))).strip()


def from_html(html: str) -> str:
    """Markdown from a stranger's HTML (an import): paragraphs, lists and links survive."""
    cleaned = nh3.clean(
        html or "",
        tags={"p", "br", "ul", "ol", "li", "a", "strong", "b", "em", "i", "div", "h1", "h2", "h3"},
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    for pattern, replacement in _TO_MARKDOWN:
        cleaned = pattern.sub(replacement, cleaned)
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in unescape(cleaned).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_TO_MARKDOWN = [
    (re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S), r"[\2](\1)"),
    (re.compile(r"<br\s*/?>"), "\n"),
    (re.compile(r"<li>"), "\n- "),
    (re.compile(r"<h[1-3]>"), "\n\n### "),
    (re.compile(r"</(p|ul|ol|div|h[1-3])>"), "\n\n"),
    (re.compile(r"</?(strong|b)>"), "**"),
    (re.compile(r"<[^>]+>"), ""),
]
