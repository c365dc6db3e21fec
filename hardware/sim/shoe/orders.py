"""Orders to a simulated shoe through the back door: the dealer's hand, and faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.sim.shoe import frames
from hardware.sim.shoe.faults import ShoeFault

if TYPE_CHECKING:
    from hardware.sim.control import Order
    from hardware.sim.shoe.shoe import SimulatedShoe


def obey_back_door(shoe: SimulatedShoe, order: Order) -> Order:
    """``deal``, ``draw``, ``clear``, ``new_shoe``, ``next`` {card}, ``fault`` {fault, times}, ``state``, a trouble's or a wire's order.

    Raises:
        KeyError, ValueError: not an order, or not now.
    """
    match order["do"]:
        case "deal":
            shoe.deal()
        case "draw":
            return {"ok": True, "card": shoe.draw_one()}
        case "clear":
            shoe.clear_hands()
        case "new_shoe":
            shoe.new_shoe()
        case "next":
            shoe.rig(order["card"])
        case "fault":
            shoe.arm(ShoeFault(order["fault"]), int(order.get("times", 1)))
        case "state":
            return _state(shoe)
        case _:
            return _trouble(shoe, order)
    return {"ok": True}


def _trouble(shoe: SimulatedShoe, order: Order) -> Order:
    """``error`` / ``clear_error`` {code}, ``forced_quit``, ``lock`` {locked}, ``stray`` {card}."""
    match order["do"]:
        case "error" | "clear_error":
            code = int(order["code"])
            if not 1 <= code <= 63:
                raise ValueError(f"an error code is 1 to 63, not {code}")
            shoe.tell(frames.error_body(code, order["do"] == "error"))
        case "forced_quit":
            shoe.clear_hands()
            shoe.tell(frames.result_body(frames.FORCED_QUIT, player_pair=False, banker_pair=False))
        case "lock":
            shoe.tell(b"L" + bytes([frames.HIGH | bool(order["locked"])]))
        case "stray":
            shoe.tell(frames.stray_body(frames.Mode.LOCKED, order["card"]))
        case _:
            return shoe.wire.obey(order)
    return {"ok": True}


def _state(shoe: SimulatedShoe) -> Order:
    hands = {seat.name.lower(): cards for seat, cards in shoe.hands.items()}
    return {"dealing": shoe.dealing, "left": len(shoe.stack), "cut_card_out": shoe.cut_card_out, **hands}
