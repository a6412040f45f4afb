"""A finished run's folder, read and checked: run.json, facts.json, assumptions.json and the table of quantities."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from oberih.report.base import Assumption, Run
from oberih.terms.errors import Fault, RunError
from oberih.terms.tables import check
from oberih.terms.words import word_list


def _json(folder: Path, name: str) -> Any:
    path = folder / name
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(Fault(key="briefing.missing_file", where=str(path))) from None
    except (OSError, ValueError) as trouble:
        raise RunError(Fault(key="briefing.bad_file", where=str(path), values={"trouble": str(trouble)})) from trouble


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


def read_run(folder: Path) -> Run:
    """What the run says of itself. Raises RunError where run.json is missing or lacks a field."""
    raw = _json(folder, "run.json")
    try:
        return _run(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        fault = Fault(key="briefing.bad_file", where=str(folder / "run.json"), values={"trouble": repr(trouble)})
        raise RunError(fault) from trouble


def stands_alone(key: str) -> bool:
    """True for a key of the word list whose sentence has no field to fill."""
    return "{" not in word_list().get(key, {"en": "{"})["en"]


def _run(raw: Mapping[str, Any]) -> Run:
    report = raw.get("report") or {}
    inputs = raw.get("inputs") or {}
    hour = raw.get("raid_hour")
    return Run(
        id=str(raw["id"]),
        created=str(raw["created"]),
        version=str(raw["version"]),
        kind=str(raw["kind"]),
        seed=int(raw["seed"]),
        draws=int(raw["draws"]),
        hours=int(raw["hours"]),
        # what a run does not say is taken the careful way: public, and young
        form="internal" if raw.get("form") == "internal" else "public",
        young=bool(raw.get("young", True)),
        raid_date=_day(raw.get("raid_date")),
        raid_hour=None if hour is None else int(hour),
        report_name=report.get("name"),
        report_sha256=report.get("sha256"),
        report_language=report.get("language"),
        title=dict(raw.get("title") or {}),
        launched=tuple(inputs.get("launched") or ()),
        regions_hit=tuple(inputs.get("regions_hit") or ()),
        invented=bool((raw.get("pack") or {}).get("invented", False)),
        region_names={str(code): dict(names) for code, names in (raw.get("regions") or {}).items()},
        left_open=tuple(str(key) for key in raw.get("open") or () if stands_alone(str(key))),
    )


def read_facts(folder: Path) -> Mapping[str, Any]:
    """Facts, summary and notes of the report; empty where the run was made from a scenario alone."""
    if not (folder / "facts.json").exists():
        return {"summary": {}, "facts": [], "notes": []}
    facts: Mapping[str, Any] = _json(folder, "facts.json")
    return facts


def read_assumptions(folder: Path) -> tuple[Assumption, ...]:
    """The figures that the model assumed, in the order in which the run names them."""
    if not (folder / "assumptions.json").exists():
        return ()
    return tuple(
        Assumption(
            key=str(row["key"]),
            name=row["name"],
            value=row.get("value"),
            low=row.get("low"),
            high=row.get("high"),
            unit=str(row.get("unit") or ""),
            source=str(row.get("source") or ""),
            quality=str(row.get("quality") or ""),
        )
        for row in _json(folder, "assumptions.json")
    )


def read_quantities(folder: Path) -> pl.DataFrame:
    """The table of quantities. Raises RunError where it is missing, unreadable or not what its name promises."""
    path = folder / "tables" / "quantities.parquet"
    if not path.exists():
        raise RunError(Fault(key="briefing.missing_file", where=str(path)))
    try:
        return check("quantities", pl.read_parquet(path))
    except (OSError, TypeError, pl.exceptions.PolarsError) as trouble:
        raise RunError(Fault(key="briefing.bad_file", where=str(path), values={"trouble": str(trouble)})) from trouble
