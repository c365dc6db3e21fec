"""Whether what the camera shows is now: fed each picture's moment and fingerprint, says blind, frozen or looking, and why. Pure: time is an argument."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.decode.sight.reader import Reason

STALE_NS = 1_000_000_000
"""Nothing newer for so long: blind. A picture older than this when it gets here is not read either."""
FROZEN_NS = 1_200_000_000
FIRST_NS = 8_000_000_000
"""How long a camera may take to its first picture."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """``state``: starting, looking, blind or frozen. ``detail`` begins with the reason's word."""

    state: str
    age_ms: int | None
    detail: str = ""


class Freshness:
    """``repeats``: a source that may show one picture again and again (a file, a drawn table) is never frozen."""

    def __init__(self, repeats: bool, began_ns: int) -> None:
        self._repeats, self._began_ns = repeats, began_ns
        self._at_ns: int | None = None
        self._mark: int | None = None
        self._since_ns = self._got_ns = began_ns
        self._lag_ns = self._ahead_ns = 0

    def took(self, at_ns: int, mark: int, now_ns: int) -> bool:
        """Another picture; whether it may be read: neither late, nor out of order, nor of the future, nor the very same again."""
        self._ahead_ns = max(0, at_ns - now_ns)
        if self._ahead_ns:
            return False  # as if it had not come: nothing of now is newer, and all that follows would be out of order
        same = mark == self._mark and not self._repeats
        if not same:
            self._mark, self._since_ns = mark, now_ns
        in_order = self._at_ns is None or at_ns > self._at_ns
        self._at_ns = at_ns if in_order else self._at_ns
        self._got_ns, self._lag_ns = now_ns, now_ns - at_ns
        return in_order and not same and self._lag_ns <= STALE_NS

    def judge(self, now_ns: int) -> Sighted:
        """As it is now."""
        if self._at_ns is None:
            late = now_ns - self._began_ns > FIRST_NS
            return Sighted("blind" if late else "starting", None, self._why(now_ns) if late else "")
        age_ms = max(0, now_ns - self._at_ns) // 1_000_000
        if now_ns - self._got_ns > STALE_NS:
            return Sighted("blind", age_ms, self._why(now_ns))
        if self._lag_ns > STALE_NS:
            return Sighted(
                "blind", age_ms, f"{Reason.LATE_FRAME}: pictures come {self._lag_ns // 1_000_000} ms late"
            )
        if now_ns - self._since_ns > FROZEN_NS:
            return Sighted("frozen", age_ms, f"{Reason.STALE_FRAME}: the very same picture again and again")
        return Sighted("looking", age_ms)

    def _why(self, now_ns: int) -> str:
        if self._ahead_ns:
            return f"{Reason.LATE_FRAME}: pictures are stamped {self._ahead_ns // 1_000_000} ms ahead of now"
        return f"{Reason.STALE_FRAME}: no new picture for {(now_ns - self._got_ns) / 1e9:.1f} s"
