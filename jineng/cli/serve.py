"""Serve the pages until stopped."""

import argparse
import multiprocessing
import os
import socket

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jineng.cli.opening import opened
from jineng.cli.seal import sealing
from jineng.values.refusal import Refusal

EXAMPLE = "jineng serve --home var --port 8000"
HOST = "127.0.0.1"


class NoSuchPort(Refusal):
    """A port is a number from 1 to 65535."""


class PortTaken(Refusal):
    """Another program listens there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--demo", action="store_true", help="演示：首页出现岗位卡片，一键进入")


def run(args: argparse.Namespace) -> int:
    """Serve on the loopback address."""
    refuse_if_taken(args.port)
    with opened(args.home), sealing(args.home):
        serve(args.port, demo=args.demo)
    return 0


def serve(port: int, *, demo: bool) -> None:
    """Serve on the loopback address until told to stop; the database is open already."""
    # A worker begins anew: one that is forked has the tables' library without its threads, if this
    # process used it before, and would wait for them for ever.
    multiprocessing.set_start_method("spawn", force=True)
    settings.DEMO = demo
    os.environ["JINENG_DEMO"] = "1" if demo else "0"
    print(f"已打开：http://{HOST}:{port}　按 Ctrl+C 停止", flush=True)
    Granian(
        "jineng.site.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def refuse_if_taken(port: int) -> None:
    """Refuse before any work when the port is not free."""
    if not 0 < port < 65536:
        raise NoSuchPort(f"端口 {port} 不在 1 到 65535 之间，请换一个，如 --port 8000")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as taken:
            raise PortTaken(f"端口 {port} 已被占用，请换一个：--port {port + 1}") from taken
