"""Past incidents beside this one: what each suggests, and what differs, which is never left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ui import session
from ui.widgets.report_view import report_dialog
from ui.widgets.words import badge, esc, icon

_A_ROW = 3


def past_cards(found: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Cards side by side, three a row at most."""
    columns = max(min(_A_ROW, len(found)), 2)
    for start in range(0, len(found), _A_ROW):
        for column, past in zip(st.columns(columns), found[start : start + _A_ROW], strict=False):
            with column, st.container(border=True, height="stretch", key=f"past-{key}-{past['id']}", gap="xsmall"):
                st.html(past_markup(past))
                st.space("stretch")
                if st.button("Open report", type="tertiary", key=f"past-open-{key}-{past['id']}"):
                    _open(past["id"])


def _open(report_id: str) -> None:
    report = session.services().knowledge.report(report_id)
    if report is None:
        session.say(f"{report_id} is not among the kept reports any more.")
        return
    report_dialog(report)


def past_markup(past: Mapping[str, Any]) -> str:
    """One past incident; everything escaped."""
    name = f"{past['tag']} · {past['score']:.2f}" if past["tag"] else f"{past['score']:.2f}"
    differs = past["differs"] or ("No difference is known from what the record holds.",)
    rows = [
        f'<li><span class="sh-accent">{icon("check")}</span><span>{esc(" ".join(past["reasons"]))}</span></li>' if past["reasons"] else "",
        f'<li><span class="sh-violet">{icon("description")}</span><span>{esc(past["suggests"])}</span></li>',
        f'<li><span class="sh-amber">{icon("alt_route")}</span><span><b>What differs.</b> {esc(" ".join(differs))}</span></li>',
    ]
    return (
        f'<div class="sh sh-past"><div class="sh-row"><b>{esc(past["title"])}</b>{badge(name, "violet")}</div>'
        f'<div class="sh-small">{esc(past["id"])}</div><ul>{"".join(rows)}</ul></div>'
    )
