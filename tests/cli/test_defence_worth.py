"""`oberih defence worth` and `anchor` as a user meets them: answers, words in both languages, refusals."""

import json

import pytest

SCENARIO = """
[map]
width_km = 200
height_km = 200
[[raid.targets]]
name = "town"
x_km = 100
y_km = 100
[[raid.waves]]
[[raid.waves.weapons]]
kind = "cruise"
n = 12
altitude_m = 500
[defence]
level = "layered"
[[defence.units]]
name = "battery"
preset = "NASAMS"
x_km = 100
y_km = 90
"""
ANCHORED = SCENARIO.replace('level = "layered"', 'level = "layered"\nanchor = "calibration.json"')


def calibration(kind="cruise", mean=0.4):
    """What `oberih calibrate` writes, in short."""
    learnt = {
        "raids": 9, "launched": 90, "stopped": 36, "reference_launched": 10, "share_of_a_raid": {}, "path": [],
        "draws": {"mean": [mean, mean + 0.02], "concentration": [40.0, 60.0]}, "half_life_weights": {}, "families": {},
    }  # fmt: skip
    return json.dumps(
        {
            "format": "oberih-calibration", "version": 1, "as_of": "2024-01-01", "first": "2022-10-10",
            "last": "2023-12-31", "seed": 1, "rows": {}, "assumptions": {}, "kinds": {kind: learnt},
        }
    )  # fmt: skip


@pytest.fixture
def file(door):
    def write(text, name="s.toml"):
        (door.here / name).write_text(text, encoding="utf-8")
        return name

    return write


def test_worth_answers_by_class(say, file):
    said = say("defence", "worth", file(SCENARIO), "--draws", "200", "--json", "--lang", "en")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert [(row["add"], row["of"]) for row in found["options"]] == [("unit", "NASAMS"), ("rounds", "NASAMS")]
    assert found["options"][0]["leakers_avoided"]["mean"] > 0
    assert found["raid_unserved_mwh"] is None
    assert "x_km" not in said.out


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("NASAMS: one more unit", "a load of 18 rounds", "same luck", "A class, not a place")),
    ("uk", ("NASAMS: ще один підрозділ", "боєкомплект, 18 пострілів", "випадком", "Клас, а не місце")),
])  # fmt: skip
def test_worth_in_words(say, file, lang, words):
    said = say("defence", "worth", file(SCENARIO), "--draws", "50", "--lang", lang)
    assert said.code == 0, said.err
    for word in words:
        assert word in said.out, word


def test_worth_under_an_anchor_says_what_it_attains(say, file):
    file(calibration(), "calibration.json")
    said = say("defence", "worth", file(ANCHORED), "--draws", "100", "--json")
    assert said.code == 0, said.err
    anchor = json.loads(said.out)["anchor"]["kinds"]["cruise"]
    assert anchor["share_wanted"]["mean"] == pytest.approx(0.41, abs=0.02)
    assert anchor["attainable"][1] <= 1


@pytest.mark.parametrize(("mean", "state", "en", "uk"), [
    (0.3, "followed", "followed", "відповідає"), (0.97, "not_attainable", "NOT attainable", "НЕДОСЯЖНО"),
])  # fmt: skip
def test_the_anchor_alone(say, file, mean, state, en, uk):
    file(calibration(mean=mean), "calibration.json")
    flown = 12 if state == "followed" else 60  # against 18 rounds
    text = ANCHORED.replace("n = 12", f"n = {flown}")
    found = json.loads(say("defence", "anchor", file(text), "--json").out)
    assert found["kinds"]["cruise"]["state"] == state
    assert en in say("defence", "anchor", "s.toml", "--lang", "en").out
    assert uk in say("defence", "anchor", "s.toml", "--lang", "uk").out


def test_defence_run_follows_the_anchor_too(say, file):
    file(calibration(mean=0.2), "calibration.json")
    own = json.loads(say("defence", "run", file(SCENARIO, "own.toml"), "--draws", "2000", "--json").out)
    held = json.loads(say("defence", "run", file(ANCHORED), "--draws", "2000", "--json").out)
    assert held["stopped"]["mean"] == pytest.approx(12 * 0.21, abs=0.4)
    assert own["stopped"]["mean"] > held["stopped"]["mean"] + 1
    assert "anchor" in held
    assert "anchor" not in own


def test_refusals(say, file):
    for text, words in (
        (ANCHORED, "calibration.json"),
        (SCENARIO + '[[defence.options]]\nadd = "unit"\nof = "nasams"\n', "NASAMS?"),
        (SCENARIO[: SCENARIO.index("[[defence.units]]")], "no fire units stand"),
        (SCENARIO.replace('level = "layered"', 'level = "layered"\nanchor = "c.json"\nanchor_kinds = ["drone"]'),
         "never flies"),
    ):  # fmt: skip
        said = say("defence", "worth", file(text), "--draws", "20", "--lang", "en")
        assert said.code == 2, said.out
        assert words in said.err
        assert "Traceback" not in said.err


def test_an_anchor_needs_its_kinds_in_the_calibration(say, file):
    file(calibration("drone"), "calibration.json")
    said = say("defence", "anchor", file(ANCHORED), "--lang", "en")
    assert said.code == 2
    assert "no kind that flies" in said.err
    named = 'anchor = "calibration.json"\nanchor_kinds = ["cruise"]'
    text = ANCHORED.replace('anchor = "calibration.json"', named)
    said = say("defence", "anchor", file(text), "--lang", "en")
    assert said.code == 2
    assert "cruise is not in the calibration" in said.err


def test_without_an_anchor_there_is_nothing_to_solve(say, file):
    said = say("defence", "anchor", file(SCENARIO), "--lang", "en")
    assert said.code == 2
    assert "oberih calibrate" in said.err
