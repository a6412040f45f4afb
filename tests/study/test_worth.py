"""What one more of an option is worth: closed forms, exact zeros, common luck, and no word of places."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from oberih.jobs.examples import named
from oberih.jobs.worth import asked, worth
from oberih.luck import Key
from oberih.scenario import load, load_pack, parse
from oberih.scenario.options import rows_of
from oberih.study.worth import run_worth

POINT = """
[map]
width_km = 200
height_km = 200
[[raid.targets]]
name = "town"
x_km = 100
y_km = 100
[[raid.waves]]
duration_h = 0.5
turns = 1
bearing_deg = [90, 180]
[[raid.waves.weapons]]
kind = "drone"
n = 30
speed_km_h = 180
altitude_m = 1000
[[raid.waves.weapons]]
kind = "cruise"
n = 10
speed_km_h = 800
altitude_m = 500
[defence]
level = "layered"
[[defence.units]]
name = "battery"
preset = "NASAMS"
x_km = 100
y_km = 90
[[defence.units]]
name = "jamming"
preset = "jammer"
x_km = 100
y_km = 100
[[defence.units]]
name = "far guns"
preset = "gun"
count = 2
x_km = 1
y_km = 199
"""


def short_magazine(n, m, p):
    return float(sum(max(n - k, 0) * binom.pmf(k, m, p) for k in range(m + 1)))


def study(text, draws=300, seed=4, **more):
    scenario = parse(text)
    rows = rows_of(scenario.defence.units, scenario.defence.options)
    return rows, run_worth(scenario, None, Key(seed), draws, rows, **more)


def test_a_load_of_rounds_is_worth_what_the_law_of_short_magazines_says(tmp_path):
    """E[(N - Bin(M, p))+] falls from M = 48 to M = 60."""
    text = named("examples/defence/short-magazine.toml").read_text(encoding="utf-8")
    path = tmp_path / "s.toml"
    path.write_text(text + '[[defence.options]]\nadd = "rounds"\nof = "missile"\nrounds = 12\n', encoding="utf-8")
    found = worth(asked(path, draws=20_000, seed=3)).to_json()
    avoided = found["options"][0]["leakers_avoided"]
    expected = short_magazine(40, 48, 0.7) - short_magazine(40, 60, 0.7)
    assert avoided["mean"] == pytest.approx(expected, abs=4 * avoided["se"])
    assert avoided["se"] < 0.03
    assert avoided["high"] - avoided["mean"] == pytest.approx(1.645 * avoided["se"])


def test_one_more_layer_is_worth_its_share():
    """A new unit like the first layer stops half of what the others would let through."""
    text = named("examples/defence/layers.toml").read_text(encoding="utf-8")
    text += '[[defence.options]]\nadd = "unit"\nof = "missile"\nx_km = 100\ny_km = 100\n'
    rows, found = study(text, draws=4000)
    avoided = (found.base_leaked - found.leaked[0]).sum(axis=1)
    assert rows[0].placed
    assert avoided.mean() == pytest.approx(60 * 0.06 * 0.5, abs=4 * avoided.std() / math.sqrt(4000))


def test_what_can_reach_nothing_is_worth_nothing_exactly():
    rows, found = study(POINT)
    names = [(row.add, row.of) for row in rows]
    assert names == [("unit", "NASAMS"), ("rounds", "NASAMS"), ("unit", "jammer"), ("unit", "gun"), ("rounds", "gun")]
    for at in (3, 4):
        assert (found.leaked[at] == found.base_leaked).all()
    for at in (0, 1, 2):
        assert (found.base_leaked - found.leaked[at]).sum() > 0


def test_common_luck_makes_intervals_far_narrower():
    text = POINT + '[[defence.options]]\nadd = "rounds"\nof = "NASAMS"\nrounds = 1\n'
    figure = worth(asked(parse(text), draws=2000)).to_json()["options"][0]["leakers_avoided"]
    assert figure["se"] < 0.3 * figure["se_apart"]
    # luck of their own is really so wide: the option at another seed, draw against draw
    _, first = study(text, draws=2000, seed=1)
    _, other = study(text, draws=2000, seed=2)
    apart = (first.base_leaked - other.leaked[0]).sum(axis=1).std(ddof=1) / math.sqrt(2000)
    assert apart == pytest.approx(figure["se_apart"], rel=0.15)


def test_the_same_bytes_however_draws_are_split():
    _, whole = study(POINT, draws=60, workers=1, batch_draws=60)
    _, parts = study(POINT, draws=60, workers=2, batch_draws=7)
    _, fewer = study(POINT, draws=33)
    assert (whole.base_leaked == parts.base_leaked).all()
    for one, two, three in zip(whole.leaked, parts.leaked, fewer.leaked, strict=True):
        assert (one == two).all()
        assert (one[:33] == three).all()


def test_options_of_one_class_are_one_row_and_share_the_draws():
    """Two places of one class are never told apart: half of the draws take each."""
    option = '[[defence.options]]\nadd = "unit"\nof = "jammer"\nx_km = {x}\ny_km = {y}\n'
    _, both = study(POINT + option.format(x=100, y=100) + option.format(x=1, y=199))
    _, near = study(POINT + option.format(x=100, y=100))
    _, far = study(POINT + option.format(x=1, y=199))
    assert len(both.leaked) == 1
    assert both.ways == (2,)
    as_near = (both.leaked[0] == near.leaked[0]).all(axis=1)
    as_far = (both.leaked[0] == far.leaked[0]).all(axis=1)
    assert (as_near | as_far).all()
    assert 90 < (as_near & ~as_far).sum() + (as_near & as_far).sum() / 2 < 210


def test_an_answer_has_no_place_in_it():
    answer = worth(asked(parse(POINT), draws=50)).to_json()
    assert set(answer["options"][0]) == {
        "add", "of", "family", "rounds", "ways", "placed", "leakers_avoided", "leakers_avoided_by_kind",
        "raid_unserved_mwh_avoided", "draws_changed",
    }  # fmt: skip
    assert [row["of"] for row in answer["options"]] == ["NASAMS", "NASAMS", "jammer", "gun", "gun"]  # as in the file


def test_a_new_unit_takes_its_class_figures_and_no_deliveries():
    text = POINT.replace('y_km = 90\n', 'y_km = 90\nready = 4\nresupply = [{ at_h = 1, rounds = 9 }]\n', 1)
    rows = rows_of(parse(text).defence.units, ())
    assert (rows[0].units[0].ready, rows[0].units[0].resupply) == (4, ())
    assert rows[1].rounds == 4
    assert len(rows[3].units) == 2  # as many ways as guns stand


def test_one_more_of_each_class_of_the_shipped_example_changes_something():
    scenario = load(named("examples/layered.toml"))
    rows = [row for row in rows_of(scenario.defence.units, ()) if row.add == "unit"]
    found = run_worth(scenario, load_pack(scenario.grid.pack, scenario.grid.state), Key(1), 100, rows)
    unchanged = [row.of for row, leaked in zip(rows, found.leaked, strict=True) if (leaked == found.base_leaked).all()]
    assert unchanged == []


def test_unserved_energy_changes_only_where_fates_do():
    scenario = load(named("examples/layered.toml"))
    pack = load_pack(scenario.grid.pack, scenario.grid.state)
    rows = [row for row in rows_of(scenario.defence.units, ()) if row.add == "unit" and row.of in ("S-300", "gun")]
    found = run_worth(scenario, pack, Key(1), 60, rows)
    assert found.base_mwh is not None
    assert found.base_mwh.mean() > 0
    for leaked, mwh in zip(found.leaked, found.mwh, strict=True):
        same = (leaked == found.base_leaked).all(axis=1)
        assert np.abs((found.base_mwh - mwh)[same]).sum() == 0 or not same.any()
    best = next(i for i, row in enumerate(rows) if row.of == "S-300")
    assert (found.base_mwh - found.mwh[best]).mean() > 0
