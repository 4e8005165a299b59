"""How many sentences each kind of source backs, as one bar with its counts in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from assistant.checks.finding import Sentence, SentenceStatus
from ui.widgets.frame import head, is_dark

_PARTS = (
    (SentenceStatus.RECORD, "record", "#0F5E5C", "#7CCBC4"),
    (SentenceStatus.POLICY, "policy", "#9CC7C3", "#3F7F7A"),
    (SentenceStatus.TEMPLATE, "template", "#8A8F8B", "#7C8581"),
    (SentenceStatus.PAST_REPORT, "past report", "#8E77C4", "#8C76C8"),
    (SentenceStatus.UNSUPPORTED, "unsupported", "#B8741A", "#C98A2E"),
    (SentenceStatus.FOR_A_PERSON, "for a person", "#C8372F", "#E0655C"),
)


def what_backs_it(sentences: Sequence[Sentence]) -> None:
    """Draw the bar and the counts."""
    counts = Counter(sentence.status for sentence in sentences)
    present = [(name, dark if is_dark() else light, counts[status], status) for status, name, light, dark in _PARTS if counts[status]]
    words = ", ".join(f"{number} {name}" for name, _, number, _ in present)
    head("What backs it", f"{len(sentences)} sentences")
    if not present:
        return
    _bar([(name, colour, number) for name, colour, number, _ in present], alt=f"Sentences by source: {words}.")
    cells = "".join(
        f'<span class="{"sh-amber" if status is SentenceStatus.UNSUPPORTED else ""}"><b>{number}</b> {name}</span>'
        for name, _, number, status in present
    )
    st.html(f'<div class="sh sh-sources">{cells}</div>')


def _bar(parts: list[tuple[str, str, int]], *, alt: str) -> None:
    import altair

    names = [name for name, _, _ in parts]
    rows = [{"source": name, "sentences": number, "order": place} for place, (name, _, number) in enumerate(parts)]
    chart = (
        altair.Chart({"values": rows}, height=10)
        .mark_bar(height=8, cornerRadius=2)
        .encode(
            x=altair.X("sentences:Q", stack="normalize", axis=None),
            color=altair.Color("source:N", scale=altair.Scale(domain=names, range=[colour for _, colour, _ in parts]), legend=None),
            order="order:O",
            tooltip=["source:N", "sentences:Q"],
        )
        .configure_view(strokeWidth=0)
    )
    st.altair_chart(chart, key="backs", alt=alt, theme=None)
