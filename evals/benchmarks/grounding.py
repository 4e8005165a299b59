"""Grounding measured: one value changed in a real sentence, values said in other words, and claims labelled by hand.

`python -m evals.benchmarks.grounding [--data FILE ...] [--half 0|1] [--json]`. FILE holds status updates or incidents with logs, as in the
public data beside the repository. A value counts as caught when a warning or a block lies on it, a sentence as falsely found when one lies
on it while it is true.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.run import run_checks
from assistant.checks.wording import content_stems
from assistant.evidence.facts import Clause, Evidence, Mode
from assistant.evidence.gather import gather
from assistant.evidence.plain import evidence_from_text
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from evals.benchmarks.checks import figures, read_rows, share
from evals.value_changes import KINDS, Pair, value_pairs

SHARED = Path(__file__).parents[3] / "shared" / "data"
DEFAULT = (SHARED / "tone" / "status_updates.dev.jsonl", SHARED / "escalations" / "dev.jsonl")
DATASETS = Path(__file__).parents[1] / "datasets"
CLAIM_FAMILIES = frozenset({Family.GROUNDING, Family.COMMITMENT, Family.CONSISTENCY})
"""With a record, promised times and credits are held by the commitment checks."""
_ENOUGH_WORDS = 0.75
KEPT_BACK = 8
"""Of the records written for the claim reader, one in so many teaches it nothing and measures it."""


def claim_context(row: dict[str, Any]) -> CheckContext:
    """What a row is held against: the text of its `source`, or its `record` with the `passages` of past reports."""
    policy = shipped_policy()
    if "record" not in row:
        return CheckContext(policy, evidence_from_text(row["source"]))
    record = EscalationRecord.model_validate(row["record"])
    past = tuple(
        Evidence(f"S{number}", text, f"PIR-900{number}", "passage", (Clause(text, Mode.PASSAGE),), source_id=f"PIR-900{number}")
        for number, text in enumerate(row.get("passages", ()), start=1)
    )
    now = max(update.at for update in record.updates)
    return CheckContext(policy, gather(record, policy, passages=past), record, now=now)


def found_in(text: str, ctx: CheckContext, families: Iterable[Family] = (Family.GROUNDING,)) -> list[Finding]:
    """The warnings and blocks of these families."""
    report = run_checks(text, ctx)
    return [finding for finding in report.findings if finding.family in families and finding.severity is not FindingSeverity.INFO]


def _ours(pair: Pair) -> tuple[bool, bool]:
    """Whether the change is caught, and whether the true sentence is found."""
    ctx = CheckContext(shipped_policy(), evidence_from_text(pair.thread))
    caught = any(finding.start < pair.place + len(pair.value) and pair.place < finding.end for finding in found_in(pair.changed, ctx))
    return caught, bool(found_in(pair.true, ctx))


def _digits(pair: Pair) -> tuple[bool, bool]:
    """Baseline: a token of digits that does not stand in the thread."""

    def missing(text: str) -> bool:
        return any(token not in pair.thread for token in re.findall(r"\d[\d:.,]*\d|\d", text))

    return missing(pair.changed), missing(pair.true)


def _words(pair: Pair) -> tuple[bool, bool]:
    """Baseline: too few of the words stand in the thread."""
    known = content_stems(pair.thread)

    def missing(text: str) -> bool:
        stems = content_stems(text)
        return len(stems & known) < _ENOUGH_WORDS * len(stems)

    return missing(pair.changed), missing(pair.true)


def _tallied(outcomes: list[tuple[bool, bool]]) -> dict[str, Any]:
    return {
        "caught": share(sum(caught for caught, _ in outcomes), len(outcomes)),
        "false": share(sum(wrong for _, wrong in outcomes), len(outcomes)),
    }


def values(pairs: list[Pair], judge: Callable[[Pair], tuple[bool, bool]] = _ours) -> dict[str, Any]:
    """Shares caught and falsely found, over all pairs and for each kind."""
    outcomes: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for pair in pairs:
        outcomes[pair.kind].append(judge(pair))
    everything = [outcome for rows in outcomes.values() for outcome in rows]
    return {**_tallied(everything), "kinds": {kind: _tallied(outcomes[kind]) for kind in KINDS if kind in outcomes}}


def claims(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Precision and recall of finding unsupported claims, over all and for each topic."""
    topics: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for row in rows:
        found = bool(found_in(row["text"], claim_context(row), CLAIM_FAMILIES))
        topics[row["topic"]].append((row["id"], row["label"] == "unsupported", found))
    return {
        **figures(outcome for outcomes in topics.values() for outcome in outcomes),
        "topics": {topic: figures(outcomes) for topic, outcomes in topics.items()},
    }


def claim_sets(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The labelled claims of every `claims*.jsonl`, by file and half: "frozen" is that of the first file, "third, frozen" of `claims_third.jsonl`.

    Rules were written with the halves "tuning" in sight; each "frozen" half was first run after the rules stood.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("claims*.jsonl")):
        later = path.stem.removeprefix("claims").strip("_-")
        for row in read_rows(path):
            found[f"{later}, {row['half']}" if later else row["half"]].append(row)
    return dict(found)


def kept_back(path: Path) -> list[dict[str, Any]]:
    """The sentences on the records that taught the claim reader nothing, as rows of claims; their writers also wrote what it was taught."""
    records = list(enumerate(read_rows(path)))[KEPT_BACK - 1 :: KEPT_BACK]
    return [
        {"id": f"{number}.{place}", "source": record["source"], **sentence}
        for number, record in records
        for place, sentence in enumerate(record["sentences"])
    ]


def _word_recall(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Baseline for claims: too few of the words stand in the record."""
    outcomes = []
    for row in rows:
        known, stems = content_stems(json.dumps(row.get("record", row.get("source")))), content_stems(row["text"])
        outcomes.append((row["id"], row["label"] == "unsupported", len(stems & known) < _ENOUGH_WORDS * len(stems)))
    return figures(outcomes)


def measure(paths: Iterable[Path], *, count: int, half: int | None) -> dict[str, Any]:
    """All figures; the baselines stand beside them."""
    pairs = value_pairs(paths, count=count, half=half)
    halves = claim_sets(DATASETS)
    return {
        "values": values(pairs),
        "paraphrases": claims(read_rows(DATASETS / "paraphrases.jsonl")),
        "claims": {name: claims(rows) for name, rows in halves.items()},
        "claims_kept_back": claims(kept_back(DATASETS / "claims" / "train.jsonl")),
        "baselines": {
            "values": {"digits not in the record": values(pairs, _digits), "words not in the record": values(pairs, _words)},
            "claims": {"words not in the record": _word_recall(halves["frozen"])},
        },
    }


def _line(name: str, row: dict[str, Any]) -> str:
    caught, wrong = row["caught"], row["false"]
    return f"{name:26} n {caught['n']:5}  caught {caught['share']:.3f} {caught['interval']}  false {wrong['share']:.4f} {wrong['interval']}"


def _labelled_lines(name: str, row: dict[str, Any]) -> list[str]:
    ends = row["intervals"]
    lines = [f"{name:26} n {row['n']:5}  precision {row['precision']} {ends['precision']}  recall {row['recall']} {ends['recall']}"]
    for topic, part in row.get("topics", {}).items():
        lines.append(
            f"  {topic:24} n {part['n']:5}  missed {' '.join(part['missed']) or '-'}; false {' '.join(part['false_alarms']) or '-'}"
        )
    return lines


def _show(result: dict[str, Any]) -> None:
    print(_line("values", result["values"]))
    for kind, row in result["values"]["kinds"].items():
        print(_line(f"  {kind}", row))
    for name, row in result["baselines"]["values"].items():
        print(_line(name, row))
    named = {f"claims, {half}": row for half, row in result["claims"].items()}
    for name, row in {"paraphrases": result["paraphrases"], **named, "kept back from the reader": result["claims_kept_back"]}.items():
        print("\n".join(_labelled_lines(name, row)))
    print("\n".join(_labelled_lines("words not in the record", result["baselines"]["claims"]["words not in the record"])))


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.grounding", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", default=list(DEFAULT), help="status updates or incidents, one JSON object a line")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only threads that rules were written with (0), or only the others (1)")
    parser.add_argument("--count", type=int, default=2000, help="pairs of values")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in options.data if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}; name status updates or incidents with --data FILE")
    result = measure(options.data, count=options.count, half=options.half)
    if options.json:
        print(json.dumps(result))
    else:
        _show(result)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
