"""`demo`: one draft for a sample record, with all that stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from assistant.commands.drafting import steady
from assistant.commands.printing import aside, result, result_json, say_findings
from assistant.commands.running import Command, Run, current_run

if TYPE_CHECKING:
    from assistant.drafting.draft import Draft
    from assistant.records.model import EscalationRecord
    from assistant.wiring import Services

_MARKS = {
    "record": "record",
    "policy": "policy",
    "template": "template",
    "past_report": "past",
    "unsupported": "UNBACKED",
    "for_a_person": "YOU",
}


@click.command(cls=Command, examples=("steadyhand demo", "steadyhand demo --keep"))
@click.option("--keep", is_flag=True, help="Load the samples into the data directory; without it nothing is left behind.")
def demo(keep: bool) -> None:
    """Write a sample update and show what backs each sentence."""
    from assistant.actions.registry import ACTIONS
    from assistant.workflow import draft_document, load_samples

    run = current_run()
    with _services(run, keep=keep) as services:
        load_samples(services, now=run.instant)
        record = _pressing([stored.record for stored in services.store.records() if stored.sample])
        drafted = draft_document(services, record, ACTIONS["update"].kind_for(record), now=run.instant)
    draft = steady(run, drafted).draft
    if run.json:
        result_json(draft.model_dump(mode="json", by_alias=True))
    else:
        _print(record, draft)
        kept = "The samples are loaded; `steadyhand samples remove` takes them away." if keep else "Nothing was kept."
        aside(f"{kept} Next: `steadyhand ui --sample`, or `steadyhand update FILE` with a record of yours.")


def commands() -> list[click.Command]:
    """The command."""
    return [demo]


@contextmanager
def _services(run: Run, *, keep: bool) -> Iterator[Services]:
    """The services of this run, or the same ones on a directory that is gone afterwards."""
    if keep:
        yield run.services
        return
    import tempfile
    from pathlib import Path

    from assistant.wiring import Services

    with tempfile.TemporaryDirectory(prefix="steadyhand-demo-", ignore_cleanup_errors=True) as folder:
        yield Services(run.settings.model_copy(update={"data_dir": Path(folder)}))


def _pressing(records: Sequence[EscalationRecord]) -> EscalationRecord:
    """The worst escalation that goes on and whose customer waits for an update."""
    from assistant.records.clock import MessageKind, next_message
    from assistant.records.model import Severity

    def rank(record: EscalationRecord) -> tuple[bool, int, str]:
        return next_message(record) is not MessageKind.PROGRESS, (record.severity or Severity.SEV4).rank, record.id

    return min(records, key=rank)


def _print(record: EscalationRecord, draft: Draft) -> None:
    result(f"Sample {record.id}: {record.title}; {record.customer.name}, {record.severity.value if record.severity else 'no severity'}\n")
    result(f"Subject: {draft.document.subject}\n\n{draft.document.body.rstrip()}\n")
    result("What backs each sentence:")
    for sentence in draft.sentences:
        tags = f" {' '.join(sentence.sources)}" if sentence.sources else ""
        result(f"  [{_MARKS[sentence.status.value]}{tags}] {' '.join(sentence.text.split())}")
    used = {tag for sentence in draft.sentences for tag in sentence.sources}
    result("\nEvidence:")
    for item in draft.evidence:
        if item.id in used:
            result(f"  {item.id:<4} {' '.join(item.text.split())}  ({item.origin})")
    result("")
    say_findings(draft.findings, draft.document.body, say=result)
    for notice in draft.notices:
        result(f"Note: {notice}")
    for match in draft.similar:
        result(f"Similar: {match.id} {match.title} ({match.score:.2f}). {' '.join(match.reasons[:1])}")
