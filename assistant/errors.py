"""One error tree. Every error tells a person what failed, on which object, and what to do next.

Findings on a text are data, not errors; see `assistant.checks.finding`.
"""

from __future__ import annotations

from collections.abc import Sequence


class SteadyhandError(Exception):
    """Anything that may be shown to a user as it is.

    Attributes:
        message: What failed, on which object.
        hint: What to do next; may be empty.
        exit_code: What the command line ends with: 1 a gate, 2 input or configuration, 3 model or infrastructure.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputInvalid(SteadyhandError):
    """A file or form that cannot be taken. Nothing was saved.

    Attributes:
        problems: Every problem at once, each with its line or its path in the document.
    """

    def __init__(
        self, message: str, problems: Sequence[str] = (), hint: str = "Correct the file and import it again; nothing was saved."
    ) -> None:
        super().__init__(message, hint)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        listed = "".join(f"\n  - {problem}" for problem in self.problems)
        return f"{self.message}{listed}\n{self.hint}".strip()


class PolicyInvalid(InputInvalid):
    """The policy file that STEADYHAND_POLICY names does not hold what a policy must hold."""


class NotFound(SteadyhandError):
    """A record, draft or report id that the store does not hold."""


class ActionRefused(SteadyhandError):
    """An action that the state of its object does not allow, such as approving with a blocking finding open."""

    exit_code = 1


class StorageFailed(SteadyhandError):
    """The database or the disk did not take what was to be saved. What was saved before is unharmed."""

    exit_code = 3


class KnowledgeFailed(SteadyhandError):
    """The index of past reports could not be read or written."""

    exit_code = 3


class ModelFailed(SteadyhandError):
    """The model gave no usable answer.

    Attributes:
        reason: A short machine-readable word: timeout, rate_limit, quota, connection, server, refusal, empty, truncated, filtered, invalid,
            refused_request, authentication.
        attempts: How many requests were made.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str = "", *, reason: str, attempts: int = 1) -> None:
        super().__init__(message, hint)
        self.reason = reason
        self.attempts = attempts
