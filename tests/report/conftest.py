"""A finished run's folder with plausible, made-up numbers, and an invented geometry of 27 squares."""

import json
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from oberih.report.findings import findings
from oberih.report.page import write_briefing
from oberih.terms.regions import REGIONS
from oberih.terms.tables import SCHEMAS
from oberih.terms.words import Lang

MAP_ONLY = {"UA-43", "UA-40"}
HIT = ("UA-32", "UA-05", "UA-51")
HOURS = 72
WEAPONS = ("launched", "stopped", "lost", "leaked")
LEVELS = {"p05": -1.645, "p25": -0.674, "p50": 0.0, "p75": 0.674, "p95": 1.645}

SUMMARY: dict[str, Any] = {
    "dates": ["2022-12-05"],
    "launched": [{"kind": "missile", "op": ">", "n": 70}],
    "destroyed": [{"kind": "missile", "op": "most", "n": None}],
    "lost": [],
    "oblasts": list(HIT),
    "oblasts_hit": list(HIT),
    "killed": [{"kind": "person", "op": "=", "n": 4}],
    "wounded": [],
    "outage_kinds": ["emergency"],
    "outage_oblasts": [],
    "objects": ["energy_facility", "power_unit"],
    "speakers": ["Зеленський", "Укренерго"],
    "hit_locations": None,
    "debris_locations": None,
    "commitments": [],
    "speech_acts": [],
}


def fact(**fields: Any) -> dict[str, Any]:
    """One fact, as the reader of reports writes it."""
    empty = dict.fromkeys(
        ("kind", "op", "n", "n_min", "n_max", "place", "object", "speaker", "organisation", "channel")
    )
    return {**empty, "id": "f", "scope": "event", "text": "", "span": [0, 0], **fields}


FACTS = [
    fact(type="launched", kind="missile", op=">", n=70, n_min=71, text="понад 70 ракет"),
    fact(type="destroyed", kind="missile", op="most", text="збила більшість"),
    *(
        fact(type="hit", place=iso, object="energy_facility", text="влучання в енергооб’єкти трьох областей")
        for iso in HIT
    ),
    fact(type="outage", object="emergency", text="аварійні відключення"),
    fact(
        type="unit_trip", op="some", text="вимкнулася частина енергоблоків", organisation="Укренерго", channel="message"
    ),
    fact(
        type="killed",
        op="=",
        n=4,
        scope="day",
        text="четверо загиблих за добу",
        speaker="Зеленський",
        channel="address",
    ),
    fact(type="launched", kind="missile", op="=", n=1000, scope="cumulative", text="від початку війни 1000 ракет"),
]

ASSUMPTIONS = [
    {"key": "demand_factor", "name": {"uk": "Попит, множник", "en": "Demand, factor"}, "value": 1.0, "low": 0.91,
     "high": 1.09, "unit": "", "source": "assumed, ± 9 %", "quality": "assumed"},
    {"key": "tie_headroom_mw", "name": {"uk": "Запас перетину з Європою", "en": "Headroom of ties to Europe"},
     "value": 2200, "low": 1500, "high": 3000, "unit": "MW", "source": "assumed range", "quality": "assumed"},
    {"key": "share_cruise", "name": {"uk": "Частка збитого", "en": "Share stopped"}, "value": 0.7656, "low": 0.621,
     "high": 0.887, "unit": "", "source": "published totals of 12 other raids", "quality": "derived"},
]  # fmt: skip


def quantity(
    name: str, centre: float, spread: float = 0.0, *, region: str | None = None, hour: int | None = None,
    kind: str | None = None, top: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One row of the table of quantities, as if drawn from a bell."""
    values = {level: max(0.0, centre + z * spread) for level, z in LEVELS.items()}
    if top is not None:
        values = {level: min(top, x) for level, x in values.items()}
    return {"quantity": name, "region": region, "hour": hour, "kind": kind, "mean": centre, "se": spread / 30, **values}


def national_rows(cut: float, spread: float) -> list[dict[str, Any]]:
    """Rows of the whole country. `cut` scales every cut (0: the lights stay on), `spread` the width of intervals."""
    rows = [
        quantity(name, centre * share, wide * spread, kind=kind)
        for kind, share in ((None, 1.0), ("missile", 1.0), ("cruise", 0.8), ("ballistic", 0.2))
        for name, centre, wide in (("launched", 76, 2.4), ("stopped", 58, 4.2), ("lost", 1, 0.6), ("leaked", 17, 4.1))
    ]
    for name, centre, wide in (
        ("struck_assets", 14, 3), ("units_struck", 2, 1), ("units_tripped", 5, 2), ("generation_lost_mw", 1840, 620),
        ("load_lost_mw", 900, 300), ("unserved_mwh", 212_000, 40_000), ("raid_unserved_mwh", 48_300, 17_000),
        ("peak_cut_mw", 5120, 800), ("peak_cut_share", 0.33, 0.05), ("base_peak_cut_share", 0.17, 0.02),
        ("next_day_deficit_share", 0.21, 0.04),
    ):  # fmt: skip
        rows.append(quantity(name, centre * cut, wide * spread * cut))
    rows.append(quantity("hours_to_90", 31 * cut, 11 * spread * cut, top=float(HOURS)))
    rows.append(quantity("hours_to_lifted", 64 * cut, 16 * spread * cut, top=float(HOURS)))
    return [*rows, {**quantity("separated", 0.04 * cut), "p05": 0.0, "p50": 0.0, "p95": 0.0}]


def _evening(hour: int) -> float:
    return 0.55 + 0.45 * float(np.exp(-((((hour + 13) % 24) - 19) ** 2) / 14))


def region_rows(iso: str, cut: float, spread: float, weight: float) -> list[dict[str, Any]]:
    """Rows of one region: over the run, and by hour."""
    share = min(0.75, 0.1 + weight) * cut
    demand = 500.0
    rows = [
        quantity(name, centre, wide * spread, region=iso)
        for name, centre, wide in (
            ("peak_cut_mw", demand * share, 60 * cut), ("peak_cut_share", share, 0.07 * cut),
            ("raid_peak_cut_share", weight * cut, 0.05 * cut), ("raid_unserved_mwh", 9000 * weight * cut, 800 * cut),
            ("emergency", min(1.0, 2 * weight) * cut, 0.0), ("people_without_power_peak", 1.4e6 * share, 1e5 * cut),
            ("hours_cut", 60 * share, 6 * cut),
        )
    ]  # fmt: skip
    for hour in range(HOURS):
        now = share * _evening(hour) * (0.4 + 0.6 * float(np.exp(-hour / 30)))
        raid = weight * cut * float(np.exp(-hour / 20))
        rows += [
            quantity("demand_mw", demand, region=iso, hour=hour),
            quantity("cut_mw", demand * now, 20 * spread * cut, region=iso, hour=hour),
            quantity("cut_share", now, 0.04 * spread * cut, region=iso, hour=hour),
            quantity("raid_cut_mw", demand * raid, 10 * spread * cut, region=iso, hour=hour),
        ]
    return rows


def hour_rows(cut: float, spread: float) -> list[dict[str, Any]]:
    """Rows of the whole country by hour."""
    rows = []
    for hour in range(HOURS):
        fade = float(np.exp(-hour / 25))
        parts = {
            "damage": 900 * fade,
            "automatic": 1300 * float(hour < 2),
            "emergency": 2600 * fade,
            "scheduled": 1500 * (1 - fade),
        }
        mw = {cause: value * cut * _evening(hour) for cause, value in parts.items()}
        total = sum(mw.values())
        rows += [quantity(f"cut_{cause}_mw", value, value * 0.1 * spread, hour=hour) for cause, value in mw.items()]
        rows.append(quantity("cut_mw", total, total * 0.16 * spread, hour=hour))
        rows.append(quantity("cut_share", total / 14_000, total / 14_000 * 0.16 * spread, hour=hour))
        rows.append(quantity("demand_mw", 14_000 * _evening(hour), hour=hour))
    return rows


def run_json(**changed: Any) -> dict[str, Any]:
    return {
        "id": "20260101T000000-abcd", "created": "2026-01-01T00:00:00Z", "version": "0.1.0", "kind": "assess",
        "seed": 5, "draws": 400, "hours": HOURS, "form": "public", "raid_date": "2022-12-05", "raid_hour": 13,
        "published": "2022-12-06",
        "report": {"name": "2022-12-05.uk.txt", "sha256": "0" * 64, "language": "uk"},
        "title": {"uk": "Масована ракетна атака 5 грудня 2022 року", "en": "The mass missile raid of 5 December 2022"},
        "young": False, "energised_hit_regions": list(HIT),
        "inputs": {"launched": [{"kind": "missile", "n_min": 71, "n_max": 80}], "regions_hit": list(HIT)},
        "base": {"deficit_share_peak": 0.17}, **changed,
    }  # fmt: skip


PLAN: dict[str, Any] = {
    "pack": "ua", "unit": "mwh", "currency": "EUR", "budget": 50e6, "draws": 10, "seed": 1, "robust": None,
    "campaign": None, "invented": False, "objective": "raid_unserved_mwh", "titles": {"uk": "План", "en": "A plan"},
    "base": {"objective": {"mean": 4000.0, "low": 3000.0, "high": 5000.0}},
    "ranking": [{"place": 1, "option": "g", "titles": {"uk": "Габіони", "en": "Gabions"}, "class": "protection",
                 "cost": {"mid": 5e6}, "gain": {"mean": 500.0, "low": 300.0, "high": 700.0},
                 "per_million": {"mean": 100.0, "low": 60.0, "high": 140.0}, "not_told_apart": [], "chosen": 1,
                 "chosen_share": 0.9}],
    "plan": {"chosen": [{"option": "g", "n": 1}], "cost": 5e6, "exact": True, "gap": None, "not_told_apart": [],
             "gain": {"mean": 500.0, "low": 300.0, "high": 700.0},
             "per_million": {"mean": 100.0, "low": 60.0, "high": 140.0},
             "steps": [{"option": "g", "titles": {"uk": "Габіони", "en": "Gabions"}, "cost": 5e6,
                        "gain": {"mean": 500.0, "low": 300.0, "high": 700.0}, "per_million": {"mean": 100.0}}]},
    "resampling": {"same": 0.9, "sets": 4}, "one_more": [], "hinges": [],
    "frontier": [{"budget": b * 1e6, "cost": 5e6, "per_million": {"mean": 100.0},
                  "chosen": [{"n": 1, "option": "g", "titles": {"uk": "Габіони", "en": "Gabions"}}],
                  "gain": {"mean": 10.0 * b, "low": 5.0 * b, "high": 15.0 * b}} for b in (10, 30, 50)],
}  # fmt: skip


def write_run(
    folder: Path,
    *,
    cut: float = 1.0,
    spread: float = 1.0,
    facts: dict[str, Any] | None = None,
    scenario: bool = False,
    without: tuple[str, ...] = (),
    **changed: Any,
) -> Path:
    """Write a whole run folder; `changed` are fields of run.json, `without` what it lacks: "raid", "grid"."""
    (folder / "tables").mkdir(parents=True)
    rows = national_rows(cut, spread) + hour_rows(cut, spread)
    modelled = [iso for iso in REGIONS if iso not in MAP_ONLY]
    for place, iso in enumerate(modelled):
        rows += region_rows(iso, cut, spread, 0.32 if iso in HIT else 0.01 * place)
    table = pl.DataFrame(rows, schema=SCHEMAS["quantities"])
    if "raid" in without:
        none = pl.lit(0.0)
        flown = pl.col("quantity").is_in(WEAPONS)
        table = table.with_columns(
            pl.when(flown).then(none).otherwise(pl.col(name)).alias(name) for name in ("mean", "se", *LEVELS)
        )
        changed = {"inputs": {"launched": [], "regions_hit": []}, **changed}
        facts = facts or {"summary": {}, "facts": [], "notes": []}
    if "grid" in without:
        table = table.filter(pl.col("quantity").is_in(WEAPONS))
    table.write_parquet(folder / "tables" / "quantities.parquet")
    kinds = [
        {"draw": draw, "kind": "cruise", "launched": 76, "stopped": 52 + draw % 17, "lost": 1, "leaked": 23 - draw % 17}
        for draw in range(100)
        if "raid" not in without
    ]
    pl.DataFrame(kinds, schema=SCHEMAS["outcome_kinds"]).write_parquet(folder / "tables" / "outcome_kinds.parquet")
    run = run_json(**({"kind": "run", "report": None} if scenario else {}), **changed)
    (folder / "run.json").write_text(json.dumps(run, ensure_ascii=False), encoding="utf-8")
    if not scenario:
        told = facts or {"summary": SUMMARY, "facts": FACTS, "notes": []}
        (folder / "facts.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assumed = ASSUMPTIONS[: 2 if "raid" in without else None]
    (folder / "assumptions.json").write_text(json.dumps(assumed, ensure_ascii=False), encoding="utf-8")
    return folder


def square_geometry() -> dict[str, Any]:
    """27 squares in rows, with the city of Kyiv inside its oblast."""
    features = []
    codes = [iso for iso in REGIONS if iso != "UA-30"]
    for place, iso in enumerate(codes):
        west, south = 22.5 + 2.4 * (place % 7), 44.5 + 2.0 * (place // 7)
        features.append(_square(iso, west, south, 2.4, 2.0))
        if iso == "UA-32":
            features.append(_square("UA-30", west + 0.9, south + 0.8, 0.5, 0.4))
    return {"type": "FeatureCollection", "features": features}


def _square(iso: str, west: float, south: float, wide: float, high: float) -> dict[str, Any]:
    ring = [[west, south], [west + wide, south], [west + wide, south + high], [west, south + high], [west, south]]
    label = [west + wide / 2, south + high / 2]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": geometry, "properties": {"id": iso, "label": label}}


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Path]:
    """Write a run under a fresh folder; see `write_run` for what can be changed."""
    made: list[Path] = []

    def make(**changed: Any) -> Path:
        made.append(write_run(tmp_path / f"run{len(made)}", **changed))
        return made[-1]

    return make


@pytest.fixture
def geometry() -> dict[str, Any]:
    return square_geometry()


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small briefing as PDF: it withholds regions."""
    from oberih.report.paper.pdf import pdf

    return pdf(findings(write_run(tmp_path_factory.mktemp("paper") / "run", young=True)), "en", geometry={})


@pytest.fixture(scope="session")
def pdf_ua() -> Any:
    """The checker of PDF/UA; tests are imported one by one, so that none can import its neighbour by name."""
    spec = spec_from_file_location("pdf_ua", Path(__file__).with_name("pdf_ua.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def plan() -> dict[str, Any]:
    """What `oberih plan` writes, in short."""
    return PLAN


@pytest.fixture
def write_fact() -> Callable[..., dict[str, Any]]:
    return fact


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """The page of a run with these changes, made once for all tests that read it."""
    made: dict[str, str] = {}

    def page(lang: Lang, **changed: Any) -> str:
        key = f"{lang} {sorted(changed.items())}"
        if key not in made:
            folder = write_run(tmp_path_factory.mktemp("page") / "run", **changed)
            made[key] = write_briefing(folder, lang, geometry=square_geometry()).read_text(encoding="utf-8")
        return made[key]

    return page
