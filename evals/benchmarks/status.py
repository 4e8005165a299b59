"""How long the status report takes with many records, and whether it leaves anything out.

    python -m evals.benchmarks.status [--records 10000] [--closed 0.0] [--json]

The records are made up from a fixed seed: each has a log of six entries, and they differ in level, state, age and promises. They are kept
in a store in a temporary folder. The report is read from that store as the command does, and its open escalations, overdue clocks and
things owed today are counted once more by a plain loop; a difference ends it with exit code 1, as does a missed limit. The limit holds for
every report but the first one after so many records have changed at once.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from assistant.overview import StatusReport, metrics, status_report
from assistant.records.clock import read_clocks
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.settings import load_settings
from assistant.wiring import Services

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LIMIT_S = 2.0
_OPEN = ("open", "investigating", "identified", "mitigated", "resolved")


def made_up(number: int, closed: float, seed: int = 7) -> list[EscalationRecord]:
    """As many different records as wanted, that share of them closed."""
    chance = random.Random(seed)  # noqa: S311 - no secret, the same records each time
    return [_record(index, chance, closed) for index in range(number)]


def _record(index: int, chance: random.Random, closed: float) -> EscalationRecord:
    began = NOW - timedelta(minutes=chance.randrange(10, 20000))
    status = "closed" if chance.random() < closed else chance.choice(_OPEN)
    over = status in {"resolved", "closed"}
    span = (NOW - began) / 8
    kinds = ("observation", "customer_message", "action", "internal_note", "customer_message", "plan")
    fields: dict[str, Any] = {
        "id": f"ESC-{index:05d}",
        "title": f"{chance.choice(('Orders', 'Payments', 'Reports', 'Logins'))} {chance.choice(('fail', 'lag', 'vanish'))} at the depot",
        "customer": {"name": f"Customer {chance.randrange(number_of_customers(index))}", "tier": chance.choice(("enterprise", "standard"))},
        "severity": chance.choice(("SEV-1", "SEV-2", "SEV-3", "SEV-4")),
        "status": status,
        "escalated_at": began,
        "acknowledged_at": began + span if chance.random() < 0.8 else None,
        "resolved_at": began + 7 * span if over else None,
        "customer_confirmed_at": NOW if over and chance.random() < 0.5 else None,
        "owner": {"name": "Tomasz Lind"},
        "next_action": {"text": "Replay the waiting orders", "due_at": NOW + timedelta(minutes=chance.randrange(-600, 3000))},
        "prevention": [{"action": "Alert on waiting orders", "due_at": "2026-11-24", "status": "open"}] if over else [],
        "updates": [
            {"at": began + span * (place + 1), "kind": kind, "text": f"Step {place} of the work on {index} orders was told."}
            for place, kind in enumerate(kinds)
        ],
    }
    return EscalationRecord.model_validate(fields)


def number_of_customers(index: int) -> int:
    """A few records a customer, so that some issues come back."""
    return index // 3 + 1


def run(number: int, closed: float, rounds: int = 3) -> dict[str, Any]:
    """Read the report some times; returns seconds, counts, and what differs from the plain count."""
    records = made_up(number, closed)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        services = Services(load_settings(data_dir=Path(folder)))
        services.store.save_records(records, now=NOW, by="benchmark")
        # The first report reads every record's words for the severity that they ask for, and keeps it; the next ones look it up.
        worked = time.process_time()
        status_report(services, now=NOW)
        first = time.process_time() - worked
        # The benchmark's own records are no part of a process that reports, so the collector must not walk them.
        gc.collect()
        gc.freeze()
        took, busy = [], []
        for _ in range(rounds):
            report = None
            began, worked = time.perf_counter(), time.process_time()
            report = status_report(services, now=NOW)
            took.append(time.perf_counter() - began)
            busy.append(time.process_time() - worked)
        began = time.perf_counter()
        metrics(services, now=NOW)
        measured = time.perf_counter() - began
        gc.unfreeze()
    if report is None:
        msg = "at least one round"
        raise ValueError(msg)
    return {
        "records": number,
        "open": len(report.open),
        "flags": sum(len(line.flags) for line in report.open) + sum(len(flags) for _, flags in report.closed_flagged),
        "owed_today": len(report.owed_today),
        "first_report_cpu_s": round(first, 3),
        "report_s_p50": round(median(took), 3),
        "report_cpu_s_p50": round(median(busy), 3),
        "report_cpu_s_worst": round(max(busy), 3),
        "metrics_s": round(measured, 3),
        "differences": differences(report, records),
    }


def differences(report: StatusReport, records: Sequence[EscalationRecord]) -> list[str]:
    """Where the report is not what a plain loop over the same records counts."""
    policy = shipped_policy()
    live = [record for record in records if record.status.value != "closed"]
    clocks = {record.id: read_clocks(record, policy, now=NOW) for record in live}
    three = {name: (c.first_response, c.next_update, c.resolution) for name, c in clocks.items()}
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    expected = {(name, c.name) for name, all_ in three.items() for c in all_ if c.due_at and not c.met_at and c.due_at < midnight}
    told = {(owed.record_id, owed.where) for owed in report.owed_today if owed.where in {"first response", "next update", "resolution"}}
    steps = {r.id for r in live if r.next_action and r.next_action.due_at and r.next_action.due_at < midnight}
    told_steps = {owed.record_id for owed in report.owed_today if owed.where == "next_action"}
    found = {
        "open escalations": {record.id for record in live} != {line.item.record.id for line in report.open},
        "clocks owed today": expected != told,
        "next actions owed today": steps != told_steps,
    }
    return [name for name, differs in found.items() if differs]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit code 1 when the limit is missed or the report is not exact."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10000, help="how many records to keep")
    parser.add_argument("--closed", type=float, default=0.0, help="which share of them is closed")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args(arguments)
    figures = run(options.records, options.closed)
    for name, value in figures.items():
        print(f"{name:20} {value if value != [] else 'none'}")
    missed = figures["report_cpu_s_p50"] > LIMIT_S
    print(f"{'limit':20} {LIMIT_S:g} s of processor time (median){', missed' if missed else ''}")
    if options.json:
        print(json.dumps({"status": {"ours": figures, "limits": {"report_cpu_s_p50": LIMIT_S}, "baselines": {}}}))
    return 1 if missed or figures["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
