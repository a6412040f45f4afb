"""A file of limits: read with the clock's own days, and every fault named with its remedy."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import pytest

from oberih.jobs.schedule.limits_file import read_limits
from oberih.outage.presets import load_preset
from oberih.terms.errors import InputError

UA, ESKOM = load_preset("ua-2023"), load_preset("eskom")
DAY = [f"2024-11-20T{hour:02}:00" for hour in range(24)]


def csv(tmp_path, rows, head="start,limit"):
    path = tmp_path / "limits.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def faults(path, preset=UA):
    with pytest.raises(InputError) as caught:
        read_limits(path, preset)
    assert caught.value.exit_code == 2
    assert all(each.where and each.text("uk") and each.text("en") for each in caught.value.faults)
    return [each.key.removeprefix("limits.") for each in caught.value.faults]


def test_hours_hold_for_both_their_halves(tmp_path):
    limits = read_limits(csv(tmp_path, [f"{start},{i % 3}" for i, start in enumerate(DAY)]), UA)
    assert limits.regions == ("all",)
    assert limits.slots.n == 48
    assert limits.planned[0].tolist() == np.repeat([0, 2, 4] * 8, 2).tolist()
    assert not limits.derived
    assert not limits.emergency.any()


def test_half_hours_and_json_and_decimal_commas(tmp_path):
    rows = [{"start": f"2024-11-20T{i // 2:02}:{30 * (i % 2):02}", "limit": "0,5", "region": "x"} for i in range(48)]
    path = tmp_path / "limits.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert (read_limits(path, UA).planned == 1).all()


def test_megawatts_become_limits_with_the_regions_critical_share(tmp_path):
    rows = [f"{region},{start},10,100,5,{share}" for region, share in (("a", 0.25), ("b", 0.6)) for start in DAY]
    limits = read_limits(csv(tmp_path, rows, "region,start,unserved_mw,demand_mw,emergency_mw,critical_share"), UA)
    assert limits.derived
    assert limits.planned[:, 0].tolist() == [2, 3]  # a tenth is one queue of six
    assert limits.emergency[:, 0].tolist() == [1, 2]
    assert limits.critical_share.tolist() == [0.25, 0.6]


@pytest.mark.parametrize(("day", "hours", "slots"), [("2024-03-31", 23, 46), ("2024-10-27", 25, 50)])
def test_days_on_which_the_clock_changes(tmp_path, day, hours, slots):
    clock = sorted([*(hour for hour in range(24) if hour != 3), *[3] * (hours - 23)])
    limits = read_limits(csv(tmp_path, [f"{day}T{hour:02}:00,1" for hour in clock]), UA)
    assert len(clock) == hours
    assert limits.slots.n == slots == limits.planned.shape[1]
    starts = [start.astimezone(UTC) for start in limits.slots.starts]
    assert {(b - a).seconds for a, b in pairwise(starts)} == {1800}


def test_the_hour_that_comes_twice_may_say_which_it_is(tmp_path):
    clock = [f"2024-10-27T{hour:02}:00" for hour in (0, 1, 2, 4, *range(5, 24))]
    rows = [f"{start},0" for start in clock] + ["2024-10-27T03:00+02:00,2", "2024-10-27T03:00+03:00,1"]
    limits = read_limits(csv(tmp_path, rows), UA)
    assert limits.planned[0, 4:12].tolist() == [0, 0, 2, 2, 4, 4, 0, 0]
    summer = datetime.fromisoformat("2024-10-27T03:00+03:00")
    assert limits.slots.starts[6].astimezone(UTC) == summer.astimezone(UTC)


def test_stages_over_slots_of_two_hours(tmp_path):
    rows = [f"2023-02-{day:02}T{hour:02}:00,{4 if hour < 12 else 6}" for day in (1, 2) for hour in range(24)]
    limits = read_limits(csv(tmp_path, rows), ESKOM)
    assert limits.planned[0].tolist() == [4] * 6 + [6] * 6 + [4] * 6 + [6] * 6
    assert limits.slots.days == (date(2023, 2, 1), date(2023, 2, 2))


GOOD = [f"{start},1" for start in DAY]


@pytest.mark.parametrize(
    ("rows", "head", "found"),
    [
        ([], "start,limit", ["empty"]),
        (GOOD, "start,limits", ["unknown_column", "no_limit"]),
        (GOOD, "when,limit", ["unknown_column", "no_start"]),
        (["2024-11-20T00:00,7", *GOOD[1:]], "start,limit", ["above_queues"]),
        (["2024-11-20T00:00,-1", *GOOD[1:]], "start,limit", ["negative"]),
        (["2024-11-20T00:00,1.2", *GOOD[1:]], "start,limit", ["between_steps"]),
        (["2024-11-20T00:00,many", *GOOD[1:]], "start,limit", ["number"]),
        (["2024-11-20T00:00,", *GOOD[1:]], "start,limit", ["no_value"]),
        (["midnight,1", *GOOD[1:]], "start,limit", ["start"]),
        (GOOD[1:], "start,limit", ["missing"]),
        (GOOD[:5] + GOOD[8:], "start,limit", ["missing"]),
        ([*GOOD, GOOD[3]], "start,limit", ["twice"]),
        ([f"2024-11-20T{i * 7 // 60:02}:{i * 7 % 60:02},1" for i in range(200)], "start,limit", ["grid"]),
        ([f"2024-11-20T{hour:02}:15,1" for hour in range(24)], "start,limit", ["off_grid"] * 24),
        ([*GOOD, "2025-11-20T00:00,1"], "start,limit", ["too_long"]),
        ([f"{start},120,100" for start in DAY], "start,unserved_mw,demand_mw", ["above_demand"] * 24),
        ([f"{start},1,5" for start in DAY], "start,limit,emergency_mw", ["no_demand"] * 24),
        ([f"{start},2,1" for start in DAY], "start,limit,possible", ["possible"] * 24),
        ([f"{start},2,25" for start in DAY], "start,limit,critical_share", ["critical"] * 24),
        (["2024-11-20T00:00,-1", "2024-11-20T01:00,9", "x,1"], "start,limit", ["negative", "above_queues", "start"]),
        (["2024-11-20T00:00,-1", "2024-11-20T01:00,", *GOOD[5:]], "start,limit", ["negative", "no_value", "missing"]),
        (["2024-03-31T03:00,1"], "start,limit", ["no_such_hour"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path, rows, head, found):
    assert faults(csv(tmp_path, rows, head)) == found


def test_a_file_that_is_none(tmp_path):
    assert faults(tmp_path / "none.csv") == ["unreadable"]
    path = tmp_path / "limits.json"
    path.write_text("{}")
    assert faults(path) == ["not_rows"]
    path.write_text("{")
    assert faults(path) == ["unreadable"]


def test_missing_hours_of_one_region_of_two(tmp_path):
    rows = [f"a,{start},1" for start in DAY] + [f"b,{start},1" for start in DAY[:20]]
    path = csv(tmp_path, rows, "region,start,limit")
    with pytest.raises(InputError, match=r"b: 4 hours are missing: 2024-11-20 20:00, 2024-11-20 21:00"):
        read_limits(path, UA)
