"""Schedules by the plain rule and exact ones: limits met, hours shared out, turns of a fair length, few changes."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.outage.exact import exact, exact_days
from oberih.outage.measures import measure, turns_of
from oberih.outage.presets import load_preset
from oberih.outage.revise import changes, revised
from oberih.outage.rules import Carry, after, by_rule
from oberih.terms.slots import Slots

UA, ESKOM = load_preset("ua-2023"), load_preset("eskom")
MONDAY = date(2024, 1, 8)


@cache
def marks(preset, days, first=MONDAY):
    slots = Slots(first, days, preset.zone, preset.slot_minutes)
    return np.array(slots.within((preset.night,))), np.array(slots.within(preset.peaks))


def made(method, steps, preset=UA, carry=None):
    night, peak = marks(preset, round(len(steps) * preset.slot_h / 24))
    off = exact(steps, preset, night, peak, carry) if method == "exact" else by_rule(steps, preset, carry)
    return off, measure(off, steps, preset, night, peak, carry)


@pytest.mark.parametrize("method", ["rule", "exact"])
@pytest.mark.parametrize("queues", [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
def test_k_queues_round_the_clock_are_four_k_hours_a_day(method, queues):
    off, found = made(method, np.full(48, round(2 * queues)))
    hours = off.sum(axis=0) * 0.5
    assert found.limit_met
    assert hours.mean() == pytest.approx(4 * queues)
    assert found.spread_h <= 4
    if method == "exact":
        assert found.violation_h == 0
        assert found.spread_h <= (0 if queues not in (2.5, 3.5) else 2)  # 10 and 14 hours do not part into equal turns


def test_over_six_days_hours_are_within_half_a_turn():
    for steps in (5, 7):
        assert made("exact", np.full(48 * 6, steps))[1].spread_h <= 2


limits = st.lists(st.integers(0, 10), min_size=24, max_size=24).map(lambda hours: np.repeat(hours, 2))


@settings(max_examples=8, deadline=None)
@given(limits, st.lists(st.integers(0, 8), min_size=12, max_size=12))
def test_whatever_the_limits_they_are_met_and_hours_even_out(steps, past):
    """What was carried over is up to one turn apart, as a day before may leave it."""
    fresh = Carry.fresh(12)
    carry = Carry(np.array(past, float), fresh.night, fresh.peak, fresh.age, fresh.rest)
    rule_off, rule = made("rule", steps, carry=carry)
    off, found = made("exact", steps, carry=carry)
    assert found.limit_met
    assert rule.limit_met
    assert found.violation_h <= rule.violation_h + 1e-9  # proved least
    assert found.spread_h <= UA.most_block_h
    assert rule.spread_h <= 2 * UA.most_block_h
    for table in (off, rule_off):
        assert (table.sum(axis=1) == steps).all()


def test_least_violation_is_what_the_limits_force():
    """One hour of a limit alone cannot be a turn of two; a limit of all queues cannot end after four hours."""
    steps = np.zeros(48, int)
    steps[20:22] = 3
    assert made("exact", steps)[1].short_h == 3 * 1.0
    whole = made("exact", np.full(48, 12))[1]
    assert (whole.long_h, whole.short_h) == (12 * 20.0, 0)
    steps[20:27] = 3  # three and a half hours: a turn
    assert made("exact", steps)[1].violation_h == 0
    steps[20:29] = 3  # four and a half: two turns, one after the other
    found = made("exact", steps)[1]
    assert (found.violation_h, found.most_block_h) == (0, 2.5)


def test_carry_over_evens_out_a_week_and_shares_nights():
    steps = np.tile(np.repeat([2, 2, 2, 4, 4, 3, 5, 2], 6), 7)
    night, peak = marks(UA, 1)
    carry, days = None, []
    for day in range(7):
        here = steps[day * 48 : day * 48 + 48]
        off = exact(here, UA, night, peak, carry)
        days.append(measure(off, here, UA, night, peak, carry))
        carry = after(off, night, peak, Carry.fresh(12) if carry is None else carry)
    assert all(each.limit_met and each.violation_h == 0 and each.spread_h <= 4 for each in days)
    assert days[-1].night_spread_h <= 4
    assert days[-1].peak_spread_h <= 4
    assert carry.total.sum() == steps.sum()


def test_a_turn_goes_on_over_midnight():
    night, peak = marks(UA, 1)
    steps = np.zeros(48, int)
    steps[46:] = 2
    first = exact(steps, UA, night, peak)
    carry = after(first, night, peak, Carry.fresh(12))
    steps = np.zeros(48, int)
    steps[:2] = 2
    second = exact(steps, UA, night, peak, carry)
    assert (second[0] == first[-1]).all()
    assert measure(second, steps, UA, night, peak, carry).violation_h == 0
    assert (by_rule(steps, UA, carry)[0] == first[-1]).all()


def test_windows_keep_what_the_whole_promises():
    night, peak = marks(UA, 3)
    steps = np.tile(np.repeat([3, 5, 2, 6, 4, 1], 8), 3)
    off = exact_days(steps, UA, night, peak, window_slots=96)
    found = measure(off, steps, UA, night, peak)
    assert found.limit_met
    assert found.violation_h == 0
    assert found.spread_h <= 4


@settings(max_examples=5, deadline=None)
@given(limits, st.integers(1, 46), st.lists(st.integers(-3, 3), min_size=24, max_size=24))
def test_a_limit_that_moves_changes_as_little_as_can_be(steps, from_slot, moved):
    night, peak = marks(UA, 1)
    plan = exact(steps, UA, night, peak)
    new = np.clip(steps + np.repeat(moved, 2), 0, 12)
    new[:from_slot] = steps[:from_slot]
    now = revised(plan, new, UA, from_slot)
    assert (now.sum(axis=1) == new).all()
    assert changes(plan, now) == np.abs(new - steps).sum()
    assert (now[:from_slot] == plan[:from_slot]).all()


def test_a_revised_plan_hurts_turns_least():
    """Two queues more for four hours: whole turns are found for those who have rested."""
    night, peak = marks(UA, 1)
    plan = exact(np.full(48, 4), UA, night, peak)
    new = np.full(48, 4)
    new[24:32] = 6
    now = revised(plan, new, UA, 24)
    assert changes(plan, now) == 16
    assert measure(now, new, UA, night, peak).violation_h == 0
    assert (revised(plan, np.full(48, 4), UA, 10) == plan).all()


@pytest.mark.parametrize("stage", range(1, 9))
def test_eskoms_eight_stages(stage):
    """Hours per four days as published, in turns of two hours, from stage 5 twelve turns of two and of four."""
    off, found = made("exact", np.full(48, stage), ESKOM)
    assert (off.sum(axis=0) * 2 == 6 * stage).all()
    assert found.violation_h == 0
    turns = [[end - begin for begin, end in turns_of(off[:, part])] for part in range(16)]
    fours = max(0, 3 * (stage - 4))
    assert sum(map(len, turns)) == 16 * (3 * stage if stage <= 4 else 12)
    assert sum(each.count(2) for each in turns) == 16 * fours
    assert ESKOM.step_mw * stage == 1000 * stage


def test_many_regions_and_draws_at_once_are_as_each_alone():
    rng = np.random.default_rng(5)
    steps = np.repeat(rng.integers(0, 9, (24, 3, 2)), 2, axis=0)
    off = by_rule(steps, UA)
    assert off.shape == (48, 3, 2, 12)
    assert (off.sum(axis=-1) == steps).all()
    for i in range(3):
        for j in range(2):
            assert (off[:, i, j] == by_rule(steps[:, i, j], UA)).all()
