"""A second look at a finished text: what changed under it, its repair, and a model's opinion. Above `assistant.workflow`, which it uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.actions.registry import form_of
from assistant.checks.run import run_checks
from assistant.drafting.form import Order
from assistant.drafting.judge import Judgement, JudgementMemory, judge_text, not_judged
from assistant.drafting.revising import Change, Repair, Rewrite, repair
from assistant.drafting.rewriting import SentenceRewriter
from assistant.evidence.facts import Audience
from assistant.records.model import EscalationRecord
from assistant.review.staleness import EvidenceChange, what_changed
from assistant.review.stored import StoredDraft
from assistant.wiring import Services
from assistant.workflow import Surroundings, redo_checks, surroundings

_REPAIRED = " + repair"


def changes_under(services: Services, stored: StoredDraft, *, now: datetime) -> tuple[EvidenceChange, ...]:
    """What the newest version rests on that is not so any more; empty for a draft that is not stale."""
    if not stored.stale or stored.record_id is None:
        return ()
    record = services.store.record(stored.record_id).record
    order = Order(services.policy, now, record, stored.newest.draft.topic)
    return what_changed(stored.newest.draft, form_of(stored.kind).prepare(order, services).evidence)


@dataclass(frozen=True)
class Improved:
    """The end of a repair of a kept draft: the draft, with one new version for each round that changed it, and what was done."""

    stored: StoredDraft
    repair: Repair


def improve(services: Services, draft_id: str, *, by: str, now: datetime, use_model: bool = True) -> Improved:
    """Repair the newest version by its findings against the record as it stands, and keep each round as a version with a note.

    The rules go first; a model, where one is configured, then rewrites only the flagged sentences. What is left is a person's.

    Args:
        services: What to work with.
        draft_id: The draft.
        by: In whose name the versions are saved.
        now: When.
        use_model: False for the rules alone.

    Raises:
        ActionRefused: The draft was sent or withdrawn, or somebody saved a newer version meanwhile.
    """
    stored = services.store.draft(draft_id)
    base = stored.newest
    held = services.store.record(stored.record_id) if stored.record_id else None
    record = held.record if held else None
    around = surroundings(services, record, stored.kind, now=now, topic=base.draft.topic, known=base.known)
    repaired = repair_text(services, base.body, around, record=record, kind=stored.kind, use_model=use_model)
    known = around.context.known
    for each in repaired.rounds:
        draft = redo_checks(services, base.draft, record, subject=base.subject, body=each.after, known=known, now=now)
        draft = draft.model_copy(update={"written_by": _repaired_by(services, base.written_by, each.changes)})
        stored = services.store.add_version(
            draft_id,
            draft,
            record_version=held.version if held else None,
            author=by,
            now=now,
            known=known,
            note=each.note,
            base_version=stored.version,
        )
    return Improved(stored, repaired)


def repair_text(
    services: Services, text: str, around: Surroundings, *, record: EscalationRecord | None, kind: str, use_model: bool = True
) -> Repair:
    """Repair a text without keeping anything; `around` is `assistant.workflow.surroundings` of it.

    A model is asked about messages to the customer only; a document for colleagues is repaired by the rules.
    """
    rewrite: Rewrite | None = None
    form = form_of(kind)
    if use_model and services.model is not None and form.audience is Audience.CUSTOMER:
        rewrite = SentenceRewriter(
            services.model,
            text,
            form.label.lower(),
            around.evidence,
            record,
            services.policy,
            deny=services.names(),
            memory=services.format_memory,
        )
    return repair(
        text, lambda edited: run_checks(edited, around.context), evidence=around.evidence, house=around.house.body, rewrite=rewrite
    )


def _repaired_by(services: Services, before: str, changes: tuple[Change, ...]) -> str:
    wrote = any(change.how == "rewritten" for change in changes)
    who = f" ({services.settings.model})" if wrote and services.settings.model not in before else ""
    return before if _REPAIRED in before else f"{before}{_REPAIRED}{who}"


def judge(services: Services, text: str, *, record: EscalationRecord | None = None, kind: str | None = None) -> Judgement:
    """A model's opinion of a text; "not judged" where no model is configured or it gave nothing usable."""
    if services.model is None:
        return not_judged("No model is configured; the judge is one.")
    return judge_text(
        services.model,
        text,
        kind=kind,
        record=record,
        model_name=services.settings.model,
        deny=services.names(),
        memory=services.format_memory,
        kept=JudgementMemory(services.data_dir / "judgements"),
    )
