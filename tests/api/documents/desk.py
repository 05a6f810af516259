"""Sending documents, and looking into their folder."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.models import Interest
from tests import factories, files
from tests.api.answers import API

BOTH = pytest.mark.parametrize("noun", ["need", "offering"])
MAKE: dict[str, Any] = {"need": factories.a_need, "offering": factories.an_offering}
MOST, LARGEST = 3, 10_000


def of(interest: Interest) -> str:
    return f"{API}/{interest.kind}s/{interest.id}/documents"


def send(
    client: TestClient, interest: Interest, data: bytes = files.PDF, name: str = "Bản đồ.pdf", **form: str
) -> Response:
    return client.post(of(interest), files={"file": (name, data)}, data=form)


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
