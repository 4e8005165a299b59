"""The suites: sets of evaluation cases by name, those that ship and those from outside.

A suite that ships is made of the case files of `datasets/`; which case belongs to it is decided by the document it asks for. Reading order:
`SUITES`, `suite_named`, `outside`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from assistant.actions.registry import ACTIONS
from assistant.errors import NotFound
from assistant.records.fingerprint import fingerprint
from evals.cases import Case, read_cases, set_files
from evals.outside import outside_cases


@dataclass(frozen=True)
class Suite:
    """Cases that are run and told together.

    Attributes:
        name: As on the command line; for one from outside, the file's name.
        about: What it measures, in a sentence.
        cases: In the order of the files.
    """

    name: str
    about: str
    cases: tuple[Case, ...]

    @cached_property
    def dataset(self) -> str:
        """SHA-256, first 12 hex digits, over the cases: equal for equal cases in the same order."""
        return fingerprint([case.model_dump(mode="json", by_alias=True) for case in self.cases])


_Rule = Callable[[Case], bool]
_SUITES: dict[str, tuple[str, _Rule]] = {
    "messages": (
        "The four messages to a customer: acknowledgment, progress, resolution, apology.",
        lambda case: case.action in {"update", "apology"},
    ),
    "triage": ("How grave it is, whom to bring in, what comes first.", lambda case: case.action == "triage"),
    "rca": ("Root-cause documents: what the log shows, what is only suspected, and what is not known.", lambda case: case.action == "rca"),
    "recovery": ("What may be offered after the harm, and who authorised it.", lambda case: case.action == "recovery-plan"),
    "prevention": ("What would keep it from happening again.", lambda case: case.action == "prevention-plan"),
    "colleagues": (
        "Summaries, status reports, metrics and the war room.",
        lambda case: case.action in {"summary", "status-report", "metrics", "war-room"},
    ),
    "leaks": (
        "Words planted in internal entries and past reports, which no customer may read.",
        lambda case: "canary" in case.tags and case.attack is None,
    ),
    "injection": ("Orders planted in the data, which no writer may follow.", lambda case: case.attack is not None),
}
SUITES = (*_SUITES, "all")
"""The names of the suites that ship."""


@cache
def shipped_cases() -> tuple[Case, ...]:
    """Every case that ships, in the order of actions and files."""
    return tuple(case for action in ACTIONS for file in set_files(action) for case in read_cases(file))


def suite_named(name: str) -> Suite:
    """A suite that ships; "all" holds every case once.

    Raises:
        NotFound: There is no such suite.
    """
    if name == "all":
        return Suite(name, "Every case that ships.", shipped_cases())
    if name not in _SUITES:
        msg = f"There is no suite called {name}."
        raise NotFound(msg, f"There are {', '.join(SUITES)}; --dataset takes a file.")
    about, belongs = _SUITES[name]
    return Suite(name, about, tuple(case for case in shipped_cases() if belongs(case)))


def outside(path: Path) -> Suite:
    """The cases of a file from outside, as a suite of the file's name.

    Args:
        path: Cases, one a line; or records and logs in any format that intake reads.

    Raises:
        InputInvalid: It is neither.
    """
    return Suite(path.stem, f"The cases of {path.name}.", outside_cases(path))
