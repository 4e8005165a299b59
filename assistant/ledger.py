"""The ledger of promises: reading it, and saying how a promise went. Beside `assistant.workflow`, and like it: one function a verb."""

from __future__ import annotations

from datetime import datetime

from assistant.records.commitments import Judged, Standing
from assistant.review.ledger import read_ledger, say_of
from assistant.wiring import Services


def promises(services: Services, *, now: datetime, record_id: str | None = None, due: bool = False) -> tuple[Judged, ...]:
    """The promises in sent messages, by due time; among them what is only worded like one, which nobody owes until it is confirmed.

    Args:
        services: What to work with.
        now: When the ledger is read.
        record_id: Only those of this record.
        due: Only what is owed and past its time.

    Raises:
        NotFound: The store does not hold the record.
        StorageFailed: The ledger cannot be read.
    """
    records = [services.store.record(record_id)] if record_id is not None else None
    found = read_ledger(services.store, services.policy, now=now, records=records)
    return tuple(each for each in found if not due or (each.is_owed and each.late))


def say(services: Services, commitment_id: str, standing: Standing, *, by: str, reason: str, now: datetime) -> Judged:
    """Say that a promise was kept, broken or withdrawn, in a person's name and with a reason; `Standing.OPEN` confirms a proposal.

    Raises:
        ActionRefused: No name or no reason was given, or what is to be confirmed is a promise already.
        NotFound: The ledger does not hold the promise.
        StorageFailed: It could not be saved; nothing was changed.
    """
    said = say_of(services.store, commitment_id, standing, by=by, reason=reason, now=now)
    return next(each for each in promises(services, now=now, record_id=said.record_id) if each.commitment.id == said.id)
