"""The generator against its authors' published vectors (Random123, kat_vectors), and its chances against their law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from oberih.luck import Key, Stream, triangular, uniforms
from oberih.luck._kernels import chance, deal, philox
from oberih.terms.errors import InputError

VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), VECTORS)
@pytest.mark.parametrize("call", [philox, philox.py_func], ids=["compiled", "python"])
def test_published_vectors(counter, key, words, call) -> None:
    with np.errstate(over="ignore"):
        assert tuple(int(word) for word in call(*map(np.uint64, counter), *map(np.uint64, key))) == words


def test_uniform_in_every_coordinate() -> None:
    """Each coordinate of the counter and the seed spreads evenly while the others stand still."""
    n = 20_000
    columns = [
        uniforms(Key(3), Stream.AIM, range(n), [0])[:, 0],
        uniforms(Key(3), Stream.AIM, [0], range(n))[0],
        np.array([chance(np.uint64(3), 0, 4, 0, k) for k in range(n)]),
        np.array([chance(np.uint64(seed), 0, 4, 0, 0) for seed in range(n)]),
        np.array([chance(np.uint64(3), 0, stream, 0, 0) for stream in range(n)]),
    ]
    for column in columns:
        assert stats.kstest(column, "uniform").pvalue > 1e-4
        for lag in (1, 2, 7):  # neighbours know nothing of each other
            assert abs(np.corrcoef(column[:-lag], column[lag:])[0, 1]) < 4 / np.sqrt(n)
    for i, left in enumerate(columns):
        for right in columns[i + 1 :]:
            assert abs(np.corrcoef(left[1:], right[1:])[0, 1]) < 4 / np.sqrt(n)


def test_pairs_fill_the_square() -> None:
    pairs = uniforms(Key(11), Stream.LEVEL, range(40_000), 2)
    counts, *_ = np.histogram2d(pairs[:, 0], pairs[:, 1], bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > 1e-4


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_open_interval(seed: int, draw: int, entity: int, k: int) -> None:
    assert 0 < chance(np.uint64(seed), draw, 1, entity, k) < 1


@given(st.permutations(range(6)), st.integers(1, 5))
def test_order_and_batch_do_not_matter(order: list[int], cut: int) -> None:
    whole = uniforms(Key(2), Stream.TRIP, range(6), 3)
    parts = np.vstack([uniforms(Key(2), Stream.TRIP, order[:cut], 3), uniforms(Key(2), Stream.TRIP, order[cut:], 3)])
    assert (whole[order] == parts).all()


def test_triangular_law() -> None:
    sample = triangular(uniforms(Key(5), Stream.DOUBT, range(20_000), [0])[:, 0], 1.0, 2.0, 5.0)
    assert stats.kstest(sample, stats.triang(c=0.25, loc=1, scale=4).cdf).pvalue > 1e-4
    with pytest.raises(ValueError, match="low"):
        triangular(sample, 3.0, 2.0, 5.0)


def test_seed_out_of_range() -> None:
    with pytest.raises(InputError, match="seed -1"):
        Key(-1)


def test_dealt_at_once_as_one_by_one() -> None:
    seed, draw, stream, k, n = 2**63 + 11, 5, int(Stream.PATH), 9, 13
    words, dealt = np.empty((4, n + 2), np.uint32), np.full((5, n + 2), -1.0)
    deal(np.uint64(seed), draw, stream, k, n, words, dealt)
    for i in range(n):
        raw = philox(*map(np.uint64, (k, i, draw, stream, seed % 2**32, seed // 2**32)))
        assert dealt[:4, i].tolist() == [(int(each) + 0.5) / 2**32 for each in raw]
        assert dealt[4, i] == chance(np.uint64(seed), draw, stream, i, k)
    assert (dealt[:, n:] == -1).all()
