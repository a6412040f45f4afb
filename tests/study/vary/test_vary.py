"""Fields varied on a pack: the same luck, the same bytes, and no field of the raid."""

import numpy as np
import pytest

from oberih.jobs.examples import named
from oberih.jobs.vary import Asked, vary
from oberih.luck import Key
from oberih.scenario import load, load_pack
from oberih.study import run_study
from oberih.study.vary import Point, hypercube, play, varied
from oberih.terms.errors import OberihError


@pytest.fixture(scope="module")
def scenario():
    return load(named("2022-12-05")).model_copy(update={"hours": 24})


@pytest.fixture(scope="module")
def pack(scenario):
    return load_pack(scenario.grid.pack, scenario.grid.state)


def test_a_range_left_as_it_is_gives_the_very_draws_of_a_run(scenario, pack):
    fields, draws = varied((), scenario, pack), np.arange(12)
    values = {field.name: field.drawn(Key(3), draws) for field in fields}
    (got,) = play(scenario, pack, Key(3), fields, [Point(draws, values)])
    whole = run_study(scenario, pack, Key(3), 12).outcome
    assert got["raid_unserved_mwh"].tolist() == whole["raid_unserved_mwh"].to_list()
    assert all(field.name.split(".")[0] != "raid" for field in fields)


def test_more_help_from_abroad_never_cuts_more_and_workers_change_nothing(scenario):
    asked = Asked(scenario=scenario, fields=("pack.import_mw=0..2000",), draws=16, points=3, answer="unserved_mwh")
    found = vary(asked)
    means = [row["mean"]["mean"] for row in found.to_json()["points"]]
    assert means == sorted(means, reverse=True)
    assert means[0] > means[-1]
    again = vary(Asked(scenario=scenario, fields=asked.fields, draws=16, points=3, answer="unserved_mwh", workers=1))
    assert again.table().equals(found.table())


def test_ends_and_shares_name_every_field_and_luck(scenario):
    fields = ("repair.work_factor=0.5..2", "grid.schedule_hour=12..20")
    ends = vary(Asked(scenario=scenario, fields=fields, draws=16)).to_json()
    assert [tuple(row["values"].items()) for row in ends["points"]] == [
        (("repair.work_factor", 0.5),), (("repair.work_factor", 2.0),),
        (("grid.schedule_hour", 12.0),), (("grid.schedule_hour", 20.0),),
    ]  # fmt: skip
    shares = vary(Asked(scenario=scenario, fields=fields, draws=17, design="sobol")).to_json()
    assert shares["draws"] == 32  # the next power of two
    assert {row["field"] for row in shares["indices"]} == {"repair.work_factor", "grid.schedule_hour"}
    assert 0 <= shares["fields_together"] <= 1


def test_a_hypercube_meets_each_part_of_each_law_once(scenario, pack):
    fields = varied(("repair.work_factor=0.5..2", "grid.trip_chance=0..0.1..0.5"), scenario, pack)
    points = hypercube(fields, 20, Key(1))
    assert np.unique(np.floor((points[:, 0] - 0.5) / 1.5 * 20)).size == 20
    found = vary(
        Asked(scenario=scenario, fields=("pack.import_mw=0..1000", "pack.backup_telecom_h"), draws=16, points=12,
              design="lhs", answer="unserved_mwh")
    )  # fmt: skip
    ranks = found.to_json()["rank_correlation"]
    assert ranks["pack.import_mw"] < -0.9
    assert found.table().height == 12


def test_a_plain_figure_of_a_unit_found_by_its_name(pack):
    layered = load(named("layered"))
    unit = layered.defence.units[0]
    (field,) = varied((f"defence.units.{unit.name}.count=1..3",), layered, load_pack(layered.grid.pack, ""))
    assert field.plain
    assert field.levels(9) == (1.0, 2.0, 3.0)
    thirds = field.at(np.linspace(0.001, 0.999, 999))
    assert np.unique(thirds, return_counts=True)[1].tolist() == [333, 333, 333]


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("raid.energy_share=0.2..0.9", "vary.raid"),
        ("raid.aim.substation=0..1", "vary.raid"),
        ("defence.units.A.x_km=0..100", "vary.place"),
        ("damage.debris_chance=0..0.1", "vary.group"),
        ("money.cost=1..2", "vary.money"),
        ("grid.nothing=1..2", "vary.unknown"),
        ("grid.schedule_hour", "vary.no_range"),
        ("grid.schedule_hour=12.5..14", "vary.whole"),
        ("grid.schedule_hour=12..40", "scenario.out_of_range"),
        ("grid.trip_chance=0..3", "scenario.doubt_range"),
        ("pack.import_mw=-5..3", "vary.negative"),
        ("repair.work_factor=3..2", "vary.span"),
        ("repair.work_factor=2,2", "vary.span"),
        ("repair.work_factor=nan,2", "vary.span"),
    ],
)
def test_what_cannot_be_varied_is_named_with_its_reason(scenario, field, key):
    with pytest.raises(OberihError) as caught:
        vary(Asked(scenario=scenario, fields=(field,), draws=16))
    assert [fault.key for fault in caught.value.faults] == [key]
    assert all(fault.text(lang) for fault in caught.value.faults for lang in ("uk", "en"))


def test_all_faults_at_once(scenario):
    with pytest.raises(OberihError) as caught:
        vary(Asked(scenario=scenario, fields=("raid.date=1..2", "grid.x=1..2", "repair.travel_h=9..1"), draws=16))
    assert len(caught.value.faults) == 3
    with pytest.raises(OberihError) as caught:
        Asked(scenario=scenario, draws=1, points=1, answer="dead", design="worst")
    assert len(caught.value.faults) == 4
