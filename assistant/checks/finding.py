"""What a check says about a text. Findings are data: they are shown, repaired, or waived by a named person; they are never raised."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Family(StrEnum):
    """What a finding is about."""

    TONE = "tone"
    GROUNDING = "grounding"
    LEAK = "leak"
    COMMITMENT = "commitment"
    CONSISTENCY = "consistency"
    COMPLETENESS = "completeness"
    INJECTION = "injection"


class FindingSeverity(StrEnum):
    """How much a finding weighs: `block` needs a fix or a named waiver, `warn` should be repaired, `info` is for the reader."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"

    @property
    def weight(self) -> int:
        """For sorting: worst first."""
        return ("block", "warn", "info").index(self.value)


class SentenceStatus(StrEnum):
    """What backs a sentence."""

    RECORD = "record"
    POLICY = "policy"
    TEMPLATE = "template"
    PAST_REPORT = "past_report"
    UNSUPPORTED = "unsupported"
    FOR_A_PERSON = "for_a_person"


class Finding(BaseModel):
    """One thing that is wrong, or worth a look, at an exact place.

    Attributes:
        rule: The rule's id, such as "grounding.number".
        start, end: Offsets in code points into the checked text, end exclusive; equal when something is missing rather than wrong.
        text: The quoted piece, `checked[start:end]`.
        message: Why, in plain words.
        suggestion: What to do.
        replacement: A text for the quoted piece that would repair it, where one is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    family: Family
    severity: FindingSeverity
    start: int
    end: int
    text: str
    message: str
    suggestion: str
    replacement: str | None = None

    @classmethod
    def at(
        cls,
        rule: str,
        severity: FindingSeverity,
        text: str,
        start: int,
        end: int,
        message: str,
        suggestion: str,
        *,
        family: Family,
    ) -> Finding:
        """A finding on `text[start:end]`; `rule` is the name within its family."""
        quoted = text[start:end]
        name = f"{family.value}.{rule}"
        return cls(rule=name, family=family, severity=severity, start=start, end=end, text=quoted, message=message, suggestion=suggestion)


class ValueStatus(StrEnum):
    """How a value of the text stands in the record.

    `exact` in some notation, `derived` by stated arithmetic, `commitment` as the time of a promise, `contradicted` where the record has
    another value, `from_other_case` when only a past incident holds it, else `absent`.
    """

    EXACT = "exact"
    DERIVED = "derived"
    COMMITMENT = "commitment"
    ABSENT = "absent"
    CONTRADICTED = "contradicted"
    FROM_OTHER_CASE = "from_other_case"


class CheckedValue(BaseModel):
    """One typed value of a sentence and how it stands in the record.

    Attributes:
        text: The value as written.
        start, end: Offsets in code points into the checked text, end exclusive.
        kind: What it is: "number", "percent", "duration", "time", "date", "money", "version", "reference" or "name".
        status: How it stands.
        sources: Tags of the evidence that holds it, or from which it follows.
        note: The arithmetic, or what the record has instead; empty when there is nothing to add.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    start: int
    end: int
    kind: str
    status: ValueStatus
    sources: tuple[str, ...] = ()
    note: str = ""


class Sentence(BaseModel):
    """One sentence of the checked text with what backs it; `sources` are evidence tags, `values` its typed values in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    start: int
    end: int
    status: SentenceStatus
    sources: tuple[str, ...] = ()
    values: tuple[CheckedValue, ...] = ()


class CheckReport(BaseModel):
    """The findings of a text, worst first and then in order of place, and all its sentences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[Finding, ...]
    sentences: tuple[Sentence, ...]

    @property
    def blocks(self) -> bool:
        """Whether a finding forbids sending."""
        return any(finding.severity is FindingSeverity.BLOCK for finding in self.findings)
