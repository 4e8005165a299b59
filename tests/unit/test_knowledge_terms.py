"""Units of text: offsets, identifiers, sentences, the share of cause."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Document
from knowledge.lexical import LexicalIndex, cause_text, windows
from knowledge.ranking import falling, standardised
from knowledge.terms import causal_sentences, causal_share, character_runs, located, running_sentences, sentences, words


@given(st.text(max_size=200))
def test_located_terms_are_the_words_and_their_offsets_lie_in_the_text(text):
    terms = list(located(text))
    assert [term.key for term in terms] == words(text)
    assert all(0 <= term.start < term.end <= len(text) for term in terms)


def test_identifiers_count_whole_and_in_parts_with_the_places_of_the_parts():
    text = "see dns-resolver and getFileStatus"
    found = {term.key: text[term.start : term.end] for term in located(text)}
    assert found["dns-resolver"] == "dns-resolver"
    assert found["resolv"] == "resolver"
    assert found["file"] == "File"
    assert found["getfilestatus"] == "getFileStatus"


def test_stems_join_forms_and_stop_words_are_left_out():
    assert words("The certificates expired") == words("certificate expire")


def test_character_runs_stay_within_words():
    assert character_runs("ab cd") == {" ab": 1, "ab ": 1, " ab ": 1, " cd": 1, "cd ": 1, " cd ": 1}


def test_sentences_end_at_stops_and_line_breaks_and_running_ones_at_stops_only():
    assert sentences("One. Two\n- three") == ["One.", "Two", "- three"]
    assert running_sentences("One. Two\n- three") == ["One.", "Two - three"]
    assert [len(piece.split()) for piece in running_sentences("w " * 130)] == [60, 60, 10]


def test_a_told_cause_weighs_more_than_an_early_update():
    cause = "The root cause was a misconfigured load balancer. This was triggered by a deploy."
    assert causal_share(cause) == 1.0
    assert causal_share("We are investigating reports of slow pages.") == 0.0
    assert causal_share("") == 0.0
    assert causal_sentences(f"Pages were slow. {cause}") == cause


def test_the_report_s_own_cause_goes_before_found_sentences():
    document = Document(id="a", title="t", text="It failed due to load.", cause="Disk full.")
    assert cause_text(document) == "Disk full."
    assert cause_text(Document.plain("b", title="t", text="It failed due to load.")) == "It failed due to load."
    assert cause_text(Document.plain("c", title="t", text="Slow.")) == "t"


def test_windows_begin_with_the_title():
    document = Document.plain("a", title="Title", text="One. Two. Three. Four.")
    assert [sorted(window) for window in windows(document)] == [["one", "three", "titl", "two"], ["four", "three", "two"], ["four"]]


@pytest.fixture(scope="module")
def three():
    return [
        Document.plain("a", title="Login fails", text="Users cannot sign in because the certificate expired."),
        Document.plain("b", title="Slow search", text="Search was slow under load."),
        Document.plain("c", title="", text=""),
    ]


def test_a_saved_lexical_index_opens_equal(three, tmp_path):
    built = LexicalIndex.build(three)
    built.save(tmp_path)
    opened = LexicalIndex.open(tmp_path)
    query = {"certif": 1, "login": 2, "unheard": 1}
    for name in ("pairs", "titles", "opening", "causes", "runs"):
        np.testing.assert_array_equal(built.fields[name].cosine(query), opened.fields[name].cosine(query))
    np.testing.assert_array_equal(built.coverage(query), opened.coverage(query))
    np.testing.assert_array_equal(built.best_window(query), opened.best_window(query))


def test_coverage_is_a_share_and_unheard_words_lower_it(three):
    index = LexicalIndex.build(three)
    full, part = index.coverage({"certif": 1, "expir": 1}), index.coverage({"certif": 1, "expir": 1, "unheard": 1})
    assert full[0] == pytest.approx(1.0)
    assert 0.0 < part[0] < 0.6
    assert full[2] == 0.0


def test_one_lucky_word_covers_nothing_unless_it_was_the_only_one_asked(three):
    index = LexicalIndex.build(three)
    assert index.coverage({"certif": 1, "unheard": 1})[0] == 0.0
    assert index.coverage({"certif": 1})[0] == pytest.approx(1.0)


def test_one_document_alone_can_be_indexed():
    index = LexicalIndex.build([Document.plain("a", title="Login fails", text="x")])
    assert index.coverage({"login": 1})[0] == pytest.approx(1.0)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_falling_scores_fall_and_keep_their_sum(scores):
    result = falling(scores)
    assert len(result) == len(scores)
    assert all(first >= second for first, second in pairwise(result))
    assert sum(result) == pytest.approx(sum(scores))


def test_standardised_scores_of_a_corpus_where_all_are_alike_are_alike_and_finite():
    values = standardised(np.full(3, 0.4, dtype=np.float32), 0.02)
    assert np.isfinite(values).all()
    assert len(set(values.tolist())) == 1
