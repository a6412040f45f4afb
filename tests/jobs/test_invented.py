"""A raid on the invented country, from the shipped scenario to both briefings."""

from importlib.resources import files

import pytest

from oberih import jobs
from oberih.report import console_summary
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
