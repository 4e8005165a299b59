"""What people change before a draft goes out, as a column beside what graders say: by prompt version, from the drafts of a store.

It is no score of a cell. The drafts are real ones and not the suite's cases, and fewer changes are better only where people read what they
approve.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from assistant.drafting.draft import PromptRef
from assistant.review.learning import Learned, learned_from
from assistant.review.stored import StoredDraft
from evals.cell import PromptEdits


def edits_by_prompt(drafts: Iterable[StoredDraft]) -> tuple[PromptEdits, ...]:
    """The changes by prompt, version and fingerprint: to be looked up with the prompt of a cell's draft."""
    rows: dict[PromptRef, list[Learned]] = defaultdict(list)
    for row in learned_from(drafts):
        rows[row.prompt].append(row)
    return tuple(_together(prompt, found) for prompt, found in rows.items())


def _together(prompt: PromptRef, rows: list[Learned]) -> PromptEdits:
    kinds = sum((row.edits for row in rows), Counter())
    return PromptEdits(
        prompt=prompt,
        drafts=sum(row.drafts for row in rows),
        unchanged=sum(row.unchanged for row in rows),
        kinds={kind.value: number for kind, number in kinds.most_common()},
    )
