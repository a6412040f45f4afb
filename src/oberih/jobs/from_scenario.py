"""Run a scenario that somebody wrote."""

from pathlib import Path

from oberih.jobs.base import Options, Run
from oberih.jobs.from_record import filled
from oberih.jobs.write import run_scenario
from oberih.scenario import Scenario, load
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.words import LANGS, Lang, say


def run(scenario: Path | str | Scenario, options: Options | None = None) -> Run:
    """Run a scenario (a TOML file or an object), and write a folder with tables and briefings. Raises ScenarioError."""
    options = options or Options()
    given, titles = given_scenario(scenario, options)
    return run_scenario(given, options, kind="run", title=titles)


def given_scenario(scenario: Path | str | Scenario, options: Options) -> tuple[Scenario, dict[Lang, str]]:
    """The scenario with all that it leaves to the record filled in, and its title. Raises ScenarioError."""
    given = scenario if isinstance(scenario, Scenario) else load(scenario)
    folder = None if isinstance(scenario, Scenario) else Path(scenario).parent
    if given.map is not None:
        where = "" if isinstance(scenario, Scenario) else str(scenario)
        raise ScenarioError(Fault(key="layered.defence_only", where=where, values={"file": where or "SCENARIO"}))
    given = filled(given, options.catalogue, folder)
    name = "" if isinstance(scenario, Scenario) else Path(scenario).stem
    titles: dict[Lang, str] = {
        lang: getattr(given, f"name_{lang}") or given.name_en or name or say("job.title_scenario", lang)
        for lang in LANGS
    }
    return given, titles
