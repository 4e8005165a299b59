"""What an evaluation run costs beside the model: the same calls by the bare client, by ours, and by inspect_ai, in turn.

    python -m evals.benchmarks.harness [--cells 1000] [--at-once 64] [--rounds 3] [--inspect-python PYTHON] [--product] [--json]

An endpoint on the loopback, in a process of its own, answers each request after 200 ms. "Ours" is the run's own scheduler with the limiter, the
cache, the file of cells and one plain grader: the work that the bare client's loop and inspect_ai's `generate` with `match` do too. Each runs in a
fresh process; times count from the first line of the run to its last, without the start of Python. "cached" is the same run anew, all answers out of
the cache. "faults" is a run at an endpoint that answers 10 % of requests with 429, 5 % with 500 and cuts 2 % off, killed in the middle with
SIGKILL and begun again with the same command. `--product` adds the product's whole path with the drafting, the checks and all graders, which is
processor time. inspect_ai is asked where `--inspect-python` names an interpreter that has it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.records.fingerprint import fingerprint
from evals.cases import Case
from evals.cell import Cell, CellError, Exchange, RunHeader, Score, Variant
from evals.run_files import CELLS, read_cells
from evals.running.plan import PlannedCell
from evals.running.prompt_choices import PromptChoice
from evals.suites import suite_named

LIMITS = {"ours_to_bare": 1.15, "memory_mb": 400.0, "cached_s": 3.0}
"""The most that the wall time may be of the bare client's, that the process may take, and that a run out of the cache may last."""
_FILLER = "The customer cannot book rooms since the release of this morning, and asks when that will end. " * 20
_NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
_VARIANT = Variant(model="openai:loopback")

_INSPECT = """
import json, os, resource, sys, time
os.environ["LOOPBACK_API_KEY"] = "none"
from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import match
from inspect_ai.solver import generate
questions, base_url, at_once, folder = json.load(open(sys.argv[1])), sys.argv[2], int(sys.argv[3]), sys.argv[4]
samples = [Sample(input=question, target=question.split()[-1]) for question in questions]
began = time.perf_counter()
log = eval(
    Task(dataset=MemoryDataset(samples), solver=generate(), scorer=match()),
    model="openai-api/loopback/loopback",
    model_base_url=base_url,
    max_connections=at_once, max_samples=at_once, log_dir=folder, display="none",
)[0]
took = time.perf_counter() - began
right = log.results.scores[0].metrics["accuracy"].value if log.results else 0
print(json.dumps({"wall_s": took, "right": right, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "status": log.status}))
"""


def questions(number: int) -> list[str]:
    """So many requests, each with a last word of its own."""
    return [f"{_FILLER}\nRepeat this word: word-{each}" for each in range(number)]


# The endpoint


@contextmanager
def endpoint(*flags: str) -> Iterator[str]:
    """Its address, while it runs in a process of its own."""
    call = [sys.executable, "-m", "evals.running.loopback_endpoint", *flags]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.kill()


def counted(base_url: str) -> dict[str, Any]:
    """What the endpoint counted so far."""
    with urllib.request.urlopen(f"{base_url.removesuffix('/v1')}/count") as answer:  # noqa: S310 - the loopback
        told: dict[str, Any] = json.load(answer)
        return told


# The three, each called in a process of its own: `--one NAME`


def bare(base_url: str, number: int, at_once: int) -> dict[str, float]:
    """The SDK's client with a semaphore."""
    import httpx2
    import openai

    async def run() -> int:
        limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
        http = openai.DefaultAsyncHttpxClient(limits=limits)
        gate = asyncio.Semaphore(at_once)
        async with openai.AsyncOpenAI(base_url=base_url, api_key="none", http_client=http) as client:

            async def one(question: str) -> bool:
                async with gate:
                    answer = await client.chat.completions.create(model="loopback", messages=[{"role": "user", "content": question}])
                return answer.choices[0].message.content == question.split()[-1]

            return sum(await asyncio.gather(*(one(question) for question in questions(number))))

    began = time.perf_counter()
    right = asyncio.run(run())
    return {"wall_s": time.perf_counter() - began, "right": right / number}


def ours(base_url: str, number: int, at_once: int, folder: Path) -> dict[str, float]:
    """The run's scheduler, limiter, cache and file of cells, with one plain grader."""
    from evals.running.endpoint import CallFailed, ModelEndpoint
    from evals.running.limiter import Limiter
    from evals.running.reply_cache import ReplyCache
    from evals.running.runner import Limits, Work, run_suite

    began = time.perf_counter()
    cells = _planned(number)
    header = RunHeader(id="calls", suite="calls", cases=number, dataset="", variants=(_VARIANT,), created_at=_NOW)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Work]:
        asked = ModelEndpoint(base_url, "none", limiter=Limiter(at_once), cache=ReplyCache(folder / "replies.sqlite"), max_attempts=20)

        async def work(planned: PlannedCell) -> Cell:
            body = {"model": "loopback", "messages": [{"role": "user", "content": planned.case.why}]}
            try:
                return _cell(planned, await asked.ask(body, repeat=planned.repeat))
            except CallFailed as failed:
                return _cell(planned, failed.exchange)

        try:
            yield work
        finally:
            await asked.close()

    run_suite(header, cells, folder / "run", opened, limits=Limits(jobs=at_once))
    took = time.perf_counter() - began
    return {"wall_s": took, **held(folder / "run", number)}


def _planned(number: int) -> list[PlannedCell]:
    cases = [Case(id=f"call-{each}", action="summary", why=question, now=_NOW) for each, question in enumerate(questions(number))]
    return [PlannedCell(fingerprint([case.id, case.why]), case, _VARIANT, PromptChoice(), 0) for case in cases]


def _cell(planned: PlannedCell, exchange: Exchange) -> Cell:
    right = exchange.reply == planned.case.why.split()[-1]
    return Cell(
        key=planned.key,
        case=planned.case.id,
        variant=planned.variant,
        error=CellError(reason="endpoint", message=exchange.error) if exchange.error else None,
        exchanges=(exchange,),
        scores=(Score(name="right", value=right),),
        started_at=_NOW,
    )


def held(folder: Path, number: int) -> dict[str, float]:
    """What a run's file holds: the share of right answers, lines that stand twice, cells that are missing or failed."""
    lines = (folder / CELLS).read_bytes().splitlines()
    cells = read_cells(folder / CELLS)
    right = sum(score.value is True for cell in cells for score in cell.scores)
    failed = sum(cell.error is not None for cell in cells)
    return {"right": right / number, "twice": len(lines) - len(cells), "missing": number - len(cells), "failed": failed}


# Measuring


def measured(name: str, base_url: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """One of ours or the bare client's runs, in a process of its own."""
    told = subprocess.run(_call(name, base_url, options, folder), check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own
    figures: dict[str, Any] = json.loads(told.splitlines()[-1])
    return figures


def _call(name: str, base_url: str, options: argparse.Namespace, folder: Path) -> list[str]:
    sizes = ["--cells", str(options.cells), "--at-once", str(options.at_once)]
    return [sys.executable, "-m", "evals.benchmarks.harness", "--one", name, "--base-url", base_url, "--folder", str(folder), *sizes]


def inspected(base_url: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """inspect_ai's run in an interpreter that has it."""
    asked = folder / "questions.json"
    asked.write_text(json.dumps(questions(options.cells)), encoding="utf-8")
    call = [options.inspect_python, "-c", _INSPECT, str(asked), base_url, str(options.at_once), str(folder / "logs")]
    done = subprocess.run(call, check=False, capture_output=True, text=True, cwd=folder)  # noqa: S603 - the interpreter that was named
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1:]}
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def side_by_side(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The three in turn, so that what else the machine does meets them alike; medians."""
    rounds: dict[str, list[dict[str, Any]]] = {"bare": [], "ours": [], "cached": [], "inspect_ai": []}
    with endpoint() as base_url:
        for number in range(options.rounds):
            mine = folder / f"ours-{number}"
            rounds["bare"].append(measured("bare", base_url, options, folder))
            rounds["ours"].append(measured("ours", base_url, options, mine))
            shutil.rmtree(mine / "run")
            rounds["cached"].append(measured("ours", base_url, options, mine))
            if options.inspect_python:
                rounds["inspect_ai"].append(inspected(base_url, options, folder))
    figures: dict[str, Any] = {name: _medians(rows) for name, rows in rounds.items() if rows}
    figures.setdefault("inspect_ai", "not installed")
    figures["ours_to_bare"] = round(figures["ours"]["wall_s"] / figures["bare"]["wall_s"], 3)
    return figures


def _medians(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if any("error" in row for row in rows):
        return next(row for row in rows if "error" in row)
    figures = {name: round(statistics.median(row[name] for row in rows), 3) for name in rows[0] if isinstance(rows[0][name], int | float)}
    return {**figures, "walls": [round(row["wall_s"], 2) for row in rows]}


def under_faults(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """A run at an endpoint that fails, killed in the middle and begun again with the same command."""
    began = time.perf_counter()
    with endpoint("--faults") as base_url:
        first = subprocess.Popen(_call("ours", base_url, options, folder), stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        cells = folder / "run" / CELLS
        while first.poll() is None and (not cells.exists() or cells.read_bytes().count(b"\n") < options.cells // 2):
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
        first.wait()
        at_kill = cells.read_bytes().count(b"\n")
        figures = measured("ours", base_url, options, folder)
        answered = counted(base_url)
    return {**figures, "finished_when_killed": at_kill, "endpoint": answered, "both_parts_s": round(time.perf_counter() - began, 1)}


def product(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The whole path from the command line: evidence, prompt, call, slots, document, checks and every grader."""
    cases = len(suite_named("messages").cases)
    repeats = -(-options.cells // cases)
    with endpoint("--slots") as base_url:
        call = [sys.executable, "-m", "assistant", "eval", "run", "messages", "--model", "openai:loopback", "--repeat", str(repeats)]
        call += ["--jobs", str(options.at_once), "--data-dir", str(folder), "--json"]
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 - our own command
            call, check=True, capture_output=True, text=True, env={**os.environ, "OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "none"}
        )
        took = time.perf_counter() - began
    told = json.loads(done.stdout)
    cells = read_cells(Path(told["folder"]) / CELLS)
    return {
        "cells": len(cells),
        "wall_s": round(took, 1),
        "ms_per_cell": round(took * 1000 / len(cells), 1),
        "errors": told["errors"],
        "memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


# Telling


def faults_held(figures: dict[str, Any], at_once: int) -> bool:
    """Whether every cell finished once: none lost, none twice, none failed; only what was under way at the kill was answered again."""
    clean = figures["twice"] == figures["missing"] == figures["failed"] == 0 and figures["right"] == 1
    again: int = figures["endpoint"]["more_than_once"]
    return clean and again <= at_once


def main() -> int:
    """Print the figures; 1 when one is above its limit."""
    options = _options()
    if options.one:
        figures: dict[str, Any] = (
            bare(options.base_url, options.cells, options.at_once)
            if options.one == "bare"
            else ours(options.base_url, options.cells, options.at_once, options.folder)
        )
        print(json.dumps({**figures, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        figures = {"cells": options.cells, "at_once": options.at_once, "cpus": os.cpu_count(), **side_by_side(options, folder)}
        figures["faults"] = under_faults(options, folder / "faults")
        if options.product:
            figures["product"] = product(options, folder / "product")
    held_up = {
        "ours_to_bare": figures["ours_to_bare"] <= LIMITS["ours_to_bare"],
        "memory_mb": figures["ours"]["memory_mb"] < LIMITS["memory_mb"],
        "cached_s": figures["cached"]["wall_s"] < LIMITS["cached_s"],
        "faults": faults_held(figures["faults"], options.at_once),
    }
    for key in ("bare", "ours", "cached", "inspect_ai", "ours_to_bare", "faults", "product"):
        print(f"{key:14}{figures.get(key, 'not asked for')}")
    print("limits held: " + ", ".join(f"{key} {'yes' if holds else 'NO'}" for key, holds in held_up.items()))
    if options.json:
        baselines = {"bare": figures["bare"], "inspect_ai": figures["inspect_ai"]}
        print(json.dumps({"harness": figures, "limits": LIMITS, "held": held_up, "baselines": baselines}))
    return 0 if all(held_up.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=1000, help="calls of one run")
    parser.add_argument("--at-once", type=int, default=64, help="requests at a time")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, for medians")
    parser.add_argument("--inspect-python", help="an interpreter that has inspect_ai and openai")
    parser.add_argument("--product", action="store_true", help="the product's whole path too")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--one", choices=("bare", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--base-url", default="", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
