"""Backing up and bringing back say no in one sentence; the drill does the rest."""

from pathlib import Path

import pytest

from tests.cli.seasons import jineng


def refused(*arguments: object, **more: str) -> str:
    """Return the one sentence a command ends with."""
    done = jineng(*arguments, **more)
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_a_folder_without_a_database_is_not_backed_up(tmp_path: Path) -> None:
    assert "没有数据库" in refused("backup", "--home", tmp_path, "--to", tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_a_server_of_the_deployers_own_is_not_ours_to_back_up(tmp_path: Path) -> None:
    told = refused(
        *("backup", "--home", tmp_path, "--to", tmp_path / "store"),
        DATABASE_URL="postgresql:///jineng",
    )
    assert "自己的备份工具" in told


@pytest.mark.parametrize("moment", ["昨天", "2026-13-01"])
def test_what_is_no_moment_is_not_brought_back_to(tmp_path: Path, moment: str) -> None:
    told = refused("restore", "--from", tmp_path, "--home", tmp_path / "new", "--until", moment)
    assert moment in told


def test_nothing_is_brought_back_from_an_empty_store(tmp_path: Path) -> None:
    told = refused("restore", "--from", tmp_path, "--home", tmp_path / "new")
    assert "没有备份" in told
    assert not (tmp_path / "new/database").exists()


def test_nothing_is_brought_back_over_a_database_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "home/database/data").mkdir(parents=True)
    told = refused("restore", "--from", tmp_path, "--home", tmp_path / "home")
    assert "已有数据库" in told
