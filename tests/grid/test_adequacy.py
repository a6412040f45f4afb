"""Adequacy: the published figures of the IEEE RTS, closed forms, every outage by enumeration, and samples beside it."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from oberih.grid.dc.adequacy import by_convolution, by_samples, outages
from oberih.grid.dc.load_curves import rts79
from oberih.grid.dc.unit_tables import load_curve, load_rates
from oberih.jobs import grid_optimal
from oberih.luck import Key
from oberih.scenario.cases import load_case
from oberih.terms.errors import InputError

RTS_CASE = "pglib_opf_case24_ieee_rts"
#: units, MW, forced outage rate: IEEE Reliability Test System of 1979 (doi 10.1109/TPAS.1979.319398), table 6
RTS_UNITS = [(5, 12, 0.02), (4, 20, 0.10), (6, 50, 0.01), (4, 76, 0.02), (3, 100, 0.04), (4, 155, 0.04),
             (3, 197, 0.05), (1, 350, 0.08), (2, 400, 0.12)]  # fmt: skip
RTS_PEAK_MW = 2850.0


def rts() -> tuple[np.ndarray, np.ndarray]:
    sizes, rates = zip(*((mw, rate) for n, mw, rate in RTS_UNITS for _ in range(n)), strict=True)
    return np.array(sizes, dtype=float), np.array(rates)


def by_hand(capacity: np.ndarray, rate: np.ndarray, load: np.ndarray) -> tuple[float, float]:
    """Every combination of units that are there or out."""
    lole = eens = 0.0
    for up in itertools.product((0, 1), repeat=capacity.size):
        there = np.array(up)
        chance = float(np.prod(np.where(there, 1 - rate, rate)))
        short = np.maximum(load - there @ capacity, 0)
        lole += chance * float((short > 1e-9).sum())
        eens += chance * float(short.sum())
    return lole, eens


def test_the_ieee_reliability_test_system_comes_out_as_published():
    # Allan, Billinton and Abdel-Gawad, "The IEEE Reliability Test System: Extensions to and Evaluation of the
    # Generating System", IEEE Transactions on Power Systems PWRS-1(4), 1986, exact, 8,736 hours: LOLE 9.39418 h, EENS
    # 1,176 MWh; by daily peaks LOLE 1.36886 days. Energy of the year 15,297 GWh. (Its load is not rounded to whole MW:
    # rounded, LOLE is 9.3678 h.)
    capacity, rate = rts()
    load = RTS_PEAK_MW * rts79()
    assert (capacity.size, capacity.sum(), load.size) == (32, 3405.0, 8736)
    assert load.sum() / 1e3 == pytest.approx(15297.1, abs=0.05)
    found = by_convolution(capacity, rate, load)
    assert found.lole_h == pytest.approx(9.39418, abs=5.1e-6)
    assert found.eens_mwh == pytest.approx(1176, abs=0.5)
    daily = by_convolution(capacity, rate, load.reshape(364, 24).max(axis=1))
    assert daily.lole_h == pytest.approx(1.36886, abs=5.1e-6)


def test_the_law_of_the_test_system_is_the_published_table():
    # the same report's table of capacity out of service: P(100 MW or more) = 0.547601, P(600 MW or more) = 0.062113
    law = outages(*rts())
    assert law.exact
    assert law.step_mw == 1.0
    assert law.chance.sum() == pytest.approx(1, abs=1e-12)
    assert law.chance[100:].sum() == pytest.approx(0.547601, abs=5.1e-7)
    assert law.chance[600:].sum() == pytest.approx(0.062113, abs=5.1e-7)


@pytest.mark.parametrize("seed", range(3))
def test_every_combination_counted_one_by_one(seed):
    rng = np.random.default_rng(seed)
    capacity, rate = rng.integers(1, 80, 9).astype(float) * 2.5, rng.uniform(0, 0.4, 9)
    load = rng.uniform(0.3, 1.05, 40) * capacity.sum()
    load[0] = capacity[3:].sum()  # just met when three are out: not short
    found = by_convolution(capacity, rate, load)
    assert (found.lole_h, found.eens_mwh) == pytest.approx(by_hand(capacity, rate, load), rel=1e-9)


def test_equal_units_are_binomial():
    chance = outages(np.full(20, 50.0), np.full(20, 0.07)).chance
    np.testing.assert_allclose(chance, binom.pmf(np.arange(21), 20, 0.07), atol=1e-14)


def test_capacities_that_no_step_divides_bound_eens_from_above():
    capacity = np.array([33.3333333, 50 * np.sqrt(2), 41.7, 90.0001])
    rate = np.array([0.1, 0.2, 0.05, 0.1])
    load = np.linspace(40, 250, 200)
    law = outages(capacity, rate)
    assert not law.exact
    mean = float(law.chance @ np.arange(law.chance.size)) * law.step_mw
    assert mean == pytest.approx(float(rate @ capacity), rel=1e-12)
    exact, found = by_hand(capacity, rate, load), by_convolution(capacity, rate, load)
    assert exact[1] <= found.eens_mwh <= exact[1] * (1 + 1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_samples_agree_within_four_standard_errors(seed):
    capacity, rate = rts()
    load = RTS_PEAK_MW * rts79()
    exact = by_convolution(capacity, rate, load)
    found = by_samples(capacity, rate, load, Key(seed), 100_000)
    assert abs(found.lole_h - exact.lole_h) <= 4 * found.lole_se_h
    assert abs(found.eens_mwh - exact.eens_mwh) <= 4 * found.eens_se_mwh
    assert found.lole_se_h < 0.05 * exact.lole_h


def test_samples_are_a_function_of_the_seed_and_of_who_asks():
    capacity, rate = rts()
    load = RTS_PEAK_MW * rts79()[:500]
    first = by_samples(capacity, rate, load, Key(4), 30_000)
    assert by_samples(capacity, rate, load, Key(4), 30_000) == first
    assert by_samples(capacity, rate, load, Key(5), 30_000) != first
    # a further unit leaves the luck of the others alone: never more is short in any sample, so nor in the mean
    more = by_samples(np.append(capacity, 100.0), np.append(rate, 0.3), load, Key(4), 30_000)
    assert more.eens_mwh < first.eens_mwh


def test_the_shipped_curve_has_the_year_of_its_report():
    shares = rts79()
    assert shares.max() == 1.0
    assert int(shares.argmax()) == (50 * 7 + 1) * 24 + 17  # Tuesday of week 51, the hour from 17:00
    assert shares[:24].max() == pytest.approx(0.862 * 0.93)  # Monday of week 1
    assert shares[5 * 24 + 17] == pytest.approx(0.862 * 0.77)  # a winter Saturday peaks at the same hour
    summer = 17 * 7 * 24  # Monday of week 18
    assert shares[summer + 11] == pytest.approx(0.837 * 0.93)  # and a summer weekday before noon


# --- files, and what users ask for


def rates_file(folder: Path) -> Path:
    sizes = {mw: rate for _, mw, rate in RTS_UNITS}
    gen = load_case(RTS_CASE).gen
    lines = [f"{row},{sizes.get(round(mw), 0)}" for row, mw in gen.select("row", "pmax_mw").iter_rows()]
    path = folder / "rates.csv"
    path.write_text("row,rate\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_case_of_the_test_system_gives_the_published_figures(tmp_path):
    found = grid_optimal.adequacy(RTS_CASE, rates=rates_file(tmp_path), curve="rts79", samples=20_000, seed=3)
    told = found.to_json()
    assert (told["units"], told["capacity_mw"], told["peak_mw"]) == (32, 3405.0, 2850.0)
    assert told["lole_h"] == pytest.approx(9.39418, abs=5.1e-6)
    assert told["spread_over_mw"] is None
    assert abs(told["samples"]["lole_h"] - told["lole_h"]) <= 4 * told["samples"]["lole_se_h"]
    assert json.loads(json.dumps(told)) == told
    assert "LOLE 9.3942" in found.lines("en")[2]
    assert "32 блоки, 3405.0" in found.lines("uk")[0]


def test_a_curve_of_ones_own(tmp_path):
    case = load_case("pglib_opf_case5_pjm")
    for name, values, expected in (("load_mw", "500\n700.5\n", [500, 700.5]), ("share", "0.5\n1\n", [500, 1000])):
        path = tmp_path / "curve.csv"
        path.write_text(f"{name}\n{values}", encoding="utf-8")
        np.testing.assert_allclose(load_curve(path, case), expected)
    assert load_curve(None, case).tolist() == [1000.0] * 8760
    assert load_curve("rts79", case).max() == pytest.approx(1000.0)


def keys(call, *args, **more) -> list[str]:
    with pytest.raises(InputError) as caught:
        call(*args, **more)
    for fault in caught.value.faults:
        assert fault.text("uk") != fault.text("en")
    return [fault.key.removeprefix("adequacy.") for fault in caught.value.faults]


def test_every_fault_of_a_file_of_rates_at_once(tmp_path):
    case, path = load_case("pglib_opf_case5_pjm"), tmp_path / "rates.csv"
    path.write_text("row,rate\n1,0.1\n1,0.2\n2,5\n99,0.1\n3,often\nx,0.1\n", encoding="utf-8")
    assert keys(load_rates, path, case, None) == [
        "rate_twice", "rate_value", "rate_row", "rate_value", "rate_row", "rate_missing",
    ]  # fmt: skip
    path.write_text("unit,rate\n1,0.1\n", encoding="utf-8")
    assert keys(load_rates, path, case, None) == ["rate_columns"]
    assert keys(load_rates, tmp_path / "none.csv", case, None) == ["unreadable"]
    assert keys(load_rates, None, case, 5.0) == ["rate"]
    assert keys(load_rates, None, case, None) == ["no_rates"]
    path.write_text("row,rate\n2,0.25\n", encoding="utf-8")
    assert keys(load_rates, path, case, None) == ["rate_missing"]
    np.testing.assert_allclose(load_rates(path, case, 0.1), [0.1, 0.25, 0.1, 0.1, 0.1])


def test_faults_of_a_load_curve_and_of_the_ask(tmp_path):
    case, path = load_case("pglib_opf_case5_pjm"), tmp_path / "curve.csv"
    path.write_text("load_mw\n5\n-1\nnan\n", encoding="utf-8")
    assert keys(load_curve, path, case) == ["load_value", "load_value"]
    path.write_text("mw\n5\n", encoding="utf-8")
    assert keys(load_curve, path, case) == ["load_columns"]
    path.write_text("share\n", encoding="utf-8")
    assert keys(load_curve, path, case) == ["load_empty"]
    path.write_text("share\n0\n", encoding="utf-8")
    assert keys(grid_optimal.adequacy, "pglib_opf_case5_pjm", rate=0.1, curve=path) == ["no_load"]
    assert keys(grid_optimal.adequacy, "pglib_opf_case5_pjm", rate=0.1, samples=1) == ["samples"]
