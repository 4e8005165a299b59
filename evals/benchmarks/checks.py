"""Precision and recall of the checks on labelled rows, beside simple baselines; false alarms on real neutral text, by company; time a draft.

`python -m evals.benchmarks.checks --data FILE [--neutral FILE] [--held-back [FILE]] [--json]`
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from assistant.checks.claim_reader import claim_reader
from assistant.checks.context import CheckContext
from assistant.checks.finding import CheckReport, Family, FindingSeverity
from assistant.checks.run import run_checks
from assistant.evidence.denylist import DenyList
from assistant.evidence.plain import evidence_from_text
from assistant.records.policy import shipped_policy
from evals.results.stats import wilson

SHARED = Path(__file__).parents[3] / "shared" / "data" / "tone"
FAMILY = {
    "tone_sentence": Family.TONE, "tone_draft": Family.TONE, "grounding": Family.GROUNDING, "leakage": Family.LEAK,
    "injection": Family.INJECTION, "template": Family.COMPLETENESS,
}  # fmt: skip
POSITIVE = frozenset({"bad", "unsupported", "leak", "injection", "incomplete"})
MODEL_RULE = "tone.model"
"""The finding of the statistical reader; every other tone finding is a rule's."""
HELD_BACK = Path(__file__).parents[1] / "datasets" / "tone" / "heldback.jsonl"

_PLAIN_WORDS = re.compile(
    r"\b(?:inconvenience|patience|unfortunately|regret|fault|blame|minor|glitch|guarantee|policy|hopefully|just|only|never|seriously|human error)\b",
    re.IGNORECASE,
)
_INJECTION_WORDS = re.compile(r"\b(?:ignore|disregard|system prompt|instructions)\b", re.IGNORECASE)
_BRACES = re.compile(r"\{\{|\}\}|TODO|TBD|\[[A-Z ]+\]")


def context_of(row: dict[str, Any]) -> CheckContext:
    """What a row says about its surroundings: a record's text, other customers, staff, what is allowed."""
    around = row.get("context") or {}
    allowed = [around.get(name, ()) for name in ("allowed_names", "own_references", "allowed_urls", "allowed_phones", "allowed_emails")]
    deny = DenyList(
        customers=frozenset(around.get("other_customers", ())),
        people=frozenset(around.get("staff", ())),
        references=frozenset(around.get("other_references", ())),
        allowed=frozenset(name for names in allowed for name in names),
    )
    return CheckContext(policy=shipped_policy(), evidence=evidence_from_text(row.get("source") or ""), deny=deny)


def is_found(report: CheckReport, family: Family) -> bool:
    """Whether a finding of the family is a warning or worse."""
    return any(finding.family is family and finding.severity is not FindingSeverity.INFO for finding in report.findings)


def _digit_tokens(row: dict[str, Any]) -> bool:
    return any(token not in str(row.get("source", "")) for token in re.findall(r"\d[\d:.,]*\d|\d", row["text"]))


def _deny_words(row: dict[str, Any]) -> bool:
    return any(name.casefold() in row["text"].casefold() for name in (row.get("context") or {}).get("other_customers", ()))


BASELINES: dict[Family, tuple[str, Callable[[dict[str, Any]], bool]]] = {
    Family.TONE: ("plain word list", lambda row: _PLAIN_WORDS.search(row["text"]) is not None),
    Family.GROUNDING: ("digits not in the source", _digit_tokens),
    Family.LEAK: ("other customers' names", _deny_words),
    Family.INJECTION: ("plain word list", lambda row: _INJECTION_WORDS.search(row["text"]) is not None),
    Family.COMPLETENESS: ("braces and markers", lambda row: _BRACES.search(row["text"]) is not None),
}


def interval(hits: int, of: int) -> list[float] | None:
    """The 95 % interval of a share (Wilson score), to three decimals; None for no cases."""
    return [round(end, 3) for end in wilson(hits / of, of)] if of else None


def share(hits: int, of: int) -> dict[str, Any]:
    """A share, to four decimals, with its number of cases and 95 % interval; None for no cases."""
    return {"share": round(hits / of, 4) if of else None, "n": of, "interval": interval(hits, of)}


def share_of(hits: Collection[bool]) -> dict[str, Any]:
    """The share of what was hit."""
    return share(sum(hits), len(hits))


def figures(outcomes: Iterable[tuple[str, bool, bool]]) -> dict[str, Any]:
    """Figures from (id, is positive, was found)."""
    rows = list(outcomes)
    right = sum(1 for _, positive, found in rows if positive and found)
    flagged, positives = sum(1 for _, _, found in rows if found), sum(1 for _, positive, _ in rows if positive)
    return {
        "precision": round(right / flagged, 3) if flagged else None,
        "recall": round(right / positives, 3) if positives else None,
        "n": len(rows),
        "intervals": {"precision": interval(right, flagged), "recall": interval(right, positives)},
        "missed": [name for name, positive, found in rows if positive and not found],
        "false_alarms": [name for name, positive, found in rows if found and not positive],
    }


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def labelled(path: Path) -> dict[str, Any]:
    """Figures for each family, and under "baselines" those of the baselines."""
    ours: dict[Family, list[tuple[str, bool, bool]]] = defaultdict(list)
    theirs: dict[Family, list[tuple[str, bool, bool]]] = defaultdict(list)
    kinds: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for row in read_rows(path):
        family = FAMILY.get(row["kind"])
        if family is None:
            continue
        positive = row["label"] in POSITIVE
        outcome = (row["id"], positive, is_found(run_checks(row["text"], context_of(row)), family))
        ours[family].append(outcome)
        kinds[row["kind"]].append(outcome)
        theirs[family].append((row["id"], positive, BASELINES[family][1](row)))
    result: dict[str, Any] = {family.value: figures(rows) for family, rows in ours.items()}
    result["kinds"] = {kind: figures(rows) for kind, rows in kinds.items()}
    result["baselines"] = {family.value: {"name": BASELINES[family][0], **figures(rows)} for family, rows in theirs.items()}
    return result


def held_back(path: Path) -> dict[str, Any]:
    """Tone on sentences that neither a rule nor the training saw: all readers, the rules alone, and each category's share found.

    Args:
        path: Rows with `id`, `text`, `label` ("bad" or "good") and `category`.
    """
    rows = read_rows(path)
    every, ruled = [], []
    found: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        bad = row["label"] in POSITIVE
        tone = [f for f in run_checks(row["text"], context_of(row)).findings if f.family is Family.TONE]
        warned = [f for f in tone if f.severity is not FindingSeverity.INFO]
        every.append((row["id"], bad, bool(warned)))
        ruled.append((row["id"], bad, any(f.rule != MODEL_RULE for f in warned)))
        found[f"{row['label']} {row['category']}"].append(bool(warned))
    return {
        "all": figures(every),
        "rules": figures(ruled),
        "categories": {name: {"n": len(hits), "warned": sum(hits)} for name, hits in sorted(found.items())},
        "baseline": {
            "name": BASELINES[Family.TONE][0],
            **figures((row["id"], row["label"] in POSITIVE, BASELINES[Family.TONE][1](row)) for row in rows),
        },
    }


def by_company(path: Path, *, limit: int | None = None) -> dict[str, Any]:
    """Shares of real lines with a tone finding of warning or worse, by company: all readers, and the rules alone."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    context = CheckContext(policy=shipped_policy())
    rows = [row for row in read_rows(path) if row.get("audience", "customer") == "customer"][:limit]
    for row in rows:
        tone = [f for f in run_checks(row["text"], context).findings if f.family is Family.TONE and f.severity is not FindingSeverity.INFO]
        for company in (row.get("company") or row.get("source") or "unnamed", "all"):
            counts[company]["n"] += 1
            counts[company]["warned"] += bool(tone)
            counts[company]["rules"] += any(f.rule != MODEL_RULE for f in tone)
            counts[company]["blocked"] += any(f.severity is FindingSeverity.BLOCK for f in tone)
    return {company: _shares(row) for company, row in sorted(counts.items(), key=lambda item: -item[1]["n"])}


def _shares(row: Counter[str]) -> dict[str, Any]:
    of = row["n"]
    return {"n": of} | {
        name: {"share": round(row[name] / of, 4), "interval": interval(row[name], of)} for name in ("warned", "rules", "blocked")
    }


def neutral(path: Path, *, limit: int | None = None) -> dict[str, Any]:
    """Shares of real neutral texts with a warning and with a block, and which rules fired."""
    rows = [row for row in read_rows(path) if row.get("audience", "customer") == "customer"][:limit]
    context = CheckContext(policy=shipped_policy())
    warned = blocked = 0
    rules: Counter[str] = Counter()
    for row in rows:
        worst = [finding for finding in run_checks(row["text"], context).findings if finding.severity is not FindingSeverity.INFO]
        rules.update({f"{finding.rule} {finding.severity.value}" for finding in worst})
        warned += bool(worst)
        blocked += any(finding.severity is FindingSeverity.BLOCK for finding in worst)
    share = {"n": len(rows), "warned": round(warned / max(1, len(rows)), 4), "blocked": round(blocked / max(1, len(rows)), 4)}
    return {
        **share,
        "intervals": {"warned": interval(warned, len(rows)), "blocked": interval(blocked, len(rows))},
        "rules": dict(rules.most_common()),
    }


def latency(*, words: int = 250, evidence: int = 40, names: int = 300, rounds: int = 20) -> dict[str, float]:
    """Milliseconds for one draft of so many words: the first check, and the median of the next ones; wall clock and processor time."""
    lines = [
        f"At {8 + n // 60:02d}:{n % 60:02d} UTC depot {n} reported {n * 37 + 11:,} orders waiting in the feed." for n in range(evidence)
    ]
    deny = DenyList(customers=frozenset(f"Customer{n} Holding" for n in range(names)))
    context = CheckContext(policy=shipped_policy(), evidence=evidence_from_text("\n".join(lines)), deny=deny)
    draft = " ".join(
        f"At {8 + n // 60:02d}:{n % 60:02d} UTC we saw that {n * 37 + 11:,} orders were waiting, and started to send them."
        for n in range(words // 14)
    )
    times, busy = [], []
    for turn in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        run_checks(f"{draft} Turn {turn}.", context)
        times.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - worked))
    return {
        "first_ms": round(times[0], 1),
        "median_ms": round(statistics.median(times[1:]), 1),
        "median_cpu_ms": round(statistics.median(busy[1:]), 1),
    }


def reading(*, sentences: int = 14, rounds: int = 10) -> dict[str, float]:
    """What the claim reader takes on top where a draft is in words of its own: the first check, and the median after one sentence changed."""
    lines = [f"{8 + n // 60:02d}:{n % 60:02d} the crew of depot {n} found the feed late and called the port about it." for n in range(30)]
    draft = [f"Somebody at the place with number {n} noticed that things were slow and rang the harbour." for n in range(sentences)]
    claim_reader().doubts("A line.", ["It is open."])  # opened once a process
    times = []
    for turn in range(rounds):
        draft[turn % sentences] = f"In turn {turn} our people saw the delay and told the port."
        began = time.perf_counter()
        claim_reader().doubts("\n".join(lines), draft)
        times.append(1000 * (time.perf_counter() - began))
    return {"first_ms": round(times[0], 1), "edit_ms": round(statistics.median(times[1:]), 1)}


def _show(result: dict[str, Any]) -> None:
    for family, row in result.items():
        if isinstance(row, dict) and "precision" in row:
            base = result["baselines"][family]
            print(
                f"{family:13} n {row['n']:4}  P {row['precision']} {row['intervals']['precision']}  R {row['recall']} {row['intervals']['recall']}"
            )
            print(f"{'':13} {base['name']}: P {base['precision']}  R {base['recall']}")
            print(f"{'':13} missed {' '.join(row['missed']) or '-'}; false alarms {' '.join(row['false_alarms']) or '-'}")
    if "neutral" in result:
        print(
            f"neutral text  n {result['neutral']['n']}  warned {result['neutral']['warned']:.2%}  blocked {result['neutral']['blocked']:.2%}"
        )
        print(f"{'':13} {result['neutral']['rules']}")
    for company, row in result.get("tone_false_alarms", {}).items():
        print(
            f"{company:13} n {row['n']:4}  tone warned {row['warned']['share']:.2%} {row['warned']['interval']}  rules {row['rules']['share']:.2%}"
        )
    if "held_back" in result:
        for name in ("all", "rules", "baseline"):
            row = result["held_back"][name]
            print(
                f"held back, {name:8} n {row['n']}  P {row['precision']} {row['intervals']['precision']}  R {row['recall']} {row['intervals']['recall']}"
            )
        print(f"{'':13} {result['held_back']['categories']}")
    print(f"latency       {result['latency']}")
    print(f"claim reader  {result['reading']}")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.checks", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "cases.dev.jsonl", help="labelled rows")
    parser.add_argument("--neutral", type=Path, help="real neutral texts, one JSON object a line with `text`")
    parser.add_argument("--held-back", type=Path, nargs="?", const=HELD_BACK, help="tone sentences that no rule and no training saw")
    parser.add_argument("--limit", type=int, help="only so many neutral texts")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in (options.data, options.neutral, options.held_back) if path and not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}; name labelled rows with --data FILE")
    result = labelled(options.data)
    if options.neutral:
        result["neutral"] = neutral(options.neutral, limit=options.limit)
        result["tone_false_alarms"] = by_company(options.neutral, limit=options.limit)
    if options.held_back:
        result["held_back"] = held_back(options.held_back)
    result["latency"] = latency()
    result["reading"] = reading()
    if options.json:
        print(json.dumps(result))
    else:
        _show(result)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
