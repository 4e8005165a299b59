"""Where sentences begin and end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.sentences import split_sentences


def quotes(text: str) -> list[str]:
    return [span.quote for span in split_sentences(text)]


def test_abbreviations_times_and_versions_do_not_end_a_sentence() -> None:
    text = "It broke at 12:00 a.m. UTC on v2.3.1, e.g. for Dr. Smith. We restarted it at 1:30 p.m. It works."
    assert quotes(text) == ["It broke at 12:00 a.m. UTC on v2.3.1, e.g. for Dr. Smith.", "We restarted it at 1:30 p.m.", "It works."]


def test_labels_and_list_marks_belong_to_no_sentence() -> None:
    text = "**Current Status**: Orders flow again. Wallets work.\n\n**Next Steps**:\n- Replay the rest\n1. Tell the depots"
    assert quotes(text) == ["Orders flow again.", "Wallets work.", "Replay the rest", "Tell the depots"]


@given(st.text(max_size=400))
def test_offsets_are_exact_and_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert all(text[span.start : span.end] == span.quote for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
