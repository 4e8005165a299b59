"""Promises in sentences: the labelled rows, what is none, and that no sentence breaks the reading."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.promises import promises_in
from evals.benchmarks.checks import read_rows
from evals.benchmarks.promises import LABELLED, labelled, main, real


@pytest.mark.parametrize(
    "sentence",
    [
        "We continue to monitor the situation.",
        "Some users may continue to see errors for up to 30 minutes.",
        "Impact will reflect in degradation of logs ingestion on that cluster.",
        "Please restart the client before 14:00 UTC.",
        "Customers will need to sign in again tomorrow.",
        "The vendor says that the part will arrive on Wednesday.",
        "Since today at 11:55 UTC we are seeing errors.",
        "If the queue grows again, we will restart the worker.",
        "We will not close this before you confirm.",
        "There should be no issue with signing in any more.",
        "No further updates.",
    ],
)
def test_these_promise_nothing(sentence: str) -> None:
    assert promises_in(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("We aim to restore the search by 17:15 UTC and will write again by 15:00 UTC.", ["fix", "next_update"]),
        ("The report follows next week.", ["report"]),
        ("The review is scheduled for Thursday, and we will share its results with you by Friday.", ["action", "action"]),
        ("Will keep you posted.", ["next_update"]),
        ("Our team is investigating, and will provide an update in 2 hours.", ["next_update"]),
    ],
)
def test_these_promise(sentence: str, kinds: list[str]) -> None:
    found = promises_in(sentence)
    assert len(found) == len(kinds)
    assert [promise.kind.value for promise in found][-1] == kinds[-1]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Solène writes to you again at 16:10 UTC.", "next_update"),
        ("A call from our director awaits you on Wednesday at 13:00 UTC.", "call"),
        ("Your incident report: out by close of business Thursday.", "report"),
        ("Shooting to have the pumps back online by 1:30 p.m.", "fix"),
        ("By the end of January both alarms will have been added.", "action"),
        ("The overcharged EUR 640 comes off your April invoice.", "credit"),
        ("Lookups are back within the next forty minutes.", "fix"),
        ("Y'all will hear from us at 10 a.m. Central.", "next_update"),
    ],
)
def test_promises_in_the_present_tense_and_in_few_words(sentence: str, kind: str) -> None:
    assert [promise.kind.value for promise in promises_in(sentence)] == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody here can say when it will be finished.",
        "You asked when we will be done; I cannot say yet.",
        "Our team noticed the errors at 14:40 UTC.",
        "Maintenance is planned for Sunday, during which the portal will be unavailable.",
        "Our upstream provider expects full resolution in the next four hours.",
        "There will be no further updates.",
        "Shoppers paying by card tonight will be asked for a PIN.",
    ],
)
def test_these_promise_nothing_of_ours(sentence: str) -> None:
    assert promises_in(sentence) == ()


def test_each_clause_keeps_its_own_time() -> None:
    sentence = "The incident report will be sent to you this week, and by Thursday noon we repeat the backup test."
    report, test = promises_in(sentence)
    assert (report.kind.value, test.kind.value) == ("report", "action")
    assert "Thursday" not in sentence[report.start : report.end]


@pytest.mark.parametrize("word", ["a" * 20_000, "a-" * 10_000, "will" * 5_000, "1" * 20_000])
def test_one_very_long_word_is_read_quickly(word: str) -> None:
    began = time.process_time()
    promises_in(f"{word} x")
    assert time.process_time() - began < 1


@given(st.text(alphabet=st.sampled_from("We will call you by 10:00 UTC, and I'll update: next & then; ⟨⟩\n**|"), max_size=120))
def test_every_promise_lies_in_its_sentence(sentence: str) -> None:
    for promise in promises_in(sentence):
        assert 0 <= promise.lead <= promise.start < promise.end <= len(sentence)


def test_the_labelled_rows_reach_the_goals() -> None:
    rows = read_rows(LABELLED)
    assert len(rows) >= 150
    figures = labelled(rows)
    assert figures["all"]["recall"]["share"] >= 0.95
    assert figures["all"]["precision"]["share"] >= 0.95
    assert figures["all"]["due_time_right"]["share"] >= 0.95


@pytest.mark.shared_data
def test_real_updates_that_name_a_next_one_are_found(shared_data: Path) -> None:
    figures = real(read_rows(shared_data / "tone/status_updates.dev.jsonl")[::4])
    assert figures["found_of_named"]["share"] >= 0.98
    assert figures["due_time_right"]["share"] >= 0.99


def test_the_benchmark_runs_over_a_file_of_labelled_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(
        '{"id": "a", "text": "We call you tomorrow.", "sent": "2026-03-12T14:00Z", "promises": [{"kind": "call", "due": "2026-03-13T23:59Z"}]}\n'
    )
    assert main(["--data", str(file), "--real", str(tmp_path / "absent"), "--json"]) == 0
    assert '"missed": []' in capsys.readouterr().out
