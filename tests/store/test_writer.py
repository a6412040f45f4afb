"""A run is whole or it is not there: whatever is refused, fails, or is killed."""

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from store_samples import served_rows, visible

from oberih.store import Catalogue, RunWriter, new_run, read_json, read_table
from oberih.store.ids import RUN_ID
from oberih.terms.errors import OutputError
from oberih.terms.tables import SCHEMAS


def finish(run: RunWriter) -> Path:
    return run.commit(kind="run", title="A test", seed=5, draws=300, hours=72.0, summary={"peak_cut_mw": 12.5})


def hidden(place: Path) -> list[Path]:
    return [path for path in place.rglob(".*") if path.name.endswith(".oberih-part")]


def test_a_run_that_is_committed_is_in_its_place_and_in_the_catalogue(catalogue, tmp_path, served):
    out = tmp_path / "runs" / "first"
    with new_run(catalogue, out=out) as run:
        run.write_table("served", served)
        run.write_json("facts", {"b": 1, "a": "Київ"})
        run.write_text("notes/why.txt", "one\r\ntwo")
        assert not out.exists()
        assert finish(run) == out
    (row,) = catalogue.runs()
    assert (row.id, row.folder, row.seed, row.draws, row.hours) == (run.id, out, 5, 300, 72.0)
    assert row.summary == {"peak_cut_mw": 12.5}
    assert visible(out) == ["facts.json", "notes", "run.json", "tables"]
    assert read_table(out, "served").equals(served)
    assert (out / "facts.json").read_text(encoding="utf-8") == '{\n "a": "Київ",\n "b": 1\n}\n'
    assert (out / "notes" / "why.txt").read_bytes() == b"one\r\ntwo"
    assert not hidden(tmp_path)


def test_by_itself_a_run_goes_into_a_folder_of_its_id(catalogue, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with new_run(catalogue) as run:
        folder = finish(run)
    assert RUN_ID.fullmatch(run.id)
    assert folder == tmp_path / "oberih-runs" / run.id


def test_run_json_keeps_what_its_author_wrote(catalogue, tmp_path):
    with new_run(catalogue, out=tmp_path / "r") as run:
        run.write_json("run", {"id": run.id, "title": {"uk": "Наліт", "en": "A raid"}, "form": "public"})
        finish(run)
    said = read_json(tmp_path / "r", "run")
    assert (said["title"]["uk"], said["form"], said["seed"], said["kind"]) == ("Наліт", "public", 5, "run")
    assert "folder" not in said
    with new_run(catalogue, out=tmp_path / "s") as run:
        run.write_json("run", {"id": "another"})
        with pytest.raises(ValueError, match="must be an object"):
            finish(run)


def test_an_empty_folder_may_be_filled(catalogue, tmp_path):
    (tmp_path / "empty").mkdir()
    with new_run(catalogue, out=tmp_path / "empty") as run:
        finish(run)
    assert (tmp_path / "empty" / "run.json").exists()


def test_leaving_without_commit_or_by_an_exception_leaves_nothing(catalogue, tmp_path, served):
    with new_run(catalogue, out=tmp_path / "made" / "for" / "it") as run:
        run.write_table("served", served)

    def interrupted() -> None:
        with new_run(catalogue, out=tmp_path / "again") as again:
            again.write_table("served", served)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert visible(tmp_path) == ["data"]
    assert not hidden(tmp_path)
    assert catalogue.runs() == []
    with pytest.raises(RuntimeError, match="closed"):
        run.write_text("late.txt", "")


@pytest.mark.parametrize(
    ("out", "key"),
    [
        ("full", "store.out_not_empty"),
        ("file", "store.out_is_file"),
        ("file/under", "store.out_under_file"),
        ("n" * 300, "store.out_failed"),
        ("zero\0byte", "store.out_failed"),
        ("loop", "store.out_failed"),
    ],
)
def test_a_place_that_is_taken_or_impossible_is_refused_at_once(catalogue, tmp_path, out, key):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = [path for path in sorted(tmp_path.rglob("*")) if "data" not in path.parts]
    with pytest.raises(OutputError) as refused:
        new_run(catalogue, out=tmp_path / out)
    assert refused.value.exit_code == 2
    assert refused.value.faults[0].key == key
    assert refused.value.text("uk") != refused.value.text("en")
    assert [path for path in sorted(tmp_path.rglob("*")) if "data" not in path.parts] == before


def test_a_place_that_cannot_be_written_is_refused(catalogue, tmp_path):
    # the kernel's own folder takes nothing, whoever asks: here permissions would not stop a superuser
    with pytest.raises(OutputError) as refused:
        new_run(catalogue, out=Path("/proc/oberih/run"))
    assert refused.value.faults[0].key in {"store.out_denied", "store.out_failed"}


def test_a_folder_that_fills_up_meanwhile_is_not_overwritten(catalogue, tmp_path):
    out = tmp_path / "both"
    with new_run(catalogue, out=out) as run:
        out.mkdir()
        (out / "mine.txt").write_text("mine")
        with pytest.raises(OutputError) as refused:
            finish(run)
    assert refused.value.faults[0].key == "store.out_not_empty"
    assert visible(out) == ["mine.txt"]
    assert catalogue.runs() == []
    assert not hidden(tmp_path)


def test_a_disk_that_is_full_at_the_last_moment_leaves_nothing(catalogue, tmp_path, served, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with new_run(catalogue, out=tmp_path / "r") as run:
        run.write_table("served", served)
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OutputError) as refused:
            finish(run)
    assert refused.value.faults[0].key == "store.out_full"
    assert visible(tmp_path) == ["data"]
    assert not hidden(tmp_path)
    assert catalogue.runs() == []


def test_a_catalogue_that_fails_at_the_last_moment_takes_the_folder_along(catalogue, tmp_path, monkeypatch):
    def fails(_: object) -> None:
        raise RuntimeError("no row today")

    with new_run(catalogue, out=tmp_path / "r") as run:
        monkeypatch.setattr(catalogue, "enter", fails)
        with pytest.raises(RuntimeError, match="no row"):
            finish(run)
    assert visible(tmp_path) == ["data"]
    assert not hidden(tmp_path)


LIMITED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from store_samples import served_rows
from oberih.store import Catalogue, new_run
from oberih.terms.errors import OutputError
table, place = served_rows(20_000), Path(sys.argv[2])
catalogue = Catalogue(place / "data" / "catalogue.sqlite")
assert catalogue.runs() == []
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with new_run(catalogue, out=place / "r") as run:
        if sys.argv[3] == "by itself":
            (run.folder / "film.mp4").write_bytes(bytes(1_000_000))
        run.write_table("served", table)
except OutputError as error:
    print(error.faults[0].key, catalogue.runs())
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("who", ["by the store", "by itself"])
def test_a_limit_on_the_size_of_files_is_an_output_error(tmp_path, who):
    command = [sys.executable, "-c", LIMITED, str(Path(__file__).parent), str(tmp_path), who]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "store.out_full []\n"), done.stderr
    assert visible(tmp_path) == ["data"]
    assert not hidden(tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from store_samples import served_rows
from oberih.store import Catalogue, new_run
place, moment = Path(sys.argv[2]), sys.argv[3]
catalogue = Catalogue(sys.argv[4])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

run = new_run(catalogue, out=place / "r")
run.write_table("served", served_rows(100))
if moment == "writing":
    die()
if moment == "before the name":
    run._name = die
if moment == "before the row":
    catalogue.enter = die
run.commit(kind="run", title="Killed")
if moment == "after":
    die()
"""


@pytest.mark.parametrize("moment", ["writing", "before the name", "before the row", "after"])
def test_a_killed_run_leaves_neither_row_nor_folder_or_both(catalogue, location, tmp_path, moment):
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(tmp_path), moment, location]
    assert subprocess.run(command, check=False).returncode == -9
    whole = moment in {"before the row", "after"}
    assert visible(tmp_path) == (["data", "r"] if whole else ["data"])
    assert [row.title for row in catalogue.runs()] == (["Killed"] if whole else [])
    if whole:
        assert read_table(tmp_path / "r", "served").height == 100
    assert len(hidden(tmp_path)) == (0 if whole else 1)
    with new_run(catalogue, out=tmp_path / "next"):  # sweeps what the dead one left
        assert len(hidden(tmp_path)) == 1
    assert not hidden(tmp_path)


def test_only_our_own_dead_are_swept(catalogue, tmp_path):
    with new_run(catalogue, out=tmp_path / "alive") as alive:
        host = alive.folder.name.rsplit("-", 2)[1].removesuffix(".oberih")
        gone = 4_194_305  # above the highest number that Linux gives a process, 2**22
        ours = tmp_path / f".20200101-000000-aaaa.{gone}-{host}.oberih-part"
        foreign_host = tmp_path / f".20200101-000000-aaaa.{gone}-00000000.oberih-part"
        other_name = tmp_path / f".mine.{gone}-{host}.oberih-part"
        link = tmp_path / f".20200101-000000-bbbb.{gone}-{host}.oberih-part"
        for folder in (ours, foreign_host, other_name, tmp_path / "target"):
            folder.mkdir()
            (folder / "file").touch()
        link.symlink_to(tmp_path / "target")
        with new_run(catalogue, out=tmp_path / "next"):
            pass
        assert not ours.exists()
        assert all((folder / "file").exists() for folder in (foreign_host, other_name, link, tmp_path / "target"))
        assert alive.folder.exists()


@pytest.mark.parametrize("name", ["../out.txt", "/etc/oberih.txt", "a/../../b", ""])
def test_nothing_is_written_outside_the_folder(catalogue, tmp_path, name):
    with new_run(catalogue, out=tmp_path / "r") as run, pytest.raises(ValueError, match="inside the run's folder"):
        run.write_text(name, "")


def test_a_table_that_is_not_what_its_name_promises_is_refused(catalogue, tmp_path, served):
    with new_run(catalogue, out=tmp_path / "r") as run:
        with pytest.raises(TypeError, match="demand_mw"):
            run.write_table("served", served.drop("demand_mw"))
        with pytest.raises(ValueError, match="Out of range float"):
            run.write_json("bad", {"share": float("nan")})


HASHED = """
import sys
from pathlib import Path
import polars as pl
sys.path.insert(0, sys.argv[1])
from store_samples import served_rows
from oberih.store import Catalogue, new_run
place, rows = Path(sys.argv[2]), served_rows(150_000)
table = pl.concat([rows[:7], rows[7:70_000], rows[70_000:]], rechunk=False)
with new_run(Catalogue(place / "c.sqlite"), out=place / "r") as run:
    run.write_table("served", table)
    run.commit(kind="run", title="Bytes")
"""


def test_the_same_rows_give_the_same_bytes_however_put_together_and_by_however_many_threads(catalogue, tmp_path):
    with new_run(catalogue, out=tmp_path / "here") as run:
        run.write_table("served", served_rows(150_000))
        finish(run)
    (tmp_path / "there").mkdir()
    command = [sys.executable, "-c", HASHED, str(Path(__file__).parent), str(tmp_path / "there")]
    subprocess.run(command, check=True, env=os.environ | {"POLARS_MAX_THREADS": "1"})
    digests = {
        hashlib.sha256((tmp_path / folder / "tables" / "served.parquet").read_bytes()).hexdigest()
        for folder in ("here", "there/r")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_table_comes_back_as_it_went(catalogue, tmp_path, name):
    empty = pl.DataFrame(schema=SCHEMAS[name])
    with new_run(catalogue, out=tmp_path / "r") as run:
        run.write_table(name, empty)
        folder = finish(run)
    assert read_table(folder, name).schema == empty.schema


def test_the_folder_and_the_row_say_the_same(catalogue: Catalogue, tmp_path):
    with new_run(catalogue, out=tmp_path / "r") as run:
        finish(run)
    said = json.loads((tmp_path / "r" / "run.json").read_text(encoding="utf-8"))
    row = catalogue.get(run.id).plain()
    row.pop("folder")
    assert said == row
