"""From a finished run's folder to findings: keys and values, no language yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from oberih.report.base import (
    Amount,
    Finding,
    Findings,
    Quote,
    RegionRow,
    Regions,
    Reported,
    Run,
    Unit,
)
from oberih.report.compare import comparisons
from oberih.report.facts import by_model_kind, quotes, sorted_quotes
from oberih.report.folder import read_assumptions, read_facts, read_quantities, read_run
from oberih.report.people import people
from oberih.report.quantities import Quantities
from oberih.report.stop_shares import stop_shares

#: corners of the resilience trapezoid in the order fall, depth, stay, rise
TRAPEZOID = ("phi_mw_per_h", "lambda_mw", "e_h", "pi_mw_per_h")

#: a region counts among the worst only if its median cut is at least this share of demand; less is rounding
_WORTH_NAMING = 0.005


@dataclass(frozen=True, slots=True)
class Published:
    """For whom a briefing is, and when: None leaves what the run says of itself."""

    form: str | None = None
    young: bool | None = None


def findings(folder: Path | str, as_of: Published | None = None) -> Findings:
    """All that a briefing of the run in this folder says. Raises RunError where the folder is not a finished run."""
    folder = Path(folder)
    run = read_run(folder)
    if as_of is not None:
        run = replace(
            run, form=as_of.form or run.form, young=run.young if as_of.young is None else as_of.young
        )
    facts = read_facts(folder)
    held = Quantities(read_quantities(folder))
    said: Mapping[str, Any] = facts.get("summary") or {}
    launched = _launched(run, said)
    stopped = by_model_kind(said.get("destroyed") or (), launched)
    raid, toll, elsewhere = sorted_quotes(quotes(facts.get("facts") or ()))
    hit = tuple(said.get("oblasts_hit") or run.regions_hit)
    rows = () if run.withheld else _region_rows(held, hit)
    worst = _worst(rows)
    region_hours = held.region_hours()
    compared = comparisons(held, said, raid, launched, stopped)
    assumed = read_assumptions(folder)
    return Findings(
        run=run,
        summary=_summary(run, held, launched=launched, stopped=stopped, hit=hit, worst=worst),
        quotes=raid,
        toll=toll,
        elsewhere=elsewhere,
        comparisons=compared,
        stop_shares=stop_shares(folder, assumed, compared),
        regions=rows,
        worst=worst,
        national_hours=held.national_hours(),
        region_hours=region_hours.clear() if run.withheld else region_hours,
        restoration=_restoration(run, held),
        trapezoid={name: found for name in TRAPEZOID if (found := held.get(name)) is not None},
        people=people(held, () if run.withheld else held.regions()),
        gaps=_gaps(run, said, launched, stopped, raid),
        notes=tuple(str(note) for note in facts.get("notes") or ()),
        assumptions=assumed,
    )


def _launched(run: Run, said: Mapping[str, Any]) -> dict[str | None, Reported]:
    """What was launched: as the report says, else as the scenario states."""
    if run.kind == "assess":
        return by_model_kind(said.get("launched") or (), {})
    stated: dict[str | None, Reported] = {}
    for entry in run.launched:
        low, high = entry.get("n_min"), entry.get("n_max")
        kind = None if entry.get("kind") == "target" else str(entry.get("kind"))
        stated[kind] = Reported("=" if low == high else "range", low, low, high, kind)  # type: ignore[arg-type]
    return stated


def _summary(
    run: Run,
    held: Quantities,
    *,
    launched: Mapping[str | None, Reported],
    stopped: Mapping[str | None, Reported],
    hit: tuple[str, ...],
    worst: Regions,
) -> tuple[Finding, ...]:
    out: list[Finding] = []
    source = "report" if run.kind == "assess" else "scenario"
    if launched:
        figures = tuple(Finding("finding.figure", {"figure": each}) for each in launched.values())
        out.append(Finding(f"finding.launched_{source}", {"figures": figures}))
    if stopped:
        figures = tuple(Finding("finding.figure", {"figure": each}) for each in stopped.values())
        out.append(Finding("finding.stopped_report", {"figures": figures}))
    if hit:
        out.append(Finding(f"finding.hit_{source}", {"regions": Regions(hit)}))
    kind = next(iter(launched)) if len(launched) == 1 else None
    stops, launches = held.get("stopped", kind=kind), held.get("launched", kind=kind)
    if stops and launches and launches.p95 > 0:
        out.append(
            Finding(
                "finding.stopped_model",
                {
                    "stopped": Amount(stops, Unit.COUNT, brief=True),
                    "launched": Amount(launches.p50, Unit.COUNT, row=launches.row),
                    "draws": run.draws,
                },
            )
        )
    out.extend(_power(held))
    if worst.codes:
        out.append(Finding("finding.worst_regions", {"regions": worst}))
    out.extend(_restoration(run, held, brief=True)[:1])
    return tuple(out)


def _power(held: Quantities) -> list[Finding]:
    peak, base = held.get("peak_cut_share"), held.get("base_peak_cut_share")
    if peak is None:
        return []
    if peak.p95 == 0:
        return [Finding("finding.nothing_cut")]
    values: dict[str, object] = {"peak": Amount(peak, Unit.SHARE, brief=True)}
    if base is None:
        return [Finding("finding.peak", values)]
    return [Finding("finding.peak_and_base", {**values, "base": Amount(base.p50, Unit.SHARE, row=base.row)})]


def _restoration(run: Run, held: Quantities, *, brief: bool = False) -> tuple[Finding, ...]:
    peak = held.get("raid_unserved_mwh")
    if peak is not None and peak.p95 <= 0:
        return (Finding("finding.nothing_to_restore"),)
    out = []
    for name in ("hours_to_90", "hours_to_lifted", "hours_to_restored"):
        found = held.get(name)
        if found is None:
            continue
        if name == "hours_to_90" and found.p95 == 0:
            out.append(Finding("finding.never_below_90"))
        elif name == "hours_to_90" and found.p50 == 0:
            late = Amount(found.p95, Unit.HOURS, run.hours, row=found.row)
            out.append(Finding("finding.mostly_above_90", {"late": late}))
        else:
            out.append(Finding(f"finding.{name}", {"hours": Amount(found, Unit.HOURS, run.hours, brief)}))
    return tuple(out)


def _region_rows(held: Quantities, hit: tuple[str, ...]) -> tuple[RegionRow, ...]:
    rows = []
    for iso in held.regions():
        emergency = held.get("emergency", iso)
        rows.append(
            RegionRow(
                iso=iso,
                hit=iso in hit,
                peak_cut_mw=held.get("peak_cut_mw", iso),
                peak_cut_share=held.get("peak_cut_share", iso),
                raid_peak_cut_share=held.get("raid_peak_cut_share", iso),
                raid_unserved_mwh=held.get("raid_unserved_mwh", iso),
                hours_cut=held.get("hours_cut", iso),
                people=held.get("people_without_power_peak", iso),
                emergency=None if emergency is None else emergency.mean,
            )
        )
    return tuple(rows)


def _worst(rows: tuple[RegionRow, ...]) -> Regions:
    """Up to three regions to whose worst hour the raid added most, by the median."""
    added = [(row.raid_peak_cut_share.p50, row.iso) for row in rows if row.raid_peak_cut_share is not None]
    named = sorted((pair for pair in added if pair[0] >= _WORTH_NAMING), key=lambda pair: (-pair[0], pair[1]))
    return Regions(tuple(iso for _, iso in named[:3]))


def _gaps(
    run: Run,
    said: Mapping[str, Any],
    launched: Mapping[str | None, Reported],
    stopped: Mapping[str | None, Reported],
    raid: tuple[Quote, ...],
) -> tuple[Finding, ...]:
    """What the report leaves open, then what the model leaves out."""
    gaps: list[str] = []
    if run.kind == "assess":
        gaps += [] if run.raid_date else ["no_date"]
        gaps += [] if launched else ["no_launched"]
        gaps += ["mixed_missiles"] if "missile" in launched else []
        gaps += [] if stopped else ["no_stopped"]
        gaps += ["stopped_in_words"] if any(each.n is None for each in stopped.values()) else []
        gaps += [] if said.get("oblasts_hit") else ["no_hits"]
        gaps += ["no_hit_count"] if said.get("oblasts_hit") and said.get("hit_locations") is None else []
        gaps += [] if any(each.type in ("deficit", "outage_size") for each in raid) else ["no_outage_size"]
    stated = tuple(Finding(key) for key in run.left_open)
    limits = ["synthetic_grid", "voltage", "state_before", "bias", "no_casualties"]
    report = tuple(Finding(f"finding.gap_{name}") for name in gaps)
    return report + stated + tuple(Finding(f"finding.gap_{name}") for name in limits)
