"""The page on the first minute: each command of it runs, and shows the lines that the page shows."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app

PAGE = Path(__file__).parents[1] / "docs" / "first-minute.md"
BLOCKS = re.findall(r"```console\n\$ (.*?)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_an_example_says_what_the_page_says(command, shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    ran = CliRunner().invoke(app, shlex.split(command)[1:])
    assert ran.exit_code == 0, ran.output
    said = [line.rstrip() for line in ran.stdout.splitlines()]
    wanted = [line for line in shown.splitlines() if line != "..."]
    assert wanted
    assert [line for line in said if line in wanted] == wanted, ran.stdout


def test_what_python_says():
    import oberih

    assert oberih.time_to_hz(49.0, inertia_s=4, loss_pu=0.2) == pytest.approx(0.8, abs=1e-3)
