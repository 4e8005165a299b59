"""The repair benchmark: what it seeds is really wrong, what it counts as mended is really gone, and bad writers do no harm."""

from __future__ import annotations

import json

import pytest

from evals.benchmarks.loop import WRITERS, main
from evals.seeded_faults import SEEDS, Fault


def test_a_fault_knows_by_itself_whether_it_is_mended() -> None:
    assert Fault("x", wrong="never again").is_mended("All is well.")
    assert not Fault("x", wrong="never again").is_mended("It happens never again.")
    assert Fault("x", missing=r"^\*\*Next Update\*\*:\s*\S").is_mended("Hi\n**Next Update**: 10:00 UTC")
    assert not Fault("x", missing=r"^\*\*Next Update\*\*:\s*\S").is_mended("Hi")
    assert len(SEEDS) >= 10


def test_a_small_run_mends_most_and_blocks_nothing_new(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--number", "8", "--seed", "3", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])["loop"]
    assert set(figures) == set(WRITERS)
    for row in figures.values():
        assert row["mended"]["n"] >= 12
        assert row["mended"]["share"] >= 0.7
        assert row["drafts_with_new_blocks"]["count"] == 0
        assert max(int(rounds) for rounds in row["rounds"]) <= 2
        assert row["kept"]["repaired"] >= row["kept"]["seeded"]
