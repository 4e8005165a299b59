"""The measure itself: it must find what it is there to find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.rca import GUESSES, first_three, hits, main, reachable, run, states_a_cause, summarise
from evals.cause_measures import asserted_causes, cause_part, invented

LOG = "At 06:40 UTC the broker failed for 1,140 orders. This was due to a full disk. Order feed Alpha Centauri recovered."


def row(name: str, *texts: str, cause: str, held: float, tier: str = "A", title: str = "Orders late") -> dict[str, Any]:
    log = [{"time": f"2026-05-14T0{hour}:00:00Z", "status": "update", "text": text} for hour, text in enumerate(texts)]
    reference = {"root_cause": cause}
    return {
        "id": name,
        "title": title,
        "log_kind": "customer-facing",
        "tier": tier,
        "log": log,
        "reference": reference,
        "rc_words_in_log": held,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        row(
            "x:told",
            "Orders are late.",
            "This was due to a full disk on the broker.",
            cause="The delay was due to a full disk on the broker.",
            held=1.0,
        ),
        row("x:quiet", "Orders are late.", "Orders are back to normal.", cause="An expired certificate caused the delay.", held=0.0),
        row("x:talks", "Orders are late.", "The feed failed due to a broken switch.", cause="An expired certificate.", held=0.0),
        row("x:C/slash", "Orders are late.", cause="", held=0.0, tier="C"),
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "It failed at 07:15 UTC.",
        "1,141 orders.",
        "About three hours.",
        "Beta Centauri was down.",
        "See https://example.org/x.",
        "It rose by 12 %.",
    ],
)
def test_an_invented_value_is_found(text: str) -> None:
    assert invented(text, LOG)


def test_what_the_log_holds_and_tags_are_not_invented() -> None:
    assert invented("H1 (F12, S2): the broker failed at 06:40 UTC for 1140 orders; Alpha Centauri recovered.", LOG) == []


def test_a_cause_that_no_sentence_of_the_log_says_is_found() -> None:
    assert asserted_causes("It failed because of an expired certificate.", LOG)
    assert asserted_causes("This was due to a full disk.", LOG) == []
    assert asserted_causes("On “due to a full disk”: compare both.", LOG) == []


def test_the_cause_is_taken_out_of_the_sentence_that_explains_with_it() -> None:
    assert cause_part("The feed was degraded due to a full disk.").strip() == "a full disk."
    assert cause_part("A full disk caused the feed to fail.").strip() == "A full disk"
    assert cause_part("A full disk.") == "A full disk."


def test_hits_and_silence_are_counted(data: Path) -> None:
    cases, unread = run(data)
    assert (len(cases), unread) == (4, 0)
    held = next(case for case in cases if case.row["id"] == "x:told")
    assert reachable(held) == {"full", "disk", "broker"}
    assert hits([held], first_three)["right_at"]["1.00"] == 1.0
    assert hits([held], lambda case: ["Orders are late."])["right_at"]["0.25"] == 0.0
    assert hits([held], lambda case: [" ".join(["word"] * 60) + " full disk broker"])["right_at"]["0.25"] == 0.0
    figures = summarise(cases, unread)
    assert figures["inconclusive"]["n"] == 2
    assert figures["inconclusive"]["concluded"] == ["x:talks"]
    assert figures["inconclusive"]["inconclusive_without_causal_sentence"] == 1.0
    assert states_a_cause(held)
    assert set(figures["baselines"]) >= {"random three sentences", "longest causal sentences"}
    assert all(len(first_three(case)) <= GUESSES for case in cases)


def test_the_last_line_is_one_json_object(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["rca", "--data", str(data), "--json"])
    main()
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["invention"]["values_not_in_log"] == 0
    assert figures["records"] == 4
    assert "baselines" in figures
