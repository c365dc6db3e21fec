"""Labels of balls that the calibration which they made reads otherwise: for people to look at. Refuses nothing."""

from __future__ import annotations

from firmware_agent.sight.labels import entry_of, frame_of, labels_from
from firmware_agent.sight.looker import CalibrateWish
from firmware_agent.sight.wheel import KIND, Labels


def wheel_doubts(wish: CalibrateWish) -> list[str]:
    """A line for each label that is doubted, after a calibration that went well. Raises OSError."""
    looker, labels = KIND.looker(wish.out), labels_from(wish.labels, Labels).pictures
    found = []
    for path in wish.pictures:
        label = entry_of(path, labels).pocket
        seen = [read.value for read in looker.look(frame_of(path)).reads if read.value is not None]
        if label is not None and seen and label not in seen:
            found.append(
                f"{path}: labelled {label}, looks like {seen[0]}: if the label is right, ignore this"
            )
    return found
