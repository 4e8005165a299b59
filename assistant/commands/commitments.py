"""`commitments`: the promises in sent messages, and how they went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, result, result_json, table
from assistant.commands.running import Command, Group, current_run

if TYPE_CHECKING:
    from assistant.records.commitments import Judged, Word


@click.group(cls=Group)
def commitments() -> None:
    """List what was promised to customers, and say how it went."""


@commitments.command("list", cls=Command, examples=("steadyhand commitments list --due", "steadyhand commitments list --record ESC-3107"))
@click.option("--due", is_flag=True, help="Only what is past its time and neither kept nor answered.")
@click.option("--record", "record_id", metavar="ID", help="Only promises of this record.")
def list_(due: bool, record_id: str | None) -> None:
    """List the promises in sent messages, the earliest due first."""
    from assistant.ledger import promises

    run = current_run()
    found = promises(run.services, now=run.instant, record_id=record_id, due=due)
    if run.json:
        result_json({"commitments": [_json(each) for each in found]})
    else:
        _listed(found, due=due)


def _listed(found: Sequence[Judged], *, due: bool) -> None:
    """Print the promises, and apart from them what a person has yet to take for one."""
    from assistant.records.commitments import WORDED_LIKE, proposals

    made, waiting = [each for each in found if not each.is_proposal], proposals(found)
    if made:
        table([_HEAD, *(_cells(each) for each in made)])
    elif not waiting:
        aside("Nothing is past its time." if due else "No promises: no message that was sent makes one.")
    if waiting:
        if made:
            result("")
        result(f"{WORDED_LIKE} (`steadyhand commitments confirm ID`, `withdraw ID`)")
        table([_HEAD, *(_cells(each) for each in waiting)])


def _deciding(name: str, about: str, standing: str, example: str) -> None:
    """Add one of the verbs to the group."""

    @commitments.command(
        name, cls=Command, help=about, examples=(f'steadyhand commitments {name} C-0004 --by "Priya Raman" --reason "{example}"',)
    )
    @click.argument("commitment_id", metavar="ID")
    @click.option("--by", required=True, metavar="NAME", help="Who says so.")
    @click.option("--reason", required=True, metavar="TEXT", help="What happened; kept with the name.")
    def decide(commitment_id: str, by: str, reason: str) -> None:
        from assistant.ledger import say
        from assistant.records.commitments import Standing

        run = current_run()
        judged = say(run.services, commitment_id, Standing(standing), by=by, reason=reason, now=run.instant)
        if run.json:
            result_json(_json(judged))
        else:
            confirmed = "confirmed as a promise, and " if standing == "open" else ""
            promise = judged.commitment
            result(f"{promise.id} of {promise.record_id} is {confirmed}{judged.standing.value}: “{promise.text}”")


for _verb in (
    ("keep", "Say that a promise was kept.", "kept", "Called at 10:05, spoke to Ana Ferrer"),
    ("break", "Say that a promise was broken.", "broken", "The report was not ready"),
    (
        "withdraw",
        "Say that a promise holds no more, or is none.",
        "withdrawn",
        "Agreed with Ana Ferrer: no call needed",
    ),
    ("confirm", "Say that what is only worded like a promise is one.", "open", "Ana Ferrer counts on it"),
):
    _deciding(*_verb)


_HEAD = ("ID", "RECORD", "KIND", "DUE", "STATE", "OWNER", "WORDS")


def commands() -> list[click.Command]:
    """The group."""
    return [commitments]


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else "-"


def _cells(judged: Judged) -> tuple[str, ...]:
    promise = judged.commitment
    return (promise.id, promise.record_id, promise.kind.value, _time(promise.due_at), _state(judged), promise.owner or "-", promise.text)


def _state(judged: Judged) -> str:
    if judged.is_proposal:
        return "proposed"
    return f"{judged.standing.value}, late" if judged.late and judged.is_owed else judged.standing.value


def _word(word: Word) -> dict[str, str]:
    return {"by": word.by, "at": word.at.isoformat(), "reason": word.reason}


def _json(judged: Judged) -> dict[str, Any]:
    promise = judged.commitment
    return {
        "id": promise.id,
        "record_id": promise.record_id,
        "text": promise.text,
        "kind": promise.kind.value,
        "due_at": promise.due_at.isoformat() if promise.due_at else None,
        "owner": promise.owner,
        "backed_by": [behind.tag for behind in promise.backed_by],
        "estimate": not promise.certain,
        "made_at": promise.made_at.isoformat(),
        "source": promise.source,
        "state": judged.standing.value,
        "late": judged.late,
        "owed": judged.is_owed,
        "proposed": promise.proposed,
        "confirmed": _word(judged.confirmed) if judged.confirmed else None,
        "reason": judged.reason,
        "by": judged.by or None,
        "at": judged.at.isoformat() if judged.at else None,
    }
