"""A winter of raids: what `oberih campaign` asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import oberih
from oberih.jobs.from_record import filled
from oberih.jobs.stored import Stored
from oberih.jobs.write import anchor_of
from oberih.luck import Key
from oberih.scenario import Scenario, dump, load, load_pack
from oberih.scenario.campaign import Campaign
from oberih.store import Catalogue, new_run, read_json
from oberih.study.campaign import Winter, prepare, recorded_rate
from oberih.study.campaign.tables import WHOLE, Campaigned, run_campaign
from oberih.terms.errors import Fault, InputError, ScenarioError
from oberih.terms.words import LANGS, Lang, say

MOST_DAYS, MOST_DRAWS = 366, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which scenario, from which day to which. Every fault is named at once."""

    scenario: Path | str | Scenario
    first: date
    last: date
    draws: int = 200
    seed: int = 1
    out: Path | None = None  #: folder of the run; None: ./oberih-runs/<id>
    catalogue: str | Path | None = None
    workers: int | None = None
    keep: int = 1
    tell: Callable[[int, int], None] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CampaignRun(Stored):
    """A finished campaign."""

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints: figures by month and of the whole, with intervals, and what is not seen restored."""
        about: dict[str, Any] = read_json(self.folder, "campaign.json")
        rows = self.table("campaign_quantities")
        months = [month for month in rows["month"].unique(maintain_order=True).to_list() if month != WHOLE]
        return {
            "id": self.id, "folder": str(self.folder), **about,
            "months": [{"month": month, **_figures(rows, month)} for month in months],
            "total": _figures(rows, WHOLE),
        }  # fmt: skip


def _figures(rows: pl.DataFrame, month: str) -> dict[str, dict[str, float | None]]:
    """Intervals by quantity; what is infinite is null."""
    return {
        row["quantity"]: {
            name: None if row[name] == float("inf") else row[name]
            for name in ("mean", "se", "p05", "p25", "p50", "p75", "p95")
        }
        for row in rows.filter(pl.col("month") == month).iter_rows(named=True)
    }


def campaign(asked: Asked) -> CampaignRun:
    """Run a campaign and write its folder. Raises InputError with every fault."""
    _check(asked)
    given = asked.scenario if isinstance(asked.scenario, Scenario) else load(asked.scenario)
    folder = None if isinstance(asked.scenario, Scenario) else Path(asked.scenario).parent
    where = "" if isinstance(asked.scenario, Scenario) else str(asked.scenario)
    if given.map is not None:
        raise ScenarioError(Fault(key="layered.defence_only", where=where, values={"file": where or "SCENARIO"}))
    given = filled(given, asked.catalogue, folder)
    check_days(given, asked.first, asked.last, where)
    pack = load_pack(given.grid.pack, given.grid.state)
    _check_supply(given, where)
    key = Key(asked.seed)
    anchor = anchor_of(given, pack, asked.seed, asked.workers)
    winter = prepare(given, pack, asked.first, asked.last, anchor)
    name = "" if not where else Path(where).stem
    titles: dict[Lang, str] = {
        lang: getattr(given, f"name_{lang}") or given.name_en or name or say("campaign.title", lang) for lang in LANGS
    }
    with new_run(Catalogue(asked.catalogue), out=asked.out) as writer:
        found = run_campaign(winter, key, asked.draws, workers=asked.workers, keep=asked.keep, tell=asked.tell)
        for table in ("months", "raids", "hours", "quantities"):
            writer.write_table(f"campaign_{table}", getattr(found, table))
        writer.write_text("scenario.toml", dump(given))
        writer.write_json("campaign.json", _about(asked, winter, found))
        writer.write_json(
            "run.json",
            {
                "id": writer.id, "created": writer.created.isoformat(timespec="seconds"), "version": oberih.__version__,
                "kind": "campaign", "seed": asked.seed, "draws": asked.draws, "hours": winter.days * 24,
                "title": dict(titles), "pack": {"id": pack.pack_id, "state": pack.state, "invented": pack.invented},
            },
        )  # fmt: skip
        where_to = writer.commit(
            kind="campaign", title=titles["en"], raid_date=asked.first, seed=asked.seed, draws=asked.draws,
            hours=winter.days * 24, summary={},
        )  # fmt: skip
        return CampaignRun(writer.id, where_to)


def _about(asked: Asked, winter: Winter, found: Campaigned) -> dict[str, Any]:
    given = winter.campaign
    never = _never(winter, found)
    rate = given.raids_per_30_days or recorded_rate(winter.scenario)
    return {
        "from": asked.first.isoformat(), "to": asked.last.isoformat(), "days": winter.days, "draws": asked.draws,
        "seed": asked.seed, "pack": winter.pack.pack_id, "state": winter.pack.state,
        "invented": winter.pack.invented,
        "raids": {
            "per_30_days": None if given.dates or rate is None else rate.model_dump(),
            "dates": [each.isoformat() for each in given.dates],
        },
        "censored": {
            "raids_not_restored_mean": float(found.totals["raids_not_restored"].mean() or 0.0),  # type: ignore[arg-type]
            "never_restored": never,
        },
        "stores": found.stores.to_dicts(),
    }  # fmt: skip


def _never(winter: Winter, found: Campaigned) -> list[dict[str, Any]]:
    """Classes of asset that wait for spares which never come, and why."""
    given, rows = winter.campaign, []
    for asset_class, mean in found.waiting.iter_rows():
        if mean <= 0:
            continue
        coming = sum(each.n for each in given.deliveries if each.what == asset_class)
        rows.append({"asset_class": asset_class, "waiting_mean": mean, "delivered": coming})
    return rows


def _check(asked: Asked) -> None:
    limits = {"draws": (asked.draws, 1, MOST_DRAWS), "keep": (asked.keep, 0, 100)}
    if asked.workers is not None:
        limits["workers"] = (asked.workers, 1, 1024)
    faults: list[Fault] = [
        Fault(key="job.out_of_range", values={"name": name, "found": found, "low": low, "high": high})
        for name, (found, low, high) in limits.items()
        if not low <= found <= high
    ]
    days = (asked.last - asked.first).days + 1
    values: dict[str, object] = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    if days < 1:
        faults.append(Fault(key="campaign.backwards", values=values))
    elif days > MOST_DAYS:
        faults.append(Fault(key="campaign.too_long", values={**values, "found": days, "most": MOST_DAYS}))
    try:
        Key(asked.seed)
    except InputError as error:
        faults += [replace(fault, where="--seed") for fault in error.faults]
    if faults:
        raise InputError(*faults)


def check_days(given: Scenario, first: date, last: date, where: str) -> None:
    """Raids on stated days must lie in the campaign, and deliveries must be able to come before its end."""
    faults: list[Fault] = []
    plan = given.campaign
    span: dict[str, object] = {"first": first.isoformat(), "last": last.isoformat()}
    at_a_rate = recorded_rate(given) is not None or (plan is not None and plan.raids_per_30_days is not None)
    dates: Sequence[date] = plan.dates if plan is not None and plan.dates else ()
    if not dates and not at_a_rate:
        if given.raid.date is None:
            faults.append(Fault(key="campaign.no_rate", where=where))
        else:
            dates = (given.raid.date,)
    outside = [each for each in dates if not first <= each <= last]
    faults += [
        Fault(key="campaign.outside", where=where, values={**span, "found": each.isoformat()}) for each in outside
    ]
    if plan is not None and plan.alarm_share:
        months = [key for key in plan.alarm_share if key != "all" and not _is_month(key)]
        faults += [Fault(key="campaign.bad_month", where=where, values={"found": key}) for key in months]
    if faults:
        raise InputError(*faults)


def _check_supply(given: Scenario, where: str) -> None:
    """Rounds must reach somebody."""
    plan, faults = given.campaign or Campaign(), list[Fault]()
    layered = given.defence.level == "layered"
    known = {
        name
        for unit in given.defence.units
        for name in (unit.name, unit.preset, *(f"{unit.name} {i + 1}" for i in range(unit.count) if unit.count > 1))
        if name and unit.ready is not None
    }
    for i, each in enumerate(plan.deliveries):
        field = {"field": f"campaign.deliveries[{i + 1}]"}
        if each.to is not None and each.what != "rounds":
            faults.append(Fault(key="campaign.only_rounds", where=where, values={**field, "what": each.what}))
        elif each.to is not None and each.to not in known:
            key = "campaign.no_unit" if layered else "campaign.not_layered"
            values = {**field, "found": each.to, "known": ", ".join(sorted(known))}
            faults.append(Fault(key=key, where=where, values=values))
        elif each.what == "rounds" and each.to is None and plan.magazine is None:
            faults.append(Fault(key="campaign.to_nobody", where=where, values=field))
        elif each.to is not None and plan.full_stores:
            faults.append(Fault(key="campaign.full_already", where=where, values=field))
    if faults:
        raise InputError(*faults)


def _is_month(text: str) -> bool:
    try:
        return len(text) == 7 and bool(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return False


