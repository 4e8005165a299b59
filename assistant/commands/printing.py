"""Results to standard output, everything said about them to standard error.

What was written by others (records, reports, a model) may hold characters that steer a terminal; none of them gets through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from assistant.checks.finding import Finding

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Say = Callable[[str], None]


def plain(text: str) -> str:
    """The text with every character that steers a terminal, or turns its direction, made visible."""
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text.replace("\r\n", "\n"))


def result(text: str) -> None:
    """Print what was asked for."""
    click.echo(plain(text))


def aside(text: str) -> None:
    """Print what is said about it."""
    click.echo(plain(text), err=True)


def result_json(value: Any) -> None:
    """Print what was asked for, for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace"))


def table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows with aligned columns; the last column is as long as it is."""
    lines = [[" ".join(plain(cell).split()) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 record", "2 records"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def say_findings(findings: Sequence[Finding], text: str, *, say: Say) -> None:
    """The findings with their lines, worst first.

    Args:
        findings: In the order in which the checks gave them.
        text: What their offsets point into.
        say: `result` or `aside`.
    """
    if not findings:
        say("Nothing found.")
        return
    say(f"{counted(len(findings), 'finding')}:")
    for finding in findings:
        line = text.count("\n", 0, finding.start) + 1
        quoted = f"  “{' '.join(finding.text.split())}”" if finding.text.strip() else ""
        say(f"  {finding.severity.value:<5}  {finding.rule}, line {line}{quoted}")
        said = " ".join(filter(None, [finding.message, finding.suggestion]))
        say(f"         {said}")
