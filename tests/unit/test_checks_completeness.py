"""Completeness: the fixed parts in their order, no gap, no placeholder, nothing left over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.check_material import bare, context, found, rules

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, FindingSeverity
from assistant.evidence.facts import Audience
from assistant.evidence.plain import evidence_from_text
from assistant.records.clock import MessageKind
from assistant.records.policy import shipped_policy

K = Family.COMPLETENESS
PROGRESS = """Hi Maja,

Here's your 2-hour update:

**Current Status**: New bookings arrive since 07:30 UTC.

**What We've Done**:
- Restarted the terminal gateway at 07:30 UTC

**Next Steps**:
- Replay the stored bookings, about 75 minutes

**Next Update**: by 11:30 UTC

Questions? Call me directly at +45 70 10 20 90.

Tomas Berg"""


@pytest.mark.parametrize(
    "text",
    [
        "Dear [Customer Name], hello.",
        "Hello {first_name}, hello.",
        "It began at {{ started_at }}.",
        "It began at <TIME>.",
        "Write to <your name>.",
        "The cause is TBD.",
        "TODO: write this.",
        "It lasted ___ hours.",
        "The owner is XXX.",
        "Impact: none known (fill in before sending).",
        "Lorem ipsum dolor sit amet.",
        "It was restored at None.",
        "Hi undefined,",
        "It happened at [CUSTOMER-A] before.",
        "See [insert link here].",
    ],
)
def test_a_placeholder_blocks_with_its_exact_place(text: str) -> None:
    findings = found(text, K, bare(), least=FindingSeverity.BLOCK)
    assert findings, text
    assert all(text[finding.start : finding.end] == finding.text for finding in findings)


@pytest.mark.parametrize(
    "text",
    [
        "The field {amount} in your template could not be read.",
        "Use `{name}` in the path.",
        "Call /repos/{owner}/{name}/pulls instead.",
        "See [our status page](https://status.vendor.example).",
        "- [x] done",
        "Values <5 ms are normal.",
        "Workaround: None at this time.",
        "None of your bookings were lost.",
        "The login [via SSO] works.",
        "Reply STOP in capital letters.",
        "The file feed_2026_06_09.csv is complete.",
        "Null values are skipped.",
    ],
)
def test_what_only_looks_like_one_does_not(text: str) -> None:
    assert rules(text, K, bare()) == []


def test_braces_that_the_record_holds_may_be_repeated() -> None:
    around = CheckContext(shipped_policy(), evidence_from_text("Letters go out with {salutation} in the first line."))
    assert rules("Letters went out with {salutation}.", K, around) == []
    assert rules("Letters went out with {greeting}.", K, around) == ["completeness.placeholder.braces"]


def test_an_open_gap_blocks_and_says_whose_it_is() -> None:
    text = "I am sorry.\n\n⟨for you, Ruth: one sentence in your own words⟩"
    (gap,) = found(text, K, context())
    assert (gap.rule, gap.severity) == ("completeness.gap", FindingSeverity.BLOCK)
    assert gap.suggestion.startswith("Ruth")
    assert text[gap.start : gap.end].startswith("⟨")


def test_a_whole_progress_update_is_complete() -> None:
    assert rules(PROGRESS, K, context(kind=MessageKind.PROGRESS), least=FindingSeverity.INFO) == []


@pytest.mark.parametrize(
    ("cut", "rule"),
    [
        ("Here's your 2-hour update:", "completeness.missing.cadence"),
        ("**Current Status**:", "completeness.missing.current_status"),
        ("**What We've Done**:", "completeness.missing.done"),
        ("**Next Steps**:", "completeness.missing.next_steps"),
        ("**Next Update**:", "completeness.missing.next_update"),
    ],
)
def test_a_missing_label_is_found(cut: str, rule: str) -> None:
    assert rule in rules(PROGRESS.replace(cut, ""), K, context(kind=MessageKind.PROGRESS))


def test_labels_out_of_order_are_found() -> None:
    first, done, rest = PROGRESS.partition("**What We've Done**:\n- Restarted the terminal gateway at 07:30 UTC\n\n")
    moved = first + rest + "\n\n" + done
    assert "completeness.order" in rules(moved, K, context(kind=MessageKind.PROGRESS))


def test_the_next_update_needs_a_clock_time_with_its_zone() -> None:
    vague = PROGRESS.replace("by 11:30 UTC", "later today")
    assert rules(vague, K, context(kind=MessageKind.PROGRESS)) == ["completeness.next_update_time"]


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_message_has_its_parts(kind: MessageKind) -> None:
    assert any(rule.startswith("completeness.missing.") for rule in rules("Nothing.", K, context(kind=kind)))
    assert rules("Nothing.", K, bare()) == []


def test_a_past_report_may_be_quoted_with_its_stand_ins_among_colleagues_alone() -> None:
    text = "PIR-0303: [Another Customer] saw the same; [another customer] lost [an amount]."
    inside = replace(bare(), audience=Audience.INTERNAL)
    assert [finding.text for finding in found(text, K, inside)] == ["[Another Customer]"]
    assert "placeholder.brackets" not in {finding.rule for finding in found("It hit [another customer] too.", K, inside)}
