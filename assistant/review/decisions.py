"""What stands in the way of an approval. Pure: the same answer for the page that shows a disabled button and for the store that refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN
from assistant.errors import ActionRefused
from assistant.review.states import State, following
from assistant.review.stored import StoredDraft

_GAP = re.compile(rf"{GAP_OPEN}[^{GAP_CLOSE}]*{GAP_CLOSE}?|{GAP_CLOSE}")

ObstacleCode = Literal["state", "not_newest", "empty", "finding", "gap", "own_draft", "stale"]


@dataclass(frozen=True)
class Obstacle:
    """One reason why a draft cannot be approved.

    Attributes:
        code: Which kind of reason, for programs.
        text: The reason, one plain sentence.
        way_out: What clears it, one plain sentence.
    """

    code: ObstacleCode
    text: str
    way_out: str


def person(name: str, *, role: str = "by") -> str:
    """A person's name on one line, with single blanks.

    Raises:
        ActionRefused: There is none. Decisions are made by named persons.
    """
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not cleaned:
        msg = "No name was given; what happens to a draft is recorded with the person who did it."
        raise ActionRefused(msg, f"Say who acts (`{role}`).")
    return cleaned


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same but for case and blanks."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def open_gaps(text: str) -> tuple[str, ...]:
    """The marked gaps of a text that only a person can fill; half a mark counts too."""
    return tuple(_GAP.findall(text))


def approval_obstacles(
    draft: StoredDraft,
    *,
    by: str,
    version: int | None = None,
    two_person_rule: bool = True,
    people: Iterable[str] = (),
    accept_stale_reason: str = "",
) -> tuple[Obstacle, ...]:
    """Everything that forbids this person to approve this version now, in the order in which it is best solved.

    Args:
        draft: The draft with its history.
        by: Who wants to approve.
        version: The version that was looked at; None for the newest.
        two_person_rule: Whether authors may not approve their own versions.
        people: Who is known to work here. With nobody else there, the two-person rule cannot apply.
        accept_stale_reason: Why the text is right although the record has changed; clears that obstacle only.
    """
    found: list[Obstacle] = []
    if State.APPROVED not in following(draft.state):
        way_out = "Write a new draft." if draft.state.is_final else "Submit it first."
        found.append(Obstacle("state", f"It is {'still a draft' if draft.state is State.DRAFT else draft.state.label}.", way_out))
    if version is not None and version != draft.version:
        found.append(
            Obstacle("not_newest", f"Version {version} is not the newest; version {draft.version} is.", f"Read version {draft.version}.")
        )
    if not draft.body.strip():
        found.append(Obstacle("empty", "It has no text.", "Write it and save a new version."))
    for gap in dict.fromkeys(open_gaps(f"{draft.subject}\n{draft.body}")):
        found.append(Obstacle("gap", f"A gap is open: {gap}", "Fill it in and save a new version; a gap cannot be waived."))
    for finding in draft.open_findings:
        quote = f' at "{finding.text}"' if finding.text else ""
        found.append(
            Obstacle(
                "finding", f"A blocking finding is open: {finding.rule}{quote}. {finding.message}", "Fix it, or waive it with a reason."
            )
        )
    others = [name for name in dict.fromkeys(people) if not same_person(name, by)]
    if two_person_rule and others and same_person(draft.newest.author, by):
        text = f"{by} saved version {draft.version}, and nobody approves their own text."
        found.append(Obstacle("own_draft", text, f"Ask {' or '.join(sorted(others)[:3])} to approve it."))
    if draft.stale and not accept_stale_reason.strip():
        since = "it was approved" if draft.state is State.APPROVED else "this text was written"
        text = f"The record {draft.record_id} has changed since {since} (stale)."
        found.append(Obstacle("stale", text, "Draft it again from the record as it is now, or give a reason why the text still holds."))
    return tuple(found)


def refuse(draft_id: str, obstacles: tuple[Obstacle, ...]) -> None:
    """Raise for obstacles, if there are any.

    Raises:
        ActionRefused: With every obstacle and every way out.
    """
    if obstacles:
        msg = f"Draft {draft_id} cannot be approved: {' '.join(obstacle.text for obstacle in obstacles)}"
        raise ActionRefused(msg, " ".join(dict.fromkeys(obstacle.way_out for obstacle in obstacles)))
