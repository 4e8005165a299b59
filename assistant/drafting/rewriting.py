"""A model's rewriting of flagged sentences: shown the message, the findings and the evidence, it may change those sentences and add no fact.

What it gives back is only a proposal; `assistant.drafting.revising` holds the whole text against every check before anything is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from assistant.drafting.chain import ask, read_typed
from assistant.drafting.evidence_lines import Teller, show
from assistant.drafting.prompting import EVIDENCE_BUDGET, REVISE_SENTENCES, Prompt, prompt_ref, rendered
from assistant.drafting.revising import Flagged, Rewritten
from assistant.drafting.slots import MAX_STATEMENT, Slots
from assistant.errors import ModelFailed
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.redaction import Redactor
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.drafting.ladder import FormatMemory


class RewrittenSentence(Slots):
    """One flagged sentence, written again."""

    id: str = Field(description="The flagged sentence's id, such as B2.")
    cites: list[str] = Field(
        description="Tags of the evidence that backs what the new sentence says, such as F3; empty where it states no fact."
    )
    text: str = Field(description="The new sentence; empty to leave the sentence out.")

    @field_validator("text")
    @classmethod
    def _on_one_line(cls, text: str) -> str:
        text = " ".join(text.split())
        if len(text) > MAX_STATEMENT:
            msg = f"a sentence has {len(text)} characters; the limit is {MAX_STATEMENT}"
            raise ValueError(msg)
        return text


class RewrittenSentences(Slots):
    """The flagged sentences that could be repaired."""

    sentences: list[RewrittenSentence] = Field(description="The repaired sentences, each id at most once.")


@dataclass(frozen=True)
class SentenceRewriter:
    """Asks a model for the flagged sentences of one message.

    Attributes:
        model: Any chat model.
        message: The whole text, for its context.
        kind: What a person calls the message.
        evidence: What may be said; what is withheld is never looked at.
        record: Its names are redacted; None for a document about no single escalation.
        policy: For the zone of times.
        deny: Further names to redact.
        memory: Which form each endpoint takes.
    """

    model: BaseChatModel
    message: str
    kind: str
    evidence: EvidenceSet
    record: EscalationRecord | None
    policy: Policy
    deny: DenyList | None = None
    memory: FormatMemory | None = None

    def __call__(self, flagged: Sequence[Flagged]) -> Rewritten:
        """The new words of each sentence that could be repaired. A model that fails changes nothing, and the notices say so."""
        redactor = Redactor(self.record, self.deny)
        ids = {f"B{number}": each for number, each in enumerate(flagged, start=1)}
        prompt = self._prompt(ids, redactor)

        def read(text: str) -> tuple[RewrittenSentences | None, list[str]]:
            value, problems = read_typed(text, RewrittenSentences, redactor)
            problems += [] if value is None else _problems(value, ids, prompt.shown)
            return (None, problems) if problems else (value, [])

        try:
            answer = ask(self.model, RewrittenSentences, prompt, read, what="flagged sentences", memory=self.memory)
        except ModelFailed as error:
            return Rewritten(notices=(f"The model repaired nothing: {error.message} {error.hint}".strip(),))
        texts, refused = {}, 0
        for item in answer.value.sentences:
            sentence = ids[item.id].sentence.text
            if adds_values(item.text, sentence, (self.evidence.get(tag) for tag in item.cites)):
                refused += 1
            else:
                texts[sentence] = item.text
        told = "sentence of the model was" if refused == 1 else "sentences of the model were"
        notices = (
            (f"{refused} {told} not taken: a value in it stands neither in the sentence nor in the evidence it cites.",) if refused else ()
        )
        return Rewritten(texts, answer.usage, (*prompt.notes, *notices))

    def _prompt(self, ids: dict[str, Flagged], redactor: Redactor) -> Prompt:
        teller = Teller(redactor)
        shown = show(self.evidence.items, teller, zone=self.policy.zone, budget=EVIDENCE_BUDGET)
        flagged = [
            {
                "id": name,
                "text": teller.quoted(each.sentence.text),
                "findings": [
                    {"about": teller.quoted(f.text), "message": teller.quoted(f.message), "suggestion": teller.quoted(f.suggestion)}
                    for f in each.findings
                ],
            }
            for name, each in ids.items()
        ]
        values = {
            "kind": self.kind,
            "status": self.record.status.value if self.record else "",
            "evidence": shown.lines,
            "past_reports": shown.past_reports,
            "cut": shown.notes,
            "message": teller.quoted(self.message),
            "flagged": flagged,
        }
        return rendered(prompt_ref(REVISE_SENTENCES, RewrittenSentences), values, shown=shown.tags, notes=shown.notes)


def _problems(value: RewrittenSentences, ids: dict[str, Flagged], shown: frozenset[str]) -> list[str]:
    found = [f"{item.id}: there is no flagged sentence of this id" for item in value.sentences if item.id not in ids]
    named = [item.id for item in value.sentences]
    found += [f"{name}: it stands twice in the answer" for name in dict.fromkeys(named) if named.count(name) > 1]
    return found + [f"{item.id}: there is no evidence {tag}" for item in value.sentences for tag in item.cites if tag not in shown]


def adds_values(new: str, old: str, cited: Iterable[object]) -> bool:
    """Whether a sentence has a figure, time, date, sum, name or address that stands neither in the old one nor in what it cites."""
    texts = [old, *(str(getattr(item, "text", "")) for item in cited if item is not None)]
    there = {(value.kind, form) for text in texts for value in extract_values(text) for form in (value.canonical, *value.alternatives)}
    values = (value for value in extract_values(new) if value.kind is not ValueKind.NAME or value.canonical not in " ".join(texts).lower())
    return any(not {(value.kind, form) for form in (value.canonical, *value.alternatives)} & there for value in values)
