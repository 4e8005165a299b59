"""Evidence from plain text: a pasted record, a status page thread, a benchmark's source.

Every sentence becomes one piece of evidence with its mode. A leading label ("Cause:", "ETA:") names the field that it fills; what is told
of a past incident is kept as a passage, because it is true of somebody else.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.evidence.facts import Clause, Evidence, EvidenceSet, Mode
from assistant.evidence.modes import mode_of
from assistant.evidence.sentences import split_sentences

_LABEL = re.compile(r"^(?P<label>[A-Za-z][A-Za-z /_-]{1,30}):\s+(?P<rest>.+)$", re.DOTALL)
_FIELDS = {
    "cause": "root_cause", "root cause": "root_cause", "eta": "eta", "workaround": "workaround", "resolution": "resolution", "fix": "resolution",
    "status": "status", "customer": "customer", "impact": "description", "summary": "description", "title": "title", "actions": "prevention",
    "prevention": "prevention", "credit": "gestures", "owner": "owner", "services": "services", "next action": "next_action", "next step": "next_action",
    "severity": "severity", "next steps": "next_action",
}  # fmt: skip
_EMPTY = re.compile(
    r"\b(?:none|unknown|not (?:yet )?(?:known|confirmed|decided|available|given|determined|set|recorded|authori[sz]ed|approved|offered)|under investigation"
    r"|pending|no eta|n/?a|tbd|open|undecided|undetermined|being investigated)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"^(?:(?:similar|past|previous|earlier|related|prior|other|historic(?:al)?) (?:incident|report|case|escalation|post-?mortem|outage)s?|from (?:the )?past reports?"
    r"|lesson(?:s)? from)\b",
    re.IGNORECASE,
)


def _mode(field: str, label: str, rest: str) -> Mode:
    if field in {"root_cause", "eta", "resolution", "gestures"} and _EMPTY.search(rest):
        return Mode.FIELD
    if field in {"eta", "next_action"}:
        return Mode.PLANNED
    worded = mode_of(rest)
    if field == "prevention" and re.search(r"\(\s*done\b|\bdone\b|\bcompleted\b", rest, re.IGNORECASE):
        return Mode.DONE
    states = field in {"description", "root_cause"} or label == "data"
    return Mode.OBSERVED if label and worded is Mode.PLANNED and states and "will" not in rest else worded


@lru_cache(maxsize=512)
def evidence_from_text(source: str) -> EvidenceSet:
    """Evidence tagged F1..Fn, one for each sentence of `source`; sentences about past incidents are passages S1..Sn.

    A field that its text leaves open ("ETA: none given") has the mode FIELD, as in a record.
    """
    items: list[Evidence] = []
    passages = 0
    for paragraph in re.split(r"\n+", source):
        past = False
        field = label = ""
        for span in split_sentences(paragraph):
            found = _LABEL.match(span.quote)
            if found:
                label = found["label"].strip().lower()
                field = _FIELDS.get(label, "")
            rest = found["rest"] if found else span.quote
            past = past or _PAST.match(span.quote) is not None
            clause = Clause(rest, _mode(field, label if found else "", rest), label if found else "")
            if past:
                passages += 1
                items.append(Evidence(f"S{passages}", span.quote, "past incident", "passage", (clause,), source_id="past"))
            else:
                items.append(Evidence(f"F{len(items) - passages + 1}", span.quote, label or "text", field or "updates", (clause,)))
    return EvidenceSet(tuple(items))
