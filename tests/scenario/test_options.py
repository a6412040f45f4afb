"""Options of a layered defence: every fault at once, each with its place and remedy."""

import pytest

from oberih.scenario import dump, parse
from oberih.terms.errors import ScenarioError

BASE = """
[map]
width_km = 200
height_km = 200
[[raid.targets]]
name = "town"
x_km = 100
y_km = 100
[[raid.waves]]
[[raid.waves.weapons]]
kind = "drone"
n = 5
[defence]
level = "layered"
[[defence.units]]
name = "battery"
preset = "NASAMS"
x_km = 100
y_km = 90
[[defence.units]]
name = "jamming"
preset = "jammer"
x_km = 100
y_km = 100
"""


def option(lines):
    return "[[defence.options]]\n" + lines.replace("; ", "\n") + "\n"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('add = "unit"; of = "nasams"', "NASAMS?"),
        ('add = "unit"; of = "Hawk"', "Give x_km and y_km"),
        ('add = "unit"; of = "gun"; x_km = 3', "half a place"),
        ('add = "unit"; of = "gun"; x_km = 3; y_km = 900', "outside the map"),
        ('add = "unit"; of = "NASAMS"; rounds = 3', "comes with its class's rounds"),
        ('add = "rounds"; of = "Hawk"', "nobody would fire"),
        ('add = "rounds"; of = "jammer"', "fire no rounds"),
        ('add = "rounds"; of = "NASAMS"; x_km = 3; y_km = 3', "goes to a unit of its class"),
        ('add = "rounds"; of = "NASAMS"; rounds = 0', "at least 1 round"),
        ('add = "rounds"; of = "NASAMS"; rounds = -3', "cannot be fewer than 0"),
        ('add = "team"; of = "NASAMS"', "unit, rounds"),
        ('of = "NASAMS"', "add"),
    ],
)
def test_a_fault_has_its_words(lines, words):
    with pytest.raises(ScenarioError) as raised:
        parse(BASE + option(lines), "s.toml")
    for lang in ("en", "uk"):
        assert raised.value.text(lang).startswith("s.toml:")
    assert words in raised.value.text("en")


def test_all_faults_at_once():
    text = BASE + option('add = "unit"; of = "nasams"') + option('add = "rounds"; of = "jammer"') + option(
        'add = "unit"; of = "gun"; y_km = 3'
    )
    with pytest.raises(ScenarioError) as raised:
        parse(text)
    assert len(raised.value.faults) == 3


def test_options_stand_in_the_dump():
    text = BASE + option('add = "unit"; of = "Hawk"; x_km = 9; y_km = 8') + option('add = "rounds"; of = "NASAMS"')
    scenario = parse(text)
    assert scenario.defence.options[0].unit is not None  # figures of its preset, written out
    assert scenario.defence.options[0].unit.family == "missile"
    assert parse(dump(scenario)) == scenario


def test_options_belong_to_a_layered_defence():
    text = '[raid]\n[[raid.weapons]]\nkind = "drone"\nn = 5\n' + option('add = "unit"; of = "gun"')
    with pytest.raises(ScenarioError, match='level = "layered"'):
        parse(text)


def test_a_preset_of_ones_own_may_be_an_option(tmp_path):
    (tmp_path / "mine.toml").write_text(
        '[net-gun]\nfamily = "gun"\nrange_km = 2\nchance.drone = 0.3\nready = 9\n', encoding="utf-8"
    )
    text = BASE.replace('level = "layered"', 'level = "layered"\npresets = "mine.toml"')
    scenario = parse(text + option('add = "unit"; of = "net-gun"; x_km = 9; y_km = 8'), folder=tmp_path)
    unit = scenario.defence.options[0].unit
    assert unit is not None
    assert unit.ready == 9
