"""The tour shows the pictures that are there, no more and no fewer, and they stay small."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_every_picture_of_the_tour_is_there_told_and_small():
    told = re.findall(r"!\[([^\]]+)\]\(img/tour/([\w-]+)\.png\)", (DOCS / "tour.md").read_text(encoding="utf-8"))
    files = {path.stem: path.stat().st_size for path in (DOCS / "img" / "tour").glob("*.png")}
    assert {name for _, name in told} == set(files)
    assert len({words for words, _ in told}) == len(told)
    assert sum(files.values()) < 1_500_000


def test_the_script_takes_each_of_them():
    script = (DOCS / "make_tour.py").read_text(encoding="utf-8")
    taken = set(re.findall(r'keep\("([\w-]+)"', script))
    assert taken == {path.stem for path in (DOCS / "img" / "tour").glob("*.png")}
