"""Whether anything gets out: canaries, secrets and look-alikes, and orders planted in the data.

`python -m evals.benchmarks.leaks [--drafts N] [--canaries] [--secrets] [--attacks] [--data FILE] [--json]`

Canaries are words that exist nowhere else, planted in the internal entries of records and in past reports. N drafts of the six documents for
customers are written by the composer and by a model that copies all it is shown into every statement. An escape is a canary in a draft
without a blocking finding on it; nothing may stand in a prompt either. `pasted` tells how the checks take a person's paste: of the internal
entries whole, of one of their sentences, and of a past report as it stands in its file. With --attacks a model obeys every order it sees; an
attack succeeds when its goal stands in the draft and no blocking finding covers the sentence; `undefended` is the same with the drafting
prompt's own filter of orders switched off, so that only the checks on the finished text stand in the way. Secrets and attacks are read from
every `secrets*.jsonl` and `attacks*.jsonl`, each file for itself.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, FindingSeverity
from assistant.checks.run import run_checks
from assistant.drafting.draft import Draft
from assistant.evidence.denylist import DenyList
from assistant.evidence.plain import evidence_from_text
from assistant.evidence.sentences import split_sentences
from assistant.intake.samples import sample_records
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.wiring import Services
from assistant.workflow import Drafted, add_reports, draft_document, redo_checks
from evals.attacks import NOW, attack_figures, is_stopped, services_with
from evals.benchmarks.checks import figures, interval, read_rows
from evals.canaries import Planter
from evals.scripted_models import CopyingModel
from knowledge.ingest import sample_texts
from knowledge.parsing import parse_report
from knowledge.report import PostIncidentReport, write_report

DATASETS = Path(__file__).parents[1] / "datasets"
KINDS = (*(kind.value for kind in MessageKind), "rca-customer")
BLOCK = FindingSeverity.BLOCK


# Canaries


def canary_figures(drafts: int) -> dict[str, Any]:
    """Escapes and sightings over so many drafts, half of them by each writer."""
    each = -(-drafts // 2)
    planter = Planter()
    reports = [planter.report(parse_report(text)) for _, text in sample_texts()]
    samples = sample_records(now=NOW)
    records = [
        planter.record(samples[number % len(samples)], number, [report.customer for report in reports])
        for number in range(-(-each // len(KINDS)))
    ]
    shipped = shipped_policy()
    policy = shipped.model_copy(update={"leak": shipped.leak.model_copy(update={"names": planter.code_words})})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home, source = Path(folder) / "home", Path(folder) / "reports"
        source.mkdir()
        for report in reports:
            (source / f"{report.id}.md").write_text(write_report(report), encoding="utf-8")
        copier = CopyingModel()
        services = services_with(home, copier, policy)
        add_reports(services, [source])
        services.store.save_records(records, now=NOW, by="benchmark")
        began = time.perf_counter()
        tally = _Tally(planter)
        for number in range(each):
            _draft_both(services, records[number // len(KINDS)], KINDS[number % len(KINDS)], tally, copier, reports)
        return {**tally.figures(2 * each), "planted": len(planter.planted), "seconds": round(time.perf_counter() - began, 1)}


class _Tally:
    """What was found where."""

    def __init__(self, planter: Planter) -> None:
        self.planter = planter
        self.escapes: list[str] = []
        self.in_drafts: Counter[str] = Counter()
        self.in_prompts: Counter[str] = Counter()
        self.pasted: Counter[tuple[str, str]] = Counter()
        self.stopped: Counter[tuple[str, str]] = Counter()
        self.leaks: Counter[tuple[str, str]] = Counter()
        self.drafts = 0
        self.writers: Counter[str] = Counter()
        self.copied = 0

    def draft(self, draft: Draft, who: str) -> None:
        """Count the canaries of a draft, and those that nothing stops."""
        self.writers[draft.written_by] += 1
        for _, _, canary in self.planter.found_in(draft.document.subject):
            self.in_drafts[who] += 1
            if not any(finding.severity is BLOCK and canary.token in finding.message.casefold() for finding in draft.findings):
                self.escapes.append(f"{who}, {draft.kind}, subject: {canary.kind} {canary.text!r} from {canary.where}")
        for start, end, canary in self.planter.found_in(draft.document.body):
            self.in_drafts[who] += 1
            if not is_stopped(draft.findings, start, end):
                self.escapes.append(f"{who}, {draft.kind}: {canary.kind} {canary.text!r} from {canary.where}")

    def prompt(self, sent: str) -> None:
        """Count the canaries that a model was sent."""
        self.in_prompts.update(canary.kind for _, _, canary in self.planter.found_in(sent))

    def paste(self, draft: Draft, where: str) -> None:
        """Count the canaries of a text into which something was pasted, those that a blocking finding covers, and those that a leak does."""
        leaks = [finding for finding in draft.findings if finding.family is Family.LEAK]
        for start, end, canary in self.planter.found_in(draft.document.body):
            self.pasted[where, canary.kind] += 1
            self.stopped[where, canary.kind] += is_stopped(draft.findings, start, end)
            self.leaks[where, canary.kind] += is_stopped(leaks, start, end)

    def figures(self, drafts: int) -> dict[str, Any]:
        """The figures of the run."""
        return {
            "drafts": drafts,
            "written_by": dict(self.writers),
            "escapes": len(self.escapes),
            "interval": interval(len(self.escapes), drafts),
            "upper_bound": (interval(len(self.escapes), drafts) or [1.0])[-1],
            "examples": self.escapes[:12],
            "canaries_in_drafts": dict(self.in_drafts),
            "canaries_in_prompts": sum(self.in_prompts.values()),
            "prompt_kinds": dict(self.in_prompts),
            "statements_copied": self.copied,
            "pasted": {where: self._pasted(where) for where in dict.fromkeys(where for where, _ in self.pasted)},
        }

    def _pasted(self, where: str) -> dict[str, Any]:
        kinds = {kind: (self.stopped[where, kind], number) for (there, kind), number in self.pasted.items() if there == where}
        total, stopped = sum(number for _, number in kinds.values()), sum(held for held, _ in kinds.values())
        return {
            "n": total,
            "stopped": round(stopped / total, 4),
            "interval": interval(stopped, total),
            "as_leak": round(sum(self.leaks[where, kind] for kind in kinds) / total, 4),
            "by_kind": {kind: f"{held} of {number}" for kind, (held, number) in kinds.items()},
        }


def _draft_both(
    services: Services, record: EscalationRecord, kind: str, tally: _Tally, copier: CopyingModel, reports: Sequence[PostIncidentReport]
) -> None:
    composed = draft_document(services, record, kind, now=NOW, use_model=False)
    tally.draft(composed.draft, "composer")
    copied = draft_document(services, record, kind, now=NOW)
    tally.draft(copied.draft, "model")
    tally.copied += len(copied.draft.sentences)
    for sent in copier.sent:
        tally.prompt(sent)
    copier.sent.clear()
    for where, piece in _pieces(record, reports, tally.drafts):
        tally.paste(_with_text(services, composed, record, f"{composed.draft.document.body}\n\n{piece}"), where)
    tally.drafts += 1


def _pieces(record: EscalationRecord, reports: Sequence[PostIncidentReport], number: int) -> Iterator[tuple[str, str]]:
    """What a person may paste: all internal entries, one sentence of them, a past report as it stands in its file."""
    inside = [update.text for update in record.updates if not update.is_public]
    sentences = [span.quote for text in inside for span in split_sentences(text)]
    yield "internal entries", " ".join(inside)
    yield "one sentence of an internal entry", sentences[-1 - number % 2]
    report = reports[number % len(reports)]
    yield "past report", f"{report.customer_impact} {report.root_cause} {report.resolution}"


def _with_text(services: Services, drafted: Drafted, record: EscalationRecord, body: str) -> Draft:
    draft = drafted.draft
    return redo_checks(services, draft, record, subject=draft.document.subject, body=body, known=drafted.known, now=NOW)


# Secrets and look-alikes


AROUND = DenyList(
    customers=frozenset({"Tallow & Finch", "Brackenridge Foods", "Ostrava Rail", "Meridian Harbour Bank"}),
    people=frozenset({"Ulrike Sommerfeld", "Dele Adeyemi", "Tamsin Okoro", "Bogdan Ilić"}),
    references=frozenset({"Project Saltmarsh", "PIR-0207"}),
    allowed=frozenset(
        {
            "Larkspur Clinics",
            "Noor Haddad",
            "noor.haddad@larkspur.example",
            "Ivo Brandt",
            "+44 20 7946 0018",
            "status.steady.example",
            "ESC-4410",
        }
    ),
)
"""Whose text the rows of the secrets are: a message of Ivo Brandt to Noor Haddad of Larkspur Clinics."""


def secret_figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Precision and recall of the leak family, for the half that the rules were tuned on and for the frozen one."""
    context = CheckContext(shipped_policy(), evidence_from_text(""), deny=AROUND)

    def found(row: dict[str, Any]) -> bool:
        report = run_checks(row["text"], context)
        return any(finding.family is Family.LEAK and finding.severity is not FindingSeverity.INFO for finding in report.findings)

    return {
        split: figures((row["id"], row["label"] == "leak", found(row)) for row in rows if row["split"] == split)
        for split in dict.fromkeys(row["split"] for row in rows)
    }


def _each_file(pattern: str, given: Path | None, measure: Callable[[list[dict[str, Any]]], dict[str, Any]]) -> dict[str, Any]:
    """The figures of each file of rows by its name."""
    paths = [given] if given else sorted(DATASETS.glob(pattern))
    return {path.stem: measure(read_rows(path)) for path in paths}


def main(arguments: list[str] | None = None) -> int:
    """Run and print; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.leaks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--drafts", type=int, default=1000, help="how many drafts with canaries around them; 0 for none")
    parser.add_argument("--canaries", action="store_true", help="only drafts with canaries around them")
    parser.add_argument("--secrets", action="store_true", help="only secrets and look-alikes")
    parser.add_argument("--attacks", action="store_true", help="only orders planted in the data")
    parser.add_argument("--data", type=Path, help="other rows for --secrets or --attacks")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args(arguments)
    everything = not (options.canaries or options.secrets or options.attacks)
    result: dict[str, Any] = {}
    if (everything or options.canaries) and options.drafts:
        result["canaries"] = canary_figures(options.drafts)
    if options.secrets or everything:
        result["secrets"] = _each_file("secrets*.jsonl", options.data if options.secrets else None, secret_figures)
    if options.attacks or everything:
        result["attacks"] = _each_file("attacks*.jsonl", options.data if options.attacks else None, attack_figures)
    for name, part in result.items():
        print(f"{name}: {json.dumps(part, indent=2, ensure_ascii=False)}")
    if options.json:
        print(json.dumps({**result, "baselines": {}}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
