"""The life of a draft: which state may follow which. Pure; who may do it, and with what open, is in `decisions`."""

from __future__ import annotations

from enum import StrEnum

from assistant.errors import ActionRefused


class State(StrEnum):
    """Where a draft stands. A decision is named by the state that it leads to."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    SENT = "sent"
    WITHDRAWN = "withdrawn"

    @property
    def is_final(self) -> bool:
        """Whether nothing can follow any more."""
        return not _FOLLOWS[self]

    @property
    def may_leave(self) -> bool:
        """Whether its text may be exported without a watermark."""
        return self in {State.APPROVED, State.SENT}

    @property
    def label(self) -> str:
        """The name a person reads."""
        return self.value.replace("_", " ")


_FOLLOWS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.DRAFT, State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.DRAFT, State.APPROVED, State.CHANGES_REQUESTED, State.WITHDRAWN}),
    # Approving once more is how somebody confirms an approved text after the record has changed.
    State.APPROVED: frozenset({State.DRAFT, State.APPROVED, State.CHANGES_REQUESTED, State.SENT, State.WITHDRAWN}),
    State.CHANGES_REQUESTED: frozenset({State.DRAFT, State.SUBMITTED, State.WITHDRAWN}),
    State.SENT: frozenset(),
    State.WITHDRAWN: frozenset(),
}

_DEED = {
    State.DRAFT: "changed",
    State.SUBMITTED: "submitted",
    State.APPROVED: "approved",
    State.CHANGES_REQUESTED: "sent back for changes",
    State.SENT: "marked as sent",
    State.WITHDRAWN: "withdrawn",
}

_WAY_OUT = {
    State.DRAFT: "Submit it first.",
    State.SUBMITTED: "It waits for an approval.",
    State.APPROVED: "It can be exported and marked as sent; a new version opens the review again.",
    State.CHANGES_REQUESTED: "Save a new version, or answer the request, and submit it again.",
    State.SENT: "Write a new draft; what the customer has stays as it was sent.",
    State.WITHDRAWN: "Write a new draft.",
}


def following(state: State) -> frozenset[State]:
    """The states that may follow. `DRAFT` stands for a new version, which always opens the review again."""
    return _FOLLOWS[state]


def move(state: State, to: State, *, draft_id: str) -> State:
    """The state after a step.

    Args:
        state: Where the draft stands.
        to: Where the step leads; `DRAFT` is the saving of a new version.
        draft_id: For the message.

    Raises:
        ActionRefused: The step does not follow; the hint says what does.
    """
    if to in _FOLLOWS[state]:
        return to
    msg = f"Draft {draft_id} cannot be {_DEED[to]}: it is {'a draft' if state is State.DRAFT else state.label}."
    raise ActionRefused(msg, _WAY_OUT[state])
