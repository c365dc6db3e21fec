"""Makes one evidence copy, started by the video process: `python -m edge_api.video.clips FOLDER PAYLOAD`. Not meant to be started by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from edge_api.video.clips.burn import make_copy

if __name__ == "__main__":
    make_copy(*map(Path, sys.argv[1:3]))
