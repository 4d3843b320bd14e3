"""Files are kept whole and sealed, read from anywhere, and are what their content says."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from shared.encryption import CannotOpen, Cipher
from shared.file_store import (
    PART_BYTES,
    TEXT,
    UNKNOWN,
    ZIP,
    ContentNotAccepted,
    FileKey,
    FileStore,
    UnknownStore,
    content_type_of,
)
from shared.ids import new_id
from shared.problems import NotFound, TooLarge

AGENCY = UUID("0190a000-0000-7000-8000-00000000000a")


def make_cipher() -> Cipher:
    return Cipher({"1": os.urandom(32)}, "1", os.urandom(32))


def make_key(folder: str = "imports") -> FileKey:
    return FileKey(folder, AGENCY, new_id())


async def pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def put(store: FileStore, key: FileKey, content: bytes, *, at_most: int = 10_000_000) -> None:
    await store.put(key, pieces(content), at_most=at_most, accepted={TEXT})


async def whole(store: FileStore, key: FileKey) -> bytes:
    return b"".join([part async for part in store.read(key)])


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES])
async def test_a_file_comes_back_as_it_was_put(tmp_path: Path, size: int) -> None:
    store, key, content = FileStore(str(tmp_path), make_cipher()), make_key(), b"x" * (size - 1) + b"y"
    await put(store, key, content)
    assert await whole(store, key) == content


async def test_reading_may_begin_anywhere(tmp_path: Path) -> None:
    store, key = FileStore(str(tmp_path), make_cipher()), make_key()
    content = b"".join(b"%07d\n" % number for number in range(100_000))
    await put(store, key, content)
    file = store.open(key)
    file.seek(-8, os.SEEK_END)
    assert file.read() == b"0099999\n"
    file.seek(PART_BYTES - 4)
    assert file.read(4) + file.read(4) == content[PART_BYTES - 4 : PART_BYTES + 4]
    assert file.seek(0, os.SEEK_END) == file.size == 800_000


async def test_nothing_on_the_disk_is_readable(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path), make_cipher())
    await put(store, make_key(), "张三,13800138000\n".encode() * 1000)
    kept = b"".join(path.read_bytes() for path in files_in(tmp_path))
    assert kept
    assert b"13800138000" not in kept
    assert "张三".encode() not in kept


async def test_a_part_that_was_cut_off_swapped_or_moved_to_another_file_is_noticed(tmp_path: Path) -> None:
    store, key, other = FileStore(str(tmp_path), make_cipher()), make_key(), make_key()
    await put(store, key, b"a" * (2 * PART_BYTES + 10))
    await put(store, other, b"b" * (2 * PART_BYTES + 10))
    path = tmp_path / str(key)
    sealed = path.read_bytes()
    stride = (len(sealed) - 10 - 30) // 2
    for altered in (
        sealed[: 2 * stride],
        sealed[stride : 2 * stride] + sealed[:stride] + sealed[2 * stride :],
        (tmp_path / str(other)).read_bytes(),
    ):
        path.write_bytes(altered)
        with pytest.raises(CannotOpen):
            await whole(store, key)


async def test_a_file_that_is_too_large_or_of_another_kind_leaves_nothing_behind(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path), make_cipher())
    with pytest.raises(TooLarge):
        await put(store, make_key(), b"x" * 2_000_000, at_most=1_999_999)
    with pytest.raises(ContentNotAccepted):
        await put(store, make_key(), b"%PDF-1.7\n" + b"x" * 2_000_000)
    with pytest.raises(ContentNotAccepted):
        await put(store, make_key(), b"")
    assert not files_in(tmp_path)


async def test_a_sender_who_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 500_000
        raise ConnectionError

    store = FileStore(str(tmp_path), make_cipher())
    with pytest.raises(Exception):  # noqa: B017, PT011 whatever it is, the file is not there
        await store.put(make_key(), broken(), at_most=100_000_000, accepted={TEXT})
    assert not files_in(tmp_path)


async def test_what_was_deleted_or_never_put_is_not_found(tmp_path: Path) -> None:
    store, key = FileStore(str(tmp_path), make_cipher()), make_key()
    await put(store, key, b"text")
    await store.delete(key)
    await store.delete(key)
    with pytest.raises(NotFound):
        store.open(key)


async def test_old_files_of_one_agency_are_listed(tmp_path: Path) -> None:
    store, key = FileStore(str(tmp_path), make_cipher()), make_key()
    await put(store, key, b"text")
    await put(store, FileKey("imports", new_id(), new_id()), b"text")
    later, before = datetime(2200, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)
    assert await store.older_than("imports", AGENCY, later) == [key]
    assert await store.older_than("imports", AGENCY, before) == []
    assert await store.older_than("materials", AGENCY, later) == []


@pytest.mark.parametrize("folder", ["", "..", "../x", "a/b", "A", "-a", "a" * 41, "a\n", "a\0"])
def test_a_folder_that_is_no_plain_word_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="folder"):
        make_key(folder)


@pytest.mark.parametrize("place", ["memory:///", "https://example.com/x", "gs://bucket", "file:///tmp"])
def test_only_folders_and_s3_are_places_for_files(place: str) -> None:
    with pytest.raises(UnknownStore):
        FileStore(place, make_cipher())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("姓名,手机".encode(), TEXT),
        ("姓名,手机".encode("gb18030"), TEXT),
        ("姓名".encode("utf-16"), TEXT),
        (b"PK\x03\x04rest", ZIP),
        (b"\x7fELF\x02\x01\x01\x00", UNKNOWN),
        (b"%PDF-1.4", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"a\x00b", UNKNOWN),
    ],
)
def test_the_content_says_what_a_file_is(head: bytes, expected: str) -> None:
    assert content_type_of(head) == expected
