"""The tone classifier: what it reads, what it says, and where it keeps silent."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks import tone, tone_model
from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity, SentenceStatus
from assistant.checks.run import run_checks
from assistant.checks.tone_features import READERS, classes_of, tokens
from assistant.checks.tone_model import ToneModel
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import split_sentences
from assistant.records.policy import shipped_policy
from evals.training import tone_model as training

CONTEXT = CheckContext(policy=shipped_policy())
MODEL = tone_model.tone_model()
# Not among the training sentences; no rule is needed to find them.
BAD = (
    "The trainee in our office was careless with the customer list, and she has had her telling-off.",
    "We are in breach of our agreement and liable to you for what you lost.",
    "Oops, our servers took a nap, haha!",
)
GOOD = (
    "We deleted the wrong list on Monday, and I am sorry for the work that this gave you.",
    "The export is running again since 10:20, and I will write to you at noon.",
    "We do not know the cause yet.",
    "Some users may see old prices until the copy is complete.",
)


def found(text: str, context: CheckContext = CONTEXT) -> list[Finding]:
    return list(tone_model.check(context, text, split_sentences(text)))


@pytest.mark.parametrize("sentence", BAD)
def test_fresh_bad_wording_scores_as_a_warning(sentence: str) -> None:
    assert MODEL.score(sentence) >= MODEL.warn


@pytest.mark.parametrize("sentence", GOOD)
def test_plain_and_owning_sentences_are_left_alone(sentence: str) -> None:
    assert not [f for f in found(sentence) if f.severity is not FindingSeverity.INFO]


def test_the_finding_quotes_the_sentence_and_names_what_moved_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tone, "check", lambda *_: iter(()))
    text = f"Dear Ms Vo,\n\n{GOOD[1]} {BAD[0]}"
    (finding,) = found(text)
    assert text[finding.start : finding.end] == finding.text == BAD[0]
    assert (finding.rule, finding.family, finding.severity) == ("tone.model", Family.TONE, FindingSeverity.WARN)
    named = MODEL.moved_by(BAD[0])
    assert named
    assert all(phrase in BAD[0] and f"“{phrase}”" in finding.message for phrase in named)


def test_it_is_silent_where_a_rule_speaks() -> None:
    sentence = next(bad for rule in tone.tone_rules() for bad in rule.bad if MODEL.score(bad) >= MODEL.warn)
    assert list(tone.check(CONTEXT, sentence, split_sentences(sentence)))
    assert found(sentence) == []


def test_it_is_silent_on_the_house_wording_and_for_colleagues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tone, "check", lambda *_: iter(()))
    (sentence,) = (span.quote for span in split_sentences(BAD[1]))
    assert found(sentence)
    for backing in (Backing(SentenceStatus.TEMPLATE), Backing(SentenceStatus.RECORD, ("F1",), form=True)):
        assert found(sentence, CheckContext(policy=shipped_policy(), known={sentence: backing})) == []
    assert found(sentence, CheckContext(policy=shipped_policy(), known={sentence: Backing(SentenceStatus.RECORD, ("F1",))}))
    assert found(sentence, CheckContext(policy=shipped_policy(), audience=Audience.INTERNAL)) == []


def test_all_checks_ask_it() -> None:
    sentence = next(item.text for item in training.read_labelled(training.SENTENCES) if item.bad and found(item.text))
    assert "tone.model" in {finding.rule for finding in run_checks(sentence, CONTEXT).findings}


def test_a_longer_text_needs_a_higher_score(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = ToneModel({group: {} for group in READERS}, bias=1.0, warn=0.9, info=0.5, length_cost=0.5)
    monkeypatch.setattr(tone_model, "tone_model", lambda: flat)
    monkeypatch.setattr(tone_model, "_score", flat.score)
    assert [f.severity for f in found("One line.")] == [FindingSeverity.WARN]
    assert [f.severity for f in found("One line. And two.")] == [FindingSeverity.INFO] * 2
    assert found("One line. And two. And three more.") == []


def test_numbers_read_alike_and_places_survive_long_small_letters() -> None:
    assert [token.word for token in tokens("Down 14:30, İzmir!")] == ["down", "0", "0", "zmir", "!"]
    assert tokens("İ won’t")[-1] == ("won't", 2, 7)


def test_a_word_may_stand_in_several_classes() -> None:
    assert {"failing", "law"} <= set(classes_of("negligence") + classes_of("failed"))
    assert classes_of("zebra") == ()


@given(st.text(max_size=120))
def test_any_text_gets_a_score_and_phrases_of_its_own(sentence: str) -> None:
    assert np.isfinite(MODEL.score(sentence))
    assert all(phrase in sentence for phrase in MODEL.moved_by(sentence))
    assert all(
        sentence[token.start : token.end].lower().replace("’", "'") == token.word or token.word == "0"
        for token in tokens(sentence)
        if "İ" not in sentence
    )


def test_training_and_use_weigh_a_sentence_alike() -> None:
    labelled = training.read_labelled(training.SENTENCES)[::9]
    messages = [training.Message("North", ("Search is slow in one region.", "A fix is in place."))]
    model = training.train(labelled, messages)
    texts = [item.text for item in labelled]
    columns = training.TRAINER.vocabulary(texts)
    weights = np.array([model.weights[group][term] for group, term in columns])
    np.testing.assert_allclose(
        training.TRAINER.matrix(texts, columns) @ weights + model.bias, [model.score(text) for text in texts], atol=1e-9
    )
    scores = np.array([model.score(item.text) for item in labelled])
    bad = np.array([item.bad for item in labelled])
    assert scores[bad].mean() > scores[~bad].mean() + 1


def test_training_takes_no_word_of_the_real_lines_and_no_name(tmp_path: Path) -> None:
    labelled = training.read_labelled(training.SENTENCES)[::9]
    named = [training.Labelled(f"We asked Quentin about it {when}.", False, "update", "plain") for when in ("today", "again")]
    messages = [training.Message("North", ("Flurbostat is degraded.", "Flurbostat is back."))]
    model = training.train([*labelled, *named], messages)
    assert not [term for terms in model.weights.values() for term in terms if "flurb" in term or "quentin" in term]
    training.write(model, tmp_path / "model.json")
    assert ToneModel(**json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))) == model


def test_a_threshold_keeps_both_limits() -> None:
    bad, good = (training.Labelled(name, name == "bad", "x", "plain") for name in ("bad", "good"))
    labelled = tuple([(bad, 2.0)] * 8 + [(good, 1.0)] * 2 + [(bad, 0.5)] * 2)
    messages = tuple((training.Message("North", ("All is well.",)), score) for score in (1.5, 0.0, 0.0, 0.0))
    unseen = training.Unseen(labelled, messages)
    assert training.threshold(unseen, share=0.25, precision=0.9) == pytest.approx(1.0, abs=0.03)
    assert training.threshold(unseen, share=0.0, precision=0.0) == pytest.approx(1.5, abs=0.03)
    with pytest.raises(ValueError, match="no threshold"):
        training.threshold(training.Unseen(labelled, ((messages[0][0], 9.0),)), share=0.0, precision=0.0)
