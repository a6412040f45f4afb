"""A study on a Dask cluster of two worker processes: the same bytes, and what is said where the cluster is no help."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

distributed = pytest.importorskip("distributed", reason="needs Dask: make test-cluster")

from oberih.jobs import Options, run  # noqa: E402
from oberih.jobs.examples import named  # noqa: E402
from oberih.jobs.study import How, StudyOptions, begin, resume  # noqa: E402
from oberih.store import tables  # noqa: E402
from oberih.study.batches import Job, Laid  # noqa: E402
from oberih.study.engines.cluster import Cluster  # noqa: E402
from oberih.terms.errors import InputError, RunError  # noqa: E402
from oberih.terms.words import LANGS  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # Dask and its libraries have some of their own
DRAWS = 60


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Studies without a folder of their own begin here, and not in the project's."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def scheduler():
    """The address of a scheduler with two workers, each a process."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        yield cluster.scheduler_address


def options(place: Path, name: str, **more) -> StudyOptions:
    return StudyOptions(
        draws=DRAWS, hours=12, seed=4, out=place / name, catalogue=place / "c.sqlite", langs=("en",), keep=2, **more
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    place = tmp_path_factory.mktemp("plain")
    given = options(place, "r")
    more = {name: getattr(given, name) for name in ("draws", "hours", "seed", "out", "catalogue", "langs", "keep")}
    return run(named("2022-12-05"), Options(**more))


def same(sitting, plain):
    assert tables(sitting.run.folder) == plain.tables
    for name in plain.tables:
        file = f"tables/{name}.parquet"
        assert (sitting.run.folder / file).read_bytes() == (plain.folder / file).read_bytes(), name


def refused_key(use):
    with pytest.raises((InputError, RunError)) as refused:
        use()
    (fault,) = refused.value.faults
    for lang in LANGS:
        assert fault.text(lang)
    assert refused.value.exit_code == 2
    return fault.key


def test_the_same_bytes_on_a_cluster_by_address(scheduler, plain, tmp_path):
    how = How(engine="dask", scheduler=scheduler)
    same(begin(named("2022-12-05"), options(tmp_path, "r", batch_draws=7), how, folder=tmp_path / "s"), plain)


def test_the_same_bytes_on_a_cluster_of_its_own(plain, tmp_path):
    how = How(engine="dask", workers=2)
    same(begin(named("2022-12-05"), options(tmp_path, "r", batch_draws=20), how, folder=tmp_path / "s"), plain)


def test_a_killed_worker_costs_its_batch_alone(scheduler, plain, tmp_path):
    client = distributed.Client(scheduler, set_as_default=False)
    killed = []

    def tell(step):
        if not killed and 0 < step.done < DRAWS:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oberih.study.drive.TELL_S", 0)
        how = How(engine="dask", scheduler=scheduler, tell=tell)
        sitting = begin(named("2022-12-05"), options(tmp_path, "r", batch_draws=3), how, folder=tmp_path / "s")
    client.close()
    assert killed
    same(sitting, plain)


def test_a_scheduler_that_does_not_answer_is_named_within_ten_seconds(tmp_path):
    with socket.socket() as door:  # bound and not listening: nobody answers, nobody refuses
        door.bind(("127.0.0.1", 0))
        begun = time.monotonic()
        how = How(engine="dask", scheduler=f"tcp://127.0.0.1:{door.getsockname()[1]}")
        assert refused_key(lambda: begin(named("2022-12-05"), options(tmp_path, "r"), how)) == "study.no_scheduler"
        assert time.monotonic() - begun < 10
    with socket.create_server(("127.0.0.1", 0)) as door:  # it opens, and says nothing
        begun = time.monotonic()
        how = How(engine="dask", scheduler=f"tcp://127.0.0.1:{door.getsockname()[1]}")
        assert refused_key(lambda: begin(named("2022-12-05"), options(tmp_path, "r"), how)) == "study.silent_scheduler"
        assert time.monotonic() - begun < 10
    how = How(engine="dask", scheduler="nonsense")
    assert refused_key(lambda: begin(named("2022-12-05"), options(tmp_path, "r"), how)) == "study.no_scheduler"
    assert not (tmp_path / "r").exists()
    assert not (tmp_path / "oberih-studies").exists()  # nothing that could be gone on with


def test_a_scheduler_without_workers_is_named_within_ten_seconds(tmp_path):
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as cluster:
        begun = time.monotonic()
        how = How(engine="dask", scheduler=cluster.scheduler_address)
        assert refused_key(lambda: begin(named("2022-12-05"), options(tmp_path, "r"), how)) == "study.no_workers"
        assert time.monotonic() - begun < 10


def test_workers_of_another_build_are_refused(scheduler, monkeypatch):
    monkeypatch.setattr("oberih.study.engines.cluster.build", lambda: "9.9.9 (another)")
    assert refused_key(lambda: Cluster(Laid(Job(None, 1, 1, "x"), None), 1, scheduler)) == "study.worker_version"


@contextmanager
def by_hand(place, **environment):
    """A scheduler and a worker started as one would in a terminal: the address, and both processes."""
    address = f"tcp://127.0.0.1:{free_port()}"
    commands = (
        ["distributed.cli.dask_scheduler", "--port", address.rpartition(":")[2], "--no-dashboard"],
        ["distributed.cli.dask_worker", address, "--no-dashboard", "--no-nanny", "--nthreads", "1"],
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [
        subprocess.Popen([sys.executable, "-m", *each], env=os.environ | environment, cwd=place, **quiet)
        for each in commands
    ]
    try:
        with distributed.Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
        yield address, started
    finally:
        for each in started:
            each.kill()
            each.wait()


def test_workers_without_oberih_are_refused(tmp_path):
    (tmp_path / "oberih").mkdir()  # an empty package in front of the real one
    (tmp_path / "oberih" / "__init__.py").touch()
    with by_hand(tmp_path, PYTHONPATH=str(tmp_path)) as (address, _):
        assert refused_key(lambda: Cluster(Laid(Job(None, 1, 1, "x"), None), 1, address)) == "study.worker_version"


def test_a_cluster_that_is_lost_is_said_and_the_study_goes_on_elsewhere(plain, tmp_path):
    with by_hand(tmp_path) as (address, (scheduler, _)), pytest.MonkeyPatch.context() as patch:
        patch.setattr("oberih.study.drive.TELL_S", 0)

        def tell(_):
            scheduler.kill()

        how = How(engine="dask", scheduler=address, tell=tell)
        given = options(tmp_path, "r", batch_draws=3)
        key = refused_key(lambda: begin(named("2022-12-05"), given, how, folder=tmp_path / "s"))
        assert key == "study.scheduler_lost"
    same(resume(tmp_path / "s", How(engine="threads")), plain)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
