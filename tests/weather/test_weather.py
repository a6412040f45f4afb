"""Weather: its law, what it does to demand and repair, and what a scenario may state."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from oberih.grid._kernels.hours import pick_up
from oberih.grid.network import sunshine
from oberih.luck import Key
from oberih.scenario import Scenario, load, load_pack, parse
from oberih.scenario.file import dump, weather_gaps
from oberih.scenario.weather import days_of
from oberih.terms.errors import ScenarioError
from oberih.weather import sample
from oberih.weather.base import demand_factor, deviation_c

RAID = '[raid]\ndate = 2020-01-15\nstart_hour = 12\n[[raid.weapons]]\nkind = "cruise"\nn = 3\n[grid]\npack = "ozeria"\n'


@pytest.fixture(scope="module")
def pack():
    return load_pack("ozeria")


def faults_of(text, folder=None):
    with pytest.raises(ScenarioError) as error:
        parse(text, "mine.toml", folder)
    assert all(fault.text("uk") != fault.text("en") for fault in error.value.faults)
    return error.value.faults


def test_deviations_have_their_spread_and_last_from_day_to_day(pack):
    found = deviation_c(pack, Key(1), np.arange(20_000), 4)
    assert found.mean(axis=0) == pytest.approx(0, abs=4 * pack.temperature_sd_c / np.sqrt(20_000))
    assert found.std(axis=0) == pytest.approx(pack.temperature_sd_c, rel=0.03)
    for day in range(3):
        assert np.corrcoef(found[:, day], found[:, day + 1])[0, 1] == pytest.approx(0.8, abs=0.02)


def test_a_longer_run_has_the_same_first_days(pack):
    assert (deviation_c(pack, Key(1), np.arange(9), 3) == deviation_c(pack, Key(1), np.arange(9), 8)[:, :3]).all()


def test_demand_follows_the_temperature(pack):
    normal = pack.temperature_c[:, 0]
    assert demand_factor(pack, normal[None, None], normal) == pytest.approx(1)
    for colder in (-12.0, -1.0, 3.0):
        at = np.full((1, 1, len(pack.regions)), 0.0) + normal + colder
        expected = pack.demand_mw(18, at[0, 0]) / pack.demand_mw(18, normal)
        assert demand_factor(pack, at, normal)[0, 0] == pytest.approx(expected)
    warm = demand_factor(pack, np.full((1, 2, len(pack.regions)), [[25.0], [35.0]]), normal)
    assert (warm[0, 0] == warm[0, 1]).all()  # above the threshold of heating it does not matter


def test_stated_weather_is_the_same_in_every_draw(pack):
    scenario = parse(RAID + '[weather.temperature_c]\nall = [-1, -2, -3, -4]\nXO-06 = [-9, -8, -7, -6]\n')
    found = sample(scenario, pack, Key(1), np.arange(3)).temperature_c
    assert found.shape == (3, 4, 8)
    assert (found[0] == found[2]).all()
    assert found[0, :, pack.regions.index("XO-06")].tolist() == [-9, -8, -7, -6]
    assert found[0, :, 0].tolist() == [-1, -2, -3, -4]
    assert parse(dump(scenario)) == scenario


@pytest.mark.parametrize(
    ("table", "keys", "told"),
    [
        ("all = [-1, -2, -3]", ["weather.no_day"], "3 days for all, and the run touches 4"),
        ("XO-01 = [0, 0, 0, 0]", ["weather.no_region"], "XO-02, XO-03"),
        ("all = [0, 0, 0, 0]\nUA-32 = [0, 0, 0, 0]", ["weather.unknown_region"], "UA-32"),
        ("all = [0, 0, 0, 271.5]", ["weather.not_temperature"], "271.5"),
        (
            "XO-01 = [1]\nXO-99 = [0, 0, 0, 0]",
            ["weather.unknown_region", "weather.no_region", "weather.no_day"], "XO-99",
        ),
    ],
)
def test_gaps_are_faults_and_come_at_once(table, keys, told):
    found = faults_of(RAID + f"[weather.temperature_c]\n{table}\n")
    assert [fault.key for fault in found] == keys
    assert any(told in fault.text("en") for fault in found)
    assert found[0].where.startswith("mine.toml:")


def test_a_longer_run_needs_more_days():
    scenario = parse(RAID + "[weather.temperature_c]\nall = [0, 0, 0, 0]\n")
    assert weather_gaps(scenario) == []
    assert [fault.key for fault in weather_gaps(scenario.model_copy(update={"hours": 120}))] == ["weather.no_day"]


def test_weather_comes_from_a_file_beside_the_scenario(tmp_path):
    first = dt.date(2020, 1, 14)  # the day before the raid is left out
    rows = [f"{first + dt.timedelta(day)},{region},{-day}" for day in range(6) for region in ("all", "XO-02")]
    (tmp_path / "weather.csv").write_text("\n".join(["date,region,temperature_c", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "raid.toml").write_text(RAID + '[weather]\nfile = "weather.csv"\n', encoding="utf-8")
    scenario = load(tmp_path / "raid.toml")
    assert scenario.weather.temperature_c == {"all": (-1, -2, -3, -4, -5), "XO-02": (-1, -2, -3, -4, -5)}
    assert parse(dump(scenario), folder=tmp_path / "elsewhere") == scenario  # it holds the table already


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("date,region\n", ["weather.no_column"]),
        ("date,region,temperature_c\n2020-01-15,all,cold\n", ["weather.bad_row"]),
        ("date,region,temperature_c\n15.01.2020,all,1\n", ["weather.bad_row"]),
        ("date,region,temperature_c\n2020-01-15,all,1\n2020-01-15,all,2\n", ["weather.twice"]),
        ("date,region,temperature_c\n2020-01-15,all,1\n2020-01-17,all,2\n", ["weather.no_day"]),
        (None, ["weather.unreadable"]),
    ],
)
def test_faults_of_the_file(tmp_path, text, keys):
    if text is not None:
        (tmp_path / "weather.csv").write_text(text, encoding="utf-8")
    found = faults_of(RAID + '[weather]\nfile = "weather.csv"\n', tmp_path)
    assert [fault.key for fault in found] == keys


def test_a_file_needs_the_day_of_the_raid(tmp_path):
    (tmp_path / "weather.csv").write_text("date,region,temperature_c\n", encoding="utf-8")
    found = faults_of(RAID.replace("date = 2020-01-15\n", "") + '[weather]\nfile = "weather.csv"\n', tmp_path)
    assert [fault.key for fault in found] == ["weather.no_date"]


def test_days_of_a_run():
    assert [days_of(72, hour) for hour in (0, 1, 23)] == [3, 4, 4]
    assert days_of(24, None) == 2


def test_undated_raids_have_the_month_of_the_state(pack):
    scenario = Scenario.model_validate({"raid": {"weapons": [{"kind": "cruise", "n": 1}]}, "grid": {"pack": "ozeria"}})
    still = dataclasses.replace(pack, temperature_sd_c=0.0)
    assert sample(scenario, still, Key(1), np.arange(1)).temperature_c[0, 0] == pytest.approx(pack.temperature_c[:, 0])


# ---- load that comes back


def settle(off, onset_h=1.5, settles_h=2.0):
    grown, gone = 1 - np.exp(-1 / onset_h), np.exp(-1 / settles_h)
    cold = picked = 0.0
    out = []
    for share in off:
        cold, picked = pick_up(cold, picked, share, grown, gone)
        out.append(picked)
    return np.array(out)


def test_nothing_comes_back_greater_while_it_is_off_or_never_was():
    assert (settle([0.0] * 9) == 0).all()
    assert (settle([0.4] * 9) == 0).all()


def test_after_a_long_outage_the_excess_is_whole_and_settles():
    back = settle([1.0] * 24 + [0.0] * 6)[24:]
    assert back[0] == pytest.approx(1.0, abs=1e-6)
    assert back[1:] / back[:-1] == pytest.approx(np.exp(-0.5))


def test_a_short_outage_makes_little_cold():
    one, two, six = (settle([1.0] * n + [0.0])[-1] for n in (1, 2, 6))
    assert 0 < one < two < six < 1
    assert one == pytest.approx(1 - np.exp(-1 / 1.5))


def test_sun_shines_by_day_and_longer_in_march():
    for latitude in (-35.0, 0.0, 49.0, 64.0):
        for month in range(1, 13):
            sun = sunshine(latitude, month)
            assert sun[0] == sun[23] == 0
            assert (sun >= 0).all()
    assert sunshine(49.0, 6).argmax() == 12  # an hour later on the clock of summer
    assert (sunshine(49.0, 6) > 0).sum() == 16
    assert (sunshine(49.0, 12) > 0).sum() == 8
