"""The typed slots: exactly what a writer, composer or model, may say. Labels, promises, clock times and signatures are the template's.

The models double as the JSON schema a model is held to, so: no defaults, no constraints, no tuples; `X | None` where a thing may be absent.
Field descriptions are prompt text. Blank or oversized content is refused by validators, not by the schema.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assistant.records.clock import MessageKind

GAP_OPEN, GAP_CLOSE = "⟨", "⟩"
"""Mark a gap that only a person can fill: ⟨for you, Ingrid: ...⟩. A message with an open gap cannot be approved."""

MAX_STATEMENT = 600


def gap(instruction: str) -> str:
    """A marked gap with what to write there."""
    return f"{GAP_OPEN}{instruction}{GAP_CLOSE}"


class Slots(BaseModel):
    """What a writer may say, frozen; nothing else is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Statement(Slots):
    """One sentence for the customer with the evidence that backs it."""

    cites: list[str] = Field(description="Tags of the evidence that backs the sentence, such as F3. Every fact needs one.")
    text: str = Field(description="One or two plain sentences for the customer, saying only what the cited evidence says.")

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str) -> str:
        text = " ".join(text.split())
        if not text:
            msg = "a statement is empty"
            raise ValueError(msg)
        if len(text) > MAX_STATEMENT:
            msg = f"a statement has {len(text)} characters; the limit is {MAX_STATEMENT}"
            raise ValueError(msg)
        return text


def _short_line(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    if not text or len(text) > 200:
        msg = "a subject part is empty or longer than 200 characters"
        raise ValueError(msg)
    return text


class MessageSlots(Slots):
    """What all customer messages have."""

    kind: ClassVar[MessageKind]
    required: ClassVar[tuple[str, ...]] = ()

    issue: str = Field(description="The problem as the customer feels it, as a noun phrase for the subject line, without a full stop.")

    @field_validator("issue")
    @classmethod
    def _issue_is_short(cls, issue: str) -> str:
        return _short_line(issue)

    @model_validator(mode="after")
    def _lists_are_filled(self) -> MessageSlots:
        empty = [name for name in self.required if not getattr(self, name)]
        if empty:
            msg = f"nothing was written for {', '.join(empty)}"
            raise ValueError(msg)
        return self


class AcknowledgmentSlots(MessageSlots):
    """First answer: what we know of the problem and what it does to the customer."""

    kind: ClassVar[MessageKind] = MessageKind.ACKNOWLEDGMENT
    required: ClassVar[tuple[str, ...]] = ("situation",)

    situation: list[Statement] = Field(
        description="One to three statements: the problem said back in the customer's terms, with its start if known, and what it does to them."
    )


class ProgressSlots(MessageSlots):
    """An update while the problem lasts."""

    kind: ClassVar[MessageKind] = MessageKind.PROGRESS
    required: ClassVar[tuple[str, ...]] = ("current_status", "done", "next_steps")

    status: str = Field(description="Where it stands, in at most eight words for the subject line.")
    current_status: list[Statement] = Field(
        description="One to four statements. First what the customer can and cannot do now, newest facts first. No plans here."
    )
    done: list[Statement] = Field(description="What has been found or done, oldest first. Only deeds that the evidence reports as done.")
    next_steps: list[Statement] = Field(
        description="What is planned or running, each with its expected outcome and time if the evidence has one."
    )
    empathy: Statement | None = Field(
        description="One sentence that names what the problem costs this customer, if the evidence says; else null."
    )

    @field_validator("status")
    @classmethod
    def _status_is_short(cls, status: str) -> str:
        return _short_line(status)


class ResolutionSlots(MessageSlots):
    """The message that says it is over."""

    kind: ClassVar[MessageKind] = MessageKind.RESOLUTION
    required: ClassVar[tuple[str, ...]] = ("confirmation", "what_happened", "what_we_did", "prevention", "apology")

    confirmation: list[Statement] = Field(description="What works again and since when.")
    what_happened: list[Statement] = Field(
        description="The confirmed cause in systems, not persons, and the impact; if the evidence holds no confirmed cause, say that it is not known yet."
    )
    what_we_did: list[Statement] = Field(description="What ended the problem: deeds that the evidence reports as done.")
    prevention: list[Statement] = Field(
        description="What keeps it from happening again, each done or with its date; if nothing is decided, say so."
    )
    apology: Statement = Field(description="An apology that names this customer's harm. No 'any inconvenience', no condition.")


class ApologySlots(MessageSlots):
    """What both apologies have: the harm, named, and the repair."""

    required: ClassVar[tuple[str, ...]] = ("apology",)

    apology: list[Statement] = Field(
        description="One to three statements: what this customer suffered, with figures, and that it was our failure."
    )
    immediate_fix: Statement = Field(description="What ended the problem, if it is over; else what is being done.")
    prevention_measure: Statement = Field(description="The technical measure against a repeat, with its date or 'done'.")


class ExecutiveApologySlots(ApologySlots):
    """A letter from an executive."""

    kind: ClassVar[MessageKind] = MessageKind.EXECUTIVE_APOLOGY

    process_change: Statement = Field(description="The change in how we work, with its date or 'done'.")


class ShortApologySlots(ApologySlots):
    """The shorter apology for a minor or moderate impact, from the owner."""

    kind: ClassVar[MessageKind] = MessageKind.SHORT_APOLOGY


SLOTS: dict[MessageKind, type[MessageSlots]] = {
    slots.kind: slots for slots in (AcknowledgmentSlots, ProgressSlots, ResolutionSlots, ExecutiveApologySlots, ShortApologySlots)
}
"""The slot class of each message."""
