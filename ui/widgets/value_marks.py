"""The typed values of a text and how each stands in the record: in words, with the arithmetic and the tags it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from assistant.checks.finding import CheckedValue, Sentence, ValueStatus
from ui.widgets.document_markup import chip
from ui.widgets.frame import head
from ui.widgets.letter_blocks import backing_words
from ui.widgets.value_words import VALUE_WORDS
from ui.widgets.words import counted, esc, icon


def chosen_sentence(sentence: Sentence, evidence: Mapping[str, str]) -> None:
    """Draw what backs one sentence: its status, and each value in it.

    Args:
        sentence: The chosen one.
        evidence: Tag to words, shown when a tag is pointed at.
    """
    head("The chosen sentence", backing_words(sentence))
    rows = value_rows(sentence.values, evidence) or '<div class="sh-small">No figure, time or name in it to look up.</div>'
    st.html(f'<div class="sh sh-values"><div class="sh-quote">“{esc(_short(sentence.text))}”</div>{rows}</div>')


def values_of(sentences: Sequence[Sentence], evidence: Mapping[str, str], *, key: str) -> None:
    """Draw the values of a whole text: what is not exactly in the record at once, all of them folded; nothing where there is none."""
    values = [value for sentence in sentences for value in sentence.values]
    if not values:
        return
    other = [value for value in values if value.status is not ValueStatus.EXACT]
    head("Values", f"{len(values) - len(other)} of {len(values)} as in the record")
    if other:
        st.html(f'<div class="sh sh-values">{value_rows(other, evidence)}</div>')
    with st.expander(f"All {counted(len(values), 'value')}", key=f"values-{key}", type="compact"):
        st.html(f'<div class="sh sh-values">{value_rows(values, evidence)}</div>')


def value_rows(values: Iterable[CheckedValue], evidence: Mapping[str, str]) -> str:
    """Values as rows: the value, its status in words, its tags, and the note; everything escaped."""
    return "".join(_row(value, evidence) for value in values)


def _row(value: CheckedValue, evidence: Mapping[str, str]) -> str:
    said, look, symbol = VALUE_WORDS[value.status]
    tags = " ".join(chip(name, evidence.get(name, "")) for name in value.sources)
    note = f'<div class="sh-small">{esc(value.note)}</div>' if value.note else ""
    return (
        f'<div class="sh-value"><span><b>{esc(value.text)}</b> <span class="sh-small">{esc(value.kind)}</span></span>'
        f'<span class="sh-{look}">{icon(symbol)} {said} {tags}{note}</span></div>'
    )


def _short(text: str, longest: int = 160) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"
