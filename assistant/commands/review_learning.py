"""`review learned` and `review case`: what people's edits teach, and an approved draft as an evaluation case."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, table
from assistant.commands.running import Command, current_run

if TYPE_CHECKING:
    from assistant.review.learning import Learned


def commands() -> list[click.Command]:
    """Both, for the group `review`."""
    return [learned, case]


@click.command("learned", cls=Command, examples=("steadyhand review learned", "steadyhand review learned --kind progress --examples 5"))
@click.option("--kind", metavar="KIND", help="Only this kind of document, such as progress.")
@click.option("--examples", type=click.IntRange(0), default=0, metavar="N", help="Show so many changes of each row, newest first.")
def learned(kind: str | None, examples: int) -> None:
    """Count what people changed before a draft went out, by the prompt version that wrote it.

    Only approved and sent drafts count. Each change has one kind: a fact or a promise added or removed, a number or time changed, a gap
    filled, tone, structure, greeting or signature, else wording.
    """
    from assistant.review.learning import learned_from

    run = current_run()
    drafts = [stored for stored in run.services.store.drafts() if kind is None or stored.kind == kind]
    rows = learned_from(drafts, examples=examples)
    if run.json:
        result_json({"learned": [_learned_row(row) for row in rows]})
        return
    if not rows:
        aside("Nothing to learn from: no draft of this kind is approved or sent." if kind else "No draft is approved or sent yet.")
        return
    table([("KIND", "PROMPT", "WRITER", "DRAFTS", "UNCHANGED", "A DRAFT", "CHANGES"), *(_learned_cells(row) for row in rows)])
    for row in rows:
        for draft_id, edit in row.examples:
            result(f"\n{draft_id}, {edit.kind.value}:\n  - {edit.before or '(nothing)'}\n  + {edit.after or '(nothing)'}")


@click.command("case", cls=Command, examples=("steadyhand review case D-0001", "steadyhand review case D-0001 --file cases.jsonl"))
@click.argument("draft_id", metavar="ID")
@click.option("--file", "file", type=click.Path(dir_okay=False, path_type=Path), help="Keep it there and not with the evaluations.")
@click.option("--why", default="", metavar="TEXT", help="What the case is about, in a sentence.")
def case(draft_id: str, file: Path | None, why: str) -> None:
    """Make an evaluation case of an approved draft: its record as it was, and what the text lets stand.

    The case is kept in the evaluations' folder; `steadyhand eval run --dataset FILE` runs it. It is as confidential as its record.
    """
    # The evaluations stand above this package, so they are named like a module of commands is and imported when they are asked for.
    outside = import_module("evals.outside")
    run = current_run()
    made = outside.case_of_draft(run.services, run.services.store.draft(draft_id), why=why)
    path = file or run.services.data_dir / "evals" / outside.APPROVED
    number = outside.add_case(path, made)
    if run.json:
        result_json({"file": str(path), "cases": number, "case": made.model_dump(mode="json", by_alias=True, exclude_defaults=True)})
        return
    result(f"{made.id} is a case now; {path} holds {counted(number, 'case')}.")
    aside(f"Run them with `steadyhand eval run --dataset {path}`.")


def _learned_row(row: Learned) -> dict[str, Any]:
    """What was learned from the drafts of one prompt version, for a program."""
    examples = [{"draft": draft_id, "kind": edit.kind.value, "before": edit.before, "after": edit.after} for draft_id, edit in row.examples]
    return {
        "kind": row.kind,
        "prompt": row.prompt.model_dump(mode="json"),
        "writer": row.writer,
        "drafts": row.drafts,
        "unchanged": row.unchanged,
        "edits_a_draft": round(row.edits_a_draft, 3),
        "edits": {kind.value: number for kind, number in row.edits.most_common()},
        "examples": examples,
    }


def _learned_cells(row: Learned) -> tuple[str, ...]:
    kinds = ", ".join(f"{kind.value} {number}" for kind, number in row.edits.most_common())
    prompt = f"{row.prompt.id}@{row.prompt.version} ({row.prompt.fingerprint})"
    return (row.kind, prompt, row.writer, str(row.drafts), str(row.unchanged), f"{row.edits_a_draft:.1f}", kinds or "-")
