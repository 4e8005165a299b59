"""The empty queue: three ways in, and what is ready."""

from __future__ import annotations

import streamlit as st

from ui import session
from ui.widgets.intake_forms import import_dialog, new_record_dialog, put_in_samples
from ui.widgets.words import esc, icon


def first_run() -> None:
    """Draw it."""
    st.space("large")
    _, left, _, right, _ = st.columns([60, 760, 60, 380, 60])
    with left:
        st.html(
            '<div class="sh"><div class="sh-hero" role="heading" aria-level="1">No escalations yet</div><p class="sh-lead" style="margin-top:10px">'
            "Put in a record, and steadyhand writes what the customer should read, marks what backs each sentence, and leaves the decision to a "
            "person.</p></div>"
        )
        st.space("small")
        with _way(
            "samples",
            "inventory_2",
            "Look around with sample records",
            "Made-up escalations and past reports. You can remove them with one click.",
        ):
            st.button("Load samples", type="primary", key="load-samples", on_click=put_in_samples)
        with _way(
            "import",
            "upload_file",
            "Import records",
            "JSON, YAML, or an export of a status system. All problems of a file are listed at once; nothing is half saved.",
        ):
            if st.button("Choose files", key="import"):
                import_dialog()
        with _way(
            "form", "edit_square", "Type one in", "Three fields are required: id, title, customer. The rest is asked for when it matters."
        ):
            if st.button("New record", key="new-record"):
                new_record_dialog()
        st.html(
            '<div class="sh sh-small">Or from the command line: <span class="sh-code">steadyhand records import records.json</span></div>'
        )
    with right:
        _ready()


def _way(name: str, symbol: str, title: str, text: str) -> st.delta_generator.DeltaGenerator:
    row = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"way-in-{name}", wrap=False)
    row.html(
        f'<div class="sh sh-way">{icon(symbol)}<b>{esc(title)}</b><span class="sh-small" style="grid-column:2">{esc(text)}</span></div>'
    )
    return row


def _ready() -> None:
    services = session.services()
    reports = services.library.status().indexed or 0
    model = services.settings.model
    has_model = model != "none"
    rows = (
        (True, "Composer", "", "Fills every message by rule. Needs no key."),
        (True, "Checks and policy", "", "Grounding, leaks, promises, tone; clocks for SEV-1 to SEV-4."),
        (has_model, "Model", model if has_model else "not set, optional", "Richer wording, held to the same evidence and checks."),
        (bool(reports), "Past reports", f"{reports} in the index" if reports else "none yet", "Add yours to find similar incidents."),
    )
    cells = "".join(
        f'<div class="sh-ready">{icon("check_circle") if on else icon("radio_button_unchecked").replace("sh-icon", "sh-icon off")}'
        f'<div><b>{name}</b>{f" · <span class=sh-muted>{esc(state)}</span>" if state else ""}<div class="sh-small">{text}</div></div></div>'
        for on, name, state, text in rows
    )
    where = "Everything is stored on this machine." + ("" if has_model else " Nothing is sent anywhere until a model is set.")
    st.html(
        f'<div class="sh sh-card"><div class="sh-head" style="padding-bottom:10px">What is ready</div>{cells}'
        f'<div class="sh-ready"><span class="off">{icon("lock")}</span><div class="sh-small">{where}</div></div></div>'
    )
