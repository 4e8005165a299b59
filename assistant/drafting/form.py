"""What a document is: who reads it, what a writer may say in it, how it is composed by rule, and what code works out beside the words.

An action hands one `DocumentForm` for each document it writes; everything else, from the model's answer to the checks, is the same code for
all of them. The prompt is `prompts/draft/{kind}.j2`, the template `prompts/templates/{kind}.md.j2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from assistant.checks.context import Part
from assistant.drafting.draft import Attachment
from assistant.drafting.slots import Slots
from assistant.evidence.facts import Audience, EvidenceSet
from assistant.evidence.passages import passages_from
from assistant.records.commitments import Judged
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

if TYPE_CHECKING:
    from knowledge.query import Query
    from knowledge.report import PostIncidentReport
    from knowledge.search import SearchResult


class Sources(Protocol):
    """What a document may look up beyond its own record.

    None of the methods raises: what could not be looked up is told in the notices. Only the store does, where it cannot be read.
    """

    @property
    def policy(self) -> Policy:
        """The tables in force."""

    @property
    def store(self) -> Any:
        """Records and drafts with their states; see `assistant.review.store.Store`."""

    @property
    def model_name(self) -> str:
        """The configured model as a person calls it; "none" without one."""

    def search(self, query: Query, *, k: int = 3, exclude: Iterable[str] = ()) -> tuple[SearchResult | None, tuple[str, ...]]:
        """Past reports like a query, and what the reader must know where there are none to search."""

    def reports(self) -> Sequence[PostIncidentReport]:
        """Every kept report."""

    def records(self) -> Sequence[EscalationRecord]:
        """Every stored record."""

    def verdicts(self, record_id: str) -> Sequence[Any]:
        """What people decided about the hypotheses of a record; see `assistant.analysis.hypotheses.Verdict`."""


@dataclass(frozen=True)
class Order:
    """What was asked for.

    Attributes:
        policy: The tables in force.
        now: When it is written.
        record: The escalation; None for a document about no single one.
        topic: What a document without a record is about, such as an issue type.
        excluded: Tags of evidence that a person unticked.
        promises: What earlier messages promised, as the ledger has it.
    """

    policy: Policy
    now: datetime
    record: EscalationRecord | None = None
    topic: str = ""
    excluded: tuple[str, ...] = ()
    promises: tuple[Judged, ...] = ()

    @property
    def escalation(self) -> EscalationRecord:
        """The record of a document that needs one.

        Raises:
            ValueError: The form was asked for without one; a fault of the caller.
        """
        if self.record is None:
            msg = "this document needs a record"
            raise ValueError(msg)
        return self.record


@dataclass(frozen=True)
class Brief:
    """All that one document is written from.

    Attributes:
        order: What was asked for.
        evidence: What may be said.
        similar: The past reports that were looked at, if any.
        notices: What the reader must know about the evidence, in plain sentences.
        found: What the action worked out before writing, for its own use.
    """

    order: Order
    evidence: EvidenceSet
    similar: SearchResult | None = None
    notices: tuple[str, ...] = ()
    found: Any = None


@dataclass(frozen=True)
class Composed:
    """Slots written by rule.

    Attributes:
        slots: What to say.
        forms: Those statements whose wording is the house's own around values of the record. The rest quotes the evidence.
        notices: What the composer wants the reader to know.
    """

    slots: Slots
    forms: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkedOut:
    """What code adds to the slots.

    Attributes:
        values: What the template is given beside `slots`, by name.
        details: The same for programs, as JSON values.
        attachments: Files that belong to the document.
    """

    values: Mapping[str, Any]
    details: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class DocumentForm:
    """One kind of document.

    Attributes:
        kind: Its name; also that of its prompt and its template.
        label: The name a person reads.
        audience: Who reads it; decides what may stand in it and which checks apply.
        slots: What a writer may say.
        prepare: Gathers the evidence.
        compose: Writes the slots by rule.
        work_out: Times, states, tables: everything that no writer may write.
        parts: What the finished text must have, in order.
        rests_on_reports: Whether a statement may lean on past reports alone.
        as_report: Reads the approved text as a past report, where it becomes one; given the text, its record and the time of the approval.
    """

    kind: str
    label: str
    audience: Audience
    slots: type[Slots]
    prepare: Callable[[Order, Sources], Brief]
    compose: Callable[[Brief], Composed]
    work_out: Callable[[Any, Brief, Sources], WorkedOut]
    parts: tuple[Part, ...] = ()
    rests_on_reports: bool = False
    as_report: Callable[[str, EscalationRecord, datetime], PostIncidentReport] | None = None


def about_record(audience: Audience) -> Callable[[Order, Sources], Brief]:
    """The usual preparation: the evidence of one record for an audience, with passages of similar past reports."""

    def prepare(order: Order, sources: Sources) -> Brief:
        from assistant.evidence.gather import gather

        similar, notices = sources.search(query_of(order.escalation), exclude=(order.escalation.id,))
        passages = passages_from(similar.results) if similar else ()
        evidence = gather(order.escalation, order.policy, audience=audience, passages=passages, also_withhold=order.excluded)
        return Brief(order, evidence, similar, notices)

    return prepare


def query_of(record: EscalationRecord) -> Query:
    """What to search for a record: its title, what was observed, its services, and its cause once that is confirmed.

    Internal entries are part of the search, which happens on this machine; nothing of them is shown to the customer.
    """
    from assistant.records.model import UpdateKind
    from knowledge.query import Query

    told = [update.text for update in record.updates if update.kind is not UpdateKind.CUSTOMER_MESSAGE][:6]
    text = "\n".join(filter(None, [record.title, record.description, *told]))
    return Query(text=text, title=record.title, services=record.services, cause=record.root_cause)
