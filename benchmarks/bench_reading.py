"""How fast reports are read: a text, a page, loading, many files on two cores, and a megabyte of anything.

    python benchmarks/bench_reading.py

Bounds that hold: 5 ms a text, 30 ms a page, 1 s to load, 300 texts a second on two cores, 3 s for a megabyte.

Of public parsers of Air Force bulletins one is known: it reads drones only, from one source's fixed sentence, takes a
number as digits, and gives up at "понад 200". What it does not read it does not time, so nothing is set beside.
"""

import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

SETS = Path(__file__).parents[1] / "tests" / "record" / "reading" / "sets"
SIZE = 1_000_000
REPORT = "Уночі 5 грудня ворог випустив 70 ракет по Київській області, збито 60 із них. "
LOADING = """
import time
start = time.perf_counter()
from oberih.record import from_text, read
read(from_text("Її збито."))
read(from_text("They shot it down."))
print(time.perf_counter() - start)
"""
LETTERS = "абвгіїЄ \n.,«»–12"


def texts() -> list[str]:
    """The reports of the learning half."""
    return [item["text"] for item in json.loads((SETS / "seen.json").read_text(encoding="utf-8"))["items"]]


def page_of(text: str) -> str:
    """A web page round a report, with the furniture that pages have."""
    links = "".join(f'<li><a href="/{number}">Інша новина {number}</a></li>' for number in range(40))
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>Report</title><meta property="article:published_time" '
        f'content="2024-05-03T10:00:00+03:00"></head><body><nav><ul>{links}</ul></nav><article><h1>Report</h1>{body}</article>'
        f"<aside><ul>{links}</ul></aside><script>var x = 1;</script></body></html>"
    )


def junk() -> dict[str, str]:
    """Megabytes that no reporter wrote."""
    noise = random.Random(1)
    return {
        "one report over and over": REPORT * (SIZE // len(REPORT)), "one word": "і" * SIZE,
        "numbers in words": "двадцять " * (SIZE // 9), "a list": "збили 5 ракет, " * (SIZE // 15),
        "adjectives": "київській, " * (SIZE // 11), "spaces": "Її збили" + " " * SIZE + "ракет",
        "English": "from the drone said " * (SIZE // 20), "tags": "<div>" * (SIZE // 5) + "Її збили, 5 ракет",
        "noise": "".join(noise.choices(LETTERS, k=SIZE)), "names": "Мер Володимир Зеленський " * (SIZE // 25),
        "quotes": "«" * (SIZE // 2) + "»" * (SIZE // 2) + " її", "dates": "5 грудня " * (SIZE // 9),
        "titles": "head of the " * (SIZE // 12), "one line of digits": "її " + "7" * SIZE,
        "surrogates": "Її " + "\udc80" * (SIZE // 3), "brackets": "її " + "(" * SIZE,
        "towns": "у Шостці, " * (SIZE // 10), "counts": "5 ракет " * (SIZE // 8), "hyphens": "Її " + "5-" * (SIZE // 2),
        "quoted counts": "«5 ракет» " * (SIZE // 10), "short dates": "20.07. " * (SIZE // 7),
        "crumbs": "їх\n" * (SIZE // 3),
    }  # fmt: skip


def _ms(work, times: int = 5) -> float:
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return 1000 * statistics.median(spent)


def main() -> None:
    """Measure and print."""
    runs = [subprocess.run([sys.executable, "-c", LOADING], capture_output=True, check=True) for _ in range(3)]
    loads = [float(run.stdout) for run in runs]
    from oberih.jobs.reading import read_files  # noqa: PLC0415 - loading is measured first
    from oberih.record import from_bytes, from_text, read  # noqa: PLC0415
    from oberih.terms.errors import ReportError  # noqa: PLC0415

    own = texts()
    documents = [from_text(text) for text in own]
    for document in documents:
        read(document)
    print(f"loading and a first text in each language   {min(loads):6.2f} s")
    print(f"a text ({sum(map(len, own)) // len(own)} characters)                      "
          f"{_ms(lambda: [read(from_text(text)) for text in own]) / len(own):6.2f} ms")  # fmt: skip
    pages = [page_of(text).encode() for text in own]
    for page in pages[:3]:
        read(from_bytes(page, name="a.html"))
    spent = _ms(lambda: [read(from_bytes(page, name="a.html")) for page in pages], 3) / len(pages)
    print(f"an HTML page ({sum(map(len, pages)) // len(pages)} bytes)                 {spent:6.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(3000):
            path = Path(folder) / f"{number}.txt"
            path.write_text(own[number % len(own)], encoding="utf-8")
            paths.append(path)
        start = time.perf_counter()
        read_files(paths, workers=2)
        spent = time.perf_counter() - start
        print(
            f"{len(paths)} files on two cores                    {len(paths) / spent:6.0f} a second, processes'"
            f" start included"
        )
    slowest = ("", 0.0)
    for name, text in junk().items():
        start = time.process_time()
        with contextlib.suppress(ReportError):
            read(from_text(text))
        slowest = max(slowest, (name, time.process_time() - start), key=lambda pair: pair[1])
    print(f"the slowest megabyte ({slowest[0]})   {slowest[1]:6.2f} s")


if __name__ == "__main__":
    main()
