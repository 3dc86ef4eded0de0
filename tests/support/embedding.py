"""Tiny sentence-embedding models, made in a test: every character a vector of its own, and characters told to be alike near each other.

One is an ONNX export (a table and a projection), one a static table as model2vec writes it; both read by ``search.dense``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

DIMENSIONS = 16


def _tokenizer(folder: Path, characters: list[str]) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = {"[PAD]": 0, "[UNK]": 1, **{char: place for place, char in enumerate(characters, 2)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))


def _table(characters: list[str], alike: Iterable[str], seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    random = np.random.default_rng(seed)
    table = random.standard_normal((len(characters) + 2, DIMENSIONS)).astype(np.float32)
    table[:2] = 0
    for group in alike:
        places = [characters.index(char) + 2 for char in group]
        table[places] = 6 * table[places[0]] + 0.1 * table[places]
    return table


def make(folder: Path, kind: str, texts: Iterable[str], alike: Iterable[str] = (), seed: int = 0) -> Path:
    """A model of ``kind`` (onnx or static) over the characters of ``texts``; the characters of each string of ``alike`` mean the same."""
    folder.mkdir(parents=True, exist_ok=True)
    characters = sorted({char for text in (*texts, *alike) for char in text if not char.isspace()})
    _tokenizer(folder, characters)
    table = _table(characters, alike, seed)
    if kind == "static":
        data = table.astype("<f4").tobytes()
        told = {"embeddings": {"dtype": "F32", "shape": list(table.shape), "data_offsets": [0, len(data)]}}
        head = json.dumps(told).encode()
        (folder / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + data)
        return folder
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["texts", "tokens"])
    out = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["texts", "tokens", DIMENSIONS])
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "tiny",
        [ids, mask],
        [out],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))
    return folder
