"""One record as the review reads it: the sentences of its log, the confirmed cause, its gaps, and the roles to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.analysis import signs
from assistant.analysis.lines import Line, Teller, read_lines, say
from assistant.analysis.timeline import Gap, Timeline
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import say_duration
from assistant.records.model import EscalationRecord, EscalationType
from assistant.records.policy import Policy


@dataclass(frozen=True)
class Reviewed:
    """One record with what the answers are read from."""

    record: EscalationRecord
    evidence: EvidenceSet
    timeline: Timeline
    policy: Policy

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences of the log, without those that find nothing wrong."""
        return tuple(line for line in read_lines(self.record, self.evidence) if not signs.NOT_A_FINDING.search(line.text))

    @cached_property
    def ours(self) -> tuple[Line, ...]:
        """Those that colleagues wrote."""
        return tuple(line for line in self.lines if not line.by_customer)

    @cached_property
    def teller(self) -> Teller:
        """Says times and quotes."""
        return Teller(self.record)

    @cached_property
    def service(self) -> str:
        """What the roles are named after."""
        return service_of(self.record)

    @cached_property
    def confirmed(self) -> tuple[tuple[str, str], ...]:
        """The sentences of the confirmed cause, each with its tag; empty without one."""
        return confirmed_cause(self.record, self.evidence)

    def tag(self, field: str) -> str:
        """The tag of a field; an empty string where this audience may not read it or it is not filled."""
        item = self.evidence.field(field)
        return item.id if item else ""

    def policy_tag(self, row: str) -> str:
        """The tag of a policy line."""
        return next((item.id for item in self.evidence.of("policy") if item.origin == f"policy, {row}"), "")

    def quoted(self, lines: Sequence[Line]) -> list[Statement]:
        """Lines as statements."""
        return [self.teller.quote(line) for line in lines]


def service_of(record: EscalationRecord) -> str:
    """The first service that the record names, else "the affected service"."""
    return record.services[0] if record.services else "the affected service"


def hands_on(record: EscalationRecord) -> str:
    """The role that works on it: an engineer where it is a matter of systems, else whoever leads the work."""
    technical = record.type in {None, EscalationType.TECHNICAL, EscalationType.SECURITY}
    return f"the {'on-call engineer' if technical else 'team lead'} of {service_of(record)}"


def confirmed_cause(record: EscalationRecord, evidence: EvidenceSet) -> tuple[tuple[str, str], ...]:
    """The sentences of the confirmed cause, each with its tag; empty without one."""
    item = evidence.field("root_cause")
    if item is None or not record.root_cause:
        return ()
    return tuple((span.quote, item.id) for span in split_sentences(item.text))


def longest_gaps(timeline: Timeline) -> list[Gap]:
    """The silences of a timeline, longest first."""
    return sorted(timeline.gaps, key=lambda gap: gap.length, reverse=True)


def silence(seen: Reviewed, gap: Gap) -> Statement:
    """A gap as a statement."""
    since, until = seen.teller.time(gap.since), seen.teller.time(gap.until)
    return say(f"Nothing is written down between {since} and {until}, which is {say_duration(gap.length)}.", *gap.tags)
