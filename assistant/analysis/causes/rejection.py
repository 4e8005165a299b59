"""What the log itself says against a hypothesis: it was ruled out, or the step that would have cured it did not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.analysis.causes.mechanisms import Mechanism, mechanism_of
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import CHANGE, content, denied, no_help

_REFERS_BACK = re.compile(
    r"^(?:this|that|it|these|those|they|which|the (?:previous|first|initial|earlier|last) (?:mitigation|fix|attempt|step|change))\b",
    re.IGNORECASE,
)
STEP = re.compile(
    r"\b(?:restart\w*|re-?boot\w*|roll(?:ed|ing)?[ -]?back|revert\w*|fail(?:ed|ing)?[ -]?over|disabl\w+|scal\w+|increas\w+|add\w+|switch\w+|replac\w+|re-?deploy\w*|block\w*|clear\w*|flush\w*)\b",
    re.IGNORECASE,
)
_ROLLBACK = re.compile(r"\broll(?:ed|ing)?[ -]?back|\brevert\w*", re.IGNORECASE)
_OVERLAP = 0.5
"""Share of the words of the shorter of the two that a denial and a hypothesis must have in common."""

SAME_STEP = 0.6
"""Share of a hypothesis' words that a failed step must hold to be the one that it speaks of."""


@dataclass(frozen=True)
class Objection:
    """Something in the log that speaks against a hypothesis.

    Attributes:
        said: The sentence.
        rejects: Whether it takes the hypothesis back as a whole; otherwise it only weakens it.
    """

    said: Told
    rejects: bool


def objections(core: str, quoted_tag: str, told: Sequence[Told]) -> list[Objection]:
    """What the log says against a hypothesis, oldest first.

    Args:
        core: The words that name the cause.
        quoted_tag: The entry that the hypothesis quotes first.
        told: The sentences of the log.
    """
    ours = content(core)
    found = []
    for place, said in enumerate(told):
        if not said.is_real:
            continue
        target = _denied_words(said)
        if target and _same(target - content(said.title) or target, ours):
            found.append(Objection(said, rejects=True))
        elif no_help(said.text):
            objection = _failed_step(said, told[:place], core, quoted_tag)
            found.extend([objection] if objection else [])
    return found


def _denied_words(said: Told) -> frozenset[str]:
    words = denied(said.text)
    if not words:
        return frozenset()
    own = content(words) - _DENYING
    return own or (content(said.before) if _REFERS_BACK.match(words) else frozenset())


_DENYING = content(
    "ruled out unrelated not relation link connection correlation red herring turned turns false lead proved shown excluded discounted connected linked healthy fine wrong responsible blame"
)


def _same(target: frozenset[str], ours: frozenset[str]) -> bool:
    shared = target & ours
    return bool(shared) and len(shared) >= _OVERLAP * min(len(target), len(ours))


def _failed_step(said: Told, earlier: Sequence[Told], core: str, quoted_tag: str) -> Objection | None:
    step = said.text if STEP.search(said.text) else _step_before(said, earlier)
    if not step:
        return None
    about_step = STEP.search(core) is not None
    if about_step and (said.tag == quoted_tag or len(content(step) & content(core)) >= SAME_STEP * max(1, len(content(core)))):
        return Objection(said, rejects=True)
    weakens = _ROLLBACK.search(step) and CHANGE.search(core) and mechanism_of(core) is Mechanism.CHANGE
    return Objection(said, rejects=False) if weakens else None


def _step_before(said: Told, earlier: Sequence[Told]) -> str:
    """The step that "this" or "the previous mitigation" means: the newest one told before."""
    if not (_REFERS_BACK.match(said.text) or len(content(said.text)) <= 1):
        return ""
    return next((before.text for before in reversed(earlier[-6:]) if STEP.search(before.text)), "")
