"""What people change before a draft goes out, as a column beside what graders say: by prompt version, from the drafts of a store.

It is no score of a cell. The drafts are real ones and not the suite's cases, and fewer changes are better only where people read what they
approve.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.drafting.draft import PromptRef
from assistant.review.learning import Learned, learned_from
from assistant.review.stored import StoredDraft
from evals.cell import Column

COLUMN = Column(name="edits", about="Changes that people made to a draft of this prompt version before it went out.", better="lower")


@dataclass(frozen=True)
class PromptEdits:
    """The changes to the drafts of one text of a prompt, whoever filled its slots.

    Attributes:
        drafts: Approved or sent.
        unchanged: Of them, as they were written.
        kinds: Changes by kind, all drafts together.
    """

    drafts: int
    unchanged: int
    kinds: tuple[tuple[str, int], ...]

    @property
    def each(self) -> float:
        """Changes for each draft."""
        return sum(number for _, number in self.kinds) / self.drafts


def edits_by_prompt(drafts: Iterable[StoredDraft]) -> dict[PromptRef, PromptEdits]:
    """The changes by prompt, version and fingerprint: to be looked up with the prompt of a cell's draft."""
    rows: dict[PromptRef, list[Learned]] = defaultdict(list)
    for row in learned_from(drafts):
        rows[row.prompt].append(row)
    return {prompt: _together(found) for prompt, found in rows.items()}


def _together(rows: list[Learned]) -> PromptEdits:
    kinds = sum((row.edits for row in rows), Counter())
    return PromptEdits(
        drafts=sum(row.drafts for row in rows),
        unchanged=sum(row.unchanged for row in rows),
        kinds=tuple((kind.value, number) for kind, number in kinds.most_common()),
    )
