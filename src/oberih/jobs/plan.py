"""Which strengthening helps most for the money: what `oberih plan` asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import oberih
from oberih.jobs.campaign import MOST_DAYS, check_days
from oberih.jobs.examples import named
from oberih.jobs.from_record import filled
from oberih.jobs.plan_about import about, about_all, about_proof, tables
from oberih.jobs.pledges import Promised, enter, ready_pledges, told
from oberih.luck import Key
from oberih.plan.answer import answer
from oberih.plan.fits import faults_of
from oberih.plan.money import amount, budgets, factor, rates
from oberih.plan.objective import NAMES, Objective
from oberih.plan.options import Option, Options
from oberih.plan.problem import Problem
from oberih.plan.proof import proved
from oberih.plan.raids import Raids
from oberih.plan.read import at, read_options
from oberih.plan.weeks import by_week
from oberih.plan.winters import Winters
from oberih.report.plan import page
from oberih.scenario import Doubt, Pack, Scenario, dump, load, load_pack
from oberih.scenario.lines import Path as Place
from oberih.scenario.strengthened import pack_of
from oberih.store import Catalogue, RunWriter, new_run, read_json, read_table
from oberih.store import tables as stored
from oberih.study.anchor import Anchor, solve_anchor
from oberih.terms.errors import Fault, InputError, ScenarioError
from oberih.terms.words import LANGS

DRAWS = 512
WINTERS = 64  #: draws of a campaign, each of which is a winter
WINTER_DAYS = 120
#: of single raids: two in each stratum, or there is no interval; winters are played as they come
LEAST_DRAWS, LEAST_WINTERS = 8, 2
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
    campaign: bool = False
    first: date | None = None  #: of the campaign; left out: the day of the raid
    last: date | None = None  #: left out: 120 days
    pledge: str | Path | None = None
    weeks: str | None = None
    objective: str = "raid_unserved_mwh"
    robust: float | None = None
    exact: bool = False
    draws: int | None = None
    seed: int = 1
    out: Path | None = None
    catalogue: str | Path | None = None
    workers: int | None = None
    tell: Tell | None = field(default=None, compare=False)
    tell_fresh: Tell | None = field(default=None, compare=False)
    tell_weeks: Tell | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A finished plan: where it is, and what it says."""

    id: str
    folder: Path

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        found: dict[str, Any] = read_json(self.folder, "plan.json")
        return {"id": self.id, "folder": str(self.folder), **found}

    def csv(self) -> str:
        """The ranking, or where only promises are asked about their gains by week, as CSV."""
        there = [name for name in ("plan_ranking", "plan_weeks") if name in stored(self.folder)]
        return read_table(self.folder, there[0]).write_csv()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Money:
    """What can be bought, and for how much."""

    options: Options
    costs: tuple[Doubt, ...]  #: in `currency`
    currency: str
    budget: float
    budgets: tuple[float, ...]
    problem: Problem
    where: str  #: name of the file of options
    text: str  #: of it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ready:
    """Everything read and checked."""

    scenario: Scenario
    pack: Pack  #: on the day of the raid; over a campaign, without what the scenario puts beside it
    span: tuple[date, date] | None  #: of a campaign
    objective: Objective
    draws: int
    money: Money | None  #: None where only promises are asked about
    promised: Promised | None

    def evaluator(
        self, options: Sequence[Option], key: Key, anchor: Anchor | None, workers: int | None
    ) -> Raids | Winters:
        """What plays sets of options."""
        if self.span is None:
            return Raids(self.scenario, self.pack, options, key, anchor=anchor, workers=workers)
        return Winters(self.scenario, self.pack, options, key, *self.span, anchor=anchor, workers=workers)


def plan(asked: Asked) -> PlanRun:
    """Search, and write the folder. Raises InputError with every fault."""
    ready = prepare(asked)
    key = Key(asked.seed)
    anchor = None
    if ready.scenario.defence.level == "layered" and ready.scenario.defence.anchor is not None:
        anchor = solve_anchor(ready.scenario, ready.pack, key, workers=asked.workers)
    with new_run(Catalogue(asked.catalogue), out=asked.out) as writer:
        said = about_all(ready, key)
        if ready.money is not None:
            money = ready.money
            evaluator = ready.evaluator(money.options.option, key, anchor, asked.workers)
            samples = evaluator.samples(ready.objective, ready.draws)
            found = answer(
                evaluator, ready.objective, money.problem, money.costs, money.budget, money.budgets,
                samples, key, tell=asked.tell, tell_fresh=asked.tell_fresh,
            )  # fmt: skip
            said |= about(money, ready.scenario, found, key) | {"played": evaluator.played}
            if asked.exact and isinstance(evaluator, Raids):
                proof = proved(
                    ready.scenario, ready.pack, money.options.option, money.problem, money.budget, evaluator,
                    samples[0], key,
                )  # fmt: skip
                said |= {"proof": None if proof is None else about_proof(proof, money)}
        if ready.promised is not None:
            promised = ready.promised
            weeks = by_week(
                lambda options: ready.evaluator(options, key, anchor, asked.workers), ready.objective, promised.options,
                promised.weeks, ready.draws, asked.tell_weeks,
            )  # fmt: skip
            said |= {"weeks": told(promised, weeks)}
        run = _write(writer, asked, ready, said)
    if ready.promised is not None:
        enter(Catalogue(asked.catalogue), ready.promised)
    return run


def _write(writer: RunWriter, asked: Asked, ready: Ready, said: Mapping[str, Any]) -> PlanRun:
    for name, table in tables(said).items():
        writer.write_table(name, table)
    writer.write_json("plan.json", said)
    writer.write_text("scenario.toml", dump(ready.scenario))
    if ready.money is not None:
        writer.write_text("options.toml", ready.money.text)
    for lang in LANGS:
        writer.write_text(f"plan.{lang}.md", page(said, lang))
    writer.write_json(
        "run.json",
        {
            "id": writer.id, "created": writer.created.isoformat(timespec="seconds"), "version": oberih.__version__,
            "kind": "plan", "seed": asked.seed, "draws": ready.draws, "hours": ready.scenario.hours,
            "title": said["titles"],
            "pack": {"id": ready.pack.pack_id, "state": ready.pack.state, "invented": ready.pack.invented},
        },
    )  # fmt: skip
    summary = {"budget": said["budget"], "gain": said["plan"]["gain"]["mean"]} if "plan" in said else {}
    folder = writer.commit(
        kind="plan", title=said["titles"]["en"], raid_date=ready.scenario.raid.date, seed=asked.seed,
        draws=ready.draws, hours=ready.scenario.hours, summary=summary,
    )  # fmt: skip
    return PlanRun(writer.id, folder)


def prepare(asked: Asked) -> Ready:
    """Read and check everything. Raises InputError with every fault."""
    path, options, rows, scenario_path = _files(asked)
    scenario = load(scenario_path)
    if scenario.map is not None:
        raise ScenarioError(Fault(key="plan.no_power", where=str(scenario_path)))
    scenario = filled(scenario, asked.catalogue, Path(scenario_path).parent)
    span = _span(asked, scenario, str(scenario_path))
    pack = pack_of(scenario) if span is None else load_pack(scenario.grid.pack, scenario.grid.state)
    faults, money, promised = _numbers(asked, span), None, None
    try:
        if options is not None:
            money = _bought(asked, options, rows, str(path), scenario, pack)
    except InputError as error:
        faults += error.faults
    try:
        if asked.pledge is not None:
            promised = ready_pledges(Path(asked.pledge), asked.weeks, scenario, pack, span)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(*faults)
    return Ready(
        scenario=scenario, pack=pack, span=span,
        objective=Objective(asked.objective, asked.robust or 0.0),  # type: ignore[arg-type]
        draws=asked.draws or (DRAWS if span is None else WINTERS), money=money, promised=promised,
    )  # fmt: skip


def _span(asked: Asked, scenario: Scenario, where: str) -> tuple[date, date] | None:
    """First and last day of a campaign, if one is asked for, or promises are and the scenario has one."""
    wanted = asked.campaign or asked.first is not None or asked.last is not None
    if not wanted and not (asked.pledge is not None and scenario.campaign is not None):
        return None
    first = asked.first or scenario.raid.date
    if first is None:
        raise InputError(Fault(key="plan.no_first_day", where=where))
    last = asked.last or first + timedelta(days=WINTER_DAYS - 1)
    days = (last - first).days + 1
    values: dict[str, object] = {"first": first.isoformat(), "last": last.isoformat()}
    if days < 1:
        raise InputError(Fault(key="campaign.backwards", values=values))
    if days > MOST_DAYS:
        raise InputError(Fault(key="campaign.too_long", values={**values, "found": days, "most": MOST_DAYS}))
    check_days(scenario, first, last, where)
    return first, last


def _bought(
    asked: Asked, options: Options, rows: Mapping[Place, int], where: str, scenario: Scenario, pack: Pack
) -> Money:
    faults = faults_of(options, scenario, pack, where, rows)
    known = options.rates | {options.currency: 1.0}
    budget: float = 0.0
    steps: tuple[float, ...] = ()
    rated = True
    try:
        known |= rates(asked.rates)
    except InputError as error:
        rated = False
        faults += error.faults
    try:
        budget, steps = _money(asked)
    except InputError as error:
        faults += error.faults
    currency = asked.currency or options.currency
    factors = [factor(each.currency or options.currency, currency, known) for each in options.option]
    faults += _rates(options, factors, currency, where, rows) if rated else []
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
    return Money(
        options=options, costs=costs, currency=currency, budget=budget, budgets=steps, problem=problem,
        where=Path(where).name, text=Path(where).read_text(encoding="utf-8-sig"),
    )  # fmt: skip


def _files(asked: Asked) -> tuple[Path | None, Options | None, dict[Place, int], Path]:
    """The options and the scenario: one file that names the other will do."""
    first = None if asked.scenario is None else named(asked.scenario)
    path = None if asked.options is None else named(asked.options)
    if path is None and first is not None and _is_options(first):
        first, path = None, first
    if path is None:
        if asked.pledge is not None and first is not None:
            return None, None, {}, first
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
    """What there is, and the steps up to it. Raises InputError with every fault."""
    faults: list[Fault] = []
    steps: tuple[float, ...] = ()
    budget: float | None = None
    try:
        steps = () if asked.budgets is None else budgets(asked.budgets)
    except InputError as error:
        faults += error.faults
    try:
        budget = None if asked.budget is None else amount(asked.budget)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(*faults)
    if budget is None:
        if not steps:
            raise InputError(Fault(key="plan.no_budget"))
        budget = max(steps)
    return budget, steps or tuple(budget * i / STEPS for i in range(1, STEPS + 1))


def _numbers(asked: Asked, span: tuple[date, date] | None) -> list[Fault]:
    faults = []
    least = LEAST_DRAWS if span is None else LEAST_WINTERS
    for name, found, low, high in (
        ("draws", asked.draws, least, MOST_DRAWS), ("workers", asked.workers, 1, 1024),
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

