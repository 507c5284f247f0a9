"""Which roles and databases are there, and who owns what?

`jineng_owner` owns every table and is never logged in as; `jineng_app` is what the application
speaks as and owns nothing. What it may do is granted table by table in the guard migrations.
"""

import psycopg
from psycopg import sql

from jineng.values.refusal import Refusal

OWNER, APP = "jineng_owner", "jineng_app"
OLDEST = 150000

_ROLES = """
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'jineng_owner') then
    create role jineng_owner nologin; end if;
  if not exists (select 1 from pg_roles where rolname = 'jineng_app') then
    create role jineng_app login; end if;
end $$
"""


class ServerTooOld(Refusal):
    """The guards need PostgreSQL 15 or newer."""


def prepare(admin_url: str, database: str) -> None:
    """Make the roles and a database on a server, as its administrator. Again changes nothing."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        if admin.info.server_version < OLDEST:
            raise ServerTooOld("PostgreSQL 版本太旧，请使用 15 或更新的版本")
        admin.execute(_ROLES)
        there = admin.execute("select 1 from pg_database where datname = %s", [database])
        if not there.fetchone():
            admin.execute(
                sql.SQL("create database {} owner {}").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )


def open_schema(admin_url: str) -> None:
    """Let the owner make tables in a database and the application reach what it is granted."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("create extension if not exists btree_gist")
        admin.execute("revoke all on schema public from public")
        admin.execute("grant usage, create on schema public to jineng_owner")
        admin.execute("grant usage on schema public to jineng_app")


def let_the_past_be_posted(admin_url: str) -> None:
    """Say of a database, as its owner, that it takes a season of long ago through its files.

    Only there may a notice be posted for a day that has passed; the application cannot say it.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("insert into notices_pastseason default values on conflict do nothing")
