"""What a viewer's WebRTC offer asks for, read before aiortc sees it. Refuses what this edge can't serve; asks nobody and opens nothing. Pure.

The addresses in it are left out: the viewer finds the edge, not the other way round. So no offer makes the edge send packets to a third party,
and none has names (mDNS) in it that take a second to look up.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_OFFER = 64 * 1024
_DROPPED = ("a=candidate:", "a=end-of-candidates")
_SHA = ("a=fingerprint:sha-256 ", "a=fingerprint:sha-384 ", "a=fingerprint:sha-512 ")
_NEEDED = {
    "a fingerprint by SHA-2": _SHA,
    "ice-ufrag": ("a=ice-ufrag:",),
    "ice-pwd": ("a=ice-pwd:",),
    "setup": ("a=setup:",),
}
"""Without these nobody can connect: RFC 8829, 5.3.1."""


class BadOffer(ValueError):
    """No offer of a viewer; the message says why."""


class NotServed(Exception):
    """An offer that asks for what this edge does not have, such as another codec than H.264: the viewer takes another path."""


@dataclass(frozen=True, slots=True)
class ViewerOffer:
    """``sdp``: for aiortc. ``wants_sound``: it has a place for it."""

    sdp: str
    wants_sound: bool


def read_offer(body: bytes) -> ViewerOffer:
    """The offer in a request's body.

    Raises:
        BadOffer: it is none.
        NotServed: it has no place for an H.264 picture.
    """
    lines = _lines(body)
    kinds = [line[2:].partition(" ")[0] for line in lines if line.startswith("m=")]
    if sorted(set(kinds)) != sorted(kinds) or not {"video"} <= set(kinds) <= {"video", "audio"}:
        raise BadOffer("a viewer's offer has one place for a picture, at most one for sound, and no other")
    if not any(line.startswith("a=rtpmap:") and " h264/90000" in line.lower() for line in lines):
        raise NotServed("the picture is H.264, which this offer has not")
    _check_connectable(lines)
    kept = (line for line in lines if not line.startswith(_DROPPED))
    return ViewerOffer("\r\n".join(kept) + "\r\n", "audio" in kinds)


def _check_connectable(lines: list[str]) -> None:
    """Each place has them, or the whole offer has. Raises BadOffer."""
    starts = [at for at, line in enumerate(lines) if line.startswith("m=")]
    whole, ends = lines[: starts[0]], [*starts[1:], len(lines)]
    for place in (lines[start:end] for start, end in zip(starts, ends, strict=True)):
        for name, prefixes in _NEEDED.items():
            if not any(line.lower().startswith(prefixes) for line in (*whole, *place)):
                raise BadOffer(f"an offer without {name} can't be connected to")


def _lines(body: bytes) -> list[str]:
    if len(body) > MOST_OFFER:
        raise BadOffer(f"an offer has at most {MOST_OFFER} bytes")
    try:
        lines = body.decode().split("\n")
    except UnicodeDecodeError:
        raise BadOffer("not text") from None
    found = [line.rstrip("\r") for line in lines if line.strip()]
    if not found or found[0] != "v=0":
        raise BadOffer("an offer begins with 'v=0'")
    return found
