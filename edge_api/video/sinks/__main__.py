"""The process that publishes one stream to one server: its order in the first line of standard input, then frames; what becomes of it on standard output."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from typing import BinaryIO

from edge_api.video.sinks.order import Answer, Failed, Order
from edge_api.video.sinks.publishing import publish_muxed
from edge_api.video.sinks.target import Kind, Target


def main(source: io.FileIO, answers: BinaryIO) -> int:
    """Publish until the input ends (0) or the server does (1). ``source`` without a buffer: what follows the order is for who publishes."""
    order = Order.consume(source.readline())
    target = order.target

    def say(answer: Answer) -> None:
        answers.write(answer.model_dump_json().encode() + b"\n")
        answers.flush()

    try:
        if target.kind is Kind.WHIP:
            from edge_api.video.sinks.publishing_whip import publish_whip  # aiortc only where it is needed

            asyncio.run(publish_whip(order, source, say))
        else:
            publish_muxed(order, io.BufferedReader(source), say)
    except Exception as error:  # noqa: BLE001 the parent must hear of every end
        say(Failed(why=reason(error, target)))
        return 1
    return 0


def reason(error: Exception, target: Target) -> str:
    """One line for people, without the address' secrets."""
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return target.without_address(words)


if __name__ == "__main__":
    sys.exit(main(os.fdopen(sys.stdin.fileno(), "rb", buffering=0), sys.stdout.buffer))
