"""Who is off, by queue and half hour."""

import numpy as np
import polars as pl
import pytest

from oberih.outage import queues
from oberih.outage.queues import BLOCK_SLOTS, EXEMPT, QUEUES, subqueues_off

STEP = (1 - EXEMPT) / len(QUEUES)
REGIONS = ("UA-05", "UA-30")


def table(scheduled, emergency, hours=24):
    """Two regions of 100 MW each; figures are those of the first, the second has none."""
    demand = np.full((hours, 2), 100.0)
    first, second = np.zeros((hours, 2)), np.zeros((hours, 2))
    first[:, 0], second[:, 0] = scheduled, emergency
    return queues(7, REGIONS, demand, first, second)


def slots_off(frame, region="UA-05"):
    off = frame.filter(pl.col("region") == region).group_by("queue").agg((pl.col("status") != "on").sum())
    return dict(off.rows())


def off_by_slot(frame, *, only=None, region="UA-05"):
    here = frame.filter(pl.col("region") == region)
    hit = pl.col("status") == only if only else pl.col("status") != "on"
    return here.group_by("slot", maintain_order=True).agg(hit.sum())["status"].to_numpy()


@pytest.mark.parametrize("share", [0.001, 0.0625, 0.07, 0.3, 0.375, 0.5, 0.74, 0.75])
def test_the_least_number_of_subqueues_that_covers_the_share(share):
    off = int(subqueues_off(np.array([share]))[0])
    assert off * STEP >= share - 1e-9
    assert (off - 1) * STEP < share


def test_never_more_subqueues_than_there_are():
    assert subqueues_off(np.array([0.0, 0.76, 1.0])).tolist() == [0, 12, 12]


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
    assert (off_by_slot(frame) == subqueues_off(np.array([cut / 100]))[0]).all()
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
    assert (queues(0, REGIONS, nothing, nothing, nothing)["status"] == "on").all()
