"""HTML from elsewhere (pasted from Word, a browser, or a Word file) as Markdown of pages.

What only looks goes: fonts, colours, empty paragraphs. What means something stays: headings, lists,
tables, links, bold. Pictures go too: they belong into the library, with words of their own.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from lxml import html as lxml_html
from markdownify import MarkdownConverter

from core import richtext

LARGEST = 5 * 1024 * 1024
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = {
    *("p", "br", "ul", "ol", "li", "a", "strong", "b", "em", "i", "div", "blockquote", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *_HEADINGS,
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# Word has no lists in what it copies: paragraphs that begin with a mark, said to be one by a style.
_WORD_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)")
_NUMBERED = re.compile(r"[\s\xa0]*[\dA-Za-z]{1,3}[.)]")


class Unreadable(ValueError):
    """It is no HTML that could be read."""


def to_markdown(html: str) -> str:
    """Markdown of `html`, which may come from anywhere. Raises Unreadable."""
    if len(html) > LARGEST:
        raise Unreadable
    try:
        tree = _tree(html)
        if tree is None:
            return ""
        _restore_lists(tree)
        _restore_bold(tree)
        _restore_heads(tree)
        _mend_links(tree)
        written = lxml_html.tostring(tree, encoding="unicode")
        cleaned = richtext.clean(written, tags=_TAGS, attributes=_ATTRIBUTES)
        return _tidy(_Converter().convert(_with_levels(cleaned)))
    except (RecursionError, etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable from error


def _tree(html: str) -> Any:
    # A browser marks the part that was copied; Word puts whole style sheets before it.
    copied = re.search(r"<!--StartFragment-->(.*)<!--EndFragment-->", html, re.S)
    text = (copied[1] if copied else html).replace("\0", "")
    text = re.sub(r"<\?xml[^>]*>|<!\[if[^>]*>|<!\[endif\]>", "", text)
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    tree = lxml_html.fromstring(f"<div>{text}</div>".encode(), parser=parser)
    for element in tree.iter():
        # A new line in HTML is a space; in Markdown it could begin a list.
        element.text = _on_one_line(element.text)
        element.tail = _on_one_line(element.tail)
    etree.strip_elements(tree, "style", "script", "title", "head", "template", with_tail=False)
    return tree


def _on_one_line(text: str | None) -> str | None:
    return re.sub(r"[ \t\r\n]+", " ", text) if text else text


def _styles(element: Any) -> str:
    return str(element.get("style") or "")


def _restore_lists(tree: Any) -> None:
    """Word's paragraphs with a mark become lists, one in another by their level."""
    open_lists: list[Any] = []
    for paragraph in list(tree.iter("p")):
        found = _WORD_LIST.search(_styles(paragraph))
        if not found:
            open_lists = []
            continue
        level = int(found[1]) or 1
        kind = "ol" if _NUMBERED.match(_take_mark(paragraph)) else "ul"
        follows = open_lists and paragraph.getprevious() is open_lists[0]
        if not follows:
            open_lists = []
        del open_lists[level:]
        while len(open_lists) < level:
            open_lists.append(_new_list(kind, paragraph, open_lists))
        paragraph.tag = "li"
        tail, paragraph.tail = paragraph.tail, None
        open_lists[level - 1].append(paragraph)
        if tail and tail.strip():
            open_lists[0].tail = tail
            open_lists = []


def _new_list(kind: str, paragraph: Any, open_lists: list[Any]) -> Any:
    fresh = etree.Element(kind)
    if not open_lists:
        paragraph.addprevious(fresh)
    else:
        above = open_lists[-1]
        (above[-1] if len(above) else etree.SubElement(above, "li")).append(fresh)
    return fresh


def _take_mark(paragraph: Any) -> str:
    """What stands before the words of an item of Word's list; it is taken out."""
    for element in paragraph.iter():
        if "mso-list:ignore" in _styles(element).lower().replace(" ", ""):
            mark = "".join(element.itertext())
            element.drop_tree()
            return mark
    return ""


def _restore_bold(tree: Any) -> None:
    """Google Docs says bold by a style, and wraps everything into a <b> that is none."""
    for element in list(tree.iter("span", "b")):
        style = _styles(element).replace(" ", "").lower()
        if element.tag == "b" and "font-weight:normal" in style:
            element.tag = "span"
        elif element.tag == "span" and re.search(r"font-weight:(bold|[6-9]00)", style):
            element.tag = "strong"


def _restore_heads(tree: Any) -> None:
    """A table without heads has them in its first row: nothing else tells what a column is."""
    for table in tree.iter("table"):
        first = table.find(".//tr")
        if first is not None and table.find(".//th") is None:
            for cell in first.iter("td"):
                cell.tag = "th"


def _mend_links(tree: Any) -> None:
    """Links within the other document lead nowhere here; a mail filter's lead round a corner."""
    for link in list(tree.iter("a")):
        address = str(link.get("href") or "").strip()
        parts = urlsplit(address)
        if (parts.hostname or "").endswith("safelinks.protection.outlook.com"):
            address = parse_qs(parts.query).get("url", [""])[0]
        has_words = "".join(link.itertext()).strip()
        if has_words and re.match(r"(https?://|mailto:|tel:|/(?!/))", address, re.I):
            # Markdown ends an address at a space or a bracket.
            link.set("href", address.replace(" ", "%20").replace("(", "%28").replace(")", "%29"))
        else:
            link.tag = "span"


def _with_levels(html: str) -> str:
    """The largest heading that there is becomes a page's largest, and none is left out below."""
    used = sorted(set(re.findall(r"<(h[1-6])>", html)))
    names = {name: f"h{min(index + 2, 4)}" for index, name in enumerate(used)}
    return re.sub(r"(</?)(h[1-6])>", lambda found: f"{found[1]}{names[found[2]]}>", html)


class _Converter(MarkdownConverter):
    class Options:
        heading_style = "atx"
        bullets = "-"
        autolinks = False
        escape_underscores = False
        newline_style = "backslash"
        strong_em_symbol = "*"

    def convert_b(self, el: Any, text: str, parent_tags: Any) -> str:
        # A heading is bold already, and so is the head of a table.
        if {"th", *_HEADINGS} & set(parent_tags):
            return text
        return str(super().convert_b(el, text, parent_tags))  # type: ignore[misc]  # not in its stubs

    convert_strong = convert_b

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_td(el, text.replace("|", r"\|"), parent_tags))  # type: ignore[misc]  # not in its stubs

    def convert_th(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_th(el, text.replace("|", r"\|"), parent_tags))  # type: ignore[misc]  # not in its stubs

    def convert_p(self, el: Any, text: str, parent_tags: Any) -> str:
        # "1986. A year" begins no list.
        kept = re.sub(r"^(\s*\d+)([.)] )", r"\1\\\2", text)
        return str(super().convert_p(el, kept, parent_tags))  # type: ignore[misc]  # not in its stubs


def _tidy(markdown: str) -> str:
    lines = list(_lines(markdown))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _lines(markdown: str) -> Iterator[str]:
    for line in markdown.splitlines():
        plain = re.sub(r"[\xa0\u2007\u202f]", " ", line).rstrip()
        if not re.fullmatch(r"[\s\\]*|#+|\*\*\s*\*\*|\s*[-\d.]+", plain) or not plain:
            yield plain
        else:
            yield ""
