"""When a study has seen enough: the same end for the same draws, in whatever order and company they came."""

import numpy as np
import polars as pl
import pytest

from oberih.store.blocks import BlockFile, pack
from oberih.study.ledger import FIRST_DRAWS, Ledger
from oberih.study.until import LEAST, NAMES, STEP, Until, interval
from oberih.terms.errors import InputError
from oberih.terms.words import LANGS

TOTAL = 6200


@pytest.fixture(scope="module")
def figures():
    return np.random.default_rng(4).gamma(2.0, 50.0, TOTAL)


def ledger_of(figures, batch, order, until, failed=()):
    ledger = Ledger(TOTAL, batch, None if until is None else Until.of(until))
    firsts = np.arange(0, TOTAL, batch)
    for first in firsts[order(firsts.size)].tolist():
        draws = np.array([d for d in range(first, min(first + batch, TOTAL)) if d not in failed])
        lost = [{"draw": d, "seed": 1, "error": "E"} for d in failed if first <= d < first + batch]
        frame = pl.DataFrame({"raid_unserved_mwh": figures[draws], "peak_cut_mw": -figures[draws]})
        ledger.add(first, BlockFile.open(pack({"failed": lost}, {"outcome": frame}, {"draws": draws})))
    return ledger


def by_hand(figures, share):
    for n in range(LEAST, TOTAL, STEP):
        head = figures[:n]
        if 1.645 * head.std(ddof=1) / np.sqrt(n) <= share * head.mean():
            return n
    return TOTAL


@pytest.mark.parametrize("share", [0.001, 0.02, 0.025, 0.9])
def test_the_end_is_a_function_of_the_draws(figures, share):
    shuffle = np.random.default_rng(1).permutation
    orders = (np.arange, lambda n: np.arange(n)[::-1], shuffle)
    ends = {
        ledger_of(figures, batch, order, f"raid_unserved_mwh ±{100 * share}%").end
        for batch in (77, 400, 500, 7000)
        for order in orders
    }
    assert ends == {by_hand(figures, share)}


def test_these_ends_are_early_late_and_between(figures):
    assert by_hand(figures, 0.9) == LEAST
    assert LEAST < by_hand(figures, 0.025) < by_hand(figures, 0.02) < TOTAL == by_hand(figures, 0.001)


def test_no_end_before_all_draws_below_it_are_there(figures):
    ledger = Ledger(TOTAL, 500, Until.of("raid_unserved_mwh ±90%"))
    for first in (500, 1000, 0):
        assert ledger.end is None
        assert not ledger.whole()
        draws = np.arange(first, first + 500)
        frame = pl.DataFrame({"raid_unserved_mwh": figures[draws]})
        ledger.add(first, BlockFile.open(pack({"failed": []}, {"outcome": frame}, {"draws": draws})))
    assert ledger.end == LEAST
    assert ledger.whole()
    assert list(ledger.firsts()) == [0, 500]


def test_failed_draws_are_not_counted_and_named_up_to_the_end(figures):
    ledger = ledger_of(figures, 500, np.arange, "raid_unserved_mwh ±90%", failed=(7, 3, 4000))
    assert ledger.end == LEAST
    assert [each.draw for each in ledger.counted_failures()] == [3, 7]
    mean, half = ledger.interval_at_end()
    head = np.delete(figures[:LEAST], [3, 7])
    assert (mean, half) == pytest.approx((head.mean(), 1.645 * head.std(ddof=1) / np.sqrt(head.size)))


def test_absolute_widths_and_means_below_zero(figures):
    assert ledger_of(figures, 500, np.arange, "peak_cut_mw ±90%").end == LEAST
    width = interval(figures[:2000])[1] * 1.0001
    assert LEAST < ledger_of(figures, 500, np.arange, f"raid_unserved_mwh +-{width}").end <= 2000


def test_a_study_none_of_whose_draws_ends_well_is_hopeless():
    ledger = Ledger(1000, FIRST_DRAWS, None)
    lost = [{"draw": d, "seed": 1, "error": "E"} for d in range(FIRST_DRAWS)]
    ledger.add(0, BlockFile.open(pack({"failed": lost}, {}, {"draws": np.empty(0, np.int64)})))
    assert ledger.is_hopeless
    draws = np.array([FIRST_DRAWS])
    good = pack({"failed": []}, {"outcome": pl.DataFrame({"raid_unserved_mwh": [1.0]})}, {"draws": draws})
    ledger.add(FIRST_DRAWS, BlockFile.open(good))
    assert not ledger.is_hopeless


@pytest.mark.parametrize("text", ["raid_unserved_mwh ±2%", "raid_unserved_mwh+-2,0 %", " RAID_UNSERVED_MWH +/- 2%"])
def test_ways_to_write_it(text):
    assert Until.of(text).text == "raid_unserved_mwh ±2%"


@pytest.mark.parametrize(("text", "keys"), [
    ("raid_unserved_mwh", ["study.until_form"]), ("2%", ["study.until_form"]), ("", ["study.until_form"]),
    ("raid_unserved_mwh ±-2%", ["study.until_form"]), ("nothing ±2%", ["study.until_name"]),
    ("hours_to_90 ±2%", ["study.until_name"]), ("draw ±0%", ["study.until_name", "study.until_width"]),
])  # fmt: skip
def test_what_is_no_wish_is_refused(text, keys):
    with pytest.raises(InputError) as caught:
        Until.of(text)
    assert [fault.key for fault in caught.value.faults] == keys
    for lang in LANGS:
        assert caught.value.text(lang)


def test_names_are_figures_that_are_always_finite():
    assert "raid_unserved_mwh" in NAMES
    assert not {"draw", "censored", "hours_to_90"} & set(NAMES)
