"""The tables of docs/record.md, made anew by running the model: `make record`.

Each table stands between two marks in the page; what is outside them is left alone.
"""

import re
from datetime import date
from pathlib import Path

import numpy as np

import oberih.record.energy.table as energy
from oberih.jobs.energy.hindcast import EnergyHindcast, hindcast_energy
from oberih.jobs.energy.replay import Replay, replay, states
from oberih.luck import Key
from oberih.record.energy.features import FEATURES, seen
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.scores import squares
from oberih.terms.regions import REGIONS

PAGE = Path(__file__).parents[1] / "docs" / "record.md"
RECORD = Path(energy.__file__).with_name(energy.SHIPPED)
DRAWS, SEED = 400, 1
UNLIKELY, LIKELY = 0.05, 0.5  #: below, the model missed it; above, it was likelier than not
ALL, HALF, LITTLE = 0.95, 0.5, 0.05  #: of nuclear capacity, of demand, of demand
STATED = 19  #: percent, by the prime minister on 6 December 2022
PERIODS = {"2022": (date(2022, 10, 11), date(2022, 12, 31)), "2023-24": (date(2023, 1, 1), date(2024, 12, 31))}


def nearest(day: date) -> str:
    """The state whose month's middle is nearest to a raid, be it younger: for looking back, not for foretelling."""
    return min(states(), key=lambda state: abs((date.fromisoformat(f"{state}-15") - day).days))


def beside(raids: tuple[energy.EnergyRaid, ...]) -> str:
    """The model of each raid beside what was said."""
    names = "raid, state, got through, off at once (%), deficit next day (%), without the raid"
    rows = _head(f"{names}, nuclear off (%), separated, regions with cuts, seen, said")
    separated = 0.0
    for i, raid in enumerate(raids):
        ran = replay(raid, raids[:i], DRAWS, Key(SEED), nearest(raid.day))
        came = seen(raid)
        known = ~np.isnan(came)
        separated += ran.separated
        expected = ran.chance[known].sum() if known.any() else ran.chance.sum()
        rows.append(_row(
            raid.day, ran.state, _through(raid), _three(100 * ran.lost_share), _three(100 * ran.deficit),
            f"{100 * max(float(ran.deficit_before.mean()), 0.0):.0f}", _three(100 * ran.nuclear_off),
            f"{100 * ran.separated:.0f} %",
            f"{expected:.0f}", _seen(raid), _said(raid),
        ))  # fmt: skip
    return "\n".join(rows) + (
        f"\n\nSeparations from Europe that the model expects in all of them: {separated:.1f}; on record: 1."
    )


def checks(raids: tuple[energy.EnergyRaid, ...]) -> str:
    """What the record says of four raids, one thing a row, beside the model."""
    rows = _head("raid, on record, model, so")

    def row(day: str, said: str, chance: float) -> None:
        verdict = "missed" if chance < UNLIKELY else "likelier than not" if chance > LIKELY else "thought possible"
        rows.append(_row(day, said, f"{100 * chance:.0f} % of draws", verdict))

    def of(day: str) -> Replay:
        raid = next(each for each in raids if each.day.isoformat() == day)
        return replay(raid, [each for each in raids if each.day < raid.day], DRAWS, Key(SEED), nearest(raid.day))

    ran = of("2022-11-23")
    row("23 November 2022", "separated from Europe", ran.separated)
    row("", "all nuclear units off", float(np.mean(ran.nuclear_off > ALL)))
    row("", "emergency cuts in all 24 regions (share of regions)", float(ran.chance.mean()))
    ran = of("2022-12-05")
    row("5 December 2022", "stayed synchronous", 1 - ran.separated)
    low, high = np.quantile(100 * ran.deficit, [0.05, 0.95])
    inside = "inside" if low <= STATED <= high else "missed"
    said = f"{100 * ran.deficit.mean():.0f} % ({low:.0f}–{high:.0f})"
    rows.append(_row("", f"deficit {STATED} % next day", said, inside))
    for code in ("UA-51", "UA-48", "UA-18", "UA-59", "UA-12", "UA-71"):
        row("", f"emergency cuts in {REGIONS[code].en}", float(ran.chance[OBSERVED.index(code)]))
    west = [OBSERVED.index(code) for code in ("UA-07", "UA-21", "UA-26", "UA-46", "UA-56", "UA-61", "UA-77")]
    row("", "emergency cuts in the seven regions of the west (share of them)", float(ran.chance[west].mean()))
    ran = of("2022-12-16")
    row("16 December 2022", "over half of consumption lost at once", float(np.mean(ran.lost_share > HALF)))
    row("", "emergency cuts in all 24 regions (share of regions)", float(ran.chance.mean()))
    ran = of("2024-03-22")
    row("22 March 2024", "stayed synchronous", 1 - ran.separated)
    row("", "no shortage next day (less than 5 %)", float(np.mean(ran.deficit < LITTLE)))
    for code in ("UA-12", "UA-35"):
        row("", f"emergency cuts in {REGIONS[code].en}", float(ran.chance[OBSERVED.index(code)]))
    return "\n".join(rows)


def foretold(found: EnergyHindcast) -> str:
    """The forecasts of a period beside what came."""
    rows = _head("raid, state, known, seen, forecast, model alone, base rate, Brier, of the base rate")
    for raid in found.plain()["by_raid"]:
        n = raid["known"]
        if not n:
            rows.append(_row(raid["date"], raid["state"][3:], 0, "?", *"–––––"))
            continue
        brier = raid["brier"]
        counts = (raid["expected_yes"], raid["expected_yes_model"], n * raid["base_rate"])
        rows.append(_row(
            raid["date"], raid["state"][3:], n, raid["yes"], *(f"{each:.1f}" for each in counts),
            f"{brier['recalibrated']:.2f}", f"{brier['base_rate']:.2f}",
        ))  # fmt: skip
    return "\n".join(rows)


def skill(found: dict[str, EnergyHindcast]) -> str:
    """Brier scores and skills of the periods."""
    rows = _head(
        "period, raids, region-raids, base rate's Brier, recalibrated: Brier, its skill (90 %), "
        "model alone: skill (90 %), each region's own rate: skill"
    )
    for name, each in found.items():
        own, model = each.skills["recalibrated"], each.skills["model"]
        n = sum(int(raid.known.sum()) for raid in each.raids)
        rows.append(_row(
            name, len(each.scored), n, f"{each.skills['base_rate'].brier:.3f}", f"{own.brier:.3f}", _skill(own),
            _skill(model), f"{each.skills['region_rate'].skill:.2f}".replace("-", "−"),
        ))  # fmt: skip
    return "\n".join(rows)


def reliability(found: dict[str, EnergyHindcast]) -> str:
    """Forecasts by size beside how often cuts came, of the recalibrated forecast."""
    rows = _head("forecast" + "".join(f", {name}: number, mean, came" for name in found))
    bins = [each.reliability["recalibrated"] for each in found.values()]
    for row in zip(*bins, strict=True):
        cells = [each for b in row for each in (b.n, _percent(b.forecast), _percent(b.observed))]
        rows.append(_row(f"{100 * row[0].low:.0f}–{100 * row[0].high:.0f} %", *cells))
    return "\n".join(rows)


def deficits(found: dict[str, EnergyHindcast]) -> str:
    """Stated deficits of the next day beside the model's."""
    rows = _head("raid, stated (%), model: mean (90 %), without the raid, CRPS")
    every = [each for period in found.values() for each in period.deficits]
    rows += [
        _row(d.day, f"{d.stated:.0f}", f"{d.mean:.0f} ({d.p05:.0f}–{d.p95:.0f})", f"{d.before:.0f}", f"{d.crps:.1f}")
        for d in every
    ]
    inside = sum(each.inside for each in every)
    error = np.mean([abs(each.mean - each.stated) for each in every])
    zero = np.mean([each.stated for each in every])
    return "\n".join(rows) + (
        f"\n\nInside the 90 % interval: {inside} of {len(every)}. Mean absolute error {error:.1f} points; that of "
        f"always saying zero is {zero:.1f}."
    )


def features() -> str:
    """Features with their priors."""
    rows = _head("feature, prior mean, sd, what it is")
    return "\n".join(rows + [_row(each.name, f"{each.mean:g}", f"{each.sd:g}", each.meaning) for each in FEATURES])


def worse(found: dict[str, EnergyHindcast]) -> str:
    """Raids that the base rate would have foretold better."""
    rows = []
    for period in found.values():
        own, base = squares(period.scored, "recalibrated"), squares(period.scored, "base_rate")
        for raid, a, b in zip(period.scored, own, base, strict=True):
            if a > b:
                n = int(raid.known.sum())
                rows.append(
                    f"- {raid.raid.day}: {int(np.nansum(raid.seen))} of {n} regions had cuts; forecast "
                    f"{raid.recalibrated[raid.known].sum():.1f}, base rate {n * raid.base_rate:.1f}."
                )
    return "\n".join(rows)


def _head(names: str) -> list[str]:
    """The head of a table from its names, split at commas."""
    cells = names.split(", ")
    return [_row(*cells), "|" + "---|" * len(cells)]


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _through(raid: energy.EnergyRaid) -> str:
    found = []
    for count, name in ((raid.leakers.missiles, "missiles"), (raid.leakers.drones, "drones")):
        if count is not None:
            found.append(f"{count.low} {name}" if count.low == count.high else f"{count.low}–{count.high} {name}")
    return ", ".join(found) or "not told"


def _seen(raid: energy.EnergyRaid) -> str:
    came = seen(raid)
    known = int((~np.isnan(came)).sum())
    return "not told by region" if known == 0 else f"{int(np.nansum(came))} of {known}"


def _said(raid: energy.EnergyRaid) -> str:
    cells = raid.cells
    found = []
    if raid.deficit_pct is not None:
        found.append("no shortage next day" if raid.deficit_pct == 0 else f"deficit {raid.deficit_pct:.0f} % next day")
    elif cells["deficit_first_pct"]:
        found.append(f"deficit {cells['deficit_first_pct']} % on {cells['deficit_first_date']}")
    if "consumption lost" in cells["deficit_note"]:
        found.append(cells["deficit_note"].split(";")[0])
    if cells["nuclear_effect"] not in ("", "none reported"):
        found.append(f"nuclear: {cells['nuclear_effect']}")
    if cells["synchronous_with_europe"].startswith(("lost", "kept")):
        found.append("tie to Europe " + cells["synchronous_with_europe"].split(";")[0])
    return "; ".join(found) or "–"


def _three(draws: np.ndarray) -> str:
    low, mid, high = np.quantile(draws, [0.05, 0.5, 0.95])
    return f"{mid:.0f} ({low:.0f}–{high:.0f})"


def _skill(found: object) -> str:
    low, high = found.skill_90
    return f"{found.skill:.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def put(page: str, name: str, table: str) -> str:
    """The page with one table renewed."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
    if not pattern.search(page):
        raise SystemExit(f"{PAGE}: no place for {name!r}")
    return pattern.sub(lambda match: f"{match[1]}{table}\n{match[2]}", page)


def main() -> None:
    found = {
        name: hindcast_energy(RECORD, first, last, draws=DRAWS, seed=SEED) for name, (first, last) in PERIODS.items()
    }
    page = PAGE.read_text(encoding="utf-8")
    tables = {
        "beside": beside(energy.shipped()), "checks": checks(energy.shipped()), "features": features(),
        "skill": skill(found),
        "reliability": reliability(found), "deficits": deficits(found), "worse": worse(found),
    } | {f"foretold {name}": foretold(each) for name, each in found.items()}  # fmt: skip
    for name, table in tables.items():
        page = put(page, name, table)
    PAGE.write_text(page, encoding="utf-8")
    print(tables["skill"])


if __name__ == "__main__":
    main()
