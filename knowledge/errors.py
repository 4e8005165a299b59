"""Errors of the knowledge package: what failed on which object, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

REBUILD = "Run `steadyhand knowledge rebuild`."


class KnowledgeError(Exception):
    """Base of all errors that this package raises on purpose.

    Attributes:
        message: What failed, and on which object.
        hint: What to do next; may be empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ReportInvalid(KnowledgeError):
    """One or more reports do not follow the format.

    Attributes:
        problems: One line a problem, each with the place (`file:line: text` or `line N: text`).
    """

    def __init__(self, problems: Sequence[str], *, source: str = "report") -> None:
        self.problems = list(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        listing = "\n".join(f"  {line}" for line in self.problems)
        super().__init__(f"{source}: {count} {noun}, nothing was saved\n{listing}", hint="Correct the lines named and add the files again.")


class IndexMissing(KnowledgeError):
    """There is no searchable index in the directory, or what is there cannot be read."""

    def __init__(self, directory: Path, reason: str = "") -> None:
        never = "Add reports with `steadyhand knowledge add PATH`. Where reports are kept already, run `steadyhand knowledge rebuild`."
        super().__init__(f"no usable index in {directory}: {reason or 'no index was built yet'}", hint=REBUILD if reason else never)


class IndexStale(KnowledgeError):
    """The index was built with another embedder, another vector size or another index format."""

    def __init__(self, directory: Path, *, built: str, wanted: str) -> None:
        super().__init__(f"the index in {directory} was built with {built}, the settings ask for {wanted}", hint=REBUILD)


class IndexLocked(KnowledgeError):
    """Another process is writing the index."""

    def __init__(self, directory: Path, seconds: float) -> None:
        hint = "Wait for the other `steadyhand knowledge` command to end and try again."
        super().__init__(f"another process is writing the index in {directory} (waited {seconds:g} s)", hint=hint)


class EmbeddingFailed(KnowledgeError):
    """The embedder is unknown, not installed, or did not answer."""
