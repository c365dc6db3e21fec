"""``firmware-agent replay``: a capture through the real decoders and the table's real machine; the facts come out as JSON lines.

It signs nothing, stores nothing and sends nothing. Deadlines are honoured between the lines of the capture, with the table's grace;
after the last line nothing more happens: a round that is running then stays open.

A capture without console lines has no people in it. Then, so that every game in it can be told:

- roulette: rounds are opened by the wheel's own state, whatever ``open_by`` says;
- baccarat with ``open_by`` "dealer": a stand-in opens each coup's round a betting time before its first card, or as soon as the
  coup before it is over, and calls no more bets before that card. With "auto" the time decides, as it does at the table;
- ``confirm`` "dealer" is read as "sources", and ``on_abstain`` "dealer" as "sensor".

Nor is there a pit boss: with ``OnHold.VOID`` a held round goes on where the wheel's own rule allows that, and is void otherwise, once
its device has left that game behind: one bad game never swallows the next; with ``OnHold.KEEP`` it stays held. What sensor and camera
differ in is never let go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from typing import TextIO

from firmware_agent.capture import CAMERA, CONSOLE, Read, key_of, read_capture, word_of
from firmware_agent.config import AgentConfig, DeviceConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.rounds.machine import Machine, Memory, Output, Publish, Start
from firmware_agent.tables import new_machine, ns
from hardware.catalog import new_decoder
from hardware.decode.decoder import Decoder
from hardware.orders import Ordered, OrderName
from hardware.signals import CardRead, CardTarget, DeviceUp, Key, KeyPressed, Signal, Tick
from schemas.causes import HoldCause
from schemas.phases import Game, Phase

STAND_IN = "replay"
MS = 1_000_000


class OnHold(Enum):
    """What becomes of a held round when the next game begins."""

    VOID = "void"
    KEEP = "keep"


def replay(config: AgentConfig, capture: TextIO, out: TextIO, on_hold: OnHold = OnHold.VOID) -> None:
    """Replay ``capture`` and write a JSON line per fact.

    Raises:
        CaptureError: a line of the capture can't be read; nothing has been written then.
        ConfigError: the table's devices or rules can't be used.
    """
    for fact in replay_lines(config, capture, on_hold):
        out.write(json.dumps(fact, separators=(",", ":")) + "\n")


def replay_lines(
    config: AgentConfig, lines: Iterable[str], on_hold: OnHold = OnHold.VOID
) -> Iterator[dict[str, object]]:
    """The facts of a capture as ``{"at_ns", "kind", "data"}``; see the top of this file.

    Raises:
        CaptureError: a line of the capture can't be read; raised before the first fact.
        ConfigError: the table's devices or rules can't be used.
    """
    eyes = () if config.sight is None else (CAMERA,)
    reads = list(read_capture(lines, (*(device.name for device in config.device), *eyes)))
    for read in reads:
        if read.device == CONSOLE:
            key_of(read)
        elif read.device == CAMERA:
            word_of(read)
    people = any(read.device == CONSOLE for read in reads)
    table = _Table(
        config if people else _without_people(config), on_hold, dealer=_needs_dealer(config, people)
    )
    for output in table.play(config, reads):
        if isinstance(output, Publish):
            data = output.fact.model_dump(mode="json", exclude_none=True)
            yield {"at_ns": output.at_ns, "kind": output.fact.kind, "data": data}


def _without_people(config: AgentConfig) -> AgentConfig:
    changes: dict[str, str] = {"confirm": "sources"}
    if config.table.game is Game.ROULETTE:
        changes["open_by"] = "device"
    sight = None if config.sight is None else config.sight.model_copy(update={"on_abstain": "sensor"})
    return config.model_copy(update={"table": config.table.model_copy(update=changes), "sight": sight})


def _needs_dealer(config: AgentConfig, people: bool) -> bool:
    return not people and config.table.game is Game.BACCARAT and config.table.open_by == "dealer"


class _Table:
    """A machine and the decoders of its devices, fed by a capture instead of by drivers."""

    def __init__(self, config: AgentConfig, on_hold: OnHold, dealer: bool) -> None:
        self._machine: Machine = new_machine(config, Memory())
        self._decoders: dict[str, Decoder] = {device.name: _decoder(device) for device in config.device}
        self._grace_ns = config.table.grace_ms * MS
        self._betting_ns = ns(config.table.betting_s)
        self._on_hold, self._dealer = on_hold, dealer
        self._roulette = config.table.game is Game.ROULETTE
        self._resumed: set[str | None] = set()
        self._now_ns = 0

    def play(self, config: AgentConfig, reads: list[Read]) -> Iterator[Output]:
        """All outputs, from the start at the first line's time."""
        if not reads:
            return
        self._now_ns = at_ns = reads[0].at_ns
        yield from self._machine.start(Start(at_ns, 0, _firmware(), config.config_hash))
        looks = {CAMERA} & {read.device for read in reads}
        for name in (*self._decoders, *looks):
            yield from self._feed(DeviceUp(at_ns, name))
        for read in reads:
            for signal in self._sensed(read):
                yield from self._stand_in_dealer(signal)
                yield from self._feed(signal)
            yield from self._tick(read.at_ns)

    def _sensed(self, read: Read) -> list[Signal]:
        if read.device == CONSOLE:
            return [KeyPressed(read.at_ns, key_of(read))]
        if read.device == CAMERA:
            return [word_of(read)]
        return self._decoders[read.device].feed(read.data, read.at_ns)

    def _feed(self, signal: Signal) -> Iterator[Output]:
        yield from self._tick(signal.at_ns)
        yield from self._machine.feed(signal)
        self._now_ns = max(self._now_ns, signal.at_ns)
        if self._on_hold is OnHold.VOID and self._machine.next_game_ready:
            yield from self._stand_in_pit_boss()

    def _tick(self, now_ns: int) -> Iterator[Output]:
        while (due := self._machine.deadline_ns) is not None and due + self._grace_ns <= now_ns:
            yield from self._machine.feed(Tick(due))

    def _order(self, name: OrderName, reason: str = "no person is in a capture") -> Iterator[Output]:
        order = Ordered(self._now_ns, name, STAND_IN, STAND_IN, reason, self._machine.round_id)
        yield from self._machine.feed(order)

    def _stand_in_pit_boss(self) -> Iterator[Output]:
        """A wheel's own rule may still find the result: let it try once. What lay on a card table, only a person can say."""
        held = self._machine.round_id
        disputed = (self._machine.view().hold or "").startswith(HoldCause.CAMERA_DISPUTE.value)
        if self._roulette and held not in self._resumed and not disputed:
            self._resumed.add(held)
            yield from self._order(OrderName.RELEASE)
        if self._machine.round_id == held and self._machine.phase is Phase.HELD:
            yield from self._order(OrderName.VOID)

    def _stand_in_dealer(self, signal: Signal) -> Iterator[Output]:
        """Bets before the first card of a coup, as a dealer would have taken them."""
        if not self._dealer or not _begins_coup(signal):
            return
        if self._machine.round_id is not None:
            if self._on_hold is OnHold.KEEP:
                return
            yield from self._order(OrderName.VOID)
        opened_ns = max(self._now_ns, signal.at_ns - self._betting_ns - self._grace_ns)
        yield from self._feed(KeyPressed(opened_ns, Key.OPEN))
        yield from self._tick(signal.at_ns)
        yield from self._feed(KeyPressed(signal.at_ns, Key.NO_MORE_BETS))


def _decoder(device: DeviceConfig) -> Decoder:
    try:
        return new_decoder(device.kind, device.name, own=device.wording)
    except ValueError as fault:
        raise ConfigError(f"[[device]] {device.name}: {fault}") from fault


def _begins_coup(signal: Signal) -> bool:
    match signal:
        case CardRead(target=CardTarget.PLAYER, index=1, resent=False):
            return True
    return False


def _firmware() -> str:
    try:
        return version("studio-floor")
    except PackageNotFoundError:
        return "unknown"
