"""First-pass causes on published incident logs, without a model: `python -m evals.benchmarks.rca [--data FILE] [--json] [--show N]`.

FILE holds one incident a line: a `log` of entries and, as `reference.root_cause`, what the final report said later. Three questions, in this
order: is anything said that the log does not hold; is the right cause among the first three where the log holds it; does the analysis say
"inconclusive" where it does not. Most public logs do not hold the cause.

A cause counts as right when one hypothesis holds a stated share of the words that name the cause in the reference and that the log has at
all, words of the title and of every incident aside. That is a likeness of words and no more: a restatement in other words is missed, and a symptom that shares the
words is taken for the cause. Every guess, ours or a baseline's, is cut to the same length.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from assistant.analysis.hypotheses import Causes, Conclusion, Hypothesis, State, propose, weigh
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.intake import read_path
from assistant.intake.adapting import adapt_id
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import draft_document
from evals.benchmarks.checks import interval, read_rows
from evals.cause_measures import (
    CAUSAL,
    SENTENCE,
    asserted_causes,
    cause_part,
    content,
    f1,
    follows_from,
    invented,
    told_causes,
    unaccounted,
)
from knowledge.terms import words

DEFAULT = Path("../shared/data/escalations/dev.jsonl")

GUESSES, LONGEST_GUESS = 3, 40
"""Hypotheses that count, and words of each that are read."""

SHARES = (0.25, 0.34, 0.5, 0.67, 1.0)

HELD, NOT_HELD = 0.25, 0.1
"""Share of the reference's words in the log from which the cause may be in it, and below which it is taken not to be."""

SEED = 17

PUBLISHED = {
    "RCACopilot": "0.766 micro-F1 on cause categories, with private telemetry",
    "Meta": "0.42 right in the first five, with private code changes",
    "OpenRCA": "0.113 solved, with metrics, traces and logs",
}
"""Not comparable: other data, other tasks. They say how far the field is."""


@dataclass(frozen=True)
class Case:
    """One incident.

    Attributes:
        row: The line of the file.
        record: What intake made of it.
        causes: What the product says.
        milliseconds: How long proposing and weighing took.
    """

    row: dict[str, Any]
    record: EscalationRecord
    causes: Causes
    milliseconds: float

    @property
    def log(self) -> str:
        """The words of the log with its times as written, and the title under which it was published."""
        return "\n".join([self.row["title"], *(f"{entry.get('time') or ''}\n{entry.get('text') or ''}" for entry in self.row["log"])])

    @property
    def held(self) -> float:
        """Share of the reference's words that the log holds, as the file gives it; 0 where it gives none."""
        return float(self.row.get("rc_words_in_log") or 0.0)

    @property
    def reference(self) -> str:
        """What the final report gave as the cause."""
        return str(self.row["reference"].get("root_cause") or "")


def run(path: Path) -> tuple[list[Case], int]:
    """Every incident of a file, and how many lines intake could not read."""
    policy = shipped_policy()
    rows = {adapt_id(row["id"], []): row for row in read_rows(path)}
    cases: list[Case] = []
    for found in read_path(path, max_bytes=200_000_000).records:
        row = rows.get(found.record.id)
        if row is None:
            continue
        evidence = gather(found.record, policy, audience=Audience.INTERNAL)
        began = perf_counter()
        causes = weigh(propose(found.record, evidence), found.record, evidence)
        cases.append(Case(row, found.record, causes, (perf_counter() - began) * 1000))
    return cases, len(rows) - len(cases)


def said(causes: Causes) -> str:
    """All words of the hypotheses and the conclusion."""
    parts = [causes.reason]
    for item in causes.hypotheses:
        parts += [item.cause, *(text for text, _ in item.against), item.why, item.check, item.ask, item.reason]
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Written:
    """What the documents of one incident say that nothing accounts for.

    Attributes:
        documents: How many were written.
        values: Numbers, times, names that the record does not hold and that follow from none of its times and counts.
        causes: Sentences outside hypotheses that state a cause as a fact which the log does not say.
        blocked: Findings that forbid their use.
    """

    documents: int
    values: tuple[str, ...]
    causes: tuple[str, ...]
    blocked: tuple[str, ...]


def written(case: Case, services: Services, house: str) -> Written:
    """The analysis, the report and, where it is over, the customer's version, held against the record.

    Args:
        case: The incident.
        services: A house without stored records and past reports.
        house: What the same documents say of a record that holds nothing: headings and set phrases.
    """
    record = case.record
    now = max([update.at for update in record.updates] + [at for at in (record.resolved_at, record.started_at) if at]) + timedelta(hours=1)
    known = f"{case.log}\n{follows_from(record, services.policy, now)}\n{house}"
    values, causes, blocked, count = [], [], [], 0
    for kind in DOCUMENTS:
        if kind == "rca-customer" and not record.status.is_over:
            continue
        draft = draft_document(services, record, kind, now=now).draft
        values += unaccounted(draft.document.body, known, entries=len(record.updates))
        causes += told_causes(draft.document.body, case.log)
        blocked += [
            f"{kind}: {finding.rule}" for finding in draft.findings if finding.severity == "block" and finding.rule != "completeness.gap"
        ]
        count += 1
    return Written(count, tuple(values), tuple(causes), tuple(blocked))


DOCUMENTS = ("rca-analysis", "rca-report", "rca-customer")


def house_words(services: Services) -> str:
    """What the documents say of a record that holds nothing."""
    empty = EscalationRecord.model_validate({"id": "E", "title": "Nothing", "customer": {"name": "Nobody"}, "status": "resolved"})
    now = datetime(2000, 1, 1, tzinfo=UTC)
    return "\n".join(draft_document(services, empty, kind, now=now).draft.document.body for kind in DOCUMENTS)


def unquoted(causes: Causes, log: str) -> list[str]:
    """Hypotheses with words for the cause that the log does not hold, framing of ours aside."""
    stems = set(words(log))
    framing = set(
        words(
            "Something in with that which the a change told near start was then taken back disabled part does restart clears from which work moved away too "
            "little room for load there blocked or limited certificate key permission replaced missing put setting corrected outside provider hardware site "
            "database network storage limit problem problems data code colleague owner customer contact"
        )
    )
    return [item.cause for item in causes.hypotheses if set(words(item.cause)) - stems - framing]


def reachable(case: Case) -> frozenset[str]:
    """The words of the reference's cause that the log holds, those of the title aside."""
    return (content(cause_part(case.reference)) & content(case.log)) - content(case.row["title"])


def cut(text: str) -> str:
    """The first words of a guess."""
    return " ".join(text.split()[:LONGEST_GUESS])


def first_three(case: Case) -> list[str]:
    """Ours: the first three that the log does not reject."""
    standing: list[Hypothesis] = [item for item in case.causes.hypotheses if item.state is not State.REJECTED]
    return [item.cause for item in standing[:GUESSES]]


def _sentences(case: Case) -> list[str]:
    texts = [" ".join(part.split()) for entry in case.row["log"] for part in SENTENCE.split(str(entry.get("text") or ""))]
    return list(dict.fromkeys(text for text in texts if len(text.split()) > 2))


def random_three(case: Case) -> list[str]:
    """Baseline: any three sentences, the same ones each time."""
    sentences = _sentences(case)
    return random.Random(f"{SEED}:{case.row['id']}").sample(sentences, min(GUESSES, len(sentences)))  # noqa: S311 - not for secrets


def longest_causal(case: Case) -> list[str]:
    """Baseline: the three longest sentences with a causal phrase."""
    return sorted((text for text in _sentences(case) if CAUSAL.search(text)), key=len, reverse=True)[:GUESSES]


BASELINES: dict[str, Callable[[Case], list[str]]] = {
    "first three sentences": lambda case: _sentences(case)[:GUESSES],
    "last three sentences": lambda case: _sentences(case)[-GUESSES:],
    "random three sentences": random_three,
    "longest causal sentences": longest_causal,
}


def at_our_length(guess: Callable[[Case], list[str]]) -> Callable[[Case], list[str]]:
    """A baseline that may say no more words about a log than we do."""

    def shortened(case: Case) -> list[str]:
        left = sum(len(cut(text).split()) for text in first_three(case))
        kept = []
        for text in guess(case):
            taken = text.split()[: min(left, LONGEST_GUESS)]
            left -= len(taken)
            kept += [" ".join(taken)] if taken else []
        return kept

    return shortened


def hits(cases: Sequence[Case], guess: Callable[[Case], list[str]]) -> dict[str, Any]:
    """How often one of three guesses holds the reachable words, and how much else it holds."""
    recalls, overlaps, lengths, answered = [], [], [], 0
    for case in cases:
        wanted, reference = reachable(case), content(cause_part(case.reference))
        guesses = [cut(text) for text in guess(case)]
        answered += bool(guesses)
        lengths.append(sum(len(text.split()) for text in guesses))
        stems = [content(text) for text in guesses]
        recalls.append(max((len(wanted & found) / len(wanted) for found in stems), default=0.0))
        overlaps.append(max((f1(found, reference) for found in stems), default=0.0))
    n = len(cases)
    return {
        "answered": answered,
        "right_at": {f"{share:.2f}": round(sum(1 for value in recalls if value >= share) / n, 3) if n else None for share in SHARES},
        "right_at_half_interval": interval(sum(1 for value in recalls if value >= 0.5), n),
        "right_of_answered_at_half": round(sum(1 for value in recalls if value >= 0.5) / answered, 3) if answered else None,
        "best_f1_mean": round(statistics.fmean(overlaps), 3) if overlaps else None,
        "words_mean": round(statistics.fmean(lengths), 1) if lengths else None,
    }


def states_a_cause(case: Case) -> bool:
    """Whether any sentence of the log has a causal phrase with something said after it, by this module's own plain look."""
    for sentence in _sentences(case):
        match = CAUSAL.search(sentence)
        if match and not re.search(r"\binvestigat|\bapolog|\bsorry\b|\bmay\b|\bmight\b", sentence, re.IGNORECASE):
            around = content(sentence) - content(case.row["title"])
            if len(around) > 1:
                return True
    return False


def silence(cases: Sequence[Case]) -> dict[str, Any]:
    """How often "inconclusive" is said where the reference's words are not in the log."""
    quiet = [case for case in cases if not states_a_cause(case)]
    spoke = [case for case in cases if case.causes.conclusion is not Conclusion.INCONCLUSIVE]
    right, right_quiet = len(cases) - len(spoke), sum(1 for case in quiet if case.causes.conclusion is Conclusion.INCONCLUSIVE)
    return {
        "n": len(cases),
        "inconclusive": round(right / len(cases), 3) if cases else None,
        "interval": interval(right, len(cases)),
        "n_without_causal_sentence": len(quiet),
        "inconclusive_without_causal_sentence": round(right_quiet / len(quiet), 3) if quiet else None,
        "concluded": [case.row["id"] for case in spoke],
        "baselines": {
            "a cause wherever a sentence has a causal phrase": round(1 - sum(map(bool, map(longest_causal, cases))) / len(cases), 3)
            if cases
            else None,
            "always a cause": 0.0,
        },
    }


def invention(cases: Sequence[Case]) -> dict[str, Any]:
    """What is said and not held by the log, by kind; all must be zero."""
    values = {case.row["id"]: found for case in cases if (found := invented(said(case.causes), case.log))}
    framing = "\n".join
    asserted = {
        case.row["id"]: found
        for case in cases
        if (
            found := asserted_causes(
                framing([case.causes.reason, *(f"{item.why}\n{item.check}" for item in case.causes.hypotheses)]), case.log
            )
        )
    }
    unheld = {case.row["id"]: found for case in cases if (found := unquoted(case.causes, case.log))}
    confirmed = [case.row["id"] for case in cases if any(item.state is State.CONFIRMED for item in case.causes.hypotheses)]
    return {
        "records": len(cases),
        "hypotheses": sum(len(case.causes.hypotheses) for case in cases),
        "values_not_in_log": sum(map(len, values.values())),
        "causes_asserted": sum(map(len, asserted.values())),
        "confirmed_without_a_person": len(confirmed),
        "causes_with_words_not_in_log": sum(map(len, unheld.values())),
        "where": {**values, **asserted, **unheld, **{name: ["confirmed"] for name in confirmed}},
    }


def documents(cases: Sequence[Case]) -> dict[str, Any]:
    """What the whole documents say that the record does not hold; all must be zero."""
    with TemporaryDirectory() as folder:
        services = Services(load_settings(data_dir=Path(folder)))
        house = house_words(services)
        found = {case.row["id"]: written(case, services, house) for case in cases}
    return {
        "written": sum(each.documents for each in found.values()),
        "values_not_held": sum(len(each.values) for each in found.values()),
        "causes_asserted": sum(len(each.causes) for each in found.values()),
        "blocking_findings": sum(len(each.blocked) for each in found.values()),
        "where": {
            name: [*each.values, *each.causes, *each.blocked] for name, each in found.items() if each.values or each.causes or each.blocked
        },
    }


def summarise(cases: Sequence[Case], unread: int) -> dict[str, Any]:
    """All figures of a run."""
    judged = [case for case in cases if case.row.get("tier") in {"A", "B"}]
    held = [case for case in judged if case.held >= HELD]
    fair = [case for case in held if reachable(case)]
    times = sorted(case.milliseconds for case in cases)
    return {
        "records": len(cases),
        "unread": unread,
        "conclusions": dict(Counter(case.causes.conclusion.value for case in cases)),
        "invention": invention(cases),
        "documents": documents(cases),
        "cause_in_first_three": {"n": len(fair), "nothing_reachable": len(held) - len(fair), **hits(fair, first_three)},
        "inconclusive": silence([case for case in judged if case.held < NOT_HELD]),
        "milliseconds_median": round(statistics.median(times), 1) if times else None,
        "milliseconds_p95": round(times[int(0.95 * (len(times) - 1))], 1) if times else None,
        "baselines": {
            name: {**hits(fair, guess), "at_our_length": hits(fair, at_our_length(guess))["right_at"]} for name, guess in BASELINES.items()
        },
        "published_not_comparable": PUBLISHED,
    }


def _print(figures: dict[str, Any]) -> None:
    for name in ("records", "unread", "conclusions", "invention", "documents", "inconclusive", "milliseconds_median", "milliseconds_p95"):
        print(f"{name}: {figures[name]}")
    print(f"cause in the first three ({figures['cause_in_first_three']['n']} logs), by share of the reachable words:")
    for name, row in {"ours": figures["cause_in_first_three"], **figures["baselines"]}.items():
        shares = "  ".join(f"{share} {value}" for share, value in row["right_at"].items())
        short = f"  at our length 0.50 {row['at_our_length']['0.50']}" if "at_our_length" in row else ""
        print(f"  {name:26} {shares}  F1 {row['best_f1_mean']}  words {row['words_mean']}  answered {row['answered']}{short}")
    for name, figure in figures["published_not_comparable"].items():
        print(f"  published, not comparable: {name}: {figure}")


def _show(case: Case) -> None:
    print(
        f"\n===== {case.row['id']} ({case.row.get('tier')}, {case.held}) {case.row['title']}\nreference: {' '.join(case.reference.split())}"
    )
    print(f"conclusion: {case.causes.reason}")
    for item in case.causes.hypotheses:
        print(f"  {item.id} {item.state.value}/{item.confidence.value}: {item.cause} ({', '.join(item.supports)}; {item.why})")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT, help="incidents, one JSON object a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print every N-th analysis")
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit("No data: give --data FILE.")
    cases, unread = run(options.data)
    for number, case in enumerate(cases):
        if options.show and number % options.show == 0:
            _show(case)
    figures = summarise(cases, unread)
    _print(figures)
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
