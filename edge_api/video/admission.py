"""Whether a board's hello is true: signed over our own nonce by a key of that very table, which this edge has. Pure but for the keys that it asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from edge_api.video.board_keys import BoardKeys
from edge_api.video.frames import VIDEO, Track
from schemas.envelope import BadEnvelope, unseal
from schemas.video.uplink import HELLO_TYPE, Hello, TrackSaid

MOST_RATE = 240
"""Frames a second."""


class NotAdmitted(Exception):
    """The board is sent away; ``code`` as ``schemas.video.uplink.Refused`` has it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Admitted:
    """A board that proved itself. ``table``: None of it is believed for any other."""

    key_id: str
    hello: Hello
    tracks: Mapping[Track, TrackSaid]

    @property
    def table(self) -> str:
        return self.hello.table


def admitted(wire: str, nonce: str, keys: BoardKeys, tables: Collection[str]) -> Admitted:
    """The board behind a hello.

    Raises:
        NotAdmitted: malformed, bad_signature, wrong_nonce or unknown_table.
    """
    try:
        opened = unseal(wire.encode(), keys.check, HELLO_TYPE)
        hello = Hello.consume(opened.payload)
        tracks = {Track(said.track): _sensible(said) for said in hello.tracks}
    except BadEnvelope as bad:
        raise NotAdmitted(bad.code, str(bad)) from None
    except (ValidationError, ValueError) as bad:
        raise NotAdmitted("malformed", f"no hello: {str(bad)[:200]}") from None
    if hello.nonce != nonce:
        raise NotAdmitted("wrong_nonce", "the hello answers another challenge")
    if keys.table_of(opened.key_id) != hello.table:
        raise NotAdmitted("bad_signature", f"{opened.key_id} is not a key of table {hello.table}")
    if hello.table not in tables:
        raise NotAdmitted("unknown_table", f"table {hello.table} has no video here: give it a video section")
    return Admitted(opened.key_id, hello, tracks)


def _sensible(said: TrackSaid) -> TrackSaid:
    """Raises ValueError for a picture that nobody could show."""
    if Track(said.track) in VIDEO and (said.codec != "h264" or not 1 <= said.rate <= MOST_RATE):
        raise ValueError(f"{said.codec} of {said.rate:g} frames a second is no picture of ours")
    return said
