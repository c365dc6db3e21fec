"""The whole way of a calibration: a technician asks by HTTP, the edge tells the board, its process that looks answers; pictures come back, and the signed sheet is in the books."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from hardware.clock import SystemClock
from hardware.sim.camera.feed import SceneFeed
from hardware.sim.demo.film import HEIGHT, WIDTH
from hardware.sim.demo.floor_plan import DemoTable
from hardware.sim.demo.lessons import corners
from tests.scenarios.floor_plan import SHOE
from tests.scenarios.studio import FaultStudio, await_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

TESS, CARDS = "tess", ("AC", "KD")
MARKS = [[60, 60], [WIDTH - 60, 60], [WIDTH - 60, HEIGHT - 60], [60, HEIGHT - 60]]
QUIET = replace(SHOE, settings=SHOE.settings.replace('open_by = "auto"', 'open_by = "dealer"'))
EYES = """
[camera]
source = "rendered"
address = "{scene}?name=Baccarat&game=baccarat"
width = {wide}
height = {high}
fps = 10
bitrate_kbit = 800
edge = "ws://127.0.0.1:9"
folder = "{video}"
keep_h = 1.0
reserve_mib = 64

[sight]
calibration = "{calibration}"
mode = "shadow"
"""


class FilmedStudio(FaultStudio):
    """Its table has a camera that nobody has calibrated yet, and a technician."""

    def _with_devices(self, table: DemoTable, text: str) -> str:
        where = {
            "scene": self.folder.scene(table),
            "calibration": self.calibration(table),
            "video": self.folder.sub(table.id, "video"),
        }
        return super()._with_devices(table, text) + EYES.format(**where, wide=WIDTH, high=HEIGHT)

    def calibration(self, table: DemoTable) -> Path:
        return self.folder.sub(table.id, "sight") / "site.json"

    def _register(self, cloud_key: Any) -> dict[str, str]:
        self.passwords[TESS] = "a technician's own password"
        self.people[TESS] = "technician"
        return super()._register(cloud_key)


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FilmedStudio]:
    studio = FilmedStudio(tmp_path_factory.mktemp("filmed") / "studio", (QUIET,))
    try:
        studio.open()
        yield studio
    finally:
        studio.close()
        for name, lines in studio.children.troubles().items():
            print(f"--- {name} said:", *lines, sep="\n    ")


def asked(client: httpx.Client, step: str, **told: Any) -> dict[str, Any]:
    """The board's answer to one question."""
    path, answers = f"/floor/tables/{QUIET.id}/camera", []
    taken = client.post(f"{path}/ask", json={"step": step, "told": told})
    assert taken.status_code == 200, taken.text

    def came() -> bool:
        answer = client.get(f"{path}/answers/{taken.json()['ask']}", timeout=30.0)
        answers.append(answer.json())
        return answer.status_code == 200

    await_(came, f"the answer to {step}", 60.0)
    answer: dict[str, Any] = answers[-1]
    return answer


def done(client: httpx.Client, step: str, **told: Any) -> tuple[dict[str, Any], list[str]]:
    """What is told of a step that must succeed, and the pictures that come with it."""
    answer = asked(client, step, **told)
    assert answer["ok"], answer["said"]
    return json.loads(answer["told"]), answer["stills"]


def learn_two_cards(studio: FilmedStudio, client: httpx.Client) -> None:
    """Both lie in their places; the technician says what they are."""
    feed = SceneFeed(studio.folder.scene(QUIET), "technician", SystemClock())
    with closing(feed):
        for index, card in enumerate(CARDS):
            feed.show("card", card=card, place="player", index=index, turn_s=0.0)
        await_(lambda: len(done(client, "look")[0]["reads"]) >= len(CARDS), "both cards in the picture")
    laid = [{"label": card, "quad": corners(QUIET, "player", index)} for index, card in enumerate(CARDS)]
    done(client, "deal", label={"cards": laid})
    learned, _ = done(client, "learn")
    assert learned["session"]["lesson"]["passed"]


def calibration_in(signed: dict[str, Any]) -> str:
    named: str = signed["session"]["in_force"]["calibration"]
    return named


def begun_anew(client: httpx.Client, force: dict[str, str]) -> bool:
    answer = asked(client, "look")
    if not answer["ok"]:
        return False
    found = json.loads(answer["told"])["session"]["in_force"]
    return bool(force.items() <= found.items())


def papers(studio: FilmedStudio) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(f"file:{studio.folder.books}?mode=ro", uri=True)) as conn:
        return conn.execute("SELECT sha256, kind, by FROM sight_papers").fetchall()


def test_a_technician_calibrates_a_table_by_http_from_the_first_look_to_the_sheet_in_the_books(
    filmed: FilmedStudio,
) -> None:
    with httpx.Client(base_url=filmed.url, timeout=10.0, headers={"Origin": filmed.url}) as client:
        form = {"name": TESS, "password": filmed.passwords[TESS]}
        assert client.post("/login", data=form).status_code == 303
        await_(lambda: asked(client, "look")["ok"], "a first picture", 60.0)
        looked, (still,) = done(client, "look")
        assert (looked["width"], looked["height"]) == (WIDTH, HEIGHT)
        picture = f"/floor/tables/{QUIET.id}/camera/stills/{still}.jpg"
        await_(lambda: client.get(picture).content[:2] == b"\xff\xd8", "the picture")

        slot = {"name": "player:1", "quad": corners(QUIET, "player", 0)}
        drawn, _ = done(client, "table", marks=MARKS, size_mm=[900, 500], slots=[slot])
        assert len(drawn["grid"]) > 10
        refused = asked(client, "sign")
        assert not refused["ok"] and "learn first" in refused["said"]
        assert papers(filmed) == [] and not filmed.calibration(QUIET).exists()

        learn_two_cards(filmed, client)
        signed, _ = done(client, "sign")
        await_(lambda: bool(papers(filmed)), "the sheet in the books")
        assert papers(filmed) == [(signed["sheet"], "sheet", TESS)]
        kept = client.get(f"/floor/tables/{QUIET.id}/camera/papers/{signed['sheet']}.json")
        assert kept.text == signed["sealed"] and filmed.calibration(QUIET).exists()
        force = {"calibration": calibration_in(signed), "sheet": signed["sheet"]}
        await_(lambda: begun_anew(client, force), "the process that looks, by its new calibration", 30.0)
