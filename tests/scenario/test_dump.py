"""A scenario into TOML and back, and the schema that editors check a file by."""

import json
import tomllib
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from oberih.jobs.examples import examples, named
from oberih.scenario import Scenario, dump, load, parse, schema
from oberih.terms.kinds import KINDS, REPORT_KINDS
from oberih.terms.regions import REGIONS

EXAMPLE = files("oberih").joinpath("examples", "2022-12-05.toml").read_text(encoding="utf-8")
MODELLED = sorted(set(REGIONS) - {"UA-43", "UA-40"})

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def doubts(low: float, high: float) -> st.SearchStrategy:
    numbers = st.lists(st.floats(low, high), min_size=3, max_size=3).map(sorted)
    ranges = st.tuples(numbers, TEXT).map(
        lambda each: dict(zip(("low", "mid", "high"), each[0], strict=True)) | {"source": each[1]}
    )
    return st.floats(low, high) | ranges


def weights(names: list[str]) -> st.SearchStrategy:
    return st.dictionaries(st.sampled_from(names), st.floats(0.001, 1000), min_size=1)


GROUPS = st.tuples(st.sampled_from(REPORT_KINDS), st.integers(0, 900), st.integers(1, 900)).map(
    lambda each: {"kind": each[0], "n_min": each[1], "n_max": each[1] + each[2]}
)
SCENARIOS = st.fixed_dictionaries(
    {
        "raid": st.fixed_dictionaries(
            {"weapons": st.lists(GROUPS, min_size=1, max_size=3)},
            optional={
                "date": st.dates(date(2022, 1, 1), date(2030, 12, 31)),
                "start_hour": st.integers(0, 23),
                "duration_h": doubts(0, 24 * 365),
                "hit_regions": st.lists(st.sampled_from(MODELLED), max_size=4),
                "energy_share": doubts(0, 1),
                "aim": weights(["substation", "thermal", "chp", "hydro"]),
                "missile_mix": weights(list(KINDS)),
            },
        )
    },
    optional={
        "name_uk": TEXT,
        "name_en": TEXT,
        "hours": st.integers(6, 336),
        "defence": st.fixed_dictionaries(
            {},
            optional={
                "lost_share": doubts(0, 1),
                "shares": st.dictionaries(
                    st.sampled_from(KINDS),
                    st.fixed_dictionaries({"mean": st.floats(0.3, 0.7), "sd": st.floats(0.001, 0.45), "source": TEXT}),
                    max_size=2,
                ),
            },
        ),
        "grid": st.fixed_dictionaries({}, optional={"schedule_hour": st.integers(0, 23), "trip_chance": doubts(0, 1)}),
        "repair": st.fixed_dictionaries({}, optional={"work_factor": doubts(0.01, 100)}),
    },
)


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_what_is_written_is_read_back_the_same(tree):
    scenario = Scenario.model_validate(tree)
    text = dump(scenario)
    assert parse(text) == scenario
    assert dump(parse(text)) == text


def test_what_is_left_out_is_written_with_its_default():
    tree = tomllib.loads(dump(parse(EXAMPLE)))
    assert tree["repair"]["travel_h"] == {"low": 4, "mid": 6, "high": 10, "source": "assumed"}
    assert set(tree["defence"]["shares"]) == set(KINDS)


def test_a_bare_number_is_without_doubt_and_n_is_both_bounds():
    scenario = parse('[raid]\nenergy_share = 0.5\n[[raid.weapons]]\nkind = "uav"\nn = 7\n')
    share, group = scenario.raid.energy_share, scenario.raid.weapons[0]
    assert (share.low, share.mid, share.high, share.source) == (0.5, 0.5, 0.5, "given")
    assert (group.n_min, group.n_max) == (7, 7)


def in_json(text: str) -> dict:
    """A TOML file as an editor's checker sees it: a day is a text."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def complaints(text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(schema()).iter_errors(in_json(text))]


def test_the_schema_is_one_and_accepts_what_the_program_accepts():
    Draft202012Validator.check_schema(schema())
    assert complaints(EXAMPLE) == []
    assert complaints(dump(parse(EXAMPLE))) == []
    short = EXAMPLE.replace("n_min = 71\nn_max = 81", "n = 71").replace("{ low = 1, mid = 2, high = 4, ", "2 #")
    assert short != EXAMPLE
    assert complaints(short) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hours =", "hous ="), ('"missile"', '"misile"'), ("n_min = 71\n", ""), ("hours = 72", "hours = 5"),
        ("71", '"many"'),
    ],
)
def test_the_schema_refuses_what_the_program_refuses(old, new):
    assert old in EXAMPLE
    assert complaints(EXAMPLE.replace(old, new, 1)) != []


@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_every_shipped_scenario_is_written_and_read_back_the_same(name):
    scenario = load(named(name))
    assert parse(dump(scenario)) == scenario
