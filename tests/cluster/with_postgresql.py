"""Run a command with a PostgreSQL server of its own: in a folder that goes with it, as a user who is not root.

    python with_postgresql.py pytest tests/store

The command finds the server's address in OBERIH_TEST_POSTGRESQL.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def program(name: str) -> str:
    """A program of the server: in the path, or where Debian keeps it."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if found is None:
        sys.exit(f"There is no {name}: on Debian, apt-get install postgresql")
    return found


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def somebody() -> dict[str, object]:
    """Who runs the server: PostgreSQL refuses to be run by root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    sys.exit("There is neither a user postgres nor nobody to run the server.")


def main() -> int:
    who, port = somebody(), free_port()
    place = Path(tempfile.mkdtemp(prefix="oberih-postgresql-"))
    data = place / "data"
    if who:
        os.chown(place, who["user"], who["group"])  # type: ignore[arg-type]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": place}
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={place} -c fsync=off"
    control = [program("pg_ctl"), "-D", str(data), "-w", "-l", str(place / "log")]
    try:
        subprocess.run(
            [program("initdb"), "-D", str(data), "-U", "oberih", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, **quiet, **who,
        )  # fmt: skip
        subprocess.run([*control, "-o", settings, "start"], check=True, **quiet, **who)
        try:
            address = f"postgresql+psycopg://oberih@127.0.0.1:{port}/postgres"
            environment = os.environ | {"OBERIH_TEST_POSTGRESQL": address}
            return subprocess.run(sys.argv[1:], check=False, env=environment).returncode
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], check=False, **quiet, **who)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
