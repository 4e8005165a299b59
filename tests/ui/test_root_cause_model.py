"""The Root cause page with a model behind it, over a fake endpoint on the loopback."""

from __future__ import annotations

import json

import pytest
from fakes.endpoint import FakeEndpoint, error, saying
from fakes.pages import text_of
from fakes.records import NOW, entry, feed

RECORD = "ESC-2041"
CAUSE = "The schema change of last night made the worker stop."


@pytest.fixture
def with_model(monkeypatch, services):
    services.store.save_record(
        feed(
            updates=[
                entry(hours, "observation", f"Orders are stored but not sent, {number} so far.") for hours, number in ((1.5, 40), (1.2, 90))
            ]
        ),
        now=NOW,
        by="Joel Mbeki",
    )

    def configured(endpoint: FakeEndpoint) -> None:
        monkeypatch.setenv("STEADYHAND_MODEL", "openai:fake-1")
        monkeypatch.setenv("STEADYHAND_MAX_RETRIES", "0")
        monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)

    return configured


def analysis() -> str:
    nothing = {"answers": [], "ask": "Who saw it first? Ask the owner."}
    reviewed = ("not_prevented", "not_detected", "made_hard", "triage", "communication", "people", "tools", "differently")
    return json.dumps(
        {
            "what_happened": [{"cites": ["F1"], "text": "Orders are missing from the warehouse feed."}],
            "hypotheses": [{"cause": {"cites": ["F1"], "text": CAUSE}, "against": [], "check": "Run the old release.", "ask": "the on-call engineer"}],
            "whys": [{"question": "Why are orders missing?", "answer": None, "ask": "the on-call engineer"}],
            "contributing": [],
            **dict.fromkeys(reviewed, nothing),
            "questions": ["What changed last night?", "Who watches the backlog?", "What would have shown it?"],
        }
    )  # fmt: skip


def test_looking_at_the_page_costs_no_call(app, with_model):
    with FakeEndpoint([saying(analysis())]) as endpoint:
        with_model(endpoint)
        at = app("root_cause", record=RECORD)
        assert not at.button(key="rca-writer-row-model").disabled
    assert endpoint.bodies == []


def test_a_models_hypothesis_is_decided_on_without_asking_the_model_again(app, services, with_model):
    with FakeEndpoint([saying(analysis())]) as endpoint:
        with_model(endpoint)
        at = app("root_cause", record=RECORD, kind="rca-analysis")
        at.button(key="rca-writer-row-model").click().run()
        assert not at.exception
        assert len(endpoint.bodies) == 1
        assert CAUSE in text_of(at)
        key = f"{RECORD}-1-0-H1"
        offered = at.selectbox(key=f"evidence-{key}").options
        at.selectbox(key=f"evidence-{key}").set_value(next(one.partition(" ")[0] for one in offered if "90 so far" in one))
        at.text_area(key=f"shown-{key}").set_value("The old release sends them.").run()
        at.button(key=f"confirm-{key}").click().run()
        assert not at.exception
        assert len(endpoint.bodies) == 1
    said = text_of(at)
    assert "Priya Raman: The old release sends them." in said
    assert [verdict.cause for verdict in services.verdicts(RECORD)] == [CAUSE]
    assert "verified</span> Confirmed" in said


def test_a_model_that_fails_leaves_the_rules_analysis_and_says_why(app, with_model):
    with FakeEndpoint([error(500, "out of order")]) as endpoint:
        with_model(endpoint)
        at = app("root_cause", record=RECORD, kind="rca-analysis")
        at.button(key="rca-writer-row-model").click().run()
        assert not at.exception
        said = text_of(at)
    assert "Written without the model." in said
    assert "Five whys" in said
