"""Whether a JPEG is whole inside. Libraries that show pictures fill what is missing with grey and say nothing; one that has a mind to is asked here. Shows nothing.

What still decodes without a fault after bytes have changed can't be told from a picture.
"""

from __future__ import annotations

import av

STRICT = {"err_detect": "explode"}
"""FFmpeg's word for: a picture whose data are short or make no sense is an error."""
START = b"\xff\xd8"


def torn_jpeg(data: bytes) -> bool:
    """Of a file's bytes; what FFmpeg can't decode at all is not for it to judge, and is not torn."""
    return data.startswith(START) and not _decodes(data, STRICT) and _decodes(data, {})


def _decodes(data: bytes, options: dict[str, str]) -> bool:
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.options, decoder.thread_count = options, 1
    try:
        return bool([*decoder.decode(av.Packet(data)), *decoder.decode(None)])
    except av.FFmpegError:
        return False
