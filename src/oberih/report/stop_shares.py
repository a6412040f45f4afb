"""How a run is calibrated: the share of each kind stopped in one raid, by the record, beside this run's draws."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from oberih.report.base import Assumption, Comparison, Interval, StopShare, Unit
from oberih.report.numbers import span, texts
from oberih.report.render import weapon
from oberih.terms.kinds import KINDS
from oberih.terms.words import Lang, say

#: the answer of one query over a run's tables; {kind} is a kind of weapon
QUERY = (
    "SELECT quantile_cont(stopped / launched, [0.05, 0.5, 0.95]) FROM outcome_kinds "
    "WHERE kind = '{kind}' AND launched > 0"
)
_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def stop_shares(
    folder: Path, assumptions: Iterable[Assumption], compared: Iterable[Comparison]
) -> tuple[StopShare, ...]:
    """One row a kind that flew and that the record has a share of, in the order of kinds.

    The record's share is the law that an anchored defence follows (run.json), else the law that the run drew from
    (assumptions.json): of a calibration file, of published totals, or given.
    """
    drawn = _drawn(folder)
    laws = {**_assumed(assumptions), **_anchored(folder)}
    reported = _reported(compared)
    return tuple(
        StopShare(kind=kind, model=drawn[kind], reported=reported.get(kind), **laws[kind])
        for kind in KINDS
        if kind in drawn and kind in laws
    )


def told_shares(rows: Iterable[StopShare], lang: Lang) -> list[dict[str, str]]:
    """The rows in words: the record's mean and this run's median, each with nine in ten in brackets."""
    out = []
    for row in rows:
        low, mean, high = texts([row.low, row.mean, row.high], Unit.SHARE, lang)
        p05, p50, p95 = texts([row.model.p05, row.model.p50, row.model.p95], Unit.SHARE, lang)
        said = "" if row.reported is None else texts([row.reported], Unit.SHARE, lang)[0]
        name = weapon(row.kind, None, lang)
        out.append(
            {
                "name": name[:1].upper() + name[1:],
                "record": f"{mean} ({span(low, high)})",
                "model": p50 if p05 == p95 else f"{p50} ({span(p05, p95)})",
                "reported": said or "—",
            }
        )
    return out


def desc(rows: Iterable[StopShare], lang: Lang) -> str:
    """What the picture of them shows, for those who do not see it."""
    parts = [say("paper.alt_calibration_row", lang, **row) for row in told_shares(rows, lang)]
    return " ".join((say("paper.alt_calibration", lang), *parts))


def _drawn(folder: Path) -> dict[str, Interval]:
    """Share stopped over the draws in which a kind flew, by kind."""
    path = folder / "tables" / "outcome_kinds.parquet"
    if not path.exists():
        return {}
    share = pl.col("stopped") / pl.col("launched")
    rows = (
        pl.read_parquet(path, columns=["kind", "launched", "stopped"])
        .filter(pl.col("launched") > 0)
        .group_by("kind")
        .agg(
            share.mean().alias("mean"), (share.std() / pl.len().sqrt()).fill_null(0.0).alias("se"),
            *(share.quantile(q, "linear").alias(name) for name, q in _QUANTILES.items()),
        )
    )  # fmt: skip
    return {str(row.pop("kind")): Interval(**row) for row in rows.iter_rows(named=True)}


def _assumed(assumptions: Iterable[Assumption]) -> dict[str, dict[str, Any]]:
    return {
        each.key.removeprefix("share_"): {
            "mean": float(str(each.value)), "low": float(str(each.low)), "high": float(str(each.high)),
            "file": "assumptions.json", "key": each.key,
        }
        for each in assumptions
        if each.key.removeprefix("share_") in KINDS and each.key.startswith("share_")
    }  # fmt: skip


def _anchored(folder: Path) -> dict[str, dict[str, Any]]:
    raw = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    kinds: Mapping[str, Any] = (raw.get("anchor") or {}).get("kinds") or {}
    return {
        kind: {
            "mean": said["share_wanted"]["mean"], "low": said["share_wanted"]["p05"],
            "high": said["share_wanted"]["p95"], "file": "run.json", "key": f"anchor.kinds.{kind}.share_wanted",
        }
        for kind, said in kinds.items()
    }  # fmt: skip


def _reported(compared: Iterable[Comparison]) -> dict[str, float]:
    """Share stopped of this raid, where its report counts both what flew of a kind and what was stopped of it."""
    counts: dict[str, dict[str, float]] = {}
    for row in compared:
        said = row.figure
        if row.kind is not None and said is not None and said.op == "=" and said.n is not None:
            counts.setdefault(row.kind, {})[row.key] = said.n
    return {
        kind: each["stopped"] / each["launched"]
        for kind, each in counts.items()
        if each.get("launched") and each.get("stopped", float("inf")) <= each["launched"]
    }
