"""How large the small picture is by which a table is followed: about 320 wide, of the whole one's shape. Makes none."""

from __future__ import annotations

SMALL_WIDTH = 320


def small_size(width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels, even; never larger than the whole picture's, which are even too."""
    if width <= SMALL_WIDTH:
        return width, height
    return SMALL_WIDTH, max(2, round(height * SMALL_WIDTH / width / 2) * 2)
