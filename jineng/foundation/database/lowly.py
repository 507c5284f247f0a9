"""How does a program that refuses to run as root run for root, without touching anything else?

PostgreSQL refuses root. As root we become `nobody` in the child. Where a folder above ours is
closed to others, the child keeps one capability, to search and read past it: no parent folder's
mode or owner is ever changed.
"""

import ctypes
import os
import pwd
import stat
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from jineng.values.refusal import Refusal

_PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 8, 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_DAC_OVERRIDE = 1


class CannotStepDown(Refusal):
    """We are root, and may not become an ordinary user that can reach its own files."""


def owner_of_server() -> tuple[int, int]:
    """Return the (uid, gid) PostgreSQL runs as: ourselves, or nobody when we are root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def stepping_down(paths: Sequence[Path]) -> Callable[[], None] | None:
    """Return what the child must do before it becomes PostgreSQL; None when we are not root."""
    if os.geteuid() != 0:
        return None
    uid, gid = owner_of_server()
    closed = not all(_open_to_others(path) for path in paths)

    def step_down() -> None:
        os.setgroups([])
        if not closed:
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            return
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        _keep_one_capability(libc)

    return step_down


def _open_to_others(path: Path) -> bool:
    """Whether anybody may walk down to a path."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def _keep_one_capability(libc: ctypes.CDLL) -> None:
    bit = 1 << _DAC_OVERRIDE
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    # Two 32-bit halves of (effective, permitted, inheritable).
    data = struct.pack("IIIIII", bit, bit, bit, 0, 0, 0)
    kept = libc.capset(header, data) == 0
    if not kept or libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _DAC_OVERRIDE, 0, 0) != 0:
        raise CannotStepDown(
            "以 root 运行时数据库进不了上级文件夹：请换一个人人可进入的文件夹，或不用 root 运行"
        )
