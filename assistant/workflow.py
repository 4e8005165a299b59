"""One readable function per verb. The command line, the app and the tests all go through here.

Time is an argument everywhere; nothing here reads the clock except to measure how long a step took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.actions.phrase_records import RecordRow
from assistant.actions.phrases import TRIGGERS, Reading, read_phrase
from assistant.actions.registry import action_of, form_of
from assistant.checks.commitment import extract_commitments
from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import CheckReport, Finding, SentenceStatus
from assistant.checks.run import check_note, run_checks
from assistant.drafting.draft import Commitment, Document, Draft, EvidenceItem, Fingerprints, PromptRef, SimilarIncident, Usage
from assistant.drafting.form import Brief, DocumentForm, Order, about_record
from assistant.drafting.prompting import Revision
from assistant.drafting.rendering import Rendered, render, template_fingerprint
from assistant.drafting.slots import Slots
from assistant.errors import ModelFailed
from assistant.evidence.denylist import DenyList, for_record
from assistant.evidence.facts import Audience, Evidence, EvidenceSet
from assistant.records.clock import MessageKind
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord
from assistant.review.ledger import promises_on
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.wiring import Services, knowledge_errors
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

    slots: Slots
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


def read_request(services: Services, phrase: str) -> Reading:
    """What a phrase in plain words asks for: the action, and the stored record that it is about."""
    rows = [
        RecordRow(
            record.id,
            record.customer.name,
            record.title,
            tuple(record.services),
            record.status.value,
            record.severity.value if record.severity else "",
        )
        for record in services.records()
    ]
    return read_phrase(phrase, TRIGGERS, rows)


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


# Drafting


def draft_document(
    services: Services,
    record: EscalationRecord | None,
    kind: str,
    *,
    now: datetime,
    topic: str = "",
    use_model: bool = True,
    revision: Revision | None = None,
    excluded: Iterable[str] = (),
    on_step: OnStep = _quiet,
) -> Drafted:
    """Evidence, slots, document, checks: one draft of one document.

    Args:
        services: What to work with.
        record: The escalation; None for a document about no single one.
        kind: Which document.
        now: When it is written.
        topic: What a document without a record is about.
        use_model: False for the composer even where a model is configured.
        revision: The draft before with a person's note, where this is not the first.
        excluded: Tags of evidence that a person unticked.
        on_step: Told each step as it begins.
    """
    began = perf_counter()
    form = form_of(kind)
    on_step("evidence")
    brief = form.prepare(_order(services, record, now, topic=topic, excluded=excluded), services)
    on_step("slots")
    written = _write(services, form, brief, use_model=use_model, revision=revision)
    left_open = revision.note if revision and written.written_by == COMPOSER else ""
    worked_out = form.work_out(written.slots, brief, services)
    rendered = render(form.kind, written.slots, worked_out.values, brief.evidence, forms=written.forms, note=left_open)
    on_step("checks")
    # A subject line has no citations; that a writer wrote it is what the checks must know.
    known = {rendered.subject: Backing(SentenceStatus.RECORD), **rendered.known}
    context = _context(services, form, brief, known=known)
    about_note = tuple(finding.message for finding in check_note(context, revision.note)) if revision else ()
    draft = Draft(
        **_told(rendered.subject, rendered.body, context),
        action=action_of(kind).name,
        kind=form.kind,
        audience=form.audience,
        record_id=record.id if record else "",
        topic=topic,
        written_by=written.written_by,
        slots=written.slots.model_dump(mode="json"),
        similar=_similar_items(brief.similar),
        prompt=written.prompt,
        usage=written.usage,
        details=dict(worked_out.details),
        attachments=worked_out.attachments,
        notices=(*brief.notices, *written.notices, *about_note),
        fingerprints=_fingerprints(services, record, brief.evidence, written),
        written_at=now,
        elapsed_ms=round((perf_counter() - began) * 1000, 1),
    )
    return Drafted(draft, known)


def _order(services: Services, record: EscalationRecord | None, now: datetime, *, topic: str = "", excluded: Iterable[str] = ()) -> Order:
    """What was asked for, with what earlier messages of the record promised."""
    promises = promises_on(services.store, record, services.policy, now=now) if record else ()
    return Order(services.policy, now, record, topic, tuple(excluded), promises)


def _write(services: Services, form: DocumentForm, brief: Brief, *, use_model: bool, revision: Revision | None) -> _Written:
    """The model's slots, or the composer's with a notice that says why."""
    if not use_model or services.model is None:
        return _compose(form, brief)
    from assistant.drafting.chain import write_slots

    try:
        answer = write_slots(
            services.model,
            form.kind,
            evidence=brief.evidence,
            record=brief.order.record,
            policy=brief.order.policy,
            slots=None if form.kind in set(MessageKind) else form.slots,
            label=form.label.lower(),
            rests_on_reports=form.rests_on_reports,
            revision=revision,
            deny=services.names(),
            memory=services.format_memory,
        )
    except ModelFailed as error:
        return _compose(form, brief, notices=(f"The composer wrote this draft: {error.message} {error.hint}".strip(),))
    return _Written(answer.slots, services.settings.model, answer.prompt, answer.usage, notices=answer.notes)


def _compose(form: DocumentForm, brief: Brief, *, notices: tuple[str, ...] = ()) -> _Written:
    composed = form.compose(brief)
    prompt = PromptRef(id=f"composer/{form.kind}", version=1, fingerprint=template_fingerprint(form.kind))
    return _Written(composed.slots, COMPOSER, prompt, Usage(), composed.forms, (*notices, *composed.notices))


def _context(services: Services, form: DocumentForm, brief: Brief, *, known: Mapping[str, Backing]) -> CheckContext:
    # Colleagues may name other customers; looking for all their names would read every record.
    names, record = services.names() if form.audience is Audience.CUSTOMER else DenyList(), brief.order.record
    deny = for_record(names, record, services.policy) if record else names
    return CheckContext(
        services.policy,
        brief.evidence,
        record,
        form.kind,
        deny,
        known,
        brief.order.now,
        audience=form.audience,
        parts=form.parts,
        entailment=services.entailment,
        promises=brief.order.promises,
    )


def _told(subject: str, body: str, context: CheckContext) -> dict[str, Any]:
    """The fields of a draft that follow from its text and its evidence: what the checks say, and what it promises."""
    report = run_checks(body, replace(context, subject=subject))
    return {
        "document": Document(subject=subject, body=body),
        "sentences": report.sentences,
        "findings": report.findings,
        "evidence": _items(context.evidence.items),
        "withheld": _items(context.evidence.withheld),
        "commitments": _commitments(body, context) if context.audience is Audience.CUSTOMER else (),
    }


def _fingerprints(services: Services, record: EscalationRecord | None, evidence: EvidenceSet, written: _Written) -> Fingerprints:
    return Fingerprints(
        record=fingerprint(record) if record else "",
        evidence=_evidence_fingerprint(evidence),
        policy=services.policy.fingerprint,
        prompt=written.prompt.fingerprint,
        model=fingerprint(written.written_by),
    )


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
    kind: str | None = None,
    known: Mapping[str, Backing] | None = None,
) -> CheckReport:
    """Findings on any text; held against a record where there is one."""
    if record is not None and kind is not None:
        form = form_of(kind)
        brief = form.prepare(_order(services, record, now), services)
        return run_checks(text, _context(services, form, brief, known=known or _house_text(services, form, brief).known))
    evidence = about_record(Audience.CUSTOMER)(Order(services.policy, now, record), services).evidence if record else EvidenceSet(())
    names = services.names()
    deny = for_record(names, record, services.policy) if record else names
    context = CheckContext(services.policy, evidence, record, kind, deny, known or {}, now, entailment=services.entailment)
    return run_checks(text, context)


def _house_text(services: Services, form: DocumentForm, brief: Brief) -> Rendered:
    """What our own templates and fixed phrases would say now: a pasted text that uses them is recognised by it."""
    composed = form.compose(brief)
    values = form.work_out(composed.slots, brief, services).values
    return render(form.kind, composed.slots, values, brief.evidence, forms=composed.forms)


@dataclass(frozen=True)
class Surroundings:
    """What a finished text is held against: its evidence, what the house itself would write from it now, and the checks' context."""

    evidence: EvidenceSet
    house: Rendered
    context: CheckContext


def surroundings(
    services: Services,
    record: EscalationRecord | None,
    kind: str,
    *,
    now: datetime,
    topic: str = "",
    known: Mapping[str, Backing] | None = None,
) -> Surroundings:
    """The surroundings of a text that is to be one document; `known` is what backs sentences of an earlier version of it."""
    form = form_of(kind)
    brief = form.prepare(_order(services, record, now, topic=topic), services)
    house = _house_text(services, form, brief)
    return Surroundings(brief.evidence, house, _context(services, form, brief, known={**house.known, **(known or {})}))


def redo_checks(
    services: Services,
    base: Draft,
    record: EscalationRecord | None,
    *,
    subject: str,
    body: str,
    known: Mapping[str, Backing],
    now: datetime,
) -> Draft:
    """The draft with another text: findings, sentences and promises follow the text; everything else stays as it was."""
    form = form_of(base.kind)
    brief = form.prepare(_order(services, record, now, topic=base.topic), services)
    prints = base.fingerprints.model_copy(
        update={"record": fingerprint(record) if record else "", "evidence": _evidence_fingerprint(brief.evidence)}
    )
    told = _told(subject, body, _context(services, form, brief, known=known))
    return base.model_copy(update={**told, "fingerprints": prints, "written_at": now})


# Review


def start_draft(services: Services, stored: StoredRecord | None, drafted: Drafted, *, author: str, now: datetime) -> StoredDraft:
    """Keep a new draft as version 1; `stored` is None for a document about no single escalation."""
    return services.store.add_draft(
        drafted.draft, record_version=stored.version if stored else None, author=author, now=now, known=drafted.known
    )


def _record_of(services: Services, draft: StoredDraft) -> StoredRecord | None:
    return services.store.record(draft.record_id) if draft.record_id else None


def save_edit(services: Services, draft_id: str, *, subject: str, body: str, by: str, now: datetime) -> StoredDraft:
    """Keep a person's edit as the next version, checked against the record as it stands now."""
    stored = services.store.draft(draft_id)
    record = _record_of(services, stored)
    newest = stored.newest
    draft = redo_checks(services, newest.draft, record.record if record else None, subject=subject, body=body, known=newest.known, now=now)
    draft = draft.model_copy(update={"written_by": f"{newest.written_by.removesuffix(' + edit')} + edit"})
    return services.store.add_version(
        draft_id,
        draft,
        record_version=record.version if record else None,
        author=by,
        now=now,
        known=newest.known,
        note="Edited",
        base_version=newest.number,
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
    record = _record_of(services, stored)
    before = stored.newest.draft
    revision = Revision(form_of(stored.kind).slots.model_validate(before.slots), note, before.findings)
    drafted = draft_document(
        services,
        record.record if record else None,
        stored.kind,
        now=now,
        topic=before.topic,
        use_model=use_model,
        revision=revision,
        excluded=excluded,
        on_step=on_step,
    )
    return services.store.add_version(
        draft_id,
        drafted.draft,
        record_version=record.version if record else None,
        author=by,
        now=now,
        known=drafted.known,
        note=note,
        base_version=stored.version,
    )


def approve(
    services: Services, draft_id: str, *, by: str, now: datetime, version: int | None = None, accept_stale_reason: str = ""
) -> StoredDraft:
    """Approve a draft in a person's name. A post-incident report is searchable from then on.

    Raises:
        ActionRefused: Something stands in the way of the approval.
        InputInvalid: A report's text does not follow the format any more; it was not approved.
        KnowledgeFailed: It was approved, and could not be added to the past reports.
    """
    draft = services.store.draft(draft_id)
    read, record = form_of(draft.kind).as_report, _record_of(services, draft)
    report = read(draft.newest.body, record.record, now) if read and record else None
    approved = services.store.approve(draft_id, by=by, now=now, version=version, accept_stale_reason=accept_stale_reason)
    if report is not None:
        with knowledge_errors():
            services.library.add_report(report)
    return approved


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
