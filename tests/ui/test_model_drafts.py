"""The Compose page with a model behind it, over a fake endpoint on the loopback."""

from __future__ import annotations

import pytest
from fakes.endpoint import FakeEndpoint, error, good
from fakes.pages import text_of


@pytest.fixture
def with_model(monkeypatch, samples):
    def configured(endpoint: FakeEndpoint) -> None:
        monkeypatch.setenv("STEADYHAND_MODEL", "openai:fake-1")
        monkeypatch.setenv("STEADYHAND_MAX_RETRIES", "0")
        monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)

    return configured


def test_a_model_writes_when_it_is_set(app, samples, with_model):
    with FakeEndpoint([good()]) as endpoint:
        with_model(endpoint)
        at = app("compose", record="ESC-3107")
        assert not at.button(key="writer-model").disabled
        at.button(key="draft").click().run()
        assert not at.exception
    assert samples.store.drafts(record_id="ESC-3107")[-1].newest.written_by == "openai:fake-1"
    assert len(endpoint.bodies) == 1


def test_the_composer_can_be_chosen_beside_a_model(app, samples, with_model):
    with FakeEndpoint([good()]) as endpoint:
        with_model(endpoint)
        at = app("compose", record="ESC-3107")
        at.button(key="writer-composer").click().run()
        at.button(key="draft").click().run()
    assert samples.store.drafts(record_id="ESC-3107")[-1].newest.written_by == "composer"
    assert endpoint.bodies == []


def test_a_model_that_fails_leaves_a_draft_and_says_why(app, samples, with_model):
    with FakeEndpoint([error(500, "out of order")]) as endpoint:
        with_model(endpoint)
        at = app("compose", record="ESC-3107")
        at.button(key="draft").click().run()
        assert not at.exception
        said = text_of(at)
    assert "Written without the model." in said
    assert "Every check ran" in said
    assert samples.store.drafts(record_id="ESC-3107")[-1].newest.written_by == "composer"
