"""Every block of commands and of Python in the README and the docs is run, in the order in which a reader would.

What stands in capitals, and files that a reader has (`report.txt`), are given by `filled`. A block may say in a comment
above it how its tests differ, with the reason:

    <!-- tests: with --draws 8 for plan: the full number takes minutes -->
    <!-- tests: not run study stop: it ends what another shell does -->
    <!-- tests: not run: it needs a cluster -->

Blocks that show what is answered (`console`, and the steps of packs.md) are run and compared by the page's own test.
"""

import glob
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "src" / "oberih" / "examples"
SHARED = ROOT / ".." / "shared" / "data"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: pages whose answers are compared with what they show, by a test of their own
OWN = {"first-minute.md", "grid.md", "outages.md", "repair.md"}
NOTE = re.compile(
    r"<!-- tests: (with (?P<options>-.*?)|(?P<never>not run))(?: (?:for )?(?P<of>[a-z-][^:]*))?: (?P<why>.+?) -->"
)
CASE = "pglib_opf_case24_ieee_rts"


@dataclass
class Block:
    """One block of a page, with what the comments above it say."""

    page: str
    kind: str  #: "sh", "python" or "console"
    text: str
    notes: list[re.Match[str]] = field(default_factory=list)

    def never(self, line: str = "") -> str | None:
        """Why it, or a line of it, is not run; None where it is."""
        for note in self.notes:
            if note["never"] and (not note["of"] or note["of"] in line):
                return note["why"]
        return None

    def options(self, line: str) -> list[list[str]]:
        """Options that its tests give instead."""
        return [shlex.split(n["options"]) for n in self.notes if n["options"] and (not n["of"] or n["of"] in line)]


def blocks(page: Path) -> Iterator[Block]:
    """Blocks of a page from its top."""
    notes: list[re.Match[str]] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("<!-- tests:"):
            note = NOTE.fullmatch(line)
            assert note, f"{page.name}:{at + 1}: {line}"
            notes.append(note)
        elif re.match(r" *```", line):
            end = next(i for i in range(at + 1, len(lines)) if re.match(r" *```", lines[i]))
            kind, body = line.strip("` "), "\n".join(lines[at + 1 : end])
            if kind == "python" or (kind in ("", "sh", "bash") and "oberih" in body) or kind == "console":
                steps = page.name == "packs.md" and line.startswith(" ")
                yield Block(page.name, kind if kind == "python" else "console" if steps else kind or "sh", body, notes)
                notes = []
            at = end
        elif re.match(r" {4}(\.venv/bin/)?oberih ", line) and (at == 0 or not lines[at - 1].strip()):
            end = next((i for i in range(at, len(lines)) if not lines[i].startswith("    ")), len(lines))
            yield Block(page.name, "sh", "\n".join(lines[at:end]), notes)
            notes, at = [], end - 1
        at += 1
    assert not notes, f"{page.name}: a comment without a block"


BLOCKS = [block for page in PAGES for block in blocks(page)]
FAST = {"first-minute.md", "packs.md", "repair.md"}


def marked(pages: list[str]) -> list[object]:
    """What takes seconds is left to `make test-slow`."""
    return [page if page in FAST else pytest.param(page, marks=pytest.mark.slow) for page in pages]


PYTHON = sorted({block.page for block in BLOCKS if block.kind == "python" and block.never() is None})
COMMANDS = sorted({block.page for block in BLOCKS if block.kind == "sh" and block.never() is None})


def test_the_pages_hold_what_is_run():
    assert set(PYTHON) >= {"README.md", "api.md", "first-minute.md", "packs.md", "repair.md"}
    assert set(COMMANDS) >= {"README.md", "briefing.md", "guide.md", "plan.md", "replay.md", "studies.md", "sweeps.md"}
    assert {block.page for block in BLOCKS if block.kind == "console"} <= {*OWN, "packs.md"}


@pytest.mark.parametrize("page", marked(PYTHON))
def test_python_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, monkeypatch)
    names: dict[str, object] = {}
    for block in BLOCKS:
        if block.page == page and block.kind == "python" and block.never() is None:
            exec(compile(block.text, page, "exec"), names)
    assert names


@pytest.mark.parametrize("page", marked(COMMANDS))
def test_commands_of_a_page_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, monkeypatch)
    texts = " ".join(block.text for block in BLOCKS if block.page == page and block.kind == "sh")
    if ("raids.csv" in texts or "raids_energy.csv" in texts) and not SHARED.is_dir():
        pytest.skip("the table of raids is not here")
    if re.search(r"\bRUN\b", texts):
        made("assess", "report.txt", "--date", "2022-12-06", "--draws", "10", "--out", "made", "--lang", "en")
    if page != "guide.md" and re.search(r"\bPLAN\b", texts):
        made("run", "ozeria-defended", "--draws", "4", "--out", "made-there", "--lang", "en")
        made("plan", "examples/plan.toml", "--budget", "20M", "--draws", "8", "--out", "planned")
    if "./mypack" in texts:
        made("pack", "copy", "ozeria", "mypack")
    ran = 0
    for block in BLOCKS:
        if block.page != page or block.kind != "sh" or block.never() is not None:
            continue
        for line in block.text.replace("\\\n", " ").splitlines():
            if re.match(r"\s*(\.venv/bin/)?oberih ", line) and block.never(line) is None:
                run(line.strip(), block, page)
                ran += 1
    assert ran


def made(*words: str) -> None:
    """What the page takes for granted."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output


def run(line: str, block: Block, page: str) -> None:
    """One command as the page has it."""
    command = re.split(r"\s+#|\s{3,}", line)[0]
    command = re.sub(r"[\[\]]", "", command)  # what may be left out is given
    command = command.split(" | ")[0]  # of several, the first
    command, _, into = command.partition(" > ")
    given = (GIVEN.get((page, each), GIVEN.get(("", each), [each])) for each in shlex.split(command)[1:])
    words = [word for each in given for word in each]
    words = [name for word in words for name in (sorted(glob.glob(word)) if "*" in word else [word])]
    for option, *value in block.options(line):
        at = words.index(option) if option in words else len(words)
        words[at : at + 2] = [option, *value]
    if "…" in command and "--budgets" not in words:
        words += ["--budget", "20M"]
    if "PLAN" in line:
        words = ["made-there" if word == "made" else word for word in words]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, f"{page}: {line}\n{' '.join(words)}\n{done.output[-2000:]}\n{done.exception!r}"
    if into:
        Path(into.strip()).write_text(done.stdout, encoding="utf-8")


#: what stands for what, on a page or on all
GIVEN: dict[tuple[str, str], list[str]] = {
    ("", "REPORT"): ["report.txt"], ("", "RUN"): ["made"], ("", "PLAN"): ["planned"], ("", "CASE"): [CASE],
    ("", "STATES.json"): ["states.json"], ("", "SCENARIO"): ["ozeria-defended"],
    ("", "…"): ["examples/plan.toml"],
    ("", "DAY"): ["2021-01-20"],
    ("defence.md", "SCENARIO"): ["examples/layered.toml"], ("plan.md", "FILE"): ["examples/plan.toml"],
    ("", "SCENARIO.toml"): ["2022-12-05"],
}  # fmt: skip


def filled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with what a reader has before he begins."""
    def leave(code: int) -> NoReturn:
        raise SystemExit(code)

    monkeypatch.setattr("oberih.cli.console.os._exit", leave)  # it would end the tests too
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("OBERIH_CATALOGUE", str(folder / "catalogue.sqlite"))
    (folder / "src" / "oberih").mkdir(parents=True)
    (folder / "src" / "oberih" / "examples").symlink_to(SHIPPED)
    report = (SHIPPED / "2022-12-05.uk.txt").read_text(encoding="utf-8")
    for name in ("report.txt", "air-force.txt", "governor.txt", "first.txt", "second.txt"):
        (folder / name).write_text(report, encoding="utf-8")
    page = f"<html><body><article><p>{report}</p></article></body></html>"
    (folder / "article.html").write_text(page, encoding="utf-8")
    shutil.copy(SHIPPED / "cases" / f"{CASE}.m", folder / "mine.m")
    shutil.copy(SHIPPED / "layered.toml", folder / "mine.toml")
    shutil.copy(SHIPPED / "limits.csv", folder / "limits.csv")
    states = re.search(r"The file `states.json`.*?```\w+\n(.*?)```", (ROOT / "docs" / "grid.md").read_text(), re.DOTALL)
    assert states
    (folder / "states.json").write_text(states[1], encoding="utf-8")
    json.loads(states[1])
    tables = {"raids.csv": "raids/missile_attacks_daily.csv", "raids_energy.csv": "facts/raids_energy.csv"}
    for name, table in tables.items():
        if (SHARED / table).is_file():
            (folder / name).symlink_to((SHARED / table).resolve())
