"""Lines and tables of documents for colleagues: aligned as they are, and closed against what a text brings in."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.layout import aligned_table, clipped, one_line
from assistant.evidence.counted import Counting, counted_evidence

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


def test_columns_are_aligned_and_a_bar_ends_no_cell() -> None:
    table = aligned_table([("Id", "What"), ("ESC-1", "a | b\nc"), ("ESC-12", "")])
    assert table.splitlines() == [
        "| Id     | What     |",
        "| ------ | -------- |",
        "| ESC-1  | a \\| b c |",
        "| ESC-12 |          |",
    ]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_every_row_is_one_line_of_one_width(rows: list[tuple[str, str]]) -> None:
    lines = aligned_table(rows).split("\n")
    assert len(lines) == len(rows) + 1
    assert len({len(line) for line in lines}) == 1


@given(TEXTS, st.integers(min_value=2, max_value=20))
def test_a_clipped_text_is_one_line_and_never_longer_than_asked(text: str, width: int) -> None:
    line = clipped(text, width)
    assert len(line) <= width
    assert line == one_line(text) or line.endswith("…")


def test_no_text_brings_in_the_marks_of_rendering() -> None:
    assert one_line("a \ue000F1\ue001b\ue002\n c") == "a F1b c"


def test_counted_sentences_have_tags_in_order_and_an_unticked_one_is_withheld() -> None:
    found = counted_evidence(
        [Counting("open", "9 escalations are open"), Counting("row", "ESC-1 is late", "escalation ESC-1")], excluded=["F1"]
    )
    assert [(item.id, item.text) for item in found] == [("F2", "ESC-1 is late")]
    assert [item.id for item in found.withheld] == ["F1"]
