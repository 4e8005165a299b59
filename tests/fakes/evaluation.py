"""Evaluation runs that nobody ran: headers, cells and documents with the scores that a test gives them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.checks.finding import Family, Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.drafting.draft import Document, Draft, EvidenceItem, Fingerprints, PromptRef, Usage
from evals.cell import Cell, CellError, Exchange, RunHeader, Score, Variant
from evals.run_files import CELLS, StoredRun, write_cells, write_header

AT = datetime(2026, 3, 12, 8, 5, tzinfo=UTC)
FLOOR = Variant(model="none")
MODEL = Variant(model="openai:larch-70b")
HONEST = Variant(model="scripted:honest")

Values = dict[str, Any]


def cell(case: str, variant: Variant = FLOOR, repeat: int = 0, values: Values | None = None, **more: Any) -> Cell:
    """A cell with these scores by column."""
    scores = tuple(Score(name=name, value=value, reason=f"why {value}") for name, value in (values or {}).items())
    facts: dict[str, Any] = {"key": f"{case}-{variant.name}-{repeat}", "started_at": AT, "scores": scores, "cost": 0.0, **more}
    return Cell(case=case, variant=variant, repeat=repeat, **facts)


def failed_cell(case: str, variant: Variant = MODEL, repeat: int = 0) -> Cell:
    """A cell whose endpoint failed."""
    return cell(case, variant, repeat, error=CellError(reason="timeout", message="no answer in 60 s"), cost=None)


def run_of(cells: Iterable[Cell], folder: Path = Path("nowhere"), **more: Any) -> StoredRun:
    """A run of these cells; what the header needs follows from them."""
    held = tuple(cells)
    facts: dict[str, Any] = {
        "id": "1f0c5e2a9b77",
        "suite": "outside",
        "cases": len({each.case for each in held}),
        "dataset": "0123456789ab",
        "variants": tuple(dict.fromkeys(each.variant for each in held)),
        "repeats": 1 + max((each.repeat for each in held), default=0),
        "command": "steadyhand eval run outside --model none",
        "versions": {"steadyhand": "0.1.0"},
        "created_at": AT,
    } | more
    return StoredRun(folder, RunHeader(**facts), held)


def kept(run: StoredRun, data_dir: Path) -> StoredRun:
    """The run on the disk, under its id."""
    folder = data_dir / "evals" / run.header.id
    write_header(folder, run.header)
    write_cells(folder / CELLS, run.cells)
    return StoredRun(folder, run.header, run.cells)


def draft_of(body: str, *, subject: str = "Update", marks: Iterable[tuple[int, int]] = ()) -> Draft:
    """A document with findings at these places."""
    findings = tuple(
        Finding.at("number", FindingSeverity.WARN, body, start, end, "Nothing holds it.", "Take it out.", family=Family.GROUNDING)
        for start, end in marks
    )
    return Draft(
        action="update",
        kind="progress",
        record_id="ESC-1",
        written_by="composer",
        document=Document(subject=subject, body=body),
        slots={},
        sentences=(Sentence(text=body, start=0, end=len(body), status=SentenceStatus.RECORD, sources=("F1",)),),
        findings=findings,
        evidence=(EvidenceItem(id="F1", text="Searches fail.", origin="log"),),
        commitments=(),
        similar=(),
        prompt=PromptRef(id="draft/progress", version=1, fingerprint="abc"),
        usage=Usage(),
        fingerprints=Fingerprints(record="a", evidence="b", policy="c", prompt="d", model="e"),
        written_at=AT,
        elapsed_ms=1.0,
    )


def asked(prompt: str = "Fill the slots.", reply: str = "{}", **more: Any) -> Exchange:
    """One request with its answer."""
    facts: dict[str, Any] = {"latency_s": 1.5, "attempts": 1, "input_tokens": 100, "output_tokens": 20, "finish": "stop"} | more
    return Exchange(request={"model": "larch-70b", "messages": [{"role": "user", "content": prompt}]}, reply=reply, **facts)
