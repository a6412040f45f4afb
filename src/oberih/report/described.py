"""What the hourly pictures of a briefing show, in a sentence for those who do not see them."""

import polars as pl

from oberih.report.base import Unit
from oberih.report.clock import Clock
from oberih.report.colours import CAUSES
from oberih.report.numbers import texts
from oberih.report.render import region_name
from oberih.terms.words import Lang, say


def curve_desc(rows: pl.DataFrame, clock: Clock, lang: Lang) -> str:
    cut = rows.filter(pl.col("quantity") == "cut_mw").sort("p50", descending=True, maintain_order=True)
    worst = cut.row(0, named=True)
    if cut["p95"].max() == 0:
        return say("briefing.curve_desc_zero", lang)
    peak = texts([worst["p50"]], Unit.MW, lang)[0]
    return say("briefing.curve_desc", lang, peak=peak, when=clock.told(worst["hour"], lang))


def cause_desc(rows: pl.DataFrame, lang: Lang) -> str:
    parts = []
    for cause in CAUSES:
        energy = rows.filter(pl.col("quantity") == f"cut_{cause}_mw")["mean"].sum()
        parts.append(f"{say(f'briefing.cause_{cause}', lang)} — {texts([float(energy)], Unit.MWH, lang)[0]}")
    return say("briefing.cause_desc", lang, parts="; ".join(parts))


def heat_desc(rows: pl.DataFrame, clock: Clock, lang: Lang) -> str:
    shares = rows.filter(pl.col("quantity") == "cut_share").sort("p50", descending=True, maintain_order=True)
    worst = shares.row(0, named=True)
    share = texts([worst["p50"]], Unit.SHARE, lang)[0]
    region = region_name(worst["region"], lang)
    return say("briefing.heat_desc", lang, region=region, share=share, when=clock.told(worst["hour"], lang))
