"""How long a person waits: a draft without a model, what the code adds to a model call, and the command line.

`python -m evals.benchmarks.latency [--runs N] [--reports N] [--json]`

The draft is the whole path in a warm process, with `--reports` past reports indexed: search, evidence, slots, document, checks. The model call
is held against the same request made with the bare client, in turn, at an endpoint on the loopback; it covers prompt, redaction, schema and
validation. The commands are fresh processes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from assistant.drafting.chain import write_slots
from assistant.drafting.ladder import FormatMemory
from assistant.drafting.model import open_model
from assistant.evidence.gather import gather
from assistant.intake.samples import sample_records
from assistant.records.clock import MessageKind, next_message
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.settings import Settings
from assistant.wiring import Services
from assistant.workflow import add_reports, draft_document
from evals.benchmarks.scale import multiplied
from knowledge.ingest import sample_texts
from knowledge.parsing import parse_report
from knowledge.report import write_report

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIMITS = {"draft_ms": 60.0, "added_ms": 25.0, "help_s": 0.6, "demo_s": 4.0}
"""The most that each median may be; `added_ms` is what our call takes longer than the bare one."""
_SLOTS = {"issue": "bookings charged twice", "situation": [{"cites": ["F1"], "text": "Travellers were charged twice for one booking."}]}


class _Answering(BaseHTTPRequestHandler):
    """Always the same completion, at once; keeps the last request."""

    protocol_version = "HTTP/1.1"
    last: dict[str, Any] = {}  # noqa: RUF012 - one server a run
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        _Answering.last = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": json.dumps(_SLOTS), "refusal": None}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        payload = json.dumps(
            {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def answering_endpoint() -> Iterator[str]:
    """The address of a server that answers at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def _milliseconds(call: Callable[[], object]) -> tuple[float, float]:
    """Wall clock and processor time; the second hardly depends on what else the machine does."""
    began, worked = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def model_call(record: EscalationRecord, *, runs: int) -> dict[str, float]:
    """Medians in milliseconds of our call and of the bare client's with the very same request, taken in turn, and their difference."""
    import openai

    policy = shipped_policy()
    evidence = gather(record, policy)
    memory = FormatMemory()
    with answering_endpoint() as base_url:
        model = open_model(Settings(model="openai:m", openai_base_url=base_url))
        if model is None:
            msg = "the settings name a model"
            raise RuntimeError(msg)

        def ours() -> object:
            return write_slots(model, MessageKind.ACKNOWLEDGMENT, evidence=evidence, record=record, policy=policy, memory=memory)

        ours()
        sent = {name: value for name, value in _Answering.last.items() if name != "stream"}
        with openai.OpenAI(base_url=base_url, api_key="none") as client:

            def bare() -> object:
                return json.loads(client.chat.completions.create(**sent).choices[0].message.content or "")

            for call in (ours, bare):
                call()
            pairs = [(_milliseconds(ours), _milliseconds(bare)) for _ in range(runs)]
    figures = {
        "ours_ms": statistics.median(mine[0] for mine, _ in pairs),
        "bare_ms": statistics.median(theirs[0] for _, theirs in pairs),
        "added_ms": statistics.median(mine[0] - theirs[0] for mine, theirs in pairs),
        "added_cpu_ms": statistics.median(mine[1] - theirs[1] for mine, theirs in pairs),
        "prompt_characters": float(_characters(sent)),
    }
    return {name: round(value, 2) for name, value in figures.items()}


def warm_draft(*, reports: int, rounds: int = 5) -> dict[str, float]:
    """Median milliseconds of a draft without a model over all sample records, and of the checks alone."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        services = Services(Settings(data_dir=Path(folder)))
        many = multiplied([parse_report(text) for _, text in sample_texts()], reports)
        source = Path(folder) / "source"
        source.mkdir()
        for report in many:
            (source / f"{report.id}.md").write_text(write_report(report), encoding="utf-8")
        add_reports(services, [source])
        records = sample_records(now=NOW)
        services.store.save_records(records, now=NOW, by="benchmark")
        kinds = {record.id: next_message(record) for record in records}
        for record in records:
            draft_document(services, record, kinds[record.id], now=NOW)
        took = [
            _milliseconds(partial(draft_document, services, record, kinds[record.id], now=NOW)) for _ in range(rounds) for record in records
        ]
    clock, cpu = statistics.median(wall for wall, _ in took), statistics.median(work for _, work in took)
    return {"reports": float(reports), "draft_ms": round(clock, 1), "draft_cpu_ms": round(cpu, 1)}


def commands(*, times: int = 3) -> dict[str, float]:
    """Median seconds of two commands, each in a process of its own."""
    figures = {}
    for name in ("--help", "demo"):
        took = []
        for _ in range(times):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "assistant", name], check=True, capture_output=True)  # noqa: S603 - our own command
            took.append(time.perf_counter() - began)
        figures[f"{name.strip('-')}_s"] = round(statistics.median(took), 2)
    return figures


def _characters(request: dict[str, Any]) -> int:
    return sum(len(message["content"]) for message in request["messages"])


def measure(*, runs: int, reports: int) -> dict[str, Any]:
    """All figures of this benchmark."""
    records = sample_records(now=NOW)
    calls = {record.id: model_call(record, runs=runs) for record in records}
    return {
        "draft": warm_draft(reports=reports),
        "commands": commands(),
        "runs_per_record": runs,
        "cpus": os.cpu_count(),
        "model_call_added_ms_median": round(statistics.median(figures["added_ms"] for figures in calls.values()), 2),
        "model_call_added_cpu_ms_median": round(statistics.median(figures["added_cpu_ms"] for figures in calls.values()), 2),
        "model_call_added_ms_worst_record": max(figures["added_ms"] for figures in calls.values()),
        "by_record": calls,
    }


def main() -> int:
    """Print the figures; 1 when a median is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="model calls of each kind for each sample record")
    parser.add_argument("--reports", type=int, default=1000, help="how many past reports are indexed")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args()
    figures = measure(runs=options.runs, reports=options.reports)
    rows = (
        ("draft without a model, ms", figures["draft"]["draft_ms"], LIMITS["draft_ms"]),
        ("  of it processor time, ms", figures["draft"]["draft_cpu_ms"], None),
        ("added to a model call, ms", figures["model_call_added_ms_median"], LIMITS["added_ms"]),
        ("  of it processor time, ms", figures["model_call_added_cpu_ms_median"], None),
        ("steadyhand --help, s", figures["commands"]["help_s"], LIMITS["help_s"]),
        ("steadyhand demo, s", figures["commands"]["demo_s"], LIMITS["demo_s"]),
    )
    for name, value, limit in rows:
        print(f"{name:28} {value:8}" + (f"  (limit {limit})" if limit else ""))
    if options.json:
        baselines = {record_id: row["bare_ms"] for record_id, row in figures["by_record"].items()}
        print(json.dumps({"latency": figures, "limits": LIMITS, "baselines": {"bare client, ms": baselines}}))
    return 0 if all(limit is None or value < limit for _, value, limit in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
