"""Drafts with seeded faults for the repair benchmark: honest drafts of made-up escalations, into which a script writes what must not stand there.

Each fault knows by itself, without the product's checks, whether it is mended: its words are gone, or the part that was taken out is back.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.evidence.sentences import split_sentences
from assistant.records.model import EscalationRecord, UpdateKind


@dataclass(frozen=True)
class Ground:
    """What a fault is made from: the honest text, its record, and the names of other customers."""

    body: str
    record: EscalationRecord
    kind: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """One seeded fault.

    Attributes:
        name: Which fault.
        wrong: Words that must be gone; empty where a part was taken out.
        missing: A pattern that must match again; empty where words were put in.
    """

    name: str
    wrong: str = ""
    missing: str = ""

    def is_mended(self, text: str) -> bool:
        """Whether a text has it no more."""
        return re.search(self.missing, text, re.MULTILINE) is not None if self.missing else self.wrong not in text


Seeded = tuple[str, Fault]
Seed = Callable[[str, Ground, random.Random], Seeded | None]

_SENTENCES: dict[str, tuple[str, ...]] = {
    "conditional apology": (
        "We are sorry if this has caused you any trouble.",
        "Please accept our apologies should your team have been affected.",
        "If anybody at your company was inconvenienced, we apologise.",
        "We regret any difficulty that you may have experienced.",
    ),
    "blame": (
        "This happened because one of our engineers made a careless mistake.",
        "Your team should have read the release notes before the change.",
        "Our hosting provider is to blame for this.",
        "The fault lies with a contractor who ignored the procedure.",
    ),
    "unbacked figure": (
        "In total 4,711 of your accounts were touched by this.",
        "About 83% of your traffic was hit.",
        "It took 217 minutes before anybody answered.",
        "We counted 9,340 failed requests on your side.",
    ),
    "other customer": (
        "{other} had the same problem last month.",
        "We saw this at {other} as well.",
        "It is the fault that {other} reported in spring.",
    ),
    "over-promise": (
        "We guarantee that this will never happen again.",
        "You have our promise that it will never recur.",
        "From now on you will have 100% uptime, without exception.",
        "We can assure you that nothing like this can ever happen again.",
    ),
    "invented end": (
        "It will be fixed by 23:11 UTC.",
        "Everything will be back to normal at 05:40 UTC tomorrow.",
        "The repair will be finished within 17 minutes.",
    ),
    "credit": (
        "We will credit your account with EUR 8,800.",
        "You will receive a refund of two months of fees.",
        "As compensation we grant you a discount of 35%.",
    ),
    "minimising": (
        "This was only a minor glitch.",
        "Luckily it was just a small hiccup.",
        "Only a handful of users even noticed, so the effect was negligible.",
    ),
    "placeholder": (
        "The affected region is [REGION].",
        "TODO: add the impact here.",
        "Please see {{ status_url }} for more.",
        "Impact: XXXX",
    ),
    "boilerplate": (
        "We apologize for any inconvenience this may have caused.",
        "Thank you for your patience and understanding.",
        "We take this matter very seriously.",
    ),
}  # fmt: skip


def _put_in(text: str, sentence: str, rng: random.Random) -> str:
    """The text with a sentence behind one of its own, in a paragraph, or as a paragraph of its own."""
    spans = [span for span in split_sentences(text) if len(span.quote.split()) >= _LONG_ENOUGH and span.quote.endswith(".")]
    if not spans or rng.random() < _OWN_PARAGRAPH:
        blocks = text.split("\n\n")
        at = rng.randint(1, max(1, len(blocks) - 1))
        return "\n\n".join([*blocks[:at], sentence, *blocks[at:]])
    span = rng.choice(spans)
    return f"{text[: span.end]} {sentence}{text[span.end :]}"


_LONG_ENOUGH, _OWN_PARAGRAPH = 5, 0.3


def _sentence(name: str) -> Seed:
    def seed(text: str, ground: Ground, rng: random.Random) -> Seeded | None:
        sentence = (
            rng.choice(_SENTENCES[name]).format(other=rng.choice(ground.others))
            if name == "other customer"
            else rng.choice(_SENTENCES[name])
        )
        return _put_in(text, sentence, rng), Fault(name, wrong=sentence.rstrip("."))

    return seed


def _plan_as_deed(text: str, ground: Ground, rng: random.Random) -> Seeded | None:
    """What is only planned, told as done."""
    plans = [update.text for update in ground.record.updates if update.kind is UpdateKind.PLAN and update.is_public]
    plans += [ground.record.next_action.text] if ground.record.next_action else []
    verbs = {"Replay": "replayed", "Send": "sent", "Restart": "restarted", "Deploy": "deployed", "Roll back": "rolled back", "Move": "moved", "Add": "added",
             "Restore": "restored", "Rebuild": "rebuilt", "Switch": "switched", "Apply": "applied", "Run": "run", "Remove": "removed", "Publish": "published",
             "Renew": "renewed", "Import": "imported", "Reload": "reloaded", "Load": "loaded", "Repeat": "repeated", "Correct": "corrected"}  # fmt: skip
    for plan in rng.sample(plans, len(plans)):
        first = split_sentences(plan)[0].quote.rstrip(".")
        known = next(((verb, done) for verb, done in verbs.items() if first.startswith(f"{verb} ")), None)
        if known:
            sentence = f"We have {known[1]} {first[len(known[0]) + 1 :].split(',')[0]}."
            return _put_in(text, sentence, rng), Fault("plan as deed", wrong=sentence.rstrip("."))
    return None


def _changed_figure(text: str, _: Ground, rng: random.Random) -> Seeded | None:
    """A figure of the honest text made another one."""
    counts = [m for m in re.finditer(r"(?<![\d:.,/-])\d{1,3}(?:,\d{3})+(?![\d.,:])|(?<![\d:.,/+-])\d{2,4}(?= [a-z]{4})", text)]
    if not counts:
        return None
    match = rng.choice(counts)
    new = f"{int(match[0].replace(',', '')) * 3 + 1117:,}"
    around = text[match.end() : match.end() + 12]
    return f"{text[: match.start()]}{new}{text[match.end() :]}", Fault("changed figure", wrong=f"{new}{around}")


def _without_line(name: str, pattern: str) -> Seed:
    """A part that the message must have, taken out."""

    def seed(text: str, _: Ground, rng: random.Random) -> Seeded | None:
        match = re.search(rf"{pattern}[^\n]*\n?(?:(?:[-*] |\d\. )[^\n]*\n?)*", text, re.MULTILINE)
        if match is None:
            return None
        rest = re.sub(r"\n{3,}", "\n\n", f"{text[: match.start()]}{text[match.end() :]}")
        return rest, Fault(name, missing=rf"{pattern}\s*\S")

    return seed


def _bitter_clause(text: str, _: Ground, rng: random.Random) -> Seeded | None:
    """A true sentence with something at its end that must not stand there; the sentence itself should stay."""
    spans = [span for span in split_sentences(text) if len(span.quote.split()) >= _LONG_ENOUGH and span.quote.endswith(".")]
    if not spans:
        return None
    span = rng.choice(spans)
    clause = rng.choice(
        (
            ", and we guarantee that it will never happen again",
            ", which was the fault of your own administrators",
            ", because one of our engineers was careless",
        )
    )
    return f"{text[: span.end - 1]}{clause}{text[span.end - 1 :]}", Fault("clause in a true sentence", wrong=clause)


SEEDS: dict[str, Seed] = {
    **{name: _sentence(name) for name in _SENTENCES},
    "plan as deed": _plan_as_deed,
    "changed figure": _changed_figure,
    "missing next update": _without_line("missing next update", r"^\*\*Next Update\*\*:"),
    "missing part": _without_line("missing part", r"^\*\*(?:Current Status|What Happened|Next Steps|Preventing Recurrence)\*\*:"),
    "clause in a true sentence": _bitter_clause,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A seeded draft: which honest draft it was made from, when it is read, the text, and its faults."""

    ground: Ground
    now: datetime
    text: str
    faults: tuple[Fault, ...]


def seeded(grounds: Sequence[tuple[Ground, datetime]], *, number: int, seed: int) -> list[Case]:
    """So many drafts with one to three faults each, the kinds seeded least so far first; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311
    used: Counter[str] = Counter()
    cases: list[Case] = []
    while len(cases) < number:
        ground, now = grounds[len(cases) % len(grounds)]
        text = ground.body
        faults: list[Fault] = []
        for name in sorted(SEEDS, key=lambda name: (used[name], rng.random())):
            made = SEEDS[name](text, ground, rng)
            if made and all(not fault.is_mended(made[0]) for fault in faults):
                text, faults = made[0], [*faults, made[1]]
                used[name] += 1
            if len(faults) == 1 + len(cases) % 3:
                break
        cases.append(Case(ground, now, text, tuple(faults)))
    return cases
