"""`firmware-agent video`: the picture of one table, until SIGTERM or until the agent that started it ends."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from pathlib import Path

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.step_back import step_back
from firmware_agent.video.camera_watch import Stuck
from firmware_agent.video.process import VideoProcess

log = logging.getLogger(__name__)


def run_video(config: Path, line_fd: int | None, tap_fd: int | None) -> int:
    """The exit code; 1 asks to be started again. Raises ConfigError."""
    line = socket.socket(fileno=line_fd) if line_fd is not None else None
    step_back()
    process = VideoProcess(load_config(config), line, tap_fd=tap_fd)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.stop())
    code = 0
    try:
        process.run()
    except ConfigError:
        raise
    except Stuck as stuck:
        log.error("the video process ends: %s", stuck)
        code = 1
    except Exception:
        log.exception("the video process ends")
        code = 1
    return _leave(code)


def _leave(code: int) -> int:
    """A camera's thread that hangs in a library would keep the interpreter from ending."""
    if threading.active_count() > 1:
        logging.shutdown()
        os._exit(code)
    return code
