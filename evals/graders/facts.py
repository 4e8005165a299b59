"""Graders of what is said: causes as sure as the record is, promises, due times, past reports, and that nothing is made up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from assistant.checks.finding import Family
from assistant.drafting.draft import Commitment
from assistant.records.clock import MessageKind, promised_next_update, say_time
from assistant.records.commitments import PromiseKind
from assistant.records.model import EscalationRecord
from evals.cases import matches
from evals.cause_measures import content, follows_from, told_causes, unaccounted
from evals.graders.form import free_of, weighty
from evals.graders.grade import Grader, Verdict, Written, for_customers, grader

ANALYSES = frozenset({"rca-analysis", "rca-report", "rca-customer"})
_TELLS_CAUSE = frozenset({"resolution", *ANALYSES})
"""Documents that have a place for the cause."""
_CAUSE_RULES = ("grounding.cause", "grounding.certain")
_OPEN_CAUSE = re.compile(
    r"\b(?:no|not|cannot|don['’]t|unconfirmed|inconclusive|unknown|n['’]t)\b[^.\n|]{0,80}\b(?:cause|caused|reason|why)\b"
    r"|\b(?:cause|reason|why)\b[^.\n|]{0,60}\b(?:not|no|unknown|unconfirmed|open|n['’]t|still being|being confirmed)\b|\binconclusive\b",
    re.IGNORECASE,
)
_SAYS_CONFIRMED = re.compile(
    r"\*\*State\*\*: confirmed|(?<!\bno )(?<!\bnot a )(?<!\bwithout a )\bconfirmed (?:root )?cause (?:is|was)\b", re.IGNORECASE
)
_MOST_OF = 0.5
"""Share of the words of a confirmed cause that a document must hold to have told it."""
_DIGITS = re.compile(r"\d+")


def log_of(record: EscalationRecord) -> str:
    """Everything that the record says in words, an entry a line."""
    fields = (record.title, record.description, record.workaround, record.root_cause, record.resolution)
    plans = (record.next_action.text if record.next_action else "", *(action.action for action in record.prevention))
    return "\n".join(filter(None, [*fields, *plans, *(update.text for update in record.updates)]))


# Causes


def _labels(written: Written) -> Verdict | None:
    record = written.case.record
    if record is None:
        return None
    body = written.draft.document.body
    if record.root_cause is None:
        wrong = [finding.text for finding in written.draft.findings if finding.rule in _CAUSE_RULES]
        wrong += [found[0] for found in _SAYS_CONFIRMED.finditer(body)]
        return Verdict(not wrong, "a cause is told as certain that the record does not confirm" if wrong else "", tuple(wrong))
    if written.draft.kind not in _TELLS_CAUSE:
        return None
    cause = content(record.root_cause)
    told = not cause or len(cause & content(body)) >= _MOST_OF * len(cause)
    denied = written.draft.kind != "rca-analysis" and re.search(r"\b(?:not|no) (?:\w+ ){0,3}confirmed (?:\w+ ){0,2}cause\b", body)
    reason = "" if told and not denied else "the record confirms a cause, and the document does not tell it"
    return Verdict(told and not denied, reason, (denied[0],) if denied else ())


def _has_cause_place(_: Any, kind: str) -> bool:
    return kind in _TELLS_CAUSE or kind in set(MessageKind)


def _invention(written: Written) -> Verdict | None:
    record, policy = written.case.record, written.policy
    if record is None:
        return None
    if policy is None:
        return Verdict(None, "written under another policy, whose figures are not known here")
    draft = written.draft
    held = [item.text for item in chain(draft.evidence, draft.withheld)]
    passed = [json.dumps(draft.details.get(name, ""), ensure_ascii=False) for name in ("timeline", "similar")]
    known = "\n".join([*held, *passed, follows_from(record, policy, written.case.now), _template_words(draft.kind)])
    values = [each for each in unaccounted(draft.document.body, known, entries=len(record.updates)) if _DIGITS.search(each)]
    causes = _causes(written)
    wrong = (*dict.fromkeys(values), *causes)
    parts = [f"figures that nothing holds: {', '.join(dict.fromkeys(values))}"] if values else []
    parts += [f"causes that the log does not tell: {len(causes)}"] if causes else []
    return Verdict(not wrong, "; ".join(parts), wrong)


def _causes(written: Written) -> list[str]:
    """Sentences that state a cause which neither the record nor the evidence tells; titles of past reports are names."""
    record, draft = written.case.record, written.draft
    held = [item.text for item in chain(draft.evidence, draft.withheld)]
    titles = [*(each.title for each in draft.similar), *_texts(draft.details.get("similar"))]
    return told_causes(draft.document.body, "\n".join([log_of(record) if record else "", *held, *titles]))


@cache
def _template_words(kind: str) -> str:
    """The template as it is written: what it says itself is the house's and nobody's invention."""
    return files("prompts").joinpath(f"templates/{kind}.md.j2").read_text(encoding="utf-8")


def _inconclusive(written: Written) -> Verdict:
    body = written.draft.document.body
    concluded = written.draft.details.get("conclusion", "inconclusive") != "inconclusive"
    said = _OPEN_CAUSE.search(body)
    causes = _causes(written)
    if said and not concluded and not causes:
        return Verdict(True, quotes=(said[0],))
    why = "it concludes on a cause" if concluded or causes else "it does not say that the cause is not known"
    return Verdict(False, why, tuple(causes))


# Promises and times


def _promises(written: Written) -> Verdict:
    made = [promise.text for promise in written.draft.commitments]
    missing = [wanted for wanted in written.case.expect.promises if not any(matches(wanted, text) for text in made)]
    loose = free_of(weighty(written, Family.COMMITMENT))
    reason = "; ".join(filter(None, [f"it does not promise {', '.join(missing)}" if missing else "", loose.reason]))
    return Verdict(bool(loose.value) and not missing, reason, loose.quotes)


def _clocks(written: Written) -> Verdict | None:
    record, policy, now = written.case.record, written.policy, written.case.now
    if record is None:
        return None
    if policy is None:
        return Verdict(None, "written under another policy, whose times are not known here")
    due, _ = promised_next_update(record, policy, now=now)
    right = say_time(due, now=now, zone=policy.zone)
    body = written.draft.document.body
    others = [each for each in written.draft.commitments if _is_other_update(each, due, record)]
    if right in body and not others:
        return Verdict(True, f"the next update is promised for {right}")
    reason = f"the policy gives {right} for the next update"
    return Verdict(False, reason, tuple(each.text for each in others))


def _is_other_update(promise: Commitment, due: Any, record: EscalationRecord) -> bool:
    """Whether a promise of an update names another time; words of the record that were quoted are its own."""
    if promise.kind != PromiseKind.NEXT_UPDATE or promise.due_at is None or abs((promise.due_at - due).total_seconds()) < 60:
        return False
    return " ".join(promise.text.split()).rstrip(".") not in " ".join(log_of(record).split())


# Past reports


def _recall(written: Written) -> Verdict:
    found = {each.id for each in written.draft.similar} | set(_ids(written.draft.details))
    wanted = written.case.expect.similar
    missing = [each for each in wanted if each not in found]
    return Verdict(1 - len(missing) / len(wanted), f"not looked at: {', '.join(missing)}" if missing else "")


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for value in part.values() if isinstance(part, dict) else part:
            yield from _texts(value)


def _ids(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("id"), str):
            yield part["id"]
        for value in part.values():
            yield from _ids(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _ids(value)


FACTS: tuple[Grader, ...] = (
    grader("labels", "A confirmed cause is told as the cause, and a suspicion is not.", _has_cause_place, _labels),
    grader("invention", "An analysis holds no cause and no figure that its log does not.", lambda case, kind: kind in ANALYSES, _invention),
    grader("inconclusive", "Where the log holds no cause, the document says that none is known.", lambda case, kind: case.expect.inconclusive, _inconclusive),
    grader("promises", "The promises that the case expects are made, and none that nothing backs.", lambda case, kind: for_customers(kind), _promises),
    grader(
        "clocks",
        "The time of the next update is the one that the policy gives.",
        lambda case, kind: kind in {MessageKind.ACKNOWLEDGMENT, MessageKind.PROGRESS},
        _clocks,
    ),
    grader("retrieval recall", "Share of the past reports that the case expects which were looked at.", lambda case, kind: bool(case.expect.similar), _recall, without=0.0),
)  # fmt: skip
