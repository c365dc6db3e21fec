"""The sections of the edge's configuration about video: its process, a table's picture and where it is sent on to, and how far events are from the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from edge_api.config_section import Port, Section
from edge_api.picture_time import OF_GAME, SEEN
from schemas.phases import Game

SCHEMES = {
    "rtmp": ("rtmp", "rtmps"),
    "rtsp": ("rtsp", "rtsps"),
    "srt": ("srt",),
    "whip": ("http", "https"),
    "rtp": ("rtp",),
}
DEVICES = "; ".join(
    f"'{device}' at tables of {', '.join(game.value for game in Game if OF_GAME[game] == device)}"
    for device in sorted(set(OF_GAME.values()))
)
Days = Annotated[int, Field(ge=0, le=36_500)]
Latency = Annotated[int, Field(ge=0, le=60_000)]
Offset = Annotated[int, Field(ge=-60_000, le=60_000)]


class Video(Section):
    """The video process; left out, the edge has none."""

    host: str = Field(
        default="127.0.0.1", description="Address to listen on: for boards, viewers and what fetches from it."
    )
    port: Port = Field(default=8081, description="TCP port to listen on.")
    public_url: str = Field(
        default="",
        description="What browsers are told, such as 'https://video.example.org'; empty: the host by which they reach the front, and this port.",
    )
    folder: Path | None = Field(
        default=None,
        description="Folder of recorded segments, clips and beats; left out, 'video' beside the books. Clips of all rounds take 27 GB a day and table at 2.5 Mbit/s.",
    )
    clips: Literal["all", "disputed", "none"] = Field(
        default="all", description="Of which rounds a clip is kept: 'all', 'disputed' or 'none'."
    )
    keep_live_h: Annotated[float, Field(gt=0, le=8_760)] = Field(
        default=2,
        description="How many hours of every table's picture are kept: 1.1 GB each at 2.5 Mbit/s. Of a table that sends nothing the last hours stay.",
    )
    keep_clips_days: Days = Field(default=30, description="How long a round's clip is kept; 0: for ever.")
    keep_disputed_days: Days = Field(
        default=0, description="How long the clip of a disputed round is kept; 0: for ever."
    )
    keep_beats_days: Days = Field(
        default=7, description="How long it is kept what each player's screen showed; 0: for ever."
    )
    reserve_mib: Annotated[int, Field(ge=0, le=100_000_000)] = Field(
        default=512,
        description="Recording, clips, copies and beats stop, with an alarm, before less than this is free on their disk; below twice as much the oldest ordinary clips go before their time.",
    )
    whep_max: Annotated[int, Field(ge=0, le=1_000)] = Field(
        default=20, description="Most WebRTC viewers; further ones are sent to another path."
    )
    viewers_max: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=2000, description="Most viewers over WebSockets."
    )
    whep_each: Annotated[int, Field(ge=1, le=1_000)] = Field(
        default=2,
        description="Most WebRTC viewers of one player at a time; the staff together may be half of whep_max.",
    )
    viewers_each: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=6,
        description="Most viewers over WebSockets of one player at a time; the staff together may be half of viewers_max.",
    )

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        if url and (
            urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc or url.endswith("/")
        ):
            raise ValueError(f"{url!r} is no address for browsers: write it as 'https://host[:port]'")
        return url


def fault_of_address(kind: str, url: str) -> str:
    """Why a sink of that kind can't go to that address, without saying the address; empty when it can."""
    schemes = " or ".join(f"{scheme}://" for scheme in SCHEMES[kind])
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in SCHEMES[kind] and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port is that, or no address
        return f"the address of a sink of kind {kind} is none: write {schemes}host[:port]/..."
    return (
        ""
        if is_good
        else f"a sink of kind {kind} goes to {schemes}host..., not to {parts.scheme or 'nowhere'!r}"
    )


class Sink(Section):
    """A server that the table's picture is sent on to, as it is coded."""

    kind: Literal["rtmp", "rtsp", "srt", "whip", "rtp"] = Field(
        description="Protocol: 'rtmp', 'rtsp', 'srt', 'whip', or 'rtp' (the picture alone, to an SFU in the studio)."
    )
    url: str = Field(
        max_length=1_000, description="Where to, with the key or pass phrase that the server wants."
    )
    track: Literal["main", "lobby"] = Field(default="main", description="Which picture: 'main' or 'lobby'.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        fault = fault_of_address(self.kind, self.url)
        if fault:
            raise ValueError(fault)
        return self


class TableVideo(Section):
    """The table's picture; left out, the table has none."""

    presentation_ms: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=0,
        description="How far behind the capture it is shown; 0: each player's page measures and chooses.",
    )
    stale: Literal["show", "hide"] = Field(
        default="show",
        description="A picture that has stopped: 'show' the last frame with a note, or 'hide' it.",
    )
    sinks: tuple[Sink, ...] = Field(default=(), description="Servers that the picture is sent on to.")


class TableSync(Section):
    """How far events are from the picture, as `firmware-agent calibrate-sync` measures it."""

    latency_ms: dict[str, Latency] = Field(
        default_factory=dict,
        description=f"Device -> how long after the moment in the picture it reports it, in ms. It is called after its kind, whatever the board calls it: {DEVICES}.",
    )
    visible_offset_ms: dict[str, Offset] = Field(
        default_factory=dict,
        description="Event -> how long after what the device sensed it is to be seen in the picture, in ms: a card is read before it lies face up."
        f" Events are {', '.join(sorted(SEEN))}; what gives the result away is seen with 'gameresult' unless it is named itself,"
        " and so are steps and the result with 'card' at a table of cards.",
    )

    @field_validator("visible_offset_ms")
    @classmethod
    def _are_seen(cls, offsets: dict[str, int]) -> dict[str, int]:
        for name in sorted(offsets.keys() - SEEN):
            raise ValueError(f"no event {name!r} is seen in a picture; there are {', '.join(sorted(SEEN))}")
        return offsets

    def check(self, game: Game) -> None:
        """Raises ValueError when a device is named by which such a table does not sense."""
        for name in sorted(self.latency_ms.keys() - {OF_GAME[game]}):
            raise ValueError(
                f"sync.latency_ms: {name!r} counts for nothing: a {game.value} table senses by its '{OF_GAME[game]}', whatever its board calls it"
            )
