"""Repair by rule and by a writer that is not trusted: kept only what leaves fewer findings, none new, and every part in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from fakes.check_material import DENY, NOW, context, record
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checks.context import CheckContext
from assistant.checks.finding import CheckReport, Sentence, SentenceStatus
from assistant.checks.run import run_checks
from assistant.drafting import text_edits
from assistant.drafting.draft import Usage
from assistant.drafting.messages import compose_message
from assistant.drafting.revising import Flagged, Repair, Rewritten, is_better, repair, to_mend
from assistant.evidence.denylist import for_record
from assistant.evidence.gather import gather
from assistant.records.clock import MessageKind
from assistant.records.policy import shipped_policy


def _house() -> tuple[str, CheckContext]:
    """What the house writes of the record, and its surroundings."""
    held, policy = record(), shipped_policy()
    written = compose_message(MessageKind.PROGRESS, held, gather(held, policy), policy, now=NOW)
    around = context(kind=MessageKind.PROGRESS, passages=(), known=dict(written.known))
    return written.body, replace(around, deny=for_record(DENY, held, policy))


HOUSE, CTX = _house()


OWN = {(finding.rule, finding.text) for finding in run_checks(HOUSE, CTX).findings}


def _check(text: str) -> CheckReport:
    """Every check, but for what is found in the house's own text: these tests are about what is put into it."""
    report = run_checks(text, CTX)
    return report.model_copy(update={"findings": tuple(f for f in report.findings if (f.rule, f.text) not in OWN)})


def _repair(text: str, rewrite: object = None) -> Repair:
    return repair(text, _check, evidence=CTX.evidence, house=HOUSE, rewrite=rewrite)  # type: ignore[arg-type]


def _rules(text: str) -> Counter[str]:
    return Counter(finding.rule for finding in to_mend(_check(text)))


def _after_status(sentence: str) -> str:
    head, label, tail = HOUSE.partition("**What We've Done**")
    return f"{head.rstrip()} {sentence}\n\n{label}{tail}"


@pytest.mark.parametrize(
    "sentence",
    [
        "We apologize for any inconvenience this may have caused.",
        "It is your own administrators' fault.",
        "In total 4,711 terminals had to be replaced.",
        "We guarantee that this will never happen again.",
        "Brenner Lines had the same problem.",
        "The affected harbour is [REGION].",
    ],
)
def test_a_sentence_that_must_not_stand_there_goes_and_nothing_else(sentence: str) -> None:
    done = _repair(_after_status(sentence))
    assert sentence not in done.text
    assert _rules(done.text) == _rules(HOUSE)
    assert done.text.split() == HOUSE.split()
    (only,) = done.rounds
    assert only.number == 1
    assert only.before == _after_status(sentence)
    assert only.after == done.text
    assert only.open_after < only.open_before
    assert f"-{next(line for line in only.before.splitlines() if sentence in line)}" in only.diff
    assert "Repair, round 1: 1 left out" in only.note


def test_a_part_that_is_missing_is_put_back_at_its_place() -> None:
    line = next(line for line in HOUSE.splitlines() if line.startswith("**Next Update**"))
    done = _repair(HOUSE.replace(f"{line}\n\n", ""))
    assert done.text == HOUSE
    assert [change.how for change in done.rounds[0].changes] == ["put back"]


def test_a_true_sentence_with_a_wrong_clause_is_put_back_whole() -> None:
    sentence = next(s for s in _check(HOUSE).sentences if s.text.startswith("The terminal gateway"))
    done = _repair(HOUSE.replace(sentence.text, f"{sentence.text.rstrip('.')}, because one of our engineers was careless."))
    assert sentence.text in done.text
    assert "careless" not in done.text


def test_a_clean_text_is_left_alone_and_nobody_is_asked() -> None:
    def never(_: Sequence[Flagged]) -> Rewritten:
        pytest.fail("nothing is flagged")

    clean = "New bookings arrive."
    done = repair(clean, lambda text: run_checks(text, context(passages=())), evidence=CTX.evidence, rewrite=never)
    assert (done.text, done.rounds) == (clean, ())


def test_an_open_gap_is_left_to_the_person() -> None:
    text = _after_status("⟨for you, Tomas: what you will look at yourself⟩")
    assert "⟨for you, Tomas: what you will look at yourself⟩" in _repair(text).text


FLAGGED = "212 of 640 terminals are affected, and Oskar Nyström is the one to blame for it."


def _writes(new: str) -> object:
    def rewrite(flagged: Sequence[Flagged]) -> Rewritten:
        return Rewritten({each.sentence.text: new for each in flagged}, Usage(requests=1))

    return rewrite


def _bare(text: str, rewrite: object) -> Repair:
    """Without the house's own text, so that only the writer can help."""
    ctx = context(passages=())
    return repair(text, lambda edited: run_checks(edited, ctx), evidence=ctx.evidence, rewrite=rewrite)  # type: ignore[arg-type]


def test_a_writer_repairs_what_the_rules_cannot() -> None:
    done = _bare(FLAGGED, _writes("212 of 640 terminals are affected."))
    assert done.text == "212 of 640 terminals are affected."
    assert [change.how for change in done.rounds[0].changes] == ["rewritten"]
    assert done.usage.requests == 1


@pytest.mark.parametrize(
    "new",
    [
        f"Please note: {FLAGGED}",
        "480 of 640 terminals are affected.",
        "212 of 640 terminals are affected, and we will refund EUR 90,000.",
        "Brenner Lines had it too.",
    ],
)
def test_a_rewrite_that_keeps_or_adds_a_finding_is_refused(new: str) -> None:
    done = _bare(FLAGGED, _writes(new))
    assert done.text == FLAGGED
    assert done.rounds == ()
    assert done.usage.requests == 2, "two rounds at most"


def test_a_deletion_that_takes_a_required_part_with_it_is_refused() -> None:
    text = "Hi Maja,\n\nThis is our fault. Please accept our apologies should you have been affected.\n\nTomas Berg"
    ctx = context(kind=MessageKind.SHORT_APOLOGY, passages=())
    done = repair(text, lambda edited: run_checks(edited, ctx), evidence=ctx.evidence, rewrite=_writes(""))  # type: ignore[arg-type]
    assert "apologies" in done.text


def test_is_better_asks_for_fewer_and_none_new() -> None:
    two, one = _check(_after_status("We guarantee that this will never happen again. TODO")), _check(_after_status("TODO"))
    assert is_better(two, one)
    assert not is_better(one, two)
    assert not is_better(one, one)
    assert not is_better(two, _check(_after_status("Brenner Lines had it.")))


WORDS = st.sampled_from(
    [
        "We guarantee it.",
        "TODO",
        "Orders arrive.",
        "We regret any inconvenience.",
        "4,711 users.",
        "Brenner Lines.",
        "\n\n",
        "- item",
        "**Label**:",
        "⟨for you: x⟩",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join))
def test_a_repair_never_makes_a_text_worse(text: str) -> None:
    done = _bare(text, _writes("We are sorry if it hurt."))
    before, after = to_mend(run_checks(text, context(passages=()))), to_mend(done.report)
    assert len(after) <= len(before)
    assert not {(f.rule, f.text) for f in after} - {(f.rule, f.text) for f in before}
    assert sum(f.severity == "block" for f in after) <= sum(f.severity == "block" for f in before)


def _sentence(text: str, quote: str) -> Sentence:
    start = text.index(quote)
    return Sentence(text=quote, start=start, end=start + len(quote), status=SentenceStatus.RECORD)


@pytest.mark.parametrize(
    ("text", "quote", "left"),
    [
        ("One. Two. Three.", "Two.", "One. Three."),
        ("One.\n\nTwo.\n\nThree.", "Two.", "One.\n\nThree."),
        ("- One.\n- Two.", "Two.", "- One."),
        ("**Label**: One. Two.", "One.", "**Label**: Two."),
        ("**Label**: One.", "One.", None),
        ("Before:\n\n- One.\n\nAfter.", "One.", None),
    ],
)
def test_leaving_a_sentence_out_leaves_no_empty_label(text: str, quote: str, left: str | None) -> None:
    assert text_edits.without(text, _sentence(text, quote)) == left
