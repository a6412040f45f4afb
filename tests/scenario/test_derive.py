"""From a report's summary to a scenario: nothing counted twice, what is not said told, and nothing but inputs taken."""

from datetime import date
from importlib.resources import as_file, files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oberih.jobs.from_report import scenario_of
from oberih.record import load, read
from oberih.scenario import derive, parse
from oberih.scenario.derived import START_HOURS, bounds, weapon_groups
from oberih.scenario.model import MOST_WEAPONS
from oberih.terms.errors import ScenarioError
from oberih.terms.kinds import KIND_OF_REPORT
from oberih.terms.words import LANGS, say

REGIONS = ("UA-05", "UA-32", "UA-51")


def count(kind: str, n: int | None, op: str = "=") -> dict:
    return {"kind": kind, "op": op, "n": n}


def summary(**given: list) -> dict:
    return {"launched": [], "destroyed": [], "oblasts_hit": [], **given}


def groups(*counts: dict) -> dict[str, tuple[int, int]]:
    found = weapon_groups(counts)
    assert len({group.kind for group in found}) == len(found)
    return {group.kind: (group.n_min, group.n_max) for group in found}


@pytest.mark.parametrize(
    ("told", "flown"),
    [
        # a total gives up what is typed
        ([count("missile", 71), count("kalibr", 6)], {"kalibr": (6, 6), "missile": (65, 65)}),
        ([count("kalibr", 6), count("missile", 71)], {"kalibr": (6, 6), "missile": (65, 65)}),
        ([count("missile", 70), count("kh101", 40), count("s300", 30)], {"kh101": (40, 40), "s300": (30, 30)}),
        # drones are no missiles
        ([count("missile", 20), count("uav", 50)], {"missile": (20, 20), "uav": (50, 50)}),
        # a total of all targets holds missiles and drones
        ([count("target", 100), count("missile", 70), count("uav", 30)], {"missile": (70, 70), "uav": (30, 30)}),
        ([count("target", 100), count("missile", 70)], {"missile": (70, 70), "target": (30, 30)}),
        ([count("target", 100), count("missile", 70), count("kh101", 60)],
         {"kh101": (60, 60), "missile": (10, 10), "target": (30, 30)}),
        # parts that are more than the whole stand beside it
        ([count("missile", 5), count("kalibr", 10)], {"kalibr": (10, 10), "missile": (5, 5)}),
        # two counts of one kind: the larger is the whole
        ([count("uav", 20), count("uav", 35), count("uav", 30)], {"uav": (35, 35)}),
        # a bound on the whole is a bound on the rest
        ([count("missile", 70, ">"), count("kalibr", 6)], {"kalibr": (6, 6), "missile": (65, 75)}),
        # what looks and does not strike is no weapon; none is no group
        ([count("recon_uav", 4), count("uav", 0), count("missile", None, "none"), count("kh59", 2)], {"kh59": (2, 2)}),
        ([], {}),
    ],
)  # fmt: skip
def test_no_weapon_is_counted_twice(told, flown):
    assert groups(*told) == flown


@given(st.lists(st.tuples(st.sampled_from(sorted(KIND_OF_REPORT)), st.integers(1, 30)), unique_by=lambda each: each[0]),
       st.integers(300, 600))  # fmt: skip
def test_parts_and_rest_make_the_whole(parts, whole):
    found = groups(count("target", whole), *(count(kind, n) for kind, n in parts))
    assert sum(low for low, _ in found.values()) == whole
    assert all(found[kind] == (n, n) for kind, n in parts)


@pytest.mark.parametrize(
    ("op", "n", "low", "high"),
    [
        ("=", 5, 5, 5), (">", 70, 71, 81), (">", 1, 2, 2), (">=", 70, 70, 81), (">=", 1, 1, 2), ("~", 40, 36, 44),
        ("~", 1, 1, 1), ("<", 35, 18, 35), ("<", 1, 1, 1), ("some", None, 2, 9), ("most", None, 2, 9),
    ],
)  # fmt: skip
def test_what_a_reported_count_allows(op, n, low, high):
    assert bounds(op, n) == (low, high)


@given(st.sampled_from(["=", ">", ">=", "~", "<"]), st.integers(1, 1000))
def test_bounds_hold_what_was_said(op, n):
    low, high = bounds(op, n)
    assert 0 < low <= high
    assert {"=": low == high == n, ">": low > n, ">=": low == n, "~": low <= n <= high, "<": high == n}[op]


def test_everything_told_leaves_only_the_equipment_open():
    derived = derive(
        summary(launched=[count("kh101", 40)], oblasts_hit=["UA-51"]), raid_date=date(2022, 12, 5), start_hour=6,
        hours=48, regions=REGIONS,
    )  # fmt: skip
    raid = derived.scenario.raid
    assert (raid.date, raid.start_hour, raid.hit_regions, derived.scenario.hours) == (
        date(2022, 12, 5), 6, ("UA-51",), 48,
    )  # fmt: skip
    assert derived.open_questions == ("open.objects",)


def test_what_a_report_leaves_open_is_told_in_both_languages():
    derived = derive(summary(), regions=REGIONS)
    assert set(derived.open_questions) == {
        "open.size", "open.types", "open.regions", "open.hour", "open.date", "open.objects",
    }  # fmt: skip
    raid = derived.scenario.raid
    assert (raid.date, raid.start_hour, raid.hit_regions) == (None, None, ())
    assert [(group.kind, group.n_min, group.n_max) for group in raid.weapons] == [("missile", 20, 90)]
    for key in derived.open_questions:
        assert len({say(key, lang) for lang in LANGS}) == 2


def test_regions_that_are_not_modelled_are_left_out_and_that_is_told():
    derived = derive(summary(oblasts_hit=["UA-43", "UA-32"]), regions=REGIONS)
    assert derived.scenario.raid.hit_regions == ("UA-32",)
    assert "open.regions_not_modelled" in derived.open_questions
    assert "open.regions" not in derived.open_questions
    alone = derive(summary(oblasts_hit=["UA-43"]), regions=REGIONS)
    assert {"open.regions_not_modelled", "open.regions"} <= set(alone.open_questions)


def test_where_only_the_stopped_are_told_more_may_have_flown():
    derived = derive(summary(destroyed=[count("uav", 30)]), regions=REGIONS)
    assert [(group.n_min, group.n_max) for group in derived.scenario.raid.weapons] == [(30, 49)]
    assert "open.size_from_stopped" in derived.open_questions


def test_what_was_stopped_is_no_input_where_the_launched_are_told():
    launched = [count("missile", 70)]
    alone = derive(summary(launched=launched), regions=REGIONS)
    told = summary(launched=launched, destroyed=[count("missile", 60)], outage_oblasts=["UA-05"])
    assert derive(told, regions=REGIONS) == alone


def test_a_word_for_the_time_of_day_gives_an_hour_and_that_is_told():
    for word, hour in START_HOURS.items():
        derived = derive(summary(), time_of_day=word, regions=REGIONS)
        assert derived.scenario.raid.start_hour == hour
        assert "open.hour_from_word" in derived.open_questions
    derived = derive(summary(), time_of_day="day", start_hour=14, regions=REGIONS)
    assert derived.scenario.raid.start_hour == 14
    assert not {"open.hour_from_word", "open.hour"} & set(derived.open_questions)


def test_the_count_of_a_year_is_refused_and_not_flown():
    with pytest.raises(ScenarioError, match=r"raid\.weapons\.uav: found 3500") as refused:
        derive(summary(launched=[count("uav", 3500)]), regions=REGIONS)
    assert refused.value.exit_code == 2
    assert str(MOST_WEAPONS) in refused.value.text("uk")


@pytest.mark.parametrize("report", ["2022-12-05.uk.txt", "2022-12-05.en.txt"])
def test_the_shipped_report_gives_the_shipped_scenario(report):
    examples = files("oberih").joinpath("examples")
    with as_file(examples.joinpath(report)) as path:
        derived = scenario_of(read(load(path, published=date(2022, 12, 6))), 72).scenario
    written = parse(examples.joinpath("2022-12-05.toml").read_text(encoding="utf-8"))
    assert set(derived.raid.hit_regions) == set(written.raid.hit_regions)
    raid = written.raid.model_copy(update={"hit_regions": derived.raid.hit_regions})  # whatever their order
    assert derived == written.model_copy(update={"name_uk": "", "name_en": "", "raid": raid})
