"""Sets up what benchmarks compare with, outside the repository: a virtual environment for each peer, and a large case.

The folder is OBERIH_PEERS, or oberih/peers in the user's cache folder. What is there already is left alone.
Run: python benchmarks/peers/make.py [PEER ...] (a few minutes the first time; needs a package index). Without names
those of the grid are made, and the large case.
"""

import os
import subprocess
import sys
from pathlib import Path

from platformdirs import user_cache_path

#: what is installed for each, exactly, so that two runs compare the same programs
PEERS = {
    "pandapower": ("pandapower==3.5.6", "numba"),
    "andes": ("andes==2.0.0",),
    "pypsa": ("pypsa==1.4.0", "highspy==1.15.1"),
    "simpy": ("simpy==4.1.1",),
    "numpy": ("numpy==2.4.6",),
    "pyrecodes": ("pyrecodes==0.3.0",),
    "pyincore": ("pyincore==1.22.0", "highspy==1.16.0", "requests"),
}
OF_GRIDS = ("pandapower", "andes", "pypsa")
LARGE_CASE = "case9241pegase.m"


def folder() -> Path:
    """Where peers live."""
    given = os.environ.get("OBERIH_PEERS")
    return Path(given) if given else user_cache_path("oberih") / "peers"


def python_of(peer: str) -> Path:
    """The interpreter of a peer; it may not exist."""
    return folder() / peer / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> None:
    """Make what is missing; what cannot be made is said, and the rest goes on."""
    named = sys.argv[1:]
    if unknown := [peer for peer in named if peer not in PEERS]:
        sys.exit(f"{', '.join(unknown)}: not one of {', '.join(PEERS)}")
    for peer in named or OF_GRIDS:
        packages, python = PEERS[peer], python_of(peer)
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder() / peer)], check=True)
        there = subprocess.run([str(python), "-c", f"import {peer}"], check=False, capture_output=True)
        if there.returncode == 0:
            continue
        print(f"Installing {', '.join(packages)} for comparison ...")
        if subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=False).returncode:
            print(f"{peer} could not be installed: it will be left out")
    large = folder() / LARGE_CASE
    if not named and not large.exists():
        script = Path(__file__).with_name("large_case.py")
        subprocess.run([str(python_of("pandapower")), str(script), str(large)], check=False)


if __name__ == "__main__":
    main()
