import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ActionRefused
from assistant.review.states import State, following, move

D, S, A, C, T, W = State.DRAFT, State.SUBMITTED, State.APPROVED, State.CHANGES_REQUESTED, State.SENT, State.WITHDRAWN
ALLOWED = {(D, D), (D, S), (D, W), (S, D), (S, A), (S, C), (S, W), (A, D), (A, A), (A, C), (A, T), (A, W), (C, D), (C, S), (C, W)}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_every_step_is_allowed_or_refused_with_words(state: State, to: State) -> None:
    if (state, to) in ALLOWED:
        assert move(state, to, draft_id="D-0009") is to
        assert to in following(state)
        return
    with pytest.raises(ActionRefused) as refused:
        move(state, to, draft_id="D-0009")
    assert "D-0009 cannot be" in refused.value.message
    assert refused.value.hint
    assert refused.value.exit_code == 1


@given(st.lists(st.sampled_from(State), max_size=30))
def test_nothing_is_sent_without_an_approval_of_that_very_version(steps: list[State]) -> None:
    state, approved = State.DRAFT, False
    for step in steps:
        try:
            state = move(state, step, draft_id="D-0001")
        except ActionRefused:
            continue
        approved = approved if step in {State.SENT, State.WITHDRAWN} else step is State.APPROVED
        assert state is not State.SENT or approved


def test_only_sent_and_withdrawn_are_final_and_only_approved_and_sent_may_leave() -> None:
    assert {state for state in State if state.is_final} == {State.SENT, State.WITHDRAWN}
    assert {state for state in State if state.may_leave} == {State.APPROVED, State.SENT}
