"""Publishes frames through a container: to RTMP and RTSP servers by PyAV, to SRT servers by ffmpeg. Blocks; ends the process when the server hangs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from edge_api.video.frames import Record
from edge_api.video.sinks.intake import records
from edge_api.video.sinks.muxer import Muxer
from edge_api.video.sinks.order import Answer, Live, Order
from edge_api.video.sinks.patience import patience
from edge_api.video.sinks.relay_process import RelayProcess
from edge_api.video.sinks.target import Kind

Say = Callable[[Answer], None]


def publish_muxed(order: Order, source: BinaryIO, say: Say) -> None:
    """From the first key frame to the end of the input.

    Raises:
        OSError: the server refused or is gone.
        SetsChanged: begin anew.
    """
    frames = from_key(order, records(source))
    key = next(frames, None)
    if key is None:
        return
    if order.target.kind is Kind.SRT:
        _publish_srt(order, key, frames, say)
    else:
        _publish(order, key, frames, say)


def from_key(order: Order, frames: Iterator[Record]) -> Iterator[Record]:
    """The frames from the picture's first key frame on."""
    for first in frames:
        if first.is_key and first.track is order.target.track:
            yield first
            yield from frames


def _publish(order: Order, key: Record, frames: Iterator[Record], say: Say) -> None:
    with patience(order.limit_s):
        muxer = Muxer(order.kind, order.url, key, order.sound)
        muxer.put(key)
    said = False
    for record in frames:
        with patience(order.limit_s):
            muxer.put(record)
        if not said:
            say(Live())
            said = True
    with patience(order.limit_s):
        muxer.close()


def _publish_srt(order: Order, key: Record, frames: Iterator[Record], say: Say) -> None:
    relay = RelayProcess(order.url, order.limit_s, lambda: say(Live()))
    try:
        muxer = Muxer("pipe", relay.pipe, key, order.sound)
        muxer.put(key)
        for record in frames:
            with patience(order.limit_s):
                muxer.put(record)
        muxer.close()
    except BrokenPipeError:
        raise OSError(relay.last_words()) from None
    finally:
        relay.end()
