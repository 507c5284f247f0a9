"""How is a cluster of ours copied while it runs, its log kept, and both brought back to a moment?

A store is a folder elsewhere: one folder for each base backup, checked by its own manifest, and
`wal/` with every finished segment of the log. A base backup and the log after it give the database
as it was at any moment since.
"""

import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from jineng.foundation.database import launcher
from jineng.foundation.database.launcher import Cluster
from jineng.foundation.database.lowly import owner_of_server
from jineng.values.refusal import Refusal

LOG, BASES, PATIENCE = "wal", "base-*", 120.0
STAMP = "base-%Y%m%dT%H%M%S%z"
# Relative to the server's data: the path of the home never passes through a shell.
_ARCHIVE = "test ! -f ../archive/%f && cp %p ../archive/.%f && sync ../archive/.%f && mv"
_SETTINGS = {
    "archive_mode": "on",
    "archive_command": f"{_ARCHIVE} ../archive/.%f ../archive/%f",
    "archive_timeout": "60s",
}


class NoBackup(Refusal):
    """The store holds no base backup from before the moment that was asked for."""


class CannotCopy(Refusal):
    """The copy is not whole."""


class InTheWay(Refusal):
    """A database is brought back into an empty place only."""


def keep_log(cluster: Cluster) -> bool:
    """Have the server keep its log from its next start on; return whether it does so already."""
    archive = cluster.folder / "archive"
    archive.mkdir(mode=0o700, exist_ok=True)
    os.chown(archive, *owner_of_server())
    with _admin(cluster) as raw:
        for name, value in _SETTINGS.items():
            raw.execute(f"alter system set {name} = '{value}'")
        raw.execute("select pg_reload_conf()")
        return bool(_one(raw, "select current_setting('archive_mode') = 'on'"))


def copy_base(cluster: Cluster, store: Path) -> Path:
    """Copy the whole cluster into the store while it runs, and check every file of the copy.

    Its name is the moment at which it was whole: it can be brought back to any moment after that.
    """
    store.mkdir(parents=True, exist_ok=True)
    part = store / ".base.part"
    shutil.rmtree(part, ignore_errors=True)
    _run("pg_basebackup", "-D", part, "-h", cluster.socket, "-U", "postgres", "-X", "stream", "-c",
         "fast", "--manifest-checksums=SHA256")  # fmt: skip
    _run("pg_verifybackup", part)
    goal = store / (datetime.now(UTC) + timedelta(seconds=1)).strftime(STAMP)
    part.rename(goal)
    return goal


def copy_log(cluster: Cluster, store: Path) -> int:
    """Finish the current segment of the log and copy all that is new; return how many."""
    with _admin(cluster) as raw:
        # A segment with nothing in it would never be finished.
        raw.execute("select pg_logical_emit_message(false, 'jineng', 'backup')")
        last = _one(raw, "select pg_walfile_name(pg_current_wal_insert_lsn())")
        raw.execute("select pg_switch_wal()")
    _wait_for(cluster.folder / "archive" / str(last))
    log, copied = store / LOG, 0
    log.mkdir(parents=True, exist_ok=True)
    for path in sorted((cluster.folder / "archive").iterdir()):
        if path.name.startswith(".") or (log / path.name).exists():
            continue
        part = log / f".{path.name}"
        shutil.copyfile(path, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(log / path.name)
        copied += 1
    return copied


def bring_back(store: Path, folder: Path, until: datetime | None) -> Path:
    """Make a cluster in an empty folder as it was at a moment, or at the end of the log.

    Returns the base backup it began from. Nothing of the store is changed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InTheWay(f"{folder} 里已有数据库：请用 --home 指定一个新的文件夹，原来的不会被覆盖")
    base = _base_before(store, until)
    _run("pg_verifybackup", "-n", base)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(base, folder / "data")
    (folder / "archive").mkdir(mode=0o700)
    for segment in (store / LOG).glob("[!.]*"):
        shutil.copyfile(segment, folder / "archive" / segment.name)
    data = folder / "data"
    told = ["restore_command = 'cp ../archive/%f %p'", "recovery_target_action = 'promote'"]
    if until is not None:
        told.append(f"recovery_target_time = '{until.isoformat()}'")
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write("\n".join(told) + "\n")
    (data / "recovery.signal").touch()
    _belongs_to_the_server(folder)
    _recover(folder)
    return base


def _recover(folder: Path) -> None:
    """Start the cluster once, wait until it has caught up, and forget how it was brought back."""
    with launcher.running(folder) as cluster, _admin(cluster) as raw:
        deadline = time.monotonic() + PATIENCE
        while _one(raw, "select pg_is_in_recovery()"):
            if time.monotonic() > deadline:
                raise CannotCopy(f"{folder} 的数据库没有恢复到头，请看 data/{launcher.LOG}")
            time.sleep(0.05)
        for name in ("restore_command", "recovery_target_action", "recovery_target_time"):
            raw.execute(f"alter system reset {name}")


def _base_before(store: Path, until: datetime | None) -> Path:
    """Return the last base backup that was finished before a moment."""
    found = sorted(store.glob(BASES), key=_taken)
    if until is not None:
        found = [path for path in found if _taken(path) <= until]
    if not found:
        raise NoBackup(f"{store} 里没有{'这个时刻以前的' if until else ''}备份，请核对文件夹和时刻")
    return found[-1]


def _taken(base: Path) -> datetime:
    """Return the moment at which a base backup was whole."""
    return datetime.strptime(base.name, STAMP).astimezone(UTC)


def _belongs_to_the_server(folder: Path) -> None:
    owner = owner_of_server()
    for path in (folder / "data", folder / "archive"):
        path.chmod(0o700)
        for each in (path, *path.rglob("*")):
            os.chown(each, *owner, follow_symlinks=False)


def _wait_for(segment: Path) -> None:
    """Wait until the server has kept a segment of its log."""
    deadline = time.monotonic() + PATIENCE
    while not segment.exists():
        if time.monotonic() > deadline:
            raise CannotCopy(f"数据库的日志没有存进 {segment.parent}，请检查磁盘空间和权限")
        time.sleep(0.05)


def _admin(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True)


def _one(raw: psycopg.Connection, statement: str) -> object:
    row = raw.execute(statement).fetchone()
    assert row is not None, "these statements always answer with a row"
    return row[0]


def _run(program: str, *arguments: object) -> None:
    done = subprocess.run(  # noqa: S603 our own binaries
        [str(launcher.binaries() / program), *map(str, arguments)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
    )
    if done.returncode != 0:
        raise CannotCopy(f"{program} 没有成功：{done.stderr.strip().splitlines()[-1:]}")
