"""Sealed envelopes: what is inside can be read only with the key, and is known to be unchanged.

A draft is sealed with a key made from the resume key in the patient's hands; the ledger keeps a hash of that key to find
the draft by, made in another way, so that the ledger alone opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.ledger.errors import WRONG_USE, LedgerError
from service.ledger.keys import in_symbols

NONCE = 12  # bytes; what AES-GCM is specified for
BLOCK = 256  # sealed lengths go in steps of this many bytes, so that they tell little of the answer


def new_resume_key() -> str:
    """A resume key a person can copy by hand: 20 letters and figures in fours, more than 90 bits."""
    written = in_symbols(int.from_bytes(secrets.token_bytes(32)), 20)
    return "-".join(written[at : at + 4] for at in range(0, 20, 4))


def key_hash(resume_key: bytes) -> str:
    """What the ledger finds a draft by. It does not open it."""
    return hmac.digest(resume_key, b"patient-voice draft, to find it", hashlib.sha256).hex()


def seal(key: bytes, content: bytes, about: bytes = b"") -> bytes:
    """`about` is not kept, but must be given again to open: a sealed row moved elsewhere does not open there."""
    nonce = secrets.token_bytes(NONCE)
    padded = len(content).to_bytes(4, "big") + content
    padded += bytes(-len(padded) % BLOCK)
    return nonce + AESGCM(_content_key(key)).encrypt(nonce, padded, about)


def unseal(key: bytes, sealed: bytes, about: bytes = b"") -> bytes:
    """A LedgerError when the key is another one or a byte was changed."""
    try:
        padded = AESGCM(_content_key(key)).decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except (InvalidTag, ValueError):
        raise LedgerError(
            "This was sealed with another key and cannot be opened with the one given.", WRONG_USE
        ) from None
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _content_key(key: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"patient-voice sealed content").derive(key)
