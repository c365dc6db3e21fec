"""The section ``[sight]``: what looks at the table's picture, by which calibration, and what its word counts. Refuses what can't be right."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from firmware_agent.camera_settings import CameraSettings
from firmware_agent.config_part import FilePath, Openable
from schemas.sight import Notice, SightKind

MOST_WAIT_S = 10.0
NOTICED_OF: Mapping[Notice, frozenset[SightKind]] = MappingProxyType(
    {
        Notice.HAND_OVER_LAYOUT: frozenset({SightKind.CARDS}),
        Notice.CARD_BEFORE_CLOSE: frozenset({SightKind.CARDS}),
        Notice.BALL_TOUCHED: frozenset({SightKind.WHEEL}),
        Notice.CAMERA_COVERED: frozenset(SightKind),
        Notice.CAMERA_MOVED: frozenset(SightKind),
        Notice.SLOW_DEALING: frozenset({SightKind.CARDS}),
    }
)
"""By what a camera reads: only calibrations of cards know marks, empty table and slots, only a wheel has a ball."""


class SightConfig(CameraSettings):
    """The table's eyes (docs/sight.md). Without this section nobody looks."""

    reads: Literal["cards", "wheel", "dice", "segments"] | None = Field(
        default=None, description="What is read; left out, what the game is played with."
    )
    calibration: FilePath | None = Field(
        default=None,
        description="The calibration (JSON, with its .npz beside it), as `firmware-agent calibrate` or the technician's page made it. Without one the "
        "camera only advises: mode stays shadow.",
    )
    mode: Literal["shadow", "on"] = Field(
        default="shadow",
        description="shadow: agreement with the sensor is counted, nothing else. on: a result needs the camera's word, and a difference holds the "
        "round; takes effect once needed positions have agreed.",
    )
    needed: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(
        default=None,
        description="Positions that must agree, without an unexplained difference, before mode on takes effect; left out, 30000 cards, or 3000 spins "
        "or throws. 0 trusts the camera at once: for simulation.",
    )
    on_abstain: Literal["dealer", "sensor"] = Field(
        default="dealer",
        description="When the camera still says nothing after wait_s: dealer: the dealer compares and confirms; sensor: the sensor's word is enough.",
    )
    wait_s: Annotated[float, Field(ge=0.1, le=MOST_WAIT_S)] = Field(
        default=2.0, description="How long a result waits for more looks."
    )
    camera_only: Literal["person", "never"] = Field(
        default="person",
        description="Where no sensor read but the camera did (five still pictures, both readers): person: one person may let it count; never: two people "
        "enter the result as if nothing had been seen.",
    )
    source: str = Field(
        default="",
        description="Left out, the pictures of [camera]. Else a camera of its own: picamera2, v4l2, stream, file, pictures (a folder), or a kind of "
        "another package.",
    )
    address: Openable = Field(default="", description="What source opens; as in [camera].")
    width: Annotated[int, Field(ge=320, le=4096)] = Field(
        default=1280, description="Of the own camera's picture in pixels; even."
    )
    height: Annotated[int, Field(ge=180, le=4096)] = Field(
        default=720, description="Of the own camera's picture in pixels; even."
    )
    freeze_s: Annotated[float, Field(ge=0, le=600)] | None = Field(
        default=None,
        description="Of an own camera. 0: the very same picture may come again and again; any other number: it is called frozen, after 1.2 s. Left out, so for "
        "cameras (their noise never repeats), and 0 for the sources rendered, file and pictures.",
    )
    looks_a_s: Annotated[float, Field(ge=1, le=30)] = Field(
        default=8.0, description="How often the picture is looked at, at most."
    )
    folder: FilePath | None = Field(
        default=None,
        description="Where the pictures behind its words are kept; left out, stills/ in the store's folder.",
    )
    keep_h: Annotated[float, Field(gt=0, le=720)] = Field(
        default=48.0, description="How many hours those pictures are kept here."
    )
    keep_mib: Annotated[int, Field(ge=16, le=100_000)] = Field(
        default=512, description="And how many MiB of them at most."
    )
    watch: tuple[Annotated[Notice, Field(strict=False)], ...] = Field(
        default=(),
        strict=False,
        description="What it calls people for by itself: camera_covered and camera_moved anywhere; hand_over_layout, card_before_close and slow_dealing "
        "only where it reads cards, ball_touched only at a wheel. Needs a calibration; hand_over_layout one with marks and empty table, and dealer_side; "
        "card_before_close and slow_dealing one with slots.",
    )
    dealer_side: Literal["top", "right", "bottom", "left"] | None = Field(
        default=None,
        description="Over which side of the layout the dealer reaches, so that hands may come from there. The layout lies between the calibration's marks: "
        "top is the side from the first to the second of them, right from the second to the third, and so on.",
    )
    slow_after_s: Annotated[float, Field(ge=1, le=600)] = Field(
        default=20.0,
        description="Nothing new lies on the layout for so long after bets closed: slow_dealing.",
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.width % 2 or self.height % 2:
            raise ValueError("width and height must be even: colour has half the resolution")
        if self.calibration is not None and not self.calibration.name:
            raise ValueError(f"calibration: {str(self.calibration)!r} names no file")
        if self.mode == "on" and self.calibration is None:
            raise ValueError(
                "mode on without a calibration: the camera may only advise; calibrate it, or use shadow"
            )
        if not self.source and self.settings.names:
            raise ValueError(
                f"{', '.join(self.settings.names)}: of a camera of its own; those of the table's camera stand in [camera]"
            )
        if not self.source and self.freeze_s is not None:
            raise ValueError(
                "freeze_s: of a camera of its own; that of the table's camera stands in [camera]"
            )
        if self.watch and self.calibration is None:
            raise ValueError("watch needs a calibration: nobody has said what the table looks like")
        if Notice.HAND_OVER_LAYOUT in self.watch and self.dealer_side is None:
            raise ValueError(
                "watch: hand_over_layout needs dealer_side: nobody has said over which side hands may come"
            )
        return self

    def needed_for(self, sees: SightKind) -> int:
        """Positions that must agree before the camera counts."""
        if self.needed is not None:
            return self.needed
        return 30_000 if sees is SightKind.CARDS else 3_000

    def unnoticed(self, sees: SightKind) -> str | None:
        """What ``watch`` asks for and no camera that reads this can notice, as a sentence; None where there is nothing."""
        never = [what.value for what in self.watch if sees not in NOTICED_OF[what]]
        possible = [what.value for what in Notice if sees in NOTICED_OF[what]]
        if not never:
            return None
        return f"watch: {' and '.join(never)} can't be noticed where the camera reads {sees.value}; possible are {', '.join(possible)}"
