"""The simulated Cammegh SS2 itself: its states, its spin and its answers. Reads no clock and opens no port: it has an agenda and a wire."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from random import Random
from typing import Any

from hardware.sim.agenda import Action, Agenda, Handle
from hardware.sim.camera.feed import Show, nobody_watches
from hardware.sim.control import Order
from hardware.sim.wheel import protocol
from hardware.sim.wheel.commands import obey_back_door, obey_host
from hardware.sim.wheel.faults import ArmedFaults, WheelFault
from hardware.sim.wheel.protocol import Reading
from hardware.sim.wheel.timing import Timing
from hardware.sim.wire import Line, Wire

EUROPEAN = tuple(str(number) for number in range(37))
RESTING_DECIRPM, SPINNING_DECIRPM, NONSENSE_DECIRPM = 146, 170, 953
SLOWING_DECIRPM = (70, 0)
REVERSED_DECIRPM = (35, 169)
WARN_LOST, WARN_WITH_ROTOR, WARN_COMPONENT, WARN_LAUNCH = 1, 2, 4, 8


class SimulatedWheel:
    """A wheel in game-server mode (1159): it waits for ``*u 1``, unless ``mode`` lets it run by itself."""

    def __init__(
        self,
        agenda: Agenda,
        line: Line,
        rng: Random,
        timing: Timing | None = None,
        pockets: Sequence[str] = EUROPEAN,
        mode: int = protocol.GAME_SERVER_MODE,
    ) -> None:
        self._agenda, self._rng = agenda, rng
        self.wire = Wire(line, agenda, rng)
        self.faults = ArmedFaults()
        self.mode = mode
        self._timing = timing or Timing()
        self._pockets = pockets
        self._reading = Reading(6, 1, None, 0, 0, 0)
        self._rigged: list[str] = []
        self._plans: list[Handle] = []
        self._commands = protocol.CommandReader()
        self._may_answer_poll = True
        self._silent = False
        self._launched = False
        self.closing = False
        """Set: after the game that is on, close instead of taking bets."""
        self.stage: Show = nobody_watches

    @property
    def reading(self) -> Reading:
        """What a status line would say now."""
        return self._reading

    # --- the device's life -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Power on: before game, then place bets."""
        self.stage("table", key="table", game="roulette")
        self._beat()
        self._show(state=1)
        self._plan(self._timing.power_up_s, self._place_bets)

    def host_opened(self) -> None:
        """The first line may be half a line (seen in captures)."""
        if self.faults.take(WheelFault.TAIL_AT_OPEN):
            self.wire.send(b"1\r\n")

    def rig(self, pocket: str) -> None:
        """Decide the next result."""
        if pocket not in (*EUROPEAN, "00", protocol.TRIPLE_ZERO):
            raise ValueError(f"{pocket!r} is not a pocket")
        self._rigged.append(pocket)

    def user_start(self) -> bool:
        """The start of a game, from the host or the button; only in place bets."""
        if self._reading.state != 2 or self._launched:
            return False
        self._launch()
        return True

    def void(self) -> None:
        """Restart: back to place bets, the spin does not count."""
        self._silent = False
        self.stage("ball", key="ball", how="gone")
        self._show(warn=0)
        self._place_bets()

    def component_fault(self) -> None:
        """A sensor, the motor or the encoder fails: state 6 with warn 4 until repaired."""
        self._drop_plans()
        self._show(state=6, warn=WARN_COMPONENT, speed_decirpm=0)

    def warn(self, bits: int) -> None:
        """Show these warning bits until something else changes them."""
        if not 0 <= bits <= 15:
            raise ValueError(f"warning bits are one hexadecimal digit, not {bits}")
        self._show(warn=bits)

    def power(self, on: bool) -> bool:
        """Power on or off; False when already so."""
        if on == (self._reading.state != 6):
            return False
        self._drop_plans()
        if on:
            self._show(state=1, warn=0)
            self._plan(self._timing.power_up_s, self._place_bets)
        else:
            self._show(state=6, speed_decirpm=0)
        return True

    # --- a spin ------------------------------------------------------------------------------------------------------

    def _place_bets(self) -> None:
        self._drop_plans()
        self._launched = False
        self._show(state=2, speed_decirpm=RESTING_DECIRPM)
        if not self.mode & protocol.MODE_WAIT_FOR_START:
            self._plan(self._timing.place_bets_s, self._launch)

    def _launch(self) -> None:
        """Stop, fire, reverse: the rotor's speed falls to nothing and comes back the other way."""
        self._drop_plans()
        self._launched = True
        self.stage("ball", key="ball", how="gone")
        turn = self._reading.direction ^ bool(self.mode & protocol.MODE_REVERSE_EACH_GAME)
        step_s = self._timing.launch_s / (len(SLOWING_DECIRPM) + len(REVERSED_DECIRPM) + 1)
        moves = [{"speed_decirpm": speed} for speed in SLOWING_DECIRPM]
        moves += [{"speed_decirpm": speed, "direction": turn} for speed in REVERSED_DECIRPM]
        for number, move in enumerate(moves, 1):
            self._plan(number * step_s, lambda move=move: self._show(**move))  # type: ignore[misc]
        self._plan(self._timing.launch_s, self._fired)

    def _fired(self) -> None:
        if self.faults.take(WheelFault.LAUNCH_NEVER):
            self._show(warn=WARN_LAUNCH)
            self.faults.arm(WheelFault.LAUNCH_NEVER)
            self._launch()
        elif self.faults.take(WheelFault.FAILED_LAUNCH):
            self._show(warn=WARN_LAUNCH)
            self._launch()
        else:
            self._ball_in_rim()

    def _ball_in_rim(self) -> None:
        self._drop_plans()
        if self.faults.take(WheelFault.NO_SPIN):
            self._show(state=3, warn=WARN_WITH_ROTOR, speed_decirpm=SPINNING_DECIRPM)
            self.stage("ball", key="ball", how="launched", direction=1 - self._reading.direction)
            return
        self._show(state=3, warn=0, speed_decirpm=SPINNING_DECIRPM)
        self.stage("ball", key="ball", how="launched", direction=self._reading.direction)
        self._plan(self._timing.in_rim_s, self._no_more_bets)

    def _no_more_bets(self) -> None:
        self._drop_plans()
        if self.faults.take(WheelFault.BALL_NOT_DETECTED):
            self._show(state=4, warn=WARN_LOST)
            self._plan(self._timing.gives_up_s, self._give_up)
            return
        self._show(state=4)
        if self.faults.take(WheelFault.HANDLED_ROTOR):
            self._show(speed_decirpm=NONSENSE_DECIRPM)
            self._show(speed_decirpm=SPINNING_DECIRPM)
        pocket = self._rigged.pop(0) if self._rigged else self._rng.choice(self._pockets)
        rests_s = self._timing.no_more_bets_s - self._timing.number_lead_s
        self.stage("ball", key="ball", how="falls", pocket=pocket, rests_in_s=rests_s)
        self._plan(rests_s, lambda: self._say_number(pocket))
        self._plan(self._timing.no_more_bets_s, lambda: self._winning_number(pocket))

    def _say_number(self, pocket: str) -> None:
        self._silent = self.faults.take(WheelFault.SILENT_RESULT)
        if self._silent or self.faults.take(WheelFault.MISSING_NUMBER):
            return
        if self.faults.take(WheelFault.WRONG_NUMBER):
            pocket = self._rng.choice([other for other in self._pockets if other != pocket])
        self.wire.send(protocol.number_line(pocket))

    def _winning_number(self, pocket: str) -> None:
        self._drop_plans()
        self._show(state=5, last=pocket)
        self.stage("number", key="number", pocket=pocket)
        self._plan(self._timing.winning_number_s, self._finish)

    def _finish(self) -> None:
        self._drop_plans()
        self._silent = False
        self._reading = dataclasses.replace(self._reading, spin=self._reading.spin % protocol.SPINS + 1)
        if self.closing:
            self._give_up()
        else:
            self._place_bets()

    def _give_up(self) -> None:
        self._drop_plans()
        self._show(state=6, speed_decirpm=0)

    # --- what is said ------------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        if self.mode & protocol.MODE_AUTO_STATUS:
            self._status()
        self._agenda.call_later(self._timing.status_s, self._beat)

    def _show(self, **changes: Any) -> None:
        changed = dataclasses.replace(self._reading, **changes)
        if changed != self._reading:
            self._reading = changed
            speed, direction = changed.speed_decirpm, changed.direction
            self.stage("rotor", key="rotor", speed_decirpm=speed, direction=direction)
            if self.mode & protocol.MODE_AUTO_STATUS:
                self._status()

    def _status(self) -> None:
        if not self._silent:
            self.wire.send(protocol.status_line(self._reading))

    def say_later(self, text: str) -> None:
        """An answer, as late as the wheel's answers are."""
        self._agenda.call_later(self._timing.reply_s, lambda: self.wire.send(protocol.packet(text)))

    def answer_poll(self) -> None:
        """A status line on request; requests within 100 ms of the last are not answered."""
        if not self._may_answer_poll:
            return
        self._may_answer_poll = False
        self._agenda.call_later(0.1, self._allow_poll)
        self._status()

    def _allow_poll(self) -> None:
        self._may_answer_poll = True

    def _plan(self, delay_s: float, action: Action) -> None:
        self._plans.append(self._agenda.call_later(delay_s, action))

    def _drop_plans(self) -> None:
        for plan in self._plans:
            plan.cancel()
        self._plans.clear()

    # --- what it is told ---------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Bytes from the host."""
        for letter, argument in self._commands.feed(data):
            obey_host(self, letter, argument)

    def obey(self, order: Order) -> Order:
        """An order through the back door (docs/simulation.md lists them)."""
        return obey_back_door(self, order)
