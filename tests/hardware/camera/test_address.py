"""What of a camera's address is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.address import shown


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("rtsp://camera.local:554/stream1", "rtsp://camera.local:554/stream1"),
        ("rtsp://admin:s3cret@10.0.0.7/stream1", "rtsp://10.0.0.7/stream1"),
        ("rtsp://admin:s3@cret@10.0.0.7/stream1?token=abc", "rtsp://10.0.0.7/stream1"),
        ("rtsp://admin:s3/cret@10.0.0.7/stream1", "rtsp://10.0.0.7/stream1"),
        ("rtsp://admin:s3?cret@10.0.0.7/stream1", "rtsp://…"),
        ("rtsp://10.0.0.7/user=admin&password=s3cret&channel=1.sdp", "rtsp://10.0.0.7/…"),
        ("admin:s3cret@10.0.0.7/stream1", "10.0.0.7/stream1"),
        ("/dev/v4l/by-id/usb-Cam@2-video-index0?input_format=mjpeg",) * 2,
        ("film.mp4", "film.mp4"),
        ("alsa:hw:1", "alsa:hw:1"),
        ("", ""),
    ],
)
def test_users_passwords_and_queries_are_not_shown(address: str, seen: str) -> None:
    assert shown(address) == seen


@given(st.text(min_size=1, max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_whatever_stands_before_the_host_stays_unseen(user: str, path: str, query: str) -> None:
    said = shown(f"rtsp://{user}:s3cret@host/{path}?{query}")
    assert "s3cret" not in said
