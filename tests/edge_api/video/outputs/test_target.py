"""Where a sink goes to: what of the address is shown, and which addresses are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from edge_api.config_video import SCHEMES, Sink
from edge_api.video.sinks.state import BackOff
from edge_api.video.sinks.target import Kind, Target

SECRET = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=8, max_size=30).map(
    lambda text: "S" + text
)


@given(SECRET, SECRET, SECRET)
def test_no_secret_of_an_address_is_shown(password: str, name: str, query: str) -> None:
    target = Target(Kind.RTMP, f"rtmp://user:{password}@host:1935/app/{name}?token={query}")
    for secret in (password, name, query):
        assert secret not in target.shown
        assert secret not in target.without_address(f"can't open {target.url}: refused")
    assert target.shown == "rtmp://host:1935/app/…?…"


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (Kind.RTMP, "http://host/x"),
        (Kind.SRT, "srt://"),
        (Kind.WHIP, "whip://host"),
        (Kind.RTSP, ""),
        (Kind.RTMP, "rtmp://:1935/SECRET"),
        (Kind.RTMP, "rtmp://host:port/SECRET"),
        (Kind.RTMP, "rtmp://host:70000/SECRET"),
        (Kind.RTMP, "rtmp://[host/SECRET"),
    ],
)
def test_an_address_that_is_none_of_the_protocol_is_refused_by_configuration_and_sink_alike(
    kind: Kind, url: str
) -> None:
    for refusing in (lambda: Target(kind, url), lambda: Sink(kind=kind.value, url=url)):
        with pytest.raises(ValueError, match=f"sink of kind {kind}") as refused:
            refusing()
        assert isinstance(refused.value, ValidationError) or "SECRET" not in str(refused.value)


def test_every_kind_has_its_schemes() -> None:
    assert {*SCHEMES} == {kind.value for kind in Kind}


def test_the_pauses_double_up_to_half_a_minute_and_begin_anew_after_a_good_connection() -> None:
    back_off = BackOff()
    assert [back_off.failed(0) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert back_off.failed(lived_s=60) == 0.5
    assert back_off.failed(lived_s=1) == 1
