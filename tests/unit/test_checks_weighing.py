"""Rules and claim reader are weighed together: neither has the last word on wording, and figures and names are not weighed away."""

from __future__ import annotations

import pytest

from assistant.checks.basis import Basis, basis_of
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.weighing import INFO_FROM, WARN_FROM, WEIGHED, ClaimWeights, Signals, claim_weights, signals, weighed
from assistant.evidence.plain import evidence_from_text
from assistant.evidence.sentences import Span
from assistant.records.policy import shipped_policy

RECORD = (
    "Impact: the ticket gates at the north entrance reject paper tickets since 08:10 UTC. Phone tickets work.\n"
    "Plan: go back to the earlier firmware at 10:00 UTC."
)
SAID = "Since ten past eight visitors who hold a printed ticket have had to be let in by hand at that end of the park."
SPAN = Span(0, len(SAID), SAID)
SURE, UNSURE = 0.98, 0.02
INFO, WARN, BLOCK = FindingSeverity.INFO, FindingSeverity.WARN, FindingSeverity.BLOCK


def _basis(text: str) -> Basis:
    return basis_of(evidence_from_text(text).items, shipped_policy().organisation.zone)


BASIS = _basis(RECORD)


def _finding(rule: str, severity: FindingSeverity) -> Finding:
    return Finding.at(rule, severity, SAID, 0, len(SAID), "Why.", "What to do.", family=Family.GROUNDING)


def _severities(doubt: float, *found: Finding, basis: Basis = BASIS) -> list[tuple[str, FindingSeverity]]:
    return [(each.rule.removeprefix("grounding."), each.severity) for each in weighed(doubt, found, basis, SPAN)]


def _signals(doubt: float = 0.5, *rules: str, nearness: float = 0.3, words: int = 18) -> Signals:
    return Signals(doubt, frozenset(rules), nearness, words, settled=False)


def test_a_doubted_sentence_is_found_though_no_rule_finds_it_and_a_carried_one_is_not() -> None:
    assert _severities(SURE) == [("claim", WARN)]
    assert _severities(UNSURE) == []


def test_between_the_two_chances_a_sentence_is_only_marked() -> None:
    found = {_severities(step / 100)[0][1] for step in range(1, 100) if _severities(step / 100)}
    assert found == {INFO, WARN}
    assert INFO_FROM < WARN_FROM


def test_a_rule_that_warns_is_not_said_twice() -> None:
    assert _severities(SURE, _finding("eta", WARN)) == [("eta", WARN)]
    assert _severities(SURE, _finding("number", WARN)) == [("number", WARN)]
    assert _severities(SURE, _finding("unsupported", INFO)) == [("unsupported", INFO), ("claim", WARN)]


def test_a_rule_on_words_informs_where_the_reader_is_sure_of_the_sentence() -> None:
    assert _severities(UNSURE, _finding("fix_status", WARN)) == [("fix_status", INFO)]


def test_figures_and_names_are_not_weighed() -> None:
    for rule in ("number", "time", "name"):
        assert _severities(UNSURE, _finding(rule, WARN)) == [(rule, WARN)]


def test_a_plan_told_as_a_deed_blocks_where_the_sentence_is_doubted_too() -> None:
    block = _finding("plan_as_deed", BLOCK)
    assert _severities(SURE, block) == [("plan_as_deed", BLOCK)]
    assert {_severities(step / 100, block)[0][1] for step in range(1, 100)} == {INFO, WARN, BLOCK}


def test_other_blocks_stay() -> None:
    assert _severities(UNSURE, _finding("data_loss", BLOCK)) == [("data_loss", BLOCK)]


def test_a_short_flat_denial_stays_a_warning() -> None:
    said = "Phone tickets do not work."
    found = Finding.at("negation", WARN, said, 0, len(said), "Why.", "What to do.", family=Family.GROUNDING)
    assert weighed(UNSURE, [found], BASIS, Span(0, len(said), said)) == [found]
    assert _severities(UNSURE, _finding("negation", WARN)) == [("negation", INFO)]


def test_a_time_for_the_end_stays_a_warning_where_the_record_says_there_is_none() -> None:
    warned = _finding("eta", WARN)
    assert _severities(UNSURE, warned, basis=_basis("ETA: none")) == [("eta", WARN)]
    assert _severities(UNSURE, warned, basis=_basis("ETA: 14:00 UTC")) == [("eta", INFO)]


def test_the_chance_grows_with_the_doubt_and_with_the_better_rules() -> None:
    chance = claim_weights().chance
    assert chance(_signals(0.1)) < chance(_signals(0.5)) < chance(_signals(0.9))
    assert chance(_signals(0.5)) < chance(_signals(0.5, "actor"))
    assert 0 < chance(_signals(0.0)) < chance(_signals(1.0, *WEIGHED)) <= 1


def test_a_rule_counts_for_more_near_the_record_and_on_a_short_sentence() -> None:
    chance = claim_weights().chance
    gain = {
        place: chance(_signals(0.5, "negation", **place_of)) - chance(_signals(0.5, **place_of))
        for place, place_of in {"far": {"nearness": 0.1}, "near": {"nearness": 0.9}, "short": {"nearness": 0.1, "words": 5}}.items()
    }
    assert gain["near"] > gain["far"]
    assert gain["short"] > gain["far"]


def test_the_weights_are_of_known_terms_only() -> None:
    known = set(_signals(0.5, *WEIGHED).terms())
    assert set(claim_weights().weights) == known
    assert ClaimWeights(0.0, {}).chance(_signals(0.9)) == 0.5


def test_signals_say_which_rules_spoke_and_what_is_settled() -> None:
    read = signals(0.3, [_finding("cause", WARN), _finding("scope", INFO)], BASIS, "Phone tickets work.")
    assert read.rules == {"cause"}
    assert read.nearness == 1.0
    assert read.words == 3
    assert not read.settled
    assert signals(0.3, [_finding("number", WARN)], BASIS, SAID).settled


def test_the_finding_shows_what_the_record_has_beside_it() -> None:
    (found,) = weighed(SURE, [], BASIS, Span(0, 40, "Ticket gates in the north take no paper."))
    assert "Nearest to it: “Impact: the ticket gates at the north entrance" in found.message
    (found,) = weighed(SURE, [], _basis(""), SPAN)
    assert "Nearest" not in found.message


@pytest.mark.parametrize("doubt", [0.0, 1.0])
def test_a_doubt_at_its_ends_is_weighed_like_one_near_them(doubt: float) -> None:
    assert claim_weights().chance(_signals(doubt)) == pytest.approx(claim_weights().chance(_signals(abs(doubt - 0.005))))
