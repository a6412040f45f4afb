"""A plan as JSON and tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from oberih.luck import Key
from oberih.plan.answer import Answer
from oberih.plan.base import MEASURES, Chosen
from oberih.plan.intervals import Mean
from oberih.plan.money import MILLION
from oberih.plan.options import Change, Option, class_of
from oberih.plan.proof import Proof
from oberih.plan.resample import per_million
from oberih.scenario import Doubt, Scenario
from oberih.scenario.options import class_of as unit_class
from oberih.scenario.presets import load_presets
from oberih.terms.words import LANGS

if TYPE_CHECKING:
    from oberih.jobs.plan import Money, Ready

UNIT = {"raid_unserved_mwh": "mwh", "unserved_mwh": "mwh", "cvar95": "mwh", "heat": "person_hours"}


def about_all(ready: "Ready", key: Key) -> dict[str, Any]:
    """What plan.json says of any question."""
    title = {lang: getattr(ready.scenario, f"name_{lang}") or ready.pack.pack_id for lang in LANGS}
    span = ready.span
    return {
        "pack": ready.pack.pack_id, "state": ready.pack.state, "invented": ready.pack.invented, "titles": title,
        "objective": ready.objective.name, "unit": UNIT[ready.objective.name],
        "robust": ready.objective.radius or None, "draws": ready.draws, "seed": key.seed,
        "campaign": None if span is None else {"from": span[0].isoformat(), "to": span[1].isoformat()},
    }  # fmt: skip


def about(money: "Money", scenario: Scenario, found: Answer, key: Key) -> dict[str, Any]:
    """What plan.json says of the plan. Gains are in the objective's unit, costs in the currency asked for."""
    options, costs = money.options.option, money.costs
    place = {o: i + 1 for i, o in enumerate(found.order)}
    apart = {o: [options[each].name for each in tied] for o, tied in zip(found.order, found.ties, strict=False)}
    rows = []
    for o in found.order:
        option, gain = options[o], found.alone[o]
        rows.append(
            {
                "place": place[o], **_named(option), "class": _class(option, scenario),
                "cost": _range(costs[o]), "lead_days": _range(option.lead_days), "most": option.most,
                "source": option.source, "gain": gain.plain(),
                "per_million": per_million(gain, costs[o], key, o, MILLION).plain(),
                "gains": dict(zip(MEASURES, found.alone_measures[o].tolist(), strict=True)),
                "chosen": found.best.chosen[o], "chosen_share": float(found.shares[o]),
                "not_told_apart": apart.get(o),
            }
        )  # fmt: skip
    whole = found.best
    return {
        "options": money.where, "currency": money.currency, "budget": money.budget,
        "base": {name: each.plain() for name, each in found.base.items()},
        "plan": {
            "chosen": _chosen(options, whole.chosen), "cost": whole.cost, "gain": found.gain.plain(),
            "per_million": _per(found.gain, whole.cost), "exact": whole.exact, "gap": found.gap,
            "steps": [
                _bought(options[o], gain, costs[o].mid) for o, gain in found.steps
            ],
            "not_told_apart": [options[o].name for o in whole.undecided],
        },
        "ranking": rows,
        "frontier": [
            {
                "budget": each.budget, "cost": each.cost, "chosen": _chosen(options, each.chosen), "gain": gain.plain(),
                "per_million": _per(gain, each.cost), "exact": each.exact,
            }
            for each, gain in found.frontier
        ],
        "one_more": sorted(
            (_bought(options[o], gain, costs[o].mid) for o, gain in found.one_more.items()),
            key=lambda row: -row["per_million"]["mean"],
        ),
        "resampling": {"same": found.same, "sets": found.considered},
        "hinges": [
            {
                "option": options[each.option].name, "titles": _named(options[each.option])["titles"],
                "rival": options[each.rival].name, "rival_titles": _named(options[each.rival])["titles"],
                "kind": each.kind, "at": each.at, "within": each.within,
            }
            for each in found.hinges
        ],
    }  # fmt: skip


def about_proof(proof: Proof, money: "Money") -> dict[str, Any]:
    """What plan.json says of the linear options alone."""
    options = money.options.option
    return {
        "linear": [options[o].name for o in proof.linear], "draws": proof.draws, "nothing_mwh": proof.nothing_mwh,
        "searched": _chosen(options, proof.searched), "searched_mwh": proof.searched_mwh,
        "best": _chosen(options, proof.best), "best_mwh": proof.best_mwh, "bound_mwh": proof.bound_mwh,
        "gap": proof.gap,
    }  # fmt: skip


def tables(said: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """The same as tables: ranking, frontier, one more of each; and gains of promises by week."""
    out = _bought_tables(said) if "plan" in said else {}
    if "weeks" in said:
        rows = [
            {"pledge": row["name"], "week": week, **_ends("gain", gain)}
            for row in said["weeks"]["pledges"]
            for week, gain in zip(said["weeks"]["weeks"], row["gains"], strict=True)
        ]
        kinds = dict.fromkeys(("gain", "gain_low", "gain_high"), pl.Float64)
        out["plan_weeks"] = pl.DataFrame(rows, schema={"pledge": pl.String, "week": pl.Int32, **kinds})
    return out


def _bought_tables(said: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    ranking = [
        {
            "place": row["place"], "option": row["option"], "option_class": row["class"], "cost": row["cost"]["mid"],
            **_ends("gain", row["gain"]), **_ends("per_million", row["per_million"]), "chosen": row["chosen"],
            "chosen_share": row["chosen_share"],
        }
        for row in said["ranking"]
    ]
    frontier = [
        {
            "budget": row["budget"], "cost": row["cost"],
            "chosen": ", ".join(f"{each['n']} {each['option']}" for each in row["chosen"]),
            **_ends("gain", row["gain"]), "per_million": row["per_million"]["mean"],
        }
        for row in said["frontier"]
    ]
    beside = [
        {"option": row["option"], **_ends("gain", row["gain"]), "per_million": row["per_million"]["mean"]}
        for row in said["one_more"]
    ]
    whole = {"place": pl.Int32, "chosen": pl.Int32}
    return {
        "plan_ranking": pl.DataFrame(ranking, schema_overrides=whole),
        "plan_frontier": pl.DataFrame(frontier, schema_overrides={"chosen": pl.String}),
        "plan_one_more": pl.DataFrame(
            beside,
            schema={"option": pl.String, **dict.fromkeys(("gain", "gain_low", "gain_high", "per_million"), pl.Float64)},
        ),
    }  # fmt: skip


def _ends(name: str, mean: Mapping[str, float]) -> dict[str, float]:
    return {name: mean["mean"], f"{name}_low": mean["low"], f"{name}_high": mean["high"]}


def _per(gain: Mean, cost: float) -> dict[str, float]:
    return gain.per(max(cost, 1e-9) / MILLION).plain() if cost > 0 else gain.per(1.0).plain()


def _chosen(options: Sequence[Option], chosen: Chosen) -> list[dict[str, Any]]:
    return [{**_named(options[o]), "n": n} for o, n in enumerate(chosen) if n]


def _bought(option: Option, gain: Mean, cost: float) -> dict[str, Any]:
    return {**_named(option), "cost": cost, "gain": gain.plain(), "per_million": _per(gain, cost)}


def _named(option: Option) -> dict[str, Any]:
    return {"option": option.name, "titles": {lang: option.title(lang) for lang in LANGS}}


def _range(doubt: Doubt) -> dict[str, Any]:
    return doubt.model_dump()


def _class(option: Option, scenario: Scenario) -> str:
    return class_of(option, [_family(change, scenario) for change in option.adds if change.add == "unit"])


def _family(change: Change, scenario: Scenario) -> str:
    for unit in scenario.defence.units:
        if unit_class(unit) == change.of:
            return unit.family
    return str(load_presets()[str(change.of)]["family"])
