"""Teaches the larger sentence encoder what danger sounds like, and heads to tell it by.

    make tune

This takes long, so its outcome is kept beside this file: low-rank changes of the upper layers' weights (LoRA, Hu et al.
2021), which `knowledge.weights` adds to the published ones, and the heads, two of which `danger_model.py` puts on the
vectors. The third, for clauses, serves while it learns: it shows where in a message the sign stands.

It goes on from what is kept: in each of two rounds with all that is new and as much of what it knows (2,000 lessons at
least), twenty to forty minutes on two cores for 3,500 new ones. What was taken out stays learnt until `make tune
AFRESH=1` learns all of it anew, in some hours. It needs the development packages.
"""

import argparse
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from transformers import MPNetConfig, TFMPNetModel

from knowledge.encoder import TOKENIZER, read_tokenizer, tokens_of
from knowledge.weights import LARGE, read_files
from web_widget.danger_lessons import EXAMPLES, SHORTEST, Lesson, everyday_lesson, load_lessons
from web_widget.danger_model import SCALE, TUNED, load_heads

FIRST_TUNED = 4  # layer; those before it tell of words and grammar
RANK = 16
DROPOUT = 0.1  # of what goes into the changes and the heads
BATCH, WARM_UP = 32, 0.06
ROUNDS = 2
PACE, FURTHER_PACE = 5e-4, 4e-4  # afresh, and going on from what is kept
REPEATED = 1  # known lessons beside each new one, in each round of going on, so that it forgets little
LEAST_REPEATED = 2000  # known lessons a round: a few steps with a handful of new ones forget more than they teach
SIGN_WEIGHT = 2.0  # a sign counts more than an everyday clause, since missing one is worse
KIND_WEIGHT = 0.3  # telling kinds apart matters less than telling danger
BY_ITSELF = 0.35  # how often a message's sign, and one of its other clauses, is also taught by itself in a round
PADDING = 1  # MPNet's token for nothing
SEED = 0
TAUGHT = "taught"  # under which the fingerprints of the lessons are kept

Kept = Mapping[str, np.ndarray]


class _Changed(tf.keras.layers.Layer):
    """A dense layer whose weights stay, plus a learnt change of low rank."""

    def __init__(self, base: tf.keras.layers.Dense):
        super().__init__()
        self.base = base
        width, units = base.kernel.shape
        by_chance = tf.keras.initializers.RandomNormal(stddev=width**-0.5)
        self.down = self.add_weight("down", (width, RANK), initializer=by_chance)
        self.up = self.add_weight("up", (RANK, units), initializer="zeros")

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return self.base(inputs) + tf.matmul(tf.matmul(tf.nn.dropout(inputs, DROPOUT), self.down), self.up)


class _Batch:
    """Lessons as tensors. ``positions`` are tokens of the flattened batch, ``clauses`` the clause of each of them."""

    def __init__(self, lessons: list[Lesson], tokenizer: Tokenizer, kinds: list[str]):
        encoded = tokenizer.encode_batch([lesson.text for lesson in lessons])
        length = max(len(one.ids) for one in encoded)
        self.ids = np.full((len(lessons), length), PADDING, dtype=np.int32)
        self.mask = np.zeros((len(lessons), length), dtype=np.int32)
        positions: list[int] = []
        clauses: list[int] = []
        danger: list[bool] = []
        weights: list[float] = []
        kind: list[int] = []
        for row, (lesson, one) in enumerate(zip(lessons, encoded, strict=True)):
            self.ids[row, : len(one.ids)] = one.ids
            self.mask[row, : len(one.ids)] = 1
            parts = [*lesson.signs, *lesson.others]
            for place, part in enumerate(parts):
                is_sign = place < len(lesson.signs)
                own = tokens_of(part, lesson.text, one.offsets)
                positions += [row * length + token for token in own]
                clauses += [len(danger)] * len(own)
                danger.append(is_sign)
                # A long message counts more than a short one, but not by as much as it is longer.
                weights.append((SIGN_WEIGHT if is_sign else 1.0) / len(parts) ** 0.5)
                kind.append(kinds.index(lesson.kind) if is_sign and lesson.kind else -1)
        self.positions = np.array(positions, dtype=np.int32)
        self.clauses = np.array(clauses, dtype=np.int32)
        self.danger = np.array(danger, dtype=np.float32)
        self.weights = np.array(weights, dtype=np.float32)
        self.kind = np.array(kind, dtype=np.int32)
        self.dangerous = np.array([lesson.kind is not None for lesson in lessons], dtype=np.float32)

    def tensors(self) -> tuple[np.ndarray, ...]:
        return self.ids, self.mask, self.positions, self.clauses, self.danger, self.weights, self.kind, self.dangerous


class _Tuning:
    """The encoder with its learnable changes and heads; ``step`` learns from one batch's tensors."""

    def __init__(self, encoder: TFMPNetModel, kinds: list[str], pace: "_Pace"):
        self.encoder = encoder
        self.changed = self._change()
        width = self.encoder.config.hidden_size
        self.heads = {
            name: (tf.Variable(tf.random.normal((width, size), stddev=0.02 / SCALE**0.5)), tf.Variable(tf.zeros(size)))
            for name, size in (("clause", 1), ("message", 1), ("kind", len(kinds)))
        }
        self._learnt = [weight for layer in self.changed.values() for weight in (layer.down, layer.up)]
        self._learnt += [weight for head in self.heads.values() for weight in head]
        self._optimizer = tf.keras.optimizers.AdamW(pace, weight_decay=0.01, global_clipnorm=1.0)
        self._optimizer.build(self._learnt)
        numbers, shares = tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.float32)
        grid = tf.TensorSpec([None, None], tf.int32)
        signature = [grid, grid, numbers, numbers, shares, shares, numbers, shares]
        self.step = tf.function(self._step, input_signature=signature)

    def take_up(self, kept: Kept) -> None:
        """Go on from what ``outcome`` gave."""
        for name, layer in self.changed.items():
            layer.down.assign(kept[f"{name}.down"].T)
            layer.up.assign(kept[f"{name}.up"].T)
        for name, (weights, offset) in self.heads.items():
            weights.assign(kept[f"{name}.weight"].T)
            offset.assign(kept[f"{name}.bias"])

    def outcome(self) -> dict[str, np.ndarray]:
        """What is to be kept, by name: see ``knowledge.weights.change`` and ``danger_model.load_heads``."""
        kept = {}
        for name, layer in self.changed.items():
            kept[f"{name}.down"], kept[f"{name}.up"] = layer.down.numpy().T, layer.up.numpy().T
        for name, (weights, offset) in self.heads.items():
            kept[f"{name}.weight"], kept[f"{name}.bias"] = weights.numpy().T, offset.numpy()
        return {name: np.ascontiguousarray(array, dtype=np.float16) for name, array in kept.items()}

    def _change(self) -> dict[str, _Changed]:
        changed = {}
        for number, layer in enumerate(self.encoder.mpnet.encoder.layer):
            if number + 1 < FIRST_TUNED:
                continue
            attention = layer.attention.attn
            for holder, attribute, name in (
                *((attention, part, f"attention.attn.{part}") for part in "qkvo"),
                (layer.intermediate, "dense", "intermediate.dense"),
                (layer.out, "dense", "output.dense"),
            ):
                one = _Changed(getattr(holder, attribute))
                setattr(holder, attribute, one)
                changed[f"encoder.layer.{number}.{name}"] = one
        return changed

    def _step(
        self,
        ids: tf.Tensor,
        mask: tf.Tensor,
        positions: tf.Tensor,
        clauses: tf.Tensor,
        danger: tf.Tensor,
        weights: tf.Tensor,
        kind: tf.Tensor,
        dangerous: tf.Tensor,
    ) -> tf.Tensor:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(self._learnt)
            hidden = self.encoder(input_ids=ids, attention_mask=mask, training=False).last_hidden_state
            flat = tf.reshape(hidden, (-1, hidden.shape[-1]))
            of_clauses = tf.math.segment_mean(tf.gather(flat, positions), clauses)
            seen = tf.cast(mask, tf.float32)[:, :, None]
            of_messages = tf.reduce_sum(hidden * seen, axis=1) / tf.reduce_sum(seen, axis=1)
            by_clause = tf.nn.sigmoid_cross_entropy_with_logits(danger, self._say("clause", of_clauses)[:, 0])
            by_message = tf.nn.sigmoid_cross_entropy_with_logits(dangerous, self._say("message", of_messages)[:, 0])
            signs = tf.cast(kind >= 0, tf.float32)
            by_kind = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.maximum(kind, 0), self._say("kind", of_clauses))
            loss = (
                tf.reduce_sum(weights * by_clause) / tf.cast(tf.shape(dangerous)[0], tf.float32)
                + tf.reduce_mean(by_message)
                + KIND_WEIGHT * tf.reduce_sum(signs * by_kind) / tf.maximum(tf.reduce_sum(signs), 1.0)
            )
        gradients = tape.gradient(loss, self._learnt)
        # TensorFlow, which reads this function, knows no strict zip.
        self._optimizer.apply_gradients(zip(gradients, self._learnt))  # noqa: B905
        return loss

    def _say(self, name: str, vectors: tf.Tensor) -> tf.Tensor:
        weights, offset = self.heads[name]
        unit = tf.math.l2_normalize(vectors, axis=-1)
        return SCALE * tf.matmul(tf.nn.dropout(unit, DROPOUT), weights) + offset


class _Pace(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Up to the ``fastest`` at first, then evenly down to nothing."""

    def __init__(self, fastest: float, steps: int):
        self._fastest = fastest
        self._steps = steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32) / self._steps
        return self._fastest * tf.minimum((done + 1 / self._steps) / WARM_UP, (1 - done) / (1 - WARM_UP))

    def get_config(self) -> dict[str, Any]:
        return {"fastest": self._fastest, "steps": self._steps}


def _load_encoder(published: dict[str, bytes]) -> TFMPNetModel:
    """From the publisher's files, by name."""
    layers = max(LARGE.layers)
    config = MPNetConfig(vocab_size=30527, max_position_embeddings=514, layer_norm_eps=1e-5, num_hidden_layers=layers)
    with TemporaryDirectory() as folder:
        for name, content in published.items():
            (Path(folder) / name).write_bytes(content)
        return TFMPNetModel.from_pretrained(folder, config=config)


def split_off(lesson: Lesson, order: random.Random) -> Iterator[Lesson]:
    """A sign, and a clause beside it, as messages of their own: each by chance, and nothing of one-clause messages.

    So a bare fact ("i am her dad") is known for harmless although it stood in a story of danger.
    """
    if len(lesson.signs) + len(lesson.others) == 1:
        return
    signs = [sign for sign in lesson.signs if len(sign.split()) >= SHORTEST]
    if signs and order.random() < BY_ITSELF:
        sign = order.choice(signs)
        yield Lesson(sign, lesson.kind, (sign,), ())
    if lesson.others and order.random() < BY_ITSELF:
        yield everyday_lesson(order.choice(lesson.others))


def _batches(lessons: list[Lesson], order: random.Random) -> Iterator[list[Lesson]]:
    """All lessons once, by chance; those of a batch are about as long as one another, so that few are padded."""
    mixed = order.sample(lessons, len(lessons))
    batches: list[list[Lesson]] = []
    for start in range(0, len(mixed), BATCH * 32):
        alike = sorted(mixed[start : start + BATCH * 32], key=lambda lesson: len(lesson.text))
        batches += [alike[first : first + BATCH] for first in range(0, len(alike), BATCH)]
    order.shuffle(batches)
    yield from batches


def kinds_of(lessons: list[Lesson]) -> list[str]:
    return sorted({lesson.kind for lesson in lessons if lesson.kind})


def fingerprints(lessons: list[Lesson]) -> np.ndarray:
    """One number for each. A new lesson that shares one with an old one may be left out: one in 100,000 is."""
    parts = [(lesson.kind, lesson.text, lesson.signs) for lesson in lessons]
    return np.array([crc32(repr(part).encode()) for part in parts], dtype=np.uint32)


def load_kept(path: Path, kinds: list[str]) -> Kept | None:
    """What an earlier run wrote; None where it can't be gone on from, since it knows other kinds of danger."""
    if not path.is_file() or list(load_heads(path).kinds) != kinds:
        return None
    return dict(load_file(path))


def are_known(lessons: list[Lesson], before: Kept) -> np.ndarray:
    """For each, whether it was taught before."""
    return np.isin(fingerprints(lessons), before[TAUGHT])


def rounds_of(lessons: list[Lesson], before: Kept | None) -> list[list[Lesson]]:
    """What is taught in each round, parts of messages among it."""
    if before is None:
        order = random.Random(SEED)
        rounds = [lessons] * ROUNDS
    else:
        # Drawn anew in each round and each time it goes on, so that what is repeated is not always the same.
        order = random.Random(int(before[TAUGHT].sum()))
        pairs = list(zip(lessons, are_known(lessons, before), strict=True))
        old, new = [lesson for lesson, known in pairs if known], [lesson for lesson, known in pairs if not known]
        repeated = min(len(old), max(LEAST_REPEATED, REPEATED * len(new)))
        rounds = [order.sample(old, repeated) + new for _ in range(ROUNDS)]
    return [taught + [part for lesson in taught for part in split_off(lesson, order)] for taught in rounds]


def tune(lessons: list[Lesson], before: Kept | None = None) -> dict[str, np.ndarray]:
    """What is to be kept; ``before`` is what it goes on from, with the same kinds of danger."""
    tf.keras.utils.set_random_seed(SEED)
    published = read_files(LARGE)
    tokenizer = read_tokenizer(published[TOKENIZER])
    kinds = kinds_of(lessons)
    rounds = rounds_of(lessons, before)
    steps = sum(-(-len(taught) // BATCH) for taught in rounds)
    tuning = _Tuning(_load_encoder(published), kinds, _Pace(PACE if before is None else FURTHER_PACE, steps))
    if before is not None:
        tuning.take_up(before)
    order = random.Random(SEED)
    done, running = 0, 0.0
    for taught in rounds:
        for batch in _batches(taught, order):
            loss = float(tuning.step(*_Batch(batch, tokenizer, kinds).tensors()))
            done += 1
            running += (loss - running) / min(done, 50)
            if done % 50 == 0:
                print(f"{done} of {steps} steps, loss {running:.3f}", flush=True)
    return tuning.outcome() | {TAUGHT: fingerprints(lessons)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ordinary", type=Path, nargs="+", required=True, help="training data of everyday questions")
    parser.add_argument("--afresh", action="store_true", help="learn all of it anew")
    parser.add_argument("--out", type=Path, default=TUNED, help="what it goes on from, and where its outcome goes")
    arguments = parser.parse_args()
    lessons = load_lessons(EXAMPLES, arguments.ordinary)
    kinds = kinds_of(lessons)
    before = None if arguments.afresh else load_kept(arguments.out, kinds)
    if before is None:
        print(f"Learning {len(lessons)} lessons afresh: this takes some hours.", flush=True)
    else:
        known = int(are_known(lessons, before).sum())
        if known == len(lessons):
            raise SystemExit("No lesson is new. `make tune AFRESH=1` learns all of them anew.")
        print(f"Going on with {len(lessons) - known} new lessons and some of the {known} known ones.", flush=True)
    save_file(tune(lessons, before), arguments.out, metadata={"kinds": " ".join(kinds)})


if __name__ == "__main__":
    main()
