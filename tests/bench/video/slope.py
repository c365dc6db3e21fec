"""What one more viewer costs: the slope of a process' CPU time over the number of viewers, by least squares."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tests.bench.processes import cost

WINDOW_S = 5.0


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Of the straight line that fits best. Raises ZeroDivisionError when all lie above one another."""
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / sum((x - mean_x) ** 2 for x, _ in points)


def cpu_share(pid: int, seconds: float = WINDOW_S) -> float:
    """Of one core, by the process with all its threads, over the next seconds."""
    began, used = time.monotonic(), cost(pid).cpu_s
    time.sleep(seconds)
    return (cost(pid).cpu_s - used) / (time.monotonic() - began)


def a_core(share_per_viewer: float) -> float:
    """How many viewers one core serves at that price."""
    return 1.0 / max(share_per_viewer, 1e-9)


def shares(pid: int, counts: Sequence[int], grow_to: Callable[[int], None]) -> list[tuple[float, float]]:
    """CPU share at each number of viewers; ``grow_to`` returns when that many are served."""
    points = []
    for count in counts:
        grow_to(count)
        points.append((float(count), cpu_share(pid)))
    return points
