"""Tone rules: every rule finds its bad examples and leaves its good ones; real text is not nagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checks import structure, tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.run import run_checks
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import Audience
from assistant.evidence.plain import evidence_from_text
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import MessageKind
from assistant.records.house_tone import OwnRule, ToneRules, TooSlow
from assistant.records.policy import Policy, shipped_policy

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "tone" / "status_updates.dev.jsonl"
RULES = tone.tone_rules()


def findings(text: str, **around: object) -> list[Finding]:
    context = CheckContext(policy=shipped_policy(), **around)  # type: ignore[arg-type]
    # The statistical reader has tests of its own; here the rules speak.
    return [finding for finding in run_checks(text, context).findings if finding.family is Family.TONE and finding.rule != "tone.model"]


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


@pytest.mark.parametrize("rule", tone.all_rules(), ids=lambda rule: rule.id)
def test_a_rule_weighs_no_more_than_its_figures_allow(rule: tone.ToneRule) -> None:
    assert rule.real_right <= rule.real_hits
    if FindingSeverity.BLOCK in {rule.severity, *rule.kinds.values()}:
        assert rule.real_hits >= 30
        assert rule.real_right >= 0.9 * rule.real_hits
    if rule.real_hits >= 10 and rule.real_right < 0.7 * rule.real_hits:
        assert not rule.enabled


def test_the_help_of_a_finding_tells_how_often_its_rule_was_right() -> None:
    assert tone.help_of("tone.inconvenience") == "Right in 55 of 56 hits in real customer messages that were read one by one."
    assert tone.help_of("tone.legal_admission").startswith("No hit in real customer messages")
    assert tone.help_of("grounding.number") == ""


def test_a_rule_that_is_off_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    off = tuple(rule.model_copy(update={"enabled": rule.id != "inconvenience"}) for rule in RULES)
    monkeypatch.setattr(tone, "all_rules", lambda: off)
    tone.tone_rules.cache_clear()
    tone.firing.cache_clear()
    try:
        assert "tone.inconvenience" not in [f.rule for f in findings("We regret any inconvenience.")]
    finally:
        monkeypatch.undo()
        tone.tone_rules.cache_clear()
        tone.firing.cache_clear()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We regret whatever trouble this might have meant for your drivers.", "tone.conditional_apology"),
        ("A slip was made when the prices were loaded.", "tone.agentless_apology"),
        ("If only you had called us on Friday, it would have been a matter of minutes.", "tone.blame_customer"),
        ("Our integrator's blunder cost you the evening.", "tone.blame_vendor"),
        ("Nobody could possibly have predicted such a load.", "tone.excuse"),
        ("We lost merely one hour of your entries.", "tone.minimising"),
        ("Our new safeguards rule out any such failures for good.", "tone.over_promise"),
        ("We are completely certain that this is over.", "tone.false_certainty"),
        ("We shall compensate you for what you missed.", "tone.legal_admission"),
        ("Your claim was declined.", "tone.cold"),
        ("It may conceivably be that some kind of delay remains.", "tone.stacked_hedges"),
        ("The consumer group lost its place.", "tone.machine_room"),
    ],
)
def test_a_family_of_phrasings_is_found(text: str, rule: str) -> None:
    assert rule in [f.rule for f in findings(text) if f.severity is not FindingSeverity.INFO]


@pytest.mark.parametrize(
    "text",
    [
        "We are sorry that some of your customers could not sign in.",
        "We are sorry: we should have called you at nine.",
        "I apologise for the wrong date, and if you need the list again, call me.",
        "The mistake was ours.",
        "We could have prevented this with one more test.",
        "We could not check every account yet.",
        "Thanks to your team we found the wrong limit.",
        "The problem is not in your network.",
        "We are not entirely sure which file is affected.",
        "That is clearly our failure.",
        "Our servers were overloaded from 09:10 UTC.",
        "You may notice that the list loads more slowly.",
        "You would have received an e-mail if you were affected.",
        "A third party restored the line at 10:20 UTC.",
    ],
)
def test_no_rule_takes_honest_words_for_what_they_resemble(text: str) -> None:
    assert [rule.id for rule in RULES if rule.severity is not FindingSeverity.INFO and rule.places(text)] == []


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
    (wall,) = structure.check(CheckContext(policy=shipped_policy()), text, split_sentences(text))
    assert (wall.rule, wall.severity) == ("tone.wall_of_text", FindingSeverity.INFO)
    assert wall.start == len("Short.\n\n")


def policy_with(**tone_rules: object) -> Policy:
    return shipped_policy().model_copy(update={"tone": ToneRules.model_validate(tone_rules)})


OWN = {
    "id": "we_hear_you",
    "reason": "It is said to everybody.",
    "suggestion": "Say what you heard.",
    "patterns": [r"\bwe hear you\b"],
    "bad": ["We hear you."],
    "good": ["You told us that labels are missing."],
}


def own_findings(text: str, policy: Policy, audience: Audience = Audience.CUSTOMER) -> list[Finding]:
    context = CheckContext(policy=policy, audience=audience)
    return [f for f in run_checks(text, context).findings if f.rule.startswith(("tone.own.", "tone.banned"))]


def test_a_banned_word_is_found_with_the_word_that_we_use_instead() -> None:
    policy = policy_with(banned=[{"word": "clients", "say": "customers"}, {"word": "revert"}])
    found = own_findings("Clients can sign in. We revert by noon.", policy)
    assert [(f.text, f.replacement) for f in found] == [("Clients", "Customers"), ("revert", None)]


def test_a_replacement_that_our_own_rules_find_is_not_offered() -> None:
    policy = policy_with(banned=[{"word": "short stop", "say": "tiny hiccup"}])
    (found,) = own_findings("It was a short stop.", policy)
    assert found.replacement is None


def test_a_rule_of_the_organisations_own_is_applied_to_customer_text_only() -> None:
    policy = policy_with(own=[OWN])
    text = "Hello Ana. We hear you."
    (found,) = own_findings(text, policy)
    assert (found.rule, found.severity, text[found.start : found.end]) == ("tone.own.we_hear_you", FindingSeverity.WARN, "We hear you")
    assert own_findings(text, policy, Audience.INTERNAL) == []


def test_a_rule_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(rule: OwnRule, sentence: str) -> None:
        raise TooSlow(sentence)

    policy = policy_with(own=[OWN])
    monkeypatch.setattr(OwnRule, "place", slow)
    (found,) = own_findings("We hear you.", policy)
    assert found.severity is FindingSeverity.INFO
    assert "was not applied" in found.message


@pytest.mark.shared_data
@pytest.mark.skipif(not REAL.exists(), reason="the public incident data is not beside the repository")
def test_real_status_updates_are_rarely_flagged() -> None:
    from evals.benchmarks.checks import neutral

    share = neutral(REAL, limit=1500)
    assert share["warned"] < 0.035
    assert share["blocked"] < 0.002
