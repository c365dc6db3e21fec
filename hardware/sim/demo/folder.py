"""The demo's private folder: every file, socket, port and password of one run. Removed at the end, whatever the end was."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hardware.sim.demo.children import Child
from hardware.sim.demo.floor_plan import DemoTable

MARK = ".studio-floor-demo"


class DemoFolder:
    """A folder of our own: ``root`` if given (made if missing, refused if it holds anything else), or a temporary one.

    Raises:
        ValueError: the folder can't be made, holds files that are not a demo's, or a demo runs in it.
    """

    def __init__(self, root: Path | None = None) -> None:
        if root is None:
            self.root = Path(tempfile.mkdtemp(prefix="studio-floor-demo-"))
        else:
            self.root = root.absolute()
            self._take_over()
        self.root.chmod(0o700)
        (self.root / MARK).write_text(f"{os.getpid()}\n", encoding="utf-8")
        self.sub("logs")

    def _take_over(self) -> None:
        try:
            if self.root.exists() and any(self.root.iterdir()):
                self._refuse_what_is_not_ours()
            shutil.rmtree(self.root, ignore_errors=True)
            self.root.mkdir(parents=True)
        except OSError as wrong:
            raise ValueError(f"STUDIO_DEMO_DIR: {wrong}: name an empty folder, or one to be made") from None

    def _refuse_what_is_not_ours(self) -> None:
        mark = self.root / MARK
        if not mark.exists():
            raise ValueError(f"{self.root} holds other files: name an empty folder in STUDIO_DEMO_DIR")
        owner = mark.read_text(encoding="utf-8").strip()
        if owner.isdecimal() and int(owner) != os.getpid() and Path("/proc", owner).exists():
            raise ValueError(
                f"{self.root} belongs to a demo that runs (process {owner}): name another in STUDIO_DEMO_DIR"
            )

    def sub(self, *names: str) -> Path:
        """A folder inside, made when missing."""
        path = self.root.joinpath(*names)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def board(self, table: DemoTable) -> Path:
        """Everything of one table's computer."""
        return self.sub(table.id)

    def line(self, table: DemoTable) -> Path:
        """The stable name of the table's device."""
        return self.board(table) / table.device

    def control(self, table: DemoTable) -> Path:
        """The device's back door."""
        return self.board(table) / f"{table.device}.sock"

    def pins(self, table: DemoTable) -> Path:
        """The console's pins."""
        return self.board(table) / "pins.sock"

    def scene(self, table: DemoTable) -> Path:
        """Where the table's rendered camera is told what happens."""
        return self.board(table) / "scene.sock"

    def agent_config(self, table: DemoTable) -> Path:
        return self.board(table) / "agent.toml"

    def outbox(self, table: DemoTable) -> Path:
        """Where the board keeps its facts and its key."""
        return self.sub(table.id, "store")

    @property
    def edge_config(self) -> Path:
        return self.root / "edge.toml"

    @property
    def log_ins(self) -> Path:
        """The pages and passwords of this run, for its owner's eyes."""
        return self.root / "log-ins.txt"

    @property
    def edge_store(self) -> Path:
        return self.sub("edge")

    @property
    def books(self) -> Path:
        return self.edge_store / "books.db"

    def password_file(self, user: str, password: str) -> Path:
        """A file with one password, for one user's eyes."""
        path = self.sub("passwords") / user
        path.touch(mode=0o600)
        path.write_text(password + "\n", encoding="utf-8")
        return path

    def sweep_after_us(self) -> Child:
        """A process that removes the folder when this one has ended, killed or not."""
        code = "from hardware.sim.demo.leash import sweep; sweep()"
        command = [sys.executable, "-c", code, str(self.root)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        )
        return Child("sweeper", process, self.root / "logs" / "sweeper.log")


def new_password() -> str:
    """Random, and long enough to be nobody's guess."""
    return secrets.token_urlsafe(12)
