"""A message as the letter pane draws it: blocks of pieces, each piece with its sentence and the findings on it. Pure; offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.checks.finding import Finding, Sentence, SentenceStatus
from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN
from ui.widgets.value_words import value_words

_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*•])|(?P<number>\d{1,2})[.)])\s+")
_BOLD = "**"


def letter_blocks(body: str, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Paragraphs and lists of a message.

    Args:
        body: The message in Markdown.
        sentences: Its sentences; a piece names its sentence by index.
        findings: Those to be marked, in the order of their numbers, from 1.

    Returns:
        Blocks `{"kind": "p" | "ul" | "ol", "lines": [[piece, ...], ...]}`, where a piece is `{"text", "bold", "sentence", "findings", "gap"}`.
    """
    blocks: list[dict[str, Any]] = []
    offset = 0
    follows = False
    for line in body.split("\n"):
        if line.strip():
            item = _ITEM.match(line)
            kind = "p" if item is None else ("ul" if item["bullet"] else "ol")
            pieces = _pieces(body, offset + (item.end() if item else 0), offset + len(line), sentences, findings)
            if follows and blocks[-1]["kind"] == kind:
                blocks[-1]["lines"].append(pieces)
            else:
                blocks.append({"kind": kind, "lines": [pieces]})
        follows = bool(line.strip())
        offset += len(line) + 1
    return blocks


def _pieces(body: str, start: int, end: int, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The runs of one line that have the same look; marks of bold and of gaps are taken out."""
    pieces: list[dict[str, Any]] = []
    bold = gap = False
    at = start
    while at < end:
        if body.startswith(_BOLD, at):
            bold = not bold
            at += len(_BOLD)
            continue
        character = body[at]
        at += 1
        if character == GAP_OPEN:
            gap = True
            continue
        if character == GAP_CLOSE:
            gap = False
            continue
        here = at - 1
        look = {
            "bold": bold,
            "gap": gap,
            "sentence": next((n for n, s in enumerate(sentences) if s.start <= here < s.end), None),
            "findings": [n for n, f in enumerate(findings, 1) if f.start <= here < f.end],
        }
        if pieces and all(pieces[-1][name] == value for name, value in look.items()):
            pieces[-1]["text"] += character
        else:
            pieces.append({"text": character, **look})
    return pieces


def sentence_looks(sentences: Sequence[Sentence], findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """What backs each sentence, for the pane: its status, its tags, whether a finding holds it, and how its values stand."""
    return [
        {
            "status": sentence.status.value,
            "tags": list(sentence.sources),
            "held": any(f.start < sentence.end and sentence.start < f.end for f in findings),
            "said": "; ".join([backing_words(sentence), *map(value_words, sentence.values)]),
        }
        for sentence in sentences
    ]


def backing_words(sentence: Sentence) -> str:
    """What backs a sentence, in words."""
    tags = ", ".join(sentence.sources)
    return {
        SentenceStatus.RECORD: f"backed by the record: {tags}",
        SentenceStatus.POLICY: f"backed by policy: {tags}",
        SentenceStatus.TEMPLATE: "part of the template",
        SentenceStatus.PAST_REPORT: f"from a past report: {tags}",
        SentenceStatus.UNSUPPORTED: "no source",
        SentenceStatus.FOR_A_PERSON: "for a person to write",
    }[sentence.status]
