"""Campaigns whose raids come from the record: at its rate, each as it was counted; invented and real tables."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from oberih.jobs import record
from oberih.jobs.campaign import Asked, campaign
from oberih.jobs.from_record import filled
from oberih.luck import Key
from oberih.scenario import load_pack, parse
from oberih.study.campaign import play_winter, prepare, raid_days, recorded_rate

HEADER = ["time_start", "time_end", "model", "launched", "destroyed", "not_reach_goal", "source"]
REAL = Path(__file__).parents[2] / "../shared/data/raids/missile_attacks_daily.csv"
FIRST, LAST = date(2022, 11, 1), date(2022, 12, 30)  # sixty days
SIZES = (20, 31, 44, 52, 65, 70)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record of six raids in sixty days, each of its own size, and days with too little to be raids."""
    monkeypatch.setenv("OBERIH_CATALOGUE", str(tmp_path / "catalogue.sqlite"))
    rows = []
    for i, n in enumerate(SIZES):
        day = FIRST + timedelta(days=4 + 9 * i)
        rows.append((f"{day} 08:00", f"{day} 10:00", "X-101/X-555", n, n - 9, "", f"kpszsu/{i}"))
        small = day + timedelta(days=3)
        rows.append((f"{small} 13:00", f"{small} 15:00", "X-59", 2, 1, "", f"kpszsu/s{i}"))
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    record.import_table(tmp_path / "t.csv")
    return tmp_path


def scenario(source: str):
    return filled(parse(f'[raid]\nfrom = "{source}"\n'))


def test_raids_come_at_the_rate_of_the_period_and_fly_as_they_were_counted(home: Path) -> None:
    given = scenario(f"record:{FIRST}..{LAST}")
    rate = recorded_rate(given)
    assert (rate.mid, rate.source) == (pytest.approx(3.0), "record")  # six raids in sixty days
    assert rate.mid - rate.low == pytest.approx(2 * np.sqrt(6) / 2)
    winter = prepare(given, load_pack(), FIRST, LAST)
    counts = np.array([len(raid_days(winter, Key(4), draw)) for draw in range(400)])
    assert counts.mean() == pytest.approx(6, abs=4 * counts.std(ddof=1) / 20)
    launched = [raid.weapons.kind.size for draw in range(3) for raid in play_winter(winter, Key(4), draw).raids]
    assert len(launched) > 5
    assert set(launched) <= set(SIZES)


def test_a_day_of_the_record_is_one_raid_on_that_day(home: Path) -> None:
    given = scenario("record:2022-11-05")
    assert recorded_rate(given) is None
    winter = prepare(given, load_pack(), FIRST, LAST)
    assert [raid_days(winter, Key(1), draw) for draw in range(5)] == [[4]] * 5


def test_the_command_says_the_rate_and_needs_the_record_no_more(home: Path) -> None:
    (home / "s.toml").write_text(f'[raid]\nfrom = "record:{FIRST}..{LAST}"\n', encoding="utf-8")
    asked = {"first": FIRST, "last": date(2022, 11, 20), "draws": 2, "seed": 3, "workers": 1}
    told = campaign(Asked(scenario=home / "s.toml", out=home / "one", **asked))
    assert told.to_json()["raids"]["per_30_days"]["mid"] == pytest.approx(3.0)
    again = campaign(Asked(scenario=home / "one" / "scenario.toml", out=home / "two", catalogue=home / "b", **asked))
    for name in told.tables:
        assert told.table(name).equals(again.table(name), null_equal=True)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data/raids is not here")
def test_the_real_record_gives_its_own_number_of_raids_and_weapons(tmp_path: Path, monkeypatch) -> None:
    """A winter of the record, 151 days: as many raids as it has, and as many weapons, within four standard errors."""
    monkeypatch.setenv("OBERIH_CATALOGUE", str(tmp_path / "catalogue.sqlite"))
    record.import_table(REAL)
    first, last = date(2022, 10, 10), date(2023, 3, 9)
    given = scenario(f"record:{first}..{last}")
    winter = prepare(given, load_pack(), first, last)
    n = len(given.raid.pool)
    counts = np.array([len(raid_days(winter, Key(2), draw)) for draw in range(400)])
    assert counts.mean() == pytest.approx(n, abs=4 * counts.std(ddof=1) / 20)
    told = campaign(Asked(scenario=given, first=first, last=last, draws=40, seed=2, out=tmp_path / "run"))
    launched = told.table("campaign_months").filter(pl.col("month") == "all")["launched"].to_numpy()
    recorded = sum((group.n_min + group.n_max) / 2 for raid in given.raid.pool for group in raid.weapons)
    assert launched.mean() == pytest.approx(recorded, abs=4 * launched.std(ddof=1) / np.sqrt(40))
