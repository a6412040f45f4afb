"""What a run does not hold, said at the top of a briefing instead of left blank."""

from oberih.report.base import Findings
from oberih.terms.words import Lang, say


def missing(found: Findings, lang: Lang) -> list[str]:
    """What a run does not hold, said instead of left blank."""
    out = []
    flown = [row.interval.p95 > 0 for row in found.comparisons if row.key == "launched" and row.interval]
    if not any(flown):
        out.append(say("paper.no_raid", lang))
    rows = found.national_hours
    if not rows.height:
        out.append(say("paper.no_grid", lang))
    elif not rows.filter(rows["quantity"] == "cut_mw")["p95"].sum():
        out.append(say("paper.no_cuts", lang))
    return out
