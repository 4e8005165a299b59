"""Closing an escalation through the closure gate. Beside `assistant.workflow`, and like it: one function a verb, time an argument."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.errors import ActionRefused
from assistant.records.closure import Gate, Missing, OpenPromise, read_gate
from assistant.records.commitments import as_open, is_tracked
from assistant.records.model import Status
from assistant.review.closings import Closing, keep_closing
from assistant.review.decisions import person
from assistant.review.ledger import promises_on
from assistant.review.stored import StoredRecord
from assistant.wiring import Services

_ANALYSES = frozenset({"rca"})
"""The actions whose approved text is an analysis of the cause."""


class ClosureRefused(ActionRefused):
    """An escalation that the gate does not let close.

    Attributes:
        missing: Every condition that is not met, each with its way out.
    """

    def __init__(self, record_id: str, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        ways_out = " ".join(each.way_out for each in missing)
        hint = f"{ways_out} Or close it in spite of that with a reason, which is kept with your name."
        super().__init__(f"{record_id} was not closed: {' '.join(each.text for each in missing)}", hint)


def closure_gate(services: Services, stored: StoredRecord, *, now: datetime, promises: Sequence[OpenPromise] = ()) -> Gate:
    """What a stored record lacks before it may be closed.

    An approved analysis of its cause is looked for among its drafts, and open promises in the ledger; `promises` are further ones. A promise
    that a field of the record holds with a time to come is that field's, which may outlive the closing.
    """
    ledger = promises_on(services.store, stored.record, services.policy, now=now)
    promises = (*promises, *as_open(each for each in ledger if not is_tracked(each, now=now)))
    drafts = services.store.drafts(record_id=stored.record.id)
    report = next((draft.id for draft in reversed(drafts) if draft.action in _ANALYSES and draft.state.may_leave), None)
    return read_gate(stored.record, services.policy, now=now, promises=promises, report_id=report)


def close_record(
    services: Services,
    record_id: str,
    *,
    by: str,
    now: datetime,
    override_reason: str | None = None,
    promises: Sequence[OpenPromise] = (),
) -> Closing:
    """Close an escalation, as a new version of its record.

    Args:
        services: What to work with.
        record_id: The record.
        by: Who closes it.
        now: When.
        override_reason: Why it is closed although something is missing; kept with the decision, and not where nothing is missing.
        promises: Promises that are neither kept nor withdrawn, beside those of the ledger.

    Raises:
        ClosureRefused: Something is missing, and no reason was given.
        ActionRefused: It is closed already, no name was given, the reason is empty, or somebody saved a newer version meanwhile.
        NotFound: The store does not hold it.
        StorageFailed: It could not be saved; nothing was changed.
    """
    who = person(by)
    stored = services.store.record(record_id)
    if stored.record.status is Status.CLOSED:
        msg = f"{record_id} is closed already."
        raise ActionRefused(msg, "Nothing is left to do.")
    if override_reason is not None and not override_reason.strip():
        msg = f"{record_id} was not closed: the reason is empty."
        raise ActionRefused(msg, "Say why it is to be closed although something is missing.")
    missing = closure_gate(services, stored, now=now, promises=promises).missing
    if missing and override_reason is None:
        raise ClosureRefused(record_id, missing)
    reason = (override_reason or "").strip() if missing else ""
    return keep_closing(services.store, record_id, base_version=stored.version, by=who, now=now, missing=missing, override_reason=reason)
