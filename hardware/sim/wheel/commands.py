"""What a simulated wheel does when told: the maker's commands from the host, and orders through the back door. Source: Cammegh SS2 manual."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from hardware.sim.wheel.faults import WheelFault

if TYPE_CHECKING:
    from hardware.sim.control import Order
    from hardware.sim.wheel.wheel import SimulatedWheel

VERSION = "2.52"
LONG_VERSION = "2.52 simulated"
GAMES_PER_HOUR = 161
LAP_THRESHOLD = "2920"
SELF_TEST_OK = "0"
IDLE_STATES = (1, 2, 6)


def obey_host(wheel: SimulatedWheel, letter: str, argument: str) -> None:
    """One command from the host. Unknown ones are not answered."""
    match letter, argument:
        case "X", _:
            wheel.answer_poll()
        case "u", "1":
            _start(wheel)
        case "K", _:  # while running, *K starts a game: the trap for hosts that use it to identify
            wheel.user_start()
        case "R", _:
            wheel.say_later("*R OK")
            wheel.void()
        case "P", "0" | "1":
            wheel.say_later("*P OK" if wheel.power(argument == "1") else "*P NO")
        case _:
            answer = _setting(wheel, letter, argument)
            if answer:
                wheel.say_later(answer)


def _start(wheel: SimulatedWheel) -> None:
    if not wheel.faults.take(WheelFault.DEAF) and wheel.user_start():
        wheel.say_later("*u OK")


def _setting(wheel: SimulatedWheel, letter: str, argument: str) -> str | None:
    """The answer to a question or a setting; None when the wheel does not know it."""
    match letter:
        case "S":
            return f"*S {VERSION}"
        case "V":
            return f"*V {LONG_VERSION}"
        case "O":
            return f"*O {wheel.reading.state} 1 {GAMES_PER_HOUR} {wheel.mode}"
        case "o" if argument.isdecimal():
            wheel.mode = int(argument)
            return "*o OK"
        case "q" if argument in ("0", "1"):
            return "*q OK"
        case "T" if argument == "n":
            return f"*T {LAP_THRESHOLD}"
        case "F":
            return f"*F {SELF_TEST_OK}" if wheel.reading.state in IDLE_STATES else "*F BUSY"
    return None


def obey_back_door(wheel: SimulatedWheel, order: Order) -> Order:
    """``fault`` {fault, times}, ``component_fault``, ``repair``, ``warn`` {bits}, ``next`` {pocket}, ``close``, ``start``, ``state``, or a wire's order.

    Raises:
        KeyError, ValueError: not an order.
    """
    match order["do"]:
        case "fault":
            wheel.faults.arm(WheelFault(order["fault"]), int(order.get("times", 1)))
        case "component_fault":
            wheel.component_fault()
        case "repair":
            wheel.faults.clear()
            wheel.power(on=True)
        case "warn":
            wheel.warn(int(order["bits"]))
        case "next":
            wheel.rig(order["pocket"])
        case "close":
            wheel.closing = True
        case "start":
            return {"ok": wheel.user_start()}
        case "state":
            return asdict(wheel.reading)
        case _:
            return wheel.wire.obey(order)
    return {"ok": True}
