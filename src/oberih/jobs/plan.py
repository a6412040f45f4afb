"""Which strengthening helps most for the money: what `oberih plan` asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import oberih
from oberih.jobs.examples import named
from oberih.jobs.from_record import filled
from oberih.jobs.plan_about import about, tables
from oberih.luck import Key
from oberih.plan.answer import Answer, answer
from oberih.plan.fits import faults_of
from oberih.plan.money import amount, budgets, factor, rates
from oberih.plan.objective import NAMES, Objective
from oberih.plan.options import Option, Options
from oberih.plan.problem import Problem
from oberih.plan.raids import Raids
from oberih.plan.read import at, read_options
from oberih.report.plan import page
from oberih.scenario import Doubt, Pack, Scenario, dump, load
from oberih.scenario.lines import Path as Place
from oberih.scenario.strengthened import pack_of
from oberih.store import Catalogue, new_run, read_json
from oberih.study.anchor import solve_anchor
from oberih.terms.errors import Fault, InputError, ScenarioError
from oberih.terms.words import LANGS

DRAWS = 512
MOST_DRAWS = 20_000
STEPS = 5  #: budgets of the frontier, where none are named

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which scenario and options, and how much money. Every fault is named at once."""

    scenario: str | Path | None = None
    options: str | Path | None = None
    budget: str | None = None
    budgets: str | None = None
    currency: str | None = None
    rates: tuple[str, ...] = ()
    objective: str = "raid_unserved_mwh"
    robust: float | None = None
    draws: int | None = None
    seed: int = 1
    out: Path | None = None
    catalogue: str | Path | None = None
    workers: int | None = None
    tell: Tell | None = field(default=None, compare=False)
    tell_fresh: Tell | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A finished plan: where it is, and what it says."""

    id: str
    folder: Path

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        found: dict[str, Any] = read_json(self.folder, "plan.json")
        return {"id": self.id, "folder": str(self.folder), **found}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ready:
    """Everything read and checked."""

    scenario: Scenario
    pack: Pack
    options: Options
    costs: tuple[Doubt, ...]  #: in `currency`
    currency: str
    budget: float
    budgets: tuple[float, ...]
    objective: Objective
    problem: Problem
    draws: int
    where: str  #: name of the file of options


def plan(asked: Asked) -> PlanRun:
    """Search, and write the folder. Raises InputError with every fault."""
    ready = prepare(asked)
    key = Key(asked.seed)
    anchor = None
    if ready.scenario.defence.level == "layered" and ready.scenario.defence.anchor is not None:
        anchor = solve_anchor(ready.scenario, ready.pack, key, workers=asked.workers)
    with new_run(Catalogue(asked.catalogue), out=asked.out) as writer:
        evaluator = Raids(
            ready.scenario, ready.pack, ready.options.option, key, anchor=anchor, workers=asked.workers
        )
        found = answer(
            evaluator, ready.objective, ready.problem, ready.costs, ready.budget, ready.budgets, ready.draws, key,
            tell=asked.tell, tell_fresh=asked.tell_fresh,
        )  # fmt: skip
        said = about(ready, found, key) | {"played": evaluator.played, "followed": evaluator.followed}
        return _write(writer, asked, ready, found, said)


def _write(writer: Any, asked: Asked, ready: Ready, found: Answer, said: Mapping[str, Any]) -> PlanRun:
    for name, table in tables(said).items():
        writer.write_table(name, table)
    writer.write_json("plan.json", said)
    writer.write_text("scenario.toml", dump(ready.scenario))
    for lang in LANGS:
        writer.write_text(f"plan.{lang}.md", page(said, lang))
    day = ready.scenario.raid.date
    titles = {lang: getattr(ready.scenario, f"name_{lang}") or ready.where for lang in LANGS}
    writer.write_json(
        "run.json",
        {
            "id": writer.id, "created": writer.created.isoformat(timespec="seconds"), "version": oberih.__version__,
            "kind": "plan", "seed": asked.seed, "draws": ready.draws, "hours": ready.scenario.hours, "title": titles,
            "pack": {"id": ready.pack.pack_id, "state": ready.pack.state, "invented": ready.pack.invented},
        },
    )  # fmt: skip
    folder = writer.commit(
        kind="plan", title=titles["en"], raid_date=day, seed=asked.seed, draws=ready.draws,
        hours=ready.scenario.hours, summary={"budget": ready.budget, "gain": found.gain.mean},
    )  # fmt: skip
    return PlanRun(writer.id, folder)


def prepare(asked: Asked) -> Ready:
    """Read and check everything. Raises InputError with every fault."""
    path, options, rows, scenario_path = _files(asked)
    scenario = load(scenario_path)
    if scenario.map is not None:
        raise ScenarioError(Fault(key="plan.no_power", where=str(scenario_path)))
    scenario = filled(scenario, asked.catalogue, Path(scenario_path).parent)
    pack = pack_of(scenario)
    faults = faults_of(options, scenario, pack, str(path), rows)
    faults += _numbers(asked)
    known = options.rates | {options.currency: 1.0}
    budget: float = 0.0
    steps: tuple[float, ...] = ()
    try:
        known |= rates(asked.rates)
        budget, steps = _money(asked)
    except InputError as error:
        faults += error.faults
    currency = asked.currency or options.currency
    factors = [factor(each.currency or options.currency, currency, known) for each in options.option]
    faults += _rates(options, factors, currency, str(path), rows)
    if faults:
        raise InputError(*faults)
    costs = tuple(_times(each.cost, rate or 1.0) for each, rate in zip(options.option, factors, strict=True))
    cheapest = min(range(len(costs)), key=lambda o: costs[o].mid)
    if costs[cheapest].mid > budget:
        values: dict[str, object] = {
            "found": f"{budget:,.0f}", "currency": currency, "option": options.option[cheapest].name,
            "least": f"{costs[cheapest].mid:,.0f}",
        }  # fmt: skip
        raise InputError(Fault(key="plan.too_little", values=values))
    numbers = {each.name: o for o, each in enumerate(options.option)}
    problem = Problem(
        tuple(each.mid for each in costs), tuple(each.most for each in options.option),
        tuple(tuple(numbers[name] for name in each.needs) for each in options.option),
    )  # fmt: skip
    objective = Objective(asked.objective, asked.robust or 0.0)  # type: ignore[arg-type]
    return Ready(
        scenario=scenario, pack=pack, options=options, costs=costs, currency=currency, budget=budget, budgets=steps,
        objective=objective, problem=problem, draws=asked.draws or DRAWS, where=Path(path).name,
    )  # fmt: skip


def _files(asked: Asked) -> tuple[Path, Options, dict[Place, int], Path]:
    """The options and the scenario: one file that names the other will do."""
    first = None if asked.scenario is None else named(asked.scenario)
    path = None if asked.options is None else named(asked.options)
    if path is None and first is not None and _is_options(first):
        first, path = None, first
    if path is None:
        raise InputError(Fault(key="plan.no_options", values={"file": first or "SCENARIO"}))
    options, rows = read_options(path)
    if first is None:
        if options.scenario is None:
            raise InputError(Fault(key="plan.no_scenario", values={"file": path}))
        beside = path.parent / options.scenario
        first = beside if beside.exists() else named(options.scenario)
    return path, options, rows, first


def _is_options(path: Path) -> bool:
    try:
        return "[[option]]" in path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _money(asked: Asked) -> tuple[float, tuple[float, ...]]:
    steps = () if asked.budgets is None else budgets(asked.budgets)
    if asked.budget is not None:
        budget = amount(asked.budget)
    elif steps:
        budget = max(steps)
    else:
        raise InputError(Fault(key="plan.no_budget"))
    return budget, steps or tuple(budget * i / STEPS for i in range(1, STEPS + 1))


def _numbers(asked: Asked) -> list[Fault]:
    faults = []
    for name, found, low, high in (
        ("draws", asked.draws, 2, MOST_DRAWS), ("workers", asked.workers, 1, 1024),
    ):  # fmt: skip
        if found is not None and not low <= found <= high:
            values: dict[str, object] = {"name": name, "found": found, "low": low, "high": high}
            faults.append(Fault(key="job.out_of_range", values=values))
    if asked.objective not in NAMES:
        faults.append(
            Fault(key="plan.bad_objective", values={"found": asked.objective, "known": ", ".join(NAMES)})
        )
    if asked.robust is not None and not 0 < asked.robust <= 10:
        faults.append(Fault(key="plan.bad_radius", values={"found": asked.robust}))
    try:
        Key(asked.seed)
    except InputError as error:
        faults += [replace(fault, where="--seed") for fault in error.faults]
    return faults


def _rates(
    options: Options, factors: Sequence[float | None], currency: str, where: str, rows: Mapping[Place, int]
) -> list[Fault]:
    faults: list[Fault] = []
    told: set[str] = set()
    for i, (each, rate) in enumerate(zip(options.option, factors, strict=True)):
        own = each.currency or options.currency
        if rate is None and own not in told:
            told.add(own)
            place: Place = ("option", i, "currency") if each.currency else ("currency",)
            faults.append(at(place, "plan.no_rate", where, rows, found=own, into=currency))
    return faults


def _times(cost: Doubt, rate: float) -> Doubt:
    return cost.model_copy(update={"low": cost.low * rate, "mid": cost.mid * rate, "high": cost.high * rate})


__all__ = ["Asked", "Option", "PlanRun", "Ready", "plan", "prepare"]
