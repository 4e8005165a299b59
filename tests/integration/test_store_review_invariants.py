"""Whatever people do in whatever order: nothing leaves that a second person has not approved as it stands."""

import shutil
import tempfile
from pathlib import Path

from fakes.review_material import NOW, draft, finding, record
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant.checks.finding import Finding
from assistant.errors import ActionRefused
from assistant.review.decisions import open_gaps
from assistant.review.states import State
from assistant.review.store import open_store

PEOPLE = st.sampled_from(["Tomasz Lind", "Ingrid Vale"])
TEXTS = st.sampled_from(["All is well.", "Bad words.", "Dear Amara, ⟨for you⟩"])
BAD = finding("tone.blame", "Bad words.")


def found_in(text: str) -> tuple[Finding, ...]:
    return (BAD,) if BAD.text in text else ()


class Review(RuleBasedStateMachine):
    """One record, one draft, two people."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(self.folder, users=("Tomasz Lind", "Ingrid Vale"))
        self.texts: list[str] = []

    @initialize(text=TEXTS, author=PEOPLE)
    def begin(self, text: str, author: str) -> None:
        self.store.save_record(record(), now=NOW, by="import")
        self.store.add_draft(draft(text, findings=found_in(text)), record_version=1, author=author, now=NOW, known={})
        self.texts.append(text)

    @rule(text=TEXTS, author=PEOPLE)
    def edit(self, text: str, author: str) -> None:
        try:
            version = self.store.record("ESC-7").version
            self.store.add_version("D-0001", draft(text, findings=found_in(text)), record_version=version, author=author, now=NOW, known={})
        except ActionRefused:
            return
        self.texts.append(text)

    @rule(title=st.sampled_from(["One", "Two"]))
    def change_record(self, title: str) -> None:
        held = self.store.record("ESC-7").record
        self.store.save_record(held.model_copy(update={"title": title}), now=NOW, by="import")

    @rule(by=PEOPLE)
    def waive(self, by: str) -> None:
        self._try(lambda: self.store.waive("D-0001", BAD, by=by, reason="Agreed with the customer.", now=NOW))

    @rule(by=PEOPLE, approver=PEOPLE, reason=st.sampled_from(["", "Only the title."]))
    def submit_and_approve(self, by: str, approver: str, reason: str) -> None:
        self._try(lambda: self.store.submit("D-0001", by=by, now=NOW))
        self.approve(by=approver, reason=reason)

    @rule(by=PEOPLE, reason=st.sampled_from(["", "Only the title."]))
    def approve(self, by: str, reason: str) -> None:
        obstacles = self.store.obstacles("D-0001", by=by, accept_stale_reason=reason)
        allowed = self._try(lambda: self.store.approve("D-0001", by=by, now=NOW, accept_stale_reason=reason))
        assert allowed == (not obstacles)  # the page and the store agree

    @rule(by=PEOPLE)
    def request_changes(self, by: str) -> None:
        self._try(lambda: self.store.request_changes("D-0001", by=by, now=NOW, reason="Shorter."))

    @rule(by=PEOPLE)
    def send(self, by: str) -> None:
        may_leave = self.store.draft("D-0001").may_leave
        already = self.store.draft("D-0001").state is State.SENT
        assert self._try(lambda: self.store.mark_sent("D-0001", by=by, now=NOW)) == (may_leave and not already)

    @precondition(lambda self: self.store.draft("D-0001").state is State.APPROVED)
    @rule(by=PEOPLE)
    def change_record_after_approval_and_send(self, by: str) -> None:
        held = self.store.record("ESC-7").record
        self.store.save_record(held.model_copy(update={"title": f"{held.title}."}), now=NOW, by="import")
        assert not self._try(lambda: self.store.mark_sent("D-0001", by=by, now=NOW))

    @invariant()
    def what_may_leave_was_approved_by_another_person_as_it_stands(self) -> None:
        if not self.texts:
            return
        stored = self.store.draft("D-0001")
        assert [version.body for version in stored.versions] == self.texts
        if stored.may_leave:
            assert stored.approval is not None
            assert stored.approval.version == stored.version
            assert stored.approved_by != stored.newest.author
            assert stored.open_findings == ()
            assert open_gaps(stored.body) == ()
        sent = [message.text for message in self.store.record("ESC-7").record.sent_messages]
        assert sent == ([stored.body] if stored.state is State.SENT else [])

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @staticmethod
    def _try(step: object) -> bool:
        try:
            step()  # type: ignore[operator]
        except ActionRefused:
            return False
        return True


TestReview = Review.TestCase
TestReview.settings = settings(max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
