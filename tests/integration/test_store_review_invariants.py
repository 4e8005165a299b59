"""Whatever two people do in whatever order: nothing leaves that the other one has not approved as it stands."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest
from fakes.review_material import NOW, draft, finding, record
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from assistant.checks.finding import Finding
from assistant.errors import ActionRefused
from assistant.review.decisions import open_gaps
from assistant.review.states import State
from assistant.review.store import Store, open_store
from assistant.review.stored import StoredDraft

TOMASZ, INGRID = "Tomasz Lind", "Ingrid Vale"
BAD = finding("tone.blame", "Bad words.")
TEXTS = ["All is well.", "Bad words.", "Dear Amara, ⟨for you⟩"]
Step: TypeAlias = tuple[str, str, str]

PEOPLE = st.sampled_from([TOMASZ, INGRID])
# The steps on the way out are drawn more often, so that many runs get there.
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.sampled_from(["submit", "approve", "send", "approve", "send"]), PEOPLE, st.just("")),
    st.tuples(st.sampled_from(["waive", "request_changes", "change_record", "approve_stale"]), PEOPLE, st.just("")),
    st.tuples(st.just("edit"), PEOPLE, st.sampled_from(TEXTS)),
)


def found_in(text: str) -> tuple[Finding, ...]:
    return (BAD,) if BAD.text in text else ()


class Desk:
    """One record, one draft, and the steps that people take."""

    def __init__(self, store: Store, number: int, text: str) -> None:
        self.store, self.record_id = store, f"ESC-{number}"
        store.save_record(record(self.record_id), now=NOW, by="import")
        written = draft(text, findings=found_in(text), record_id=self.record_id)
        self.id = store.add_draft(written, record_version=1, author=TOMASZ, now=NOW, known={}).id
        self.texts = [text]

    def take(self, step: Step) -> None:
        """The step, if the store allows it; and the store's answer agrees with what it told before."""
        name, by, text = step
        before = self.store.draft(self.id)
        expected = {
            "approve": lambda: not self.store.obstacles(self.id, by=by),
            "approve_stale": lambda: not self.store.obstacles(self.id, by=by, accept_stale_reason="Only the title."),
            "send": lambda: before.state is State.APPROVED and not before.stale,
            "edit": lambda: before.state is not State.SENT,
        }.get(name, lambda: None)()
        try:
            self._steps(by, text)[name]()
        except ActionRefused:
            assert not expected
            assert self.store.draft(self.id) == before
            return
        assert expected is not False
        if name == "edit":
            self.texts.append(text)

    def _steps(self, by: str, text: str) -> dict[str, Callable[[], object]]:
        store, held = self.store, self.store.record(self.record_id)
        edited = draft(text, findings=found_in(text), record_id=self.record_id)
        renamed = held.record.model_copy(update={"title": f"Title {held.version}"})
        return {
            "edit": lambda: store.add_version(self.id, edited, record_version=held.version, author=by, now=NOW, known={}),
            "waive": lambda: store.waive(self.id, BAD, by=by, reason="Agreed with the customer.", now=NOW),
            "submit": lambda: store.submit(self.id, by=by, now=NOW),
            "approve": lambda: store.approve(self.id, by=by, now=NOW),
            "approve_stale": lambda: store.approve(self.id, by=by, now=NOW, accept_stale_reason="Only the title."),
            "request_changes": lambda: store.request_changes(self.id, by=by, now=NOW, reason="Shorter."),
            "change_record": lambda: store.save_record(renamed, now=NOW, by="import"),
            "send": lambda: store.mark_sent(self.id, by=by, now=NOW),
        }

    def inspect(self) -> StoredDraft:
        """Everything that must always be so."""
        stored, held = self.store.draft(self.id), self.store.record(self.record_id)
        assert [version.body for version in stored.versions] == self.texts
        if stored.state.may_leave:
            assert stored.approval is not None
            assert stored.approval.version == stored.version
            assert stored.approved_by != stored.newest.author
            assert stored.open_findings == ()
            assert open_gaps(stored.body) == ()
            vouched = stored.approval.record_version == stored.newest.record_version or bool(stored.approval.stale_reason)
            assert vouched
            assert stored.state is State.SENT or stored.stale == (stored.approval.record_version != held.version)
        assert [message.text for message in held.record.sent_messages] == ([stored.body] if stored.state is State.SENT else [])
        return stored


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    data_dir: Path = tmp_path_factory.mktemp("review")
    opened = open_store(data_dir, users=(TOMASZ, INGRID))
    # Thousands of small transactions: this test need not survive a power cut.
    event.listen(opened.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return opened


NUMBERS = count(1)


@given(st.sampled_from(TEXTS), st.lists(STEPS, min_size=3, max_size=9))
@settings(max_examples=40, deadline=None)
def test_nothing_leaves_that_nobody_else_approved_as_it_stands(store: Store, text: str, steps: list[Step]) -> None:
    desk = Desk(store, next(NUMBERS), text)
    for step in [("submit", TOMASZ, ""), *steps]:
        desk.take(step)
        desk.inspect()


def test_the_steps_can_reach_the_end(store: Store) -> None:
    desk = Desk(store, next(NUMBERS), BAD.text)
    for name, by in [("submit", TOMASZ), ("waive", INGRID), ("change_record", TOMASZ), ("approve_stale", INGRID), ("send", TOMASZ)]:
        desk.take((name, by, ""))
    assert desk.inspect().state is State.SENT
