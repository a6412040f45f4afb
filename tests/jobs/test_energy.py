"""Recorded raids on energy replayed by the whole model, and the hindcast made of it."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from oberih.jobs.energy.hindcast import hindcast_energy
from oberih.jobs.energy.replay import replay, scenario, state_for, states, unknown_leakers
from oberih.luck import Key
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.table import COLUMNS, shipped
from oberih.record.energy.weapons import Count, Leakers
from oberih.terms.errors import InputError

RAIDS = [raid for raid in shipped() if raid.day.year == 2022]
DRAWS = 20


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    return path


@pytest.fixture(scope="module")
def december(tmp_path_factory):
    path = table(tmp_path_factory.mktemp("energy") / "raids.csv", *(dict(raid.cells) for raid in RAIDS[3:9]))
    return path, hindcast_energy(path, date(2022, 11, 23), date(2022, 12, 31), draws=DRAWS)


def test_only_what_was_not_stopped_flies_and_nothing_stops_it():
    given = scenario(RAIDS[9], RAIDS[:9], "2022-12")
    assert given is not None
    assert [(group.kind, group.n_min, group.n_max) for group in given.raid.weapons] == [("cruise", 16, 16)]
    assert all(share.mean < 1e-5 for share in given.defence.shares.values())
    assert given.raid.hit_regions == RAIDS[9].hit


def test_a_raid_of_which_nothing_is_told_has_the_leakers_of_earlier_ones():
    blank = replace(RAIDS[9], leakers=Leakers(None, None, {}))
    given = scenario(blank, RAIDS[:9], "2022-12")
    assert given is not None
    (group,) = given.raid.weapons
    assert (group.kind, group.n_min, group.n_max) == ("missile", *unknown_leakers(RAIDS[:9]))
    assert unknown_leakers(RAIDS[:1]) == (3, 20)


def test_a_raid_of_which_nothing_came_through_has_no_emergency_cuts():
    stopped = replace(RAIDS[9], leakers=Leakers(Count(0, 0), Count(0, 0), {}))
    assert scenario(stopped, RAIDS[:9], "2022-12") is None
    ran = replay(stopped, RAIDS[:9], DRAWS, Key(1), "2022-12")
    assert (ran.chance < 0.05).all()
    assert np.allclose(ran.deficit, ran.deficit_before)


def test_the_state_is_never_younger_than_the_raid_if_there_is_one():
    assert state_for(RAIDS[0], ["2022-10", "2022-12"]) == "2022-10"
    assert state_for(RAIDS[6], ["2022-10", "2022-12"]) == "2022-10"
    assert state_for(RAIDS[7], ["2022-10", "2022-12"]) == "2022-12"
    assert state_for(RAIDS[0], ["2022-12", "2024-03"]) == "2022-12"


def test_a_graver_raid_is_graver_in_the_model():
    few, many = (
        replay(replace(RAIDS[7], leakers=Leakers(Count(n, n), None, {})), RAIDS[:7], 40, Key(1), "2022-12")
        for n in (2, 40)
    )
    assert many.chance.mean() > few.chance.mean() + 0.1
    assert many.deficit.mean() > few.deficit.mean()
    assert np.allclose(many.deficit_before, few.deficit_before)


def test_the_answer_says_what_it_stands_on(december):
    _, found = december
    plain = json.loads(json.dumps(found.plain(), allow_nan=False))
    assert plain["raids"] == plain["raids_scored"] == 3
    assert plain["observations"] + plain["unknown"] == 3 * len(OBSERVED)
    assert plain["learnt_from"] == {"file": 3, "shipped": 3}
    assert plain["brier_skill"] == pytest.approx(
        1 - plain["brier"]["recalibrated"] / plain["brier"]["base_rate"], abs=2e-3
    )
    assert plain["brier_skill_90"][0] <= plain["brier_skill"] <= plain["brier_skill_90"][1]
    assert plain["brier_skill_of"] == "recalibrated"
    for raid in plain["by_raid"]:
        held = raid["by_region"].values()
        assert raid["yes"] == sum(each["observed"] == 1 for each in held)
        known = [each for each in held if each["observed"] is not None]
        score = np.mean([(each["forecast"] - each["observed"]) ** 2 for each in known])
        assert raid["brier"]["recalibrated"] == pytest.approx(score, abs=2e-4)
    (deficit,) = plain["deficit_next_day_pct"]["by_raid"]
    assert (deficit["date"], deficit["stated"]) == ("2022-12-05", 19)


def test_the_same_seed_gives_the_same_answer(december):
    path, found = december
    again = hindcast_energy(path, date(2022, 11, 23), date(2022, 12, 31), draws=DRAWS)
    assert again.plain() == found.plain()


def test_alone_learns_from_the_file_only(december):
    path, found = december
    alone = hindcast_energy(path, date(2022, 11, 23), date(2022, 12, 31), draws=DRAWS, alone=True)
    assert alone.plain()["learnt_from"] == {"file": 3, "shipped": 0}
    assert alone.plain()["brier_skill"] != found.plain()["brier_skill"]


def test_later_rows_change_nothing_before_them(december):
    path, _ = december
    short = hindcast_energy(path, date(2022, 11, 23), date(2022, 11, 30), draws=DRAWS).plain()["by_raid"]
    long = hindcast_energy(path, date(2022, 11, 23), draws=DRAWS).plain()["by_raid"]
    assert long[0] == short[0]


def test_thin_later_rows_run(tmp_path):
    rows = [
        {"date": "2025-10-16"},
        {"date": "2025-11-08", "missiles_launched": "45", "missiles_stopped": "9", "uav_launched": "458",
        "uav_stopped": "406",
         "energy_hit_regions": "UA-32|UA-53|UA-63", "emergency_outage_scope_day": "most",
         "emergency_outage_regions_day": "UA-63"},
        {"date": "2026-02-17", "emergency_outage_regions_day": "UA-51", "emergency_outage_scope_day": "listed"},
    ]  # fmt: skip
    plain = hindcast_energy(table(tmp_path / "late.csv", *rows), date(2025, 1, 1), draws=DRAWS).plain()
    assert (plain["raids"], plain["raids_scored"], plain["observations"]) == (3, 2, 25)
    assert plain["learnt_from"] == {"file": 0, "shipped": 27}
    assert all(raid["state"] == f"ua {states()[-1]}" for raid in plain["by_raid"])


def test_a_raid_of_this_week_has_national_figures_only(tmp_path):
    path = table(tmp_path / "new.csv", {"date": "2026-02-17", "emergency_outage_scope_day": "all"})
    young = hindcast_energy(path, date(2026, 1, 1), draws=DRAWS, today=date(2026, 2, 20)).plain()["by_raid"]
    old = hindcast_energy(path, date(2026, 1, 1), draws=DRAWS, today=date(2026, 2, 24)).plain()["by_raid"]
    assert "by_region" not in young[0]
    assert "by_region" in old[0]


def test_every_fault_of_options_and_file_at_once(tmp_path):
    path = table(tmp_path / "bad.csv", {"date": "x", "missiles_launched": "-1"})
    with pytest.raises(InputError) as caught:
        hindcast_energy(path, date(2023, 1, 1), date(2022, 1, 1), draws=0, seed=-1, state="1999-01")
    assert [fault.key for fault in caught.value.faults] == [
        "hindcast.order", "job.out_of_range", "luck.seed", "energy.no_state", "energy.date", "energy.negative",
    ]  # fmt: skip


def test_periods_that_cannot_be_scored_are_refused(tmp_path):
    path = table(tmp_path / "a.csv", *(dict(raid.cells) for raid in RAIDS[:3]), {"date": "2025-10-16"})

    def refused(first: date, **given: object) -> list[str]:
        with pytest.raises(InputError) as caught:
            hindcast_energy(path, first, draws=DRAWS, **given)
        assert all(fault.text("uk") for fault in caught.value.faults)
        return [fault.key for fault in caught.value.faults]

    assert refused(date(2026, 1, 1)) == ["hindcast.nothing"]
    assert refused(date(2022, 10, 1)) == ["energy.no_earlier"]
    assert refused(date(2025, 1, 1)) == ["energy.nothing_observed"]
