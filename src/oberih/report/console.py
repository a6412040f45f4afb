"""A run in a few lines for a terminal."""

from pathlib import Path

from oberih.report.base import Comparison, Finding, Findings
from oberih.report.findings import findings
from oberih.report.render import regions_of, render
from oberih.report.told import row_name, title
from oberih.terms.words import Lang, say

#: what a terminal shows of the comparisons; the page has them all
_SHOWN = ("launched", "stopped", "units_tripped", "outage", "peak_cut_share", "next_day_deficit_share")


def console_summary(folder: Path | str, lang: Lang) -> list[str]:
    """About ten short lines: reported beside modelled, who loses most, when the light returns, what is not known."""
    found = findings(folder)
    with regions_of(found.run):
        return _lines(found, lang)


def _lines(found: Findings, lang: Lang) -> list[str]:
    run = found.run
    lines = [
        say("briefing.console_title", lang, title=title(run, lang), draws=run.draws, draws_n=run.draws, seed=run.seed)
    ]
    if run.invented:
        lines.append(say("briefing.invented", lang))
    lines += [_line(row, lang, run.kind) for row in found.comparisons if row.key in _SHOWN]
    if run.withheld:
        lines.append(say("briefing.console_withheld", lang))
    elif found.worst.codes:
        lines.append(render(Finding("finding.worst_regions", {"regions": found.worst}), lang))
    lines += [render(each, lang) for each in found.restoration]
    gaps = [render(each, lang) for each in found.gaps[:2]]
    return [*lines, say("briefing.console_unknown", lang, gaps=" ".join(gaps))]


def _line(row: Comparison, lang: Lang, kind: str) -> str:
    name, model = row_name(row, lang), render(row.model, lang)
    if row.reported is None:
        return say("briefing.console_row", lang, row=name, model=model)
    key = "console_row_both" if kind == "assess" else "console_row_stated"
    return say(f"briefing.{key}", lang, row=name, reported=render(row.reported, lang), model=model)
