"""How are numbers and papers kept so that the database alone cannot read them?

SM4-GCM with a key the database never holds; each value says its algorithm and key. Search is by a
keyed digest (HMAC-SM3): a plain hash of an identity number can be enumerated.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from jineng.values.refusal import Refusal

_LABEL = b"sm4-gcm:1:"
_NONCE, _TAG = 12, 16


class WrongKey(Refusal):
    """The value was sealed under another key, or was changed."""


def seal(plain: bytes) -> bytes:
    """Encrypt; the result carries algorithm, key number, nonce and tag."""
    nonce = os.urandom(_NONCE)
    sealing = Cipher(SM4(_key(b"seal")), GCM(nonce)).encryptor()
    body = sealing.update(plain) + sealing.finalize()
    return _LABEL + nonce + sealing.tag + body


def unseal(sealed: bytes | memoryview) -> bytes:
    """Decrypt what `seal` returned, or refuse when key or bytes are not the same."""
    label, rest = bytes(sealed)[: len(_LABEL)], bytes(sealed)[len(_LABEL) :]
    nonce, tag, body = rest[:_NONCE], rest[_NONCE : _NONCE + _TAG], rest[_NONCE + _TAG :]
    if label != _LABEL:
        raise WrongKey("这项密文的算法或密钥编号不认识，请核对 JINENG_FIELD_KEY 是否与建库时相同")
    opening = Cipher(SM4(_key(b"seal")), GCM(nonce, tag)).decryptor()
    try:
        return opening.update(body) + opening.finalize()
    except InvalidTag as broken:
        raise WrongKey("密文打不开：密钥不对或内容被改动，请核对 JINENG_FIELD_KEY") from broken


def keyed_digest(text: str) -> bytes:
    """Return the 32-byte digest by which equal values meet."""
    mac = HMAC(_key(b"meet"), SM3())
    mac.update(text.encode())
    return mac.finalize()


def sm3(content: bytes) -> str:
    """Return the SM3 digest of bytes in hexadecimal."""
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()


def _key(purpose: bytes) -> bytes:
    """Derive the 16-byte key of one purpose from the one key the deployer keeps."""
    mac = HMAC(bytes.fromhex(settings.FIELD_KEY), SM3())
    mac.update(purpose)
    return mac.finalize()[:16]
