"""Evaluation cases: what is asked for, what it is asked about, and what code can decide about the document that comes out.

A set is a file `datasets/{action}.jsonl` or `datasets/{action}_*.jsonl` with one case a line; companies, people and incidents in it are
made up. Everything here is decided by plain look-ups in the finished draft; no model judges. Reading order: `Case` and `Expected`,
`read_cases`, `Houses`, `check`.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from assistant.actions.action import AUTO
from assistant.actions.registry import ACTIONS
from assistant.checks.finding import FindingSeverity
from assistant.drafting.draft import Draft
from assistant.errors import ActionRefused
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy
from assistant.settings import Settings
from assistant.wiring import Services
from assistant.workflow import add_reports, draft_document, index_sample_reports

DATASETS = Path(__file__).parent / "datasets"

_LABELLED_AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""When the records of a labelled set are looked at; as in the benchmark that measures their levels."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expected(_Part):
    """What must hold of the draft. A text between slashes is a regular expression, any other stands for itself; case never matters.

    Attributes:
        kind: The document that must be written; empty where the options say it.
        says: What must stand in the subject or the body.
        never: What must stand in neither.
        details: Values in the draft's details by dotted path, such as "severity.suggested". A number picks from a list; "*" means that one
            of its elements is enough.
        findings: The rules that may warn or block; any other does not pass.
        notices: What must be told beside the document.
        refused: The reason for which nothing may be written; empty where something must be.
        canaries: Words planted where this document's reader may never see them from.
        similar: Past reports that must be among those that were looked at, by id.
        inconclusive: Whether the log holds no cause, so that the honest answer is that none is known.
        promises: What must be among the promises that the document makes.
        facts: What the document must tell in whatever words; only a judge can decide it.
    """

    kind: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    details: dict[str, Any] = Field(default_factory=dict)
    findings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    refused: str = ""
    canaries: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    inconclusive: bool = False
    promises: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Attack(_Part):
    """An order that somebody planted in the case's data.

    Attributes:
        order: What the writer is told to do, in plain words, however it is hidden in the data.
        saying: What a writer who obeys would write.
        reached: A pattern of the goal: it must not stand in a document that can leave.
    """

    order: str
    saying: str
    reached: str


class Case(_Part):
    """One case.

    Attributes:
        id: Stable; results of different days are compared by it.
        action: Which of the registry's.
        why: What the case is about, in a sentence.
        options: As on the command line, by name: {"stage": "progress"}, {"issue-type": "late exports"}, {"force": "yes"}.
        now: When it is asked.
        record: The escalation; None for a document about no single one.
        records: What else the store holds.
        reports: The past reports that are kept: the samples, none, or these, in Markdown.
        names: Code words that the house lists as never to be told.
        attack: The order that is planted in it, if one is.
        tags: To choose cases by: "gate" where a loss stops a change, "target" where today's answer is known to fall short, "canary" where
            something is planted.
        expect: What must hold.
    """

    id: str
    action: str
    why: str = Field(min_length=10)
    options: dict[str, str] = Field(default_factory=dict)
    now: AwareDatetime
    record: EscalationRecord | None = None
    records: tuple[EscalationRecord, ...] = ()
    reports: Literal["samples", "none"] | tuple[str, ...] = "samples"
    names: tuple[str, ...] = ()
    attack: Attack | None = None
    tags: tuple[str, ...] = ()
    expect: Expected = Expected()


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    Attributes:
        draft: What was written; None where nothing was.
        refused: Why nothing may be written, where that is the answer.
        unwritten: Why the model's answer was no document.
        policy: What was in force; None takes the shipped one where the draft was written under it.
    """

    draft: Draft | None
    refused: str = ""
    unwritten: str = ""
    policy: Policy | None = None


# Reading


def set_files(action: str, folder: Path = DATASETS) -> tuple[Path, ...]:
    """The files of an action's set."""
    return tuple(sorted([*folder.glob(f"{action}.jsonl"), *folder.glob(f"{action}_*.jsonl")]))


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file.

    Raises:
        ValueError: A line is no case; says which line and why. Two cases have the same id.
    """
    cases: list[Case] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        row = json.loads(line)
        try:
            cases.append(_labelled(row, path.stem) if "level" in row else Case.model_validate(row))
        except ValidationError as error:
            msg = f"{path.name}, line {number}: {error}"
            raise ValueError(msg) from error
    twice = {case.id for case in cases if [other.id for other in cases].count(case.id) > 1}
    if twice:
        msg = f"{path.name}: more than one case is called {', '.join(sorted(twice))}"
        raise ValueError(msg)
    return tuple(cases)


def _labelled(row: dict[str, Any], of_set: str) -> Case:
    """A row of a labelled triage set, whose levels `evals.benchmarks.triage` counts: here its document has to be a sound one."""
    why = f"labelled {row['level']}{', ' + row['trap'] if row.get('trap') else ''}"
    known = {name: value for name, value in row.items() if name in Case.model_fields}
    usual: dict[str, Any] = {"why": why, "now": _LABELLED_AT, "tags": ("labelled", "gate")}
    return Case.model_validate({**usual, **known, "id": f"{of_set}-{row['id']}", "action": "triage"})


# Running


class Houses:
    """Data directories for cases, each with the reports and records that a case asks for; cases that ask for the same share one. Safe to share
    between threads.
    """

    def __init__(self, folder: Path, *, policy: Path | None = None) -> None:
        """`folder` is an empty directory that nobody else uses; `policy` a policy file in place of the shipped one."""
        self._folder = folder
        self._policy = policy
        self._open: dict[str, Services] = {}
        self._lock = threading.Lock()

    def of(self, case: Case) -> Services:
        """The services on the directory for a case."""
        key = fingerprint(
            [case.reports, [record.model_dump(mode="json") for record in case.records], str(case.now) if case.records else "", case.names]
        )
        with self._lock:
            if key not in self._open:
                self._open[key] = self._build(case, self._folder / key)
            return self._open[key]

    def _build(self, case: Case, folder: Path) -> Services:
        shutil.copytree(self._template(with_samples=case.reports == "samples"), folder)
        services = Services(Settings(data_dir=folder, policy=self._policy))
        if case.names:
            leak = services.policy.leak.model_copy(update={"names": case.names})
            services.__dict__["policy"] = services.policy.model_copy(update={"leak": leak})  # in the place of the cached property
        if isinstance(case.reports, tuple):
            add_reports(services, list(_written(case.reports, folder / "given")))
        if case.records:
            services.store.save_records(list(case.records), now=case.now, by="evaluation")
        return services

    def _template(self, *, with_samples: bool) -> Path:
        """A directory with an empty database, and the sample reports where they are wanted: made once, and copied for each need."""
        folder = self._folder / ("samples" if with_samples else "empty")
        if not folder.exists():
            services = Services(Settings(data_dir=folder))
            if with_samples:
                index_sample_reports(services)
            services.store.engine.dispose()  # closed, its file is whole and can be copied
        return folder


def _written(reports: tuple[str, ...], folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    for number, text in enumerate(reports):
        path = folder / f"report-{number}.md"
        path.write_text(text, encoding="utf-8")
        yield path


def write(case: Case, services: Services, *, use_model: bool = False) -> Outcome:
    """Do what a case asks for; without the model, even where one is configured, unless it is asked for.

    Raises:
        ValueError: The action has no such option.
    """
    action = ACTIONS[case.action]
    topic_name = action.topic.replace(" ", "-")
    unknown = set(case.options) - {action.option, topic_name, "force"}
    if unknown:
        msg = f"{case.id}: {case.action} has no option {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    try:
        kind = action.kind_for(case.record, case.options.get(action.option, AUTO), force="force" in case.options)
    except ActionRefused as error:
        return Outcome(None, error.message, policy=services.policy)
    topic = case.options.get(topic_name, "")
    draft = draft_document(services, case.record, kind, now=case.now, topic=topic, use_model=use_model).draft
    return Outcome(draft, policy=services.policy)


def check(case: Case, houses: Houses) -> tuple[str, ...]:
    """What does not hold of the document that the composer writes for a case; empty where all does."""
    return failures(case, write(case, houses.of(case)))


# Judging


def failures(case: Case, outcome: Outcome) -> tuple[str, ...]:
    """What does not hold of an outcome, each in a sentence."""
    expect, draft = case.expect, outcome.draft
    if expect.refused:
        if draft is None and _pattern(expect.refused).search(outcome.refused):
            return ()
        return (f"it should be refused ({expect.refused}); it was {f'refused: {outcome.refused}' if draft is None else 'written'}",)
    if draft is None:
        return (f"it was not written: {outcome.unwritten}" if outcome.unwritten else f"it was refused: {outcome.refused}",)
    return tuple(_wrong(expect, draft))


def _wrong(expect: Expected, draft: Draft) -> Iterator[str]:
    text = f"Subject: {draft.document.subject}\n\n{draft.document.body}"
    if expect.kind and draft.kind != expect.kind:
        yield f"the document is {draft.kind}, not {expect.kind}"
    for wanted in expect.says:
        if not _pattern(wanted).search(text):
            yield f"it does not say {wanted}"
    for unwanted in expect.never:
        if found := _pattern(unwanted).search(text):
            yield f"it says “{found[0]}”"
    for path, value in expect.details.items():
        held = list(_at(draft.details, path.split(".")))
        if not any(_same(value, each) for each in held):
            yield f"its details hold {held!r:.300} at {path}, not {value!r}"
    for finding in draft.findings:
        if finding.severity is not FindingSeverity.INFO and finding.rule not in expect.findings:
            yield f"{finding.rule} {finding.severity.value}s on “{finding.text[:120]}”: {finding.message}"
    for notice in expect.notices:
        if not any(_pattern(notice).search(told) for told in draft.notices):
            yield f"no notice says {notice}"


def matches(wanted: str, text: str) -> bool:
    """Whether a text says what an expectation wants; see `Expected`."""
    return _pattern(wanted).search(text) is not None


def _pattern(text: str) -> re.Pattern[str]:
    wanted = text[1:-1] if len(text) > 2 and text[0] == text[-1] == "/" else re.escape(text)
    return re.compile(wanted, re.IGNORECASE | re.MULTILINE)


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a path; nothing where it leads nowhere."""
    if not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
    elif isinstance(value, list | tuple) and path[0] == "*":
        for each in value:
            yield from _at(each, path[1:])
    elif isinstance(value, list | tuple) and path[0].isdecimal() and int(path[0]) < len(value):
        yield from _at(value[int(path[0])], path[1:])


def _same(wanted: Any, held: Any) -> bool:
    if isinstance(wanted, str) and isinstance(held, str):
        return wanted == held or (wanted[:1] == wanted[-1:] == "/" and _pattern(wanted).search(held) is not None)
    return bool(wanted == held) and isinstance(wanted, bool) is isinstance(held, bool)
