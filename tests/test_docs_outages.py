"""The page on outages: its command says what it shows, and its tables are what the model gives."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.outage.kinds import cut_kinds
from oberih.outage.presets import shipped

PAGE = (Path(__file__).parents[1] / "docs" / "outages.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ (.*?)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_an_example_says_what_the_page_says(command, shown, tmp_path, monkeypatch):
    """Spreads hang on which of equally good plans a solver's version finds, and are not compared."""
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, shlex.split(command)[1:])
    assert ran.exit_code == 0, ran.output

    def plain(text):
        return re.sub(r"differ by [^;]*;", "differ;", text.replace("\u00a0", " "))

    said = [plain(line.rstrip()) for line in ran.stdout.splitlines()]
    wanted = [plain(line) for line in shown.splitlines() if line != "..."]
    assert wanted
    assert [line for line in said if line in wanted] == wanted, ran.stdout


def test_every_kind_and_preset_has_its_row():
    for kind in cut_kinds().values():
        assert re.search(rf"^\| {kind.uk}[, ]", PAGE, re.MULTILINE)
    for preset in shipped():
        assert f"| `{preset.id}` |" in PAGE
