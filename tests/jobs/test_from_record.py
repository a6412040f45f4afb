"""Raids taken from the user's own record, and stop shares from a calibration, over a small table made here."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from oberih.jobs import Options, record, run
from oberih.jobs.from_record import filled, period
from oberih.luck import Key
from oberih.record.raids.calibration import calibrate
from oberih.record.raids.table import raids as counted
from oberih.record.raids.table import read_table
from oberih.scenario import Scenario, dump, load_pack, parse
from oberih.study import run_study
from oberih.terms.errors import InputError

HEADER = ["time_start", "time_end", "model", "launched", "destroyed", "not_reach_goal", "source"]
ROWS = (
    ("2022-12-05 13:00", "2022-12-05 15:00", "X-101/X-555", 38, 38, "", "kpszsu/a"),
    ("2022-12-05 13:00", "2022-12-05 15:00", "Kalibr", 22, 20, "", "kpszsu/a"),
    ("2022-12-16 08:00", "2022-12-16 10:00", "X-101/X-555", 60, 50, "", "kpszsu/b"),
    ("2022-12-16 20:30", "2022-12-17 05:00", "Shahed-136/131", 12, 9, "", "kpszsu/b"),
    ("2022-12-20 13:00", "2022-12-20 15:00", "X-59", 2, 1, "", "kpszsu/c"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBERIH_CATALOGUE", str(tmp_path / "catalogue.sqlite"))
    record.import_table(table(tmp_path / "t.csv", ROWS))
    return tmp_path


def table(path: Path, rows) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def scenario(source: str) -> Scenario:
    return parse(f'[raid]\nfrom = "{source}"\n')


def test_a_raid_of_the_record_flies_as_it_was_counted(home: Path) -> None:
    given = filled(scenario("record:2022-12-05"))
    (raid,) = given.raid.pool
    assert {group.kind: (group.n_min, group.n_max) for group in raid.weapons} == {"kh101": (38, 38), "kalibr": (22, 22)}
    assert raid.start_hour == 13
    assert given.raid.date == date(2022, 12, 5)
    assert "12 other raids" in given.defence.shares["cruise"].source  # learnt anew, the day itself left out
    study = run_study(given, load_pack(), Key(1), 20)
    assert set(study.outcome["launched"]) == {60}
    assert set(study.start_hour.tolist()) == {13}


def test_a_period_is_drawn_from(home: Path) -> None:
    """Every raid of the period as likely; days with a handful of weapons are none."""
    given = filled(scenario("record:2022-12-01..2022-12-31"))
    assert [raid.date.day for raid in given.raid.pool] == [5, 16]
    assert given.raid.date is None
    study = run_study(given, load_pack(), Key(2), 400)
    launched = study.outcome["launched"].to_numpy()
    assert set(launched) == {60, 72}
    assert abs((launched == 60).mean() - 0.5) < 4 * 0.5 / 20
    assert set(study.start_hour[launched == 72].tolist()) == {8}


def test_once_filled_it_needs_the_record_no_more(home: Path, tmp_path: Path) -> None:
    given = filled(scenario("record:2022-12-01..2022-12-31"))
    (tmp_path / "catalogue.sqlite").unlink()
    again = parse(dump(given))
    assert again == given
    assert filled(again) == given


@pytest.mark.parametrize("source", ["record:2022-11-01", "record:2021-01-01..2021-12-31"])
def test_nothing_in_the_record_says_what_to_do(home: Path, source: str) -> None:
    with pytest.raises(InputError, match="oberih record import"):
        filled(scenario(source))


@pytest.mark.parametrize("source", ["record:2022-13-01", "record:2022-12-31..2022-12-01"])
def test_days_that_are_none(source: str) -> None:
    with pytest.raises(InputError, match="runs forwards"):
        period(source)


def test_a_calibration_gives_its_draws(home: Path) -> None:
    """Draws of the share follow the posterior, not one law with its mean and spread."""
    days = [date(2022, 8, 1) + timedelta(days=3 * i) for i in range(30)]
    many = [
        (f"{day} 13:00", f"{day} 15:00", "X-101/X-555", 40, 30 + i % 5, "", f"kpszsu/{i}") for i, day in enumerate(days)
    ]
    read = read_table(table(home / "many.csv", many))
    learnt = calibrate(read, as_of=date(2022, 12, 5))
    (home / "cal.json").write_text(json.dumps(learnt.plain()), encoding="utf-8")
    assert counted(read).height == 30
    (home / "s.toml").write_text(
        '[raid]\nweapons = [{ kind = "cruise", n = 200 }]\n[defence]\ncalibration = "cal.json"\nlost_share = 0\n',
        encoding="utf-8",
    )
    done = run(home / "s.toml", Options(draws=400, out=home / "run", langs=(), keep=0))
    frozen = parse((done.folder / "scenario.toml").read_text(encoding="utf-8"))
    law = frozen.defence.shares["cruise"]
    assert "calibration of 30 raids before 2022-12-05" in law.source
    share = done.table("outcome")["stopped"].to_numpy() / 200
    means, strengths = np.array(law.means), np.array(law.concentrations)
    spread = np.sqrt(means.var() + (means * (1 - means) / (strengths + 1)).mean())
    assert abs(share.mean() - means.mean()) < 4 * spread / 20
    assert abs(share.std() - spread) < 0.25 * spread + 0.03
    assert pl.Series(share).n_unique() > 20
