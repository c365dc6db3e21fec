"""A pose that colours tell to a few pixels is put to a tenth of one by the ring's edges and the pockets' angles, and is not led astray."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hardware.decode.sight.reader import Frame
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.straight import straightened
from hardware.sim.scenes.wheel import WheelSite
from tests.hardware.decode.sight.wheel.site import pictures


@pytest.fixture(scope="module")
def empty(studio: WheelSite) -> list[Frame]:
    return [one.frame for one in pictures(studio) if not one.things]


def _pushed(pose: Pose, axis: str) -> Pose:
    far = {"x": 2.5, "y": -2.5, "along": 2.0, "lean": 0.01, "pull_x": 0.01, "pull_y": -0.01}[axis]
    return replace(pose, **{axis: getattr(pose, axis) + far})


def _apart(one: Pose, other: Pose) -> float:
    """Pixels between two poses' edges, at the worst angle, each as seen from its own size."""
    turns = np.arange(64) / 64
    first, second = (np.stack(pose.pixels(turns, np.ones(64))) for pose in (one, other))
    return float(np.hypot(*(first - second)).max())


@pytest.mark.parametrize("axis", ("x", "y", "along", "lean", "pull_x", "pull_y"))
def test_a_pushed_pose_comes_back(axis: str, empty: list[Frame], studio: WheelSite) -> None:
    from_truth, pushed = (
        straightened(empty, pose, studio.wheel) for pose in (studio.pose, _pushed(studio.pose, axis))
    )
    same_size = pushed.wider(from_truth.radius / pushed.radius)
    assert _apart(from_truth, studio.pose) < 1.0
    assert _apart(same_size, from_truth) < 0.4
    assert (pushed.pull_x, pushed.pull_y) == pytest.approx((from_truth.pull_x, from_truth.pull_y), abs=0.002)


def test_a_pose_on_another_place_is_left_as_it_is(empty: list[Frame], studio: WheelSite) -> None:
    lost = replace(studio.pose, x=studio.pose.x + 0.6 * studio.pose.along)
    assert straightened(empty, lost, studio.wheel) == lost
