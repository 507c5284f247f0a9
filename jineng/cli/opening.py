"""On which database does a command work, under which keys, and is it safe to?"""

import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jineng.foundation.audit.heads import refuse_unless_published
from jineng.foundation.database import launcher
from jineng.foundation.database.roles import (
    APP,
    OWNER,
    let_the_past_be_posted,
    open_schema,
    prepare,
)
from jineng.foundation.database.safety import refuse_unless_safe
from jineng.values.refusal import Refusal

DATABASE = "jineng"
KEY = re.compile(r"[0-9a-fA-F]{64}")


class NoKeys(Refusal):
    """A server's data is sealed under keys that the deployer gives."""


class NoServer(Refusal):
    """An address of a server says where it is and which database is meant."""


class NotMigrated(Refusal):
    """The database is older than the program."""


@contextmanager
def opened(home: Path, *, own: bool = False, published: bool = True) -> Iterator[None]:
    """Open the database of a folder, or the server DATABASE_URL names unless it must be our `own`.

    Migrates when it may, refuses an unsafe database and, unless told otherwise, one that is not
    the one whose heads were `published`; stops an embedded one after use.
    """
    server = "" if own else os.environ.get("DATABASE_URL", "")
    told = "" if own else os.environ.get("JINENG_HEADS", "")
    settings.HEADS = Path(told or home / "heads").absolute()
    if server:
        _open_server(server, os.environ.get("DATABASE_ADMIN_URL", ""))
        _refuse_another_history(published)
        yield
        connection.close()
        return
    with launcher.running(home / "database") as cluster:
        _keys_from(home)
        prepare(cluster.url("postgres", "postgres"), DATABASE)
        migrate(cluster.url(DATABASE, "postgres"))
        if own:
            let_the_past_be_posted(cluster.url(DATABASE, "postgres"))
        speak_to(cluster.url(DATABASE, APP))
        _refuse_unless_safe()
        _refuse_another_history(published)
        try:
            yield
        finally:
            connection.close()


def migrate(admin_url: str) -> None:
    """Bring a database up to date as its owner, when it is not."""
    with psycopg.connect(admin_url, autocommit=True) as alone:
        # Two programs that find the same server out of date take turns.
        alone.execute("select pg_advisory_lock(hashtextextended('jineng migrate', 0))")
        speak_to(make_conninfo(admin_url, options=f"-c role={OWNER}"))
        if _pending():
            open_schema(admin_url)
            call_command("migrate", verbosity=0, interactive=False)
        connection.close()


def _open_server(url: str, admin_url: str) -> None:
    for name in ("JINENG_SECRET_KEY", "JINENG_FIELD_KEY"):
        if not KEY.fullmatch(os.environ.get(name, "")):
            raise NoKeys(f"使用 DATABASE_URL 时须设置 {name}（64 位十六进制），请设置后再启动")
    told = _told("DATABASE_URL", url)
    if not told.get("dbname"):
        raise NoServer("DATABASE_URL 没有写明库名，请写成 postgresql://jineng_app@主机/jineng")
    if admin_url:
        _told("DATABASE_ADMIN_URL", admin_url)
        prepare(make_conninfo(admin_url, dbname="postgres"), str(told["dbname"]))
        migrate(make_conninfo(admin_url, dbname=str(told["dbname"])))
    speak_to(url)
    _refuse_unless_safe()
    if _pending():
        raise NotMigrated("数据库版本旧，请设置 DATABASE_ADMIN_URL 并运行 jineng migrate")


def _told(name: str, url: str) -> Mapping[str, object]:
    """Return what an address says, or refuse one that is none; it may hold a password."""
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError as broken:
        raise NoServer(
            f"{name} 不是 PostgreSQL 的地址，请写成 postgresql://jineng_app@主机/jineng"
        ) from broken


def speak_to(url: str) -> None:
    """Point Django, and every process we start, at a database."""
    connection.close()
    told = conninfo_to_dict(url)
    connection.settings_dict.update(
        NAME=told.get("dbname", ""),
        USER=told.get("user", ""),
        PASSWORD=told.get("password", ""),
        HOST=told.get("host", ""),
        PORT=str(told.get("port", "")),
        OPTIONS={"options": told["options"]} if "options" in told else {},
    )
    os.environ["DATABASE_URL"] = url


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _refuse_unless_safe() -> None:
    refuse_unless_safe(_raw())


def _refuse_another_history(published: bool) -> None:
    if published:
        refuse_unless_published(_raw(), settings.HEADS)


def _raw() -> psycopg.Connection:
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _keys_from(home: Path) -> None:
    """Take the keys from a file beside the database, made on first use, for its owner only."""
    path = home / "keys.json"
    if not path.exists():
        keys = {"secret": secrets.token_hex(32), "field": secrets.token_hex(32)}
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(keys), encoding="utf-8")
        part.rename(path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    settings.SECRET_KEY = os.environ["JINENG_SECRET_KEY"] = kept["secret"]
    settings.FIELD_KEY = os.environ["JINENG_FIELD_KEY"] = kept["field"]
