"""With which algorithm and key is a head signed, and is a signature right?

One provider for each algorithm; the name of the algorithm and the number of the key are stored with
every signature, so that a provider can be exchanged without losing what was signed before.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from jineng.values.refusal import Refusal

KEY_FILE = "seal-key.json"
PUBLIC_FILE = "keys.txt"


class NoSuchAlgorithm(Refusal):
    """A key names an algorithm that this program has no provider for."""


class Provider(Protocol):
    """What an algorithm must be able to do. Keys and signatures are bytes."""

    def public(self, private: bytes) -> bytes:
        """Return the public key of a private one of 32 bytes."""

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign a message."""

    def right(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether a signature over the message was made with the private key of this public one."""


class Ed25519:
    """RFC 8032. Taken because the library that is here offers no SM2 (docs/decisions/seals.md)."""

    def public(self, private: bytes) -> bytes:
        """Return the 32-byte public key."""
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return the 64-byte signature."""
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def right(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Check a signature; what is no key or no signature is not right either."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


PROVIDERS: Mapping[str, Provider] = {"ed25519": Ed25519()}
CHOSEN = "ed25519"


@dataclass(frozen=True)
class Key:
    """A key to sign with: its algorithm, its number, the private part."""

    algorithm: str
    number: str
    private: bytes

    def sign(self, message: bytes) -> bytes:
        """Sign a message."""
        return _provider(self.algorithm).sign(self.private, message)


@dataclass(frozen=True)
class PublicKey:
    """A key to check with."""

    algorithm: str
    public: bytes

    def right(self, message: bytes, signature: bytes) -> bool:
        """Whether a signature over the message is of this key."""
        return _provider(self.algorithm).right(self.public, message, signature)


def key_in(home: Path, heads: Path) -> Key:
    """Return the key beside the keys of a home, made on first use; its public part goes to `heads`.

    The database never holds it: who rewrites the database cannot sign what they wrote.
    """
    path = home / KEY_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        made = {"algorithm": CHOSEN, "private": secrets.token_hex(32)}
        part.write_text(json.dumps(made), encoding="utf-8")
        part.rename(path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    algorithm, private = str(kept["algorithm"]), bytes.fromhex(kept["private"])
    public = _provider(algorithm).public(private)
    key = Key(algorithm, number_of(public), private)
    if key.number not in public_keys(heads):
        heads.mkdir(parents=True, exist_ok=True)
        with (heads / PUBLIC_FILE).open("a", encoding="utf-8") as file:
            file.write(f"{key.number}\t{algorithm}\t{public.hex()}\n")
    return key


def public_keys(heads: Path) -> dict[str, PublicKey]:
    """Return the public keys that were put outside, by their numbers."""
    path = heads / PUBLIC_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    told = [line.split("\t") for line in lines]
    return {number: PublicKey(algorithm, bytes.fromhex(key)) for number, algorithm, key in told}


def number_of(public: bytes) -> str:
    """Return the number of a key: the first 16 digits of its SHA-256."""
    return sha256(public).hexdigest()[:16]


def _provider(algorithm: str) -> Provider:
    if algorithm not in PROVIDERS:
        raise NoSuchAlgorithm(f"本程序不认识签名算法 {algorithm}，请用签名时的版本核对")
    return PROVIDERS[algorithm]
