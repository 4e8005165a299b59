"""Lines and tables of a document that read well as they are, in a terminal, and as the Markdown that they also are."""

from __future__ import annotations

import re
from collections.abc import Sequence

PRIVATE_USE = re.compile("[\ue000-\ue0ff]")
"""The characters that rendering marks its spans with; none may come in with a text."""


def one_line(value: object) -> str:
    """One line without marks: names and titles must not bring in lines or spans of their own."""
    return " ".join(PRIVATE_USE.sub("", str(value)).split())


def cell(value: object) -> str:
    """Text that cannot end the cell of a table."""
    return str(value).replace("\\", "\\\\").replace("|", "\\|")


def clipped(value: object, width: int) -> str:
    """One line of at most `width` characters; an ellipsis tells where it was cut."""
    line = one_line(value)
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"


def aligned_table(rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table whose columns are also aligned when nobody renders it.

    Args:
        rows: The head and then the body, all of one length.
    """
    lines = [[cell(one_line(value)) for value in row] for row in rows]
    widths = [max(3, *(len(row[column]) for row in lines)) for column in range(len(lines[0]))]
    head, *body = [f"| {' | '.join(text.ljust(width) for text, width in zip(row, widths, strict=True))} |" for row in lines]
    return "\n".join([head, f"| {' | '.join('-' * width for width in widths)} |", *body])
