"""What people's edits teach: each change has one kind, and drafts are counted by the prompt that wrote them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from fakes.review_material import NOW, draft
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.drafting.draft import Draft, PromptRef
from assistant.review.learning import Edit, EditKind, Text, edits_between, edits_of, learned_from, written_afresh
from assistant.review.states import State
from assistant.review.stored import DraftVersion, StoredDraft
from evals.edits import edits_by_prompt

BODY = """Hi Amara,

**Current Status**: Search answers again since 13:20 UTC. 48 pages are still missing.

**Next Steps**:
- The index is built again tonight.
- ⟨for you, Tomasz: what the customer can do meanwhile⟩

We know how hard this is for your team.

Best regards,
Tomasz Lind
Escalation Manager"""


def text(body: str = BODY, subject: str = "Update on search", *faulty: str) -> Text:
    found = tuple(
        Finding(
            rule="tone.minimise", family=Family.TONE, severity=FindingSeverity.WARN, start=body.index(words),
            end=body.index(words) + len(words), text=words, message="Small.", suggestion="Say it as it is.",
        )
        for words in faulty
    )  # fmt: skip
    return Text(subject, body, found)


def kinds(after: str, before: Text | None = None) -> list[EditKind]:
    return [edit.kind for edit in edits_between(before or text(), text(after))]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Hi Amara,", "Dear Dr Okoye,", EditKind.GREETING_OR_SIGNATURE),
        ("Tomasz Lind\nEscalation Manager", "Tomasz", EditKind.GREETING_OR_SIGNATURE),
        ("since 13:20 UTC", "since 13:25 UTC", EditKind.VALUE_CHANGED),
        ("48 pages", "84 pages", EditKind.VALUE_CHANGED),
        ("⟨for you, Tomasz: what the customer can do meanwhile⟩", "Use the category pages meanwhile.", EditKind.GAP_FILLED),
        ("- ⟨for you, Tomasz: what the customer can do meanwhile⟩\n", "", EditKind.GAP_FILLED),
        (" 48 pages are still missing.", "", EditKind.FACT_REMOVED),
        ("still missing.", "still missing. The shop pages are complete.", EditKind.FACT_ADDED),
        ("since 13:20 UTC", "again", EditKind.FACT_REMOVED),
        ("tonight.", "tonight. We will call you at 17:00 UTC.", EditKind.PROMISE_ADDED),
        ("pages are still missing", "pages are missing still", EditKind.WORDING),
        ("We know how hard this is for your team.\n\n", "", EditKind.TONE),
        ("**Next Steps**:", "**What comes next**:", EditKind.STRUCTURE),
    ],
)
def test_a_change_has_the_kind_that_says_most(old: str, new: str, kind: EditKind) -> None:
    assert old in BODY
    assert set(kinds(BODY.replace(old, new))) == {kind}


def test_the_same_text_has_no_edits_and_layout_is_none() -> None:
    assert edits_between(text(), text()) == ()
    assert kinds(BODY.replace("again since", "again  since")) == []


def test_a_promise_taken_out_and_a_sentence_moved() -> None:
    promising = BODY.replace("tonight.", "tonight. We will call you at 17:00 UTC.")
    assert kinds(BODY, text(promising)) == [EditKind.PROMISE_REMOVED]
    moved = BODY.replace(" 48 pages are still missing.", "").replace("- The index", "- 48 pages are still missing.\n- The index")
    assert kinds(moved) == [EditKind.STRUCTURE]


def test_a_fault_of_tone_that_was_mended_is_tone_and_else_wording() -> None:
    mild = BODY.replace("are still missing", "are only just missing")
    assert kinds(BODY, text(mild, "Update on search", "only just")) == [EditKind.TONE]
    assert kinds(BODY, text(mild)) == [EditKind.WORDING]


def test_the_subject_is_a_line_like_any_other() -> None:
    (edit,) = edits_between(text(), text(BODY, "Update on search since 13:20 UTC"))
    assert edit == Edit(EditKind.FACT_ADDED, "Update on search", "Update on search since 13:20 UTC")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    edits = edits_between(Text("a", before), Text("a", after))
    assert all(edit.before or edit.after for edit in edits)
    assert edits_between(Text("a", after), Text("a", after)) == ()


# Over many drafts


def _version(number: int, body: str, *, by: str = "composer", prompt: int = 1) -> DraftVersion:
    made: Draft = draft(body).model_copy(
        update={"written_by": by, "prompt": PromptRef(id="draft/progress", version=prompt, fingerprint="0" * 12)}
    )
    return DraftVersion(
        number=number, written_by=by, author="Priya Raman", saved_at=NOW, subject=made.document.subject, body=body, note="",
        record_version=1, fingerprints=made.fingerprints, known={}, draft_json=made.model_dump_json(),
    )  # fmt: skip


def _stored(*versions: DraftVersion, state: State = State.SENT, name: str = "D-0001") -> StoredDraft:
    return StoredDraft(
        id=name, record_id="ESC-7", action="update", kind="progress", state=state, created_at=NOW, author="Priya Raman", versions=versions
    )  # fmt: skip


EDITED = BODY.replace("48 pages", "84 pages").replace("Hi Amara", "Dear Amara")


def test_what_people_worked_on_is_the_last_text_written_afresh() -> None:
    stored = _stored(
        _version(1, "An early text."),
        _version(2, "An early text, edited.", by="composer + edit"),
        _version(3, BODY, by="openai:gauge-2"),
        _version(4, BODY, by="openai:gauge-2 + repair"),
        _version(5, EDITED, by="openai:gauge-2 + repair + edit"),
    )
    assert written_afresh(stored).number == 3
    assert Counter(edit.kind for edit in edits_of(stored)) == {EditKind.VALUE_CHANGED: 1, EditKind.GREETING_OR_SIGNATURE: 1}


def test_rows_are_counted_by_prompt_version_and_writer() -> None:
    drafts = [
        _stored(_version(1, BODY), _version(2, EDITED, by="composer + edit"), name="D-0001"),
        _stored(_version(1, BODY), name="D-0002", state=State.APPROVED),
        _stored(_version(1, BODY, prompt=2), _version(2, EDITED, by="composer + edit", prompt=2), name="D-0003"),
        _stored(_version(1, BODY), _version(2, EDITED, by="composer + edit"), name="D-0004", state=State.WITHDRAWN),
    ]
    first, second = learned_from(drafts, examples=1)
    assert (first.prompt.version, first.drafts, first.unchanged, first.edits_a_draft) == (1, 2, 1, 1.0)
    assert (second.prompt.version, second.drafts, second.unchanged, second.edits_a_draft) == (2, 1, 0, 2.0)
    assert [(name, edit.kind) for name, edit in first.examples] == [("D-0001", EditKind.GREETING_OR_SIGNATURE)]
    assert learned_from([replace(drafts[0], state=State.DRAFT)]) == ()


def test_a_prompts_edits_are_one_figure_whoever_wrote() -> None:
    drafts = [
        _stored(_version(1, BODY, by="openai:gauge-2"), _version(2, EDITED, by="openai:gauge-2 + edit"), name="D-0001"),
        _stored(_version(1, BODY, by="openai:other"), name="D-0002"),
    ]
    (edits,) = edits_by_prompt(drafts)
    assert (edits.prompt.version, edits.drafts, edits.unchanged, edits.changes) == (1, 2, 1, 2)
    assert edits.kinds == {"number or time changed": 1, "greeting or signature": 1}
