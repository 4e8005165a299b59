"""What a draft rests on that is no longer so: the evidence it cites, beside the evidence as it stands now. Pure.

Tags move when a record grows, so evidence is found again by its words and by where it stands, never by its tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.drafting.draft import Draft, EvidenceItem
from assistant.evidence.facts import Evidence, EvidenceSet


@dataclass(frozen=True)
class EvidenceChange:
    """One piece of evidence that is not what the draft knew.

    Attributes:
        what: "changed", "withheld" (it is there and may not be told any more), "gone", or "new".
        tag: Its tag in the draft; for new evidence its tag now.
        origin: Where it stands.
        before: Its words as the draft knew them; empty for new evidence.
        after: Its words now; empty for what is gone or withheld.
        sentences: The sentences of the draft that cite it, in order.
    """

    what: Literal["changed", "withheld", "gone", "new"]
    tag: str
    origin: str
    before: str
    after: str
    sentences: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The change in one or two plain sentences."""
        told = {
            "changed": f"{self.tag} was “{self.before}”, is now “{self.after}”",
            "withheld": f"{self.tag}, “{self.before}”, is internal now",
            "gone": f"{self.tag}, “{self.before}”, is no longer in the record",
            "new": f"New in the record: “{self.after}” ({self.origin})",
        }[self.what]
        if self.what == "new":
            return f"{told}."
        used = {0: "no sentence uses it", 1: "one sentence uses it", 2: "two sentences use it"}
        return f"{told}; {used.get(len(self.sentences), f'{len(self.sentences)} sentences use it')}."


def what_changed(draft: Draft, now: EvidenceSet) -> tuple[EvidenceChange, ...]:
    """The difference between what a draft was made from and what could be said now: what its sentences use first, then the rest.

    Passages of past reports are left out; they are none of this record's facts.

    Args:
        draft: The draft with its sentences and its evidence.
        now: The evidence of the same record, for the same audience, as it stands.
    """
    old = [item for item in draft.evidence if not item.id.startswith("S")]
    new = [item for item in now.items if not item.id.startswith("S")]
    old_left, new_left = _without_same(old, new)
    # What a person unticked for this draft was known to it, and is no news.
    _, new_left = _without_same(list(draft.withheld), new_left)
    pairs, gone, came = _paired(old_left, new_left)
    hidden = {item.text for item in now.withheld}
    found = [EvidenceChange("changed", was.id, was.origin, was.text, is_.text, _citing(draft, was.id)) for was, is_ in pairs]
    for item in gone:
        found.append(
            EvidenceChange("withheld" if item.text in hidden else "gone", item.id, item.origin, item.text, "", _citing(draft, item.id))
        )
    found += [EvidenceChange("new", item.id, item.origin, "", item.text) for item in came]
    return tuple(sorted(found, key=lambda change: (not change.sentences, change.what == "new")))


def _without_same(old: Sequence[EvidenceItem], new: Sequence[Evidence]) -> tuple[list[EvidenceItem], list[Evidence]]:
    """Both without what stands in both with the same words in the same kind of place, each piece counted once."""
    waiting = list(new)
    left = []
    for item in old:
        same = next((other for other in waiting if (_place(other.origin), other.text) == (_place(item.origin), item.text)), None)
        if same is None:
            left.append(item)
        else:
            waiting.remove(same)
    return left, waiting


def _place(origin: str) -> str:
    """The field, or "log entry" for every entry: an entry that another was put before has moved, not changed."""
    return "log entry" if origin.startswith("log entry") else origin


def _paired(
    old: Iterable[EvidenceItem], new: Sequence[Evidence]
) -> tuple[list[tuple[EvidenceItem, Evidence]], list[EvidenceItem], list[Evidence]]:
    """What stands in the same place with other words, then what only the draft knew, then what is new."""
    waiting = list(new)
    pairs, gone = [], []
    for item in old:
        other = next((each for each in waiting if _seat(each.origin) == _seat(item.origin)), None)
        if other is None:
            gone.append(item)
        else:
            waiting.remove(other)
            pairs.append((item, other))
    return pairs, gone, waiting


def _seat(origin: str) -> str:
    """The exact place: an entry's number without its kind, which may have been corrected too."""
    return origin.partition(",")[0] if origin.startswith("log entry") else origin


def _citing(draft: Draft, tag: str) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in draft.sentences if tag in sentence.sources)
