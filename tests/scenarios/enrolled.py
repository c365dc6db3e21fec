"""Who is who at a fault studio's edge: boards, people and an operator, registered before the edge serves. In this process: the demo's test runs the installer's commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from edge_api.config import load as load_edge
from edge_api.signing import load_or_make_signer
from firmware_agent.config_file import load_config as load_agent
from firmware_agent.signing import board_key
from hardware.sim.demo.floor_plan import EDGE, OPERATOR
from tests.edge_api.command import administer, secret_in


def edge_key_of(config: Path) -> str:
    """The edge's public key (base64url); makes it at the first call."""
    return load_or_make_signer(load_edge(config).store.key, EDGE).public_key


def board_key_of(config: Path) -> str:
    """A board's public key (base64url); makes it at the first call."""
    agent = load_agent(config)
    return board_key(agent.store.folder, agent.table.id).public_key


def enrol(
    edge: Path, boards: Mapping[str, str], people: Mapping[str, str], passwords: Mapping[str, str]
) -> str:
    """Believe the boards (table -> key), let people (name -> role) sign in, and give the operator a wallet key: its secret."""
    lines = [f"boards add {table} --key {key}" for table, key in boards.items()]
    for name, role in people.items():
        lines += [f"users add {name} --role {role}", passwords[name]]
    return secret_in(administer(edge, *lines, f"keys add {OPERATOR} --scope wallet")[-1])
