"""The page on the way back: its command shows the lines that the page shows, and its Python says what it says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.scenario.repairs import load_means

PAGE = (Path(__file__).parents[1] / "docs" / "repair.md").read_text(encoding="utf-8")


def test_the_command_says_what_the_page_says(monkeypatch):
    command, shown = re.findall(r"```console\n\$ (.*?)\n(.*?)```", PAGE, re.DOTALL)[0]
    monkeypatch.setenv("COLUMNS", "110")
    ran = CliRunner().invoke(app, shlex.split(command)[1:])
    assert ran.exit_code == 0, ran.output
    said = [line.rstrip() for line in ran.stdout.replace("\u00a0", " ").splitlines()]
    wanted = [line for line in shown.splitlines() if line != "..."]
    assert [line for line in said if line in wanted] == wanted, ran.stdout


def test_the_file_of_means_is_read(tmp_path):
    (tmp_path / "means.toml").write_text(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0], encoding="utf-8")
    means = load_means(tmp_path / "means.toml")
    assert means.deliveries[0].at_h == 24
    assert [each.n for each in means.crews] == [1, 2]


def test_python_says_what_the_page_says():
    jobs, ramp = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict = {}
    exec(jobs, names)
    assert (names["found"].unserved_mwh, names["found"].exact) == (32.0, True)
    assert names["found"].schedule.order == (1, 2, 0)
    exec(ramp, names)
    t = names["t"]
    assert [t.phi_mw_per_h, t.lambda_mw, t.e_h, t.pi_mw_per_h] == pytest.approx([30, 60, 5, 10])
