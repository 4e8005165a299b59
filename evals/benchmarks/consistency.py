"""Consistency measured: labelled pairs of an earlier message and a new one, and false alarms on real updates held against the updates before them.

`python -m evals.benchmarks.consistency [--data FILE ...] [--half tuning|frozen] [--show N] [--json]`. FILE holds logs that were sent to customers, in any
format that intake reads; each update is then held against the earlier ones of its log. The rules were written with the half "tuning" in sight.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.checks.consistency import check
from assistant.checks.context import CheckContext
from assistant.checks.finding import Finding
from assistant.evidence.gather import gather
from assistant.evidence.sentences import split_sentences
from assistant.intake import read_path
from assistant.records.model import EscalationRecord, UpdateKind, Visibility
from assistant.records.policy import shipped_policy
from evals.benchmarks.checks import figures, interval, read_rows

PAIRS = Path(__file__).parents[1] / "datasets" / "consistency.jsonl"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "escalations" / "dev.jsonl"


def found_in(text: str, record: EscalationRecord, now: datetime) -> list[Finding]:
    """The findings of the family on a text of this record."""
    policy = shipped_policy()
    return list(check(CheckContext(policy, gather(record, policy), record, now=now), text, split_sentences(text)))


def labelled(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures over all pairs, and for each topic."""
    outcomes: dict[str, list[tuple[str, bool, bool]]] = {}
    for row in rows:
        found = found_in(row["text"], EscalationRecord.model_validate(row["record"]), datetime.fromisoformat(row["now"]))
        outcomes.setdefault(row["topic"], []).append((row["id"], row["label"] == "inconsistent", bool(found)))
    everything = [outcome for of_topic in outcomes.values() for outcome in of_topic]
    return {**figures(everything), "topics": {topic: figures(of_topic) for topic, of_topic in outcomes.items()}}


def real_updates(path: Path) -> Iterator[tuple[str, list[Finding]]]:
    """Every update but the first of each log, with what is found when the earlier ones are messages that the customer has."""
    for found in read_path(path, max_bytes=200_000_000).records:
        sent = [
            update.model_copy(update={"kind": UpdateKind.CUSTOMER_MESSAGE, "visibility": Visibility.PUBLIC})
            for update in found.record.updates
        ]
        nothing_more = {"root_cause": None, "resolved_at": None, "resolution": None, "eta": None}
        for place in range(1, len(sent)):
            record = found.record.model_copy(update={**nothing_more, "updates": tuple(sent[:place])})
            yield found.record.id, found_in(sent[place].text, record, sent[place].at)


def _real(path: Path, show: int) -> dict[str, Any]:
    outcomes = list(real_updates(path))
    flagged = [(name, findings) for name, findings in outcomes if findings]
    for name, findings in flagged[:show]:
        print(f"-- {name}: {findings[0].rule}\n   {findings[0].text[:240]}\n   {findings[0].message}")
    rules = Counter(finding.rule for _, findings in flagged for finding in findings)
    share = round(len(flagged) / max(1, len(outcomes)), 4)
    return {"n": len(outcomes), "flagged": share, "interval": interval(len(flagged), len(outcomes)), "rules": dict(rules)}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.consistency", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", help="logs that were sent to customers; may be given more than once")
    parser.add_argument("--half", choices=("tuning", "frozen"), help="only this half of the labelled pairs")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N updates with a finding")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = read_rows(PAIRS)
    halves = [options.half] if options.half else ["tuning", "frozen"]
    result: dict[str, Any] = {half: labelled([row for row in rows if row["half"] == half]) for half in halves}
    for path in options.data or [path for path in (SHARED,) if path.is_file()]:
        result[f"real {path.stem}"] = _real(path, options.show)
    for name, row in result.items():
        print(name, {key: value for key, value in row.items() if key != "topics"})
    if options.json:
        print(json.dumps({"consistency": result, "baselines": {}}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
