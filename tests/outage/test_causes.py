"""Each megawatt that is cut has one name."""

import numpy as np
import pytest

from oberih.outage.causes import causes, takeover_hour
from oberih.scenario import Scenario

SCENARIO = Scenario.model_validate({"raid": {"weapons": [{"kind": "uav", "n": 1}]}, "grid": {"schedule_hour": 18}})
HOURS, DEMAND = 36, 100.0


def split(
    *, served=60.0, base=90.0, ceiling=999.0, base_ceiling=999.0, start=13, share=0.0, shed_from=np.inf, most=0.375
):
    """One draw and one region of 100 MW."""

    def flat(mw):
        return np.broadcast_to(np.asarray(mw, float), (1, HOURS)).reshape(1, HOURS, 1).copy()

    return causes(
        SCENARIO, np.array([start]), flat(DEMAND), flat(ceiling), flat(served), flat(base_ceiling), flat(base),
        np.array([share]), np.array([shed_from]), 2.0, np.array([most]),
    )  # fmt: skip


def line(array):
    return array[0, :, 0]


@pytest.mark.parametrize("seed", range(20))
def test_served_and_the_four_causes_add_up_to_demand(seed):
    rng = np.random.default_rng(seed)
    shape = (4, HOURS, 5)
    demand = rng.uniform(0, 500, shape)
    base_ceiling = rng.uniform(0, 700, shape)
    ceiling = base_ceiling * rng.uniform(0, 1.05, shape)
    base = np.minimum(demand, base_ceiling) * rng.uniform(0, 1, shape)
    served = np.minimum(np.minimum(demand, ceiling), base * rng.uniform(0, 1.1, shape))
    cuts = causes(
        SCENARIO, rng.integers(0, 24, 4), demand, ceiling, served, base_ceiling, base, rng.uniform(0, 0.45, 4),
        rng.uniform(0, 5, 4), 2.0, rng.uniform(0, 0.5, 4),
    )  # fmt: skip
    four = (cuts.damage_mw, cuts.automatic_mw, cuts.emergency_mw, cuts.scheduled_mw)
    assert np.allclose(cuts.served_mw + sum(four), demand, rtol=0, atol=1e-9)
    assert all((each >= 0).all() for each in (cuts.served_mw, *four))
    assert (cuts.served_mw <= served + 1e-9).all()


def test_before_a_new_schedule_what_the_raid_adds_is_emergency():
    """13:00: old schedules (10 MW) hold till midnight, 11 hours on; then a schedule covers 37.5 of the 40 MW."""
    cuts = split()
    assert line(cuts.scheduled_mw)[:11] == pytest.approx(10)
    assert line(cuts.emergency_mw)[:11] == pytest.approx(30)
    assert line(cuts.scheduled_mw)[11:] == pytest.approx(37.5)
    assert line(cuts.emergency_mw)[11:] == pytest.approx(2.5)


def test_a_raid_in_the_evening_is_too_late_for_the_next_days_schedule():
    assert takeover_hour(np.array([17, 18, 23, 0]), 18).tolist() == [7, 30, 25, 24]
    cuts = split(start=18)
    assert line(cuts.scheduled_mw)[29] == pytest.approx(10)
    assert line(cuts.scheduled_mw)[30] == pytest.approx(37.5)


def test_schedules_deeper_than_the_usual_most_stay_scheduled():
    cuts = split(served=30, base=40)
    assert line(cuts.scheduled_mw) == pytest.approx(60)
    assert line(cuts.emergency_mw) == pytest.approx(10)


def test_what_its_substations_no_longer_carry_is_damage():
    """A ceiling of 70 where 95 was: of 40 MW cut, 25 are the raid's damage; the 5 before it are not."""
    cuts = split(ceiling=70, base_ceiling=95)
    assert line(cuts.damage_mw) == pytest.approx(25)
    assert (line(cuts.scheduled_mw) + line(cuts.emergency_mw)) == pytest.approx(15)


def test_automatics_cut_for_their_hours_even_where_supply_would_do():
    """20 % off for two hours from 1.5: hours 1, 2 and 3 are touched."""
    cuts = split(served=100, base=100, share=0.2, shed_from=1.5)
    assert line(cuts.automatic_mw)[:6] == pytest.approx([0, 20, 20, 20, 0, 0])
    assert line(cuts.served_mw)[:6] == pytest.approx([100, 80, 80, 80, 100, 100])
    exact = split(served=100, base=100, share=0.2, shed_from=1.0)
    assert line(exact.automatic_mw)[:4] == pytest.approx([0, 20, 20, 0])


def test_automatics_come_out_of_what_is_cut_not_on_top():
    cuts = split(served=60, base=90, share=0.15, shed_from=0.0)
    assert line(cuts.automatic_mw)[0] == pytest.approx(15)
    assert line(cuts.scheduled_mw)[0] == pytest.approx(10)
    assert line(cuts.emergency_mw)[0] == pytest.approx(15)
    assert line(cuts.served_mw)[0] == pytest.approx(60)


def test_nothing_cut_nothing_named():
    cuts = split(served=100, base=100)
    four = (cuts.damage_mw, cuts.automatic_mw, cuts.emergency_mw, cuts.scheduled_mw)
    assert not any(each.any() for each in four)


def test_before_a_new_schedule_an_emergency_order_is_shared_and_afterwards_not():
    """40 of 100 MW are short in one region, nothing in another of 300 MW: a tenth of the nation's demand, so 30 MW
    there."""
    demand = np.broadcast_to([100.0, 300.0], (1, HOURS, 2)).copy()
    served = np.broadcast_to([60.0, 300.0], (1, HOURS, 2)).copy()
    high = np.full((1, HOURS, 2), 999.0)
    cuts = causes(
        SCENARIO, np.array([13]), demand, high, served, high, demand, np.zeros(1), np.full(1, np.inf), 2.0, np.zeros(1)
    )
    assert cuts.emergency_mw[0, :11].tolist() == [[40.0, 30.0]] * 11
    assert cuts.emergency_mw[0, 11:].tolist() == [[40.0, 0.0]] * 25
    assert cuts.served_mw[0, 0].tolist() == [60.0, 270.0]


def test_an_order_cuts_no_region_below_nothing():
    demand, cut = np.array([[[100.0, 10.0]]]), np.array([[[100.0, 0.0]]])
    scenario_hours = np.full((1, 1, 2), 999.0)
    cuts = causes(
        SCENARIO, np.array([0]), demand, scenario_hours, demand - cut, scenario_hours, demand, np.zeros(1),
        np.full(1, np.inf), 2.0, np.zeros(1),
    )  # fmt: skip
    assert (cuts.served_mw >= 0).all()
    assert np.allclose(cuts.served_mw + cuts.emergency_mw, demand)
