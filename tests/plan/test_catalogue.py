"""Catalogues of options: what is shipped is right, and what is wrong is named with its line and a remedy."""

import pytest

from oberih.jobs.examples import named
from oberih.plan.fits import faults_of
from oberih.plan.options import CLASSES
from oberih.plan.read import read_options
from oberih.scenario import load, load_pack
from oberih.scenario.strengthened import pack_of
from oberih.terms.errors import InputError

GOOD = """
currency = "EUR"
[[option]]
name = "spares"
title_en = "Spares"
cost = { low = 1e6, mid = 2e6, high = 3e6, source = "assumed" }
most = 2
adds = { add = "spares", asset_class = "substation", n = 2 }
"""


def read(tmp_path, text):
    path = tmp_path / "options.toml"
    path.write_text(text, encoding="utf-8")
    return read_options(path)


def faults(tmp_path, text):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return caught.value.text("en")


def test_the_shipped_catalogue_fits_its_scenario_and_has_all_classes():
    from oberih.jobs.plan import Asked, prepare

    ready = prepare(Asked(scenario="examples/plan.toml", budget="100M"))
    assert len(ready.money.options.option) == 40
    from oberih.jobs.plan_about import _class

    found = {_class(option, ready.scenario) for option in ready.money.options.option}
    assert found == set(CLASSES)
    assert all(option.title_uk and option.title_en for option in ready.money.options.option)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("low = 1e6", "low = -1e6"), "a cost below nothing"),
        (("mid = 2e6", "mid = 9e6"), "out of order"),
        (("most = 2", "most = 0"), "≥ 1"),
        (("most = 2", "mosst = 2"), "no such field. Expected: most"),
        (('name = "spares"', 'name = "Spare Parts"'), "small Latin letters"),
        (("n = 2", "mw = 2"), "lacks n"),
        (("n = 2", "n = 2, mw = 5"), "mw says nothing of spares"),
        (('add = "spares"', 'add = "spare"'), "(spares?)"),
        (("most = 2", 'most = 2\nneeds = ["sparse"]'), "(spares?)"),
        (("most = 2", 'most = 2\nneeds = ["spares"]'), "needs an option that needs it"),
        (('title_en = "Spares"', 'title_en = "Spares'), "not valid TOML"),
    ],
)
def test_faults_are_named_with_line_and_remedy(tmp_path, change, words):
    told = faults(tmp_path, GOOD.replace(*change))
    assert words in told
    assert "options.toml:" in told


def test_all_faults_come_at_once(tmp_path):
    second = GOOD.partition("[[option]]")[2]
    bad = GOOD.replace("low = 1e6", "low = -1e6").replace("most = 2", "most = 0") + "[[option]]" + second
    told = faults(tmp_path, bad)
    assert "below nothing" in told
    assert "≥ 1" in told
    assert "two options are called 'spares'" in told
    assert len(told.splitlines()) == 3


def misfits(tmp_path, adds, scenario="ozeria"):
    spares = '{ add = "spares", asset_class = "substation", n = 2 }'
    options, rows = read(tmp_path, GOOD.replace(f"adds = {spares}", f"adds = {adds}"))
    given = load(named(scenario))
    return [fault.text("en") for fault in faults_of(options, given, pack_of(given), "o.toml", rows)]


def test_what_does_not_fit_the_scenario_is_refused(tmp_path):
    (told,) = misfits(tmp_path, '{ add = "unit", of = "NASAMS" }')
    assert "told by shares" in told
    (told,) = misfits(tmp_path, '{ add = "unit", of = "NASAM", regions = ["XO-01"] }', "ozeria-defended")
    assert "(NASAMS?)" in told
    (told,) = misfits(tmp_path, '{ add = "unit", of = "Hawk" }', "ozeria-defended")
    assert "no place to stand" in told
    (told,) = misfits(tmp_path, '{ add = "rounds", of = "jammer", rounds = 3 }', "ozeria-defended")
    assert "fire no rounds" in told
    (told,) = misfits(tmp_path, '{ add = "generation", mw = 5, regions = ["XO-99"] }')
    assert "no region 'XO-99'" in told
    gabions = '{ add = "protection", asset_class = "substation", level = "gabions", regions = ["UA-32"] }'
    (told,) = misfits(tmp_path, gabions)
    assert "no region 'UA-32'" in told


def test_values_are_never_of_a_single_object_of_a_real_country(tmp_path):
    pack = load_pack("ua", "2022-12")
    counts = pack.assets.filter(pack.assets["available_mw"] > 0).group_by("region", "asset_class").len()
    struck = counts["asset_class"].is_in(["thermal", "chp", "hydro"])
    of, region = counts.filter((counts["len"] == 1) & struck).select("asset_class", "region").row(0)
    adds = f'{{ add = "protection", asset_class = "{of}", level = "concrete", regions = ["{region}"] }}'
    (told,) = misfits(tmp_path, adds, "2022-12-05")
    assert "never by a single object" in told
