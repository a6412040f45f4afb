"""What Python gets: the same tables for the same seed however the work is split, and data frames to go on with."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl
import pytest

from oberih.jobs import Options, Run, assess, run
from oberih.jobs.memory import COPIES, REST, draws_that_fit, memory_bytes
from oberih.jobs.young import is_young
from oberih.scenario import Scenario
from oberih.terms.errors import InputError, NoRaidError, ScenarioError
from oberih.terms.regions import REGIONS
from oberih.terms.tables import SCHEMAS

#: written anew each time: the run's own name and the moment it was made
OF_THE_RUN = {"run.json", "briefing.uk.html", "briefing.en.html"}
SETTINGS = Options(draws=50, hours=12, seed=7, workers=1, langs=("en",), keep=3)


def hashes(made: Run) -> dict[str, str]:
    paths = [path for path in made.folder.rglob("*") if path.is_file() and path.name not in OF_THE_RUN]
    return {
        path.relative_to(made.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


@pytest.fixture(scope="module")
def report():
    with as_file(files("oberih").joinpath("examples", "2022-12-05.uk.txt")) as path:
        yield path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs")


def made(place: Path, report: Path, name: str, options: Options) -> Run:
    settings = replace(options, out=place / name, catalogue=place / "catalogue.sqlite")
    return assess(report, settings, published=date(2022, 12, 6))


@pytest.fixture(scope="module")
def first(place, report) -> Run:
    return made(place, report, "first", SETTINGS)


@pytest.mark.parametrize(
    ("workers", "batch"),
    [(1, 50), (2, 50), (2, 20)],
    ids=["again", "two workers", "batches of 20"],
)
def test_the_same_seed_gives_the_same_files_byte_for_byte(place, report, first, workers, batch):
    again = made(place, report, f"{workers}-{batch}", replace(SETTINGS, workers=workers, batch_draws=batch))
    same = hashes(again)
    assert same == hashes(first)
    assert len(same) == len(first.tables) + 3  # scenario.toml, assumptions.json, facts.json


def test_another_seed_gives_other_draws_of_the_same_raid(place, report, first):
    other = made(place, report, "other", replace(SETTINGS, seed=8))
    assert other.about["inputs"] == first.about["inputs"]
    assert not other.table("outcome").equals(first.table("outcome"))


def test_more_draws_keep_the_first_ones(place, report, first):
    more = made(place, report, "more", replace(SETTINGS, draws=60))
    assert more.table("outcome").head(50).equals(first.table("outcome"))


def test_a_run_answers_in_data_frames(first):
    assert set(first.tables) <= set(SCHEMAS)
    outcome = first.table("outcome")
    assert isinstance(outcome, pl.DataFrame)
    assert outcome["draw"].to_list() == list(range(50))
    assert first.table("served")["draw"].unique().sort().to_list() == [0, 1, 2]
    assert set(first.regions["region"]) <= set(REGIONS)
    counted = first.query("SELECT count(*) AS n FROM outcome WHERE launched >= 71")
    assert counted["n"].item() == 50
    assert first.summary["launched"] == [{"kind": "missile", "op": ">", "n": 70}]
    assert first.to_json()["model"]["raid_unserved_mwh"]["mean"] == pytest.approx(outcome["raid_unserved_mwh"].mean())


def test_a_run_of_its_own_scenario_gives_the_same_tables(place, first):
    settings = replace(SETTINGS, out=place / "scenario", catalogue=place / "catalogue.sqlite")
    again = run(first.folder / "scenario.toml", settings)
    both = hashes(again), hashes(first)
    assert {name: both[0][name] for name in both[0] if name.endswith(".parquet")} == {
        name: both[1][name] for name in both[1] if name.endswith(".parquet")
    }
    assert again.facts == {}
    assert again.summary == {}


def test_a_scenario_may_be_an_object(place):
    scenario = Scenario.model_validate({"name_en": "Ten drones", "raid": {"weapons": [{"kind": "uav", "n": 10}]}})
    settings = Options(
        draws=4, hours=6, workers=1, langs=("en",), keep=0, out=place / "ten", catalogue=place / "catalogue.sqlite"
    )
    made = run(scenario, settings)
    assert made.about["title"] == {"en": "Ten drones", "uk": "Ten drones"}
    assert made.table("outcome")["launched"].to_list() == [10] * 4
    assert made.table("served").is_empty()


def test_faults_of_options_come_together():
    with pytest.raises(InputError) as refused:
        Options(draws=0, seed=-1, hours=5, workers=0, batch_draws=0, keep=101)
    assert len(refused.value.faults) == 6
    assert Options(hours=None).hours is None


def test_what_a_job_refuses_leaves_nothing(place, tmp_path):
    calm, year = tmp_path / "calm.txt", tmp_path / "year.txt"
    calm.write_text("Сьогодні в Києві сонячно, увечері у філармонії буде концерт.", encoding="utf-8")
    year.write_text("За ніч ворог запустив 3500 дронів-камікадзе по Україні.", encoding="utf-8")
    settings = Options(draws=4, out=tmp_path / "out", catalogue=tmp_path / "data" / "catalogue.sqlite")
    with pytest.raises(NoRaidError):
        assess(calm, settings)
    with pytest.raises(ScenarioError, match=r"^year\.txt: "):
        assess(year, settings)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calm.txt", "year.txt"]


def test_a_young_raid_is_one_of_the_last_seven_days():
    today = datetime.now(UTC).date()
    assert [is_young(today - timedelta(days=n), today) for n in (0, 6, 7, 400)] == [True, True, False, False]
    assert not is_young(None, today)


def test_more_memory_holds_more_draws_and_longer_ones_are_fewer():
    gib = 2**30
    assert draws_that_fit(72, 25, 8 * gib) < draws_that_fit(72, 25, 16 * gib)
    assert draws_that_fit(336, 25, 8 * gib) < draws_that_fit(72, 25, 8 * gib)
    assert draws_that_fit(336, 25, REST) == 1
    # the hours kept: six figures of four bytes a region and hour
    n = draws_that_fit(72, 25, 8 * gib)
    assert REST + n * 6 * 72 * 25 * 4 * COPIES == pytest.approx(0.9 * 8 * gib, rel=1e-3)
    found = memory_bytes()
    assert found is None or found > 2**28
