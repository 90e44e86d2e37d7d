"""The ledger's secret at work: keyed hashes instead of names and addresses, and a key of its own for each purpose."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import Connection

from service.ledger.errors import WRONG_USE, LedgerError

# No vowels (no words), and nothing that is read or written as something else: 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B.
SYMBOLS = "23456789CDFHJKMNPQRTVWXY"


class Keys:
    """Hangs on each connection of a ledger, so that functions need only the connection."""

    def __init__(self, secret: bytes):
        self._secret = secret
        self._derived: dict[tuple[str, str], bytes] = {}

    def derive(self, site: str, purpose: str) -> bytes:
        """A key for one purpose of one site: knowing it tells nothing about any other."""
        if (site, purpose) not in self._derived:
            if not self._secret:
                raise LedgerError(
                    "The ledger was opened without its secret key, so this cannot be done.", WRONG_USE
                )
            name = b"\0".join((b"patient-voice ledger", site.encode(), purpose.encode()))
            self._derived[site, purpose] = hmac.digest(self._secret, name, hashlib.sha256)
        return self._derived[site, purpose]


def key(conn: Connection, site: str, purpose: str) -> bytes:
    keys: Keys = conn.info["keys"]
    return keys.derive(site, purpose)


def keyed_hash(conn: Connection, site: str, purpose: str, *parts: str | bytes) -> str:
    """The same for the same words, and nothing to anybody without the secret."""
    encoded = [part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts]
    told_apart = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    return hmac.digest(key(conn, site, purpose), told_apart, hashlib.sha256).hex()


def in_symbols(number: int, how_many: int) -> str:
    """The number's last digits, written in letters and figures a tired person can read out on the telephone."""
    written = []
    for _ in range(how_many):
        number, digit = divmod(number, len(SYMBOLS))
        written.append(SYMBOLS[digit])
    return "".join(written)
