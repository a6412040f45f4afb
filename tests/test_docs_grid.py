"""The page on grids: each command of it runs, and says what the page says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app

PAGE = Path(__file__).parents[1] / "docs" / "grid.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILE = re.compile(r"The file `([\w.]+)`.*?```\w+\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def examples() -> list[tuple[str, list[str]]]:
    """Each command with the lines that the page shows; a line of three dots stands for any lines."""
    found = []
    for block in CONSOLE.findall(TEXT):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown.splitlines()))
    return found


def is_shown(shown: list[str], said: list[str]) -> bool:
    """Whether the lines said are those shown, dots standing for any.

    >>> is_shown(["a", "...", "d"], ["a", "b", "c", "d"]), is_shown(["a"], ["a", "b"])
    (True, False)
    """
    parts = [".*" if line == "..." else re.escape(line) for line in shown]
    return re.fullmatch(r"\n?".join(parts), "\n".join(said), re.DOTALL) is not None


def test_the_page_has_an_example_of_each_command():
    shown = {command.split()[2] for command, _ in examples()}
    assert shown >= {"shed", "served", "horizon", "opf", "mld", "adequacy"}
    assert {name for name, _ in FILE.findall(TEXT)} == {"states.json", "day.csv", "units.csv"}


@pytest.mark.parametrize(("command", "shown"), examples(), ids=[each for each, _ in examples()])
def test_an_example_says_what_the_page_says(command, shown, tmp_path, monkeypatch):
    for name, content in FILE.findall(TEXT):
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    words = shlex.split(command)
    assert words[0] == "oberih"
    ran = CliRunner().invoke(app, words[1:])
    assert ran.exit_code == 0, ran.output
    assert is_shown(shown, [line.rstrip() for line in ran.stdout.splitlines()]), ran.stdout
