"""The first answer: the problem said back, and what it does to the customer."""

from __future__ import annotations

from assistant.drafting import phrasing
from assistant.drafting.composing.material import Material, affected, problem, stakes
from assistant.drafting.slots import AcknowledgmentSlots


def acknowledgment(m: Material) -> AcknowledgmentSlots:
    """The slots of the acknowledgment."""
    return AcknowledgmentSlots(issue=phrasing.issue_phrase(m.record), situation=[*problem(m), *affected(m), *stakes(m)])
