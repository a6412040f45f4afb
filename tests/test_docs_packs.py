"""docs/packs.md, followed as it stands: its steps make a pack of another country, and a raid is played on it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from oberih.scenario.pack import load_pack

PAGE = Path(__file__).parents[1] / "docs" / "packs.md"


@pytest.fixture(scope="module")
def steps():
    page = PAGE.read_text(encoding="utf-8").partition("## Make a pack of another country")[2]
    found = re.findall(r"^   ```(sh|toml)\n(.*?)^   ```$", page, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in found] == ["sh", "sh", "sh", "toml", "sh"]
    return [(kind, re.sub(r"^   ", "", text, flags=re.MULTILINE)) for kind, text in found]


@pytest.mark.slow
def test_the_steps_make_a_pack_and_a_run(steps, tmp_path):
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    place = {**os.environ, "PATH": tools, "LC_ALL": "C.UTF-8"}
    place["OBERIH_CATALOGUE"] = str(tmp_path / "runs.sqlite")
    said = []
    for kind, text in steps:
        if kind == "toml":
            (tmp_path / "myraid.toml").write_text(text, encoding="utf-8")
            continue
        done = subprocess.run(
            ["sh", "-ec", text], cwd=tmp_path, env=place, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert "no faults in 2021-06" in said[2]
    pack = load_pack(str(tmp_path / "mypack"))
    assert (pack.pack_id, pack.state, len(pack.regions)) == ("mypack", "2021-06", 8)
    (run,) = (tmp_path / "oberih-runs").glob("*/run.json")
    assert json.loads(run.read_text(encoding="utf-8"))["pack"] == {"id": "mypack", "state": "2021-06", "invented": True}
    assert {page.name for page in run.parent.glob("briefing.*.html")} == {"briefing.uk.html", "briefing.en.html"}
