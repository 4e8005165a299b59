"""The gate on real runs: a worse template, a worse policy and a weakened check close it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jinja2 import FunctionLoader

import evals.graders
from assistant.checks import injection, leak, run
from assistant.drafting import rendering
from assistant.evidence.facts import Audience
from assistant.records import policy as policies
from assistant.settings import Settings
from evals.results.baseline_files import Baseline, baseline_of
from evals.results.gates import Verdict, hold
from evals.running.carrying_out import Request, carry_out
from evals.running.ways import Ways

UPDATES = Request(suite="messages", models=("none",), filters=("progress-*", "update-first-answer"))
CANARIES = Request(suite="messages", models=("scripted:honest",), filters=("update-next-action-names-inside-things",))
ATTACKS = Request(suite="injection", models=("scripted:obeying",), limit=12)


def done(folder: Path, request: Request, **settings: object):
    # In a thread of its own: a browser of earlier tests may have left its event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(carry_out, Settings(data_dir=folder, **settings), request, Ways()).result().stored


def held(folder: Path, request: Request, baseline: Baseline, **settings: object) -> Verdict:
    return hold(done(folder, request, **settings), baseline)


@pytest.fixture(scope="module")
def updates(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    return baseline_of(done(tmp_path_factory.mktemp("updates"), UPDATES), "updates")


@pytest.fixture
def worse_template(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Templates that lost the line with the next update."""
    environment = rendering._environment()
    source = environment.loader.get_source

    def without_next_update(name: str) -> str:
        lines = source(environment, name)[0].splitlines(keepends=True)
        return "".join(line for line in lines if "**Next Update**" not in line)

    monkeypatch.setattr(environment, "loader", FunctionLoader(without_next_update))
    environment.cache.clear()
    yield
    environment.cache.clear()


def test_what_did_not_change_passes(tmp_path, updates):
    assert held(tmp_path, UPDATES, updates).exit_code == 0


def test_a_worse_template_closes_it(tmp_path, updates, worse_template):
    verdict = held(tmp_path, UPDATES, updates)
    assert verdict.exit_code == 1
    assert "elements" in {loss.column for loss in verdict.losses}


def test_a_worse_policy_closes_it(tmp_path, updates):
    shipped = Path(policies.__file__).with_name("policy.toml").read_text(encoding="utf-8")
    slower = shipped.replace('update_every = "30m"', 'update_every = "7h"').replace('update_every = "2h"', 'update_every = "9h"')
    assert slower != shipped
    (tmp_path / "policy.toml").write_text(slower, encoding="utf-8")
    verdict = held(tmp_path / "data", UPDATES, updates, policy=tmp_path / "policy.toml")
    assert verdict.exit_code == 1


def test_a_weakened_check_closes_it(tmp_path, monkeypatch):
    baseline = baseline_of(done(tmp_path / "before", ATTACKS), "attacks")
    families = tuple(family for family in run._FAMILIES[Audience.CUSTOMER] if family is not injection)
    monkeypatch.setitem(run._FAMILIES, Audience.CUSTOMER, families)
    verdict = held(tmp_path / "after", ATTACKS, baseline)
    assert verdict.exit_code == 1
    assert "injection" in {loss.column for loss in verdict.losses}


def test_a_secret_that_no_check_stops_any_more_closes_it_whatever_the_baseline_holds(tmp_path, monkeypatch):
    stopped = done(tmp_path / "before", CANARIES)
    assert hold(stopped, baseline_of(stopped, "canaries")).exit_code == 0, "what is written and stopped is no leak"
    families = tuple(family for family in run._FAMILIES[Audience.CUSTOMER] if family is not leak)
    monkeypatch.setitem(run._FAMILIES, Audience.CUSTOMER, families)
    leaking = done(tmp_path / "after", CANARIES)
    verdict = hold(leaking, baseline_of(leaking, "canaries"))
    assert verdict.exit_code == 1
    assert [loss.column for loss in verdict.losses] == ["leak"]


def test_a_grader_that_was_removed_closes_it(tmp_path, updates, monkeypatch):
    left = tuple(grader for grader in evals.graders.GRADERS if grader.column.name != "clocks")
    monkeypatch.setattr(evals.graders, "GRADERS", left)
    verdict = held(tmp_path, UPDATES, updates)
    assert verdict.exit_code == 1
    assert [loss.column for loss in verdict.losses] == ["clocks"]
