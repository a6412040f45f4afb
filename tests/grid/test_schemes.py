"""Presets: every figure is there, and can be run."""

import pytest

from oberih.grid import under_frequency_shedding
from oberih.grid.schemes import plant, scheme, scheme_ids
from oberih.terms.errors import InputError


@pytest.mark.parametrize("name", scheme_ids())
def test_a_scheme_runs_and_says_where_it_comes_from(name):
    each = scheme(name)
    assert each.source
    assert each.as_of
    answer = under_frequency_shedding(inertia_s=4, damping=1, loss_pu=0.3, reserve_pu=0.03, droop=0.05,
                                      stages=each.stages)  # fmt: skip
    assert answer.stages_fired > 2


def test_europe_sheds_45_percent_in_six_steps_from_49_to_48():
    stages = scheme("eu-2017").stages
    assert [stage.threshold_hz for stage in stages] == [49.0, 48.8, 48.6, 48.4, 48.2, 48.0]
    assert sum(stage.share for stage in stages) == pytest.approx(0.45)
    assert all(0.05 <= stage.share <= 0.10 and stage.delay_s <= 0.15 for stage in stages)


def test_plant_is_in_order():
    for each in plant().classes.values():
        assert each.low_hz[0] <= each.low_hz[1] <= each.low_hz[2] < 50 < each.high_hz
        assert each.return_h[0] <= each.return_h[1] <= each.return_h[2]
    assert plant().classes["nuclear"].return_h[0] >= 24


def test_an_unknown_scheme_names_those_there_are():
    with pytest.raises(InputError, match="eu-2017, ua-2022"):
        scheme("mars")
