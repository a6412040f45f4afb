"""Compile the loops that most tests need, once and over both processors, before the tests' workers each would.

Numba keeps what it compiles beside the sources; where it is there already this takes a few seconds.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "src" / "oberih" / "examples" / "2022-12-05.uk.txt"
CASE = "pglib_opf_case24_ieee_rts"


def sides(folder: Path) -> tuple[list[list[str]], ...]:
    """Commands one after the other, beside those of the other side; about as long as each other."""
    catalogue = ["--catalogue", str(folder / "catalogue.sqlite")]
    return (
        [
            ["assess", str(REPORT), "--date", "2022-12-06", "--draws", "2", "--out", str(folder / "run"), *catalogue],
            ["grid", "minute", CASE, "--out-units", "1", "--json"],
        ],
        [
            ["grid", "served", CASE, "--states", str(folder / "states.json"), "--json"],
            ["defence", "run", "layered", "--draws", "2", "--json"],
        ],
    )  # fmt: skip


def main() -> None:
    """Run both sides; what a command says matters only where it fails."""
    program = "import sys; from oberih.cli.main import main; sys.exit(main())"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "states.json").write_text('{"states": [{"branches_out": [1], "gens_out": [1]}]}')
        waiting = [list(side) for side in sides(Path(folder))]
        running = {}
        while any(waiting) or running:
            for i, side in enumerate(waiting):
                if i not in running and side:
                    running[i] = subprocess.Popen(
                        [sys.executable, "-c", program, *side.pop(0)], stdout=subprocess.DEVNULL, cwd=folder
                    )
            for i, process in list(running.items()):
                try:
                    code = process.wait(timeout=0.2)
                except subprocess.TimeoutExpired:
                    continue
                del running[i]
                if code:
                    sys.exit(f"{process.args[3:]} ended with {code}.")


if __name__ == "__main__":
    main()
