"""The check of a shift: what a person laid on the table beside what the camera accepted. One value missing or too many, and it has not passed. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from firmware_agent.sight.desk_draft import Json
from firmware_agent.sight.desk_labels import values_of
from hardware.decode.sight.reader import Seen
from schemas.sight import SightKind


@dataclass(frozen=True, slots=True)
class ShiftCheck:
    """Both sides, sorted; ``said``: the differences in words."""

    laid: tuple[str, ...]
    read: tuple[str, ...]
    said: str

    @property
    def passed(self) -> bool:
        return self.laid == self.read and not self.said


def compared(sees: SightKind, label: Json, seen: Seen) -> ShiftCheck:
    """Value by value in no order, each as often as it lies there; an empty wheel must be seen as one."""
    laid = tuple(sorted(values_of(sees, label)))
    read = tuple(sorted(read.value for read in seen.reads if read.accepted and read.value is not None))
    told = [f"not read: {', '.join(_more(laid, read))}"] if _more(laid, read) else []
    told += [f"read and not laid: {', '.join(_more(read, laid))}"] if _more(read, laid) else []
    why = sorted(
        {reason.value for read_ in seen.reads for reason in read_.reasons} | {r.value for r in seen.reasons}
    )
    if told and why:
        told.append(f"because of {', '.join(why)}")
    if sees is SightKind.WHEEL and seen.rotor is None:
        told.append("the rotor is not seen")
    return ShiftCheck(laid, read, "; ".join(told)[:500])


def _more(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    return sorted((Counter(one) - Counter(other)).elements())
