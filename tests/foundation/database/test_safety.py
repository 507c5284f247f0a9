"""Is a database refused, in one line, for each setting or role that would let a promise break?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from jineng.foundation.database import launcher
from jineng.foundation.database.roles import APP, OWNER, open_schema, prepare
from jineng.foundation.database.safety import REQUIRED, UnsafeDatabase, refuse_unless_safe
from tests.cli.seasons import jineng
from tests.conftest import Database
from tests.foundation.database.clusters import do

# Each setting, and how a cluster comes to have it off: a start option or an option of initdb.
UNSAFE_STARTS = ("fsync", "full_page_writes")
UNSAFE_SESSIONS = ("row_security", "synchronous_commit")
CHECKSUMS = "data_checksums"

# How a role comes to be too mighty, beside being the administrator.
MIGHTY = (
    ("bypasses_row_security", "alter role mighty bypassrls", "权限过大"),
    ("makes_roles", "alter role mighty createrole", "权限过大"),
    ("is_superuser", "alter role mighty superuser", "权限过大"),
    ("is_a_member_of_the_owner", f"grant {OWNER} to mighty", "可以变成 jineng_owner"),
    (
        "is_a_member_of_a_member_of_the_owner",
        f"create role between; grant {OWNER} to between; grant between to mighty",
        "可以变成 jineng_owner",
    ),
    (
        "owns_a_table",
        "create table mine (n int); alter table mine owner to mighty",
        "拥有 1 个表或视图",
    ),
    (
        "owns_a_view",
        "create view seen as select 1 as n; alter view seen owner to mighty",
        "拥有 1 个表或视图",
    ),
)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[launcher.Cluster]:
    """A safe cluster with a database and one login that may do nothing yet."""
    with _prepared(tmp_path) as made:
        do(made, "create role mighty login")
        yield made


def test_the_embedded_database_and_the_application_role_are_safe(cluster: launcher.Cluster):
    with psycopg.connect(cluster.url("jineng", APP)) as connection:
        refuse_unless_safe(connection)


def test_a_login_with_no_rights_is_safe(cluster: launcher.Cluster):
    with psycopg.connect(cluster.url("jineng", "mighty")) as connection:
        refuse_unless_safe(connection)


@pytest.mark.parametrize("name", UNSAFE_STARTS)
def test_a_server_started_without_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setitem(launcher.SETTINGS, name, "off")

    with _prepared(tmp_path) as unsafe:
        _refused(unsafe.url("jineng", APP), f"{name}=off")


def test_data_without_checksums_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    without = [each.replace("--data-checksums", "--no-data-checksums") for each in launcher.INITDB]
    monkeypatch.setattr(launcher, "INITDB", without)

    with _prepared(tmp_path) as unsafe:
        _refused(unsafe.url("jineng", APP), f"{CHECKSUMS}=off")


@pytest.mark.parametrize("name", UNSAFE_SESSIONS)
def test_a_role_for_which_it_is_off_is_refused(cluster: launcher.Cluster, name: str):
    do(cluster, f"alter role {APP} set {name} = off")

    _refused(cluster.url("jineng", APP), f"{name}=off")


@pytest.mark.parametrize("level", ["local", "remote_write", "remote_apply"])
def test_every_durable_commit_is_accepted(cluster: launcher.Cluster, level: str):
    url = f"{cluster.url('jineng', APP)}&options=-c%20synchronous_commit%3D{level}"
    with psycopg.connect(url) as connection:
        refuse_unless_safe(connection)


def test_each_required_setting_is_tried_above():
    tried = {*UNSAFE_STARTS, *UNSAFE_SESSIONS, CHECKSUMS}

    assert tried == {name for name, _, _ in REQUIRED} | {"synchronous_commit"}


@pytest.mark.parametrize(
    ("statements", "says"), [each[1:] for each in MIGHTY], ids=[each[0] for each in MIGHTY]
)
def test_a_role_that_could_go_round_the_guards_is_refused(
    cluster: launcher.Cluster, statements: str, says: str
):
    with psycopg.connect(cluster.url("jineng", "postgres")) as admin:
        admin.execute(statements)

    _refused(cluster.url("jineng", "mighty"), says)


@pytest.mark.parametrize("role", ["postgres", OWNER])
def test_the_administrator_and_the_owner_are_refused(cluster: launcher.Cluster, role: str):
    do(cluster, f"alter role {OWNER} login")

    _refused(cluster.url("jineng", role), role)


def test_a_command_on_an_unsafe_server_ends_with_one_line(own_database: Database):
    url = f"{own_database.app_url} options='-c synchronous_commit=off'"

    done = jineng("verify", DATABASE_URL=url, JINENG_SECRET_KEY="0" * 64, JINENG_FIELD_KEY="1" * 64)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "synchronous_commit=off" in done.stderr


def test_a_command_on_a_server_without_keys_ends_with_one_line(own_database: Database):
    done = jineng("verify", DATABASE_URL=own_database.app_url)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "JINENG_SECRET_KEY" in done.stderr


@pytest.mark.parametrize("name", ["JINENG_SECRET_KEY", "JINENG_FIELD_KEY"])
@pytest.mark.parametrize("key", ["abc", "g" * 64, "1" * 63])
def test_a_key_that_is_no_key_is_refused_in_one_line(own_database: Database, name: str, key: str):
    keys = {"JINENG_SECRET_KEY": "0" * 64, "JINENG_FIELD_KEY": "1" * 64, name: key}

    done = jineng("verify", DATABASE_URL=own_database.app_url, **keys)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert name in done.stderr


@pytest.mark.parametrize("url", ["garbage", "postgresql://jineng_app@127.0.0.1:1"])
@pytest.mark.parametrize("admin", ["", "garbage"])
def test_an_address_that_says_no_database_is_refused_in_one_line(url: str, admin: str):
    done = jineng(
        "migrate",
        DATABASE_URL=url,
        DATABASE_ADMIN_URL=admin,
        JINENG_SECRET_KEY="0" * 64,
        JINENG_FIELD_KEY="1" * 64,
    )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "DATABASE_URL" in done.stderr


def test_a_server_that_does_not_answer_ends_with_one_line(tmp_path: Path):
    done = jineng(
        "verify",
        DATABASE_URL=f"postgresql://{APP}@/jineng?host={tmp_path}",
        JINENG_SECRET_KEY="0" * 64,
        JINENG_FIELD_KEY="1" * 64,
    )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr


@contextmanager
def _prepared(folder: Path) -> Iterator[launcher.Cluster]:
    """Start a cluster with our roles and an empty database of ours."""
    with launcher.running(folder) as cluster:
        prepare(cluster.url("postgres", "postgres"), "jineng")
        open_schema(cluster.url("jineng", "postgres"))
        yield cluster


def _refused(url: str, says: str) -> None:
    with psycopg.connect(url) as connection, pytest.raises(UnsafeDatabase) as refused:
        refuse_unless_safe(connection)
    assert says in refused.value.message
    assert len(refused.value.message.splitlines()) == 1
