"""The same seed gives the same bytes, however the draws are split."""

import numpy as np
import pytest

from oberih.luck import Key
from oberih.study import run_study, simulate
from oberih.study.kept import TABLES
from oberih.study.outcome import outcome

N = 53  # so that the last batch of 50 and of 7 is short


def run(pack, scenario, *, seed=9, n=N, **split):
    return run_study(scenario, pack, Key(seed), n, keep=3, **split)


@pytest.fixture(scope="module")
def one(pack, scenario_of):
    return run(pack, scenario_of(), workers=1, batch_draws=50)


@pytest.mark.parametrize(("workers", "batch_draws"), [(2, 50), (1, 7), (2, 7), (2, 1)])
def test_batches_and_workers_leave_no_trace(pack, scenario_of, one, workers, batch_draws):
    other = run(pack, scenario_of(), workers=workers, batch_draws=batch_draws)
    assert other.outcome.equals(one.outcome)
    assert other.outcome_kinds.equals(one.outcome_kinds)
    assert other.hours.tobytes() == one.hours.tobytes()
    assert other.start_hour.tobytes() == one.start_hour.tobytes()
    for name in TABLES:
        assert other.kept[name].equals(one.kept[name]), name


@pytest.mark.parametrize("draw", [0, 31, 52])
def test_a_draw_alone_is_the_same_draw_within_many(pack, scenario_of, one, draw):
    alone = outcome(simulate(scenario_of(), pack, Key(9), np.array([draw])), pack)
    assert alone.equals(one.outcome.filter(draw=draw))


def test_order_of_draws_within_a_batch_does_not_matter(pack, scenario_of, one):
    turned = outcome(simulate(scenario_of(), pack, Key(9), np.array([40, 3, 17])), pack)
    assert turned["draw"].to_list() == [40, 3, 17]
    assert turned.equals(one.outcome[[40, 3, 17]])


def test_more_draws_leave_the_first_ones_alone(pack, scenario_of, one):
    few = run(pack, scenario_of(), n=10, workers=1)
    assert few.outcome.equals(one.outcome.head(10))
    assert few.hours.tobytes() == np.ascontiguousarray(one.hours[..., :10]).tobytes()


def test_another_seed_is_another_study(pack, scenario_of, one):
    other = run(pack, scenario_of(), seed=10, n=10, workers=1)
    assert not other.outcome["raid_unserved_mwh"].equals(one.outcome["raid_unserved_mwh"].head(10))


def test_start_hours_drawn_evenly_split_alike(pack, scenario_of):
    """Where the hour is not known each draw has its own, and its schedules and water with it."""
    scenario = scenario_of(raid={"start_hour": None})
    a, b = run(pack, scenario, n=9, workers=1, batch_draws=9), run(pack, scenario, n=9, workers=2, batch_draws=2)
    assert a.hours.tobytes() == b.hours.tobytes()
    assert len(set(a.start_hour.tolist())) > 3


def test_progress_is_told_and_ends_with_all(pack, scenario_of, one):
    told = []
    run(pack, scenario_of(), workers=1, batch_draws=20, tell=told.append)
    assert [each.done for each in told] == sorted({each.done for each in told})
    assert (told[-1].done, told[-1].total) == (N, N)
    figures = one.outcome["raid_unserved_mwh"]
    assert told[-1].raid_unserved_mwh == pytest.approx(figures.mean())
    assert told[-1].half_width_mwh == pytest.approx(1.645 * figures.std() / np.sqrt(N))


def test_ctrl_c_stops_and_is_heard(pack, scenario_of):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(pack, scenario_of(), workers=1, batch_draws=1, tell=stop)
