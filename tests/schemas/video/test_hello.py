"""What a board says of its tracks before the first frame: numbers that can be reckoned with, and no others."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.video.uplink import TrackSaid


@pytest.mark.parametrize("rate", ["1e999", "-1e999", "Infinity", "NaN", "-1", "1e300"])
def test_a_rate_that_is_no_number_of_frames_or_samples_is_refused(rate: str) -> None:
    for track, codec in ((0, "h264"), (2, "aac")):
        text = f'{{"track":{track},"codec":"{codec}","width":320,"height":180,"rate":{rate},"channels":1}}'
        with pytest.raises(ValidationError):
            TrackSaid.model_validate_json(text)
