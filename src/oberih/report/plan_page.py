"""A plan as a page shows it: its sections, the charts in them, and what each sum of money leaves of the base."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oberih.report.plan import Section, figure, interval, money, sections
from oberih.terms.words import Lang, say

Row = Mapping[str, Any]
#: what each section is called in an address, by the part of the plan that it tells; charts have the same names
NAMES = {"ranking, base": "first", "draws, seed": "how", "one_more": "one-more"}
CHARTS = ("frontier", "ranking", "one_more")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page; `chart` is its name, or nothing."""

    name: str
    section: Section
    chart: str = ""
    chart_title: str = ""


def parts(said: Row, lang: Lang) -> list[Part]:
    """All of a plan in its order, with what is left of the base after the frontier."""
    out = []
    for section in sections(said, lang):
        name, chart = NAMES.get(section.of, section.of), section.of if section.of in CHARTS else ""
        out.append(Part(name, _listed(section), chart, _title(chart, said, lang)))
        if chart == "frontier":
            out.append(Part("base", _against_base(said, lang)))
        if chart == "one_more" and any(row["chosen_share"] > 0 for row in said["ranking"]):
            out.append(Part("shares", _shares(said, lang), "shares", _title("shares", said, lang)))
    return out


def _title(chart: str, said: Row, lang: Lang) -> str:
    return say(f"planpage.chart_{chart}", lang, unit=say(f"plan.unit_{said['unit']}", lang)) if chart else ""


def _listed(section: Section) -> Section:
    """Lines as a page has them: Markdown's dashes are its own lists."""
    lines = tuple(line.removeprefix("- ") for line in section.lines)
    return Section(section.heading, lines, section.columns, section.rows)


def _shares(said: Row, lang: Lang) -> Section:
    percent = "%" if lang == "en" else "\u00a0%"
    found = sorted((row for row in said["ranking"] if row["chosen_share"] > 0), key=lambda row: -row["chosen_share"])
    rows = tuple((row["titles"][lang], f"{figure(100 * row['chosen_share'], lang)}{percent}") for row in found)
    columns = (say("plan.column_option", lang), say("plan.column_share", lang))
    lead = say("planpage.shares_lead", lang, sets=said["resampling"]["sets"])
    return Section(say("planpage.shares_title", lang), (lead,), columns, rows)


def _against_base(said: Row, lang: Lang) -> Section:
    unit, base = say(f"plan.unit_{said['unit']}", lang), said["base"]["objective"]
    percent = "%" if lang == "en" else "\u00a0%"
    rows = [(say("planpage.base_row", lang), "—", figure(base["mean"], lang), "—", "—")]
    for row in said["frontier"]:
        gain = row["gain"]["mean"]
        share = f"{figure(100 * gain / base['mean'], lang)}{percent}" if base["mean"] > 0 else "—"
        rows.append(
            (
                money(row["budget"], said["currency"], lang), money(row["cost"], said["currency"], lang),
                figure(base["mean"] - gain, lang), interval(row["gain"], lang), share,
            )
        )  # fmt: skip
    columns = tuple(
        say(key, lang, unit=unit)
        for key in ("plan.column_budget", "planpage.col_spent", "planpage.col_left", "planpage.col_less",
                    "planpage.col_share")
    )  # fmt: skip
    lead = say("planpage.base_lead", lang, base=interval(base, lang), unit=unit)
    return Section(say("planpage.base_title", lang), (lead,), columns, tuple(rows))
