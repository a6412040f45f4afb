"""What stands beside the pack: figures moved by as much as was added, luck left alone, and nothing where nothing is."""

import numpy as np
import pytest

from oberih.grid._kernels.hours import store_and_give
from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.scenario import dump, load, load_pack, parse
from oberih.scenario.strengthened import strengthened, there_on
from oberih.scenario.strengthening import Addition
from oberih.study.draw import simulate
from oberih.terms.errors import ScenarioError


@pytest.fixture(scope="module")
def base():
    return load(named("ozeria")), load_pack("ozeria", "2020-01")


def unserved(scenario, pack, n=24):
    batch = simulate(scenario, pack, Key(1), np.arange(n))
    return (batch.hours.demand_mw - batch.cuts.served_mw).sum(axis=(1, 2)), batch


def plus(pack, **figures):
    return strengthened(pack, [Addition.model_validate(figures)])


def test_nothing_added_is_the_very_same_pack(base):
    scenario, pack = base
    assert strengthened(pack, []) is pack
    assert "strengthening" not in dump(scenario)


def test_a_scenario_with_additions_is_written_and_read_again(base):
    text = dump(base[0]).replace(
        "hours = 72", 'hours = 72\nstrengthening = [{ add = "storage", mw = 5, mwh = 10, regions = ["XO-01"] }]', 1
    )
    scenario = parse(text)
    assert scenario.strengthening[0].mwh == 10
    assert parse(dump(scenario)) == scenario
    for bad, words in (("XO-01", None), ("XO-77", "no region 'XO-77'"), ("mwh = 10", None)):
        if words:
            with pytest.raises(ScenarioError, match=words):
                parse(text.replace("XO-01", bad))
    with pytest.raises(ScenarioError, match="lacks mwh"):
        parse(text.replace(", mwh = 10", ""))


def test_figures_move_by_what_was_added(base):
    _, pack = base
    assert plus(pack, add="crews", n=7).crews.sum() == pack.crews.sum() + 7
    spares = plus(pack, add="spares", asset_class="substation", n=2)
    assert spares.ranges["spare_transformers"].mid == pack.ranges["spare_transformers"].mid + 2
    assert spares.spares["substation"] == tuple(each + 2 for each in pack.spares["substation"])
    assert plus(pack, add="imports", mw=50).ranges["import_mw"].low == pack.ranges["import_mw"].low + 50
    assert plus(pack, add="backup", site="boiler", hours=24).ranges["backup_boiler_h"].high == 32
    stored = plus(plus(pack, add="storage", mw=10, mwh=20), add="storage", mw=30, mwh=60, regions=("XO-01",))
    assert stored.storage_mw.sum() == pytest.approx(40)
    assert stored.storage_mwh.sum() == pytest.approx(80)
    gabions = plus(pack, add="protection", asset_class="substation", level="gabions", regions=("XO-02",))
    assert (gabions.assets["protection"] != pack.assets["protection"]).sum() > 0
    assert (gabions.assets["region"].filter(gabions.assets["protection"] != pack.assets["protection"]) == "XO-02").all()
    concrete = plus(pack, add="protection", asset_class="substation", level="concrete")
    weaker = plus(concrete, add="protection", asset_class="substation", level="gabions")
    assert weaker.assets.equals(concrete.assets)


def test_generation_and_storage_leave_the_luck_of_others_alone_and_serve_more(base):
    scenario, pack = base
    before, plain = unserved(scenario, pack)
    for figures in ({"add": "generation", "mw": 200}, {"add": "storage", "mw": 200, "mwh": 800}):
        after, batch = unserved(scenario, plus(pack, **figures))
        assert np.array_equal(batch.fates, plain.fates)
        assert np.array_equal(batch.damage.level[:, : plain.damage.level.shape[1]], plain.damage.level)
        assert after.mean() < before.mean()
        assert (before - after).mean() <= figures["mw"] * 72 + 1e-6


def test_storage_keeps_its_books():
    hours, mw, mwh, efficiency = 48, 10.0, 30.0, 0.8
    need = np.where(np.arange(hours) % 24 < 12, 8.0, -8.0)
    ceiling, supply = np.full((hours, 1), 1e3), np.zeros((hours, 1))
    store_and_give(
        need, np.zeros(hours), np.full((hours, 1), 100.0), np.full((hours, 1), mw), np.full((hours, 1), mwh),
        efficiency, ceiling, supply,
    )  # fmt: skip
    assert supply[:12].sum() == pytest.approx(mwh)
    assert supply[12:24].sum() == 0
    # twelve hours of 8 MW left over fill it again: 0.8 · 96 > 30
    assert supply[24:36].sum() == pytest.approx(mwh)
    assert supply.max() <= mw
    # behind substations that are out, it serves its own region although the nation lacks nothing
    short, given = np.zeros((hours, 1)), np.zeros((hours, 1))
    store_and_give(
        np.full(hours, -50.0), np.zeros(hours), np.full((hours, 1), 7.0), np.full((hours, 1), mw),
        np.full((hours, 1), mwh), efficiency, short, given,
    )  # fmt: skip
    assert given.sum() == pytest.approx(mwh)
    assert given[:4].ravel().tolist() == pytest.approx([7.0, 7.0, 7.0, 7.0])


def test_additions_count_from_the_day_on_which_they_come(base):
    import datetime as dt

    both = [
        Addition.model_validate({"add": "crews", "n": 1}),
        Addition.model_validate({"add": "crews", "n": 2, "arrives": dt.date(2020, 2, 1)}),
    ]
    assert len(there_on(both, dt.date(2020, 1, 15))) == 1
    assert len(there_on(both, dt.date(2020, 2, 1))) == 2
    assert len(there_on(both, None)) == 2
