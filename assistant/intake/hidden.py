"""Text that a reader does not see, and text that speaks to a program: both are kept as they are, and told.

A record is outside text. It is imported whole, since leaving out what somebody wrote would falsify the log; what to do about it is for the
checks and for the person who reads the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.records.model import EscalationRecord

_KINDS = (
    # A joiner has its place in emoji and in many scripts; after a Latin letter or a digit it only hides something.
    ("zero-width characters", re.compile("[\u200b\u2060\ufeff\u180e]|(?<=[A-Za-z0-9 ])[\u200c\u200d]")),
    ("characters that turn the direction of text", re.compile("[\u202a-\u202e\u2066-\u2069]")),
    # Tag characters spell the flags of England, Scotland and Wales after a black flag.
    ("invisible tag characters", re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]")),
    ("invisible filler characters", re.compile("[\u115f\u1160\u2061-\u2064\u3164\uffa0\ufff9-\ufffb]")),
    ("an HTML comment, which most programs do not show", re.compile(r"<!--")),
)
_ADDRESSES_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s{1,3}(?:(?:all|any|of|the|your|these|my)\s{1,3}){0,3}"
    r"(?:(?:previous|prior|above|earlier|preceding|other|system)\s{1,3})?"
    r"(?:instructions?|prompts?|rules|guidelines)\b"
    r"|\byou are (?:now )?(?:an? )?(?:AI|language model|assistant|chatbot|LLM)\b|\b(?:system|developer) (?:prompt|message)\b"
    r"|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?INST\]|^[ \t>*#]{0,9}(?:system|assistant)[ \t*]{0,3}:"
    r"|\b(?:AI|language model|assistant|LLM)s?\b[^.\n]{0,40}\b(?:must|should|shall)\b[^.\n]{0,40}\b(?:say|write|state|tell|reply|include|promise)\b",
    re.IGNORECASE | re.MULTILINE,
)


def hidden_text_notes(record: EscalationRecord) -> tuple[str, ...]:
    """One note for each place of the record that holds hidden text or speaks to a language model."""
    notes: list[str] = []
    for place, text in _texts(record):
        held = [] if text.isascii() and "<!--" not in text else [said for said, pattern in _KINDS if pattern.search(text)]
        if held:
            notes.append(f"{place} holds {' and '.join(held)}; kept as it is.")
        match = _ADDRESSES_A_MODEL.search(text)
        if match:
            words = " ".join(match[0].split())[:60]
            notes.append(f'{place} speaks to a language model ("{words}"); kept as text, and nothing in it is followed.')
    return tuple(notes)


def _texts(record: EscalationRecord) -> Iterator[tuple[str, str]]:
    for name in ("id", "title", "description", "workaround", "root_cause", "resolution"):
        yield name, getattr(record, name) or ""
    yield "customer", " ".join([record.customer.name, *(contact.name for contact in record.customer.contacts)])
    yield "next_action", record.next_action.text if record.next_action else ""
    yield "prevention", "\n".join(action.action for action in record.prevention)
    yield "services", "\n".join(record.services)
    for number, update in enumerate(record.updates, start=1):
        yield f"Entry {number}", update.text
