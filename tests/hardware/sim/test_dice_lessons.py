"""The dice nets' lessons: the same seed gives the same rows and weights, and each face is told as it lies."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np

from hardware.decode.sight.descent import Course
from hardware.decode.sight.dice.face_net import net_arrays
from hardware.decode.sight.dice.lean import in_picture
from hardware.decode.sight.dice.learning import fresh, joined, teach
from hardware.decode.sight.dice.store import NETS, shipped_nets
from hardware.decode.sight.net_file import hash_of
from hardware.sim.scenes.dice import DiceScenes
from hardware.sim.scenes.dice_lessons import NONE, Lessons, lessons


def weights(taught: Lessons) -> str:
    rng, known = np.random.default_rng(4), taught.labels >= 0
    rows = taught.rows[known]
    return hash_of(net_arrays(teach(fresh(rows, rng), rows, taught.labels[known], Course(2, 1e-3), rng)))


def test_the_same_seed_teaches_the_same_weights() -> None:
    assert weights(lessons(3, 2, 1)) == weights(lessons(3, 2, 1)) != weights(lessons(4, 2, 1))


def test_joined_nets_say_the_mean_of_what_each_says() -> None:
    taught = lessons(3, 2, 1)
    nets = [fresh(taught.rows, np.random.default_rng(seed), hidden=5) for seed in range(3)]
    rows = taught.rows[:9].astype(np.float32)
    assert np.allclose(
        joined(nets).scores(rows), np.mean([net.scores(rows) for net in nets], axis=0), atol=1e-4
    )


def test_however_many_processes_draw_them_the_lessons_are_the_same() -> None:
    one, two = lessons(3, 3, 1), lessons(3, 3, 1, workers=2)
    assert np.array_equal(one.rows, two.rows) and np.array_equal(one.labels, two.labels)
    assert np.array_equal(one.leans, two.leans, equal_nan=True)


def test_of_dice_that_all_lean_each_leans_by_another_angle() -> None:
    tipped = replace(DiceScenes().site(6), tipped=True)
    dice = [die for n in range(4) for die in tipped.scene("plain", n).dice]
    assert len({round(float(np.hypot(*die.lean)), 3) for die in dice}) == len(dice)
    assert not all(die.flat for die in dice)


def test_lessons_tell_faces_and_none_and_where_faces_look() -> None:
    taught = lessons(3, 4, 1)
    faces = (taught.labels >= 0) & (taught.labels < NONE)
    assert faces.any() and (taught.labels == NONE).any()
    assert np.isfinite(taught.leans[faces]).all() and (np.hypot(*taught.leans[faces].T) < 1).all()


def test_where_a_face_looks_turns_with_the_picture() -> None:
    lean = np.array((0.3, -0.1), dtype=np.float32)
    assert np.allclose(in_picture(in_picture(lean, 0.7), -0.7), lean)
    assert np.allclose(in_picture(lean, np.pi / 2), (0.1, 0.3))


def test_a_die_that_leans_looks_elsewhere_than_a_flat_one_beside_it() -> None:
    leaning = [die for n in range(4) for die in DiceScenes().site(6).scene("cocked", n).dice]
    flat = np.mean([die.lean for die in leaning if die.flat], axis=0)
    assert min(float(np.hypot(*(die.lean - flat))) for die in leaning if not die.flat) > 0.25


def test_the_sheet_says_how_the_shipped_weights_are_made() -> None:
    sheet = json.loads((NETS / "dice.json").read_text(encoding="utf-8"))
    assert re.fullmatch(
        r".*OPENBLAS_NUM_THREADS=1 python -m hardware\.sim\.scenes\.train_dice( --\w+ \d+)+", sheet["made_by"]
    )
    assert sheet["sha256_of_arrays"] == shipped_nets()[1]
    assert (NETS / "dice.npz").stat().st_size < 3_000_000
