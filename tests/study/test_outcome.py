"""Totals of a draw, worked out again from the hours."""

import numpy as np
import pytest

from oberih.luck import Key
from oberih.study import simulate
from oberih.study.outcome import BACK, FIELDS, MARGIN, hours_until, kept_hours, outcome
from oberih.terms.tables import check


@pytest.mark.parametrize(
    ("good", "hours"),
    [("1111", 0), ("0111", 1), ("1011", 2), ("0001", 3), ("1110", np.inf), ("0000", np.inf), ("0101", 3)],
)
def test_hours_until(good, hours):
    assert hours_until(np.array([[each == "1" for each in good]])).tolist() == [hours]


@pytest.fixture(scope="module")
def batch(pack, scenario_of):
    return simulate(scenario_of(hours=30), pack, Key(21), np.array([0, 5, 6, 2]))


def test_a_row_says_what_its_hours_say(batch, pack):
    rows = check("outcome", outcome(batch, pack)).rows(named=True)
    assert [row["draw"] for row in rows] == [0, 5, 6, 2]
    for d, row in enumerate(rows):
        demand = batch.hours.demand_mw[d].sum(axis=1)
        served = batch.cuts.served_mw[d].sum(axis=1)
        base = batch.base.served_mw[d].sum(axis=1)
        cut = demand - served
        assert row["unserved_mwh"] == pytest.approx(cut.sum())
        raid_cut = demand - served - (batch.base.demand_mw[d].sum(axis=1) - base)
        assert row["raid_unserved_mwh"] == pytest.approx(raid_cut.sum())
        assert row["peak_cut_mw"] == pytest.approx(cut.max())
        assert row["peak_cut_share"] == pytest.approx((cut / demand).max())
        late = [h for h in range(30) if served[h] < BACK * base[h]]
        expected = max(late, default=-1) + 1
        assert row["hours_to_90"] == (expected if expected < 30 else np.inf)
        late = [h for h in range(30) if raid_cut[h] > MARGIN * demand[h]]
        expected = max(late, default=-1) + 1
        assert row["hours_to_lifted"] == (expected if expected < 30 else np.inf)
        assert row["censored"] == np.isinf([row["hours_to_90"], row["hours_to_lifted"]]).any()
        assert row["hours_to_lifted"] >= row["hours_to_90"]
        assert row["struck_assets"] == (batch.damage.level[d] > 0).sum()
        assert row["units_struck"] <= row["struck_assets"]
        assert row["units_tripped"] == np.isfinite(batch.minute.off_h[d]).sum()


def test_kept_hours_are_the_batch_in_single_precision(batch):
    kept = kept_hours(batch)
    assert kept.shape == (len(FIELDS), 30, 25, 4)
    assert kept.dtype == np.float32
    assert kept[0, 7, 3, 1] == np.float32(batch.hours.demand_mw[1, 7, 3])
    assert kept[1, 7, 3, 1] == np.float32(batch.base.demand_mw[1, 7, 3] - batch.base.served_mw[1, 7, 3])
    assert kept[5, 9, 3, 2] == np.float32(batch.cuts.scheduled_mw[2, 9, 3])
