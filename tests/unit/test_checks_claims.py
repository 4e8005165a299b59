"""Claims in words that the record does not use: states, plans, causes, money, doers; with what may be said beside each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, FindingSeverity
from assistant.checks.run import run_checks
from assistant.checks.senses import Axis, kin, sense
from assistant.evidence.plain import evidence_from_text
from assistant.records.policy import shipped_policy
from evals.benchmarks.grounding import KEPT_BACK, claim_sets, kept_back

RECORD = """Escalation ESC-8800. Customer: Quayside Market. Severity 2.
Impact: scales print no labels in 4 of 18 shops since 06:10 UTC. Tills are not affected. No sale was lost.
Log: 06:20 Anouk Visser acknowledged. 06:50 label server of the four shops is full. 07:15 Rafael Costa emptied the label server of two shops; labels print again there. 07:30 we suspect the picture import of last night.
Plan: empty the label servers of the other two shops at 09:00 UTC; write to the shop managers.
Cause: not confirmed. ETA: none. Credit: asked for on 3 May, no answer yet.
Past incident INC-0107: a voltage dip destroyed six scales."""

CONFIRMED = """Escalation ESC-8801. Customer: Quayside Market. Severity 2.
Impact: scales print no labels in 4 of 18 shops since 06:10 UTC.
Cause: a picture import filled the label server (confirmed at 08:00 UTC).
Credit: 3 % of the May fee, approved by Ilse Brandt."""


def found(sentence: str, source: str = RECORD) -> list[str]:
    """What the rules warn of; the claim reader has tests of its own."""
    report = run_checks(sentence, CheckContext(shipped_policy(), evidence_from_text(source)))
    warned = [f.rule for f in report.findings if f.family is Family.GROUNDING and f.severity is not FindingSeverity.INFO]
    return [rule for rule in warned if rule != "grounding.claim"]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Tills suffered too.", "negation"),
        ("No shop can print labels.", "scope"),
        ("Labels come out everywhere as before.", "scope"),
        ("There is no backlog any more.", "fix_status"),
        ("The shop managers have had our letter.", "plan_as_deed"),
        ("The label servers of all four shops have been emptied.", "plan_as_deed"),
        ("It turned out to be the picture import.", "cause"),
        ("Behind the missing labels is the picture import.", "cause"),
        ("The shops are going to be sorted within the hour.", "eta"),
        ("Expect everything to run by lunchtime.", "eta"),
        ("You will find the labels you wrote by hand taken off your bill.", "credit"),
        ("Your credit was granted.", "credit"),
        ("Anouk Visser purged the label server of two shops.", "actor"),
        ("Sales of the morning vanished.", "data_loss"),
    ],
)
def test_a_claim_in_other_words_is_found(sentence: str, rule: str) -> None:
    assert f"grounding.{rule}" in found(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tills work as usual.",
        "Labels print again in two shops.",
        "Rafael Costa purged the label server of two shops.",
        "At 09:00 UTC the label servers of the other two shops are cleared.",
        "The shop managers will hear from us by letter.",
        "Perhaps the picture import is behind this; that is not confirmed.",
        "You asked for a credit on 3 May, and we still owe you an answer.",
        "No credit has been granted yet.",
        "Not one sale was lost.",
        "We cannot say yet when the other two shops will print labels.",
    ],
)
def test_what_the_record_carries_may_be_said_in_other_words(sentence: str) -> None:
    assert found(sentence) == []


def test_a_confirmed_cause_is_not_left_open() -> None:
    assert "grounding.cause" in found("Perhaps the picture import had something to do with it, but nothing is confirmed.", CONFIRMED)
    assert found("A picture import had filled up the label server.", CONFIRMED) == []


def test_a_credit_is_held_against_who_granted_it() -> None:
    assert found("Ilse Brandt approved 3 % of the May fee.", CONFIRMED) == []
    assert "grounding.credit" in found("The contract team turned down a credit.", CONFIRMED)


@pytest.mark.parametrize(
    ("clause", "axis", "well"),
    [
        ("Sales are not affected", Axis.SERVICE, True),
        ("Sales suffered", Axis.SERVICE, False),
        ("boarding passes do not scan", Axis.SERVICE, False),
        ("keys stop working after a night", Axis.SERVICE, False),
        ("nothing that was already stored is affected", Axis.SERVICE, True),
        ("Nothing has gone missing", Axis.DATA, True),
        ("a few bags could not be traced", Axis.DATA, False),
        ("all drafts have been kept", Axis.DATA, True),
    ],
)
def test_what_a_clause_tells(clause: str, axis: Axis, well: bool) -> None:
    assert sense(clause)[axis] is well


def test_words_of_one_family_are_one_word() -> None:
    assert kin("the cache was cleared") == kin("the cache was emptied")
    assert kin("turned the cache off") == kin("the cache was switched off")
    assert kin("gates 5 and 9") >= {"5", "9"}
    assert "1860" in kin("1,860 rows")


@given(st.text(alphabet=st.sampled_from("not no lost kept works fails again 1,2 . ;"), max_size=80))
def test_reading_a_clause_never_fails(clause: str) -> None:
    assert set(sense(clause)) <= set(Axis)


def test_every_half_of_every_file_is_reported_apart(tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text('{"id": "A", "half": "tuning"}\n{"id": "B", "half": "frozen"}\n', encoding="utf-8")
    (tmp_path / "claims_third.jsonl").write_text('{"id": "C", "half": "frozen"}\n', encoding="utf-8")
    assert {name: [row["id"] for row in rows] for name, rows in claim_sets(tmp_path).items()} == {
        "tuning": ["A"],
        "frozen": ["B"],
        "third, frozen": ["C"],
    }


def test_one_record_in_so_many_is_kept_back_with_all_its_sentences(tmp_path: Path) -> None:
    rows = [{"source": f"record {number}", "sentences": [{"text": "a", "label": "x"}, {"text": "b", "label": "y"}]} for number in range(17)]
    path = tmp_path / "train.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    kept = kept_back(path)
    assert [row["source"] for row in kept[::2]] == [f"record {KEPT_BACK - 1}", f"record {2 * KEPT_BACK - 1}"]
    assert [(row["text"], row["label"]) for row in kept[:2]] == [("a", "x"), ("b", "y")]
    assert len({row["id"] for row in kept}) == len(kept) == 4
