"""Does every row stand as the trail left it?"""

from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection

from jineng.foundation.audit.chains import chains_amiss
from jineng.foundation.audit.models import Block, Chain, Change, Link, Past, Signature
from jineng.foundation.audit.seals import unsealed
from jineng.foundation.audit.unbroken import Told, check

# What proves the trail is proved by its own digests, not by rows of the trail.
PROVING = (Change, Block, Signature, Link, Chain, Past)


def rows_amiss() -> tuple[int, list[str]]:
    """Return how many tables were compared, and one sentence for each row that differs.

    The last change of each row in the trail says what the row must be now.
    """
    found: list[str] = []
    tables = trailed_tables()
    with connection.cursor() as cursor:
        for table, key in tables:
            cursor.execute("select rows_that_differ(%s, %s)", [table, key])
            found += [f"{table} 第 {row} 号行与留痕不符" for (row,) in cursor.fetchall()]
        cursor.execute("select * from past_amiss()")
        found += [f"{table} 第 {row} 号行的旧值与留痕不符" for table, row in cursor.fetchall()]
    return len(tables), found


def seals_amiss(url: str, heads: Path) -> tuple[list[str], list[str]]:
    """Return what was checked of the seals, line by line, and a sentence for all that is broken.

    `heads` is the folder of the heads that were put outside.
    """
    with psycopg.connect(url) as raw:
        raw.execute("set transaction isolation level repeatable read, read only")
        told, links, broken = broken_seals(raw, heads)
        waiting, seconds = unsealed(raw)
    said = [
        f"核对封存 {told.rows} 行留痕、{len(told.blocks)} 块，公布在外的链头 {len(told.heads)} 个",
        f"核对资金链 {links} 环",
    ]
    if waiting:
        said.append(f"尚未封存 {waiting} 行，最早的已等 {seconds:.0f} 秒")
    return said, broken


def broken_seals(raw: psycopg.Connection[Any], heads: Path) -> tuple[Told, int, list[str]]:
    """Return what was read, how many links, and all that is broken, as one transaction sees it."""
    told = check(raw, heads)
    links, broken = chains_amiss(raw, told.blocks)
    return told, links, told.found + broken


def trailed_tables() -> list[tuple[str, str]]:
    """Return every table that the trail covers, which is all but its own, with its key."""
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jineng") and model not in PROVING
    ]
    return sorted((model._meta.db_table, str(model._meta.pk.column)) for model in ours)
