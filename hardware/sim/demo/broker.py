"""The demo's own mosquitto: one port on loopback, one user for each board, the edge and the cloud, and nobody may more than needed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from hardware.sim.demo.children import Child, Children
from hardware.sim.demo.floor_plan import EDGE, SITE, TABLES
from hardware.sim.demo.folder import DemoFolder

SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
START_TRIES, START_STEP_S = 200, 0.05
TABLE_UP = ("ev", "status", "state", "health", "still", "anchors", "sight", "cmd-reply/+")
TABLE_DOWN = ("ev-receipt", "cmd/+")


class ProgramMissing(Exception):
    """A program of the system is not installed; says what to do."""


def program(name: str) -> str:
    """Where a program is; the system's own folders count although they may not be on the PATH."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + SYSTEM_FOLDERS)
    if not found:
        raise ProgramMissing(
            f"{name} is not installed: run `make setup` (or: sudo apt-get install mosquitto)"
        )
    return found


def access_list() -> str:
    """Who may write and read what: a board its own table, the edge all tables, the cloud the edge's stream."""
    lines: list[str] = []
    for table in TABLES:
        root = f"floor/v1/{SITE}/t/{table.id}"
        lines.append(f"user {table.id}")
        lines += [f"topic write {root}/{leaf}" for leaf in TABLE_UP]
        lines += [f"topic read {root}/{leaf}" for leaf in TABLE_DOWN]
    root = f"floor/v1/{SITE}/t/+"
    lines.append(f"user {EDGE}")
    lines += [f"topic read {root}/{leaf}" for leaf in TABLE_UP]
    lines += [f"topic write {root}/{leaf}" for leaf in TABLE_DOWN]
    own = f"floor/v1/{SITE}/edge/{EDGE}"
    lines += [f"topic write {own}/{leaf}" for leaf in ("ev", "status", "checkpoint")]
    lines += [f"topic read {own}/ev-receipt", "user cloud", f"topic write {own}/ev-receipt"]
    lines += [f"topic read {own}/{leaf}" for leaf in ("ev", "status", "checkpoint")]
    return "\n".join(lines) + "\n"


def start_broker(folder: DemoFolder, children: Children, port: int, passwords: dict[str, str]) -> Child:
    """Write its files, start it and wait until it listens.

    Raises:
        ChildDied: it ended; says its last words.
        ProgramMissing: mosquitto is not installed.
    """
    home = folder.sub("broker")
    (home / "acl").write_text(access_list(), encoding="utf-8")
    (home / "acl").chmod(0o600)
    config = home / "mosquitto.conf"
    config.write_text(_configuration(home, port, _password_file(home, passwords)), encoding="utf-8")
    return run_broker(folder, children, port)


def run_broker(folder: DemoFolder, children: Children, port: int) -> Child:
    """Run it with the files that it has. Raises ChildDied."""
    config = folder.sub("broker") / "mosquitto.conf"
    child = children.start("broker", [program("mosquitto"), "-c", str(config)])
    _await_port(child, port)
    return child


def _password_file(home: Path, passwords: dict[str, str]) -> Path:
    path = home / "passwords"
    path.touch(mode=0o600)
    path.write_text("".join(f"{user}:{password}\n" for user, password in passwords.items()), encoding="utf-8")
    subprocess.run([program("mosquitto_passwd"), "-U", str(path)], check=True, capture_output=True)
    return path


def _configuration(home: Path, port: int, passwords: Path) -> str:
    lines = [
        f"listener {port} 127.0.0.1",
        "allow_anonymous false",
        f"password_file {passwords}",
        f"acl_file {home / 'acl'}",
        "persistence false",
        "max_queued_messages 20000",
        "set_tcp_nodelay true",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
    ]
    if os.geteuid() == 0:  # mosquitto gives root up for its own user, who can't read our folder
        lines.append("user root")
    return "\n".join([*lines, ""])


def _await_port(child: Child, port: int) -> None:
    for _ in range(START_TRIES):
        if not child.running:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
        except OSError:
            time.sleep(START_STEP_S)
        else:
            return
    raise child.failed(f"the broker does not listen on port {port}")
