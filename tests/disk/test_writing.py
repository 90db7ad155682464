"""Which files a fix replaces, and which it leaves to whoever protects, shares or edits them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from spanlint.disk import writing
from spanlint.disk.writing import WriteError, write_file

BEFORE, AFTER = b"old\n", b"new and longer\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(BEFORE)
    return path


def replace(source: Path) -> None:
    write_file(str(source), BEFORE, AFTER, str(source.parent))


def refused(source: Path, reason: str) -> None:
    """Assert that a file is not written for this reason, and that nothing is left beside it."""
    names, inode, text = sorted(os.listdir(source.parent)), source.stat().st_ino, source.read_bytes()
    with pytest.raises(WriteError, match=reason):
        replace(source)
    assert (sorted(os.listdir(source.parent)), source.stat().st_ino, source.read_bytes()) == (names, inode, text)


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_a_file_without_write_permission_is_refused_even_to_root(source: Path, mode: int) -> None:
    source.chmod(mode)
    refused(source, "^not written: permission denied$")


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_a_file_with_write_permission_is_replaced_and_keeps_its_mode(source: Path, mode: int) -> None:
    source.chmod(mode)
    replace(source)
    assert (source.read_bytes(), source.stat().st_mode & 0o777) == (AFTER, mode)


@pytest.mark.program
@pytest.mark.skipif(not hasattr(os, "fork") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(("mode", "code"), [(0o644, 1), (0o666, 0)])
def test_the_file_of_another_user_is_replaced_only_where_it_is_writable(mode: int, code: int) -> None:
    nobody = 65534
    with TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        os.chmod(folder, 0o777)
        source = Path(folder, "a.py")
        source.write_bytes(BEFORE)
        source.chmod(mode)
        process = os.fork()
        if process == 0:
            try:
                os.setuid(nobody)
                replace(source)
                os._exit(0)
            except WriteError:
                os._exit(1)
            finally:
                os._exit(9)
        _, status = os.waitpid(process, 0)
        assert os.waitstatus_to_exitcode(status) == code
        assert source.read_bytes() == (BEFORE if code else AFTER)


def test_a_file_with_several_names_is_refused(source: Path) -> None:
    other = source.with_name("b.py")
    os.link(source, other)
    refused(source, "^not written: it has 2 hard links")
    other.unlink()
    replace(source)
    assert source.read_bytes() == AFTER


def saved_in_place(source: Path) -> None:
    source.write_bytes(b"mine\n")


def saved_with_the_same_size(source: Path) -> None:
    status = source.stat()
    source.write_bytes(b"OLD\n")
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))


def saved_by_a_rename(source: Path) -> None:
    other = source.with_name("a.py~")
    other.write_bytes(BEFORE)
    os.replace(other, source)


@pytest.mark.parametrize("save", [saved_in_place, saved_with_the_same_size, saved_by_a_rename])
def test_a_save_before_the_rename_wins(
    source: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    write = writing._write

    def write_and_save(temporary: str, data: bytes, like: os.stat_result) -> None:
        write(temporary, data, like)
        save(source)

    monkeypatch.setattr(writing, "_write", write_and_save)
    with pytest.raises(WriteError, match=r"^changed while it was being fixed, so it was left unchanged$"):
        replace(source)
    assert source.read_bytes() != AFTER
    assert os.listdir(source.parent) == ["a.py"]
