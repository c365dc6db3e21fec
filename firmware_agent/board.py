"""The wiring of a table's board: the only file that puts concrete parts together. It decides nothing while the table plays."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

from gpiozero import Factory

from firmware_agent.broker_access import broker_access, brokers
from firmware_agent.config import AgentConfig
from firmware_agent.devices import OrderBook, console_keys, console_lamps, pin_factory, serial_readers
from firmware_agent.display import Display
from firmware_agent.events import EventWriter
from firmware_agent.health import Devices, Health
from firmware_agent.loop import Loop, Surroundings, recalled
from firmware_agent.orders import Asked, Heard, OrderDesk
from firmware_agent.outbox import Outbox
from firmware_agent.readiness import Readiness
from firmware_agent.receipts import ReceiptDesk
from firmware_agent.rounds.machine import Start, TableView
from firmware_agent.sight.offer import offered
from firmware_agent.sight.parent import Outlets, SightChild, sight_command
from firmware_agent.sight.setting import stills_folder
from firmware_agent.sight.tap_memory import new_tap
from firmware_agent.signing import EdgeKeys, board_key
from firmware_agent.systemd import Systemd
from firmware_agent.tables import new_machine
from firmware_agent.uplink import Identity, StartAgain, Uplink, nobody_looks
from firmware_agent.video.parent import VideoChild, video_command
from firmware_agent.watchdog import Watchdog, probe_within, turning
from hardware.clock import SystemClock
from hardware.driver import Driver, supervise
from hardware.host_health import run_program
from hardware.lamp_scenes import LampScene
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.topics import TableTopics

log = logging.getLogger(__name__)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SYS_ROOT = Path("/sys")
JOIN_S = 8.0
SWITCH_S = 0.0005
"""How long a busy thread may keep the interpreter while the uplink waits to publish (Python's default is ten times that)."""


class Board:
    """One run of the table. Raises ConfigError when it can't be put together."""

    def __init__(self, config: AgentConfig, environ: Mapping[str, str], firmware: str, file: Path) -> None:
        sys.setswitchinterval(SWITCH_S)
        self._config, self._firmware, self._clock = config, firmware, SystemClock()
        self._parts = ExitStack()
        self._tap_fd = self._new_tap()
        self._video = self._video_child(file)
        self._sight = self._sight_child(file)
        self._stop = Event()
        self._faults: list[BaseException] = []
        self._systemd = Systemd(environ)
        self._parts.callback(self._systemd.close)
        try:
            self._assemble(environ)
        except BaseException:
            self._parts.close()
            raise

    def stop(self) -> None:
        """End the run soon; may be called from a signal handler or any thread."""
        self._stop.set()
        self._loop.wake()
        self._uplink.wake()

    def run(self) -> bool:
        """Play until stopped. True: the log began a new epoch, make a new board at once.

        Raises:
            BaseException: whatever ended a thread; the program must end too.
        """
        start = self._start()
        threads = [
            Thread(target=self._guarded, args=(work,), name=name, daemon=True) for name, work in self._works()
        ]
        for thread in threads:
            thread.start()
        self._systemd.ready("playing")
        self._guarded(lambda: self._loop.run(start, self._stop))
        self._systemd.stopping("stopping")
        for thread in threads:
            thread.join(JOIN_S)
            if thread.is_alive():
                log.error("%s does not end", thread.name)
        self._parts.close()
        return self._ending()

    def _assemble(self, environ: Mapping[str, str]) -> None:
        config, clock = self._config, self._clock
        key = board_key(config.store.folder, config.table.id)
        edge_keys = EdgeKeys(config.edge.public_keys)
        boot_id = BOOT_ID.read_text(encoding="ascii").strip()
        writer = EventWriter(
            config.table.site, config.table.id, boot_id, clock, lambda: self._health.clock_quality
        )
        self._outbox = Outbox(config.store.folder, writer, key)
        self._parts.callback(self._outbox.close)
        self._readers = serial_readers(config.device, clock)
        self._devices = Devices({name: reader.decoder for name, reader in self._readers.items()}, clock)
        self._health = Health(
            config.store.folder,
            SYS_ROOT,
            run_program,
            self._outbox,
            self._devices,
            clock,
            self._video,
            lambda: None if self._sight is None else self._sight.report(),
        )
        topics = TableTopics(config.table.site, config.table.id)
        orders = OrderDesk(config.table.id, edge_keys.check, self._outbox.first_sight, clock)
        self._uplink = Uplink(
            Identity(topics, boot_id, self._firmware, brokers(config), broker_access(config)),
            self._outbox,
            key,
            orders,
            ReceiptDesk(topics, edge_keys.check),
            clock,
            self._ask_sight,
            lambda: offered(config),
        )
        self._parts.callback(self._uplink.close)
        self._console: Driver | None = None
        display = Display(self._lamps(environ), self._uplink.show, self._systemd.status, writer.utc_text)
        self._loop = self._make_loop(display)

    def _make_loop(self, display: Display) -> Loop:
        config = self._config
        memory, board_paused = recalled(self._outbox.memory)
        if memory.open_round_id is not None:
            log.error(
                "the last run ended in the middle of round %s: it is held until somebody releases it",
                memory.open_round_id,
            )
        readiness = Readiness(
            self._outbox,
            self._uplink,
            self._health,
            lambda: self._loop.started_seq,
            config.clock.require_sync,
            config.store.reserve_mib,
            self._video.stale if self._video and config.camera and config.camera.required else None,
        )
        around = Surroundings(
            self._uplink,
            readiness.reasons,
            lambda view: self._show(display, view),
            OrderBook(config, self._readers).obey,
            self._watchdog().beat,
        )
        machine = new_machine(config, memory)
        return Loop(
            machine, self._outbox, around, self._clock, config.table.grace_ms * 1_000_000, board_paused
        )

    def _video_child(self, file: Path) -> VideoChild | None:
        """The picture's own process, if there is a camera; it reads the configuration itself."""
        if self._config.camera is None:
            return None
        return VideoChild(
            video_command(file, self._tap_fd),
            lambda: self._health.clock_quality.error_us,
            lambda: self._uplink.tell(self._health.report()),
            self._clock,
            () if self._tap_fd is None else (self._tap_fd,),
        )

    def _new_tap(self) -> int | None:
        """Memory in which the process that has the camera shares its picture with the one that looks; both inherit it."""
        camera, sight = self._config.camera, self._config.sight
        if camera is None or sight is None or sight.source:
            return None
        fd = new_tap(camera.width, camera.height)
        self._parts.callback(os.close, fd)
        return fd

    def _sight_child(self, file: Path) -> SightChild | None:
        """The process that looks, if somebody is to."""
        sight = self._config.sight
        if sight is None:
            return None
        outlets = Outlets(
            self._emit,
            lambda picture: self._uplink.send_still(picture),
            lambda where: self._uplink.point(where),
            lambda answer: self._uplink.answer(answer),
            lambda: self._uplink.tell(self._health.report()),
        )
        fds = () if self._tap_fd is None else (self._tap_fd,)
        folder = stills_folder(self._config, sight)
        return SightChild(sight_command(file, self._tap_fd), fds, folder, outlets, self._clock)

    def _ask_sight(self, asked: Asked) -> Heard:
        if self._sight is None:
            return nobody_looks(asked)
        if asked.ask is not None:
            return Heard(self._sight.ask(asked.command_id, asked.ask))
        return Heard(lacking=self._sight.want_stills(asked.stills))

    def _show(self, display: Display, view: TableView) -> None:
        display.show(view)
        if self._sight is not None:
            self._sight.told(view)

    def _watchdog(self) -> Watchdog:
        invariants = (
            probe_within(self._outbox.probe, self._clock),
            turning(lambda: self._uplink.turn_ns, self._clock),
        )
        return Watchdog(self._systemd, invariants, self._clock)

    def _lamps(self, environ: Mapping[str, str]) -> Callable[[LampScene], None]:
        """Claims the console's pins, if it has any."""
        console = self._config.console
        if not console.keys and not console.lamps:
            return lambda _: None
        factory: Factory = pin_factory(environ)
        self._parts.callback(factory.close)
        if console.keys:
            self._console = console_keys(console, factory, self._clock)
        lamps = console_lamps(console, factory)
        self._parts.callback(lamps.close)
        return lamps.show

    def _works(self) -> list[tuple[str, Callable[[], None]]]:
        drivers: list[Driver] = [*self._readers.values(), self._uplink]
        if self._console is not None:
            drivers.append(self._console)
        works = [(driver.name, self._supervision(driver)) for driver in drivers]
        if (video := self._video) is not None:
            works.append((video.name, lambda: video.run(self._stop)))
        if (sight := self._sight) is not None:
            works.append((sight.name, lambda: sight.run(self._stop)))
        return [*works, ("health", lambda: self._health.run(self._uplink.tell, self._stop))]

    def _supervision(self, driver: Driver) -> Callable[[], None]:
        return lambda: supervise(driver, self._emit, self._stop, self._clock)

    def _emit(self, signal: Signal) -> None:
        """To the loop; the uplink's own comings and goings are no matter of the game."""
        self._devices.note(signal)
        if not (isinstance(signal, DeviceUp | DeviceDown) and signal.device == Uplink.name):
            self._loop.emit(signal)

    def _start(self) -> Start:
        return Start(
            at_ns=self._clock.monotonic_ns(),
            epoch=self._outbox.head.epoch,
            firmware=self._firmware,
            config_hash=self._config.config_hash,
            rolled_back_from=self._outbox.rolled_back_from,
        )

    def _guarded(self, work: Callable[[], None]) -> None:
        """A thread that ends by a fault ends the program."""
        try:
            work()
        except BaseException as fault:  # noqa: BLE001
            self._faults.append(fault)
        finally:
            self.stop()

    def _ending(self) -> bool:
        if not self._faults:
            return False
        for fault in self._faults:
            if isinstance(fault, StartAgain):
                log.warning("starting again: %s", fault)
                return True
        raise self._faults[0]
