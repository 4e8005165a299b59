from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fakes.pages import toasts

from assistant.records.clock import MessageKind
from assistant.workflow import approve, draft_document, start_draft
from evals.outside import APPROVED, outside_cases

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)


@pytest.fixture
def submitted(samples):
    stored = samples.store.record("ESC-3104")
    made = draft_document(samples, stored.record, MessageKind.PROGRESS, now=NOW)
    draft = start_draft(samples, stored, made, author="Priya Raman", now=NOW)
    for finding in draft.open_findings:
        samples.store.waive(draft.id, finding, by="Marcus Oyelaran", reason="Agreed.", now=NOW)
    return samples.store.submit(draft.id, by="Priya Raman", now=NOW)


def test_before_the_approval_there_is_no_button(app, submitted):
    assert not [button for button in app("review", draft=submitted.id).button if button.key == "make-case"]


def test_one_click_makes_a_case_of_an_approved_draft(app, samples, submitted):
    approve(samples, submitted.id, by="Marcus Oyelaran", now=NOW, version=submitted.version, accept_stale_reason="")
    at = app("review", draft=submitted.id)
    at.button(key="make-case").click().run()
    assert not at.exception
    assert "Kept as a case" in toasts(at)
    (case,) = outside_cases(samples.data_dir / "evals" / APPROVED)
    assert case.record == samples.store.record("ESC-3104").record
    assert case.expect.kind == "progress"
