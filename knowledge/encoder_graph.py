"""A sentence encoder's weights -> the ONNX graph that computes with them.

Written out here since converters were tried and found wanting: tf2onnx takes 20 GB of memory for the larger encoder,
and TensorFlow's own can't convert its attention. A test compares the vectors with the reference implementation's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEADS = 12
FURTHEST = 255  # tokens between two that see each other; texts are cut at 256
OPSET = 20
RUNTIME_S_OWN = "com.microsoft"  # operators that ONNX Runtime has beyond the standard
IR_VERSION = 9
NOTHING = np.float32(-1e4)  # added to what padding would weigh
# Numbers of eight bits, for a token's and for a weight's. A processor without VNNI adds two products of them in sixteen
# bits, which would overflow if both went up to 127.
TOKEN_STEPS, WEIGHT_STEPS = 127, 63
ZERO = np.uint8(128)  # stands for 0, as products of unsigned numbers with signed ones are the quickest


@dataclass(frozen=True)
class Architecture:
    """What BERT and MPNet call the parts of a layer, and wherein they differ."""

    query: str
    key: str
    value: str
    joined: str
    joined_norm: str
    first_position: int
    epsilon: float


BERT = Architecture(
    query="attention.self.query",
    key="attention.self.key",
    value="attention.self.value",
    joined="attention.output.dense",
    joined_norm="attention.output.LayerNorm",
    first_position=0,
    epsilon=1e-12,
)
MPNET = Architecture(
    query="attention.attn.q",
    key="attention.attn.k",
    value="attention.attn.v",
    joined="attention.attn.o",
    joined_norm="attention.LayerNorm",
    first_position=2,
    epsilon=1e-5,
)


def build_graph(
    weights: Mapping[str, np.ndarray], architecture: Architecture, layers: tuple[int, ...], eight_bits: bool
) -> onnx.ModelProto:
    """A model from ``ids`` and ``mask``, int64 of shape (texts, tokens), to ``vectors``, float32 of shape
    (texts, len(layers), tokens, length of a vector): what comes out of the ``layers``, the first of which is 1.

    ``eight_bits``: rounded so far, it takes two thirds of the time; vectors have a cosine of 0.995 to the exact ones.
    """
    return _Builder(weights, architecture, eight_bits).build(layers)


class _Builder:
    def __init__(self, weights: Mapping[str, np.ndarray], architecture: Architecture, eight_bits: bool):
        self._weights = weights
        self._architecture = architecture
        self._eight_bits = eight_bits
        self._width = weights["embeddings.word_embeddings.weight"].shape[1]
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self, layers: tuple[int, ...]) -> onnx.ModelProto:
        bias = self._attention_bias()
        hidden = self._embed()
        taken = {}
        for layer in range(1, max(layers) + 1):
            hidden = self._layer(f"encoder.layer.{layer - 1}.", hidden, bias)
            if layer in layers:
                taken[layer] = self._op("Unsqueeze", hidden, self._integers(1))
        self._nodes.append(helper.make_node("Concat", [taken[layer] for layer in layers], ["vectors"], axis=1))
        shape = ["texts", "tokens"]
        graph = helper.make_graph(
            self._nodes,
            "sentence encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("ids", "mask")],
            [
                helper.make_tensor_value_info(
                    "vectors", TensorProto.FLOAT, ["texts", len(layers), "tokens", self._width]
                )
            ],
            self._constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME_S_OWN, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

    def _embed(self) -> str:
        words = self._op("Gather", self._weight("embeddings.word_embeddings.weight"), "ids")
        places = self._op("Add", self._positions(), self._integer(self._architecture.first_position))
        hidden = self._op(
            "Add", words, self._op("Gather", self._weight("embeddings.position_embeddings.weight"), places)
        )
        if "embeddings.token_type_embeddings.weight" in self._weights:
            # All of a text is BERT's first segment.
            hidden = self._op(
                "Add", hidden, self._constant(self._weights["embeddings.token_type_embeddings.weight"][0])
            )
        return self._norm("embeddings.LayerNorm", hidden)

    def _layer(self, prefix: str, hidden: str, bias: str) -> str:
        names = self._architecture
        joined = self._linear(prefix + names.joined, self._attend(prefix, hidden, bias))
        hidden = self._norm(prefix + names.joined_norm, self._op("Add", hidden, joined))
        inner = self._op("Gelu", self._linear(prefix + "intermediate.dense", hidden))
        outer = self._linear(prefix + "output.dense", inner)
        return self._norm(prefix + "output.LayerNorm", self._op("Add", hidden, outer))

    def _attend(self, prefix: str, hidden: str, bias: str) -> str:
        def heads(name: str, order: list[int]) -> str:
            split = self._op("Reshape", self._linear(prefix + name, hidden), self._integers(0, 0, HEADS, -1))
            return self._op("Transpose", split, perm=order)

        names = self._architecture
        query, value = heads(names.query, [0, 2, 1, 3]), heads(names.value, [0, 2, 1, 3])
        scores = self._op("MatMul", query, heads(names.key, [0, 2, 3, 1]))
        scale = self._constant(np.float32(1 / np.sqrt(self._width // HEADS)))
        shares = self._op("Softmax", self._op("Add", self._op("Mul", scores, scale), bias), axis=-1)
        seen = self._op("Transpose", self._op("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self._op("Reshape", seen, self._integers(0, 0, -1))

    def _attention_bias(self) -> str:
        """What is added to every score: padding weighs nothing; with MPNet also how far two tokens stand apart."""
        padding = self._op("Sub", self._integer(1), self._op("Unsqueeze", "mask", self._integers(1, 2)))
        bias = self._op("Mul", self._op("Cast", padding, to=TensorProto.FLOAT), self._constant(NOTHING))
        if "encoder.relative_attention_bias.weight" not in self._weights:
            return bias
        positions = self._positions()
        apart = self._op(
            "Sub",
            self._op("Unsqueeze", positions, self._integers(0)),
            self._op("Unsqueeze", positions, self._integers(1)),
        )
        of_distance = self._weights["encoder.relative_attention_bias.weight"][_buckets()].T
        places = self._op("Add", apart, self._integer(FURTHEST))
        return self._op("Add", bias, self._op("Gather", self._constant(of_distance), places, axis=1))

    def _positions(self) -> str:
        length = self._op("Squeeze", self._op("Shape", "ids", start=1, end=2))
        return self._op("Range", self._integer(0), length, self._integer(1))

    def _linear(self, name: str, hidden: str) -> str:
        weight = self._weights[f"{name}.weight"].T
        product = (
            self._multiply_rounded(hidden, weight)
            if self._eight_bits
            else self._op("MatMul", hidden, self._constant(weight))
        )
        return self._op("Add", product, self._weight(f"{name}.bias"))

    def _multiply_rounded(self, hidden: str, weight: np.ndarray) -> str:
        """``hidden @ weight`` with each token's numbers in steps of its largest, and each column's in steps of its own.

        ONNX Runtime's quantization tool has one size of steps for all tokens of a batch, so that a text's vectors would
        depend on the texts beside it. What is rounded for several weights here, the runtime rounds once.
        """
        largest = self._op("ReduceMax", self._op("Abs", hidden), self._integers(-1))
        token_step = self._op("Mul", largest, self._constant(np.float32(1 / TOKEN_STEPS)))
        one, zero = self._constant(np.float32(1)), self._constant(ZERO)
        numbers = self._op("QuantizeLinear", self._op("Div", hidden, token_step), one, zero)
        step = np.abs(weight).max(axis=0) / WEIGHT_STEPS
        whole = self._constant(np.round(weight / step).astype(np.int8))
        product = self._op(
            "MatMulIntegerToFloat", numbers, whole, one, self._constant(step), zero, domain=RUNTIME_S_OWN
        )
        return self._op("Mul", product, token_step)

    def _norm(self, name: str, hidden: str) -> str:
        scale, offset = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._op("LayerNormalization", hidden, scale, offset, epsilon=self._architecture.epsilon)

    def _op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _weight(self, name: str) -> str:
        return self._constant(self._weights[name])

    def _integer(self, number: int) -> str:
        return self._constant(np.array(number, dtype=np.int64))

    def _integers(self, *numbers: int) -> str:
        return self._constant(np.array(numbers, dtype=np.int64))

    def _constant(self, array: np.ndarray | np.generic) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name


def _buckets() -> np.ndarray:
    """For each distance from -FURTHEST to FURTHEST the row of MPNet's relative attention bias: one for each near
    distance, and for far ones fewer and fewer, as T5 has it (Raffel et al. 2020), up to 128 tokens."""
    half, near, furthest = 16, 8, 128
    apart = np.arange(-FURTHEST, FURTHEST + 1)
    size = np.abs(apart)
    far = near + np.log(np.maximum(size, 1) / near) / np.log(furthest / near) * (half - near)
    return np.where(apart > 0, half, 0) + np.where(size < near, size, np.minimum(far.astype(int), half - 1))
