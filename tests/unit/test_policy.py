"""The policy file: typed, whole, replaceable, and wrong in words a person understands."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.errors import PolicyInvalid
from assistant.records.model import Severity
from assistant.records.policy import Every, OnChange, load_policy, parse_policy, shipped_policy

TEXT = files("assistant.records").joinpath("policy.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_holds_the_triage_table() -> None:
    rows = shipped_policy().severity
    assert [rows[level].first_response for level in Severity] == [
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(days=1),
    ]
    assert rows[Severity.SEV3].update_every == Every(interval=timedelta(days=1), label="daily")
    assert isinstance(rows[Severity.SEV4].update_every, OnChange)


def test_every_problem_is_named_at_once() -> None:
    broken = TEXT.replace('first_response = "15m"', 'first_response = "soon"').replace('zone = "UTC"', 'zone = "Middle Earth"')
    with pytest.raises(PolicyInvalid) as caught:
        parse_policy(broken + "\n[surprise]\nx = 1\n", source="ours.toml")
    assert {"severity.SEV-1.first_response", "organisation.zone", "surprise"} == {
        problem.split(":")[0] for problem in caught.value.problems
    }


def test_a_missing_level_is_an_error() -> None:
    start, end = TEXT.index("[severity.SEV-4]"), TEXT.index("[communication]")
    with pytest.raises(PolicyInvalid, match="SEV-4"):
        parse_policy(TEXT[:start] + TEXT[end:], source="ours.toml")


def test_a_replacement_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(TEXT.replace('update_every = "30m"', 'update_every = "20m"'), encoding="utf-8")
    policy = load_policy(path)
    assert policy.severity[Severity.SEV1].update_every == Every(interval=timedelta(minutes=20), label="20-minute")
    assert policy.fingerprint != shipped_policy().fingerprint


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match="STEADYHAND_POLICY"):
        load_policy(tmp_path / "none.toml")
