"""What can be wrong with a pack, all of it at once: each fault with its file, line, value and remedy."""

import csv
import datetime as dt
import json
import math
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oberih.scenario.packs.figures import COLUMNS, NATION, NUMBERS, QUALITIES
from oberih.scenario.packs.metrics import METRICS, UNIT_CLASSES, Metric
from oberih.scenario.packs.places import REGION_COLUMNS, REGION_FILE, figure_files, shown
from oberih.terms.errors import Fault
from oberih.terms.regions import REGIONS

#: a state of a country at war must be at least this old, so that no pack shows where it is weak now
LEAST_AGE_YEARS = 2
_KEYS: dict[str, type] = {
    "id": str,
    "state": str,
    "at_war": bool,
    "synchronous": bool,
    "regions": list,
    "map_only": list,
}
#: keys that a pack may leave out: the first day of which the state tells, the state of raids without a date, the code
#: of the nation in the rows, and whether the country is invented
_MAY: dict[str, type] = {"from": dt.date, "default": bool, "nation": str, "invented": bool}


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    cells: Mapping[str, str]

    def number(self, column: str) -> float:
        """The number of a cell, NaN where there is none."""
        return _number(self.cells[column])

    def fault(self, key: str, **values: object) -> Fault:
        return Fault(key=f"pack.{key}", where=self.where, values={**values, "metric": self.cells["metric"]})


def find(folder: Path, today: dt.date | None = None) -> tuple[Fault, ...]:
    """Every fault of one state's folder; `today` stands in for the date in tests."""
    about, faults = _about(folder)
    if about is None:
        return tuple(faults)
    faults += _age(folder, about, today or dt.datetime.now(dt.UTC).date())
    regions, nation = set(map(str, about["regions"])), str(about.get("nation", NATION))
    if not regions:
        faults.append(Fault(key="pack.no_regions", where="pack.toml"))
    rows, unread = _rows(folder)
    faults += unread
    for row in rows:
        faults += _row(row, regions, nation)
    if not unread:  # a file that cannot be read would show as a long list of missing figures
        faults += _missing(rows, regions, nation)
        faults += _together(rows, regions)
    faults += _names(folder.parent / REGION_FILE, regions | set(map(str, about["map_only"])))
    faults += _geometry(folder.parent / "regions.geojson", regions | set(map(str, about["map_only"])))
    return tuple(faults)


def _about(folder: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    file = folder / "pack.toml"
    try:
        about = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, [Fault(key="pack.no_file", where=str(file), values={"file": "pack.toml"})]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [Fault(key="pack.not_toml", where=str(file), values={"error": error})]
    wrong = [key for key, kind in _KEYS.items() if not isinstance(about.get(key), kind)]
    wrong += [key for key, kind in _MAY.items() if key in about and type(about[key]) is not kind]
    if wrong:
        return None, [Fault(key="pack.about", where="pack.toml", values={"key": key}) for key in wrong]
    return about, []


def _age(folder: Path, about: Mapping[str, Any], today: dt.date) -> Iterator[Fault]:
    state = str(about["state"])
    if state != folder.name:
        yield Fault(key="pack.state_name", where="pack.toml", values={"state": state, "folder": folder.name})
    try:
        year, month = (int(part) for part in state.split("-"))
        old_enough = (today.year - year) * 12 + today.month - month > LEAST_AGE_YEARS * 12
    except ValueError:
        yield Fault(key="pack.state_date", where="pack.toml", values={"state": state})
        return
    real = sorted(set(map(str, about["regions"])) & set(REGIONS))
    if real and (not about["at_war"] or about.get("invented", False)):
        yield Fault(key="pack.at_war", where="pack.toml", values={"regions": ", ".join(real[:3])})
    if (about["at_war"] or real) and not old_enough:
        yield Fault(key="pack.too_young", where="pack.toml", values={"state": state, "years": LEAST_AGE_YEARS})


def _rows(folder: Path) -> tuple[list[_Row], list[Fault]]:
    rows: list[_Row] = []
    faults: list[Fault] = []
    files = figure_files(folder)
    if not files:
        faults.append(Fault(key="pack.no_file", where=str(folder), values={"file": "*.csv"}))
    for file in files:
        name = shown(file, folder)
        try:
            with file.open(encoding="utf-8", newline="") as text:
                reader = csv.DictReader(text)
                missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
                faults += [Fault(key="pack.no_column", where=name, values={"column": each}) for each in missing]
                if missing:
                    continue
                for cells in reader:
                    where = f"{name}:{reader.line_num}"
                    if None in cells or None in cells.values():
                        faults.append(Fault(key="pack.cells", where=where, values={"n": len(COLUMNS)}))
                    else:
                        rows.append(_Row(where, cells))
        except UnicodeDecodeError:
            faults.append(Fault(key="pack.not_utf8", where=name))
    return rows, faults


def _row(row: _Row, regions: set[str], nation: str) -> Iterator[Fault]:
    rule = METRICS.get(row.cells["metric"])
    if rule is None:
        yield row.fault("unknown_metric")
        return
    named = row.cells["region"].split("/") if rule.scope == "pair" else [row.cells["region"]]
    known = {nation} if rule.scope == "nation" else regions
    for each in named:
        if each not in known:
            yield row.fault("unknown_region", region=each, nation=nation)
    if rule.scope == "pair" and (len(named) != 2 or named[0] == named[1]):
        yield row.fault("not_pair", region=row.cells["region"])
    yield from _row_numbers(row, rule)
    if row.cells["quality"] not in QUALITIES:
        yield row.fault("quality", quality=row.cells["quality"], known=", ".join(QUALITIES))
    for column in ("unit", "as_of", "source"):
        if not row.cells[column].strip():
            yield row.fault("empty", column=column)
    if row.cells["quality"] != "sourced" and not row.cells["note"].strip():
        yield row.fault("empty", column="note")


def _row_numbers(row: _Row, rule: Metric) -> Iterator[Fault]:
    numbers = {column: row.number(column) for column in NUMBERS}
    for column, number in numbers.items():
        if not math.isfinite(number):
            yield row.fault("not_number", column=column, value=row.cells[column])
        elif not rule.least <= number <= rule.most or (rule.above and column == "value" and number == rule.least):
            sign = ">" if rule.above else "≥"
            yield row.fault("bounds", column=column, value=number, least=rule.least, most=rule.most, sign=sign)
    if numbers["low"] > numbers["value"]:
        yield row.fault("low_above", value=numbers["value"], low=numbers["low"])
    if numbers["high"] < numbers["value"]:
        yield row.fault("high_below", value=numbers["value"], high=numbers["high"])


def _missing(rows: list[_Row], regions: set[str], nation: str) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        region = row.cells["region"]
        key = (row.cells["metric"], "/".join(sorted(region.split("/"))))
        if key in seen:
            yield row.fault("twice", region=region, first=seen[key])
        seen.setdefault(key, row.where)
    for metric, rule in METRICS.items():
        wanted = {"nation": {nation}, "region": regions}.get(rule.scope, set())
        for region in sorted(wanted):
            if (metric, region) not in seen:
                yield Fault(key="pack.missing", values={"metric": metric, "region": region})


def _together(rows: list[_Row], regions: set[str]) -> Iterator[Fault]:
    """What no row shows alone: people, plant, a network in one piece, areas whose cut has a limit."""
    sums: dict[str, float] = defaultdict(float)
    held: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        value = row.number("value")
        sums[row.cells["metric"]] += value if math.isfinite(value) else 0.0
        held[row.cells["metric"]].add(row.cells["region"])
    if sums["population_present"] <= 0:
        yield Fault(key="pack.no_population")
    total = [row for row in rows if row.cells["metric"] == "population_total"]
    if total and not total[0].number("low") <= sums["population_present"] <= total[0].number("high"):
        yield total[0].fault("population_sum", found=round(sums["population_present"]), total=total[0].cells["value"])
    if sums["demand_peak_anchor"] >= sums["demand_peak_national"]:
        values = {"anchors": sums["demand_peak_anchor"], "national": sums["demand_peak_national"]}
        yield Fault(key="pack.anchors", values=values)
    if not any(sums[f"nameplate_{each}"] > 0 for each in UNIT_CLASSES):
        yield Fault(key="pack.no_plant")
    if sums["import_split"] <= 0:
        yield Fault(key="pack.no_imports")
    pairs = [pair for key in held["link"] if len(pair := key.split("/")) == 2 and set(pair) <= regions]
    if regions and (apart := regions - _reached(min(regions), pairs)):
        yield Fault(key="pack.apart", values={"regions": ", ".join(sorted(apart))})
    area = {row.cells["region"]: row.number("value") for row in rows if row.cells["metric"] == "area"}
    cuts = {tuple(sorted((area[a], area[b]))) for a, b in pairs if a in area and b in area and area[a] != area[b]}
    for low, high in sorted(cuts):
        if f"transfer_limit_{low:.0f}_{high:.0f}" not in METRICS:
            yield Fault(key="pack.no_cut", values={"low": f"{low:g}", "high": f"{high:g}"})


def _reached(start: str, pairs: list[list[str]]) -> set[str]:
    reached = {start}
    while True:
        wider = reached.union(*(pair for pair in pairs if reached.intersection(pair)))
        if wider == reached:
            return reached
        reached = wider


def _names(file: Path, regions: set[str]) -> Iterator[Fault]:
    """Each region has its names; the codes of Ukraine bring theirs, and no pack gives them others."""
    if not file.exists():
        if unnamed := regions - set(REGIONS):
            yield Fault(key="pack.no_names", where=str(file), values={"regions": ", ".join(sorted(unnamed))})
        return
    try:
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            missing = [column for column in REGION_COLUMNS if column not in (reader.fieldnames or ())]
            rows = [(f"{file.name}:{reader.line_num}", row) for row in reader]
    except UnicodeDecodeError:
        yield Fault(key="pack.not_utf8", where=file.name)
        return
    if missing:
        for column in missing:
            values = {"column": column, "known": ", ".join(REGION_COLUMNS)}
            yield Fault(key="pack.no_region_column", where=file.name, values=values)
        return
    seen: set[str] = set()
    for where, row in rows:
        code = row["code"] or ""
        if code in seen:
            yield Fault(key="pack.region_twice", where=where, values={"region": code})
        elif code not in regions:
            yield Fault(key="pack.region_unlisted", where=where, values={"region": code})
        seen.add(code)
        yield from _region_cells(where, code, row)
    for code in sorted(regions - seen):
        yield Fault(key="pack.no_names", where=file.name, values={"regions": code})


def _region_cells(where: str, code: str, row: Mapping[str, str | None]) -> Iterator[Fault]:
    for column in REGION_COLUMNS:
        if not (row[column] or "").strip():
            yield Fault(key="pack.region_name", where=where, values={"region": code, "column": column})
    for column in ("x_km", "y_km"):
        cell = row.get(column) or "0"
        if not math.isfinite(_number(cell)):
            values = {"region": code, "column": column, "value": cell}
            yield Fault(key="pack.region_place", where=where, values=values)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _geometry(file: Path, regions: set[str]) -> Iterator[Fault]:
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        drawn = {feature["properties"]["id"] for feature in features if feature["geometry"]["coordinates"]}
    except FileNotFoundError:
        yield Fault(key="pack.no_file", where=str(file), values={"file": file.name})
        return
    except (ValueError, KeyError, TypeError):
        yield Fault(key="pack.not_geojson", where=file.name)
        return
    for region in sorted(regions - drawn):
        yield Fault(key="pack.not_drawn", where=file.name, values={"region": region})
