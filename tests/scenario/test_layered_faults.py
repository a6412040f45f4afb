"""A layered defence with faults: each is told with line, value and remedy; all at once; none stands for another."""

import re

import pytest

from oberih.scenario import load, parse
from oberih.terms.errors import ScenarioError
from oberih.terms.words import LANGS

RIGHT = """\
[map]
width_km = 100
height_km = 80

[[raid.targets]]
name = "town"
x_km = 50
y_km = 50

[[raid.waves]]
[[raid.waves.weapons]]
kind = "drone"
n = 5

[defence]
level = "layered"

[[defence.units]]
name = "north"
preset = "NASAMS"
x_km = 40
y_km = 60

[[defence.units]]
name = "south"
family = "missile"
x_km = 40
y_km = 20
range_km = 20
sensor_km = 60
ready = 4
chance = { drone = 0.5 }

[[defence.sensors]]
name = "net"
kind = "acoustic"
x_km = 50
y_km = 40
range_km = 60
"""

#: what is put in place of what; line; key; words that the message must hold in either language
ONE_FAULT = {
    "ring of radius 0": ("range_km = 20", "range_km = 0", 29, "no_ring", ("defence.units[2].range_km", "0")),
    "ring of radius below 0": ("range_km = 60", "range_km = -2", 39, "no_ring", ("defence.sensors[1].range_km", "-2")),
    "negative rounds": ("ready = 4", "ready = -4", 31, "negative_rounds", ("defence.units[2].ready", "-4")),
    "negative store of a preset": ("y_km = 60\n", "y_km = 60\nstore = -1\n", 23, "negative_rounds", ("store", "-1")),
    "chance of 85": ("drone = 0.5", "drone = 85", 32, "chance_range", ("85", "0.85")),
    "chance below 0": ("drone = 0.5", "drone = -0.5", 32, "chance_range", ("-0.5", "0.85")),
    "unknown kind of chance": ("{ drone =", "{ dron =", 32, None, ("dron", "(drone?)", "ballistic")),
    "unknown kind that flies": ('kind = "drone"', 'kind = "crise"', 12, None, ("'crise'", "(cruise?)")),
    "unknown preset": ("NASAMS", "nasam", 20, "unknown_preset", ("'nasam'", "(NASAMS?)", "Patriot")),
    "unknown family": ('"missile"', '"misile"', 26, None, ("(missile?)", "interceptor_drone")),
    "unit outside the map": ("y_km = 20", "y_km = 81", 28, "outside_map", ("'south'", "81", "80")),
    "unit outside the map, west": ("x_km = 40\ny_km = 20", "x_km = -1\ny_km = 20", 27, "outside_map", ("-1",)),
    "sensor outside the map": ("x_km = 50\ny_km = 40", "x_km = 101\ny_km = 40", 37, "outside_map", ("'net'", "101")),
    "target outside the map": ("x_km = 50\ny_km = 50", "x_km = 500\ny_km = 50", 7, "outside_map", ("'town'", "500")),
    "two units of one name": ('"south"', '"north"', 25, "same_name", ("'north'", "1")),
    "anchor of a kind that never flies": (
        'level = "layered"', 'level = "layered"\nanchor = "c.json"\nanchor_kinds = ["drone", "cruise"]', 18,
        "never_flies", ("anchor_kinds[2]", "cruise", "drone"),
    ),
    "kinds to anchor without an anchor": (
        'level = "layered"', 'level = "layered"\nanchor_kinds = ["drone"]', 17, "no_anchor", ("calibration.json",)
    ),
    "no target of that name": ("n = 5", 'n = 5\ntarget = "twn"', 14, "unknown_target", ("'twn'", "(town?)")),
    "nowhere to fly": ('[[raid.targets]]\nname = "town"\nx_km = 50\ny_km = 50\n', "", 7, "nowhere", ("path",)),
    "missile without rounds": ("ready = 4\n", "", 24, "unit_lacks", ("missile", "ready")),
    "jammer with chances of rounds": (
        'family = "missile"', 'family = "jammer"', 24, "unit_lacks", ("jammer", "chance_per_minute")
    ),
    "sees nothing": ("sensor_km = 60", "linked = false", 24, "blind_unit", ("sensor_km",)),
    "nearest beyond farthest": ("ready = 4", "ready = 4\nmin_range_km = 20", 24, "ring_inside_out", ("20",)),
    "span upside down": ("n = 5", "n = 5\nspeed_km_h = [200, 100]", 14, "disordered_span", ("200", "100")),
    "speed of 0": ("n = 5", "n = 5\nspeed_km_h = 0", 14, "not_positive", ("speed_km_h",)),
    "path of one point": ("n = 5", "n = 5\npath = [[0, 0]]", 11, "short_path", ("weapons[1]",)),
    "path that stands": ("n = 5", "n = 5\npath = [[0, 0], [0, 0], [1, 1]]", 11, "standing_leg", ("weapons[1]",)),
    "count and rate": ("n = 5", "n = 5\nrate_per_h = 3", 11, "count_or_rate", ("rate_per_h",)),
    "neither count nor rate": ("n = 5\n", "", 11, "count_or_rate", ("n_min",)),
    "count below 0": ("n = 5", "n = -5", 13, None, ("raid.waves[1].weapons[1].n", "-5")),
    "spacing without its timing": ("[[raid.waves]]", "[[raid.waves]]\nspacing_s = 5", 10, "spacing", ("timing",)),
    "wave of nothing": ('[[raid.waves.weapons]]\nkind = "drone"\nn = 5\n', "", 10, "empty_wave", ("raid.waves[1]",)),
    "service without its mean": (
        "ready = 4", 'ready = 4\nservice = "exponential"', 24, "unit_lacks", ("service_mean_s",)
    ),
    "no plane": ("[map]\nwidth_km = 100\nheight_km = 80\n", "", 13, "no_plane", ("[map]", "[grid]")),
    "units of another level": ('level = "layered"', 'level = "shares"', 18, "not_layered", ("defence.units",)),
    "too many units": (
        "[[defence.sensors]]", "".join(
            f"[[defence.units]]\nname = '{name}'\npreset = 'gun'\nx_km = 1\ny_km = 1\ncount = 1000\n"
            for name in ("more", "most")
        ) + "[[defence.sensors]]", 18, "many_units", ("2002", "2000"),
    ),
    "field misspelt": ("sensor_km = 60", "sensor_kn = 60", 30, None, ("sensor_kn", "sensor_km")),
}  # fmt: skip


def test_the_plain_file_has_no_fault():
    assert len(parse(RIGHT).defence.units) == 2


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_fault(name):
    old, new, line, key, words = ONE_FAULT[name]
    assert old in RIGHT
    text = RIGHT.replace(old, new) if name == "wave of nothing" else RIGHT.replace(old, new, 1)
    with pytest.raises(ScenarioError) as refused:
        parse(text, "mine.toml")
    keys = {fault.key for fault in refused.value.faults}
    if key is not None:
        assert f"layered.{key}" in keys
    found = [fault for fault in refused.value.faults if key is None or fault.key == f"layered.{key}"]
    places = [fault.where for fault in found]
    assert f"mine.toml:{line}" in places
    for lang in LANGS:
        said = found[places.index(f"mine.toml:{line}")].text(lang)
        assert [word for word in words if word not in said] == []
        assert not re.search(r"[{}]", said.replace("{ ", "").replace(" }", ""))
    if name not in ("sees nothing", "units of another level"):
        assert len(refused.value.faults) == 1


def test_all_faults_are_told_at_once():
    text = RIGHT
    wrong = (
        ("range_km = 20", "range_km = 0"), ("ready = 4", "ready = -4"), ("drone = 0.5", "drone = 85"),
        ('kind = "drone"', 'kind = "crise"'), ('"south"', '"north"'), ("y_km = 20", "y_km = 90"),
    )  # fmt: skip
    for old, new in wrong:
        text = text.replace(old, new, 1)
    with pytest.raises(ScenarioError) as refused:
        parse(text)
    assert len(refused.value.faults) == 6


def test_presets_of_ones_own(tmp_path):
    (tmp_path / "mine.toml").write_text(
        '[big]\nfamily = "missile"\nrange_km = { value = 33, low = 30, high = 40, source = "a catalogue" }\nready = 6\n'
        'sensor_km = 50\nchance.drone = { value = 0.4, low = 0.3, high = 0.5, source = "assumed" }\n',
        encoding="utf-8",
    )
    text = RIGHT.replace('"NASAMS"', '"big"').replace('level = "layered"', 'level = "layered"\npresets = "mine.toml"')
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    north = load(path).defence.units[0]
    assert (north.range_km, north.ready, north.chance) == (33, 6, {"drone": 0.4})
    (tmp_path / "mine.toml").write_text("[big\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.toml"):
        load(path)
    (tmp_path / "mine.toml").unlink()
    with pytest.raises(ScenarioError, match="No such file"):
        load(path)


def test_what_a_unit_says_itself_wins_over_its_preset():
    units = parse(RIGHT.replace("x_km = 40\ny_km = 60", "x_km = 40\ny_km = 60\nready = 3\nchance = { drone = 0.1 }", 1))
    assert (units.defence.units[0].ready, units.defence.units[0].chance) == (3, {"drone": 0.1})
    assert units.defence.units[0].range_km == 25
