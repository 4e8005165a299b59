"""prevention-plan: actions against a repeat in five classes, drawn from all past reports of a type of issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from assistant.actions.action import DraftingAction, Takes
from assistant.analysis.prevention import Item, Pool, plan
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut
from assistant.drafting.phrasing import issue_phrase, shorten
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.facts import Audience, Clause, Evidence, EvidenceSet, Mode
from assistant.records.model import PreventionClass
from knowledge.query import Query

MOST_SHOWN = 60
"""Actions that a writer is shown; the first are the promised ones, then those of most incidents."""
_SEARCHED = 20

CLASS_NAMES = {
    PreventionClass.TECHNICAL: "Technical",
    PreventionClass.PROCESS: "Process",
    PreventionClass.TRAINING: "Training",
    PreventionClass.DOCUMENTATION: "Documentation",
    PreventionClass.CUSTOMER_COMMUNICATION: "Customer communication",
}


class PlannedSlots(Slots):
    """One action of the plan."""

    action: Statement = Field(
        description="What to do, in one sentence in the imperative, citing every past action (S tag) that it takes up. Nothing that none of them says."
    )


class PlanSlots(Slots):
    """A prevention plan. Classes, counts, sources, owners and dates are added by code from the cited tags."""

    actions: list[PlannedSlots] = Field(description="The actions worth taking up, most important first; two that say the same become one.")


@dataclass(frozen=True)
class _Row:
    """One action of the plan with what the past actions it cites tell."""

    action: Statement
    item: Item
    count: int
    sources: tuple[str, ...]
    promises: tuple[str, ...]


def _prepare(order: Order, sources: Sources) -> Brief:
    issue_type = order.topic or issue_phrase(order.escalation)
    exclude = (order.record.id,) if order.record else ()
    found, notices = sources.search(Query(text=issue_type, title=issue_type), k=_SEARCHED, exclude=exclude)
    records = [record for record in sources.records() if record.id not in exclude]
    ranked = [match.id for match in found.results] if found else []
    pool = plan(issue_type, sources.reports(), records, order.policy, now=order.now, ranked_ids=ranked)
    items = tuple(_evidence(number, item) for number, item in enumerate(pool.items[:MOST_SHOWN], start=1))
    if len(pool.items) > MOST_SHOWN:
        notices = (*notices, f"{len(pool.items) - MOST_SHOWN} further past actions, each of one incident, are not shown.")
    kept = EvidenceSet(tuple(item for item in items if item.id not in order.excluded))
    titles = {report.id: report.issue for report in sources.reports()} | {record.id: record.title for record in records}
    return Brief(order, kept, notices=notices, found=(pool, titles))


def _evidence(number: int, item: Item) -> Evidence:
    origin = f"{', '.join(item.sources)}, prevention action"
    return Evidence(f"S{number}", item.action, origin, "passage", (Clause(item.action, Mode.PASSAGE),), source_id=item.sources[0])


def _compose(brief: Brief) -> Composed:
    slots = PlanSlots(actions=[PlannedSlots(action=Statement(text=shorten(item.text), cites=[item.id])) for item in brief.evidence])
    return Composed(slots)


def _work_out(slots: PlanSlots, brief: Brief, _: Sources) -> WorkedOut:
    pool: Pool
    pool, titles = brief.found
    by_tag = {f"S{number}": item for number, item in enumerate(pool.items, start=1)}
    written = [row for planned in slots.actions if (row := _row(planned.action, by_tag))]
    taken = {tag for planned in slots.actions for tag in planned.action.cites}
    # What was promised and is not done stands in the plan, whoever writes it and whatever they leave out.
    owed = [Statement(text=shorten(item.action), cites=[tag]) for tag, item in by_tag.items() if item.promised_before and tag not in taken]
    rows = sorted([*written, *(row for action in owed if (row := _row(action, by_tag)))], key=lambda row: not row.promises)
    promised = [row for row in rows if row.promises]
    classes = [
        (CLASS_NAMES[class_], [row for row in rows if not row.promises and row.item.class_ is class_], _empty(pool, class_, promised))
        for class_ in PreventionClass
    ]
    incidents = [(each.id, titles.get(each.id, ""), each.reason) for each in pool.incidents]
    values = {"incidents": incidents, "pool": pool, "promised": promised, "classes": classes}
    return WorkedOut(values, _details(pool, rows, titles))


def _row(action: Statement, by_tag: dict[str, Item]) -> _Row | None:
    items = [by_tag[tag] for tag in action.cites if tag in by_tag]
    if not items:
        return None
    sources = tuple(dict.fromkeys(source for item in items for source in item.sources))
    promises = tuple(dict.fromkeys(promise.text for item in items for promise in item.promises))
    return _Row(action, items[0], len(sources), sources, promises)


def _empty(pool: Pool, class_: PreventionClass, promised: Sequence[_Row]) -> str:
    """What stands under a class without further actions."""
    if class_ in pool.empty:
        return pool.empty[class_]
    return "All that there is stands above." if any(row.item.class_ is class_ for row in promised) else "None was taken up."


def _details(pool: Pool, rows: Sequence[_Row], titles: dict[str, str]) -> dict[str, Any]:
    return {
        "issue_type": pool.issue_type,
        "rule": pool.rule,
        "incidents": [{"id": each.id, "title": titles.get(each.id, ""), "reason": each.reason} for each in pool.incidents],
        "actions": [
            {
                "action": row.action.text,
                "class": row.item.class_.value,
                "class_reason": row.item.class_reason,
                "count": row.count,
                "sources": list(row.sources),
                "statuses": {status.value: number for status, number in row.item.statuses.items() if number},
                "owner": row.item.owner_role,
                "proposed_due": row.item.due.isoformat(),
                "promised_before": list(row.promises),
                "note": row.item.note,
            }
            for row in rows
        ],
        "empty": {class_.value: text for class_, text in pool.empty.items()},
    }


ACTION = DraftingAction(
    name="prevention-plan",
    trigger="Create prevention plan for [Issue type]",
    forms={
        "plan": DocumentForm(
            "prevention-plan",
            "Prevention plan",
            Audience.INTERNAL,
            PlanSlots,
            _prepare,
            _compose,
            _work_out,
            parts=(
                ("promised", r"^## Promised before and not done$", "the section “Promised before and not done”"),
                *((class_.value, rf"^## {name}$", f"the class “{name}”") for class_, name in CLASS_NAMES.items()),
            ),
            rests_on_reports=True,
        )
    },
    takes=Takes.TOPIC,
    topic="issue type",
)
