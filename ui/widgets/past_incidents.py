"""Past incidents beside this one: what each suggests, and what differs, which is never left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui import session
from ui.widgets.report_view import report_dialog
from ui.widgets.words import badge, esc, icon

_A_ROW = 3


@dataclass(frozen=True)
class PastCard:
    """One past report beside this incident.

    Attributes:
        past: As the analysis has it; where several hypotheses found it, the best match.
        names: What it was found by, each with its score: "S1 · 0.78", "H1 · 0.66".
        differs: What differs, by what it was found by; under an empty name where it needs none.
    """

    past: Mapping[str, Any]
    names: tuple[str, ...]
    differs: tuple[tuple[str, str], ...]


def cards_by_symptom(found: Sequence[Mapping[str, Any]]) -> tuple[PastCard, ...]:
    """The reports that look like this incident."""
    return tuple(PastCard(past, (_score(past["tag"], past),), (("", _differs(past)),)) for past in found)


def cards_by_cause(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[PastCard, ...]:
    """The reports whose cause reads like a hypothesis, the best match first; one that several found stands once, with all of them."""
    by_report: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for name, matches in found.items():
        for past in matches:
            by_report.setdefault(past["id"], []).append((name, past))
    cards = [sorted(pairs, key=lambda pair: -pair[1]["score"]) for pairs in by_report.values()]
    cards.sort(key=lambda pairs: -pairs[0][1]["score"])
    return tuple(
        PastCard(
            pairs[0][1],
            tuple(_score(name, past) for name, past in pairs),
            tuple((f"from {name}" if len(found) > 1 else "", _differs(past)) for name, past in pairs),
        )
        for pairs in cards
    )


def _score(name: str, past: Mapping[str, Any]) -> str:
    return f"{name} · {past['score']:.2f}" if name else f"{past['score']:.2f}"


def _differs(past: Mapping[str, Any]) -> str:
    return " ".join(past["differs"]) or "No difference is known from what the record holds."


def past_cards(cards: Sequence[PastCard], *, key: str) -> None:
    """Cards side by side, three a row at most."""
    columns = max(min(_A_ROW, len(cards)), 2)
    for start in range(0, len(cards), _A_ROW):
        for column, card in zip(st.columns(columns), cards[start : start + _A_ROW], strict=False):
            report_id = card.past["id"]
            with column, st.container(border=True, height="stretch", key=f"past-{key}-{report_id}", gap="xsmall"):
                st.html(past_markup(card))
                st.space("stretch")
                if st.button("Open report", type="tertiary", key=f"past-open-{key}-{report_id}"):
                    _open(report_id)


def _open(report_id: str) -> None:
    report = session.services().knowledge.report(report_id)
    if report is None:
        session.say(f"{report_id} is not among the kept reports any more.")
        return
    report_dialog(report)


def past_markup(card: PastCard) -> str:
    """One past incident; everything escaped."""
    past = card.past
    badges = " ".join(badge(name, "violet") for name in card.names)
    rows = [
        _row("check", "accent", "", " ".join(past["reasons"])) if past["reasons"] else "",
        _row("description", "violet", "", past["suggests"]),
    ]
    rows += [_row("alt_route", "amber", f"What differs{f' {name}' if name else ''}.", text) for name, text in card.differs]
    return (
        f'<div class="sh sh-past"><div>{badges}</div><b>{esc(past["title"])}</b>'
        f'<div class="sh-small">{esc(past["id"])}</div><ul>{"".join(rows)}</ul></div>'
    )


def _row(symbol: str, look: str, label: str, text: str) -> str:
    bold = f"<b>{esc(label)}</b> " if label else ""
    return f'<li><span class="sh-{look}">{icon(symbol)}</span><span>{bold}{esc(text)}</span></li>'
