"""Tries everything that a run will need, without starting one: one line per part, and what to do about each that fails."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from threading import Event, Timer

from firmware_agent.broker_access import broker_access, brokers
from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.devices import console_keys, console_lamps, pin_factory, serial_readers
from firmware_agent.finding import Failed, Finding, Warned
from firmware_agent.health import clock_trouble
from firmware_agent.mqtt import Link, LinkLost
from firmware_agent.outbox_file import AgentRuns, Damaged, owner
from firmware_agent.post import Access, Post
from firmware_agent.readiness import MIB
from firmware_agent.receipts import ReceiptDesk
from firmware_agent.rounds.machine import Memory
from firmware_agent.signing import EdgeKeys, board_key
from firmware_agent.tables import new_machine
from hardware.clock import Clock
from hardware.clock_quality import clock_quality
from hardware.driver import DeviceLost, Driver
from hardware.host_health import disk_bytes, run_program
from hardware.signals import Signal
from schemas.topics import TableTopics

LISTEN_S = 1.0
TURNS = 10


def check_all(config: AgentConfig, environ: Mapping[str, str], clock: Clock) -> Iterator[Finding]:
    """Every part in turn; a failed one does not stop the next.

    While the agent plays nothing is tried: its ports are its own, and so is its place at a broker that goes by certificates.
    """
    if (busy := _busy(config)) is not None:
        yield Finding("agent", False, busy)
        return
    parts: list[tuple[str, Callable[[], str]]] = [
        ("rules", lambda: _rules(config)),
        ("key", lambda: _key(config)),
        ("store", lambda: _store(config)),
        ("clock", lambda: _clock(config)),
        *(
            (f"device {device.name}", lambda name=device.name: _device(config, name, clock))
            for device in config.device
        ),
        ("console", lambda: _console(config, environ, clock)),
        *(
            (f"broker {host}:{port}", lambda at=(host, port): _broker(config, *at))
            for host, port in brokers(config)
        ),
        *_camera(config),
        *_sight(config),
    ]
    for part, check in parts:
        yield _finding(part, check)


def _camera(config: AgentConfig) -> list[tuple[str, Callable[[], str]]]:
    if config.camera is None:
        return []
    from firmware_agent.video.check import camera_checks  # codecs: only where there is a camera

    return camera_checks(config)


def _sight(config: AgentConfig) -> list[tuple[str, Callable[[], str]]]:
    if config.sight is None:
        return []
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from firmware_agent.sight.check import sight_checks  # OpenCV: only where somebody looks
    from firmware_agent.sight.sheet_proof import paper_checks

    return [*sight_checks(config), *paper_checks(config)]


def _busy(config: AgentConfig) -> str | None:
    try:
        owner(config.store.folder)
    except AgentRuns as busy:
        return str(busy)
    except (ConfigError, Damaged, OSError, sqlite3.Error):
        return None  # the store's own check says what is wrong
    return None


def _finding(part: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, check())
    except Warned as doubt:
        return Finding(part, True, str(doubt), doubtful=True)
    except (Failed, ConfigError, DeviceLost, LinkLost, OSError) as fault:
        return Finding(part, False, str(fault))
    except RecursionError:
        return Finding(part, False, "one of its files is nested too deeply to be one of ours")


def _rules(config: AgentConfig) -> str:
    new_machine(config, Memory())
    EdgeKeys(config.edge.public_keys)
    return f"{config.table.game.value} at {config.table.site}/{config.table.id}, edge keys {', '.join(config.edge.public_keys)}"


def _key(config: AgentConfig) -> str:
    key = board_key(config.store.folder, config.table.id)
    return f"{key.key_id} {key.public_key} (once, at the edge: edge-api admin boards add {config.table.id} --key {key.public_key})"


def _store(config: AgentConfig) -> str:
    folder = config.store.folder
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"probe")
        os.fsync(probe.fileno())
    free, reserve = disk_bytes(folder)[0] or 0, config.store.reserve_mib
    if free < reserve * MIB:
        raise Failed(
            f"{folder} has {free // MIB} MiB free and keeps {reserve}: no round would open; free the disk"
        )
    return f"{folder} can be written, {free // MIB} MiB free; {_outbox(config)}"


def _outbox(config: AgentConfig) -> str:
    whose = f"{config.table.site}/{config.table.id}"
    try:
        found = owner(config.store.folder)
    except (Damaged, sqlite3.Error) as fault:
        raise Failed(
            f"the outbox is damaged ({fault}): the next start keeps it aside, begins a new epoch and stays paused"
        ) from fault
    if found not in (None, whose):
        raise Failed(
            f"it holds the facts of table {found}, not {whose}: give each table its own [store] folder"
        )
    return "no fact yet" if found is None else f"it holds the facts of {found}"


def _clock(config: AgentConfig) -> str:
    quality = clock_quality(run_program)
    trouble = clock_trouble(quality)
    if trouble and config.clock.require_sync:
        raise Failed(f"{trouble}: no round would open; look at `chronyc tracking`")
    return trouble or f"{quality.source}, error at most {(quality.error_us or 0) / 1000:.1f} ms"


def _device(config: AgentConfig, name: str, clock: Clock) -> str:
    wanted = tuple(device for device in config.device if device.name == name)
    [reader] = serial_readers(wanted, clock).values()
    _open(reader)
    counts = reader.decoder.counts
    return f"{wanted[0].port} opened; {counts.frames} frames and {counts.dropped_bytes} other bytes within {LISTEN_S:g} s"


def _console(config: AgentConfig, environ: Mapping[str, str], clock: Clock) -> str:
    console = config.console
    if not console.keys and not console.lamps:
        return "none configured"
    factory = pin_factory(environ)
    try:
        console_lamps(console, factory).close()
        if console.keys:
            _open(console_keys(console, factory, clock))
    finally:
        factory.close()
    return f"{len(console.keys)} keys and {len(console.lamps)} lamps"


def _open(driver: Driver) -> None:
    """Run a real driver for a moment."""
    stop = Event()
    timer = Timer(LISTEN_S, stop.set)
    timer.start()
    try:
        driver.run(_drop, lambda: None, stop)
    finally:
        timer.cancel()


def _drop(_: Signal) -> None:
    return None


def _broker(config: AgentConfig, host: str, port: int) -> str:
    """Connect as a visitor; try the rights that can be tried without saying anything that counts."""
    topics = TableTopics(config.table.site, config.table.id)
    access = broker_access(config)
    visitor = Access(f"{access.client_id}-check", access.username, access.password, access.tls)
    link = Link(host, port, visitor, Post(topics.health, b"{}", qos=0))
    try:
        link.subscribe([topics.receipt, topics.commands])
        link.publish(Post(topics.health, b"{}", expiry_s=1))
        return f"lets us in; {_receipt(link, topics, config)}"
    finally:
        link.close(farewell=True)


def _receipt(link: Link, topics: TableTopics, config: AgentConfig) -> str:
    never = os.eventfd(0)
    try:
        came = [message for _ in range(TURNS) for message in link.wait(LISTEN_S / TURNS, never)]
    finally:
        os.close(never)
    desk = ReceiptDesk(topics, EdgeKeys(config.edge.public_keys).check)
    found = [
        receipt
        for message in came
        if message.topic == topics.receipt and (receipt := desk.read(message.payload))
    ]
    if desk.forged:
        raise Failed(
            "the receipt there is not signed by a key of [edge] public_keys: compare with `edge-api admin key`"
        )
    if not found:
        return "no receipt of the edge yet (normal before the first start; else: is this board's key registered at the edge?)"
    return f"the edge holds this table up to {found[-1].epoch}:{found[-1].upto}"
