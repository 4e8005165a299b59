"""What people change in a draft before it goes out, counted by the prompt that wrote it.

The last text that was written afresh is held against the one that was approved, sentence by sentence; every change has one kind, the one
that says most. Pure: everything is in the stored versions. Reading order: `EditKind`, `edits_between`, `edits_of`, `learned_from`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from assistant.checks.claims import section_at
from assistant.checks.finding import Family, Finding
from assistant.checks.promises import promises_in
from assistant.drafting.draft import PromptRef
from assistant.drafting.slots import GAP_OPEN
from assistant.evidence.sentences import split_sentences
from assistant.evidence.values import ValueKind, extract_values
from assistant.review.stored import DraftVersion, StoredDraft

_ALIKE = 0.5
"""Share of equal characters from which two sentences are one that was changed."""
_ALIKE_ALONE = 0.3
"""The same where one sentence stands in the very place of one other."""
_PLUS = " + "
"""Stands in `written_by` between who wrote a text and what was done to it afterwards."""
_GREETING = re.compile(r"^(?:hi|hello|dear|hey|good (?:morning|afternoon|evening|day))\b", re.IGNORECASE)
_CLOSING = re.compile(r"^(?:(?:kind|best|warm) )?regards\b|^(?:sincerely|yours|best|thanks|cheers),?$", re.IGNORECASE)
_FEELING = re.compile(
    r"\b(?:sorry|apologi[sz]e|thank|thanks|understand how|know how|appreciate|frustrat\w+|patience|regret|grateful)\b", re.IGNORECASE
)
_LONGEST_SIGNATURE_LINE = 8
"""Words; what is longer is no line of a signature."""
_SHAPE = re.compile(r"^[ \t]*(?:(?P<label>\*\*[^*\n]{1,60}\*\*:?)|(?P<head>#{1,6} [^\n]+)|(?P<row>\|)|(?P<bullet>[-*•] )|(?P<number>\d+[.)] ))", re.MULTILINE)  # fmt: skip


class EditKind(StrEnum):
    """What a change does; of several things the one that stands first here."""

    GREETING_OR_SIGNATURE = "greeting or signature"
    GAP_FILLED = "gap filled"
    STRUCTURE = "structure"
    PROMISE_ADDED = "promise added"
    PROMISE_REMOVED = "promise removed"
    VALUE_CHANGED = "number or time changed"
    FACT_ADDED = "fact added"
    FACT_REMOVED = "fact removed"
    TONE = "tone"
    WORDING = "wording"


@dataclass(frozen=True)
class Edit:
    """One change: a sentence as it was and as it is; empty where it is new, or gone."""

    kind: EditKind
    before: str
    after: str


@dataclass(frozen=True)
class Text:
    """What is compared.

    Attributes:
        subject, body: As the reader has them.
        findings: What the checks said of the body; tells where its tone was at fault.
    """

    subject: str
    body: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Sentence:
    quote: str
    at_the_edge: bool = False
    faulty_tone: bool = False
    label: str = ""

    @property
    def key(self) -> str:
        return " ".join(self.quote.split()).rstrip(".!").casefold()


def edits_between(before: Text, after: Text) -> tuple[Edit, ...]:
    """Every change from one text to another: the subject's, then the body's in order of place, then those of its shape."""
    subject = [] if before.subject == after.subject else [_changed(_Sentence(before.subject), _Sentence(after.subject))]
    old, new = _sentences(before), _sentences(after)
    edits = list(_body_edits(old, new))
    return (*subject, *edits, *_shape_edits(before.body, after.body))


def _sentences(text: Text) -> list[_Sentence]:
    start, end = _edges(text.body)
    faults = [(f.start, f.end) for f in text.findings if f.family is Family.TONE and f.end > f.start]
    return [
        _Sentence(
            span.quote,
            at_the_edge=span.end <= start or span.start >= end,
            faulty_tone=any(begin < span.end and span.start < stop for begin, stop in faults),
            label=section_at(text.body, span.start),
        )
        for span in split_sentences(text.body)
    ]


def _edges(body: str) -> tuple[int, int]:
    """Where the greeting ends and the signature begins."""
    first = re.match(r"\s*[^\n]*", body)
    start = first.end() if first and _GREETING.match(first[0].strip()) else 0
    end = len(body)
    for line in reversed(list(re.finditer(r"[^\n]+", body))):
        words = line[0].strip()
        is_closing = _CLOSING.match(words) is not None
        if not is_closing and (len(words.split()) > _LONGEST_SIGNATURE_LINE or re.search(r"[.!?⟩]$|^[-*#|>]|^\d+[.)]", words)):
            break
        end = line.start()
    return start, max(start, end)


def _body_edits(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> Iterator[Edit]:
    matcher = SequenceMatcher(None, [each.key for each in old], [each.key for each in new], autojunk=False)
    gone, come = list[_Sentence](), list[_Sentence]()
    changed: list[tuple[_Sentence, _Sentence]] = []
    labels = {each.label for each in old} & {each.label for each in new}
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            same = zip(old[start:end], new[other_start:other_end], strict=True)
            yield from (Edit(EditKind.STRUCTURE, one.quote, other.quote) for one, other in same if _is_elsewhere(one, other, labels))
            continue
        pairs, left, added = _paired(old[start:end], new[other_start:other_end])
        changed += pairs
        gone += left
        come += added
    moved = {each.key for each in gone} & {each.key for each in come}
    yield from (_changed(before, after) for before, after in changed)
    yield from (Edit(EditKind.STRUCTURE, each.quote, each.quote) for each in gone if each.key in moved)
    yield from (Edit(_removed(each), each.quote, "") for each in gone if each.key not in moved)
    yield from (Edit(_added(each), "", each.quote) for each in come if each.key not in moved)


def _is_elsewhere(one: _Sentence, other: _Sentence, labels: set[str]) -> bool:
    """Whether a sentence went from one part to another, where both texts have both parts; a part that was renamed is counted once."""
    return one.label != other.label and {one.label, other.label} <= labels


def _paired(
    old: Sequence[_Sentence], new: Sequence[_Sentence]
) -> tuple[list[tuple[_Sentence, _Sentence]], list[_Sentence], list[_Sentence]]:
    """Sentences that became one another, likest first; what is gone, and what is new. An open gap becomes what stands in its place."""
    likeness = sorted(
        ((_likeness(before, after), -i, -j) for i, before in enumerate(old) for j, after in enumerate(new)), reverse=True
    )  # fmt: skip
    partner: dict[int, int] = {}
    for share, i, j in likeness:
        if share >= _ALIKE and -i not in partner and -j not in partner.values():
            partner[-i] = -j
    for i, before in enumerate(old):
        free = [j for j in range(len(new)) if j not in partner.values()]
        if i not in partner and GAP_OPEN in before.quote and free:
            partner[i] = free[0]
    alone = [[i for i in range(len(old)) if i not in partner], [j for j in range(len(new)) if j not in partner.values()]]
    if [len(each) for each in alone] == [1, 1] and _likeness(old[alone[0][0]], new[alone[1][0]]) >= _ALIKE_ALONE:
        partner[alone[0][0]] = alone[1][0]
    pairs = [(old[i], new[j]) for i, j in sorted(partner.items())]
    left = [each for i, each in enumerate(old) if i not in partner]
    added = [each for j, each in enumerate(new) if j not in partner.values()]
    return pairs, left, added


def _likeness(before: _Sentence, after: _Sentence) -> float:
    return SequenceMatcher(None, before.key, after.key, autojunk=False).ratio()


def _changed(before: _Sentence, after: _Sentence) -> Edit:
    return Edit(_change_kind(before, after), before.quote, after.quote)


def _change_kind(before: _Sentence, after: _Sentence) -> EditKind:
    if before.at_the_edge and after.at_the_edge:
        return EditKind.GREETING_OR_SIGNATURE
    if GAP_OPEN in before.quote and GAP_OPEN not in after.quote:
        return EditKind.GAP_FILLED
    promised, promises = len(promises_in(before.quote)), len(promises_in(after.quote))
    if promised != promises:
        return EditKind.PROMISE_ADDED if promises > promised else EditKind.PROMISE_REMOVED
    lost, found = _values(before.quote) - _values(after.quote), _values(after.quote) - _values(before.quote)
    if lost and found:
        return EditKind.VALUE_CHANGED
    if lost or found:
        return EditKind.FACT_ADDED if found else EditKind.FACT_REMOVED
    return EditKind.TONE if before.faulty_tone and not after.faulty_tone else EditKind.WORDING


def _values(sentence: str) -> Counter[str]:
    return Counter(value.canonical for value in extract_values(sentence) if value.kind is not ValueKind.NAME)


def _removed(sentence: _Sentence) -> EditKind:
    if sentence.at_the_edge:
        return EditKind.GREETING_OR_SIGNATURE
    if GAP_OPEN in sentence.quote:
        return EditKind.GAP_FILLED
    if promises_in(sentence.quote):
        return EditKind.PROMISE_REMOVED
    return EditKind.TONE if sentence.faulty_tone or _only_feeling(sentence) else EditKind.FACT_REMOVED


def _added(sentence: _Sentence) -> EditKind:
    if sentence.at_the_edge:
        return EditKind.GREETING_OR_SIGNATURE
    if promises_in(sentence.quote):
        return EditKind.PROMISE_ADDED
    return EditKind.TONE if _only_feeling(sentence) else EditKind.FACT_ADDED


def _only_feeling(sentence: _Sentence) -> bool:
    return _FEELING.search(sentence.quote) is not None and not _values(sentence.quote)


def _shape_edits(before: str, after: str) -> Iterator[Edit]:
    """Labels and headings that came or went, and lists that became text or the other way round."""
    old, new = _shape(before), _shape(after)
    for name in sorted((old - new) | (new - old)):
        gone, come = old[name] > new[name], new[name] > old[name]
        if name in {"bullet", "number", "row"} and old[name] and new[name]:
            continue  # a list that grew or shrank has its sentences counted
        yield Edit(EditKind.STRUCTURE, name if gone else "", name if come else "")


def _shape(body: str) -> Counter[str]:
    return Counter(
        found[0].strip().rstrip(":") if found.lastgroup in {"label", "head"} else str(found.lastgroup) for found in _SHAPE.finditer(body)
    )


# Over many drafts


@dataclass(frozen=True)
class Learned:
    """What people changed in the drafts of one prompt and writer.

    Attributes:
        prompt: Which prompt, version and text; for the composer its template.
        writer: Who filled the slots.
        kind: Which document.
        drafts: How many were approved or sent.
        unchanged: How many of them went out as they were written.
        edits: How many changes of each kind, all drafts together.
        examples: The newest changes, with the draft's id.
    """

    prompt: PromptRef
    writer: str
    kind: str
    drafts: int
    unchanged: int
    edits: Counter[EditKind]
    examples: tuple[tuple[str, Edit], ...] = ()

    @property
    def edits_a_draft(self) -> float:
        """Changes for each draft, all kinds together."""
        return sum(self.edits.values()) / self.drafts


def written_afresh(stored: StoredDraft) -> DraftVersion:
    """The version that people worked on: the last one that a writer wrote from the record, and nobody edited or repaired."""
    return next((version for version in reversed(stored.versions) if _PLUS not in version.written_by), stored.versions[0])


def edits_of(stored: StoredDraft) -> tuple[Edit, ...]:
    """What was changed in a draft between its writing and the text that counts."""
    first, last = written_afresh(stored), stored.newest
    return edits_between(Text(first.subject, first.body, first.findings), Text(last.subject, last.body, last.findings))


def learned_from(drafts: Iterable[StoredDraft], *, examples: int = 0) -> tuple[Learned, ...]:
    """What people changed, a row for each kind of document, prompt text and writer; drafts that nobody let out say nothing.

    Args:
        drafts: Any drafts.
        examples: How many changes to show for each row at most.
    """
    rows: dict[tuple[str, PromptRef, str], list[StoredDraft]] = defaultdict(list)
    for stored in drafts:
        if stored.state.may_leave:
            first = written_afresh(stored)
            rows[stored.kind, first.draft.prompt, first.written_by].append(stored)
    ordered = sorted(rows.items(), key=lambda row: (row[0][0], row[0][2], row[0][1].id, row[0][1].version))
    return tuple(_learned(kind, prompt, writer, held, examples) for (kind, prompt, writer), held in ordered)


def _learned(kind: str, prompt: PromptRef, writer: str, drafts: Sequence[StoredDraft], examples: int) -> Learned:
    changes = [(stored.id, edits_of(stored)) for stored in drafts]
    newest = [(name, edit) for name, edits in reversed(changes) for edit in edits]
    return Learned(
        prompt=prompt,
        writer=writer,
        kind=kind,
        drafts=len(drafts),
        unchanged=sum(not edits for _, edits in changes),
        edits=Counter(edit.kind for _, edits in changes for edit in edits),
        examples=tuple(newest[:examples]),
    )
