"""Tone rules: every rule finds its bad examples and leaves its good ones; real text is not nagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checks import structure, tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.run import run_checks
from assistant.evidence.denylist import DenyList
from assistant.evidence.plain import evidence_from_text
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import MessageKind
from assistant.records.policy import shipped_policy

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "tone" / "status_updates.dev.jsonl"
RULES = tone.tone_rules()


def findings(text: str, **around: object) -> list[Finding]:
    context = CheckContext(policy=shipped_policy(), **around)  # type: ignore[arg-type]
    return [finding for finding in run_checks(text, context).findings if finding.family is Family.TONE]


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, bad) for rule in RULES for bad in rule.bad], ids=lambda value: getattr(value, "id", None)
)
def test_a_rule_finds_its_bad_examples(rule: tone.ToneRule, sentence: str) -> None:
    (place,) = rule.places(sentence)
    assert 0 <= place[0] < place[1] <= len(sentence)


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, good) for rule in RULES for good in rule.good], ids=lambda value: getattr(value, "id", None)
)
def test_a_good_example_raises_no_warning_at_all(rule: tone.ToneRule, sentence: str) -> None:
    assert [f.rule for f in findings(sentence) if f.severity is not FindingSeverity.INFO] == []


def test_rule_ids_are_unique_and_blame_rules_exist() -> None:
    ids = [f"tone.{rule.id}" for rule in RULES]
    assert len(ids) == len(set(ids))
    assert set(tone.BLAME_RULES) == {f"tone.{rule.id}" for rule in RULES if rule.group == "blame"}


def test_a_finding_quotes_its_place() -> None:
    text = "Hi Ana,\n\nOrders are flowing. We regret any inconvenience."
    (finding,) = findings(text)
    assert text[finding.start : finding.end] == finding.text == "any inconvenience"
    assert finding.severity is FindingSeverity.WARN


def test_only_blame_of_a_named_colleague_blocks() -> None:
    deny = DenyList(people=frozenset({"Petra Lindqvist"}))
    blamed = findings("Our developer Petra forgot to renew it; she forgot the list.", deny=deny)
    assert [f.severity for f in blamed if f.rule == "tone.blame_person"] == [FindingSeverity.BLOCK]
    unnamed = findings("One of our engineers forgot to renew it.")
    assert [f.severity for f in unnamed] == [FindingSeverity.WARN]


def test_words_the_customer_uses_are_no_jargon() -> None:
    sentence = "The pods behind your ingress were restarted."
    assert [f.rule for f in findings(sentence)] == ["tone.jargon"]
    assert findings(sentence, evidence=evidence_from_text("Our pods and the ingress of our shop are down.")) == []


def test_an_exclamation_mark_in_a_progress_update_has_a_repair() -> None:
    text = "We are on it!"
    (finding,) = findings(text, kind=MessageKind.PROGRESS)
    assert finding.severity is FindingSeverity.WARN
    assert text[: finding.start] + (finding.replacement or "") + text[finding.end :] == "We are on it."


def test_the_status_opens_with_what_is_known() -> None:
    context = CheckContext(policy=shipped_policy(), kind=MessageKind.PROGRESS)
    regret = "**Current Status**: We are sorry about this. Orders wait.\n\n**Next Steps**:\n- Replay by 10:15 UTC"
    known = "**Current Status**: Orders wait. We are sorry about this.\n\n**Next Steps**:\n- Replay by 10:15 UTC"
    assert [f.rule for f in structure.check(context, regret, split_sentences(regret))] == ["tone.lead"]
    assert list(structure.check(context, known, split_sentences(known))) == []


def test_an_apology_without_the_harm_is_found() -> None:
    context = CheckContext(policy=shipped_policy(), kind=MessageKind.SHORT_APOLOGY)
    empty = "This fell short of what we want, and we are sorry."
    named = "Your depots worked without 1,140 orders, and we are sorry."
    assert [f.rule for f in structure.check(context, empty, split_sentences(empty))] == ["tone.impact_missing"]
    assert list(structure.check(context, named, split_sentences(named))) == []


def test_a_wall_of_text_is_shown_whole() -> None:
    text = "Short.\n\n" + "word " * (structure.LONGEST_PARAGRAPH + 1)
    (wall,) = [f for f in findings(text) if f.rule == "tone.wall_of_text"]
    assert wall.start == len("Short.\n\n")


@pytest.mark.shared_data
@pytest.mark.skipif(not REAL.exists(), reason="the public incident data is not beside the repository")
def test_real_status_updates_are_rarely_flagged() -> None:
    from evals.benchmarks.checks import neutral

    share = neutral(REAL, limit=1500)
    assert share["warned"] < 0.035
    assert share["blocked"] < 0.002
