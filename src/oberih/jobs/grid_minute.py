"""`oberih grid minute`: the first minute of a case after an outage, or of one draw of a scenario, event by event."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import polars as pl
import vl_convert

from oberih.damage import strike
from oberih.defence import engage
from oberih.grid import Minute, first_minute, levels, network
from oberih.grid.cascade import EVENTS, Cascade, Settings, cascade
from oberih.jobs.outage_of import outage_faults, outage_of
from oberih.jobs.record.file import check_free, write_whole
from oberih.luck import Key
from oberih.raid import sample
from oberih.scenario import Scenario, load, parse
from oberih.scenario.cases import load_case
from oberih.scenario.cases.base import Note
from oberih.scenario.strengthened import pack_of
from oberih.study.draw import sample_doubts
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

FORMATS = (".svg", ".png", ".html")
TOLD = 5000
VEGA_LITE = "6.4"


@dataclass(frozen=True, slots=True, eq=False)
class MinuteFound:
    """Events of a case or of a draw."""

    name: str
    kind: str  #: case or scenario
    events: pl.DataFrame
    rounds: pl.DataFrame
    outage: dict[str, Any]  #: what was out at first, or seed and draw
    result: dict[str, Any]  #: what is left
    lines: pl.DataFrame  #: for a picture: island, t_s, hz
    notes: tuple[Note, ...] = ()  #: what the case's file left out or left open

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "name": self.name, "kind": self.kind, "outage": self.outage, "events": self.events.to_dicts(),
            "rounds": self.rounds.to_dicts(), "result": self.result,
        }  # fmt: skip


def is_scenario(given: str) -> bool:
    """Whether a name is a scenario (a TOML file, or a shipped example) and not a case."""
    return given.endswith(".toml") or files("oberih").joinpath("examples", f"{given}.toml").is_file()


def case_minute(
    given: str, states: Path | None, number: int | None, branches: Sequence[int], gens: Sequence[int],
    settings: Settings,
) -> MinuteFound:  # fmt: skip
    """The first minute of a case after an outage: a state of a file, or rows that are named. Raises InputError."""
    faults = outage_faults(states, number, branches, gens) + settings.faults()
    if states is None and number is None and not branches and not gens:
        faults.append(Fault(key="minute.no_outage", where=given))
    if faults:
        raise InputError(*faults)
    case = load_case(given)
    state = outage_of(case, states, number, branches, gens)
    found = cascade(case, state, settings)
    outage = {"branches_out": list(state.branches_out), "gens_out": list(state.gens_out)}
    result = {
        "load_mw": found.load_mw, "shed_mw": found.shed_mw, "served_mw": found.served_mw,
        "least_shed_mw": found.least_shed_mw, "branches_out": list(found.state.branches_out),
        "gens_out": list(found.state.gens_out), "settled": found.settled,
    }  # fmt: skip
    return MinuteFound(case.name, "case", found.events, found.rounds, outage, result, _lines(found), case.notes)


def scenario_minute(given: str, draw: int, seed: int, scheme: str | None = None) -> MinuteFound:
    """The first minute of one draw of a scenario. Any draw may be asked for by its number; none is sought out."""
    if draw < 0:
        raise InputError(Fault(key="minute.not_negative", values={"name": "--draw", "found": draw}))
    shipped = files("oberih").joinpath("examples", f"{given}.toml")
    scenario: Scenario = load(Path(given)) if given.endswith(".toml") else parse(shipped.read_text(encoding="utf-8"))
    pack = pack_of(scenario)
    key, draws = Key(seed), np.array([draw])
    net, doubts = network(pack, scenario), sample_doubts(scenario, pack, key, draws)
    weapons = sample(scenario, pack, key, draws, doubts)
    damage = strike(pack, key, weapons, engage(scenario, pack, key, weapons, doubts), doubts)
    level = levels(pack, key, draws, doubts)
    minute = first_minute(
        pack, net, key, draws, damage, weapons.start_hour, level.demand_factor, level.class_factor, doubts,
        scheme=scheme, told=TOLD,
    )  # fmt: skip
    return _of_draw(Path(given).stem, minute, pack.regions, draw, seed)


def _of_draw(name: str, minute: Minute, regions: Sequence[str], draw: int, seed: int) -> MinuteFound:
    assert minute.events is not None
    assert minute.balances is not None
    kinds = pl.Series([EVENTS[code] for code in minute.events["what"]], dtype=pl.String)
    events = minute.events.select(
        "hour", "second", pl.col("turn").alias("round"), what=kinds, subject="subject",
        region=pl.Series([regions[place] for place in minute.events["place"]], dtype=pl.String), mw="mw",
        hz=pl.when(kinds.is_in(["frequency", "stage", "plant_leaves"])).then("hz"),
    ).sort("hour", "round", "second", maintain_order=True)  # fmt: skip
    result = {
        "separated": bool(minute.separated[0]),
        "nadir_hz": float(minute.nadir_hz[0]),
        "zenith_hz": float(minute.zenith_hz[0]),
        "generation_lost_mw": float(minute.generation_lost_mw[0]),
        "load_lost_mw": float(minute.load_lost_mw[0]),
        "units_tripped": int(np.isfinite(minute.off_h[0]).sum()),
        "regions_dark": [regions[int(r)] for r in np.flatnonzero(np.isfinite(minute.dark_h[0]))],
    }
    rounds = minute.balances.rename({"turn": "round"})
    lines = pl.DataFrame(schema={"island": pl.String, "t_s": pl.Float64, "hz": pl.Float64})
    return MinuteFound(name, "scenario", events, rounds, {"draw": draw, "seed": seed}, result, lines)


def _lines(found: Cascade) -> pl.DataFrame:
    schema = {"island": pl.String, "t_s": pl.Float64, "hz": pl.Float64}
    frames = []
    for turn, bus, second, rows in found.paths:
        t = np.arange(0, max(rows[-1, 0], 1.0) + 0.05, 0.05)
        frames.append(
            pl.DataFrame({"island": f"{turn}: {bus}", "t_s": second + t, "hz": np.interp(t, rows[:, 0], rows[:, 1])})
        )
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def draw_plot(found: MinuteFound, path: Path, lang: Lang, *, force: bool = False) -> None:
    """Frequency over time of each island, as .svg, .png or .html. Raises InputError where there is nothing to draw."""
    check_free(path, force=force, formats=FORMATS)
    suffix = path.suffix.lower()
    if found.lines.is_empty():
        raise InputError(Fault(key="minute.plot_nothing", where=str(path)))
    title = say("minute.plot_title", lang, name=found.name)
    chart = (
        alt.Chart(alt.Data(values=found.lines.to_dicts()), title=title, width=640, height=300)  # type: ignore[no-untyped-call]
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("t_s:Q", title=say("minute.plot_x", lang)),
            y=alt.Y("hz:Q", title=say("minute.plot_y", lang), scale=alt.Scale(zero=False)),
            color=alt.Color("island:N", title=say("minute.plot_island", lang)),
        )
    )
    spec = chart.to_dict(validate=False)
    if suffix == ".png":
        data = vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, allowed_base_urls=[], scale=2)
    else:
        svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[], show_warnings=False)
        if suffix == ".html":
            svg = f'<!doctype html><meta charset="utf-8"><title>{title}</title>{svg}\n'
        data = svg.encode()
    write_whole(path, data, force=force)
