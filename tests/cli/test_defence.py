"""`oberih defence` as a user meets it: answers, one draw alone, presets, and what is refused."""

import json

import pytest

from oberih.jobs.examples import examples


def test_a_shipped_law_by_name(door):
    said = door("defence", "run", "examples/defence/layers.toml", "--draws", "400", "--workers", "2", "--json")
    assert (said.code, said.err) == (0, "")
    answer = json.loads(said.out)
    assert answer["draws"] == 400
    assert answer["kinds"]["cruise"]["leaked"]["mean"] == pytest.approx(3.6, abs=0.5)
    assert [each["name"] for each in answer["units"]] == ["outer", "middle", "inner"]
    again = door("defence", "run", "defence/layers", "--draws", "400", "--workers", "1", "--json")
    assert again.out == said.out  # the same bytes however the work is split


@pytest.mark.parametrize(("lang", "words"), [("en", ("Came", "through", "draws")), ("uk", ("Пройшло", "прогонів"))])
def test_in_words_of_either_language(say, lang, words):
    said = say("defence", "run", "examples/layered.toml", "--draws", "40", "--lang", lang)
    assert said.code == 0
    assert [word for word in words if word not in said.out.replace("\n", " ")] == []


def test_every_unit_of_the_shipped_example_stops_something(say):
    """And drones are stopped in a share that a reader would believe: 60 to 85 of 100."""
    answer = json.loads(say("defence", "run", "examples/layered.toml", "--draws", "300", "--json").out)
    assert [each["name"] for each in answer["units"] if each["stopped"]["mean"] == 0] == []
    drones = answer["kinds"]["drone"]
    assert 0.6 < drones["stopped"]["mean"] / drones["launched"]["mean"] < 0.85


def test_one_draw_alone_is_the_draw_of_the_run(say):
    asked = ("examples/layered.toml", "--seed", "4", "--json")
    whole = json.loads(say("defence", "run", *asked, "--draws", "1").out)
    one = json.loads(say("defence", "replay", *asked, "--draw", "0").out)
    for fate in ("launched", "stopped", "lost", "leaked"):
        assert one["outcome"][fate] == whole[fate]["mean"]
    assert sum(shot["rounds"] for shot in one["shots"]) == whole["rounds"]["mean"]
    assert len({track["weapon"] for track in one["tracks"]}) == one["outcome"]["launched"]
    assert one["chosen"] == "given"


def test_without_a_number_a_median_draw_is_replayed(say):
    one = json.loads(say("defence", "replay", "defence/layers", "--draws", "101", "--json").out)
    assert one["chosen"] == "median"
    assert 3 <= one["outcome"]["leaked"] <= 4
    assert say("defence", "replay", "defence/layers", "--draws", "101").code == 0


def test_presets_name_a_range_and_a_source_for_every_figure(say):
    rows = json.loads(say("defence", "presets", "--json").out)
    names = {"NASAMS", "IRIS-T-SLM", "Hawk", "Buk", "S-300", "Patriot", "gun", "mobile-group", "jammer",
             "interceptor-drone", "patrol"}  # fmt: skip
    assert {row["preset"] for row in rows} == names
    told = [row for row in rows if row["figure"] not in ("family", "about")]
    assert [row for row in told if not row["source"] or not row["low"] <= row["value"] <= row["high"]] == []
    assert "llustrative" in say("defence", "presets", "--lang", "en").out


def test_every_shipped_scenario_says_what_it_is(say):
    rows = json.loads(say("scenario", "examples", "--json").out)
    assert [row["name"] for row in rows] == [each.name for each in examples()]
    assert all(len(row["about"]) > 20 for row in rows)
    for row in rows:
        assert say("scenario", "check", row["name"]).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("defence", "run", "nowhere.toml"), ("nowhere.toml",)),
        (("defence", "run", "examples/2022-12-05.toml"), ('level = "layered"',)),
        (("defence", "run", "defence/layers", "--draws", "0"), ("draws", "1")),
        (("defence", "replay", "defence/layers", "--draw", "-1"), ("draw",)),
        (("run", "defence/layers"), ("oberih defence run", "[map]")),
    ],
)
def test_what_is_refused(say, door, arguments, words):
    said = say(*arguments, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "Traceback" not in said.err
    assert [word for word in words if word not in said.err] == []
    assert door.left() == []


def test_an_anchor_whose_file_is_not_there_is_named(say, door):
    text = (
        '[map]\nwidth_km = 9\nheight_km = 9\n[[raid.targets]]\nname = "t"\nx_km = 1\ny_km = 1\n[[raid.waves]]\n'
        '[[raid.waves.weapons]]\nkind = "drone"\nn = 1\n[defence]\nlevel = "layered"\nanchor = "calibration.json"\n'
    )
    (door.here / "anchored.toml").write_text(text, encoding="utf-8")
    said = say("defence", "run", "anchored.toml", "--lang", "en")
    assert said.code == 2
    assert "calibration.json" in said.err
