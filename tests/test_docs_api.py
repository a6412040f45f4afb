"""The API reference says what the docstrings say: docs/api.md is what docs/make_api.py makes of the code."""

import re
import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_reference_is_in_step_with_the_code():
    made = runpy.run_path(str(DOCS / "make_api.py"))
    assert (DOCS / "api.md").read_text(encoding="utf-8") == made["page"](), "make api"


def test_every_name_of_the_reference_is_told():
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    entries = re.findall(r"(?m)^- \*\*`(\w+)[^`]*`\*\*(.*(?:\n  .*)*)", text)
    assert len(entries) > 150
    assert [name for name, said in entries if not said.strip()] == []
    assert {name for name, _ in entries} >= {"assess", "run", "briefing", "plan", "campaign", "import_table", "Key"}
