"""The Markdown of a message, read once for all formats. Raw HTML in it stays text, and no picture is ever loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # A line break in a letter is meant: signatures and addresses are written line by line.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image").enable("table")


def to_html(body: str) -> str:
    """The text as an HTML fragment, everything escaped that Markdown did not mark."""
    rendered: str = _reader().render(body)
    return rendered


def to_tokens(body: str) -> list[Token]:
    """The text as markdown-it's block tokens, for formats of other shapes."""
    return _reader().parse(body)


def to_plain(body: str) -> str:
    """The text without marks: labels without stars, list items with "- " or their number, links as "words (address)"."""
    lines: list[str] = []
    items: list[int | None] = []
    fresh = False
    for token in to_tokens(body):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            items.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            items.pop()
            if not items:
                lines.append("")
        elif token.type == "list_item_open":
            fresh = True
        elif token.type in {"inline", "fence", "code_block"}:
            text = plain_inline(token) if token.type == "inline" else token.content.rstrip("\n")
            lead = _lead(items, fresh=fresh)
            lines.extend(f"{lead if n == 0 else ' ' * len(lead)}{line}" for n, line in enumerate(text.split("\n")))
            fresh = False
            if not items:
                lines.append("")
    return "\n".join(lines).strip("\n") + "\n"


def plain_inline(token: Token) -> str:
    """One line or paragraph without marks."""
    said: list[str] = []
    address = ""
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            said.append("\n")
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            bare = address.removeprefix("mailto:")
            said.append("" if said and bare in said[-1] else f" ({bare})")
        else:
            said.append(child.content)
    return "".join(said)


def _lead(items: list[int | None], *, fresh: bool) -> str:
    if not items:
        return ""
    indent = "  " * (len(items) - 1)
    number = items[-1]
    if not fresh:
        return indent + "  "
    if number is None:
        return f"{indent}- "
    items[-1] = number + 1
    return f"{indent}{number}. "
