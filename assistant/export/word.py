"""A Word document with real headings and lists. Provenance is in its properties."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from assistant.export.markup import to_tokens
from assistant.export.outgoing import Exporter, Outgoing

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from markdown_it.token import Token

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_NARROWEST, _WIDEST = 10, 60
"""The signs of a column's longest cell count between these two when widths are shared out."""


def _write(out: Outgoing) -> bytes:
    import docx

    document = docx.Document()
    _Writer(document).write(to_tokens(_NOT_XML.sub(" ", out.body)))
    properties = document.core_properties
    # Word's properties hold at most 255 characters each.
    properties.title = _NOT_XML.sub(" ", out.subject)[:255]
    properties.author = _NOT_XML.sub(" ", out.sender.name if out.sender else "")[:255]
    properties.last_modified_by = _NOT_XML.sub(" ", out.approved_by or "")[:255]
    properties.identifier = f"{out.draft_id} v{out.version}"
    properties.version = str(out.version)
    properties.comments = "; ".join(f"{name}: {_NOT_XML.sub(' ', value)[:80]}" for name, value in out.provenance.items())[:255]
    properties.created = properties.modified = (out.approved_at or out.exported_at).replace(tzinfo=None)
    raw = io.BytesIO()
    document.save(raw)
    return _same_each_time(raw)


def _same_each_time(raw: io.BytesIO) -> bytes:
    """The archive without the clock times that its parts were packed at."""
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class _Writer:
    """Block tokens to paragraphs, lists and tables."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lists: list[int | None] = []  # for each open list the next number; None for bullets
        self.fresh = False  # whether the next paragraph begins a list item
        self.heading: str | None = None
        self.cells: list[list[Token]] | None = None

    def write(self, tokens: list[Token]) -> None:
        """All of them, in order."""
        for token in tokens:
            if token.type == "inline":
                self._text(token)
            elif token.type in {"fence", "code_block"}:
                self.document.add_paragraph(token.content.rstrip("\n"), style="No Spacing")
            elif token.type in {"heading_open", "heading_close"}:
                self.heading = f"Heading {token.tag[1:]}" if token.type == "heading_open" else None
            elif token.type.startswith(("bullet_list", "ordered_list", "list_item")):
                self._list(token)
            elif token.type.startswith(("table", "tr")):
                self._table(token)

    def _list(self, token: Token) -> None:
        if token.type.endswith("_list_open"):
            self.lists.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type.endswith("_list_close"):
            self.lists.pop()
        else:
            self.fresh = token.type == "list_item_open"

    def _table(self, token: Token) -> None:
        if token.type == "table_open":
            self.cells = []
        elif token.type == "tr_open" and self.cells is not None:
            self.cells.append([])
        elif token.type == "table_close" and self.cells:
            table = self.document.add_table(rows=len(self.cells), cols=max(len(row) for row in self.cells), style="Table Grid")
            shares = _shares(self.cells)
            width = sum(column.width or 0 for column in table.columns)
            for number, (row, cells) in enumerate(zip(table.rows, self.cells, strict=True)):
                for cell, text, share in zip(row.cells, cells, shares, strict=False):
                    cell.width = int(width * share)
                    _fill(cell.paragraphs[0], text, bold=number == 0)
            for column, share in zip(table.columns, shares, strict=True):
                column.width = int(width * share)
            self.cells = None

    def _text(self, token: Token) -> None:
        if self.cells is not None:
            self.cells[-1].append(token)
            return
        paragraph = self.document.add_paragraph(style=self._style())
        number = self.lists[-1] if self.lists else None
        if self.fresh and number is not None:
            # Written out: a Word list style would go on counting in the next list.
            paragraph.add_run(f"{number}. ")
            self.lists[-1] = number + 1
        _fill(paragraph, token)
        self.fresh = False

    def _style(self) -> str | None:
        if not self.lists:
            return self.heading
        name = "List Bullet" if self.fresh and self.lists[-1] is None else "List Continue"
        return name if len(self.lists) == 1 else f"{name} {min(len(self.lists), 3)}"


def _shares(rows: list[list[Token]]) -> list[float]:
    """How much of a table's width each column has: a time needs less than an account of what happened."""
    columns = max(len(row) for row in rows)
    longest = [max(len(row[place].content) for row in rows if place < len(row)) for place in range(columns)]
    wanted = [min(max(length, _NARROWEST), _WIDEST) for length in longest]
    return [each / sum(wanted) for each in wanted]


def _fill(paragraph: Paragraph, token: Token, *, bold: bool = False) -> None:
    strong, italic = bold, False
    address = ""
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            strong = bold or child.type == "strong_open"
        elif child.type in {"em_open", "em_close"}:
            italic = child.type == "em_open"
        elif child.type in {"softbreak", "hardbreak"}:
            paragraph.add_run().add_break()
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "").removeprefix("mailto:")
        elif child.type == "link_close":
            # Written out, so that it survives printing too.
            if address not in paragraph.text:
                paragraph.add_run(f" ({address})")
        elif child.content:
            run = paragraph.add_run(child.content)
            run.bold, run.italic = strong or None, italic or None


WORD = Exporter("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", _write)
