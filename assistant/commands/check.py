"""`check`: findings on any text, whoever wrote it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from assistant.commands.printing import counted, result, result_json, say_findings
from assistant.commands.running import Command, current_run
from assistant.commands.targets import find_record, read_message

if TYPE_CHECKING:
    from assistant.checks.finding import CheckReport
    from assistant.drafting.judge import Judgement
    from assistant.records.model import EscalationRecord


class Kind(click.ParamType[str]):
    """An action, or one of its messages. The names are looked up when one is given, so that help needs no registry."""

    name = "KIND"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it stands, where there is such a kind."""
        from assistant.actions.registry import ACTIONS

        known = [*ACTIONS, *(kind for action in ACTIONS.values() for kind in action.kinds.values())]
        if value not in known:
            self.fail(f"'{value}' is none of {', '.join(known)}.", param, ctx)
        return value


@click.command(
    cls=Command,
    examples=(
        "steadyhand check reply.md --record ESC-3107 --kind update",
        "steadyhand update ESC-3107 | steadyhand check - --record ESC-3107",
    ),
)
@click.argument("file")
@click.option("--record", "target", metavar="TARGET", help="Hold the text against this record: a file or a stored id.")
@click.option("--kind", type=Kind(), help="What it is to be, such as update, apology, acknowledgment, progress, resolution.")
@click.option("--judge", "asks_model", is_flag=True, help="Ask the configured model for its opinion too; it can warn, and never clears.")
def check(file: str, target: str | None, kind: str | None, asks_model: bool) -> None:
    """Check a text: tone, leaks, unbacked words, missing parts.

    FILE is a text file, or - for standard input. Without a record, only what needs none is checked. A `Subject:` line on top is left out. Exit code 1 when a finding blocks.
    """
    if file == "-" == target:
        msg = "Text and record cannot both come from standard input."
        raise click.UsageError(msg)
    from assistant.second_look import judge
    from assistant.workflow import check_text

    run = current_run()
    message = read_message(run, file)
    record = find_record(run, target).record if target else None
    document = _kind(kind, record)
    report = check_text(run.services, message.body, now=run.instant, record=record, kind=document)
    judgement = judge(run.services, message.body, record=record, kind=document) if asks_model else None
    if judgement:
        report = report.model_copy(update={"findings": (*report.findings, *judgement.findings)})
    report = _shifted(report, message.offset)
    if run.json:
        opinion = {"judgement": judgement.model_dump(mode="json", exclude={"findings"})} if judgement else {}
        result_json({**report.model_dump(mode="json", by_alias=True), **opinion})
    else:
        _print(report, message.whole)
        if judgement:
            result(_said_of(judgement))
    if report.blocks:
        click.get_current_context().exit(1)


def commands() -> list[click.Command]:
    """The command."""
    return [check]


def _said_of(judgement: Judgement) -> str:
    """What became of the model's opinion; a text that was not judged has not passed."""
    if judgement.state == "not judged":
        return f"Not judged by a model: {judgement.reason}"
    dropped = f"; {counted(judgement.dropped, 'answer')} dropped for words that the text does not have" if judgement.dropped else ""
    return f"Judged by {judgement.model}: {counted(len(judgement.answers), 'question')} answered, {counted(len(judgement.findings), 'warning')}{dropped}."


def _kind(name: str | None, record: EscalationRecord | None) -> str | None:
    """The document that a name stands for.

    An action's name stands for the document that the record asks for; without a record it says too little to look for missing parts.
    """
    from assistant.actions.registry import ACTIONS

    if name in ACTIONS:
        return ACTIONS[name].kind_for(record) if record else None
    return name or None


def _shifted(report: CheckReport, by: int) -> CheckReport:
    """The report with offsets into the whole text."""
    if not by:
        return report
    return report.model_copy(
        update={
            "findings": tuple(f.model_copy(update={"start": f.start + by, "end": f.end + by}) for f in report.findings),
            "sentences": tuple(s.model_copy(update={"start": s.start + by, "end": s.end + by}) for s in report.sentences),
        }
    )


def _print(report: CheckReport, text: str) -> None:
    say_findings(report.findings, text, say=result)
    by_status = Counter(sentence.status.value.replace("_", " ") for sentence in report.sentences)
    told = ", ".join(f"{number} {status}" for status, number in sorted(by_status.items()))
    result(f"{counted(len(report.sentences), 'sentence')}{': ' + told if told else ''}.")
