"""What a message says about promises in earlier ones that are due before the next: late, still to come, or for a person to answer."""

from __future__ import annotations

from assistant.drafting.composing.material import Material
from assistant.drafting.slots import Statement, gap
from assistant.records.commitments import Judged, PromiseKind

_MOST = 2
_NAMES = {PromiseKind.CALL: "our call", PromiseKind.REPORT: "the report", PromiseKind.CREDIT: "the credit"}


def late_update(m: Material) -> list[Statement]:
    """An apology for a message that comes later than an earlier one promised."""
    late = [each for each in m.promises if each.late and each.commitment.kind is PromiseKind.NEXT_UPDATE]
    if not late:
        return []
    sorry = "I'm sorry" if m.record.owner else "we are sorry"
    time = _time(late[0], m)
    text = f"You were to hear from us by {time}; this message comes late, and {sorry} for that."
    if not time:
        text = f"This message comes later than we promised, and {sorry} for that."
    return [_citing(late[0], m, text)]


def answers(m: Material) -> list[Statement]:
    """One statement for each other promise: what the record shows, or a gap where only a person knows how it stands."""
    found = [each for each in m.promises if each.commitment.kind is not PromiseKind.NEXT_UPDATE and not each.commitment.has_field]
    return [statement for each in found for statement in _answer(each, m)][:_MOST]


def unsaid(m: Material) -> tuple[str, ...]:
    """What the reviewer must know: promises whose end the record does not tell."""
    return tuple(
        f"A promise is past due, and the log does not tell whether it was kept: “{each.commitment.text}” ({each.commitment.source})"
        for each in m.promises
        if _is_for_a_person(each)
    )


def _is_for_a_person(each: Judged) -> bool:
    return each.late and each.commitment.kind not in {PromiseKind.NEXT_UPDATE, PromiseKind.FIX} and not each.commitment.has_field


def _answer(each: Judged, m: Material) -> list[Statement]:
    promise, time = each.commitment, _time(each, m)
    if _is_for_a_person(each):
        addressed = f", {promise.owner.split()[0]}" if promise.owner else ""
        text = gap(f"for you{addressed}: “{promise.text}” was promised and is past due; say that it is done, or when it will be")
        return [Statement(text=text, cites=[])]
    if promise.kind is PromiseKind.FIX:
        return _late_end(each, m) if each.late else []  # the estimate that still runs is told with the estimate
    if not time:
        return []
    name = _NAMES.get(promise.kind)
    return [_citing(each, m, f"Still to come by {time}, as promised: {name or f'“{promise.text}”'}")]


def _late_end(each: Judged, m: Material) -> list[Statement]:
    time = _time(each, m)
    if not time or m.record.eta is not None:
        return []  # an estimate of the record is told with its own words
    over = m.record.status.is_over or m.record.resolved_at is not None
    rest = "it took longer" if over else "it is not, and we have no new estimate yet"
    return [_citing(each, m, f"We had told you to expect the end of it by {time}; {rest}", "status", "resolved_at")]


def _time(each: Judged, m: Material) -> str:
    """The due time as the message gives it, where the promise itself gave it as a clock time; a worked-out one stands in no evidence."""
    due = each.commitment.due_at
    if due is None:
        return ""
    said = m.time(due)
    return said if said.partition(" ")[0] in each.commitment.text else ""


def _citing(each: Judged, m: Material, text: str, *fields: str) -> Statement:
    statement = m.fact(text, *fields)
    made = [item.id for item in m.evidence.of("updates") if item.at == each.commitment.made_at and item.public]
    return statement.model_copy(update={"cites": [*made, *statement.cites]})
