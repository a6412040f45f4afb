"""What the record of raids says, in the words and tables of a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from rich.table import Table

from oberih.report.names import shown_name
from oberih.terms.regions import REGIONS
from oberih.terms.words import Lang, say, word_list

NOT_SAID = "—"
_WHOLE = ("raid", "source", "count", "missiles", "drones")
#: sources abreast in one table: a name of a report takes 19 columns, and a terminal has 80 to 120
_ABREAST = 3
_SIGNS = {">": ">", ">=": "≥", "<": "≤", "~": "≈"}


def head(lang: Lang, *names: str) -> Table:
    """An empty table with its column names in words; days and names to type stay whole on a narrow terminal."""
    table = Table()
    for name in names:
        table.add_column(say(f"recordbook.column_{name}", lang), no_wrap=name in _WHOLE)
    return table


def bounds(low: int | None, high: int | None) -> str:
    """A range as short as can be.

    >>> bounds(70, 70), bounds(63, 109), bounds(71, None), bounds(None, 35), bounds(None, None)
    ('70', '63–109', '≥ 71', '≤ 35', '—')
    """
    if low is None:
        return NOT_SAID if high is None else f"≤ {high}"
    if high is None:
        return f"≥ {low}"
    return f"{low}" if low == high else f"{low}–{high}"


def amount(row: Mapping[str, Any], lang: Lang) -> str:
    """The number of one statement: as a report words it, or as a table counts it.

    >>> amount({"op": ">", "n": 70, "n_min": 71, "n_max": None, "source_kind": "report"}, "en")
    '> 70'
    """
    if row["op"] in ("most", "all", "some", "none"):
        return say(f"recordbook.op_{row['op']}", lang)
    if row["source_kind"] == "report" and row["op"] in _SIGNS:
        return f"{_SIGNS[row['op']]} {row['n']}"
    return bounds(row["n_min"], row["n_max"])


def what(row: Mapping[str, Any], lang: Lang) -> str:
    """What a statement is about: launched, stopped …; and whether of the whole day, of a part, or corrected since."""
    words = say(f"recordbook.what_{row['what']}", lang)
    if row["scope"] == "day":
        words = say("recordbook.scope_day", lang, what=words)
    for name in ("part", "superseded"):
        if row[name]:
            words = say(f"recordbook.{name}", lang, what=words)
    return words


def of_what(row: Mapping[str, Any], lang: Lang) -> str:
    """Weapons by their name, regions by theirs, cuts by their kind."""
    if row["region"]:
        place = REGIONS[row["region"]].name(lang) if row["region"] in REGIONS else row["region"]
        return f"{place} ({_outage(row['kind'], lang)})" if row["what"] == "outage" else place
    if row["what"] == "outage":
        return _outage(row["kind"], lang)
    return weapons(row["family"] or row["kind"], lang)


def weapons(name: str | None, lang: Lang) -> str:
    """A kind or a family of weapons, in the plural."""
    if name in (None, "person", "unit"):
        return ""
    if f"recordbook_family.{name}" in word_list():
        return say(f"recordbook_family.{name}", lang)
    key = f"briefing_kind.{name}"
    return say(key, lang).split("|")[1] if key in word_list() else str(name)


def _outage(kind: str | None, lang: Lang) -> str:
    key = f"recordbook.outage_{kind}"
    return say(key, lang) if key in word_list() else str(kind or "")


def speaker(row: Mapping[str, Any], lang: Lang) -> str:
    """Who says it, in the script of the reader."""
    name = row["speaker"] or row["organisation"]
    return plain(shown_name(name, lang)) if name else ""


def plain(text: str) -> str:
    """Words of a stranger without what a terminal would obey.

    >>> plain("70\\x1b[31m missiles")
    '70 [31m missiles'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)


def reasons(found: pl.DataFrame, lang: Lang) -> Table:
    """Why rows were set aside or mended: one line a reason."""
    table = head(lang, "state", "rows", "line", "reason")
    for row in found.iter_rows(named=True):
        sentence = say(row["reason"], lang, found=row["found"])
        table.add_row(say(f"recordbook.state_{row['state']}", lang), str(row["rows"]), str(row["line"]), sentence)
    return table


def listing(found: pl.DataFrame, lang: Lang) -> Table:
    """Raids, one a line: stopped of launched."""
    table = head(lang, "raid", "missiles", "drones", "regions", "reports", "conflicts")
    for row in found.iter_rows(named=True):
        beside = [NOT_SAID if row["regions_hit"] is None else row["regions_hit"], row["reports"], row["conflicts"]]
        table.add_row(str(row["raid_date"]), _of(row, "missiles"), _of(row, "drones"), *map(str, beside))
    return table


def _of(row: Mapping[str, Any], name: str) -> str:
    """How many were stopped of how many launched: "58 / 70".

    >>> _of({"a_min": 70, "a_max": 70, "a_stopped_min": 58, "a_stopped_max": 60}, "a")
    '58–60 / 70'
    """
    launched = bounds(row[f"{name}_min"], row[f"{name}_max"])
    stopped = bounds(row[f"{name}_stopped_min"], row[f"{name}_stopped_max"])
    return NOT_SAID if launched == stopped == NOT_SAID else f"{stopped} / {launched}"


def sheet(rows: Sequence[Mapping[str, Any]], lang: Lang) -> Table:
    """All that is said of one raid, with its source, speaker and words; by waves where a table tells of several."""
    waves = {(row["source"], row["begins"]) for row in rows if row["source_kind"] == "table"}
    several = {source for source, _ in waves if sum(source == other for other, _ in waves) > 1}
    table = head(lang, "source", "what", "kind", "count", "by", "quote")
    for row in rows:
        who = speaker(row, lang)
        told = what(row, lang)
        if row["source"] in several:
            told += f", {row['begins']:%H:%M}–{row['ends']:%H:%M}"
        table.add_row(
            row["source"], told, of_what(row, lang), amount(row, lang), who, plain(row["quote"] or ""),
        )  # fmt: skip
    return table


def beside(lines: Sequence[Mapping[str, Any]], lang: Lang) -> list[Table]:
    """What the sources of one raid say of the same thing, side by side; as many tables as a terminal has room for."""
    named = list(lines[0]["cells"]) if lines else []
    tables = []
    for start in range(0, len(named), _ABREAST):
        part = named[start : start + _ABREAST]
        table = head(lang, "what", "kind")
        for name in part:
            table.add_column(name)
        for line in lines:
            cells = [[_short(each, lang) for each in line["cells"][name]] for name in part]
            if any(cells):
                words = say(f"recordbook.what_{line['what']}", lang)
                table.add_row(words, weapons(line["kind"], lang), *("; ".join(dict.fromkeys(cell)) for cell in cells))
        tables.append(table)
    return tables


def _short(row: Mapping[str, Any], lang: Lang) -> str:
    """A statement in a cell: its number, or its place; and whose it is, where a report quotes somebody."""
    words = of_what(row, lang) if row["what"] in ("hit", "outage") else amount(row, lang)
    if row["scope"] == "day":
        words = say("recordbook.scope_day", lang, what=words)
    who = speaker(row, lang)
    return f"{words} ({who})" if who else words


def contradictions(found: pl.DataFrame, lang: Lang) -> list[str]:
    """One line a pair of sources that cannot both be right."""
    lines = []
    for row in found.iter_rows(named=True):
        sides = []
        for letter in "ab":
            by = row[f"by_{letter}"]
            op = row[f"op_{letter}"]
            number = bounds(row[f"{letter}_min"], row[f"{letter}_max"])
            if op in ("most", "all", "some", "none"):
                number = say(f"recordbook.op_{op}", lang)
            name = row[f"source_{letter}"] + (f" ({shown_name(by, lang)})" if by else "")
            sides.append(f"{name}: {number}")
        about = " ".join(filter(None, (say(f"recordbook.what_{row['what']}", lang), weapons(row["kind"], lang))))
        lines.append(f"{about} — {'; '.join(sides)}")
    return lines


def nearest(found: pl.DataFrame, lang: Lang) -> Table:
    """Raids near one, one a line."""
    table = head(lang, "raid", "distance", "launched", "share", "regions", "missing")
    for row in found.iter_rows(named=True):
        share = NOT_SAID if row["stopped_share"] is None else f"{100 * row['stopped_share']:.0f} %"
        regions = NOT_SAID if row["regions_hit"] is None else str(row["regions_hit"])
        launched = f"{'≈ ' if row['launched_is_bound'] else ''}{row['launched']}"
        table.add_row(str(row["raid_date"]), f"{row['distance']:.2f}", launched, share, regions,
                      parts(row["missing"], lang))  # fmt: skip
    return table


def parts(names: Iterable[str], lang: Lang) -> str:
    """Parts of the distance in words."""
    return ", ".join(say(f"recordbook.part_{name}", lang) for name in names)
