"""The retrieval benchmark: its figures follow their definitions, and it reads any subset of the tasks."""

import json
import math

import pytest

from evals.benchmarks import retrieval


def _task(folder, *, queries, qrels, exclude=None):
    folder.mkdir(parents=True)
    corpus = [
        {"_id": "a", "title": "Login fails", "text": "Nobody can sign in after the certificate expired.", "metadata": {"company": "X"}},
        {"_id": "b", "title": "Search slow", "text": "Search timed out under load.", "metadata": {"company": "Y", "services": ["Search"]}},
        {"_id": "c", "title": "", "text": "Orders were lost in a queue.", "metadata": {"company": "Y"}},
    ]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(f"{q}\t{d}\t{g}\n" for q, d, g in qrels), encoding="utf-8")
    if exclude:
        (folder / "exclude.tsv").write_text("query-id\tcorpus-id\n" + "".join(f"{q}\t{d}\n" for q, d in exclude), encoding="utf-8")


def test_figures_follow_their_definitions(tmp_path):
    queries = [{"_id": "q:a", "text": "x", "metadata": {"company": "X"}}]
    _task(tmp_path / "some", queries=queries, qrels=[("q:a", "b", 2), ("q:a", "c", 1)], exclude=[("q:a", "z")])
    score = retrieval.judge(retrieval.read_task(tmp_path / "some"))
    # The own document and the excluded pair leave the ranking before it is scored.
    figures = score("q:a", ["a", "z", "y", "c", "b"])
    gain = 1 / math.log2(3) + 3 / math.log2(4)
    assert figures["ndcg@10"] == pytest.approx(gain / (3 + 1 / math.log2(3)))
    assert figures["mrr@10"] == 0.5
    assert figures["recall@5"] == 1.0


def test_the_own_document_is_the_answer_of_known_item_and_other_query_types_are_left_out(tmp_path):
    queries = [
        {"_id": "q:a", "text": "x", "metadata": {"type": "early-update-log"}},
        {"_id": "q:b", "text": "x", "metadata": {"type": "human-summary"}},
    ]
    _task(tmp_path / "known_item", queries=queries, qrels=[("q:a", "a", 1), ("q:b", "b", 1)])
    task = retrieval.read_task(tmp_path / "known_item")
    assert [query["_id"] for query in task.queries] == ["q:a"]
    assert retrieval.judge(task)("q:a", ["a"])["ndcg@10"] == 1.0


def test_documents_of_the_own_company_are_dropped_across_companies(tmp_path):
    _task(tmp_path / "rootcause_cause", queries=[{"_id": "q:0", "text": "x", "metadata": {"company": "Y"}}], qrels=[("q:0", "a", 1)])
    folder = tmp_path / "rootcause_cause"
    (folder / "qrels_cross_company.tsv").write_text((folder / "qrels.tsv").read_text(encoding="utf-8"), encoding="utf-8")
    assert retrieval.judge(retrieval.read_task(folder))("q:0", ["b", "c", "a"])["mrr@10"] == 1.0


def test_the_whole_run_prints_one_json_object_last(tmp_path, capsys):
    _task(tmp_path / "one", queries=[{"_id": "q:0", "text": "sign in fails\ncertificate", "metadata": {}}], qrels=[("q:0", "a", 1)])
    assert retrieval.main(["--data", str(tmp_path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["one"]["ours"]["ndcg@10"] == 1.0
    assert result["one"]["queries"] == 1
    assert set(result["one"]["baselines"]) == set(retrieval.BASELINES)


def test_missing_data_is_a_usage_error(tmp_path, capsys):
    assert retrieval.main(["--data", str(tmp_path / "absent")]) == 2
    assert retrieval.main(["--data", str(tmp_path)]) == 2
    assert "absent" in capsys.readouterr().err


@pytest.mark.shared_data
def test_the_search_beats_its_baselines_on_public_post_mortems(shared_data):
    task = retrieval.read_task(shared_data / "retrieval" / "rootcause_cause")
    rankings, _ = retrieval.our_rankings(task)
    best = max(retrieval.mean_figures(task, found)["ndcg@10"] for found in retrieval.baseline_rankings(task).values())
    assert retrieval.mean_figures(task, rankings)["ndcg@10"] > best
