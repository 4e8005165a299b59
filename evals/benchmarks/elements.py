"""Required elements: how well `elements_of` reads whole messages, each element by itself and all together.

`python -m evals.benchmarks.elements [--data FILE] [--shared DIR] [--half frozen|tuning|all] [--json]`

The labels stand in `evals/datasets/elements.jsonl`: fifty drafts whole, and a hundred real updates and reports by reference, without their
words, which are read from the public data beside the repository. The patterns were written with the tuning half in view; the figures to
believe are those of the frozen half. One person labelled both.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.checks.elements import elements, elements_of
from evals.benchmarks.checks import interval, read_rows

LABELS = Path(__file__).parents[1] / "datasets" / "elements.jsonl"
SHARED = Path(__file__).parents[3] / "shared" / "data"
Reference = tuple[str, ...]


def referred_texts(shared: Path) -> dict[Reference, str]:
    """The real texts that labels can refer to; empty where the public data is absent."""
    texts: dict[Reference, str] = {}
    updates, incidents = shared / "tone" / "status_updates.dev.jsonl", shared / "escalations" / "dev.jsonl"
    for row in read_rows(updates) if updates.is_file() else ():
        texts["status_updates", row["company"], row["incident"], row["ts"]] = row["text"]
    for row in read_rows(incidents) if incidents.is_file() else ():
        texts["escalations", row["id"]] = row["reference"].get("report") or ""
    return texts


def text_of(row: Mapping[str, Any], texts: Mapping[Reference, str]) -> str | None:
    """The text of a labelled row; None for a real one whose data is absent."""
    if "text" in row:
        return str(row["text"])
    reference = row["reference"]
    keys = ("source", "company", "incident", "ts") if reference["source"] == "status_updates" else ("source", "id")
    return texts.get(tuple(reference[key] for key in keys))


def figures(rows: Iterable[tuple[str, frozenset[str], str]]) -> dict[str, Any]:
    """Precision, recall and F1 for each element and for all, from (id, labelled elements, text)."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    wrong: list[str] = []
    count = 0
    for name, wanted, text in rows:
        held = frozenset(elements_of(text))
        right.update(held & wanted)
        found.update(held)
        labelled.update(wanted)
        wrong += [f"{name}:{element}" for element in sorted(held ^ wanted)]
        count += 1
    each = {element.name: _row(right[element.name], found[element.name], labelled[element.name]) for element in elements()}
    return {"n": count, "all": _row(right.total(), found.total(), labelled.total()), "elements": each, "wrong": wrong}


def _row(right: int, found: int, labelled: int) -> dict[str, Any]:
    return {
        "labelled": labelled,
        "precision": round(right / found, 3) if found else None,
        "recall": round(right / labelled, 3) if labelled else None,
        "f1": round(2 * right / (found + labelled), 3) if found + labelled else None,
        "intervals": {"precision": interval(right, found), "recall": interval(right, labelled)},
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.elements", description=__doc__)
    parser.add_argument("--data", type=Path, default=LABELS, help="labelled rows")
    parser.add_argument("--shared", type=Path, default=SHARED, help="the public data that rows refer to")
    parser.add_argument("--half", choices=("frozen", "tuning", "all"), default="frozen")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not options.data.is_file():
        parser.error(f"no such file: {options.data}; name labelled rows with --data FILE")
    texts = referred_texts(options.shared)
    chosen = [row for row in read_rows(options.data) if options.half in {"all", row.get("half", "frozen")}]
    read = [(row["id"], frozenset(row["elements"]), text) for row in chosen if (text := text_of(row, texts)) is not None]
    result = {"half": options.half, "without_text": len(chosen) - len(read), **figures(read), "baselines": {}}
    if options.json:
        print(json.dumps(result))
    else:
        _show(result)
    return 0


def _show(result: dict[str, Any]) -> None:
    print(f"{result['half']} half, n {result['n']} texts ({result['without_text']} more are not here)")
    for name, row in {"all": result["all"], **result["elements"]}.items():
        print(
            f"{name:15} labelled {row['labelled']:4}  P {row['precision']} {row['intervals']['precision']}"
            f"  R {row['recall']} {row['intervals']['recall']}  F1 {row['f1']}"
        )
    print(f"wrong: {' '.join(result['wrong']) or '-'}")


if __name__ == "__main__":
    raise SystemExit(main())
