"""Run a scenario and write its folder: the part that all jobs share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import oberih
from oberih.defence.shares import nine_in_ten
from oberih.jobs.base import MOST_DRAWS, Options, Run
from oberih.jobs.memory import draws_that_fit, memory_bytes
from oberih.jobs.young import is_young
from oberih.luck import Key
from oberih.report.page import write_briefing
from oberih.scenario import Pack, Scenario, dump
from oberih.scenario.file import weather_gaps
from oberih.scenario.strengthened import pack_of
from oberih.store import Catalogue, RunWriter, new_run
from oberih.study import Study, run_study
from oberih.study.anchor import Anchor, solve_anchor
from oberih.study.quantities import quantities_shared
from oberih.terms.errors import Fault, InputError, OutputError, ScenarioError
from oberih.terms.kinds import KIND_OF_REPORT, Kind, ReportKind
from oberih.terms.words import LANGS, Lang, say


def run_scenario(
    scenario: Scenario,
    options: Options,
    *,
    kind: str,
    title: Mapping[Lang, str],
    published: date | None = None,
    report: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> Run:
    """Simulate, and write everything into one folder that appears whole or not at all."""
    scenario, pack = staged(scenario, options.hours)
    _check_memory(options.draws, scenario.hours, len(pack.regions))
    anchor = anchor_of(scenario, pack, options.seed, options.workers)
    with new_run(Catalogue(options.catalogue), out=options.out) as writer:
        study = run_study(
            scenario, pack, Key(options.seed), options.draws, anchor=anchor,
            workers=options.workers, batch_draws=options.batch_draws, keep=options.keep, tell=options.tell,
        )  # fmt: skip
        return land(
            writer, scenario, pack, study, options, kind=kind, title=title, anchor=anchor, published=published,
            report=report, facts=facts, notes=notes,
        )  # fmt: skip


def staged(scenario: Scenario, hours: int | None) -> tuple[Scenario, Pack]:
    """The scenario over the hours that were asked for, and its pack. Raises ScenarioError, PackError."""
    if hours is not None:
        scenario = scenario.model_copy(update={"hours": hours})
    pack = pack_of(scenario)
    if missing := weather_gaps(scenario):  # a longer run may need more days than the file was checked for
        raise ScenarioError(*missing)
    return scenario, pack


def anchor_of(scenario: Scenario, pack: Pack, seed: int, workers: int | None) -> Anchor | None:
    """The anchor of a layered defence that has one."""
    if scenario.defence.level != "layered" or scenario.defence.anchor is None:
        return None
    return solve_anchor(scenario, pack, Key(seed), workers=workers)


def land(
    writer: RunWriter,
    scenario: Scenario,
    pack: Pack,
    study: Study,
    options: Options,
    *,
    kind: str,
    title: Mapping[Lang, str],
    anchor: Anchor | None = None,
    published: date | None = None,
    report: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
) -> Run:
    """Write all that a run consists of, give the folder its name and list it. `more` is said in `run.json` too."""
    table = quantities_shared(study, scenario, pack, options.workers)
    outcome = study.outcome
    writer.write_table("outcome", outcome)
    writer.write_table("outcome_kinds", study.outcome_kinds)
    writer.write_table("quantities", table)
    for name, frame in study.kept.items():
        writer.write_table(name, frame)
    writer.write_text("scenario.toml", dump(scenario))
    writer.write_json("assumptions.json", assumptions(scenario, pack))
    if facts is not None:
        writer.write_json("facts.json", facts)
    day = scenario.raid.date
    writer.write_json(
        "run.json",
        {
            "id": writer.id,
            "created": writer.created.isoformat(timespec="seconds"),
            "version": oberih.__version__,
            "kind": kind,
            "seed": options.seed,
            "draws": options.draws,
            "hours": scenario.hours,
            "form": options.form,
            "raid_date": None if day is None else day.isoformat(),
            "raid_hour": scenario.raid.start_hour,
            "published": None if published is None else published.isoformat(),
            "report": report,
            "title": dict(title),
            "young": is_young(day, datetime.now(UTC).date()),
            "inputs": {
                "launched": _launched(scenario),
                "regions_hit": list(scenario.raid.hit_regions),
            },
            "open": list(notes),
            **({} if anchor is None else {"anchor": anchor.plain()}),
            "pack": {"id": pack.pack_id, "state": pack.state, "invented": pack.invented},
            "regions": {code: {"uk": each.uk, "en": each.en} for code, each in pack.names.items()},
            **(more or {}),
        },
    )
    for lang in options.langs:
        try:
            write_briefing(writer.folder, lang, geometry=pack.geometry)
        except OutputError as error:  # it names a file in the part folder, which the user never sees
            raise OutputError(*(replace(fault, where=str(writer.out)) for fault in error.faults)) from error
    folder = writer.commit(
        kind=kind,
        title=title["en"],
        raid_date=day,
        seed=options.seed,
        draws=options.draws,
        hours=scenario.hours,
        summary=_row_summary(outcome["raid_unserved_mwh"].to_list(), table),
    )
    return Run(writer.id, folder)


def _launched(scenario: Scenario) -> list[dict[str, Any]]:
    """What flies, as the scenario states it; of waves, kinds over all of them, and not those that come at a rate."""
    if not scenario.raid.waves:
        return [group.model_dump() for group in scenario.raid.weapons]
    counts: dict[str, tuple[int, int]] = {}
    groups = [group for wave in scenario.raid.waves for group in wave.weapons]
    at_a_rate = {group.kind for group in groups if group.rate_per_h is not None}
    for group in groups:
        low, high = counts.get(group.kind, (0, 0))
        counts[group.kind] = (low + (group.n_min or 0), high + (group.n_max or 0))
    return [
        {"kind": kind, "n_min": low, "n_max": high}
        for kind, (low, high) in counts.items()
        if kind not in at_a_rate
    ]


def _check_memory(draws: int, hours: int, regions: int) -> None:
    memory = memory_bytes()
    most = MOST_DRAWS if memory is None else draws_that_fit(hours, regions, memory)
    if draws > most:
        raise InputError(
            Fault(key="job.memory", values={"found": draws, "hours": hours, "most": most})
        )


def _row_summary(unserved: Sequence[float], table: Any) -> dict[str, Any]:
    rows = table.filter((table["quantity"] == "peak_cut_share") & table["region"].is_null())
    return {
        "raid_unserved_mwh": round(sum(unserved) / len(unserved), 1),
        "peak_cut_share_p50": round(float(rows["p50"][0]), 4),
    }


def assumptions(scenario: Scenario, pack: Pack) -> list[dict[str, Any]]:
    """Every range that a draw samples, and every stop share in use, in plain words of both languages."""
    rows = [
        _row(f"{part}_{name}", doubt.mid, doubt.low, doubt.high, "", doubt.source,
             "given" if doubt.source == "given" else "assumed")
        for (part, _, name), doubt in ((each.partition("."), doubt) for each, doubt in scenario.doubts().items())
    ]  # fmt: skip
    groups = (*scenario.raid.weapons, *(group for raid in scenario.raid.pool for group in raid.weapons))
    flown = {kind for group in groups for kind in _kinds_of(scenario, group.kind)}
    for kind, share in scenario.defence.shares.items():
        if kind in flown:
            low, high = nine_in_ten(share)
            quality = "assumed" if share.source == "assumed" else "derived"
            rows.append(_row(f"share_{kind}", share.mean, round(low, 3), round(high, 3), "", share.source, quality))
    for name, given in pack.ranges.items():
        rows.append(_row(f"pack_{name}", given.mid, given.low, given.high, given.unit, given.source, given.quality))
    return rows


def _kinds_of(scenario: Scenario, report_kind: ReportKind) -> set[Kind]:
    if report_kind in KIND_OF_REPORT:
        return {KIND_OF_REPORT[report_kind]}
    mix = set(scenario.raid.missile_mix)
    return mix | {"drone"} if report_kind == "target" else mix


def _row(
    key: str, value: float, low: float, high: float, unit: str, source: str, quality: str
) -> dict[str, Any]:
    return {
        "key": key,
        "name": {lang: say(f"assumption.{key}", lang) for lang in LANGS},
        "value": value,
        "low": low,
        "high": high,
        "unit": "" if unit == "factor" else unit,
        "source": source,
        "quality": quality,
    }
