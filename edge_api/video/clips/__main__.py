"""Makes one evidence copy, started by the video process: `python -m edge_api.video.clips FOLDER PAYLOAD`. Not meant to be started by hand.

Ends with the process that started it, however that ends: its standard input is closed then.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from edge_api.video.clips.burn import make_copy


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    make_copy(*map(Path, sys.argv[1:3]))
