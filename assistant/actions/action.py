"""What an action is: a name, a trigger phrase, and a rule that chooses the message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.errors import ActionRefused
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord

AUTO = "auto"


@dataclass(frozen=True)
class DraftingAction:
    """An action that writes a customer message.

    Attributes:
        name: As on the command line.
        trigger: The phrase that asks for it.
        option: The command-line option that picks the message: "stage" or "form".
        kinds: The option's values and the message that each writes.
        choose: Which message a record asks for when nobody picked one.
        refuse: Why a message cannot be written for a record in its state, or an empty string.
    """

    name: str
    trigger: str
    option: str
    kinds: Mapping[str, MessageKind]
    choose: Callable[[EscalationRecord], MessageKind]
    refuse: Callable[[MessageKind, EscalationRecord], str]

    def kind_for(self, record: EscalationRecord, value: str = AUTO) -> MessageKind:
        """The message to write.

        Args:
            record: The escalation.
            value: What a person picked, or "auto".

        Raises:
            ActionRefused: The message would say what the record says is not so.
        """
        kind = self.choose(record) if value == AUTO else self.kinds[value]
        reason = self.refuse(kind, record)
        if reason:
            raise ActionRefused(reason, f"Set the record's fields first, or choose another --{self.option}.")
        return kind
