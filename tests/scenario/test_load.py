"""A scenario file with faults: each is told with its line, what was found, what is expected; and no other is told."""

import re

import pytest

from oberih.scenario import load, parse
from oberih.scenario.file import MOST_BYTES
from oberih.scenario.lines import lines
from oberih.terms.errors import ScenarioError
from oberih.terms.words import LANGS

RIGHT = """\
hours = 72
[raid]
date = 2022-12-05
hit_regions = ["UA-32"]
[[raid.weapons]]
kind = "missile"
n = 5
[grid]
pack = "ua"
"""

#: what is put in place of what; line; key; words that the message must hold in either language
ONE_FAULT = {
    "field misspelt": ("hours =", "hous =", 1, "unknown_field", ("hous", "hours")),
    "field of a part misspelt": ("date =", "dat =", 3, "unknown_field", ("raid.dat", "date")),
    "part misspelt": ("[grid]", "[gird]", 8, "unknown_field", ("gird", "grid")),
    "nothing like it": (
        "[grid]", "[zzzzzz]", 8, "unknown_field", ("zzzzzz", "raid, defence, damage, grid, weather, repair")
    ),
    "field of a range misspelt": (
        "date =", "energy_share = { low = 0, mid = 0.1, high = 1, sorce = 'x' }\ndate =", 3, "unknown_field",
        ("raid.energy_share.sorce", "source"),
    ),
    "field of a share misspelt": (
        "[grid]", "[defence.shares.drone]\nmean = 0.5\nsd = 0.1\nsorce = 'x'\n[grid]", 11, "unknown_field",
        ("defence.shares.drone.sorce", "source"),
    ),
    "both ways of counting": ("n = 5", "n_min = 3\nn_max = 5\nn = 4", 9, "unknown_field", ("n_min, n_max",)),
    "no count": ("n = 5\n", "", 5, "missing_field", ("raid.weapons[1].n",)),
    "half a count": ("n = 5", "n_min = 5", 5, "missing_field", ("raid.weapons[1].n_max",)),
    "no kind": ('kind = "missile"\n', "", 5, "missing_field", ("raid.weapons[1].kind",)),
    "half a range": ("date =", "energy_share = { low = 0.1, mid = 0.2 }\ndate =", 3, "missing_field", ("high",)),
    "kind misspelt": ('"missile"', '"misile"', 6, "not_one_of", ("'misile'", "(missile?)", "kalibr")),
    "kind of another type": ('"missile"', "7", 6, "not_one_of", ("7", "kalibr")),
    "another version": ("hours =", "schema_version = 2\nhours =", 1, "not_one_of", ("2", "1")),
    "level that is not there": ("[grid]", '[defence]\nlevel = "share"\n[grid]', 9, "not_one_of", ("(shares?)",)),
    "aim misspelt": ("date =", "aim = { substatio = 1 }\ndate =", 3, "not_one_of", ("(substation?)", "hydro")),
    "mix misspelt": ("date =", "missile_mix = { cruse = 1 }\ndate =", 3, "not_one_of", ("(cruise?)",)),
    "shares of no kind": (
        "[grid]", "[defence.shares.balistic]\nmean = 0.5\nsd = 0.1\n[grid]", 8, "not_one_of", ("(ballistic?)",)
    ),
    "region that is not there": ("UA-32", "UA-33", 4, "unknown_region", ("'UA-33'", "ISO 3166-2")),
    "region by its name": ('"UA-32"', '"Odesa"', 4, "unknown_region", ("'Odesa'", "(UA-51?)")),
    "region by its Ukrainian name": ('"UA-32"', '"Одеськ"', 4, "unknown_region", ("'Одеськ'", "(UA-51?)")),
    "region in small letters": ("UA-32", "ua-32", 4, "unknown_region", ("(UA-32?)",)),
    "region cut off": ("UA-32", "UA-43", 4, "not_modelled", ("UA-43",)),
    "pack that is not there": ('"ua"', '"pl"', 8, "unknown_pack", ("'pl'", "ua/2022-12")),
    "too few hours": ("72", "5", 1, "out_of_range", ("5", "≥ 6")),
    "too many hours": ("72", "337", 1, "out_of_range", ("337", "≤ 336")),
    "hour of no day": ("date =", "start_hour = 24\ndate =", 3, "out_of_range", ("24", "≤ 23")),
    "less than nothing": ("n = 5", "n = -1", 7, "out_of_range", ("raid.weapons[1].n:", "-1", "≥ 0")),
    "a count beyond counting": ("n = 5", "n = 99999999999999999999", 7, "out_of_range", ("≤ 2000",)),
    "certain to be stopped": (
        "[grid]", "[defence.shares.drone]\nmean = 1\nsd = 0.1\n[grid]", 9, "out_of_range", ("mean", "< 1")
    ),
    "hours as words": ("72", '"three days"', 1, "wrong_type", ("three days", "42")),
    "half an hour": ("72", "7.5", 1, "wrong_type", ("7.5", "42")),
    "day of no month": ("2022-12-05", '"2022-13-05"', 3, "wrong_type", ("2022-13-05", "2022-12-05")),
    "day with an hour": ("2022-12-05", "2022-12-05T10:00:00", 3, "wrong_type", ("2022-12-05 10:00:00",)),
    "range as a word": ("date =", 'energy_share = "half"\ndate =', 3, "wrong_type", ("half", "{ low = 0.4")),
    "range as a list": ("date =", "energy_share = [0, 1]\ndate =", 3, "wrong_type", ("[0, 1]", "{ low = 0.4")),
    "weight without end": ("date =", "aim = { chp = inf }\ndate =", 3, "wrong_type", ("inf", "0.5")),
    "one region, no list": ('["UA-32"]', '"UA-32"', 4, "wrong_type", ("UA-32", "[ … ]")),
    "one group, no list": ("[[raid.weapons]]", "[raid.weapons]", 5, "wrong_type", ("[[raid.weapons]]",)),
    "name as a number": ("hours =", "name_uk = 5\nhours =", 1, "wrong_type", ("name_uk", "5")),
    "range out of order": (
        "date =", "energy_share = { low = 0.5, mid = 0.4, high = 0.6 }\ndate =", 3, "disordered", ("0.5", "0.4", "0.6")
    ),
    "count out of order": ("n = 5", "n_min = 5\nn_max = 4", 5, "disordered_count", ("5", "4")),
    "a share in per cent": ("date =", "energy_share = 85\ndate =", 3, "doubt_range", ("85", "0.85")),
    "shares too wide": (
        "[grid]", "[defence.shares.drone]\nmean = 0.9\nsd = 0.4\n[grid]", 8, "beta_too_wide", ("sd", "0.3")
    ),
    "weight below nothing": ("date =", "aim = { chp = -1 }\ndate =", 3, "bad_weights", ("raid.aim",)),
    "no weight at all": ("date =", "missile_mix = { cruise = 0 }\ndate =", 3, "bad_weights", ("raid.missile_mix",)),
    "no weapon at all": ("n = 5", "n = 0", 2, "no_weapons", ("raid",)),
    "not TOML": ("[raid]", "[raid", 2, "toml", ("line 2",)),
    "a field twice": ("n = 5", "n = 5\nn = 6", 8, "toml", ("line 8",)),
}


def faults_of(text: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as refused:
        parse(text, "mine.toml")
    return refused.value


def test_the_scenario_that_the_faults_are_put_into_has_none():
    assert parse(RIGHT).raid.weapons[0].n_max == 5


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_fault_is_told_with_its_line_and_what_is_expected(name):
    old, new, line, key, told = ONE_FAULT[name]
    assert RIGHT.count(old) == 1, "the test must change one place"
    faults = faults_of(RIGHT.replace(old, new)).faults
    assert [fault.key for fault in faults] == [f"scenario.{key}"]
    assert faults[0].where == f"mine.toml:{line}"
    for lang in LANGS:
        text = faults[0].text(lang)
        assert [word for word in told if word not in text] == []
    assert faults[0].text("uk") != faults[0].text("en")
    assert re.search("[а-яіїєґ]{4}", faults[0].text("uk"))


def test_several_faults_are_told_at_once_and_each_once():
    wrong = RIGHT + "stat = 1\n"
    for old, new in (("72", "1"), ("UA-32", "UA-43"), ("missile", "misile"), ("n = 5", "n = -5"), ('"ua"', '"pl"')):
        wrong = wrong.replace(old, new)
    error = faults_of(wrong)
    told = sorted((int(fault.where.rpartition(":")[2]), fault.key.partition(".")[2]) for fault in error.faults)
    assert told == [
        (1, "out_of_range"), (4, "not_modelled"), (6, "not_one_of"), (7, "out_of_range"), (8, "unknown_pack"),
        (10, "unknown_field"),
    ]  # fmt: skip
    assert error.exit_code == 2
    for lang in LANGS:
        assert len(error.text(lang).splitlines()) == 6


def test_a_fault_of_the_second_group_stands_on_its_own_line():
    fault = faults_of(RIGHT + '[[raid.weapons]]\nkind = "uav"\n\n# many\nn = 3000\n').faults[0]
    assert (fault.where, fault.values["field"]) == ("mine.toml:14", "raid.weapons[2].n")


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_keys_inside_a_text_over_several_lines_are_no_keys(quotes):
    text = f"name_en = {quotes}\n[raid]\ndate = 4\n{quotes}\n" + RIGHT.replace("2022-12-05", "5")
    assert faults_of(text).faults[0].where == "mine.toml:7"
    assert lines(text)[("raid", "date")] == 7


def test_brackets_without_end_are_a_fault_and_no_crash():
    assert faults_of("a = " + "[" * 20_000).faults[0].key == "scenario.toml"


def key_of_file(path) -> str:
    with pytest.raises(ScenarioError) as refused:
        load(path)
    fault = refused.value.faults[0]
    assert fault.where == str(path)
    assert fault.text("uk") != fault.text("en")
    return fault.key


def test_a_file_that_cannot_be_read_is_told_as_such(tmp_path):
    assert key_of_file(tmp_path / "none.toml") == "scenario.missing"
    assert key_of_file(tmp_path) == "scenario.folder"
    large, latin = tmp_path / "large.toml", tmp_path / "latin.toml"
    large.write_text("#" * (MOST_BYTES + 1), encoding="ascii")
    assert key_of_file(large) == "scenario.large"
    latin.write_bytes(RIGHT.replace("hours", "# Київ\nhours").encode("cp1251"))
    assert key_of_file(latin) == "scenario.encoding"
    under = tmp_path / "large.toml" / "x.toml"
    assert key_of_file(under) == "scenario.unreadable"


def test_a_file_saved_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path):
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    assert load(file) == parse(RIGHT)
    file.write_bytes(RIGHT.replace("n = 5", "n = -5").replace("\n", "\r\n").encode())
    with pytest.raises(ScenarioError, match=r"windows\.toml:7"):
        load(file)
