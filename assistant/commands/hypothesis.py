"""`hypothesis`: list, confirm and reject the hypotheses of a root cause analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import result, result_json
from assistant.commands.running import Command, Group, current_run

if TYPE_CHECKING:
    from assistant.analysis.hypotheses import Causes


@click.group(cls=Group)
def hypothesis() -> None:
    """Decide about what may have caused it."""


@hypothesis.command("list", cls=Command, examples=("steadyhand hypothesis list ESC-3107",))
@click.argument("record_id", metavar="ID")
def list_(record_id: str) -> None:
    """List the hypotheses of a stored record.

    Each with its state, its confidence and the check that decides.
    """
    from assistant.judging import hypotheses_of

    run = current_run()
    record = run.services.store.record(record_id).record
    _tell(hypotheses_of(run.services, record, now=run.instant)[0])


@hypothesis.command(
    "confirm",
    cls=Command,
    examples=('steadyhand hypothesis confirm ESC-3107 H1 --evidence F9 --result "Stops on the old release too" --by "Priya Raman"',),
)
@click.argument("record_id", metavar="ID")
@click.argument("name", metavar="H")
@click.option("--evidence", required=True, metavar="TAG", help="The field or log entry that shows it, such as F9.")
@click.option("--result", "shown", required=True, metavar="TEXT", help="What the deciding check showed.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
def confirm(record_id: str, name: str, evidence: str, shown: str, by: str) -> None:
    """Say that a hypothesis is the cause.

    It needs the evidence that shows it and the result of the check that tells it from the others.
    """
    from assistant.judging import confirm as decide

    run = current_run()
    _tell(decide(run.services, record_id, name, evidence=evidence, result=shown, by=by, now=run.instant))


@hypothesis.command(
    "reject", cls=Command, examples=('steadyhand hypothesis reject ESC-3107 H2 --reason "The network was idle" --by "Priya Raman"',)
)
@click.argument("record_id", metavar="ID")
@click.argument("name", metavar="H")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is not the cause.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
def reject(record_id: str, name: str, reason: str, by: str) -> None:
    """Say that a hypothesis is not the cause.

    It stays in the analysis, with the reason.
    """
    from assistant.judging import reject as decide

    run = current_run()
    _tell(decide(run.services, record_id, name, reason=reason, by=by, now=run.instant))


def commands() -> list[click.Command]:
    """The group."""
    return [hypothesis]


def _tell(causes: Causes) -> None:
    run = current_run()
    if run.json:
        result_json({"conclusion": causes.conclusion.value, "reason": causes.reason, "hypotheses": _json(causes)})
        return
    result(causes.reason)
    for each in causes.hypotheses:
        proof = f" Evidence: {each.confirmed_by}." if each.confirmed_by else ""
        result(f"\n{each.id}  {each.cause}")
        result(f"    {each.state.value}, confidence {each.confidence.value} ({each.why}). {each.reason}{proof}".rstrip())
        result(f"    Check: {each.check} Ask: {each.ask}.")


def _json(causes: Causes) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "cause": each.cause,
            "state": each.state.value,
            "confidence": each.confidence.value,
            "why": each.why,
            "for": list(each.supports),
            "against": [{"text": text, "evidence": list(tags)} for text, tags in each.against],
            "check": each.check,
            "ask": each.ask,
            "reason": each.reason,
            "confirmed_by": each.confirmed_by,
        }
        for each in causes.hypotheses
    ]
