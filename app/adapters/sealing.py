"""Sealed at rest: what must be readable again, but not from a stolen copy of the database.

AES-256-GCM under a key that HKDF derives from the server's secret for each purpose. A sealed text belongs to one row,
and opens in no other.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES, NONCE_BYTES = 32, 12


class SealBroken(Exception):
    """Sealed under another secret, for another row, or not at all."""


class Sealer:
    """Seals and opens texts of one purpose."""

    def __init__(self, secret: str, *, purpose: str) -> None:
        derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"ketnoi {purpose}".encode())
        self._cipher = AESGCM(derive.derive(secret.encode()))

    def seal(self, text: str, *, row: UUID) -> bytes:
        """What only this server can open again, for this row."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), row.bytes)

    def open(self, sealed: bytes, *, row: UUID) -> str:
        """The text. Raises `SealBroken`, after a change of the server's secret for example."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row.bytes).decode()
        except (InvalidTag, ValueError):  # The other is for what is too short.
            raise SealBroken("sealed under another secret, or for another row") from None
