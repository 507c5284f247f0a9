"""What can be seen of a cluster from outside: its first process, its socket, its users."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from jineng.foundation.database.launcher import Cluster

PATIENCE = 60
# Opens the cluster of a folder, says which server it met, and stays until told to go.
_USER = """
import sys
from pathlib import Path
import psycopg
from jineng.foundation.database import launcher
with launcher.running(Path(sys.argv[1])) as cluster:
    with psycopg.connect(cluster.url("postgres", "postgres")) as one:
        print(one.execute("select pg_postmaster_start_time()").fetchone()[0], flush=True)
    sys.stdin.readline()
"""


def ask(cluster: Cluster, statement: str) -> object:
    """Return the one value a statement answers with, as the administrator."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
        row = admin.execute(statement).fetchone()
    assert row is not None
    return row[0]


def do(cluster: Cluster, statement: str) -> None:
    """Carry out a statement as the administrator."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(statement)


def server_of(cluster: Cluster) -> int:
    """Return the first process of a cluster's server."""
    return int((cluster.folder / "data/postmaster.pid").read_text().split()[0])


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill_whole(cluster: Cluster) -> None:
    """Kill a cluster's server and all that it started, at once."""
    server = server_of(cluster)
    backends = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    for pid in (server, *map(int, backends)):
        os.kill(pid, signal.SIGKILL)
    wait_until_gone(server)


def wait_until_gone(pid: int) -> None:
    """Wait for the end of a process."""
    deadline = time.monotonic() + PATIENCE
    while alive(pid):
        assert time.monotonic() < deadline, f"process {pid} does not end"
        time.sleep(0.02)


def user_of(folder: Path) -> subprocess.Popen[str]:
    """Start a process that uses the cluster of a folder until it is sent a line."""
    return subprocess.Popen(
        [sys.executable, "-c", _USER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told_by(user: subprocess.Popen[str]) -> str:
    """Return which server a user met."""
    assert user.stdout is not None
    return user.stdout.readline().strip()


def send_away(user: subprocess.Popen[str]) -> int:
    """Let a user go; return how it ended."""
    user.communicate("go\n", timeout=PATIENCE)
    return user.returncode
