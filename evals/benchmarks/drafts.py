"""Every public log through intake and the right message, written by the composer: `python -m evals.benchmarks.drafts [--data PATH ...]`.

For each record the next message is drafted as of a quarter of an hour after the newest log entry, and the draft is held against the record
by the product's checks and by a second, plain look of this module's own that shares no code with them: digits that the record cannot
account for, gaps left open, and planned work told in the past tense. PATH is a file in any format that intake reads; without it, the
public logs and incidents beside the repository are used.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.actions.registry import ACTIONS
from assistant.checks.context import CheckContext
from assistant.checks.finding import CheckReport
from assistant.checks.run import run_checks
from assistant.drafting.messages import compose_message
from assistant.drafting.rendering import Rendered
from assistant.evidence.denylist import for_record, known_names
from assistant.evidence.gather import gather
from assistant.intake import read_path
from assistant.records.clock import MessageKind, promised_next_update, read_clocks, say_duration
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy, shipped_policy

SHARED = Path("../shared/data")
DEFAULT = (SHARED / "escalations" / "dev.jsonl", SHARED / "intake" / "google_cloud_incidents.json")
_DIGITS = re.compile(r"\d+")
_GAP = re.compile("[⟨⟩]")


@dataclass
class Outcome:
    """What became of one record."""

    record: EscalationRecord
    kind: MessageKind
    rendered: Rendered
    report: CheckReport
    invented: list[str]
    milliseconds: float
    now: datetime = field(repr=False)

    @property
    def gaps(self) -> int:
        """How many places only a person can fill."""
        return len(_GAP.findall(self.rendered.body)) // 2

    @property
    def blocking(self) -> list[str]:
        """The rules that forbid sending, gaps aside."""
        return [f"{f.rule}: {f.text[:80]!r}" for f in self.report.findings if f.severity == "block" and f.rule != "completeness.gap"]


def draft_all(paths: list[Path], policy: Policy) -> Iterator[Outcome]:
    """Draft the next message of every record in these files."""
    records = [found.record for path in paths for found in read_path(path, max_bytes=200_000_000).records]
    names = known_names((), (), policy)
    for record in records:
        newest = max([record.updates[-1].at if record.updates else None, record.resolved_at], key=lambda at: at.timestamp() if at else 0.0)
        now = (newest or datetime.fromisoformat("2026-01-01T00:00:00Z")) + timedelta(minutes=15)
        began = perf_counter()
        kind = MessageKind(ACTIONS["update"].kind_for(record))
        evidence = gather(record, policy)
        rendered = compose_message(kind, record, evidence, policy, now=now)
        context = CheckContext(policy, evidence, record, kind, for_record(names, record, policy), rendered.known, now)
        report = run_checks(rendered.body, context)
        elapsed = (perf_counter() - began) * 1000
        yield Outcome(record, kind, rendered, report, unaccounted_digits(rendered, record, policy, now), elapsed, now)


def unaccounted_digits(rendered: Rendered, record: EscalationRecord, policy: Policy, now: datetime) -> list[str]:
    """Runs of digits in the message that stand nowhere in the record and follow from none of its times or from the policy."""
    said = record.model_dump(mode="json")
    accounted = set(_DIGITS.findall(json.dumps(said, ensure_ascii=False)))
    next_update, _ = promised_next_update(record, policy, now=now)
    due = read_clocks(record, policy, now=now).next_update.due_at
    times = [next_update, now, *([due] if due else []), *_times(record)]
    for at in times:
        for local in (at, at.astimezone(policy.zone)):
            accounted |= {f"{local:%H}", f"{local:%M}", str(local.day), f"{local:%d}", str(local.year)}
    row = policy.row(record.severity)
    spans = [policy.communication.callback_minutes, getattr(row.update_every, "label", "")]
    if record.started_at and record.resolved_at:
        spans.append(say_duration(record.resolved_at - record.started_at))
    accounted |= {digits for span in spans for digits in _DIGITS.findall(str(span))}
    count = record.customer.users_affected
    accounted |= set(_DIGITS.findall(f"{count:,}")) if count else set()
    return [digits for digits in _DIGITS.findall(rendered.body) if digits not in accounted]


def _times(value: Any) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _times(item)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from _times(getattr(value, name))


def summarise(outcomes: list[Outcome]) -> dict[str, Any]:
    """The figures of a run."""
    rules = Counter(f.rule for o in outcomes for f in o.report.findings if f.severity in {"block", "warn"})
    statuses = Counter(sentence.status.value for o in outcomes for sentence in o.report.sentences)
    return {
        "records": len(outcomes),
        "kinds": dict(Counter(o.kind.value for o in outcomes)),
        "with_open_gaps": sum(1 for o in outcomes if o.gaps),
        "with_blocking_findings": sum(1 for o in outcomes if o.blocking),
        "with_unaccounted_digits": sum(1 for o in outcomes if o.invented),
        "plans_told_as_deeds": rules.get("grounding.plan_as_deed", 0),
        "sentences": dict(statuses),
        "warnings": dict(rules.most_common(15)),
        "words_median": statistics.median(len(o.rendered.body.split()) for o in outcomes),
        "milliseconds_median": round(statistics.median(o.milliseconds for o in outcomes), 1),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", help="a file of records or logs; may be given more than once")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print every N-th draft")
    parser.add_argument("--problems", action="store_true", help="print what is wrong with which record")
    options = parser.parse_args()
    paths = options.data or [path for path in DEFAULT if path.exists()]
    if not paths:
        sys.exit("No data: give --data PATH.")
    outcomes = list(draft_all(paths, shipped_policy()))
    for number, outcome in enumerate(outcomes):
        if options.show and number % options.show == 0:
            print(f"\n===== {outcome.record.id} ({outcome.kind.value})\nSubject: {outcome.rendered.subject}\n\n{outcome.rendered.body}")
        if options.problems and (outcome.blocking or outcome.invented or outcome.gaps):
            print(f"{outcome.record.id}: blocking {outcome.blocking}, digits {outcome.invented}, gaps {outcome.gaps}")
    figures = summarise(outcomes)
    for name, value in figures.items():
        print(f"{name}: {value}")
    if options.json:
        print(json.dumps({"drafts": figures, "baselines": {}}))


if __name__ == "__main__":
    main()
