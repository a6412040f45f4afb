"""Run a scenario that somebody wrote."""

from pathlib import Path

from oberih.jobs.base import Options, Run
from oberih.jobs.write import run_scenario
from oberih.scenario import Scenario, load
from oberih.terms.words import LANGS, Lang, say


def run(scenario: Path | str | Scenario, options: Options | None = None) -> Run:
    """Run a scenario (a TOML file or an object), and write a folder with tables and briefings. Raises ScenarioError."""
    given = scenario if isinstance(scenario, Scenario) else load(scenario)
    name = "" if isinstance(scenario, Scenario) else Path(scenario).stem
    titles: dict[Lang, str] = {
        lang: getattr(given, f"name_{lang}") or given.name_en or name or say("job.title_scenario", lang)
        for lang in LANGS
    }
    return run_scenario(given, options or Options(), kind="run", title=titles)
