"""`review`: what named persons decide about drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, say_findings, table
from assistant.commands.running import Group, current_run
from assistant.commands.targets import read_message
from assistant.errors import ActionRefused

if TYPE_CHECKING:
    from assistant.checks.finding import Finding
    from assistant.review.stored import StoredDraft

_Wrapped = Callable[..., None]


@click.group(cls=Group)
def review() -> None:
    """Read, waive, approve, send back and mark as sent. Each decision is recorded with a name."""


def commands() -> list[click.Command]:
    """The group."""
    from assistant.commands import review_learning

    for command in review_learning.commands():
        review.add_command(command)
    return [review]


def _by(function: _Wrapped) -> _Wrapped:
    return click.option("--by", required=True, metavar="NAME", help="Who decides.")(function)


def _version(function: _Wrapped) -> _Wrapped:
    about = "The version that was read; refused when there is a newer one."
    return click.option("--version", type=click.IntRange(1), metavar="N", help=about)(function)


@review.command("list", examples=("steadyhand review list --state submitted",))
@click.option("--state", metavar="STATE", help="draft, submitted, approved, changes_requested, sent or withdrawn.")
@click.option("--record", "record_id", metavar="ID", help="Only drafts of this record.")
def list_(state: str | None, record_id: str | None) -> None:
    """List the drafts that are kept."""
    from assistant.review.states import State

    if state is not None and state not in set(State):
        msg = f"There is no state {state}; there are {', '.join(State)}."
        raise click.UsageError(msg)
    run = current_run()
    drafts = run.services.store.drafts(record_id=record_id, state=State(state) if state else None)
    if run.json:
        result_json({"drafts": [_row(draft) for draft in drafts]})
    elif drafts:
        head = ("ID", "RECORD", "KIND", "STATE", "VERSION", "BY", "BLOCKED BY", "SUBJECT")
        table([head, *(_cells(draft) for draft in drafts)])
    else:
        aside("No drafts. Write one with `steadyhand update TARGET --save --by NAME`.")


@review.command("show", examples=("steadyhand review show D-0001",))
@click.argument("draft_id", metavar="ID")
def show(draft_id: str) -> None:
    """Show a draft with its findings, waivers and decisions."""
    run = current_run()
    stored = run.services.store.draft(draft_id)
    from assistant.second_look import changes_under

    changes = changes_under(run.services, stored, now=run.instant)
    if run.json:
        result_json({**_whole(stored), "changed_evidence": [asdict(change) for change in changes]})
        return
    result(
        f"{stored.id}, version {stored.version}, {_state(stored)}; {stored.kind}{f' for {stored.record_id}' if stored.record_id else ''}, by {stored.newest.author}\n"
    )
    result(f"Subject: {stored.subject}\n\n{stored.body.rstrip()}\n")
    if changes:
        result("Since this text was written:")
        for change in changes:
            result(f"  {change.words}")
    say_findings(stored.newest.findings, stored.body, say=result)
    for waiver in stored.waivers:
        result(f"Waived {waiver.rule} (“{waiver.quote}”) by {waiver.by}: {waiver.reason}")
    for decision in stored.decisions:
        reason = f": {decision.reason}" if decision.reason else ""
        result(
            f"Version {decision.version} {decision.verdict.label} by {decision.by} at {decision.at.isoformat(timespec='minutes')}{reason}"
        )


@review.command("edit", examples=('steadyhand review edit D-0001 reply.md --by "Priya Raman"',))
@click.argument("draft_id", metavar="ID")
@click.argument("file")
@_by
def edit(draft_id: str, file: str, by: str) -> None:
    """Save your own text as the next version; it is checked again.

    FILE is a text file, or - for standard input. A `Subject:` line on top replaces the subject.
    """
    from assistant.workflow import save_edit

    run = current_run()
    head = read_message(run, file)
    subject = head.subject or run.services.store.draft(draft_id).subject
    _told(save_edit(run.services, draft_id, subject=subject, body=head.body, by=by, now=run.instant))


@review.command("revise", examples=('steadyhand review revise D-0001 --note "Say when the export is back" --by "Priya Raman"',))
@click.argument("draft_id", metavar="ID")
@click.option("--note", required=True, help="What is to be different.")
@_by
def revise(draft_id: str, note: str, by: str) -> None:
    """Draft again from the record as it stands, as the next version."""
    from assistant.workflow import revise as draft_again

    run = current_run()
    _told(draft_again(run.services, draft_id, note=note, by=by, now=run.instant))


@review.command("improve", examples=('steadyhand review improve D-0001 --by "Priya Raman"',))
@click.argument("draft_id", metavar="ID")
@_by
def improve(draft_id: str, by: str) -> None:
    """Repair the findings of a draft, each round as a version of its own.

    The rules go first; a model then rewrites only the flagged sentences. A step is kept only if fewer findings are left and none is new.
    """
    from assistant.drafting.revising import to_mend
    from assistant.second_look import improve as repair_draft

    run = current_run()
    improved = repair_draft(run.services, draft_id, by=by, now=run.instant)
    left = to_mend(improved.repair.report)
    if run.json:
        rounds = [{**asdict(each), "diff": each.diff} for each in improved.repair.rounds]
        told = {"rounds": rounds, "left": [finding.model_dump(mode="json") for finding in left], "notices": improved.repair.notices}
        result_json({**_row(improved.stored), **told})
        return
    for each in improved.repair.rounds:
        result(f"{each.note}.\n{each.diff}\n")
    for notice in improved.repair.notices:
        aside(notice)
    if not improved.repair.rounds:
        result("Nothing was changed.")
    result(
        f"{improved.stored.id} is {_state(improved.stored)}, version {improved.stored.version}; {counted(len(left), 'finding')} to mend left."
    )


@review.command("submit", examples=('steadyhand review submit D-0001 --by "Priya Raman"',))
@click.argument("draft_id", metavar="ID")
@_by
@_version
def submit(draft_id: str, by: str, version: int | None) -> None:
    """Hand a draft in for approval."""
    run = current_run()
    _told(run.services.store.submit(draft_id, by=by, now=run.instant, version=version))


@review.command("waive", examples=('steadyhand review waive D-0001 --rule tone.blame --by "Ingrid Aune" --reason "their own words"',))
@click.argument("draft_id", metavar="ID")
@click.option("--rule", required=True, metavar="RULE", help="The finding's rule, as `review show` gives it.")
@click.option("--text", "quote", metavar="WORDS", help="The words it quotes, where the rule has several findings.")
@click.option("--reason", required=True, help="Why the text may stand.")
@_by
def waive(draft_id: str, rule: str, quote: str | None, reason: str, by: str) -> None:
    """Take responsibility for a finding that blocks."""
    run = current_run()
    finding = _finding(run.services.store.draft(draft_id), rule, quote)
    _told(run.services.store.waive(draft_id, finding, by=by, reason=reason, now=run.instant))


@review.command("approve", examples=('steadyhand review approve D-0001 --by "Ingrid Aune"',))
@click.argument("draft_id", metavar="ID")
@_by
@_version
@click.option("--accept-stale", default="", metavar="REASON", help="Why the text holds although the record has changed since.")
def approve(draft_id: str, by: str, version: int | None, accept_stale: str) -> None:
    """Approve a draft. Refused with every reason at once while something stands in the way."""
    run = current_run()
    store = run.services.store
    obstacles = store.obstacles(draft_id, by=by, version=version, accept_stale_reason=accept_stale)
    if obstacles:
        msg = "\n  - ".join([f"Draft {draft_id} cannot be approved:", *(obstacle.text for obstacle in obstacles)])
        raise ActionRefused(msg, " ".join(dict.fromkeys(obstacle.way_out for obstacle in obstacles)))
    from assistant.workflow import approve as decide

    _told(decide(run.services, draft_id, by=by, now=run.instant, version=version, accept_stale_reason=accept_stale))


@review.command("request-changes", examples=('steadyhand review request-changes D-0001 --by "Ingrid Aune" --reason "Name the cause"',))
@click.argument("draft_id", metavar="ID")
@_by
@click.option("--reason", required=True, help="What is to be changed.")
@_version
def request_changes(draft_id: str, by: str, reason: str, version: int | None) -> None:
    """Send a draft back."""
    run = current_run()
    _told(run.services.store.request_changes(draft_id, by=by, now=run.instant, reason=reason, version=version))


@review.command("sent", examples=('steadyhand review sent D-0001 --by "Priya Raman"',))
@click.argument("draft_id", metavar="ID")
@_by
def sent(draft_id: str, by: str) -> None:
    """Record that an approved draft went out; the record's log gets the message."""
    run = current_run()
    _told(run.services.store.mark_sent(draft_id, by=by, now=run.instant))


@review.command("withdraw", examples=('steadyhand review withdraw D-0001 --by "Priya Raman" --reason "Sent by phone"',))
@click.argument("draft_id", metavar="ID")
@_by
@click.option("--reason", default="", help="Why.")
def withdraw(draft_id: str, by: str, reason: str) -> None:
    """Take a draft out of the review for good; it is kept."""
    run = current_run()
    _told(run.services.store.withdraw(draft_id, by=by, now=run.instant, reason=reason))


def _finding(stored: StoredDraft, rule: str, quote: str | None) -> Finding:
    """The finding that a person means.

    Raises:
        ActionRefused: There is none, or the rule has several and no words tell them apart.
    """
    from assistant.review.stored import identity

    found = [finding for finding in stored.newest.findings if finding.rule == rule]
    found = found if quote is None else [finding for finding in found if quote in identity(finding)]
    if len({identity(finding) for finding in found}) == 1:
        return found[0]
    if not found:
        msg = f"Version {stored.version} of draft {stored.id} has no finding {rule}{f' at “{quote}”' if quote else ''}."
        raise ActionRefused(msg, f"`steadyhand review show {stored.id}` lists the findings.")
    places = ", ".join(dict.fromkeys(f"“{identity(finding)[1]}”" for finding in found))
    msg = f"Draft {stored.id} has several findings {rule}: {places}."
    raise ActionRefused(msg, "Say which one with --text WORDS.")


def _told(stored: StoredDraft) -> None:
    """The draft as a decision left it."""
    if current_run().json:
        result_json(_row(stored))
    else:
        result(f"{stored.id} is {_state(stored)}, version {stored.version}{_blocked(stored)}.")


def _state(stored: StoredDraft) -> str:
    return ("a draft" if stored.state.value == "draft" else stored.state.label) + (
        " (stale: the record has changed)" if stored.stale else ""
    )


def _blocked(stored: StoredDraft) -> str:
    number = len(stored.open_findings)
    return f", with {number} blocking finding{'' if number == 1 else 's'} open" if number else ""


def _row(stored: StoredDraft) -> dict[str, Any]:
    return {
        "id": stored.id,
        "record_id": stored.record_id,
        "action": stored.action,
        "kind": stored.kind,
        "state": stored.state.value,
        "version": stored.version,
        "stale": stored.stale,
        "author": stored.newest.author,
        "created_at": stored.created_at.isoformat(),
        "subject": stored.subject,
        "open_findings": len(stored.open_findings),
        "approved_by": stored.approved_by,
    }


def _cells(stored: StoredDraft) -> tuple[str, ...]:
    state = stored.state.label + (", stale" if stored.stale else "")
    blocked = str(len(stored.open_findings)) if stored.open_findings else "-"
    return (stored.id, stored.record_id or "-", stored.kind, state, str(stored.version), stored.newest.author, blocked, stored.subject)


def _whole(stored: StoredDraft) -> dict[str, Any]:
    """The draft for a program, with all that was decided about it."""
    waivers = [asdict(waiver) | {"at": waiver.at.isoformat()} for waiver in stored.waivers]
    decisions = [
        {
            "version": decision.version,
            "verdict": decision.verdict.value,
            "by": decision.by,
            "at": decision.at.isoformat(),
            "reason": decision.reason,
            "stale_reason": decision.stale_reason,
        }
        for decision in stored.decisions
    ]
    draft = stored.newest.draft.model_dump(mode="json", by_alias=True)
    return {**_row(stored), "draft": draft, "waivers": waivers, "decisions": decisions}
