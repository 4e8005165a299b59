"""An optional model that says how far evidence carries a sentence, from a folder that the user names; it can raise a finding, never clear one.

The folder holds `model.onnx` (a cross-encoder that takes a premise and a hypothesis), `tokenizer.json`, and perhaps `config.json` with the
names of its outputs. Nothing is fetched. Without the folder, or with one that cannot be used, sentences are not judged, and that is said.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

_CARRIES = ("entail", "support", "consistent", "factual")
_LONGEST = 512
"""Tokens of one pair; what is longer is cut at its end."""


class Session(Protocol):
    """The part of an ONNX session that is used."""

    def get_inputs(self) -> Sequence[Any]:
        """The inputs, each with a `name`."""
        ...

    def run(self, names: Sequence[str] | None, inputs: dict[str, Any]) -> Sequence[Any]:
        """The outputs for these inputs, the scores of one pair first."""
        ...


Encoder = Callable[[str, str], dict[str, list[int]]]
"""From premise and hypothesis to the model's inputs by name."""


@dataclass
class Entailment:
    """A grounding model, or why there is none.

    Attributes:
        problem: Why no sentence is judged, in plain words; empty while the model works.
    """

    session: Session | None
    encode: Encoder | None
    carries: int | None = None
    problem: str = ""

    def score(self, premise: str, hypothesis: str) -> float | None:
        """From 0 to 1, how far the premise carries the hypothesis; None when the model cannot say, and then `problem` says why."""
        if self.session is None or self.encode is None or self.problem:
            return None
        import numpy

        try:
            encoded = self.encode(premise, hypothesis)
            wanted = [each.name for each in self.session.get_inputs()]
            inputs = {name: numpy.array([encoded[name]], dtype=numpy.int64) for name in wanted}
            logits = [float(each) for each in numpy.asarray(self.session.run(None, inputs)[0]).ravel()]
            return _share(logits, self.carries)
        except Exception as error:  # a model from outside may fail in any way; the other checks go on
            self.problem = f"the grounding model failed: {type(error).__name__}: {error}"
            return None


def _share(logits: list[float], carries: int | None) -> float:
    if len(logits) == 1:
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logits[0]))))
    highest = max(logits)
    weights = [math.exp(each - highest) for each in logits]
    return weights[len(logits) - 1 if carries is None else carries] / sum(weights)


def open_entailment(folder: Path) -> Entailment:
    """The model in this folder; one that judges nothing and says why when it is missing or broken."""
    try:
        missing = [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]
        if missing:
            return Entailment(None, None, problem=f"{folder} has no {' and no '.join(missing)}")
        import onnxruntime
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(_LONGEST)
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
        return Entailment(session, _encoder(tokenizer), _place(folder / "config.json"))
    except Exception as error:  # whatever the files hold, a draft is still checked by everything else
        return Entailment(None, None, problem=f"the grounding model in {folder} could not be opened: {type(error).__name__}: {error}")


def _encoder(tokenizer: Any) -> Encoder:
    def encode(premise: str, hypothesis: str) -> dict[str, list[int]]:
        encoded = tokenizer.encode(premise, hypothesis)
        return {"input_ids": encoded.ids, "attention_mask": encoded.attention_mask, "token_type_ids": encoded.type_ids}

    return encode


def _place(config: Path) -> int | None:
    """Which output says that the premise carries the hypothesis; None for the last."""
    names = json.loads(config.read_text(encoding="utf-8")).get("id2label", {}) if config.is_file() else {}
    return next((int(place) for place, name in names.items() if str(name).lower().startswith(_CARRIES)), None)
