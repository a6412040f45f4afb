"""A file of blocks: read back as it was written, and no byte of it can change unseen."""

import numpy as np
import polars as pl
import pytest

from oberih.store.blocks import BlockFile, DamagedError, pack

FRAMES = {"a table": pl.DataFrame({"draw": [0, 1], "name": ["x", None]}), "empty": pl.DataFrame(schema={"n": pl.Int32})}
ARRAYS = {
    "hours": np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 7,
    "turned": np.arange(6.0).reshape(2, 3).T,  # not in C order
    "flags": np.array([True, False]),
    "none": np.empty((3, 0), np.int64),
    "mostly nothing": np.array([0, 0, np.nan, 0, -0.0, np.inf, 0, 0, 5e-324, 0, 0]),
}
ABOUT = {"first": 50, "failed": [{"draw": 3, "error": "помилка"}]}


@pytest.fixture(scope="module")
def content():
    return pack(ABOUT, FRAMES, ARRAYS)


@pytest.mark.parametrize("on_disk", [True, False])
def test_what_was_packed_is_there_again(content, tmp_path, on_disk):
    path = tmp_path / "a.batch"
    path.write_bytes(content)
    held = BlockFile.open(path if on_disk else content)
    held.check()
    assert held.about == ABOUT
    for name, frame in FRAMES.items():
        assert held.frame(name).equals(frame)
        assert held.frame(name).schema == frame.schema
    for name, array in ARRAYS.items():
        found = held.array(name)
        assert (found.dtype, found.shape) == (array.dtype, array.shape)
        assert found.tobytes() == array.tobytes()


def test_the_same_content_gives_the_same_bytes(content):
    assert pack(ABOUT, FRAMES, ARRAYS) == content


def test_a_changed_byte_anywhere_is_found(content):
    for at in range(0, len(content), 37):
        changed = bytearray(content)
        changed[at] ^= 0x10
        with pytest.raises(DamagedError):
            BlockFile.open(bytes(changed)).check()


def test_cut_short_or_longer_or_another_file(content):
    for other in (content[:-1], content[:200], content[:12], b"", content + b"\0", b"PAR1" * 50):
        with pytest.raises(DamagedError):
            BlockFile.open(other).check()


def test_a_damaged_block_is_found_when_it_is_read(content):
    held = BlockFile.open(content)
    block = held.blocks["hours"]
    changed = bytearray(content)
    changed[held.start + block["at"] + block["size"] // 2] ^= 1
    other = BlockFile.open(bytes(changed))
    with pytest.raises(DamagedError, match="hours"):
        other.array("hours")
    assert other.array("turned").tolist() == ARRAYS["turned"].tolist()
