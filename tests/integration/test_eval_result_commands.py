"""`eval report`, `compare`, `gate`, `promote` and `trend` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes.evaluation import FLOOR, MODEL, cell, failed_cell, kept, run_of

from assistant.cli import cli

CASES = [f"case-{number:02d}" for number in range(30)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    before = [cell(name, variant, values={"expected": True}) for variant in (FLOOR, MODEL) for name in CASES]
    now = [cell(name, variant, values={"expected": (variant == FLOOR) or name > "case-09"}) for variant in (FLOOR, MODEL) for name in CASES]
    kept(run_of(before, id="aaaaaaaaaaaa"), tmp_path)
    kept(run_of(now, id="bbbbbbbbbbbb"), tmp_path)
    return tmp_path


def asked(data: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["eval", *words, "--data-dir", str(data)])


def test_a_report_is_written_beside_the_run(data):
    found = asked(data, "report", "bbbb", "--html", "--junit", "--markdown")
    assert found.exit_code == 0, found.output
    folder = data / "evals" / "bbbbbbbbbbbb"
    assert found.stdout.split() == [str(folder / name) for name in ("report.html", "junit.xml", "report.md")]
    assert json.loads(asked(data, "report", "bbbb", "--json").stdout)["files"] == {"html": str(folder / "report.html")}


def test_a_promoted_run_is_the_baseline_of_the_gate(data):
    place = str(data / "baselines")
    assert asked(data, "promote", "aaaa", "--name", "kept", "--to", place).exit_code == 0
    baseline = f"{place}/kept.json"
    assert asked(data, "gate", "aaaa", "--baseline", baseline).exit_code == 0
    lost = asked(data, "gate", "bbbb", "--baseline", baseline)
    assert lost.exit_code == 1
    assert "openai:larch-70b, expected: it went from 1 to 0.6667" in lost.stdout
    told = asked(data, "gate", "bbbb", "--baseline", baseline, "--json")
    assert json.loads(told.stdout)["passed"] is False
    assert told.exit_code == 1
    assert asked(data, "gate", "bbbb", "--baseline", baseline, "--margin", "60%").exit_code == 0
    assert asked(data, "gate", "bbbb", "--baseline", "none such").exit_code == 2
    assert asked(data, "gate", "bbbb", "--margin", "much").exit_code == 2


def test_too_many_errors_end_with_3_and_cannot_be_promoted(data):
    cells = [*(cell(name, values={"expected": True}) for name in CASES[:20]), *(failed_cell(name, FLOOR) for name in CASES[20:])]
    kept(run_of(cells, id="cccccccccccc"), data)
    assert asked(data, "gate", "cccc").exit_code == 3
    assert asked(data, "gate", "cccc", "--max-errors", "40%").exit_code == 0
    refused = asked(data, "promote", "cccc", "--to", str(data))
    assert refused.exit_code == 1
    assert "10 of its cells failed" in refused.output


def test_a_run_is_compared_with_another_and_with_itself(data):
    other = asked(data, "compare", "bbbb", "aaaa")
    assert "openai:larch-70b against openai:larch-70b" in other.stdout
    assert "- Broken (10): case-00" in other.stdout
    own = json.loads(asked(data, "compare", "bbbb", "--json").stdout)
    assert [(each["now"], each["before"]) for each in own] == [("openai:larch-70b", "composer")]
    assert asked(data, "compare", "bbbb", "--with", "nobody").exit_code == 2


def test_the_trend_goes_over_all_promoted_runs(data):
    place = str(data / "baselines")
    for name in ("bbbb", "aaaa"):
        asked(data, "promote", name, "--name", "kept", "--to", place)
    lines = json.loads(asked(data, "trend", "kept", "--in", place, "--json").stdout)
    values = {line["variant"]: [round(point["value"], 2) for point in line["points"]] for line in lines}
    assert values == {"composer": [1.0, 1.0], "openai:larch-70b": [0.67, 1.0]}
    assert "openai:larch-70b" in asked(data, "trend", "--in", place).stdout


def test_help_shows_every_command(data):
    told = asked(data, "--help").stdout
    assert all(f"  {name} " in told for name in ("run", "report", "compare", "gate", "promote", "trend"))
