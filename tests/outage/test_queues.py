"""Who is off, by queue and half hour."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from oberih.outage import half_hours, queues
from oberih.outage.limits import steps_for
from oberih.outage.presets import load_preset

UA = load_preset("ua-2023")
STEP = 0.0625
BLOCK_SLOTS = 8
REGIONS = ("UA-05", "UA-30")


def table(scheduled, emergency, hours=24):
    """Two regions of 100 MW each; figures are those of the first, the second has none."""
    demand = np.full((hours, 2), 100.0)
    first, second = np.zeros((hours, 2)), np.zeros((hours, 2))
    first[:, 0], second[:, 0] = scheduled, emergency
    return queues(7, REGIONS, demand, first, second, UA)


def slots_off(frame, region="UA-05"):
    off = frame.filter(pl.col("region") == region).group_by("queue").agg((pl.col("status") != "on").sum())
    return dict(off.rows())


def off_by_slot(frame, *, only=None, region="UA-05"):
    here = frame.filter(pl.col("region") == region)
    hit = pl.col("status") == only if only else pl.col("status") != "on"
    return here.group_by("slot", maintain_order=True).agg(hit.sum())["status"].to_numpy()


def test_the_table_is_whole_and_in_order():
    frame = table(20, 0)
    assert frame.height == 48 * 2 * 12
    assert frame["draw"].unique().to_list() == [7]
    assert frame["slot"].is_sorted()
    assert frame.unique(["region", "queue", "slot"]).height == frame.height
    assert set(slots_off(frame, "UA-30").values()) == {0}


@pytest.mark.parametrize("cut", [5, 10, 20, 37.5, 60])
def test_turns_are_fair_over_a_steady_day(cut):
    frame = table(cut, 0)
    assert (off_by_slot(frame) == steps_for(np.array([cut / 100]), UA)[0]).all()
    off = slots_off(frame).values()
    assert max(off) - min(off) <= BLOCK_SLOTS


def test_a_day_of_emergency_cuts_turns_too():
    """No schedule, 10 % of demand in emergency: nobody is off for the whole day."""
    frame = table(0, 10)
    assert set(frame["status"].unique()) == {"on", "emergency"}
    off = slots_off(frame).values()
    assert max(off) - min(off) <= BLOCK_SLOTS
    assert max(off) < 48


def test_emergency_comes_on_top_of_the_schedule_never_instead():
    frame = table(20, 12.5)
    assert (off_by_slot(frame, only="scheduled") == 4).all()  # 20 % of demand: 3.2 steps of 6.25 %
    assert (off_by_slot(frame) == 6).all()  # 32.5 %: 5.2 steps


def test_both_half_hours_of_an_hour_are_alike():
    cut = np.tile([0.0, 30.0], 12)
    off = off_by_slot(table(cut, 0))
    assert (off[::2] == off[1::2]).all()
    assert (off[:4] == [0, 0, 5, 5]).all()


def test_no_demand_no_cut():
    nothing = np.zeros((6, 2))
    assert (queues(0, REGIONS, nothing, nothing, nothing, UA)["status"] == "on").all()


def test_a_day_of_2022_has_fewer_queues_and_a_region_its_own_critical_share():
    preset = half_hours(date(2022, 12, 5))
    demand, cut = np.full((4, 2), 100.0), np.full((4, 2), 20.0)
    frame = queues(0, REGIONS, demand, cut, 0 * cut, preset, np.array([0.25, 0.7]))
    assert frame["queue"].unique().sort().to_list() == ["1", "2", "3"]
    assert (off_by_slot(frame) == 1).all()
    assert (off_by_slot(frame, region="UA-30") == 2).all()
