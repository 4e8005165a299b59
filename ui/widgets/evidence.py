"""What the message may lean on: facts, policy, past reports, each with a box to leave it out; and what is left out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from assistant.drafting.draft import Draft, EvidenceItem
from assistant.evidence.facts import Evidence, Mode
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy
from ui.widgets.frame import head
from ui.widgets.picking import Picked
from ui.widgets.words import md, moment

_FIRST = ("updates", "eta", "next_action", "workaround", "root_cause", "resolution", "prevention", "business_criticality", "description")
"""Fields that a message is made of; the rest (names, times, tickets) is folded while no sentence uses it."""
_LONGEST = 120
_MOST_UNUSED, _MOST_INSIDE = 8, 2


def evidence_list(record: EscalationRecord, policy: Policy, draft: Draft | None, *, picked: Picked, now: datetime) -> None:
    """Draw the column.

    Args:
        record: The escalation.
        policy: The tables in force.
        draft: The version that is shown; None before the first.
        picked: What is marked.
        now: For the times.
    """
    known = gather(record, policy)
    uses = _uses(draft)
    facts = [item for item in known.items if item.field != "policy"]
    shown = _foremost(facts, uses, picked)
    head("Record", f"{sum(item.id in uses for item in facts)} of {len(facts)} in the text" if draft else f"{len(facts)} facts")
    _items(record.id, shown, uses, picked, policy, now)
    _folded(record.id, "facts", [item for item in facts if item not in shown], uses, picked, policy, now)
    if known.withheld:
        head("Stays inside", "never in customer text")
        _items(record.id, known.withheld[:_MOST_INSIDE], {}, picked, policy, now)
        _folded(record.id, "inside", known.withheld[_MOST_INSIDE:], {}, picked, policy, now)
    rules = [item for item in known.items if item.field == "policy"]
    used = [item for item in rules if item.id in uses] if draft else rules[:2]
    head("Policy", "in every message")
    _items(record.id, used, uses, picked, policy, now)
    _folded(record.id, "policy", [item for item in rules if item not in used], uses, picked, policy, now)
    _passages(record.id, draft, uses, picked)


def _foremost(facts: Sequence[Evidence], uses: Mapping[str, int], picked: Picked) -> list[Evidence]:
    """The facts in the text; before there is a text, the newest ones that a message is made of."""
    if uses:
        return [item for item in facts if item.id in uses or item.id in picked.tags]
    likely = [item for item in facts if item.field in _FIRST and item.clauses[0].mode is not Mode.MESSAGE]
    newest = likely[-_MOST_UNUSED:]
    return [item for item in facts if item in newest]


def _folded(
    record_id: str, name: str, items: Sequence[Evidence], uses: Mapping[str, int], picked: Picked, policy: Policy, now: datetime
) -> None:
    if items:
        with st.expander(f"{len(items)} more", key=f"more-{name}-{record_id}", type="compact"):
            _items(record_id, items, uses, picked, policy, now)


def excluded(record_id: str) -> tuple[str, ...]:
    """The tags that a person unticked for a record."""
    start = f"use-{record_id}-"
    return tuple(str(key).removeprefix(start) for key, on in st.session_state.items() if str(key).startswith(start) and on is False)


def _uses(draft: Draft | None) -> dict[str, int]:
    """How many sentences lean on each tag."""
    found: dict[str, int] = {}
    for sentence in draft.sentences if draft else ():
        for tag in sentence.sources:
            found[tag] = found.get(tag, 0) + 1
    return found


def _items(record_id: str, items: Sequence[Evidence], uses: Mapping[str, int], picked: Picked, policy: Policy, now: datetime) -> None:
    with st.container(gap=None):
        for item in items:
            meta = _meta(item, policy, now)
            _item(record_id, item.id, item.text, meta, lit=item.id in picked.tags, used=uses.get(item.id, 0), internal=not item.public)


def _meta(item: Evidence, policy: Policy, now: datetime) -> str:
    if item.field == "policy":
        return ""
    at = moment(item.at, now=now, zone=policy.zone) if item.at and item.field == "updates" else item.field.replace("_", " ")
    mode = item.clauses[0].mode
    said = "" if mode in {Mode.FIELD, Mode.POLICY, Mode.PASSAGE} else ("sent to the customer" if mode is Mode.MESSAGE else mode.value)
    return " · ".join(part for part in (at, said, "public" if item.public else "internal only") if part)


def _item(record_id: str, tag: str, text: str, meta: str, *, lit: bool, used: int, internal: bool = False) -> None:
    cut = text if lit or len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
    words = f":gray[{md(cut)}]" if internal else md(cut)
    label = f"`{tag}` {words}" + (f"  \n:small[:gray[{md(meta)}]]" if meta else "")
    with st.container(
        horizontal=True, wrap=False, gap="xsmall", vertical_alignment="top", key=f"fact{'lit' if lit else ''}-{record_id}-{tag}"
    ):
        st.checkbox(
            label,
            value=not internal,
            key=f"inside-{record_id}-{tag}" if internal else f"use-{record_id}-{tag}",
            disabled=internal,
            width="stretch",
            wrap=True,
            persist_state=None if internal else "session",
        )
        if tag.startswith("S"):
            st.button(
                "",
                icon=":material/open_in_full:",
                type="tertiary",
                key=f"open-{record_id}-{tag}",
                help="Show the passage",
                on_click=_open_passage,
                args=(tag,),
            )
        elif used:
            st.button(
                "",
                icon=":material/format_ink_highlighter:",
                type="tertiary",
                key=f"find-{record_id}-{tag}",
                help=f"Show the {used} sentence{'s' if used > 1 else ''} that cite{'' if used > 1 else 's'} {tag}",
                on_click=_pick_tag,
                args=(tag,),
            )


def _pick_tag(tag: str) -> None:
    st.session_state["pick"] = {"tag": tag}


def _open_passage(tag: str) -> None:
    _pick_tag(tag)
    st.session_state["open-passage"] = tag


def _passages(record_id: str, draft: Draft | None, uses: Mapping[str, int], picked: Picked) -> None:
    passages = [item for item in (*draft.evidence, *draft.withheld) if item.id.startswith("S")] if draft else []
    head("Past reports", "names removed" if passages else "")
    if not passages:
        words = "None is similar enough to lean on." if draft else "They are looked up when the draft is written."
        st.markdown(f":small[:gray[{words}]]")
    with st.container(gap=None):
        for item in passages:
            _item(record_id, item.id, item.text, item.origin, lit=item.id in picked.tags, used=uses.get(item.id, 0))


@st.dialog("Past report", width="medium", icon=":material/description:")
def passage_dialog(item: EvidenceItem) -> None:
    """The passage of a past report as the writer saw it."""
    st.markdown(f":violet-badge[{md(item.id)}] **{md(item.origin)}**")
    st.markdown(f"{md(item.text)}")
    st.markdown(":small[:gray[Names of the other customer, people, hosts and tickets were taken out before anybody could use it.]]")
