"""One readable function per verb. The command line, the app and the tests all go through here.

Time is an argument everywhere; nothing here reads the clock except to measure how long a step took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.actions.registry import action_of
from assistant.checks.commitment import extract_commitments
from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import CheckReport, Finding
from assistant.checks.run import run_checks
from assistant.drafting.composer import compose, unanswered_requests
from assistant.drafting.draft import Commitment, Document, Draft, EvidenceItem, Fingerprints, PromptRef, SimilarIncident, Usage
from assistant.drafting.prompting import Revision
from assistant.drafting.rendering import Rendered, render, template_fingerprint
from assistant.drafting.slots import SLOTS, MessageSlots
from assistant.errors import ModelFailed
from assistant.evidence.denylist import for_record
from assistant.evidence.facts import Evidence, EvidenceSet
from assistant.evidence.gather import gather
from assistant.evidence.passages import passages_from
from assistant.records.clock import MessageKind
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord, UpdateKind
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.wiring import Services, knowledge_errors
from knowledge.errors import IndexMissing, KnowledgeError
from knowledge.ingest import Ingested
from knowledge.query import Filters, Query
from knowledge.search import SearchResult

OnStep = Callable[[str], None]
"""Told the name of each step as it begins: "evidence", "slots", "checks"."""

COMPOSER = "composer"


@dataclass(frozen=True)
class Drafted:
    """A draft with what is known to back each of its sentences, which an edit of it is checked against."""

    draft: Draft
    known: Mapping[str, Backing]


@dataclass(frozen=True)
class _Written:
    """Slots with who wrote them."""

    slots: MessageSlots
    written_by: str
    prompt: PromptRef
    usage: Usage
    forms: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()


def _quiet(_: str) -> None:
    """The observer of a caller that does not watch."""


# Messages


def message_choices(record: EscalationRecord) -> tuple[tuple[MessageKind, str], ...]:
    """Every message that can be written for a record, with the reason why it cannot be now; an empty reason means that it can."""
    return tuple((kind, action_of(kind).refuse(kind, record)) for kind in MessageKind)


# Similar incidents


def find_similar(
    services: Services, query: Query, *, k: int = 5, filters: Filters | None = None, exclude: Iterable[str] = ()
) -> SearchResult:
    """Past reports like an incident, with reasons and differences.

    Raises:
        KnowledgeFailed: There is no index, it belongs to another embedder, or it cannot be read.
    """
    with knowledge_errors():
        return services.knowledge.search(query, k=k, filters=filters or Filters(), exclude_ids=tuple(exclude))


def query_of(record: EscalationRecord) -> Query:
    """What to search for a record: its title, what was observed, its services, and its cause once that is confirmed.

    Internal entries are part of the search, which happens on this machine; nothing of them is shown to the customer.
    """
    told = [update.text for update in record.updates if update.kind is not UpdateKind.CUSTOMER_MESSAGE][:6]
    text = "\n".join(filter(None, [record.title, record.description, *told]))
    return Query(text=text, title=record.title, services=record.services, cause=record.root_cause)


# Drafting


def draft_message(
    services: Services,
    record: EscalationRecord,
    kind: MessageKind,
    *,
    now: datetime,
    use_model: bool = True,
    revision: Revision | None = None,
    excluded: Iterable[str] = (),
    on_step: OnStep = _quiet,
) -> Drafted:
    """Evidence, slots, document, checks: one draft of one message.

    Args:
        services: What to work with.
        record: The escalation.
        kind: Which message.
        now: When it is written.
        use_model: False for the composer even where a model is configured.
        revision: The draft before with a person's note, where this is not the first.
        excluded: Tags of evidence that a person unticked.
        on_step: Told each step as it begins.
    """
    began = perf_counter()
    on_step("evidence")
    similar, notices = _similar(services, record)
    evidence = gather(record, services.policy, passages=passages_from(similar.results) if similar else (), also_withhold=excluded)
    on_step("slots")
    written = _write(services, kind, record, evidence, now=now, use_model=use_model, revision=revision)
    left_open = revision.note if revision and written.written_by == COMPOSER else ""
    rendered = render(written.slots, record, services.policy, evidence, now=now, forms=written.forms, note=left_open)
    on_step("checks")
    context = _context(services, record, kind, evidence, now=now, known=rendered.known)
    draft = _assemble(services, context, written, rendered, similar=similar, now=now, notices=[*notices, *written.notices], began=began)
    return Drafted(draft, rendered.known)


def _similar(services: Services, record: EscalationRecord) -> tuple[SearchResult | None, list[str]]:
    """Similar reports; a draft does without them, and says so."""
    try:
        return services.knowledge.search(query_of(record), k=3, exclude_ids=(record.id,)), []
    except IndexMissing:
        return None, ["There is no index of past reports yet, so none was looked at. Add reports with `steadyhand knowledge add`."]
    except KnowledgeError as error:
        return None, [f"Past reports could not be searched: {error.message} {error.hint}"]


def _write(
    services: Services,
    kind: MessageKind,
    record: EscalationRecord,
    evidence: EvidenceSet,
    *,
    now: datetime,
    use_model: bool,
    revision: Revision | None,
) -> _Written:
    """The model's slots, or the composer's with a notice that says why."""
    if use_model and services.model is not None:
        from assistant.drafting.chain import write_slots

        try:
            answer = write_slots(
                services.model,
                kind,
                evidence=evidence,
                record=record,
                policy=services.policy,
                revision=revision,
                deny=services.names(),
                memory=services.format_memory,
            )
        except ModelFailed as error:
            notice = f"The composer wrote this draft: {error.message} {error.hint}".strip()
            return _compose(kind, record, evidence, services, now=now, notices=(notice,))
        return _Written(answer.slots, services.settings.model, answer.prompt, answer.usage, notices=answer.notes)
    return _compose(kind, record, evidence, services, now=now)


def _compose(
    kind: MessageKind, record: EscalationRecord, evidence: EvidenceSet, services: Services, *, now: datetime, notices: tuple[str, ...] = ()
) -> _Written:
    composed = compose(kind, record, evidence, services.policy, now=now)
    asked = [said.text for said in unanswered_requests(record, evidence)]
    questions = tuple(f"The customer asked and nobody answered yet: “{text}”" for text in asked)
    prompt = PromptRef(id=f"composer/{kind.value}", version=1, fingerprint=template_fingerprint(kind))
    return _Written(composed.slots, COMPOSER, prompt, Usage(), composed.forms, (*notices, *questions))


def _context(
    services: Services,
    record: EscalationRecord | None,
    kind: MessageKind | None,
    evidence: EvidenceSet,
    *,
    now: datetime,
    known: Mapping[str, Backing],
) -> CheckContext:
    names = services.names()
    deny = for_record(names, record, services.policy) if record else names
    return CheckContext(services.policy, evidence, record, kind, deny, known, now)


def _assemble(
    services: Services,
    context: CheckContext,
    written: _Written,
    rendered: Rendered,
    *,
    similar: SearchResult | None,
    now: datetime,
    notices: Sequence[str],
    began: float,
) -> Draft:
    record, kind, evidence = context.record, context.kind, context.evidence
    if record is None or kind is None:
        msg = "a draft needs a record and a kind"
        raise ValueError(msg)
    return Draft(
        **_told(rendered.subject, rendered.body, context),
        action=action_of(kind).name,
        kind=kind.value,
        record_id=record.id,
        written_by=written.written_by,
        slots=written.slots.model_dump(mode="json"),
        similar=_similar_items(similar),
        prompt=written.prompt,
        usage=written.usage,
        notices=tuple(notices),
        fingerprints=Fingerprints(
            record=fingerprint(record),
            evidence=_evidence_fingerprint(evidence),
            policy=services.policy.fingerprint,
            prompt=written.prompt.fingerprint,
            model=fingerprint(written.written_by),
        ),
        written_at=now,
        elapsed_ms=round((perf_counter() - began) * 1000, 1),
    )


def _told(subject: str, body: str, context: CheckContext) -> dict[str, Any]:
    """The fields of a draft that follow from its text and its evidence: what the checks say, and what it promises."""
    report = run_checks(body, context)
    return {
        "document": Document(subject=subject, body=body),
        "sentences": report.sentences,
        "findings": report.findings,
        "evidence": _items(context.evidence.items),
        "withheld": _items(context.evidence.withheld),
        "commitments": _commitments(body, context),
    }


def _evidence_fingerprint(evidence: EvidenceSet) -> str:
    return fingerprint([[item.id, item.text] for item in evidence.items])


def _items(items: Iterable[Evidence]) -> tuple[EvidenceItem, ...]:
    return tuple(EvidenceItem(id=item.id, text=item.text, origin=item.origin) for item in items)


def _similar_items(similar: SearchResult | None) -> tuple[SimilarIncident, ...]:
    if similar is None or similar.nothing_similar:
        return ()
    return tuple(
        SimilarIncident(
            id=match.id, title=match.title, score=round(match.score, 4), reasons=tuple(match.reasons), differences=tuple(match.differences)
        )
        for match in similar.results
    )


def _commitments(body: str, context: CheckContext) -> tuple[Commitment, ...]:
    return tuple(
        Commitment(text=found.text, kind=found.kind, due_at=found.due_at, owner=found.owner, backed_by=tuple(found.backed_by))
        for found in extract_commitments(body, context)
    )


# Checking


def check_text(
    services: Services,
    text: str,
    *,
    now: datetime,
    record: EscalationRecord | None = None,
    kind: MessageKind | None = None,
    known: Mapping[str, Backing] | None = None,
) -> CheckReport:
    """Findings on any text; held against a record where there is one."""
    evidence = gather(record, services.policy, passages=_passages(services, record)) if record else EvidenceSet(())
    if record and kind and known is None:
        known = _house_wording(services, record, kind, evidence, now=now)
    return run_checks(text, _context(services, record, kind, evidence, now=now, known=known or {}))


def _house_wording(
    services: Services, record: EscalationRecord, kind: MessageKind, evidence: EvidenceSet, *, now: datetime
) -> Mapping[str, Backing]:
    """What our own templates and fixed phrases would say now: a pasted text that uses them is recognised by it."""
    composed = compose(kind, record, evidence, services.policy, now=now)
    return render(composed.slots, record, services.policy, evidence, now=now, forms=composed.forms).known


def _passages(services: Services, record: EscalationRecord) -> tuple[Evidence, ...]:
    similar, _ = _similar(services, record)
    return passages_from(similar.results) if similar else ()


def redo_checks(
    services: Services, base: Draft, record: EscalationRecord, *, subject: str, body: str, known: Mapping[str, Backing], now: datetime
) -> Draft:
    """The draft with another text: findings, sentences and promises follow the text; everything else stays as it was."""
    kind = MessageKind(base.kind)
    evidence = gather(record, services.policy, passages=_passages(services, record))
    context = _context(services, record, kind, evidence, now=now, known=known)
    prints = base.fingerprints.model_copy(update={"record": fingerprint(record), "evidence": _evidence_fingerprint(evidence)})
    return base.model_copy(update={**_told(subject, body, context), "fingerprints": prints, "written_at": now})


# Review


def start_draft(services: Services, stored: StoredRecord, drafted: Drafted, *, author: str, now: datetime) -> StoredDraft:
    """Keep a new draft as version 1."""
    return services.store.add_draft(drafted.draft, record_version=stored.version, author=author, now=now, known=drafted.known)


def save_edit(services: Services, draft_id: str, *, subject: str, body: str, by: str, now: datetime) -> StoredDraft:
    """Keep a person's edit as the next version, checked against the record as it stands now."""
    stored = services.store.draft(draft_id)
    record = services.store.record(stored.record_id or "")
    newest = stored.newest
    draft = redo_checks(services, newest.draft, record.record, subject=subject, body=body, known=newest.known, now=now)
    draft = draft.model_copy(update={"written_by": f"{newest.written_by.removesuffix(' + edit')} + edit"})
    return services.store.add_version(
        draft_id, draft, record_version=record.version, author=by, now=now, known=newest.known, note="Edited", base_version=newest.number
    )


def revise(
    services: Services,
    draft_id: str,
    *,
    note: str,
    by: str,
    now: datetime,
    use_model: bool = True,
    excluded: Iterable[str] = (),
    on_step: OnStep = _quiet,
) -> StoredDraft:
    """Draft again from the record as it stands, with a person's note, and keep it as the next version.

    The composer cannot read a note: it writes anew and leaves the note as a gap at its place for a person to fill.
    """
    stored = services.store.draft(draft_id)
    record = services.store.record(stored.record_id or "")
    kind = MessageKind(stored.kind)
    before = stored.newest.draft
    revision = Revision(SLOTS[kind].model_validate(before.slots), note, before.findings)
    drafted = draft_message(
        services, record.record, kind, now=now, use_model=use_model, revision=revision, excluded=excluded, on_step=on_step
    )
    return services.store.add_version(
        draft_id,
        drafted.draft,
        record_version=record.version,
        author=by,
        now=now,
        known=drafted.known,
        note=note,
        base_version=stored.version,
    )


def apply_replacement(body: str, finding: Finding) -> str:
    """The text with a finding's replacement in place of what it quotes."""
    if finding.replacement is None or body[finding.start : finding.end] != finding.text:
        return body
    return body[: finding.start] + finding.replacement + body[finding.end :]


# Samples


_REMOVED = "samples-removed"
"""A file that says that somebody took the samples away, so that starting the app does not bring them back."""


def load_samples(services: Services, *, now: datetime, unless_removed: bool = False) -> tuple[int, int]:
    """Load what is missing of the sample queue and the sample reports, marked as such.

    Args:
        services: What to work with.
        now: The instant that the samples' times are told from.
        unless_removed: Load nothing when somebody took the samples away before.

    Returns:
        How many records and reports were added.
    """
    from assistant.intake.samples import sample_records

    removed = services.data_dir / _REMOVED
    if unless_removed and removed.exists():
        return 0, 0
    known = {stored.record.id for stored in services.store.records()}
    records = [record for record in sample_records(now=now) if record.id not in known]
    services.store.save_records(records, now=now, by="steadyhand samples", sample=True)
    removed.unlink(missing_ok=True)
    return len(records), index_sample_reports(services)


def index_sample_reports(services: Services) -> int:
    """Add the sample reports to the index, where they are not in it yet."""
    with knowledge_errors():
        return len(services.library.add_samples().added)


def remove_samples(services: Services) -> tuple[int, int, int]:
    """Delete everything that came with steadyhand to try it out. Returns how many records, drafts and reports that were."""
    deleted = services.store.delete_samples()
    with knowledge_errors():
        reports = services.library.remove_samples()
    (services.data_dir / _REMOVED).touch()
    return deleted.records, deleted.drafts, reports


def add_reports(services: Services, paths: Sequence[Path], *, replace: bool = False) -> Ingested:
    """Index post-incident reports from files and folders; all or none."""
    with knowledge_errors():
        return services.library.add(paths, replace=replace)
