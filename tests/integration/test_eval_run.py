"""Evaluation runs from the plan to the file: the product's own path, with real requests to a server on the loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.answers import good_answer
from fakes.command_line import call, spawn
from fakes.endpoint import FakeEndpoint, Play, Reply, completion, error, good, refusing, saying, truncated_json, wrong_schema
from fakes.evaluations import case, case_file, cases, settings

from assistant.errors import InputInvalid, NotFound, SteadyhandError
from evals.cell import Cell
from evals.results.report import report_html
from evals.run_files import CELLS, StoredRun, read_cells, read_run, write_cells
from evals.running.carrying_out import Done, Request, carry_out, request_of
from evals.running.judging_again import Judged, judge_run
from evals.running.regrading import regrade
from evals.running.run_folders import alone, find_run
from evals.running.runner import Limits
from evals.running.ways import Ways

MODEL = "openai:fake-1"
JUDGE = "openai:gauge-2"


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([good()]) as running:
        yield running


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.running.endpoint._FIRST_PAUSE", 0.0)


class Bench:
    """A data directory, a file of cases and an endpoint."""

    def __init__(self, folder: Path, endpoint: FakeEndpoint, number: int = 3) -> None:
        self.data = folder / "data"
        self.endpoint = endpoint
        self.file = case_file(folder / "small.jsonl", cases(number))

    def request(self, **asked: Any) -> Request:
        return Request.model_validate({"dataset": self.file, "models": (MODEL,), **asked})

    def run(self, ways: Ways | None = None, **asked: Any) -> Done:
        return carry_out(settings(self.data, self.endpoint.base_url), self.request(**asked), ways or Ways())

    @property
    def asked(self) -> int:
        return len(self.endpoint.bodies)


@pytest.fixture
def bench(tmp_path: Path, endpoint: FakeEndpoint) -> Bench:
    return Bench(tmp_path, endpoint)


def _cells(done: Done) -> list[Cell]:
    return sorted(done.stored.cells, key=lambda cell: (cell.repeat, cell.case))


# What a cell holds


def test_a_cell_holds_the_products_own_draft_with_everything_about_it(bench: Bench) -> None:
    done = bench.run()
    [first, *_] = _cells(done)
    assert (done.progress.total, done.progress.errors, bench.asked) == (3, 0, 3)
    assert first.draft is not None
    assert first.draft.written_by == MODEL
    assert first.draft.document.subject
    assert first.prompt is not None
    assert (first.prompt.id, first.prompt.version) == ("draft/progress", 1)
    assert first.prompt.fingerprint == first.draft.prompt.fingerprint
    assert first.scores
    assert (first.usage.requests, first.usage.input_tokens, first.usage.output_tokens) == (1, 100, 50)
    [exchange] = first.exchanges
    assert exchange.request["response_format"]["type"] == "json_schema"
    assert exchange.request in bench.endpoint.bodies, "as it went over the wire"
    assert "Brightwater" not in str(exchange.request)


def test_names_come_back_and_never_go_out(bench: Bench, tmp_path: Path) -> None:
    from fakes.model_material import PRIVATE, record

    of = case(record=record(), now=record().updates[-1].at)
    bench.file = case_file(tmp_path / "one.jsonl", [of])
    [cell] = bench.run().stored.cells
    assert cell.draft is not None
    assert "Larkmoor" in cell.draft.document.body + cell.draft.document.subject
    assert [name for name in PRIVATE if name in bench.endpoint.wire] == []


@pytest.mark.parametrize(
    ("play", "told", "requests"),
    [
        (saying("I would rather not."), "did not fill the slots", 2),
        (wrong_schema(), "did not fill the slots", 2),
        (truncated_json(), "did not fill the slots", 2),
        (refusing(), "refused to write", 1),
        (saying(""), "gave an empty answer", 1),
        (saying("{}", finish="length"), "broke off", 1),
        (saying("{}", finish="content_filter"), "content filter", 1),
    ],
)
def test_an_answer_that_is_no_document_is_the_models_own_and_is_graded(bench: Bench, play: Play, told: str, requests: int) -> None:
    bench.endpoint.play(play)
    done = bench.run(limit=1)
    [cell] = done.stored.cells
    assert told in cell.unwritten
    assert (cell.draft, cell.error) == (None, None)
    assert [score.value for score in cell.scores if score.name == "expected"] == [False]
    assert len(cell.exchanges) == requests
    assert not done.too_many_errors


@pytest.mark.parametrize(
    ("play", "reason"),
    [(error(500, "down"), "server"), (error(401, "key"), "authentication"), (error(429, "quota", code="insufficient_quota"), "quota")],
)
def test_no_answer_is_an_error_of_the_cell_and_never_the_composers_draft(bench: Bench, play: Play, reason: str) -> None:
    bench.endpoint.play(play)
    done = bench.run(Ways(max_attempts=2))
    assert [cell.error.reason for cell in done.stored.cells if cell.error] == [reason] * 3
    assert all(cell.draft is None and cell.scores == () and cell.unwritten == "" for cell in done.stored.cells)
    assert done.too_many_errors
    assert all(cell.latency_s is None for cell in done.stored.cells)


def test_an_endpoint_that_takes_no_schema_is_asked_in_words_as_in_the_product(bench: Bench) -> None:
    from fakes.endpoint import takes_only

    bench.endpoint.play(takes_only("text", status=400))
    done = bench.run(Ways(Limits(jobs=1)))
    assert all(cell.draft and cell.draft.written_by == MODEL for cell in done.stored.cells)
    first, second, _ = _cells(done)
    assert [bool(exchange.error) for exchange in first.exchanges] == [True, True, False]
    assert len(second.exchanges) == 1, "it is remembered for all cases"


def test_composer_and_scripted_models_stand_in_the_same_matrix_and_ask_nobody(bench: Bench) -> None:
    done = bench.run(models=("none", "scripted:honest", "scripted:copying", "scripted:obeying"))
    assert bench.asked == 0
    assert {cell.variant.name for cell in done.stored.cells} == {"composer", "scripted:honest", "scripted:copying", "scripted:obeying"}
    assert all(cell.cost == 0 and cell.error is None for cell in done.stored.cells)
    assert {cell.draft.written_by for cell in done.stored.cells if cell.draft} >= {"composer", "scripted:honest"}


# Going on


def test_the_same_command_leaves_what_is_finished(bench: Bench) -> None:
    first = bench.run()
    lines = (first.stored.folder / CELLS).read_bytes()
    again = bench.run()
    assert again.stored.folder == first.stored.folder
    assert (again.progress.kept, again.progress.done, bench.asked) == (3, 0, 3)
    assert (again.stored.folder / CELLS).read_bytes() == lines


def test_half_a_line_is_done_again_and_nothing_else(bench: Bench) -> None:
    path = bench.run(Ways(use_cache=False)).stored.folder / CELLS
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 40])
    again = bench.run(Ways(use_cache=False))
    assert (again.progress.kept, again.progress.done, bench.asked) == (2, 1, 4)
    assert len(again.stored.cells) == 3


def test_a_killed_run_goes_on_without_losing_or_repeating_a_finished_cell(tmp_path: Path) -> None:
    held, many = threading.Event(), 12
    served: list[int] = []

    def play(body: dict[str, Any]) -> Reply:
        served.append(1)
        if len(served) > 5:
            held.wait(60)
        return completion(good_answer(body))

    with FakeEndpoint([play]) as endpoint:
        file = case_file(tmp_path / "small.jsonl", cases(many))
        args = ["eval", "run", "--dataset", str(file), "--model", MODEL, "--jobs", "2", "--no-cache", "--data-dir", str(tmp_path / "data")]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("STEADYHAND_", "OPENAI_"))}
        environment = {**kept, "OPENAI_BASE_URL": endpoint.base_url}
        process = subprocess.Popen([sys.executable, "-m", "assistant", *args], env=environment, stderr=subprocess.DEVNULL)
        try:
            _until(lambda: _lines(tmp_path / "data") >= 5, process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        before = (next((tmp_path / "data" / "evals").glob(f"*/{CELLS}"))).read_bytes()
        asked_before = len(endpoint.bodies)
        held.set()
        request, folder = request_of(settings(tmp_path / "data"), "latest")
        done = carry_out(settings(tmp_path / "data", endpoint.base_url), request, Ways(use_cache=False), folder=folder)
        asked_after = len(endpoint.bodies) - asked_before
    assert before.count(b"\n") == 5
    assert (done.progress.kept, done.progress.done, asked_after) == (5, many - 5, many - 5)
    after = (done.stored.folder / CELLS).read_bytes()
    assert after.startswith(before)
    assert len(after.splitlines()) == len(done.stored.cells) == many
    assert all(cell.draft for cell in done.stored.cells)


def _lines(data: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in (data / "evals").glob(f"*/{CELLS}"))


def _until(holds: Any, process: subprocess.Popen[bytes]) -> None:
    waiting = threading.Event()
    while not holds():
        assert process.poll() is None, "the run ended by itself"
        waiting.wait(0.02)


def test_errors_are_retried_on_request_and_the_old_result_stands_until_then(bench: Bench) -> None:
    bench.endpoint.play(error(503, "down"))
    ways = Ways(Limits(jobs=1), max_attempts=1)
    first = bench.run(ways)
    lines = (first.stored.folder / CELLS).read_bytes()
    assert bench.run(ways).progress.done == 0, "a failed cell is finished unless it is asked for"
    retrying = Ways(Limits(jobs=1, retry_errors=True), max_attempts=1)
    assert bench.run(retrying).progress.errors == 3
    assert (first.stored.folder / CELLS).read_bytes() == lines
    bench.endpoint.play(good())
    mended = bench.run(retrying)
    assert (mended.progress.done, mended.progress.errors, mended.too_many_errors) == (3, 0, False)
    assert all(cell.draft and cell.error is None for cell in mended.stored.cells)
    assert bench.run(retrying).progress.done == 0


def test_a_run_goes_on_by_its_id_as_it_was_planned(bench: Bench, tmp_path: Path) -> None:
    done = bench.run(repeats=2)
    write_cells(done.stored.folder / CELLS, done.stored.cells[:4])
    request, folder = request_of(settings(bench.data), done.stored.header.id[:6])
    again = carry_out(settings(bench.data, bench.endpoint.base_url), request, Ways(), folder=folder)
    assert (again.progress.kept, again.progress.done, again.progress.cached) == (4, 2, 2)
    case_file(bench.file, cases(4))
    with pytest.raises(InputInvalid, match="have changed since"):
        carry_out(settings(bench.data, bench.endpoint.base_url), request, Ways(), folder=folder)


def test_a_run_that_is_under_way_elsewhere_is_left_alone(bench: Bench) -> None:
    folder = bench.run().stored.folder
    with alone(folder):
        with pytest.raises(SteadyhandError, match="under way in another process"):
            bench.run()
        with pytest.raises(SteadyhandError, match="under way in another process"):
            regrade(settings(bench.data), folder.name)
    assert bench.run().progress.kept == 3


# Cache, cost and budget


def test_a_new_run_of_the_same_requests_comes_out_of_the_cache(bench: Bench) -> None:
    first = bench.run(repeats=2)
    assert bench.asked == 6
    for path in first.stored.folder.iterdir():
        path.unlink()
    again = bench.run(repeats=2)
    assert bench.asked == 6, "every repeat has its own answer, and none was asked for again"
    assert again.progress.cached == 6
    assert all(cell.cached and cell.latency_s is None and cell.attempts == 0 for cell in again.stored.cells)
    assert all(cell.latency_s is not None for cell in first.stored.cells)


def test_without_the_cache_everything_is_asked_anew(bench: Bench) -> None:
    folder = bench.run(Ways(use_cache=False)).stored.folder
    (folder / CELLS).unlink()
    bench.run(Ways(use_cache=False))
    assert bench.asked == 6


def _prices(folder: Path, base_url: str) -> Path:
    path = folder / "prices.toml"
    path.write_text(f'date = "2026-11-01"\nbase_url = "{base_url}"\n[models]\nfake-1 = {{ input = 1000.0, output = 2000.0 }}\n')
    return path


def test_cost_follows_the_table_and_an_unknown_price_is_no_zero(bench: Bench, tmp_path: Path) -> None:
    assert {cell.cost for cell in bench.run().stored.cells} == {None}
    priced = bench.run(Ways(prices=_prices(tmp_path, bench.endpoint.base_url), use_cache=False), repeats=2)
    assert [cell.cost for cell in priced.stored.cells] == [pytest.approx(0.2)] * 6
    assert priced.progress.spent == pytest.approx(1.2)
    assert priced.stored.header.prices == "2026-11-01"


def test_a_budget_ends_the_planning_of_requests_and_says_so(bench: Bench, tmp_path: Path) -> None:
    prices = _prices(tmp_path, bench.endpoint.base_url)
    # Before the first answer a cell is expected to cost 7.00, and after n of them their mean with it.
    stopped = bench.run(Ways(Limits(jobs=1, budget=7.1), prices=prices), repeats=15)
    assert "budget of 7.10" in stopped.progress.stopped
    assert 0 < stopped.progress.done < 45
    assert stopped.progress.spent <= 7.1
    assert stopped.progress.left == 45 - stopped.progress.done
    assert bench.asked == stopped.progress.done
    rest = bench.run(Ways(Limits(jobs=1), prices=prices), repeats=15)
    assert (rest.progress.kept, rest.progress.left) == (stopped.progress.done, 0)


def test_a_budget_that_cannot_be_kept_is_refused(bench: Bench) -> None:
    with pytest.raises(SteadyhandError, match=r"no price is known for openai:fake-1"):
        bench.run(Ways(Limits(budget=1.0)))
    assert bench.asked == 0


# Prompts


def test_a_prompt_from_a_file_is_what_the_model_reads(bench: Bench, tmp_path: Path) -> None:
    from importlib.resources import files

    text = files("prompts").joinpath("draft/progress.j2").read_text(encoding="utf-8")
    (tmp_path / "new.j2").write_text(text.replace("Write the parts", "Marigold: write the parts"), encoding="utf-8")
    done = bench.run(Ways(Limits(jobs=3)), prompts=("update/progress@1", f"update/progress={tmp_path / 'new.j2'}"), models=("none", MODEL))
    by_name = {
        name: [cell for cell in done.stored.cells if cell.variant.name == name]
        for name in {cell.variant.name for cell in done.stored.cells}
    }
    assert {name: len(cells_of) for name, cells_of in by_name.items()} == {
        "composer": 3,
        f"{MODEL}, draft/progress@1": 3,
        f"{MODEL}, draft/progress={tmp_path / 'new.j2'}": 3,
    }
    marked = {name: ["Marigold" in str(cell.exchanges) for cell in cells_of] for name, cells_of in by_name.items()}
    assert marked[f"{MODEL}, draft/progress@1"] == [False] * 3
    assert marked[f"{MODEL}, draft/progress={tmp_path / 'new.j2'}"] == [True] * 3
    prints = {cell.prompt.fingerprint for cell in done.stored.cells if cell.prompt}
    assert len(prints) == 2


def test_a_policy_file_is_what_the_drafts_are_written_under(tmp_path: Path) -> None:
    from importlib.resources import files

    from assistant.records.policy import load_policy, shipped_policy

    text = files("assistant.records").joinpath("policy.toml").read_text(encoding="utf-8")
    other = tmp_path / "policy.toml"
    other.write_text(text.replace('zone = "UTC"', 'zone = "Asia/Tokyo"'), encoding="utf-8")
    wanted = load_policy(other).fingerprint
    assert wanted != shipped_policy().fingerprint
    file = case_file(tmp_path / "small.jsonl", cases(1))
    done = carry_out(settings(tmp_path / "data", policy=other), Request(dataset=file), Ways())
    [cell] = done.stored.cells
    assert cell.draft is not None
    assert (cell.draft.fingerprints.policy, done.stored.header.policy) == (wanted, wanted)
    assert carry_out(settings(tmp_path / "data"), Request(dataset=file), Ways()).stored.folder != done.stored.folder


# Judges


def _judging(writes: Play) -> Play:
    """Writes documents, and answers a judge with "yes" to the first question, quoting words that stand in every document."""

    def play(body: dict[str, Any]) -> Reply:
        if "answers" not in str(body["response_format"]):
            return writes(body)
        return completion('{"answers": [{"id": "harm_named", "yes": true, "quote": "Next Update"}]}')

    return play


def test_a_judge_adds_columns_of_its_own_and_its_cost_is_told_apart(bench: Bench, tmp_path: Path) -> None:
    bench.endpoint.play(_judging(good()))
    ways = Ways(prices=_prices(tmp_path, bench.endpoint.base_url))
    done = bench.run(ways, models=("none", MODEL), judge=MODEL, limit=1)
    by_model = {cell.variant.model: cell for cell in done.stored.cells}
    assert done.stored.header.judge == MODEL
    for cell in by_model.values():
        [judged] = [score for score in cell.scores if score.name == "judge: harm named"]
        assert judged.judge.startswith(MODEL)
        assert len(cell.judging) == 1
        assert cell.judging_cost == pytest.approx(0.2)
    assert by_model["none"].cost == 0
    assert by_model[MODEL].cost == pytest.approx(0.2)
    assert by_model[MODEL].usage.requests == 1, "what a judge was asked is not the writer's"
    assert done.progress.spent == pytest.approx(0.6)
    regraded, _ = regrade(settings(bench.data), done.stored.header.id)
    assert [score for cell in regraded.cells for score in cell.scores if score.judge] == [
        score for cell in done.stored.cells for score in cell.scores if score.judge
    ]


@pytest.mark.parametrize("judge", ["none", "scripted:honest", "openai:"])
def test_only_a_model_at_the_endpoint_can_judge(bench: Bench, judge: str) -> None:
    with pytest.raises(NotFound, match="cannot judge"):
        bench.run(judge=judge)


# Grading again


def test_stored_documents_are_graded_again_without_a_request(bench: Bench) -> None:
    done = bench.run()
    path = done.stored.folder / CELLS
    write_cells(path, [cell.model_copy(update={"scores": ()}) for cell in done.stored.cells])
    regraded, changed = regrade(settings(bench.data), done.stored.header.id)
    assert (changed, bench.asked) == (3, 3)
    assert [cell.scores for cell in regraded.cells] == [cell.scores for cell in done.stored.cells]
    assert regrade(settings(bench.data), "latest")[1] == 0


# Judging again


def _without_a_judge(bench: Bench, **asked: Any) -> Done:
    done = bench.run(**asked)
    assert done.stored.header.judge == ""
    return done


def _judge(bench: Bench, ways: Ways | None = None, judge: str = JUDGE) -> Judged:
    return judge_run(settings(bench.data, bench.endpoint.base_url), "latest", judge, ways or Ways())


def _verdicts(stored: StoredRun) -> dict[str, Any]:
    return {cell.case: score.value for cell in stored.cells for score in cell.scores if score.name == "judge: harm named"}


def test_a_stored_run_is_judged_by_a_model_that_had_no_part_in_it(bench: Bench) -> None:
    bench.endpoint.play(_judging(good()))
    before = _without_a_judge(bench, models=("none", MODEL))
    asked = bench.asked
    done = _judge(bench)
    assert (done.progress.total, done.progress.done) == (6, 6)
    assert asked < bench.asked <= asked + 6, "only the judge is asked"
    after = {cell.key: cell for cell in done.stored.cells}
    for cell in before.stored.cells:
        found = after[cell.key]
        assert tuple(score for score in found.scores if not score.judge) == cell.scores
        [judged] = [score for score in found.scores if score.name == "judge: harm named"]
        assert (judged.value, judged.judge.partition(",")[0]) == (True, JUDGE)
        assert judged.quotes == ("Next Update",)
        assert judged.prompt is not None
        assert (found.exchanges, found.draft, found.cost) == (cell.exchanges, cell.draft, cell.cost)
        assert [exchange.request["model"] for exchange in found.judging] == ["gauge-2"]
    assert read_run(done.stored.folder) == done.stored
    assert len((done.stored.folder / CELLS).read_bytes().splitlines()) == 6, "one line a cell again"


def test_the_judge_stands_in_the_run_file_and_in_the_report(bench: Bench) -> None:
    bench.endpoint.play(_judging(good()))
    _without_a_judge(bench)
    header = _judge(bench).stored.header
    assert (header.judge, header.parameters["judge"], header.parameters["judge_base_url"]) == (JUDGE, JUDGE, bench.endpoint.base_url)
    assert header.command.endswith(f"--judge {JUDGE}")
    page = report_html(read_run(find_run(bench.data, "latest")))
    assert f"<dt>Judge</dt><dd>{JUDGE}" in page
    assert "judge: harm named" in page
    going_on = bench.run()
    assert (going_on.progress.kept, going_on.stored.header.judge) == (3, JUDGE), "the same command leaves it as it is"


def test_what_a_judge_was_asked_before_comes_out_of_the_cache(bench: Bench, tmp_path: Path) -> None:
    bench.endpoint.play(_judging(good()))
    _without_a_judge(bench)
    prices = tmp_path / "prices.toml"
    prices.write_text(
        f'date = "2026-11-02"\nbase_url = "{bench.endpoint.base_url}"\n[models]\ngauge-2 = {{ input = 1000.0, output = 2000.0 }}\n'
    )
    ways = Ways(prices=prices)
    first = _judge(bench, ways)
    asked = bench.asked
    again = _judge(bench, ways)
    assert bench.asked == asked
    assert (first.progress.cached, first.progress.spent) == (0, pytest.approx(0.6))
    assert (again.progress.cached, again.progress.spent) == (3, 0.0)
    assert _verdicts(again.stored) == _verdicts(first.stored)
    assert again.stored.header.prices == "2026-11-02"
    _judge(bench, Ways(prices=prices, use_cache=False))
    assert bench.asked == asked + 3


def test_another_judge_takes_the_place_of_the_first(bench: Bench) -> None:
    bench.endpoint.play(_judging(good()))
    first = bench.run(judge=MODEL)
    assert set(_verdicts(first.stored).values()) == {True}
    bench.endpoint.play(saying('{"answers": [{"id": "harm_named", "yes": false, "quote": ""}]}'))
    done = _judge(bench)
    assert set(_verdicts(done.stored).values()) == {False}
    assert done.stored.header.judge == JUDGE
    assert {score.judge for cell in done.stored.cells for score in cell.scores if score.judge} == {JUDGE}


def test_a_verdict_that_cannot_be_read_is_unscored(bench: Bench) -> None:
    _without_a_judge(bench)
    bench.endpoint.play(saying("It is a fine letter."))
    done = _judge(bench)
    judged = [score for cell in done.stored.cells for score in cell.scores if score.judge]
    assert judged
    assert {score.value for score in judged} == {None}
    assert all(score.reason for score in judged)
    assert (done.progress.errors, done.too_many_errors) == (0, False)


def test_earlier_verdicts_stand_where_the_endpoint_gives_no_answer(bench: Bench) -> None:
    bench.endpoint.play(_judging(good()))
    before = bench.run(judge=MODEL)
    bench.endpoint.play(error(500, "down"))
    done = _judge(bench, Ways(max_attempts=1))
    assert _verdicts(done.stored) == _verdicts(before.stored)
    assert (done.progress.errors, done.too_many_errors, done.stored.header.judge) == (3, True, MODEL)


def test_a_budget_ends_judging_and_the_same_command_goes_on(bench: Bench, tmp_path: Path) -> None:
    bench.endpoint.play(_judging(good()))
    _without_a_judge(bench, models=("none",), repeats=15)
    prices = tmp_path / "prices.toml"
    prices.write_text(
        f'base_url = "{bench.endpoint.base_url}"\ndate = "2026-11-02"\n[models]\ngauge-2 = {{ input = 1000.0, output = 2000.0 }}\n'
    )
    # As in a run: before the first answer one is expected to cost 7.00.
    stopped = _judge(bench, Ways(Limits(jobs=1, budget=7.1), prices=prices, use_cache=False))
    assert "budget of 7.10" in stopped.progress.stopped
    assert 0 < stopped.progress.done < 45
    assert stopped.progress.spent <= 7.1
    assert len(stopped.stored.cells) == 45
    judged = sum(any(score.judge for score in cell.scores) for cell in stopped.stored.cells)
    assert judged == stopped.progress.done
    with pytest.raises(SteadyhandError, match="no price is known"):
        _judge(bench, Ways(Limits(budget=1.0)))


def test_the_grade_command_takes_a_judge(bench: Bench) -> None:
    bench.endpoint.play(_judging(good()))
    _without_a_judge(bench)
    grade = ("--data-dir", str(bench.data), "eval", "grade", "latest", "--judge", JUDGE)
    told = json.loads(spawn(*grade, "--json", OPENAI_BASE_URL=bench.endpoint.base_url).stdout)
    assert (told["cells"], told["changed"], told["judge"], told["judged"], told["unanswered"]) == (3, 0, JUDGE, 3, 0)
    said = spawn(*grade, OPENAI_BASE_URL=bench.endpoint.base_url)
    assert f"3 documents judged by {JUDGE}, 3 from the cache" in said.stdout.decode()
    bench.endpoint.play(error(500, "down"))
    down = spawn(*grade, "--no-cache", "--max-attempts", "1", OPENAI_BASE_URL=bench.endpoint.base_url)
    assert down.returncode == 3
    assert "3 of 3 documents got no answer" in down.stderr.decode()
    refused = call(bench.data, "eval", "grade", "latest", "--judge", "none")
    assert refused.code != 0
    assert "cannot judge" in refused.err


def test_a_broken_grader_loses_no_answer(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("nothing to divide by")

    with monkeypatch.context() as broken:
        broken.setattr("evals.running.carrying_out.grade_all", breaks)
        done = bench.run()
    assert {cell.error.reason for cell in done.stored.cells if cell.error} == {"grader"}
    assert all(cell.draft for cell in done.stored.cells)
    regraded, _ = regrade(settings(bench.data), done.stored.header.id)
    assert all(cell.error is None and cell.scores for cell in regraded.cells)


# The command line


def test_the_command_says_where_it_lies_and_how_to_repeat_it(tmp_path: Path) -> None:
    file = case_file(tmp_path / "small.jsonl", cases(2))
    done = call(tmp_path / "data", "eval", "run", "--dataset", str(file), "--model", "none", "--model", "scripted:honest")
    assert done.code == 0, done.err
    assert "steadyhand eval run --dataset" in done.out
    assert "--model none --model scripted:honest" in done.out
    [folder] = [path.parent for path in (tmp_path / "data" / "evals").glob(f"*/{CELLS}")]
    assert str(folder) in done.out
    assert len(read_cells(folder / CELLS)) == 4
    again = call(tmp_path / "data", "eval", "run", "--resume", folder.name, "--json")
    assert (again.json["kept"], again.json["done"], again.json["left"]) == (4, 0, 0)
    assert [each["cells"] for each in again.json["summary"]["variants"]] == [2, 2]
    listed = call(tmp_path / "data", "eval", "list", "--json").json
    assert [each["id"] for each in listed["runs"]] == [folder.name]
    assert {each["name"] for each in listed["suites"]} >= {"messages", "all"}
    assert call(tmp_path / "data", "eval", "grade", folder.name, "--json").json["cells"] == 4


def test_the_model_may_stand_before_the_command_as_everywhere(tmp_path: Path) -> None:
    file = case_file(tmp_path / "small.jsonl", cases(1))
    done = call(tmp_path / "data", "--model", "scripted:honest", "eval", "run", "--dataset", str(file), "--json")
    assert [each["model"] for each in done.json["summary"]["variants"]] == ["scripted:honest"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["eval", "run"], "Name a suite"),
        (["eval", "run", "messages", "--resume", "abc"], "name no suite beside it"),
        (["eval", "run", "nothing"], "nothing"),
        (["eval", "run", "messages", "--model", "gpt"], "There is no model"),
        (["eval", "run", "messages", "--model", "openai:gpt"], "There is no key"),
        (["eval", "run", "messages", "--prompt", "draft/progress@9"], "is not kept"),
        (["eval", "run", "messages", "--max-errors", "many"], "is no share"),
        (["eval", "run", "--resume", "abc"], "There is no run"),
        (["eval", "grade", "abc"], "There is no run"),
    ],
)
def test_what_cannot_be_run_ends_with_2(args: list[str], told: str, tmp_path: Path) -> None:
    done = call(tmp_path / "data", *args)
    assert done.code == 2
    assert told in done.err


def test_too_many_errors_end_with_3(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.endpoint.play(error(503, "down"))
    from click.testing import CliRunner

    from assistant.cli import cli

    args = ["eval", "run", "--dataset", str(bench.file), "--model", MODEL, "--max-attempts", "1", "--data-dir", str(bench.data)]
    done = CliRunner().invoke(cli, args, env={"OPENAI_BASE_URL": bench.endpoint.base_url})
    assert done.exit_code == 3
    assert "3 of 3 cells failed" in done.stderr
    allowed = CliRunner().invoke(cli, [*args, "--max-errors", "100%"], env={"OPENAI_BASE_URL": bench.endpoint.base_url})
    assert allowed.exit_code == 0


def test_a_run_is_found_by_the_beginning_of_its_id_and_never_by_chance(tmp_path: Path) -> None:
    for name in ("abc1", "abd2"):
        (tmp_path / "evals" / name).mkdir(parents=True)
        (tmp_path / "evals" / name / "run.json").write_text("{}")
    assert find_run(tmp_path, "abc").name == "abc1"
    with pytest.raises(NotFound, match="2 runs begin with 'ab'"):
        find_run(tmp_path, "ab")
