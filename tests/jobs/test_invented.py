"""A raid on the invented country, from the shipped scenario to both briefings."""

from importlib.resources import files

import polars as pl
import pytest

from oberih import jobs
from oberih.report.console import console_summary
from oberih.report.folder import read_quantities
from oberih.report.people import people, people_tables
from oberih.report.quantities import Quantities
from oberih.scenario import load_pack
from oberih.terms.words import say


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    place = tmp_path_factory.mktemp("ozeria")
    scenario = files("oberih").joinpath("examples", "ozeria.toml")
    return jobs.run(scenario, jobs.Options(draws=60, out=place / "run", catalogue=place / "runs.sqlite"))


def test_the_run_says_where_it_plays(ran):
    pack = load_pack("ozeria")
    assert ran.about["pack"] == {"id": "ozeria", "state": "2020-01", "invented": True}
    assert set(ran.regions["region"]) == set(pack.regions)
    assert ran.about["regions"]["XO-06"] == {"uk": "Кам'янодільська", "en": "Kamianodil"}


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_the_briefing_names_the_regions_of_the_pack_and_says_that_they_are_invented(ran, lang):
    page = (ran.folder / f"briefing.{lang}.html").read_text(encoding="utf-8")
    assert say("briefing.invented", lang) in page
    pack = load_pack("ozeria")
    table = page[page.index('id="map-title"') :]
    for place in pack.names.values():
        assert place.name(lang).replace("'", "&#39;") in table
    assert "XO-0" not in page
    assert page.count('stroke-dasharray="7 3"') == 3  # the regions that were hit
    said = console_summary(ran.folder, lang)
    assert say("briefing.invented", lang) in said
    assert not any("XO-" in line for line in said)


def test_people_stand_in_the_page_the_json_and_the_kept_table(ran):
    pack = load_pack("ozeria")
    told = ran.to_json()
    days = {(each["day"], each["region"]): each for each in told["people_by_day"]}
    assert set(days) == {(day, region) for day in range(3) for region in (None, *pack.regions)}
    name = "person_hours_without_power"
    whole = told["model"][name]["mean"]
    assert whole > 0
    assert sum(days[day, None][name]["mean"] for day in range(3)) == pytest.approx(whole, rel=1e-5)
    assert sum(days[1, region][name]["mean"] for region in pack.regions) == pytest.approx(days[1, None][name]["mean"])
    sites = "critical_sites_past_backup"
    assert told["model"][sites]["p95"] >= max(days[day, None][sites]["p95"] for day in range(3)) > 0
    kept = ran.table("people")
    assert kept.height == 3 * len(pack.regions)
    assert kept["draw"].unique().to_list() == [0]
    most = days[0, "XO-08"][name]
    (mine,) = kept.filter(region="XO-08", day=0)[name].to_list()
    assert 0 <= mine <= 24 * pack.population[pack.regions.index("XO-08")]
    assert most["p05"] <= most["p95"]
    for lang in ("uk", "en"):
        page = (ran.folder / f"briefing.{lang}.html").read_text(encoding="utf-8")
        section = page[page.index('aria-labelledby="people"') :].partition("</section>")[0]
        for key in ("heading", "col_person_hours_without_heat", "whole"):
            assert say(f"briefing_people.{key}", lang) in section
        assert section.count('<tr><th scope="row">') == 3 + 1 + len(pack.regions)


def test_regions_of_people_are_withheld_with_the_rest(ran):
    held = Quantities(read_quantities(ran.folder))
    shown, hidden = people(held, held.regions()), people(held, ())
    assert len(shown.regions) == 8
    assert hidden.regions == ()
    assert (hidden.whole, hidden.days) == (shown.whole, shown.days)
    assert people_tables(hidden, 72, "en")["regions"] == []
    empty = Quantities(read_quantities(ran.folder).filter(pl.col("quantity") == "peak_cut_share"))
    assert people_tables(people(empty, ()), 72, "uk") is None  # a run from before people were counted
