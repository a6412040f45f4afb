"""The catalogue: finding runs, removing them, sharing it, and what is not a catalogue."""

import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from oberih.store import Catalogue, new_run, tables
from oberih.store.ids import new_id
from oberih.terms.errors import RunError


def add(catalogue: Catalogue, out: Path, title: str = "A test", raid_date: date | None = None) -> str:
    with new_run(catalogue, out=out) as run:
        run.commit(kind="run", title=title, raid_date=raid_date)
    return run.id


def key_of(refused: pytest.ExceptionInfo[RunError]) -> str:
    fault = refused.value.faults[0]
    assert fault.text("uk") != fault.text("en")  # both can be said with the values given
    return fault.key


def test_runs_come_newest_first_with_all_that_was_said(catalogue, tmp_path):
    ids = [add(catalogue, tmp_path / name, name, date(2022, 12, 5)) for name in ("a", "b", "c")]
    rows = catalogue.runs()
    assert [row.id for row in rows] == ids[::-1]
    assert (rows[0].title, rows[0].raid_date, rows[0].seed) == ("c", date(2022, 12, 5), None)
    assert abs((datetime.now(UTC) - rows[0].created).total_seconds()) < 60


def test_ids_sort_by_time():
    ids = [new_id(datetime(2022, 12, day, 13, tzinfo=UTC)) for day in (5, 6, 30)]
    assert ids == sorted(ids)
    assert ids[0].startswith("20221205-130000-")


def test_a_run_is_found_by_its_id_or_by_enough_of_it(catalogue, tmp_path, monkeypatch):
    names = iter(["20221206-081530-aaaa", "20221206-081530-aaab", "20230101-000000-aaaa"])
    monkeypatch.setattr("oberih.store.writer.new_id", lambda _: next(names))
    for name in "abc":
        add(catalogue, tmp_path / name, name)
    assert catalogue.get("20221206-081530-aaab").title == "b"
    assert catalogue.get("2023").title == "c"
    assert catalogue.get(" 20221206-081530-AAAA ").title == "a"
    with pytest.raises(RunError) as refused:
        catalogue.get("2022")
    assert key_of(refused) == "store.run_ambiguous"
    assert "20221206-081530-aaab" in refused.value.text()
    for wanted in ("", "%", "2022_", "1999"):
        with pytest.raises(RunError) as refused:
            catalogue.get(wanted)
        assert key_of(refused) == "store.run_unknown"
        assert refused.value.exit_code == 2


def test_a_run_is_deleted_with_its_folder_and_no_other(catalogue, tmp_path):
    kept, gone = add(catalogue, tmp_path / "kept"), add(catalogue, tmp_path / "gone")
    assert catalogue.delete(gone)
    assert [row.id for row in catalogue.runs()] == [kept]
    assert (tmp_path / "kept" / "run.json").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "kept"]
    with pytest.raises(RunError, match="no run"):
        catalogue.delete(gone)
    with pytest.raises(RunError, match="no run"):
        catalogue.delete(kept[:8])  # enough to find it by, not enough to destroy it by
    assert (tmp_path / "kept" / "run.json").exists()


@pytest.mark.parametrize("instead", ["another run", "a link", "somebody's folder", "nothing"])
def test_what_is_not_the_run_any_more_is_left_alone(catalogue, tmp_path, instead):
    other, run = add(catalogue, tmp_path / "other"), add(catalogue, tmp_path / "run")
    (tmp_path / "run").rename(tmp_path / "moved")
    if instead == "another run":
        (tmp_path / "other").rename(tmp_path / "run")
    elif instead == "a link":
        (tmp_path / "run").symlink_to(tmp_path / "moved")
    elif instead == "somebody's folder":
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "mine.txt").touch()
    before = sorted(path for path in tmp_path.rglob("*") if "data" not in path.parts)
    assert not catalogue.delete(run)
    assert sorted(path for path in tmp_path.rglob("*") if "data" not in path.parts) == before
    assert [row.id for row in catalogue.runs()] == [other]


SHARING = """
import os, sys
from pathlib import Path
from oberih.store import Catalogue, new_run
file, place, n = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
catalogue = Catalogue(file)
for i in range(n):
    with new_run(catalogue, out=place / f"{os.getpid()}-{i}") as run:
        run.commit(kind="run", title="Shared")
"""


def test_processes_share_one_catalogue_from_its_first_moment(location, tmp_path):
    file, place, n = location, tmp_path / "runs", 8
    command = [sys.executable, "-c", SHARING, str(file), str(place), str(n)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=60)
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    rows = Catalogue(file).runs()
    assert len({row.id for row in rows}) == 3 * n
    assert {row.folder for row in rows} == set(place.iterdir())
    assert all(tables(row.folder) == [] for row in rows)


def test_nothing_is_created_to_answer_that_there_is_nothing(tmp_path):
    catalogue = Catalogue(tmp_path / "new" / "catalogue.sqlite")
    assert catalogue.runs() == []
    assert not (tmp_path / "new").exists()


def test_where_the_catalogue_is(tmp_path, monkeypatch):
    monkeypatch.setenv("OBERIH_CATALOGUE", str(tmp_path / "by variable.sqlite"))
    assert Catalogue().file == tmp_path / "by variable.sqlite"
    assert Catalogue(tmp_path / "by name.sqlite").url == f"sqlite:///{tmp_path / 'by name.sqlite'}"
    assert Catalogue(f"sqlite:///{tmp_path}/by address.sqlite").file == tmp_path / "by address.sqlite"
    monkeypatch.setenv("OBERIH_CATALOGUE", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    if sys.platform == "linux":
        assert Catalogue().file == tmp_path / "share" / "oberih" / "catalogue.sqlite"
    for address in ("mysql://me:secret@host/db", "postgresql://me:secret@host", "sqlite://", "sqlite:///:memory:", "nonsense://x"):
        with pytest.raises(RunError) as refused:
            Catalogue(address)
        assert key_of(refused) == "store.catalogue_address"
        assert "secret" not in refused.value.text()


def test_a_catalogue_on_a_server_is_told_without_its_password():
    for start in ("postgresql", "postgresql+psycopg"):
        catalogue = Catalogue(f"{start}://me:secret@host:5433/db")
        assert catalogue.file is None
        assert catalogue.url == catalogue.name == "postgresql+psycopg://me@host:5433/db"


def test_a_driver_that_is_not_there_is_named_with_how_to_get_it(monkeypatch):
    def absent(_):
        raise ImportError("No module named 'psycopg'")

    monkeypatch.setattr("oberih.store.schema.engine_of", absent)
    with pytest.raises(RunError) as refused:
        Catalogue("postgresql://me:secret@host/db").runs()
    assert key_of(refused) == "store.no_psycopg"
    assert "oberih[postgresql]" in refused.value.text()
    assert "secret" not in refused.value.text()


@pytest.mark.parametrize("seed", [0, 2**63 - 1, 2**63, 2**64 - 1])
def test_every_seed_is_kept(catalogue, tmp_path, seed):
    with new_run(catalogue, out=tmp_path / "r") as run:
        run.commit(kind="run", title="A test", seed=seed)
    assert catalogue.runs()[0].seed == seed


def not_a_database(file: Path) -> None:
    file.write_text("a shopping list, long enough to be taken for the head of a file " * 20)


def somebody_elses(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE runs (id)")
    connection.close()


def newer(file: Path) -> None:
    Catalogue(file)._open().dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def a_folder(file: Path) -> None:
    file.mkdir()


def cut_short(file: Path) -> None:
    Catalogue(file)._open().dispose()
    with file.open("r+b") as database:
        database.seek(1000)
        database.write(b"\xff" * (file.stat().st_size - 1000))


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (not_a_database, "store.catalogue_foreign"),
        (somebody_elses, "store.catalogue_foreign"),
        (newer, "store.catalogue_newer"),
        (a_folder, "store.catalogue_denied"),
        (cut_short, "store.catalogue_broken"),
    ],
)
def test_what_is_not_our_catalogue_is_refused_and_left_as_it_is(tmp_path, make, key):
    file = tmp_path / "catalogue.sqlite"
    make(file)
    before = file.read_bytes() if file.is_file() else b""
    for use in (lambda: Catalogue(file).runs(), lambda: new_run(Catalogue(file), out=tmp_path / "r")):
        with pytest.raises(RunError) as refused:
            use()
        assert key_of(refused) == key
        assert refused.value.exit_code == 2
    assert (file.read_bytes() if file.is_file() else b"") == before
    assert not (tmp_path / "r").exists()


def test_a_place_where_nothing_can_be_made_is_refused(tmp_path):
    with pytest.raises(RunError) as refused:
        new_run(Catalogue("/proc/oberih/catalogue.sqlite"), out=tmp_path / "r")
    assert key_of(refused) == "store.catalogue_denied"
    assert not (tmp_path / "r").exists()


READ_ONLY = """
import os, sys
from pathlib import Path
from oberih.store import Catalogue, new_run
from oberih.terms.errors import RunError
place = Path(sys.argv[1])
catalogue = Catalogue(place / "catalogue.sqlite")
with new_run(catalogue, out=place / "r") as run:
    run.commit(kind="run", title="Before")
for path in (place / "catalogue.sqlite", place):
    path.chmod(0o555)
if os.getuid() == 0:  # nothing stops a superuser: go on as nobody
    os.setgid(65534)
    os.setuid(65534)
for use in (lambda c: c.runs(), lambda c: new_run(c)):
    try:
        print(use(Catalogue(place / "catalogue.sqlite")))
    except RunError as error:
        print(error.faults[0].key)
"""


def test_a_place_that_may_only_be_read_is_refused():
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        done = subprocess.run([sys.executable, "-c", READ_ONLY, place], capture_output=True, text=True, check=False)
        Path(place).chmod(0o755)
    assert done.stdout.split() == ["store.catalogue_denied"] * 2, done.stderr


def test_who_holds_the_catalogue_too_long_is_named(lite, tmp_path, monkeypatch):
    monkeypatch.setattr("oberih.store.schema.BUSY_MS", 100)
    add(lite, tmp_path / "first")
    holder = sqlite3.connect(lite.file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(RunError) as refused:
        new_run(Catalogue(lite.file), out=tmp_path / "second")
    assert key_of(refused) == "store.catalogue_busy"
    assert len(Catalogue(lite.file).runs()) == 1  # who reads need not wait
    holder.execute("ROLLBACK")
    holder.close()


def test_a_writer_waits_for_another(lite, tmp_path):
    add(lite, tmp_path / "first")
    holder = sqlite3.connect(lite.file, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: holder.execute("COMMIT")).start()
    begun = time.monotonic()
    add(lite, tmp_path / "second")
    assert time.monotonic() - begun > 0.2
    holder.close()
    assert len(lite.runs()) == 2
