"""A file of named tables and arrays that can be read one by one, and whose every byte is under a checksum.

The form: eight letters, the length of a header, the header (JSON), its checksum, then the blocks. The header says of
each block where it stands, how long it is, its SHA-256, and of an array its type and shape. A block is an Arrow IPC
stream with Zstandard, as Polars writes it (in half the time that a file of that kind takes); of an array, a bit for
each number that says whether it is there or nothing, and those that are there. More than half are nothing; Zstandard
would take a fifth less room and ten times as long.
"""

import hashlib
import io
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

MAGIC = b"OBERIHB2"
_LENGTH = struct.Struct("<Q")
_SUM = 32  #: bytes of a SHA-256
_MOST_HEADER = 2**26


class DamagedError(Exception):
    """The file is not what was written: cut short, changed, or another file."""


def pack(about: Mapping[str, Any], frames: Mapping[str, pl.DataFrame], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """All of it as the bytes of one file. `about` is JSON; the same content gives the same bytes."""
    blocks: dict[str, dict[str, Any]] = {}
    payload: list[bytes] = []
    at = 0
    packed: list[tuple[str, bytes, dict[str, Any]]] = [(name, _packed(frame), {}) for name, frame in frames.items()]
    packed += [
        (name, _filled(each), {"dtype": each.dtype.str, "shape": each.shape})
        for name, each in arrays.items()
    ]
    for name, content, form in packed:
        blocks[name] = {"at": at, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **form}
        payload.append(content)
        at += len(content)
    header = json.dumps({"about": about, "blocks": blocks}, sort_keys=True).encode()
    return b"".join([MAGIC, _LENGTH.pack(len(header)), header, hashlib.sha256(header).digest(), *payload])


@dataclass(frozen=True, slots=True)
class BlockFile:
    """A file that `pack` made, or its bytes: its header is read and right, its blocks are checked as they are read."""

    place: Path | bytes
    about: Mapping[str, Any]
    blocks: Mapping[str, Mapping[str, Any]]
    start: int  #: of the first block

    @classmethod
    def open(cls, place: Path | bytes) -> Self:
        """Read the header. Raises DamagedError, and OSError where the file cannot be read."""
        with _reading(place) as file:
            begun = file.read(len(MAGIC) + _LENGTH.size)
            if len(begun) < len(MAGIC) + _LENGTH.size or not begun.startswith(MAGIC):
                raise DamagedError("not a file of blocks")
            (length,) = _LENGTH.unpack(begun[len(MAGIC) :])
            header = file.read(length if length <= _MOST_HEADER else 0)
            if hashlib.sha256(header).digest() != file.read(_SUM):
                raise DamagedError("its header is not what was written")
            start = file.tell()
        said = json.loads(header)
        return cls(place, said["about"], said["blocks"], start)

    def check(self) -> None:
        """Read every block. Raises DamagedError where one is not what was written, or more follows than was written."""
        with _reading(self.place) as file:
            file.seek(self.start)
            for name, block in sorted(self.blocks.items(), key=lambda each: int(each[1]["at"])):
                _checked(name, block, file.read(block["size"]))
            if file.read(1):
                raise DamagedError("more than was written")

    def frame(self, name: str) -> pl.DataFrame:
        """A table by name. Raises DamagedError, and KeyError where there is none of that name."""
        return pl.read_ipc_stream(io.BytesIO(self._content(name)))

    def array(self, name: str) -> NDArray[Any]:
        """An array by name. Raises DamagedError, and KeyError where there is none of that name."""
        block = self.blocks[name]
        content = np.frombuffer(self._content(name), np.uint8)
        dtype, size = np.dtype(block["dtype"]), math.prod(block["shape"])
        bits = -(-size // 8)
        there = np.unpackbits(content[:bits], count=size).view(np.bool_)
        plain: NDArray[Any] = np.zeros(size, dtype)
        plain[there] = content[bits:].view(dtype)  # a view of bytes may begin anywhere
        return plain.reshape(block["shape"])

    def _content(self, name: str) -> bytes:
        block = self.blocks[name]
        with _reading(self.place) as file:
            file.seek(self.start + block["at"])
            return _checked(name, block, file.read(block["size"]))


def _reading(place: Path | bytes) -> BinaryIO:
    return io.BytesIO(place) if isinstance(place, bytes) else place.open("rb")


def _checked(name: str, block: Mapping[str, Any], content: bytes) -> bytes:
    if hashlib.sha256(content).hexdigest() != block["sha256"]:
        raise DamagedError(f"block {name} is not what was written")
    return content


def _packed(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.rechunk().write_ipc_stream(out, compression="zstd")
    return out.getvalue()


def _filled(array: NDArray[Any]) -> bytes:
    plain = np.ascontiguousarray(array).reshape(-1)
    there = plain.view(f"u{plain.dtype.itemsize}") != 0  # every bit: there is a zero below nothing, too
    content: bytes = np.packbits(there).tobytes() + plain[there].tobytes()
    return content
