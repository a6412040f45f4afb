"""The page: from a dropped report to its briefing, the script of a replay's frame with 700 weapons, run pages a second.

The page runs as users have it (`oberih serve`, a process of its own); Chromium and the client of the last row run on
the same machine and take their part of its processors. Run: make bench-web [SECONDS=30] (some three minutes).
"""

import http.client
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from machine import machine
from playwright.sync_api import Browser, sync_playwright

from oberih.jobs import Options, run

WEAPONS, FRAMES, TIMES = 700, 600, 3
CONNECTIONS = 4
RUN_LINK = re.compile(r"/runs/(\d{8}-\d{6}-\w{4})$")


def crowded(folder: Path) -> Path:
    """The shipped layered raid with as many weapons as a large raid has."""
    text = files("oberih").joinpath("examples", "layered.toml").read_text(encoding="utf-8")
    many = WEAPONS - 43
    found = text.replace("n_min = 40, n_max = 55", f"n_min = {many}, n_max = {many}")
    assert found != text
    (folder / "crowded.toml").write_text(found, encoding="utf-8")
    return folder / "crowded.toml"


@contextmanager
def served(folder: Path, catalogue: Path) -> Iterator[tuple[str, int]]:
    """`oberih serve` on any free port: its address and process."""
    command = [sys.executable, "-c", "from oberih.cli.main import main; main()", "serve", "--port", "0"]
    page = subprocess.Popen(
        [*command, "--catalogue", str(catalogue)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    try:
        assert page.stdout is not None
        for line in page.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found[0], page.pid
                break
        else:
            raise SystemExit("the page did not open")
    finally:
        page.terminate()
        page.wait(20)


def spent_s(process: int) -> float:
    """Processor time of a process so far (Linux)."""
    parts = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(parts[i]) for i in (11, 12)) / os.sysconf("SC_CLK_TCK")


def briefed(browser: Browser, address: str) -> float:
    """Seconds from the press that drops the shipped report until its briefing is read."""
    page = browser.new_page(locale="uk")
    page.goto(f"{address}/report")
    began = time.perf_counter()
    page.click("form[action='/report/example'] button")
    page.click("form.panel button[type=submit]")
    page.wait_for_url(RUN_LINK, timeout=600_000)
    page.goto(page.url + "/briefing", wait_until="load")
    took = time.perf_counter() - began
    page.close()
    return took


def frames(browser: Browser, address: str, run_id: str) -> tuple[int, list[float]]:
    """How many weapons a replay has, and the milliseconds that the script of each of its frames takes."""
    page = browser.new_page(locale="en")
    page.goto(f"{address}/runs/{run_id}/replay", wait_until="load", timeout=600_000)
    weapons = int(page.evaluate("JSON.parse(document.getElementById('replay-data').textContent).weapons.length"))
    page.evaluate(f"for (let i = 0; i < {FRAMES}; i++) window.oberihReplay.to(i / {2 * FRAMES})")
    found = sorted(float(each) for each in page.evaluate("window.oberihReplay.frames()"))
    page.close()
    return weapons, found


def asked(address: str, paths: list[str], seconds: float) -> tuple[int, int, list[float]]:
    """Answers, errors and milliseconds of each, over so many seconds and connections that are kept."""
    ends = time.perf_counter() + seconds
    took: list[float] = []
    wrong: list[str] = []

    def ask(first: int) -> None:
        link = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        i = first
        while time.perf_counter() < ends:
            began = time.perf_counter()
            try:
                link.request("GET", paths[i % len(paths)])
                answer = link.getresponse()
                answer.read()
                if answer.status != 200:
                    wrong.append(str(answer.status))
            except (OSError, http.client.HTTPException) as error:
                wrong.append(str(error))
                link.close()
            took.append(1000 * (time.perf_counter() - began))
            i += 1

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(CONNECTIONS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return len(took), len(wrong), sorted(took)


def at(share: float, found: list[float]) -> float:
    return found[min(int(share * len(found)), len(found) - 1)]


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    print(machine())
    with tempfile.TemporaryDirectory(prefix="oberih-bench-") as made:
        here = Path(made)
        catalogue = here / "c.sqlite"
        large = run(crowded(here), Options(draws=4, hours=24, out=here / "large", catalogue=catalogue)).id
        with served(here, catalogue) as (address, process), sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=os.environ.get("OBERIH_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
            )
            for _ in range(TIMES):
                before_s = spent_s(process)
                took_s = briefed(browser, address)
                print(
                    f"shipped report, drop to briefing: {took_s:.1f} s, of which the page's process computes "
                    f"{spent_s(process) - before_s:.1f} s on all processors (aim 15 s)"
                )
            weapons, drawn = frames(browser, address, large)
            print(
                f"script of a replay's frame, {weapons} weapons: median {median(drawn):.2f} ms, 95th percentile "
                f"{at(0.95, drawn):.2f} ms over {len(drawn)} frames (aim 8 ms)"
            )
            browser.close()
            found = re.findall(r'href="(/runs/[^"]+)"', _read(address, "/"))
            paths = [f"{path}?lang={lang}" for path in dict.fromkeys(found) for lang in ("uk", "en")]
            for path in paths:
                _read(address, path)  # made once
            before = resource.getrusage(resource.RUSAGE_SELF)
            n, wrong, took = asked(address, paths, seconds)
            after = resource.getrusage(resource.RUSAGE_SELF)
            ours = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(
                f"run pages, {CONNECTIONS} connections for {seconds:.0f} s: {n / seconds:.0f} answers a second, "
                f"{wrong} errors, median {at(0.5, took):.1f} ms, 99th percentile {at(0.99, took):.1f} ms (aim 200 a "
                f"second); the client took {ours / seconds:.2f} processors. Load at the end {os.getloadavg()[0]:.1f}"
            )


def _read(address: str, path: str) -> str:
    link = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    link.request("GET", path)
    text = link.getresponse().read().decode()
    link.close()
    return text


if __name__ == "__main__":
    main()
