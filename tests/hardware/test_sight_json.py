"""A camera's words as JSON and back: exactly what was said, or a clear refusal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.sight_json import camera_signal
from hardware.sight_signals import CameraNoticed, CameraSaw, CameraVote
from hardware.signal_json import signal_json

TEXT = st.text(max_size=12)
WHOLE = st.integers(0, 2**62)
SCORE = st.floats(-1, 1)
VOTES = st.builds(CameraVote, TEXT, st.none() | TEXT, SCORE, SCORE)
SAW = st.builds(
    CameraSaw, WHOLE, TEXT, TEXT, WHOLE, WHOLE, st.none() | TEXT, WHOLE, st.lists(TEXT).map(tuple),
    st.lists(VOTES, max_size=3).map(tuple), st.none() | TEXT, TEXT, TEXT,
)  # fmt: skip
NOTICED = st.builds(CameraNoticed, WHOLE, TEXT, TEXT, TEXT, st.none() | TEXT)


@given(SAW | NOTICED)
def test_what_a_camera_says_is_read_back_as_it_was(signal: CameraSaw | CameraNoticed) -> None:
    assert camera_signal(json.dumps(signal_json(signal))) == signal


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"signal": "key_pressed"}', '{"signal": "camera_saw", "at_ns": "1"}', "\xff"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"signal|at_ns|Expecting"):
        camera_signal(text)
