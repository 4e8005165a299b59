"""Where sentences begin and end."""

import re
import textwrap
from itertools import pairwise

from hypothesis import assume, given
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


TRICKY = [
    "It broke at 12:00 a.m. UTC on 4 March.", "We saw it on v2.3.1, e.g. in Berlin.", "Ticket No. 5 is open.", "Read https://status.example.com/i/7?x=1.2 for more.",
    "The answer was no.", "It took 5 min.", "Dr. Lind and J. Smith looked at it.", "Did it work?", "He said “it works.”", "About 1.5 million rows (i.e. all of them) are safe.",
    "Version 10.2.3.4 was removed.", "Costs were approx. EUR 4,200.", "It ended at 1:30 p.m.", "Orders, payments, etc. are back.", "The U.S. region is fine.",
]  # fmt: skip


@given(st.lists(st.sampled_from(TRICKY), min_size=1, max_size=6))
def test_abbreviations_times_versions_and_links_never_cut_a_sentence(said: list[str]) -> None:
    assert quotes(" ".join(said)) == said


@given(st.lists(st.sampled_from(TRICKY), min_size=1, max_size=5), st.sampled_from(["- ", "* ", "1. ", "> ", "## ", "**Status**: "]))
def test_each_line_of_a_list_is_for_itself(said: list[str], mark: str) -> None:
    assert quotes("\n".join(mark + each for each in said)) == said


@given(st.lists(st.sampled_from(TRICKY), min_size=1, max_size=4))
def test_cells_of_a_table_are_never_joined(said: list[str]) -> None:
    row = "| " + " | ".join(said) + " |"
    assert quotes(f"{row}\n{'|---' * len(said)}|\n{row}") == said * 2


@given(st.lists(st.sampled_from(TRICKY), min_size=3, max_size=8), st.integers(56, 90))
def test_a_paragraph_that_a_mail_program_broke_reads_as_before(said: list[str], width: int) -> None:
    lines = textwrap.wrap(" ".join(said), width, break_long_words=False, break_on_hyphens=False)
    goes_on = [line[0].islower() for line in lines[1:]]
    assume(len(lines) > 1 and (all(goes_on) if len(lines) == 2 else any(goes_on)))
    assume(not any(re.match(r"\d{1,2}[.)]\s|[-*•>|#]", line) for line in lines) and max(map(len, lines)) >= 50)
    assert [" ".join(quote.split()) for quote in quotes("\n".join(lines))] == said


def test_short_lines_and_lines_with_a_capital_are_not_joined() -> None:
    assert quotes("Orders wait\nin the queue") == ["Orders wait", "in the queue"]
    first = "Feed restarted at 08:15 without any further finding of the team on call"
    assert quotes(f"{first}\nOrders flow again") == [first, "Orders flow again"]
