"""Precision, recall and F1 of the reader by field, on the annotated sets: `make eval-reading`.

    python benchmarks/eval_reading.py [FILE ...] [--misses] [--from N]

Without files: the learning half (seen.json, and what joined it later: more.json, third.json), the half that the rules
were never tuned on (unseen.json), and the shared examples where they lie beside the repository. --misses lists what
went wrong; --from N begins at item N of each file, --to N ends before it.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading.score import FIELDS, Scored, Tally, score

HERE = Path(__file__).parent
SETS = HERE.parent / "tests" / "record" / "reading" / "sets"
SHARED = HERE.parents[1] / "shared" / "data" / "reports"


def items(path: Path) -> list[dict]:
    """The reports of a file of annotations."""
    return json.loads(path.read_text(encoding="utf-8"))["items"]


def shared() -> list[dict]:
    """The reports to learn from that lie beside the repository; none where they are absent."""
    if not SHARED.is_dir():
        return []
    first = items(SHARED / "2022-12-05.gold.json")[0]
    first["text"] = (SHARED / "2022-12-05.uk.txt").read_text(encoding="utf-8")
    return [first, *items(SHARED / "annotated.json")]


def total(reports: list[dict]) -> Scored:
    """All reports of a set together."""
    whole = Scored()
    for item in reports:
        whole.add(score(item))
    return whole


def _row(name: str, tally: Tally) -> str:
    def share(value: float | None) -> str:
        return "     –" if value is None else f"{value:6.3f}"

    counts = f"{tally.right:5d} {tally.wrong:5d} {tally.missed:6d}"
    return f"{name:18} {share(tally.precision)} {share(tally.recall)} {share(tally.f1)}   {counts}"


def show(title: str, reports: list[dict], *, misses: bool = False) -> None:
    """Print what a set of reports scores."""
    if not reports:
        return
    whole = total(reports)
    print(f"\n== {title}: {len(reports)} reports\n")
    print(f"{'field':18} {'prec':>6} {'rec':>6} {'F1':>6}   {'right':>5} {'wrong':>5} {'missed':>6}")
    for name in FIELDS:
        print(_row(name, whole.fields[name]))
    print(_row("micro, all", whole.micro))
    for lang in ("uk", "en"):
        own = [item for item in reports if item["lang"] == lang]
        if own and len(own) < len(reports):
            print(_row(f"micro, {lang} ({len(own)})", total(own).micro))
    print(_row("counted claims", whole.claims))
    for name, tally in (("speaker of claim", whole.speakers), ("scope of claim", whole.scopes), ("span", whole.spans)):
        asked = tally.right + tally.wrong
        if asked:
            print(f"{name + ' right':18} {tally.right / asked:6.3f}                 {tally.right:5d} {tally.wrong:5d}")
    if misses:
        print("\n".join(whole.misses))


def main() -> None:
    """Score every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--from", dest="first", type=int, default=0, help="begin at this item of each file")
    parser.add_argument("--to", dest="last", type=int, default=None, help="end before this item of each file")
    asked = parser.parse_args()
    if asked.files:
        for path in asked.files:
            show(path.name, items(path)[asked.first : asked.last], misses=asked.misses)
        return
    parts = {"learning half": "seen.json", "learning half, later": "more.json", "learning half, last": "third.json"}
    for title, name in parts.items():
        show(title, items(SETS / name) if (SETS / name).is_file() else [], misses=asked.misses)
    unseen = SETS / "unseen.json"
    show("unseen half", items(unseen) if unseen.is_file() else [])
    show("shared examples", shared(), misses=asked.misses)


if __name__ == "__main__":
    main()
