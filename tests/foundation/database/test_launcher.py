"""Does the database that comes with us start, stay whole and stop, whatever happened before?"""

import os
import subprocess
from pathlib import Path

import pytest

from jineng.foundation.database import launcher
from jineng.foundation.database.launcher import CannotStart
from jineng.foundation.database.lowly import owner_of_server
from tests.foundation.database.clusters import (
    alive,
    ask,
    do,
    kill_whole,
    send_away,
    server_of,
    told_by,
    user_of,
    wait_until_gone,
)


def test_the_server_never_runs_as_root_and_no_folder_above_is_touched(tmp_path: Path):
    above = [tmp_path, *tmp_path.parents]
    before = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above]

    with launcher.running(tmp_path / "database") as cluster:
        owner = Path(f"/proc/{server_of(cluster)}").stat().st_uid

    assert owner == owner_of_server()[0]
    assert owner != 0
    after = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above]
    assert after == before


def test_it_listens_on_no_port_and_on_a_socket_that_lets_nobody_else_in(tmp_path: Path):
    with launcher.running(tmp_path) as cluster:
        assert ask(cluster, "show listen_addresses") == ""
        assert cluster.socket.stat().st_mode & 0o077 == 0
        assert ask(cluster, "select inet_server_port()") is None


@pytest.mark.parametrize(
    "name", ["安平县 2024 年", "长" * 60, "with 'quotes'", "$HOME", "`touch made` $(touch made)"]
)
def test_a_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setattr(launcher, "PATIENCE", 1.0)

    with launcher.running(tmp_path / name) as cluster:
        assert ask(cluster, "show data_directory") == str(tmp_path / name / "data")


def test_text_is_unicode_and_days_are_told_in_utc(tmp_path: Path):
    with launcher.running(tmp_path) as cluster:
        assert ask(cluster, "show server_encoding") == "UTF8"
        assert ask(cluster, "select upper('é') || lower('Ａ')") == "Éａ"
        assert ask(cluster, "show timezone") == "UTC"


def test_what_somebody_writes_beside_the_data_cannot_make_it_unsafe(tmp_path: Path):
    with launcher.running(tmp_path) as cluster:
        ask(cluster, "select 1")
    for name in ("postgresql.conf", "postgresql.auto.conf"):
        with (tmp_path / "data" / name).open("a") as file:
            file.write("\nfsync = off\nfull_page_writes = off\nlisten_addresses = '*'\n")

    with launcher.running(tmp_path) as cluster:
        assert ask(cluster, "show fsync") == "on"
        assert ask(cluster, "show full_page_writes") == "on"
        assert ask(cluster, "show listen_addresses") == ""


def test_the_last_one_out_stops_the_server_and_clears_its_socket(tmp_path: Path):
    first = launcher.start(tmp_path)
    second = launcher.start(tmp_path)
    server = server_of(first)
    assert second.socket == first.socket

    launcher.leave(first)
    assert ask(second, "select 1") == 1

    launcher.leave(second)
    assert not alive(server)
    assert not first.socket.exists()


def test_four_who_open_a_new_folder_at_once_meet_in_one_server(tmp_path: Path):
    users = [user_of(tmp_path) for _ in range(4)]

    met = {told_by(user) for user in users}

    assert len(met) == 1
    assert met != {""}
    assert [send_away(user) for user in users] == [0, 0, 0, 0]
    assert not (tmp_path / "data/postmaster.pid").exists()


def test_a_user_that_was_killed_does_not_keep_the_server_up(tmp_path: Path):
    user = user_of(tmp_path)
    told_by(user)
    user.kill()
    user.communicate()

    cluster = launcher.start(tmp_path)
    server = server_of(cluster)
    launcher.leave(cluster)

    assert not alive(server)


def test_what_was_committed_is_there_after_everything_was_killed(tmp_path: Path):
    cluster = launcher.start(tmp_path)
    do(cluster, "create table kept as select 7 as n")
    kill_whole(cluster)
    os.close(cluster.lock)

    with launcher.running(tmp_path) as again:
        assert ask(again, "select n from kept") == 7


def test_the_socket_of_a_killed_server_is_cleared_by_the_next(tmp_path: Path):
    cluster = launcher.start(tmp_path)
    kill_whole(cluster)
    os.close(cluster.lock)

    with launcher.running(tmp_path) as again:
        assert again.socket != cluster.socket
        assert not cluster.socket.exists()


def test_a_server_whose_first_process_was_killed_is_waited_for(tmp_path: Path):
    cluster = launcher.start(tmp_path)
    server = server_of(cluster)
    os.kill(server, 9)
    wait_until_gone(server)
    os.close(cluster.lock)

    with launcher.running(tmp_path) as again:
        assert server_of(again) != server
        assert ask(again, "select 1") == 1


@pytest.mark.parametrize("whose", ["nobody_s", "a_strangers", "a_zombies"])
def test_a_stale_pid_file_does_not_keep_it_from_starting(tmp_path: Path, whose: str):
    with launcher.running(tmp_path) as cluster:
        lines = (tmp_path / "data/postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60" if whose == "a_strangers" else "0"])
    if whose == "nobody_s":
        stranger.wait()
    lines[0] = str(stranger.pid)
    (tmp_path / "data/postmaster.pid").write_text("\n".join(lines) + "\n")

    with launcher.running(tmp_path) as cluster:
        assert ask(cluster, "select 1") == 1

    stranger.kill()
    stranger.wait()


def test_an_empty_pid_file_does_not_keep_it_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with launcher.running(tmp_path):
        pass
    monkeypatch.setattr(launcher, "PATIENCE", 20.0)
    (tmp_path / "data/postmaster.pid").write_text("")

    with launcher.running(tmp_path) as cluster:
        assert ask(cluster, "select 1") == 1


def test_a_data_folder_half_made_in_a_crash_is_made_again(tmp_path: Path):
    (tmp_path / "data.part/base").mkdir(parents=True)
    (tmp_path / "data.part/PG_VERSION").write_text("18\n")

    with launcher.running(tmp_path) as cluster:
        assert ask(cluster, "select 1") == 1
    assert not (tmp_path / "data.part").exists()


def test_data_that_cannot_be_started_is_refused_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with launcher.running(tmp_path):
        pass
    (tmp_path / "data/global/pg_control").write_bytes(b"")
    monkeypatch.setattr(launcher, "PATIENCE", 0.1)

    with pytest.raises(CannotStart, match="起不来") as refused:
        launcher.start(tmp_path)

    assert str(tmp_path) in refused.value.message
    assert len(refused.value.message.splitlines()) == 1
