"""Repair measured: drafts with seeded faults through the revision loop, without a model and with scripted ones.

`python -m evals.benchmarks.loop [--number 100] [--seed 7] [--show N] [--json]`. A fault counts as mended when its words are gone or its part is back,
whatever the checks say; a new block is a blocking finding that the seeded draft did not have. `kept` is the share of the honest draft's
sentences that stand in the repaired text, beside their share in the seeded one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.actions.registry import ACTIONS
from assistant.checks.finding import CheckReport, FindingSeverity
from assistant.checks.run import run_checks
from assistant.drafting.revising import Repair, Rewrite, repair
from assistant.drafting.rewriting import SentenceRewriter
from assistant.errors import ActionRefused
from assistant.evidence.sentences import split_sentences
from assistant.intake.samples import sample_records
from assistant.records.model import EscalationRecord
from assistant.settings import Settings
from assistant.wiring import Services
from assistant.workflow import Surroundings, surroundings
from evals.benchmarks.checks import interval, read_rows
from evals.scripted_rewriters import Rewriter, ScriptedModel, honest, keeping, obeying
from evals.seeded_faults import Case, Ground, seeded

DATASETS = Path(__file__).parents[1] / "datasets"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WRITERS: dict[str, Rewriter | None] = {
    "no model": None,
    "honest model": honest,
    "model that keeps the faults": keeping,
    "model that obeys and invents": obeying,
}
_GAP = "completeness.gap"


def _records() -> list[tuple[EscalationRecord, datetime]]:
    """The sample queue and the records of two evaluation sets, each with the instant at which it is looked at."""
    found = [(record, NOW) for record in sample_records(now=NOW)]
    for name in ("update", "apology"):
        rows = read_rows(DATASETS / f"{name}.jsonl")
        found += [(EscalationRecord.model_validate(row["record"]), datetime.fromisoformat(row["now"])) for row in rows if row.get("record")]
    return found


def _kinds(record: EscalationRecord) -> Iterator[str]:
    """The update that the record asks for, and an apology where one can be written."""
    for name in ("update", "apology"):
        action = ACTIONS[name]
        try:
            kind = action.kind_for(record)
        except ActionRefused:
            continue
        if not action.refuse(kind, record):
            yield kind


def grounds(services: Services) -> list[tuple[Ground, datetime, Surroundings]]:
    """The honest drafts: written by rule, with nothing in them that blocks but gaps for a person."""
    records = _records()
    services.store.save_records(list({record.id: record for record, _ in records}.values()), now=NOW, by="benchmark")
    names = sorted({record.customer.name for record, _ in records})
    found = []
    for record, now in records:
        others = tuple(name for name in names if name != record.customer.name)
        for kind in _kinds(record):
            around = surroundings(services, record, kind, now=now)
            found.append((Ground(around.house.body, record, kind, others), now, around))
    return found


def _blocks(report: CheckReport) -> Counter[tuple[str, str]]:
    return Counter((f.rule, f.text or f.message) for f in report.findings if f.severity is FindingSeverity.BLOCK and f.rule != _GAP)


def _kept(ground: Ground, text: str) -> tuple[int, int]:
    there = {span.quote for span in split_sentences(text)}
    own = [span.quote for span in split_sentences(ground.body)]
    return sum(quote in there for quote in own), len(own)


def run(
    cases: list[Case], around: dict[int, Surroundings], services: Services, writer: Rewriter | None
) -> tuple[dict[str, Any], list[tuple[Case, Repair]]]:
    """The figures of one writer over all cases, and every repair."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    kept, seeded_kept, own, new_blocks, rounds, milliseconds = 0, 0, 0, 0, Counter[int](), []
    repairs = []
    for case in cases:
        held = around[id(case.ground)]
        before = _blocks(run_checks(case.text, held.context))
        rewrite: Rewrite | None = None
        if writer is not None:
            rewrite = SentenceRewriter(
                ScriptedModel(rewriter=writer),
                case.text,
                case.ground.kind,
                held.evidence,
                case.ground.record,
                services.policy,
                deny=services.names(),
            )
        began = perf_counter()
        check = partial(run_checks, ctx=held.context)
        done = repair(case.text, check, evidence=held.evidence, house=held.house.body, rewrite=rewrite)
        milliseconds.append(1000 * (perf_counter() - began))
        for fault in case.faults:
            kinds[fault.name].append(fault.is_mended(done.text))
        new_blocks += bool(_blocks(done.report) - before)
        rounds[len(done.rounds)] += 1
        stay, whole = _kept(case.ground, done.text)
        kept, seeded_kept, own = kept + stay, seeded_kept + _kept(case.ground, case.text)[0], own + whole
        repairs.append((case, done))
    mended, faults = sum(sum(rows) for rows in kinds.values()), sum(len(rows) for rows in kinds.values())
    figures = {
        "mended": {"share": round(mended / faults, 3), "n": faults, "interval": interval(mended, faults)},
        "drafts_with_new_blocks": {"count": new_blocks, "n": len(cases), "interval": interval(new_blocks, len(cases))},
        "kept": {"repaired": round(kept / own, 3), "seeded": round(seeded_kept / own, 3), "n": own},
        "rounds": dict(sorted(rounds.items())),
        "milliseconds_median": round(sorted(milliseconds)[len(milliseconds) // 2], 1),
        "kinds": {name: f"{sum(rows)} of {len(rows)}" for name, rows in sorted(kinds.items())},
    }
    return figures, repairs


def measure(number: int, seed: int) -> tuple[dict[str, Any], dict[str, list[tuple[Case, Repair]]]]:
    """All writers over the same seeded drafts."""
    with tempfile.TemporaryDirectory() as folder:
        services = Services(Settings(data_dir=Path(folder), model="none", _env_file=None))
        honest_drafts = grounds(services)
        around = {id(ground): held for ground, _, held in honest_drafts}
        cases = seeded([(ground, now) for ground, now, _ in honest_drafts], number=number, seed=seed)
        outcomes = {name: run(cases, around, services, writer) for name, writer in WRITERS.items()}
    return {name: figures for name, (figures, _) in outcomes.items()}, {name: repairs for name, (_, repairs) in outcomes.items()}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.loop", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=100, help="how many drafts")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N drafts whose faults were not all mended without a model")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures, repairs = measure(options.number, options.seed)
    for case, done in [pair for pair in repairs["no model"] if not all(f.is_mended(pair[1].text) for f in pair[0].faults)][: options.show]:
        print(f"===== {case.ground.record.id} {case.ground.kind}: {[f for f in case.faults if not f.is_mended(done.text)]}\n{done.text}")
        print([(f.rule, f.severity.value, f.text[:60]) for f in done.report.findings])
    for name, row in figures.items():
        print(
            f"{name}: mended {row['mended']}, new blocks {row['drafts_with_new_blocks']}, kept {row['kept']}, rounds {row['rounds']}, {row['milliseconds_median']} ms"
        )
        print(f"    {row['kinds']}")
    if options.json:
        print(json.dumps({"loop": figures, "baselines": {}}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
