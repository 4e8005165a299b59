"""What the code adds to a model call, against the same call with the bare client in the same run, at an endpoint on the loopback.

`python -m evals.benchmarks.latency [--runs N] [--json]`
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.drafting.chain import write_slots
from assistant.drafting.ladder import FormatMemory
from assistant.drafting.model import open_model
from assistant.evidence.gather import gather
from assistant.intake.samples import sample_records
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.settings import Settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIMIT_MS = 25.0
"""The most that the median call may take longer than the bare one."""
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


def _characters(request: dict[str, Any]) -> int:
    return sum(len(message["content"]) for message in request["messages"])


def measure(*, runs: int) -> dict[str, Any]:
    """All figures of this benchmark."""
    records = sample_records(now=NOW)
    calls = {record.id: model_call(record, runs=runs) for record in records}
    return {
        "runs_per_record": runs,
        "cpus": os.cpu_count(),
        "model_call_added_ms_median": round(statistics.median(figures["added_ms"] for figures in calls.values()), 2),
        "model_call_added_cpu_ms_median": round(statistics.median(figures["added_cpu_ms"] for figures in calls.values()), 2),
        "model_call_added_ms_worst_record": max(figures["added_ms"] for figures in calls.values()),
        "limit_ms": LIMIT_MS,
        "by_record": calls,
    }


def main() -> int:
    """Print the figures; 1 when the median is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(runs=options.runs)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        median, worst = figures["model_call_added_ms_median"], figures["model_call_added_ms_worst_record"]
        cpu = figures["model_call_added_cpu_ms_median"]
        print(
            f"Added to a model call: median {median} ms ({cpu} ms of processor time), worst record {worst} ms (limit {LIMIT_MS} ms; {options.runs} runs a record)"
        )
        for record_id, row in figures["by_record"].items():
            print(f"  {record_id}: {row['ours_ms']} ms, bare {row['bare_ms']} ms, {row['prompt_characters']:.0f} characters")
    return 0 if figures["model_call_added_ms_median"] < LIMIT_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
