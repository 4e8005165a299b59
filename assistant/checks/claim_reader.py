"""A reader for whole sentences: how far a record carries what a sentence says, in whatever words.

Rules see figures and words that name a claim; this sees "is back on its feet" beside "works again". It is a small transformer (6 layers of
384, weights of 8 bits) that reads the record once and lets each sentence look at the record and at itself. Its weights
(`data/claim_reader.onnx`) are trained by `python -m evals.training.claim_reader` on pairs written for it, starting from those of
all-MiniLM-L6-v2 (Apache-2.0, see NOTICE). Nothing is fetched, nothing leaves the machine.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

RECORD_TOKENS = 400
"""Pieces of words of the record that are read at most; what is longer is cut at its end."""
SENTENCE_TOKENS = 96
_TOGETHER = 24
"""Sentences that are read in one go."""
_KEPT = 20_000
_THREADS = 2
_OF_THE_RECORD = -1


class ClaimReader:
    """The bundled model with its list of words; safe to use from several threads."""

    def __init__(self, session: Any, words: Tokenizer) -> None:
        self._session, self._words = session, words
        self._kept: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock, self._turn = threading.Lock(), threading.Lock()

    def doubts(self, record: str, sentences: Sequence[str]) -> tuple[float, ...]:
        """For each sentence, from 0 to 1, how likely it is that a careful reader does not find it in the record.

        Args:
            record: What is known, as lines of plain text; `RECORD_TOKENS` of it are read.
            sentences: What is said; each is judged by itself.
        """
        with self._lock:
            known = {said: self._kept[record, said] for said in sentences if (record, said) in self._kept}
        missing = [said for said in dict.fromkeys(sentences) if said not in known]
        for start in range(0, len(missing), _TOGETHER):
            part = missing[start : start + _TOGETHER]
            known.update(zip(part, self._read(record, part), strict=True))
        with self._lock:
            # Kept, because an edit changes one sentence and the others are asked for again.
            self._kept.update({(record, said): known[said] for said in missing})
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return tuple(known[said] for said in sentences)

    def _read(self, record: str, sentences: Sequence[str]) -> list[float]:
        ids, places, owners, starts = list[int](), list[int](), list[int](), list[int]()
        for owner, piece in self._pieces(record, sentences):
            if owner != _OF_THE_RECORD:
                starts.append(len(ids))
            ids.extend(piece)
            places.extend(range(len(piece)))
            owners.extend([owner] * len(piece))
        inputs = {"ids": ids, "places": places, "owners": owners, "starts": starts}
        with self._turn:  # one at a time: each run uses several cores, and holds tens of megabytes while it lasts
            (doubts,) = self._session.run(None, {name: np.array(values, dtype=np.int64) for name, values in inputs.items()})
        return [float(doubt) for doubt in doubts]

    def _pieces(self, record: str, sentences: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        yield _OF_THE_RECORD, self._words.encode(record).ids[:RECORD_TOKENS]
        for owner, sentence in enumerate(sentences):
            yield owner, self._words.encode(sentence).ids[:SENTENCE_TOKENS]


@cache
def claim_reader() -> ClaimReader:
    """The bundled reader, opened once."""
    import onnxruntime  # takes a third of a second, which commands that check nothing need not wait for
    from tokenizers import Tokenizer

    data = files("assistant.checks") / "data"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.enable_cpu_mem_arena = False  # lengths differ from text to text, and an arena keeps the largest of each
    with as_file(data / "claim_reader.onnx") as model:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return ClaimReader(session, Tokenizer.from_str((data / "claim_reader_words.json").read_text(encoding="utf-8")))
