"""An organisation's own rules of tone: read from a file beside the policy, short, quick, and true to their own examples."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import PolicyInvalid
from assistant.records import house_tone
from assistant.records.house_tone import BannedWord, OwnRule, ToneRules, TooSlow
from assistant.records.policy import load_policy, shipped_policy

POLICY = files("assistant.records").joinpath("policy.toml").read_text(encoding="utf-8")
RULE = r"""[[rule]]
id = "we_hear_you"
reason = "It is said to everybody."
suggestion = "Say what you heard."
patterns = ['\bwe hear you\b']
bad = ["We hear you."]
good = ["You told us that labels are missing."]
"""


def row(**changes: object) -> dict[str, object]:
    return {
        "id": "we_hear_you",
        "reason": "It is said to everybody.",
        "suggestion": "Say what you heard.",
        "patterns": [r"\bwe hear you\b"],
        "bad": ["We hear you."],
        "good": ["You told us that labels are missing."],
        **changes,
    }


def test_rules_are_read_from_the_file_that_the_policy_names(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(POLICY.replace('rules = ""', 'rules = "tone.toml"'), encoding="utf-8")
    (tmp_path / "tone.toml").write_text(RULE, encoding="utf-8")
    policy = load_policy(tmp_path / "ours.toml")
    assert [rule.id for rule in policy.tone.own] == ["we_hear_you"]
    (tmp_path / "tone.toml").write_text(RULE.replace("everybody", "all"), encoding="utf-8")
    assert load_policy(tmp_path / "ours.toml").fingerprint != policy.fingerprint


def test_the_shipped_policy_adds_nothing() -> None:
    assert shipped_policy().tone == ToneRules()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (RULE.replace(r"\bwe hear you", r"\bwe hear (you"), "is not a pattern"),
        (RULE.replace("We hear you.", "We listen."), "its own examples fail"),
        (RULE + RULE, "the same id"),
        ("[[rule]\n", "not TOML"),
        (RULE.replace(r"\bwe hear you\b", "a" * 301), "at most 300"),
    ],
    ids=["broken", "examples", "twice", "not toml", "too long"],
)
def test_a_wrong_file_is_refused_in_words(tmp_path: Path, changed: str, named: str) -> None:
    (tmp_path / "ours.toml").write_text(POLICY.replace('rules = ""', 'rules = "tone.toml"'), encoding="utf-8")
    (tmp_path / "tone.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(PolicyInvalid) as caught:
        load_policy(tmp_path / "ours.toml")
    assert named in " ".join(caught.value.problems)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(POLICY.replace('rules = ""', 'rules = "nowhere.toml"'), encoding="utf-8")
    with pytest.raises(PolicyInvalid, match=r"nowhere\.toml"):
        load_policy(tmp_path / "ours.toml")


def test_a_pattern_without_an_end_is_refused_and_does_not_hang() -> None:
    began = time.monotonic()
    with pytest.raises(ValidationError, match="too slow"):
        OwnRule.model_validate(row(patterns=[r"\bwe hear you\b|(a|aa)+$x"]))
    assert time.monotonic() - began < 60


def test_a_pattern_is_stopped_at_its_time_limit() -> None:
    began = time.monotonic()
    with pytest.raises(TooSlow):
        house_tone.first_place(r"(x|xx)+(x|xx)+y", "x" * 3000)
    assert time.monotonic() - began < 60


def test_only_a_rule_with_figures_may_block() -> None:
    with pytest.raises(ValidationError, match="30 of its real hits"):
        OwnRule.model_validate(row(severity="block", real_hits=30, real_right=20))
    assert OwnRule.model_validate(row(severity="block", real_hits=30, real_right=27)).severity == "block"


def test_a_banned_word_is_a_whole_word_in_any_case_over_any_space() -> None:
    pattern = BannedWord(word="touch base", say="speak").pattern
    assert house_tone.first_place(pattern, "Let us Touch  base on Friday.") == (7, 18)
    assert house_tone.first_place(pattern, "Let us touch bases.") is None


def test_what_stands_for_a_banned_word_is_not_banned_itself() -> None:
    with pytest.raises(ValidationError, match="itself banned"):
        ToneRules.model_validate({"banned": [{"word": "issue", "say": "hiccup"}, {"word": "hiccup", "say": "fault"}]})
