"""Numbers of a briefing as they are read, each found again in what `--explain` says of the same part."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from oberih import jobs
from oberih.jobs.briefing import Asked, briefing, explain
from oberih.report.explain import Traced, explained
from oberih.report.findings import findings
from oberih.report.paper.markdown import markdown
from oberih.report.paper.pdf import pictures_of
from oberih.terms.words import LANGS, Lang, say, word_list

MakeRun = Callable[..., Path]
NUMBER = re.compile(r"\d+(?:[.,\u202f]\d+)*")
SIMILAR = [{"day": "23 November 2022", "flew": "70", "stopped": "73%", "said": "4"}]
QUEUES = {
    "draw": 7, "regions": ["UA-05"], "columns": ["Region", "5 Dec", "6 Dec"], "caption": "Hours (draw 7)",
    "rows": [["Vinnytsia", "2.5 h + 10.0 h ✕", "3.5 h"]],
}  # fmt: skip


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(unicodedata.normalize("NFC", text.replace("\\", "").replace("\u2060", ""))))


def literals(lang: Lang) -> list[str]:
    """What sentences of the word list hold of numbers by themselves ("90% interval"), the longest first."""
    found = set()
    for key, said in word_list().items():
        if key.split(".")[0].startswith(("briefing", "paper", "finding", "open", "plan", "notes")):
            found |= {part for part in re.split(r"\{[^}]*\}|\|", said[lang]) if re.search(r"\d", part)}
    return sorted(found, key=len, reverse=True)


def parts_of(text: str, lang: Lang) -> dict[str, str]:
    """A Markdown briefing by its headings of the first and second order; deeper ones belong to those above."""
    out, name = {}, ""
    for line in text.splitlines():
        if line.startswith("# "):
            out[name := say("briefing.brand", lang)] = line
        elif line.startswith(("## ", "### ")) and any(line.endswith(each) for each in own_parts(lang)):
            out[name := line.lstrip("# ")] = ""
        else:
            out[name] += "\n" + line
    return out


def own_parts(lang: Lang) -> list[str]:
    names = ("briefing.h_summary", "paper.h_beside", "paper.h_calibration", "briefing.h_reported", "briefing.h_toll",
             "briefing.h_elsewhere", "briefing.h_regions", "briefing_people.heading", "paper.h_queues",
             "paper.h_helped", "paper.h_similar", "briefing.h_return", "briefing.h_unknown", "briefing.h_assumptions",
             "briefing.h_run")  # fmt: skip
    return [say(name, lang) for name in names]


def without_literals(text: str, lang: Lang) -> str:
    for each in literals(lang):
        text = text.replace(each, " ")
    return text


def unexplained(text: str, rows: list[Traced], lang: Lang) -> dict[str, set[str]]:
    """By part, the numbers that a reader meets and no row of the same part explains."""
    known: dict[str, set[str]] = {}
    for row in rows:
        known.setdefault(row.part, set()).update(numbers(f"{row.name} {row.shown}"))
    left = {}
    for part, said in parts_of(text, lang).items():
        if missing := numbers(without_literals(said, lang)) - known.get(part, set()):
            left[part] = missing
    return left


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("changed", [{}, {"scenario": True, "raid_date": None}, {"draws": 1, "spread": 0.0}])
def test_every_number_that_is_read_is_explained(
    make_run: MakeRun, plan: dict[str, Any], lang: Lang, changed: dict[str, Any]
) -> None:
    found = findings(make_run(**changed))
    beside: dict[str, Any] = {"similar": SIMILAR, "queues": QUEUES, "plan": plan}
    rows = explained(found, lang, **beside)
    text = markdown(found, lang, **beside)
    assert len(parts_of(text, lang)) >= 8
    assert unexplained(text, rows, lang) == {}
    # and the test can fail
    less = [row for row in rows if "peak_cut_share" not in row.key]
    assert set(unexplained(text, less, lang)) >= {say("paper.h_beside", lang), say("briefing.h_regions", lang)}


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_said_of_pictures_is_explained_too(make_run: MakeRun, geometry: dict[str, Any], lang: Lang) -> None:
    found = findings(make_run())
    known = set().union(*(numbers(row.shown) for row in explained(found, lang)))
    for name, (_, alt) in pictures_of(found, lang, geometry).items():
        assert numbers(without_literals(alt, lang)) <= known, name


def test_the_shares_stopped_are_found_again(make_run: MakeRun) -> None:
    folder = make_run()
    rows = [row for row in explained(findings(folder), "en") if row.part == say("paper.h_calibration", "en")]
    law, drawn = rows
    assert (law.table, law.key, law.shown) == ("assumptions.json", "share_cruise", "77% (62–89%)")
    with duckdb.connect() as db:
        db.execute(f"CREATE VIEW outcome_kinds AS SELECT * FROM '{folder / 'tables' / 'outcome_kinds.parquet'}'")
        ((answer,),) = db.execute(drawn.query).fetchall()
    low, middle, high = (f"{100 * each:.0f}" for each in answer)
    assert drawn.shown == f"{middle}% ({low}–{high}%)"


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_a_briefing_of_a_real_run_is_explained(tmp_path: Path, lang: Lang) -> None:
    report = Path(jobs.__file__).parents[1] / "examples" / "2022-12-05.uk.txt"
    own = tmp_path / "c.sqlite"
    run = jobs.assess(
        report, jobs.Options(draws=20, seed=5, hours=48, out=tmp_path / "run", catalogue=own, langs=(lang,))
    )
    asked = Asked(run=str(run.folder), langs=(lang,), formats=("md",), out=tmp_path, catalogue=own)
    rows = explain(asked)
    (path,) = briefing(asked)
    assert unexplained(path.read_text(encoding="utf-8"), rows, lang) == {}
    for row in rows:
        if row.query.startswith("SELECT"):
            assert run.query(row.query).height >= 1, row
