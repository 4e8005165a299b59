"""What an action is: a name, a trigger phrase, the documents it writes, and a rule that chooses among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.drafting.form import DocumentForm
from assistant.errors import ActionRefused
from assistant.records.model import EscalationRecord

AUTO = "auto"


class Takes(StrEnum):
    """What an action is about."""

    RECORD = "record"
    TOPIC = "topic"
    NOTHING = "nothing"


def _never(_kind: str, _record: EscalationRecord) -> str:
    return ""


@dataclass(frozen=True)
class DraftingAction:
    """An action that writes documents. A module of this folder that holds one as `ACTION` is found by the registry.

    Attributes:
        name: As on the command line.
        trigger: The phrase that asks for it.
        forms: The documents, by the value of the option that picks one; the first is the usual one.
        option: The command-line option that picks the document, such as "stage"; empty where there is only one.
        takes: A record, a topic in words with or without a record, or nothing: then the document is about everything that is kept.
        topic: What the topic is called, such as "issue type"; empty where it takes none.
        choose: The option's value that a record asks for when nobody picked one; None for the first.
        refuse: Why a document cannot be written for a record in its state, or an empty string.
        overrule: What `--force` does, where a person may overrule the refusal; empty where nobody may.
        attaches: What files its documents bring, in a few words; empty where they bring none.
        details_on_top: Whether the JSON of the command has the draft's details beside its other keys and not under a key of their own.
    """

    name: str
    trigger: str
    forms: Mapping[str, DocumentForm]
    option: str = ""
    takes: Takes = Takes.RECORD
    topic: str = ""
    choose: Callable[[EscalationRecord], str] | None = None
    refuse: Callable[[str, EscalationRecord], str] = _never
    overrule: str = ""
    attaches: str = ""
    details_on_top: bool = False

    @property
    def kinds(self) -> dict[str, str]:
        """The option's values with the kind of document that each writes."""
        return {value: form.kind for value, form in self.forms.items()}

    def kind_for(self, record: EscalationRecord | None, value: str = AUTO, *, force: bool = False) -> str:
        """The document to write.

        Args:
            record: The escalation, if there is one.
            value: What a person picked, or "auto".
            force: Whether a person overrules a refusal that can be overruled.

        Raises:
            ActionRefused: The document would say what the record says is not so, or the record does not call for it.
        """
        if value == AUTO:
            value = self.choose(record) if self.choose and record else next(iter(self.forms))
        kind = self.forms[value].kind
        reason = self.refuse(kind, record) if record else ""
        if reason and self.overrule and not force:
            raise ActionRefused(reason, f"To have it all the same: --force ({self.overrule}).")
        if reason and not self.overrule:
            raise ActionRefused(reason, f"Set the record's fields first, or choose another --{self.option}.")
        return kind
