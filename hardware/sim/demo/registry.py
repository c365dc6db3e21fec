"""Who is who at the demo's edge: boards, people and operator keys, registered with the commands that an installer uses."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

from hardware.sim.demo.children import run_to_end

BASE64_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class CommandFailed(Exception):
    """A command of the project ended with an error; carries what it said."""


def command(module: str, *arguments: str, stdin: str = "") -> str:
    """Run ``python -m module`` and return what it printed.

    Raises:
        CommandFailed: its exit code was not 0.
    """
    done = run_to_end([sys.executable, "-m", module, *arguments], stdin)
    if done.returncode:
        raise CommandFailed(
            f"{module} {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done.stdout


class Registrar:
    """Speaks ``edge-api admin`` for one configuration file. What is added is registered by ``register``, all in one batch."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._batch: list[str] = []

    def edge_key(self) -> str:
        """The edge's public key (base64url); makes it at the first call."""
        return _key_in(self._admin("key"))

    def add_board(self, table: str, public_key: str) -> None:
        """Believe a board."""
        self._add("boards", "add", table, "--key", public_key)

    def add_wheel(self, table: str, serial: str, ball: str) -> None:
        """The wheel and the ball that a table spins."""
        self._add("wheel", "--table", table, "--serial", serial, "--ball", ball)

    def add_user(self, name: str, role: str, password: str) -> None:
        """Somebody of the floor."""
        self._add("users", "add", name, "--role", role)
        self._batch.append(password)

    def register(self, operator: str, scope: str) -> str:
        """Do it, and give the operator a key: the secret of it, which is shown once."""
        self._add("keys", "add", operator, "--scope", scope)
        lines, self._batch = self._batch, []
        return _secret_in(self._admin("batch", stdin="".join(f"{line}\n" for line in lines)))

    def _add(self, *words: str) -> None:
        self._batch.append(shlex.join(words))

    def _admin(self, *words: str, stdin: str = "") -> str:
        return command("edge_api", "admin", "--config", str(self._config), *words, stdin=stdin)


def board_key(agent_config: Path) -> str:
    """A board's public key (base64url); makes it at the first call."""
    return _key_in(command("firmware_agent", "key", "--config", str(agent_config)))


def _key_in(text: str) -> str:
    found = [word for word in re.split(r"[\s\"']+", text) if BASE64_KEY.fullmatch(word)]
    if not found:
        raise CommandFailed(f"no public key in: {text!r}")
    return found[-1]


def _secret_in(text: str) -> str:
    """The last word of the last line, or the field ``secret`` of a JSON answer."""
    last = text.strip().splitlines()[-1] if text.strip() else ""
    if last.startswith("{"):
        return str(json.loads(last)["secret"])
    if not last:
        raise CommandFailed("the command printed no secret")
    return last.split()[-1]
