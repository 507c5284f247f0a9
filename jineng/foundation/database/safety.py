"""Is the database we are about to trust set so that it keeps its promises?"""

from collections.abc import Sequence

import psycopg

from jineng.values.refusal import Refusal

# Setting, what it must be, and what is lost otherwise.
REQUIRED = (
    ("fsync", "on", "断电会丢已确认的拨付"),
    ("full_page_writes", "on", "断电会损坏数据页"),
    ("data_checksums", "on", "磁盘损坏发现不了"),
    ("row_security", "on", "各地区的数据会互相看见"),
)
DURABLE = ("on", "local", "remote_write", "remote_apply")


class UnsafeDatabase(Refusal):
    """A setting or a role would let money or the trail be lost."""


def refuse_unless_safe(connection: psycopg.Connection) -> None:
    """Refuse to go on with a database that does not keep what it was told."""
    for name, wanted, loss in REQUIRED:
        if (found := _one(connection, f"show {name}")) != wanted:
            raise UnsafeDatabase(f"数据库设置 {name}={found}，{loss}：请改为 {wanted} 后再启动")
    if (found := _one(connection, "show synchronous_commit")) not in DURABLE:
        raise UnsafeDatabase(
            f"数据库设置 synchronous_commit={found}，崩溃会丢已确认的拨付：请改为 on 后再启动"
        )
    _refuse_a_mighty_role(connection)


def _refuse_a_mighty_role(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles"
        " where rolname = current_user"
    ).fetchone()
    assert row is not None, "the current role is always in pg_roles"
    name, is_super, bypasses, makes_roles = row
    if is_super or bypasses or makes_roles:
        raise UnsafeDatabase(
            f"数据库角色 {name} 权限过大（可绕过行级安全或建角色）：请改用 jineng_app 登录"
        )
    owned = _one(
        connection,
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relowner = current_user::regrole and n.nspname not like 'pg\\_%'",
    )
    if owned:
        raise UnsafeDatabase(
            f"数据库角色 {name} 拥有 {owned} 个表或视图，可以改掉约束：请改用 jineng_app 登录"
        )
    held: Sequence[object] | None = connection.execute(
        "select pg_has_role(current_user, 'jineng_owner', 'member')"
    ).fetchone()
    if held and held[0]:
        raise UnsafeDatabase(f"数据库角色 {name} 可以变成 jineng_owner：请收回后再启动")


def _one(connection: psycopg.Connection, statement: str) -> object:
    row = connection.execute(statement).fetchone()
    assert row is not None, "these statements always answer with a row"
    return row[0]
