"""The briefing as PDF and Markdown: tagged, whole in both languages, each number traceable."""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pypdf import PdfReader

from oberih.jobs import briefing as jobs_briefing
from oberih.jobs.briefing import Asked, briefing, explain
from oberih.report.explain import explained
from oberih.report.findings import Published, findings
from oberih.report.page import briefing_html
from oberih.report.paper.markdown import markdown
from oberih.report.paper.pdf import pdf
from oberih.terms.errors import RunError
from oberih.terms.words import LANGS, Lang, say

MakeRun = Callable[..., Path]
CASES: dict[str, dict[str, Any]] = {
    "assessed": {},
    "internal": {"form": "internal", "young": True},
    "young": {"young": True},
    "scenario": {"scenario": True, "raid_date": None},
    "one draw": {"draws": 1, "spread": 0.0},
    "no cuts": {"cut": 0.0},
    "no raid": {"without": ("raid",)},
    "no grid": {"without": ("grid",)},
    "neither": {"without": ("raid", "grid"), "raid_date": None, "raid_hour": None},
    "no time": {"raid_date": None, "raid_hour": None},
}
SIMILAR = [{"day": "23 November 2022", "flew": "70", "stopped": "73%", "said": "—"}]
FAST = ("assessed", "internal")


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "case", [case if case in FAST else pytest.param(case, marks=pytest.mark.slow) for case in CASES]
)
def test_every_kind_of_run_gives_a_tagged_paper(
    make_run: MakeRun, geometry: dict[str, Any], pdf_ua: Any, case: str, lang: Lang
) -> None:
    found = findings(make_run(**CASES[case]))
    reader = PdfReader(io.BytesIO(pdf(found, lang, geometry=geometry, similar=SIMILAR)))
    assert pdf_ua.faults(reader) == []
    root = reader.trailer["/Root"]
    assert root["/Lang"] == lang
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == found.run.title[lang]
    figures = _elements(root["/StructTreeRoot"], "/Figure")
    assert all(each.get("/Alt") for each in figures)
    fonts = {name for page in reader.pages for name in _fonts(page)}
    assert fonts
    assert all("+" in name for name in fonts), "every font is embedded as a subset"
    said = text_of(reader)
    assert "\ufffd" not in said
    withheld = found.run.withheld
    named = "Vinnytsia" in said or "Вінниц" in said
    assert named is (bool(found.regions) or any("UA-05" in quote.places for quote in found.quotes))
    assert not (withheld and found.regions)
    for word in ("ДЛЯ СЛУЖБОВОГО КОРИСТУВАННЯ", "INTERNAL"):
        assert (word in said) is (found.run.internal and (lang == "uk") is (word[0] == "Д"))


def _elements(tree: Any, kind: str) -> list[Any]:
    found, waiting = [], [tree]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting += list(each)
        elif isinstance(each, dict):
            found += [each] if each.get("/S") == kind else []
            waiting += [each["/K"]] if "/K" in each else []
    return found


def _fonts(page: Any) -> list[str]:
    return [str(font.get_object()["/BaseFont"]) for font in page["/Resources"].get("/Font", {}).values()]


def test_the_same_run_gives_the_same_paper(make_run: MakeRun, geometry: dict[str, Any]) -> None:
    folder = make_run()
    assert pdf(findings(folder), "uk", geometry=geometry) == pdf(findings(folder), "uk", geometry=geometry)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
def test_plain_text_says_the_same(make_run: MakeRun, case: str, lang: Lang) -> None:
    found = findings(make_run(**CASES[case]))
    text = markdown(found, lang, similar=SIMILAR)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.count("|") - line.count("\\|") >= 3 for line in rows)
    assert found.run.title[lang] in text
    assert "23 November 2022" in text
    assert "<" not in text.replace("\\<", "")
    assert bool(re.search(r"INTERNAL|СЛУЖБОВОГО", text)) is found.run.internal


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_run_lacks_is_said_at_the_top(make_run: MakeRun, lang: Lang) -> None:
    lacks = {"no cuts": ["no_cuts"], "no raid": ["no_raid"], "no grid": ["no_grid"], "neither": ["no_raid", "no_grid"]}
    sentences = {key: say(f"paper.{key}", lang) for keys in lacks.values() for key in keys}
    for case, said in lacks.items():
        text = markdown(findings(make_run(**CASES[case])), lang)
        top, _, rest = text.partition(f"## {say('briefing.h_summary', lang)}\n")
        assert {key for key, sentence in sentences.items() if f"> {sentence}" in top} == set(said)
        assert rest.split("##")[0].strip()
        assert " 0 of about 0" not in text
    page = briefing_html(findings(make_run(**CASES["neither"])), lang, geometry={})
    assert all(f'<p class="notice">{sentences[key]}' in page for key in ("no_raid", "no_grid"))
    one = markdown(findings(make_run(draws=1, spread=0.0)), lang)
    assert f"> {say('briefing.one_draw', lang)}" in one


def test_markup_in_a_report_stays_letters(make_run: MakeRun) -> None:
    given = {"id": "f", "type": "launched", "scope": "event", "text": "**70** | <b>ракет</b> [x](http://y)"}
    text = markdown(findings(make_run(facts={"summary": {}, "facts": [given], "notes": []})), "uk")
    assert "\\*\\*70\\*\\* \\| \\<b\\>ракет\\</b\\> \\[x\\]" in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_is_found_again_by_its_query(make_run: MakeRun, lang: Lang) -> None:
    folder = make_run()
    found = findings(folder)
    rows = explained(found, lang)
    asked = [row for row in rows if row.table == "quantities"]
    assert len({row.key for row in asked}) > 100
    with duckdb.connect() as db:
        db.execute(f"CREATE VIEW quantities AS SELECT * FROM '{folder / 'tables' / 'quantities.parquet'}'")
        for row in asked:
            n_rows = len(db.execute(row.query).fetchall())
            assert n_rows >= found.run.hours if row.query.endswith("hour") else n_rows == 1, row
    peak = next(row for row in asked if row.key == "quantity=peak_cut_share")
    assert "33" in peak.shown
    facts = {row.key for row in rows if row.query == "facts[id]"}
    assert facts == {", ".join(quote.facts) for quote in (*found.quotes, *found.toll, *found.elsewhere)}
    assumed = {row.key for row in rows if row.table == "assumptions.json"}
    assert assumed == {row.key for row in found.assumptions}


def test_the_form_may_be_another_than_the_runs_own(make_run: MakeRun) -> None:
    folder = make_run(young=True)
    assert findings(folder).run.withheld
    assert not findings(folder, Published(form="internal")).run.withheld
    assert not findings(folder, Published(young=False)).run.withheld


def test_a_briefing_of_a_run_by_its_folder(make_run: MakeRun, tmp_path: Path) -> None:
    folder = make_run()
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**told, "pack": {"id": "ua", "state": "2022-12"}}), encoding="utf-8")
    asked = Asked(run=str(folder), langs=("en",), formats=("md", "html"), out=tmp_path, catalogue=tmp_path / "c.sqlite")
    assert [path.name for path in briefing(asked)] == ["briefing.en.md", "briefing.en.html"]
    assert explain(asked)
    (folder / "run.json").write_text(json.dumps({**told, "kind": "campaign"}), encoding="utf-8")
    with pytest.raises(RunError) as caught:
        briefing(asked)
    assert [fault.key for fault in caught.value.faults] == ["paper.other_kind"]


@pytest.mark.parametrize("lang", LANGS)
def test_what_would_have_helped_stands_on_the_first_page(
    make_run: MakeRun, geometry: dict[str, Any], plan: dict[str, Any], lang: Lang
) -> None:
    found = findings(make_run())
    reader = PdfReader(io.BytesIO(pdf(found, lang, geometry=geometry, plan=plan)))
    first = " ".join(reader.pages[0].extract_text().split())
    assert plan["ranking"][0]["titles"][lang] in first
    assert "140" in first
    text = markdown(found, lang, plan=plan)
    assert plan["ranking"][0]["titles"][lang] in text


def test_a_plan_of_another_country_is_refused(make_run: MakeRun, plan: dict[str, Any], tmp_path: Path) -> None:
    folder, other = make_run(), make_run(kind="plan")
    (other / "plan.json").write_text(json.dumps({**plan, "pack": "ozeria"}), encoding="utf-8")
    for named, key in ((other, "paper.other_country"), (folder, "paper.no_plan")):
        with pytest.raises(RunError) as caught:
            briefing(Asked(run=str(folder), plan=str(named), langs=("en",), formats=("md",), out=tmp_path))
        assert [fault.key for fault in caught.value.faults] == [key]


def test_hours_off_by_queue_are_told(make_run: MakeRun) -> None:
    queues = {"columns": ["Region", "5 Dec"], "rows": [["Vinnytsia", "2.5 h + 10.0 h ✕"]], "caption": "Hours"}
    assert "| Vinnytsia | 2.5 h + 10.0 h ✕ |" in markdown(findings(make_run()), "en", queues=queues)


def test_queues_of_an_invented_country_have_its_own_names(make_run: MakeRun) -> None:
    names = {"XO-01": {"uk": "Рівнинна", "en": "The Plain"}}
    found = findings(make_run(scenario=True, regions=names, pack={"id": "ozeria", "invented": True}))
    days = {"draw": 0, "days": [date(2020, 1, 15)], "rows": [("XO-01", [(1.5, 0.0)])]}
    said = jobs_briefing._said(found, jobs_briefing.Besides([], None, days), "en")
    assert said["queues"]["rows"] == [["The Plain", "1.5 h"]]
