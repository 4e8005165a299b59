"""A second look at a finished text: what changed under it, its repair, and a model's opinion. Above `assistant.workflow`, which it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.actions.registry import form_of
from assistant.checks.context import Backing
from assistant.checks.finding import CheckReport
from assistant.checks.run import run_checks
from assistant.drafting.form import Order
from assistant.drafting.judge import Judgement, JudgementMemory, judge_text, not_judged
from assistant.drafting.revising import Change, Repair, Rewrite, repair
from assistant.drafting.rewriting import SentenceRewriter
from assistant.evidence.facts import Audience
from assistant.records.model import EscalationRecord
from assistant.review.staleness import EvidenceChange, what_changed
from assistant.review.stored import StoredDraft, identity
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
class Proposed:
    """A repair of the newest version of a draft that nobody has accepted yet; nothing of it is kept.

    Attributes:
        stored: The draft as it was read.
        before: What the checks say of its newest version against the record as it stands, without what somebody waived.
        repair: The text that is proposed, and how it came about.
        known: What backs the sentences of either text.
    """

    stored: StoredDraft
    before: CheckReport
    repair: Repair
    known: Mapping[str, Backing]


@dataclass(frozen=True)
class Improved:
    """The end of a repair of a kept draft: the draft, with one new version for each round that changed it, and what was done."""

    stored: StoredDraft
    repair: Repair


def propose_repair(services: Services, draft_id: str, *, now: datetime, use_model: bool = True) -> Proposed:
    """Repair the newest version by its findings against the record as it stands, and keep nothing.

    The rules go first; a model, where one is configured, then rewrites only the flagged sentences. What is left is a person's, and so is
    every finding that somebody waived.

    Args:
        services: What to work with.
        draft_id: The draft.
        now: When.
        use_model: False for the rules alone.
    """
    stored = services.store.draft(draft_id)
    base = stored.newest
    record = services.store.record(stored.record_id).record if stored.record_id else None
    around = surroundings(services, record, stored.kind, now=now, topic=base.draft.topic, known=base.known)
    waived = frozenset((waiver.rule, waiver.quote) for waiver in stored.waivers)
    repaired = repair_text(services, base.body, around, record=record, kind=stored.kind, use_model=use_model, waived=waived)
    return Proposed(stored, _unwaived(run_checks(base.body, around.context), waived), repaired, around.context.known)


def accept_repair(services: Services, proposed: Proposed, *, by: str, now: datetime) -> Improved:
    """Keep each round of a proposed repair as a version with a note, checked against the record as it stands.

    Args:
        services: What to work with.
        proposed: What was proposed.
        by: In whose name the versions are saved.
        now: When.

    Raises:
        ActionRefused: The draft was sent or withdrawn, or somebody saved a newer version meanwhile.
    """
    stored = proposed.stored
    base = stored.newest
    held = services.store.record(stored.record_id) if stored.record_id else None
    record = held.record if held else None
    for each in proposed.repair.rounds:
        draft = redo_checks(services, base.draft, record, subject=base.subject, body=each.after, known=proposed.known, now=now)
        draft = draft.model_copy(update={"written_by": _repaired_by(services, base.written_by, each.changes)})
        stored = services.store.add_version(
            stored.id,
            draft,
            record_version=held.version if held else None,
            author=by,
            now=now,
            known=proposed.known,
            note=each.note,
            base_version=stored.version,
        )
    return Improved(stored, proposed.repair)


def improve(services: Services, draft_id: str, *, by: str, now: datetime, use_model: bool = True) -> Improved:
    """Propose a repair and accept it at once; arguments as for `propose_repair` and `accept_repair`.

    Raises:
        ActionRefused: The draft was sent or withdrawn, or somebody saved a newer version meanwhile.
    """
    return accept_repair(services, propose_repair(services, draft_id, now=now, use_model=use_model), by=by, now=now)


def repair_text(
    services: Services,
    text: str,
    around: Surroundings,
    *,
    record: EscalationRecord | None,
    kind: str,
    use_model: bool = True,
    waived: frozenset[tuple[str, str]] = frozenset(),
) -> Repair:
    """Repair a text without keeping anything; `around` is `assistant.workflow.surroundings` of it, `waived` what is to stay as it is.

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

    def check(edited: str) -> CheckReport:
        return _unwaived(run_checks(edited, around.context), waived)

    return repair(text, check, evidence=around.evidence, house=around.house.body, rewrite=rewrite)


def _unwaived(report: CheckReport, waived: frozenset[tuple[str, str]]) -> CheckReport:
    """The report without the findings that a person has taken responsibility for."""
    return report.model_copy(update={"findings": tuple(finding for finding in report.findings if identity(finding) not in waived)})


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
