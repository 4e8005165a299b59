"""Required elements: each is found where a sentence says it, and only there; a message that lacks one is told so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks import elements
from assistant.checks.elements import Element, elements_of
from assistant.checks.finding import FindingSeverity
from assistant.checks.parts import parts_of
from assistant.records.clock import MessageKind

ALL = elements.elements()
APOLOGIES = (MessageKind.EXECUTIVE_APOLOGY, MessageKind.SHORT_APOLOGY, MessageKind.RESOLUTION)


@pytest.mark.parametrize(("element", "sentence"), [(e, s) for e in ALL for s in e.good], ids=lambda v: getattr(v, "name", None))
def test_an_element_is_found_in_its_good_examples(element: Element, sentence: str) -> None:
    assert element.name in elements_of(sentence)


@pytest.mark.parametrize(("element", "sentence"), [(e, s) for e in ALL for s in e.bad], ids=lambda v: getattr(v, "name", None))
def test_an_element_is_not_found_in_its_bad_examples(element: Element, sentence: str) -> None:
    assert element.name not in elements_of(sentence)


def test_the_places_quote_the_text() -> None:
    text = "Hi Ana,\n\nsince 08:10 UTC your shops cannot print. We restarted the printer feed.\n\nI'll write again by 09:30 UTC."
    found = elements_of(text)
    assert set(found) == {"impact", "window", "done", "next_time"}
    assert all(text[span.start : span.end] == span.quote for spans in found.values() for span in spans)


@given(st.lists(st.sampled_from([s for e in ALL for s in (*e.good, *e.bad)]), min_size=1, max_size=6))
def test_elements_of_a_text_are_those_of_its_sentences(sentences: list[str]) -> None:
    together = elements_of("\n\n".join(sentences))
    assert set(together) == {name for sentence in sentences for name in elements_of(sentence)}


def test_words_of_another_sentence_do_not_make_a_hope_a_repair() -> None:
    assert "repair" not in elements_of("The cause was found. We expect that it will be repaired tomorrow.")
    assert "repair" in elements_of("The cause was found. It has been repaired.")


@pytest.mark.parametrize("kind", APOLOGIES)
def test_an_apology_must_take_responsibility_and_offer_repair(kind: MessageKind) -> None:
    asked = {finding.rule.removeprefix("completeness.missing.") for finding in elements.missing(kind, "Hello.")}
    asked |= {part.name for part in parts_of(kind)}
    assert {"responsibility", "repair"} <= asked


@pytest.mark.parametrize("kind", list(MessageKind))
def test_forgiveness_is_never_required(kind: MessageKind) -> None:
    assert not any("forgiv" in element.name for element in ALL)
    assert set(elements.required(kind)) <= {element.name for element in ALL}


def test_a_missing_element_is_found_at_the_end_with_what_to_say() -> None:
    text = "We are sorry that your depots waited for three hours."
    found = {finding.rule: finding for finding in elements.missing(MessageKind.SHORT_APOLOGY, text)}
    assert set(found) == {"completeness.missing.responsibility", "completeness.missing.repair"}
    assert found["completeness.missing.repair"].severity is FindingSeverity.INFO
    lacking = found["completeness.missing.responsibility"]
    assert (lacking.start, lacking.end, lacking.severity) == (len(text), len(text), FindingSeverity.WARN)
    assert lacking.message == "The short apology does not say that we take responsibility: what we failed to do."


def test_a_whole_apology_lacks_nothing() -> None:
    text = "We are sorry that your depots waited for three hours. The mistake was ours. The feed has been repaired."
    assert list(elements.missing(MessageKind.SHORT_APOLOGY, text)) == []
