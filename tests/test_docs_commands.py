"""Every `oberih …` line of the README and the docs is a command that exists, with options that it takes.

What the commands answer is tested where they are at home; here a page that names an option nobody has fails.
"""

import re
import shlex
from pathlib import Path

import click
import pytest
import typer

from oberih.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINE = re.compile(r"(?m)^(?: {4}|\$ )?\s*(?:\.venv/bin/)?(oberih [a-z].*)$")


def commands_of(page: Path) -> list[str]:
    """Lines of code that begin with the command, without what a shell does with their output."""
    found = []
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    code = re.findall(r"(?ms)^ *```(?:sh|bash|console|)\n(.*?)^ *```|((?:^ {4}[^\n]*\n)+)", text)
    for fenced, indented in code:
        for line in _LINE.findall(fenced or indented):
            found += [part.strip() for part in line.split(" #")[0].split(";") if part.strip().startswith("oberih")]
    # in running text too, where a line is whole: no choices, nothing left out
    inline = re.findall(r"(?<!`)`(?:\.venv/bin/)?(oberih [a-z][^`\n]*)`(?!`)", text)
    return found + [line for line in inline if not re.search(r"[\[\]|…]", line)]


CASES = [(page.name, line) for page in PAGES for line in commands_of(page)]


def test_pages_hold_commands():
    assert len(CASES) > 90
    assert {name for name, _ in CASES} >= {"README.md", "briefing.md", "repair.md", "sweeps.md"}


@pytest.mark.parametrize(("page", "line"), CASES)
def test_a_command_of_the_docs_can_be_given(page, line):
    words = shlex.split(re.split(r" [|>] ?| > | < ", line)[0])[1:]
    command: click.Command = typer.main.get_command(app)
    context = click.Context(command, info_name="oberih")
    while isinstance(command, click.Group):
        assert words, f"{page}: {line}: a group of commands"
        name = words.pop(0)
        if name.startswith("-"):
            return  # oberih --version
        found = command.get_command(context, name)
        assert found is not None, f"{page}: there is no command {name!r}"
        command = found
        context = click.Context(command, info_name=name, parent=context)
    try:
        command.parse_args(click.Context(command, info_name=command.name, resilient_parsing=False), list(words))
    except click.exceptions.Exit:
        pass  # --help
    except click.UsageError as error:
        pytest.fail(f"{page}: {line}: {error.format_message()}")
