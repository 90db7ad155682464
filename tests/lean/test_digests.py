"""The hash functions that come without OpenSSL are those of hashlib."""

from __future__ import annotations

import hashlib
import sys

import pytest

from spanlint.lean.digests import hash_function

NAMES = ["sha256", "sha1", "md5", "blake2b"]


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    hash_function.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_hash_is_that_of_hashlib(name: str) -> None:
    expected = getattr(hashlib, name)(b"session-1").hexdigest()
    assert hash_function(name)(b"session-1", usedforsecurity=False).hexdigest() == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_python_without_its_own_functions_has_those_of_openssl(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("_sha2", "_sha256", "_sha1", "_md5"):
        monkeypatch.setitem(sys.modules, module, None)
    expected = getattr(hashlib, name)(b"session-1").hexdigest()
    assert hash_function(name)(b"session-1").hexdigest() == expected
