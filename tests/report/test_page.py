"""The page: whole, in one language, escaped, without requests, and with nothing regional where it is withheld."""

import re
import stat
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from oberih.report.page import write_briefing
from oberih.terms.errors import OutputError
from oberih.terms.regions import REGIONS
from oberih.terms.words import LANGS, Lang, word_list

MakeRun = Callable[..., Path]
PageOf = Callable[..., str]
VOID = {"meta", "br", "img", "link", "hr", "input"}


class Page(HTMLParser):
    """What a test asks of a page: tags in order, ids, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)


def written(folder: Path, lang: Lang, geometry: dict[str, Any]) -> str:
    return write_briefing(folder, lang, geometry=geometry).read_text(encoding="utf-8")


CASES: dict[str, dict[str, Any]] = {
    "assessed": {},
    "internal": {"form": "internal", "young": True},
    "young": {"young": True},
    "scenario": {"scenario": True, "raid_date": None},
    "one draw": {"draws": 1, "spread": 0.0},
    "no cuts": {"cut": 0.0},
    "no time": {"raid_date": None, "raid_hour": None},
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "case", [case if case in ("assessed", "young") else pytest.param(case, marks=pytest.mark.slow) for case in CASES]
)
def test_every_kind_of_run_gives_a_sound_page(page_of: PageOf, case: str, lang: Lang) -> None:
    html = page_of(lang, **CASES[case])
    page = Page(html)
    assert not page.open
    assert len(html.encode()) < 1_000_000
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = Counter(attrs["id"] for _, attrs in page.tags if attrs.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    for _, attrs in page.tags:
        assert set((attrs.get("aria-labelledby") or "").split()) <= set(ids)
    assert dict(page.tags[0][1]).get("lang") == lang
    assert not re.search(r"\b(nan|inf|None|undefined)\b", page.text)
    assert not [key for key in word_list() if re.search(rf"\b{re.escape(key)}\b", page.text)]


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_and_tables_speak_to_those_who_do_not_see(page_of: PageOf, lang: Lang) -> None:
    html = page_of(lang)
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        assert re.search(r'role="img" aria-labelledby="[\w-]+ [\w-]+"', svg)
        assert re.search(r"<title[^>]*>[^<]+</title><desc[^>]*>[^<]+</desc>", svg)
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table


def test_the_page_asks_nothing_and_runs_nothing(page_of: PageOf) -> None:
    html = page_of("en")
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    for _, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("href", "src", "xlink:href"):
            assert (attrs.get(name) or "#").startswith("#")
    assert "url(http" not in html
    assert "@import" not in html


def test_a_script_in_a_report_is_text(
    make_run: MakeRun, write_fact: Callable[..., dict[str, Any]], geometry: dict[str, Any]
) -> None:
    evil = '<script>alert("1")</script><img src=x onerror=alert(1)>\'"'
    fact = write_fact(
        type=evil, text=evil, speaker=evil, organisation=evil, channel=evil, object=evil, place=evil, op="=", n=1
    )
    summary = {"launched": [{"kind": evil, "op": evil, "n": None}], "destroyed": [], "oblasts_hit": [evil]}
    folder = make_run(
        facts={"summary": summary, "facts": [fact], "notes": [evil]},
        title={"uk": evil, "en": evil},
        report={"name": evil, "sha256": evil, "language": evil},
    )
    html = written(folder, "en", geometry)
    assert {"script", "img"} & {tag for tag, _ in Page(html).tags} == set()
    assert "&lt;script&gt;" in html
    assert "onerror" not in {name for _, attrs in Page(html).tags for name in attrs}


@pytest.mark.parametrize("lang", LANGS)
def test_a_young_raid_is_told_without_regions(page_of: PageOf, lang: Lang) -> None:
    page = Page(page_of(lang, young=True))
    unpublished = [region.name(lang) for iso, region in REGIONS.items() if iso not in ("UA-32", "UA-05", "UA-51")]
    assert [name for name in unpublished if re.search(rf"\b{re.escape(name)}\b", page.text)] == []
    assert not [attrs for tag, attrs in page.tags if tag == "svg" and "map" in (attrs.get("class") or "")]
    assert word_list()["briefing.withheld"][lang] in page.text


@pytest.mark.parametrize("lang", LANGS)
def test_every_section_of_the_internal_form_is_marked(page_of: PageOf, lang: Lang) -> None:
    badge = word_list()["briefing.badge_internal"][lang]
    html = page_of(lang, form="internal", young=True)
    heads = re.findall(r"<h[1-6].*?</h[1-6]>", html, re.DOTALL)
    assert [head for head in heads if badge not in head] == []
    assert badge not in page_of(lang)


def test_the_toll_is_of_the_day_and_from_the_report_alone(page_of: PageOf) -> None:
    text = Page(page_of("en")).text
    assert "toll of the day" in text
    assert "never simulates casualties" in text
    assert "four" not in text
    assert "четверо загиблих за добу" in text


def test_the_same_run_gives_the_same_bytes(make_run: MakeRun, geometry: dict[str, Any]) -> None:
    assert written(make_run(), "uk", geometry) == written(make_run(), "uk", geometry)


def test_a_page_is_written_whole_or_not_at_all(
    make_run: MakeRun, geometry: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_run()
    path = write_briefing(folder, "en", geometry=geometry)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write_briefing(folder, "en", geometry=geometry)
    assert path.read_bytes() == before
    assert [each.name for each in folder.iterdir() if each.name.endswith(".part")] == []
