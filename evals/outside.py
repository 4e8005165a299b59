"""Cases from outside: files of cases, records and public logs as intake reads them, and drafts that people approved.

A log becomes two cases, the message that is due a quarter of an hour after its newest entry and the first-pass analysis; a case that expects
nothing by name is still graded by everything that needs no expectation. An approved draft becomes a case with what a person has let stand:
the kind, the values, the promises and, for a judge, the sentences. Reading order: `outside_cases`, `case_of_draft`, `add_case`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assistant.actions.action import AUTO, DraftingAction, Takes
from assistant.actions.registry import ACTIONS, form_of
from assistant.checks.finding import FindingSeverity, SentenceStatus, ValueStatus
from assistant.drafting.draft import Draft
from assistant.errors import ActionRefused, InputInvalid
from assistant.intake import read_path
from assistant.intake.adapting import adapt_id
from assistant.records.model import EscalationRecord
from assistant.review.stored import StoredDraft
from assistant.wiring import Services
from evals.cases import Case, Expected, read_cases

APPROVED = "approved.jsonl"
"""The file of the evaluations' folder in which approved drafts are kept as cases."""
_LARGEST = 200_000_000
"""Bytes of a file of logs at most."""
_AFTER = timedelta(minutes=15)
_NOT_HELD = 0.1
"""Share of the words of the later cause in a log below which the log does not hold it."""
_UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
_STANDING = frozenset({ValueStatus.EXACT, ValueStatus.DERIVED})
_MOST_VALUES, _MOST_FACTS = 12, 8


def outside_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file: cases as they are, anything else that intake knows as two cases a record.

    Raises:
        InputInvalid: It is neither; every problem at once.
    """
    rows = _rows(path)
    if rows and all("action" in row for row in rows):
        try:
            return read_cases(path)
        except ValueError as error:
            msg = f"{path} is no file of cases."
            raise InputInvalid(msg, [str(error)], "The line must have the fields that a case has, and no others.") from error
    found = read_path(path, max_bytes=_LARGEST)
    known = {adapt_id(row["id"], []): row for row in rows if "id" in row}
    return tuple(case for each in found.records for case in _cases_of(each.record, known.get(each.record.id, {})))


def _rows(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file with one a line; none where it is something else."""
    if path.suffix not in {".jsonl", ".ndjson"}:
        return []
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError):
        return []
    return rows if all(isinstance(row, dict) for row in rows) else []


def _cases_of(record: EscalationRecord, row: dict[str, Any]) -> Iterator[Case]:
    times = [at for at in (record.started_at, record.resolved_at, *(update.at for update in record.updates)) if at]
    now = max(times, default=_UNDATED) + _AFTER
    held = row.get("rc_words_in_log")
    silent = isinstance(held, int | float) and held < _NOT_HELD
    common: dict[str, Any] = {"now": now, "record": record, "reports": "none"}
    yield Case(id=f"{record.id}, update", action="update", why="The message that this log asks for.", tags=("outside",), **common)
    yield Case(
        id=f"{record.id}, analysis",
        action="rca",
        why="What this log lets anybody say of the cause.",
        options={"document": "analysis"},
        tags=("outside", *(("cause not in the log",) if silent else ())),
        expect=Expected(inconclusive=silent),
        **common,
    )


# Approved drafts


def case_of_draft(services: Services, stored: StoredDraft, *, why: str = "") -> Case:
    """A case of a draft that a person let stand, with the record as it was then.

    The case holds the record whole, and the past reports that were looked at: it is as confidential as they are.

    Args:
        services: Where the record and the reports are kept.
        stored: The draft.
        why: What the case is about; who approved it where nobody says.

    Raises:
        ActionRefused: Nobody has approved it.
    """
    if not stored.state.may_leave:
        msg = f"Draft {stored.id} is {stored.state.label}; only a text that somebody approved says what a good one is."
        raise ActionRefused(msg, f"Approve it first: `steadyhand review approve {stored.id} --by NAME`.")
    draft, action = stored.newest.draft, ACTIONS[stored.action]
    record = services.store.record(stored.record_id, version=stored.newest.record_version).record if stored.record_id else None
    reports = tuple(text for each in draft.similar if (text := services.knowledge.sources.text(each.id)) is not None)
    return Case(
        id=f"{stored.id}, version {stored.version}",
        action=stored.action,
        why=why or f"Approved by {stored.approved_by} as {form_of(stored.kind).label.lower()} {stored.id}.",
        options=_options(action, draft, record),
        now=draft.written_at,
        record=record,
        records=tuple(services.records()) if action.takes is not Takes.RECORD else (),
        reports=reports or "none",
        tags=("approved",),
        expect=_expected(draft, services.policy.zone),
    )


def _options(action: DraftingAction, draft: Draft, record: EscalationRecord | None) -> dict[str, str]:
    value = next(value for value, kind in action.kinds.items() if kind == draft.kind)
    options = {action.option: value} if action.option else {}
    if action.topic and draft.topic:
        options[action.topic.replace(" ", "-")] = draft.topic
    try:
        action.kind_for(record, value if action.option else AUTO)
    except ActionRefused:
        options["force"] = "yes"
    return options


def _expected(draft: Draft, zone: ZoneInfo) -> Expected:
    """What the approved text lets a later one be held against."""
    values = [value for sentence in draft.sentences for value in sentence.values if value.status in _STANDING]
    told = dict.fromkeys(rf"/(?<!\w){re.escape(value.text)}(?!\w)/" for value in values)
    facts = [sentence.text for sentence in draft.sentences if sentence.status is SentenceStatus.RECORD]
    dues = [promise.due_at for promise in draft.commitments if promise.backed_by and promise.due_at]
    weighty = (finding.rule for finding in draft.findings if finding.severity is not FindingSeverity.INFO)
    return Expected(
        kind=draft.kind,
        says=tuple(told)[:_MOST_VALUES],
        findings=tuple(dict.fromkeys(weighty)),
        similar=tuple(each.id for each in draft.similar),
        inconclusive=draft.details.get("conclusion") == "inconclusive",
        promises=tuple(dict.fromkeys(rf"/\b{due.astimezone(zone):%H:%M}\b/" for due in dues)),
        facts=tuple(facts[:_MOST_FACTS]),
    )


def add_case(path: Path, case: Case) -> int:
    """Keep a case in a file, in the place of one with the same id.

    Returns:
        How many cases the file holds now.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [each for each in (read_cases(path) if path.exists() else ()) if each.id != case.id]
    lines = [each.model_dump_json(by_alias=True, exclude_defaults=True) for each in (*kept, case)]
    beside = path.with_name(f".{path.name}.new")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(path)
    return len(lines)
