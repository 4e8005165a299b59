"""The claim reader reads a record once, judges each sentence by itself."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.checks.claim_reader import ClaimReader, claim_reader
from assistant.checks.context import CheckContext
from assistant.checks.doubts import clocked, premise
from assistant.checks.finding import CheckReport, Family
from assistant.checks.run import run_checks
from assistant.evidence.facts import Audience, Clause, Evidence, Mode
from assistant.evidence.plain import evidence_from_text
from assistant.records.policy import shipped_policy

PAIRS = Path(__file__).parents[2] / "evals" / "datasets" / "claims" / "train.jsonl"
RECORD = (
    "Impact: the ticket gates at the north entrance reject paper tickets since 08:10 UTC. Phone tickets work.\n"
    "Log: 08:20 Marta Kowalska acknowledged. 08:45 the scanner firmware of last night suspected, not confirmed.\n"
    "Plan: go back to the earlier firmware at 10:00 UTC.\n"
    "Credit: asked for by the customer, not decided."
)
NAGGING = 0.85
CARRIED = "Visitors with a ticket on their phone get in as always."
NOT_CARRIED = "Nobody gets in with a ticket on the phone either."


def _check(text: str, *, audience: Audience = Audience.CUSTOMER) -> CheckReport:
    return run_checks(text, CheckContext(policy=shipped_policy(), evidence=evidence_from_text(RECORD), audience=audience))


def test_the_same_sentence_gets_the_same_doubt_alone_and_among_others() -> None:
    alone = claim_reader().doubts(RECORD, [CARRIED])[0]
    others = [f"The gates were painted in {colour}." for colour in ("red", "green", "blue")]
    among = ClaimReader(claim_reader()._session, claim_reader()._words).doubts(RECORD, [*others, CARRIED])[-1]
    assert among == pytest.approx(alone, abs=0.08)  # 8-bit weights round by what else is read


def test_a_carried_sentence_is_doubted_less_than_its_opposite() -> None:
    carried, not_carried = claim_reader().doubts(RECORD, [CARRIED, NOT_CARRIED])
    assert 0 <= carried < not_carried <= 1


def test_what_was_read_is_kept() -> None:
    class Counting:
        def __init__(self) -> None:
            self.runs = 0

        def run(self, names: object, inputs: object) -> object:
            self.runs += 1
            return claim_reader()._session.run(names, inputs)

    counting = Counting()
    reader = ClaimReader(counting, claim_reader()._words)
    first = reader.doubts(RECORD, [CARRIED, NOT_CARRIED])
    assert reader.doubts(RECORD, [NOT_CARRIED, CARRIED]) == first[::-1]
    assert counting.runs == 1
    reader.doubts(RECORD, [CARRIED, "The tills were closed."])
    assert counting.runs == 2


def test_very_long_texts_are_read_as_far_as_they_fit() -> None:
    doubts = claim_reader().doubts(RECORD * 200, ["long " * 2000, *(f"Gate {number} is shut." for number in range(60))])
    assert len(doubts) == 61
    assert all(0 <= doubt <= 1 for doubt in doubts)


def test_no_sentence_costs_nothing() -> None:
    assert claim_reader().doubts(RECORD, []) == ()


def test_threads_get_the_same_answers() -> None:
    said = [f"Gate {number} rejects paper tickets." for number in range(12)]
    reader = ClaimReader(claim_reader()._session, claim_reader()._words)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: reader.doubts(RECORD, said), range(8)))
    assert len({tuple(round(doubt, 2) for doubt in answer) for answer in answers}) == 1


def test_the_premise_names_fields_and_times_and_leaves_out_contacts_and_policy() -> None:
    at = datetime(2026, 3, 4, 8, 20, tzinfo=UTC)
    items = (
        _evidence("F1", "Gates reject tickets", "title"),
        _evidence("F2", "Contact: Ann Lee, +44 20 7946 0000", "contacts"),
        _evidence("P1", "SEV-1: every 30 minutes", "policy"),
        _evidence("F3", "Marta acknowledged. She called the vendor.", "updates", at, "log entry 1, action"),
    )
    assert premise(items, ["Marta called."]) == "Title: Gates reject tickets\n08:20 Marta acknowledged.\nShe called the vendor."


def test_a_long_record_is_read_where_it_speaks_of_the_same() -> None:
    filler = [_evidence(f"F{n}", f"Somebody looked at shelf {n} and found nothing to tell about it at all.", "updates") for n in range(200)]
    told = _evidence("F500", "The night shift moved all parcels to hall 7.", "updates")
    read = premise((*filler[:100], told, *filler[100:]), ["Every parcel is in hall 7 now."])
    assert "moved all parcels to hall 7" in read
    assert len(read.split()) <= 250


def test_courtesy_questions_promises_of_a_message_and_texts_for_colleagues_are_not_read() -> None:
    for text in ("We are sorry for the trouble this causes you.", "Did the gates open?", "I will write to you again at 11:00 UTC."):
        assert [finding.rule for finding in _check(text).findings if finding.rule == "grounding.claim"] == []
    inside = _check("All gates were replaced by a rival brand overnight.", audience=Audience.INTERNAL)
    assert "grounding.claim" not in {finding.rule for finding in inside.findings}


def test_a_quotation_of_the_record_is_never_doubted() -> None:
    report = _check("The ticket gates at the north entrance reject paper tickets since 08:10 UTC.")
    assert [finding for finding in report.findings if finding.family is Family.GROUNDING] == []


def _evidence(tag: str, text: str, field: str, at: datetime | None = None, origin: str = "") -> Evidence:
    return Evidence(tag, text, origin or field, field, (Clause(text, Mode.OBSERVED, ""),), at=at)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Maya restarted it at 10:30 a.m. CEST.", "Maya restarted it at 08:30 UTC."),
        ("At half past eight the gates were shut.", "At 08:30 the gates were shut."),
        ("The gates opened at 08:30 and at 09:15 UTC.", "The gates opened at 08:30 and at 09:15 UTC."),
        ("Maya restarted it at 10:45 a.m. CEST.", "Maya restarted it at 10:45 a.m. CEST."),
    ],
)
def test_times_are_read_as_the_record_writes_them(said: str, read: str) -> None:
    assert clocked(said, "Log: 08:30 Maya restarted the gates. 09:15 UTC open.") == read


def test_nothing_known_is_nothing_read() -> None:
    assert premise((), ["Anything."]) == ""


def test_the_bundled_weights_tell_carried_sentences_from_others_on_records_that_taught_nothing() -> None:
    kept_back = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()][7::32]
    doubts: dict[str, list[float]] = {"supported": [], "unsupported": []}
    for row in kept_back:
        read = claim_reader().doubts(row["source"], [each["text"] for each in row["sentences"]])
        for each, doubt in zip(row["sentences"], read, strict=True):
            doubts[each["label"]].append(doubt)
    assert len(doubts["supported"]) > 90
    in_order = [carried < not_carried for carried in doubts["supported"] for not_carried in doubts["unsupported"]]
    assert sum(in_order) / len(in_order) > 0.75
    nagged = sum(doubt >= NAGGING for doubt in doubts["supported"])
    assert nagged < 0.2 * len(doubts["supported"])
