"""Hindcasts: nothing of the future leaks in, right intervals on records made to be known, clear refusals."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from oberih.record.raids.fit import KindFilter
from oberih.record.raids.hindcast import LEVELS, hindcast
from oberih.record.raids.table import raids, read_table
from oberih.terms.errors import InputError

REAL = Path(__file__).parents[3] / "shared" / "data" / "raids" / "missile_attacks_daily.csv"
SCHEMA = {"start_date": pl.Date, "kind": pl.String, "family": pl.String, "launched": pl.Int32, "stopped": pl.Int32}
FIRST = date(2022, 10, 1)


def made_up(days=200, seed=7, growth=3.0):
    """A record of drones that grows and drifts, and of two families of cruise missiles."""
    rng = np.random.default_rng(seed)
    rows, logit = [], 1.5
    for n in range(days):
        day = FIRST + timedelta(days=n)
        logit += 0.05 * rng.normal()
        launched = max(1, int(np.exp(rng.normal(3 + growth * n / days, 0.6))))
        share = rng.beta(25 / (1 + np.exp(-logit)), 25 / (1 + np.exp(logit)))
        rows.append((day, "drone", "shahed", launched, int(rng.binomial(launched, share))))
        if n % 20 == 0:
            rows.append((day, "cruise", "kh101", 12, int(rng.binomial(12, rng.beta(9, 1.5)))))
            rows.append((day, "cruise", "kalibr", 5, int(rng.binomial(5, rng.beta(4, 3)))))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@pytest.fixture(scope="module")
def frame():
    return made_up()


@pytest.fixture(scope="module")
def scores(frame):
    return hindcast(frame, date(2023, 1, 1))


def test_intervals_hold_what_they_promise_and_beat_the_baselines(scores):
    drone = next(each for each in scores.kinds if each.kind == "drone")
    assert drone.raids > 100
    assert 0.84 < drone.coverage_90[0] < 0.96
    assert 0.38 < drone.coverage_50[0] < 0.62
    assert drone.skill > 0.1
    assert drone.skill_90[0] < drone.skill < drone.skill_90[1]


def test_the_document_has_the_promised_form(scores):
    document = scores.plain()
    assert list(document["kinds"]) == ["cruise", "drone"]
    for kind in document["kinds"].values():
        assert {"raids", "coverage_50", "coverage_90", "crps", "skill", "skill_90"} <= set(kind)
        best = min(kind["crps_all_earlier"], kind["crps_last_90_days"])
        assert kind["skill"] == pytest.approx(1 - kind["crps"] / best, abs=1e-3)
        assert len(kind["reliability"]) == len(LEVELS)
        assert kind["reliability"]["0.90"] == pytest.approx(kind["coverage_90"])
        assert sum(kind["pit_histogram"]) == pytest.approx(1, abs=1e-3)


def test_the_same_answer_in_any_order_of_rows_and_whatever_comes_later(frame):
    last = date(2023, 1, 9)  # a day with raids of both kinds
    short = hindcast(frame.filter(pl.col("start_date") <= last), date(2023, 1, 1))
    assert hindcast(frame, date(2023, 1, 1), last) == short
    early = frame.filter(pl.col("start_date") <= last)
    assert hindcast(early.reverse(), date(2023, 1, 1)) == short


def test_the_outcome_of_a_day_does_not_touch_its_own_prediction(frame, monkeypatch):
    """Every prediction of a year in which all raids ended otherwise, against that of the true first day."""
    day = frame["start_date"].max()
    other = frame.with_columns(
        pl.when(pl.col("start_date") == day).then(pl.col("launched") - pl.col("stopped")).otherwise(pl.col("stopped"))
        .cast(pl.Int32).alias("stopped")
    )  # fmt: skip
    seen = []
    whole = KindFilter.predict
    monkeypatch.setattr(
        KindFilter, "predict", lambda self, at, launched: seen.append(whole(self, at, launched)) or seen[-1]
    )
    hindcast(frame, day)
    hindcast(other, day)
    half = len(seen) // 2
    assert half >= 1
    assert all(np.array_equal(a, b) for a, b in zip(seen[:half], seen[half:], strict=True))


def test_both_ends_of_the_period_count(frame):
    day = date(2022, 10, 21)
    found = hindcast(frame, day, day)
    assert {each.kind: each.raids for each in found.kinds} == {"cruise": 1, "drone": 1}


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        (date(2023, 2, 1), date(2023, 1, 1), "order"),
        (date(2031, 1, 1), None, "nothing"),
        (date(2020, 1, 1), date(2020, 2, 1), "nothing"),
    ],
)
def test_a_period_that_cannot_be_is_refused(frame, first, last, key):
    with pytest.raises(InputError) as error:
        hindcast(frame, first, last)
    assert error.value.faults[0].key == f"hindcast.{key}"
    assert str(first) in error.value.text("uk")


def test_a_table_without_the_air_force_is_refused(frame):
    with pytest.raises(InputError) as error:
        hindcast(frame.clear(), FIRST)
    assert error.value.faults[0].key == "hindcast.no_official"


def test_a_kind_that_nothing_ever_stops_has_no_skill_to_speak_of():
    rows = [(FIRST + timedelta(days=n), "ballistic", "s300", 3, 0) for n in range(30)]
    found = hindcast(pl.DataFrame(rows, schema=SCHEMA, orient="row"), FIRST + timedelta(days=10))
    assert found.kinds[0].skill is None
    assert found.kinds[0].crps < 0.05


@pytest.mark.skipif(not REAL.exists(), reason="the table of raids is not part of the project and is not here")
def test_the_real_record_of_2023():
    """The year that the fit was tuned on. Of the table's raids only those of drones, which are most."""
    frame = raids(read_table(REAL)).filter(pl.col("start_date") < date(2024, 1, 1), pl.col("kind") == "drone")
    (found,) = hindcast(frame, date(2023, 1, 1)).kinds
    assert found.raids > 100
    assert found.skill > 0.05
    assert 0.86 <= found.coverage_90[0] <= 0.94
