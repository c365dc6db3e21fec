"""The socket that boards, viewers and fetchers come to. The kernel holds little for each, so that who is slow is known to be slow."""

from __future__ import annotations

import socket

from edge_api.config_video import Video

UNSENT_BYTES = 128 * 1024
"""Not yet sent bytes of one connection that the kernel takes (tcp(7), TCP_NOTSENT_LOWAT); what is on its way is not counted."""

USER_TIMEOUT_MS = 45_000
"""The kernel ends a connection whose peer acknowledges nothing for so long; a viewer who does not read is ended before by us."""


def listen(video: Video) -> socket.socket:
    """The listening socket; what is accepted inherits its options.

    Raises:
        OSError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in video.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((video.host, video.port))
    except OSError:
        listener.close()
        raise
    return listener
