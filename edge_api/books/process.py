"""Wires the books process: the only file that builds its parts. Holds the lock for as long as it lives."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import FrameType

from edge_api import anchors
from edge_api.books.books import Books
from edge_api.books.door import AdminDoor
from edge_api.books.intake import Intake
from edge_api.books.ipc import Port
from edge_api.books.loop import Lines, Loop
from edge_api.books.mailbox import Mailbox
from edge_api.books.post import Post
from edge_api.books.sight_papers import LEAF, Expect, SightPapers, nobody_waits
from edge_api.books.store import open_writer, writer_lock
from edge_api.books.turn import Turn
from edge_api.clock import Clock, SystemClock
from edge_api.commands import Commands
from edge_api.config import ConfigError, EdgeConfig
from edge_api.edge_stream import EdgeStream
from edge_api.ingest import Ingest
from edge_api.liveness import Liveness
from edge_api.mqtt import Line
from edge_api.mqtt_message import Message
from edge_api.relay import Relay
from edge_api.rounds.rule_sets import RuleSetChanged, refuse_changed
from edge_api.signing import KeyRing, load_or_make_signer
from edge_api.stills.room import Rules, StillRoom
from edge_api.stills.shelf import Shelf
from edge_api.video.clips.policy import Keeping
from edge_api.video.reserve import Reserve
from schemas.commands import Presence
from schemas.topics import EdgeTopics, table_filters

log = logging.getLogger(__name__)

EX_SOFTWARE = 70

Publish = Callable[[Message], bool]


def run(config: EdgeConfig, front: socket.socket) -> int:
    """Write the books for the front at the other end until it ends. Raises ConfigError and StoreError before it opens."""
    threading.excepthook = _crash
    prepare_folder(config.store.folder)
    with writer_lock(config.store.folder):
        _build(config, SystemClock(), front).run()
    return 0


def prepare_folder(folder: Path) -> None:
    """Make the store's folder, for its owner only. Raises ConfigError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as wrong:
        raise ConfigError(f"store.folder: {folder} can't be made: {wrong}") from None


def build_turn(
    config: EdgeConfig,
    clock: Clock,
    studio: Publish,
    cloud: Publish | None,
    expect: Expect = nobody_waits,
    lacks: Expect = nobody_waits,
) -> Turn:
    """The books themselves, opened, with what they publish going to ``studio`` and ``cloud``. Needs the lock."""
    site, tables = config.site.id, frozenset(config.tables)
    conn = open_writer(config.store.database)
    try:
        refuse_changed(conn, config.settings.tables.values())
    except RuleSetChanged as changed:
        raise ConfigError(str(changed)) from None
    signer = load_or_make_signer(config.store.key, config.site.edge)
    conn.execute("BEGIN IMMEDIATE")
    books = Books(conn, config.settings, clock.boot_id)
    conn.execute("COMMIT")
    ingest = Ingest(site, tables, signer, books)
    ingest.load(conn)
    liveness = Liveness(config.clock, int(config.rounds.silence_s * 1e9), int(config.rounds.unheard_s * 1e9))
    papers = SightPapers(conn, books, ingest.keys, check_times(config), expect)
    takers = {anchors.LEAF: anchors.AnchorsTaker(books.alarm).take, LEAF: papers.take}
    intake = Intake(ingest, liveness, Commands(site, signer, ingest.keys, studio), takers, lacks=lacks)
    stream = EdgeStream(conn, signer, site, config.site.edge, clock.boot_id)
    return Turn(conn, clock, books, intake, stream, _relay(config, conn, stream, cloud), papers)


def check_times(config: EdgeConfig) -> dict[str, int]:
    """By table, how old the last check of its camera may be in nanoseconds."""
    return {table.id: int(table.sight.check_every_h * 3600e9) for table in config.table}


def _relay(
    config: EdgeConfig, conn: sqlite3.Connection, stream: EdgeStream, publish: Publish | None
) -> Relay | None:
    if config.relay is None or publish is None:
        return None
    try:
        keys = KeyRing.of(config.relay.cloud_keys)
    except ValueError as wrong:
        raise ConfigError(f"relay.cloud_keys: {wrong}") from None
    return Relay(conn, stream, keys, EdgeTopics(config.site.id, config.site.edge), publish)


def _build(config: EdgeConfig, clock: Clock, front: socket.socket) -> Loop:
    from_studio, from_cloud, status = Mailbox(clock), Mailbox(clock), _Status(config, clock.utc_ns())
    identity, topics = f"edge-{config.site.id}-{config.site.edge}", status.topics
    filters = tuple(table_filters(config.site.id))
    stills = still_room(config, clock)
    post = Post(config.site.id, from_studio.put, stills.came)
    studio = Line(config.broker, identity, filters, status.lost, post.put)
    cloud = (
        Line(config.relay, f"{identity}-relay", (topics.receipt,), status.lost, from_cloud.put)
        if config.relay
        else None
    )
    turn = build_turn(
        config, clock, studio.publish, cloud.publish if cloud else None, stills.expect, stills.lacks
    )
    status.stream = turn.stream
    stop = Event()
    bell = _stop_on_signals(stop)
    door = AdminDoor(config.store.admin_socket)
    return Loop(
        turn,
        Lines(Port(front), studio, from_studio, cloud, from_cloud, door, status.message, bell, stills),
        stop,
    )


def still_room(config: EdgeConfig, clock: Clock) -> StillRoom:
    """Who keeps the pictures behind what cameras said; not begun."""
    sight = config.sight
    keeping = Keeping(sight.keep_days, sight.keep_disputed_days)
    rules = Rules(config.store.database, keeping, int(sight.ask_h * 3600e9))
    shelf = Shelf(config.store.stills, Reserve(sight.reserve_mib << 20))
    return StillRoom(rules, shelf, clock, frozenset(config.tables))


@dataclass(slots=True)
class _Status:
    """Birth and last will of the edge; a ``lost`` of an older (epoch, session) is to be ignored."""

    config: EdgeConfig
    session: int
    stream: EdgeStream | None = None

    @property
    def topics(self) -> EdgeTopics:
        return EdgeTopics(self.config.site.id, self.config.site.edge)

    def lost(self) -> Message:
        return self.message(Presence.LOST)

    def message(self, state: Presence) -> Message:
        epoch = self.stream.head.epoch if self.stream else 0
        body = {"state": state.value, "epoch": str(epoch), "session": str(self.session)}
        return Message(self.topics.status, json.dumps(body, separators=(",", ":")).encode(), retain=True)


def _stop_on_signals(stop: Event) -> int:
    """SIGTERM ends the loop after its turn."""
    bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def ring(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        os.eventfd_write(bell, 1)

    signal.signal(signal.SIGTERM, ring)
    return bell


def _crash(args: threading.ExceptHookArgs) -> None:
    """A bug in a thread ends the process: start-up and recovery are the same path."""
    log.critical("a thread failed: the books end", exc_info=args.exc_value)
    os._exit(EX_SOFTWARE)
