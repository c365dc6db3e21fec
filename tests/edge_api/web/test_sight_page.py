"""The technician's page in a real browser, with the agent's own desk answering: from the four marks to the signed sheet; and who may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import AskSight
from edge_api.books.store import open_writer
from firmware_agent.sight.sheet import sheet_hash
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import read
from tests.edge_api.web.sight_stage import StageBoard
from tests.edge_api.web.stage import BACCARAT, Stage

PAGE = f"/floor/tables/{BACCARAT}/camera"
CAN_T = "['learn', 'sign'].flatMap((step) => [document.getElementById(`${step}-go`).disabled, document.getElementById(`${step}-why`).textContent])"
"""Whether each of the two last steps is closed, and why."""
MARKS = ((100, 80), (1180, 80), (1180, 640), (100, 640))


@pytest.fixture(scope="module")
def board(built: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StageBoard]:
    made = StageBoard(built, tmp_path_factory.mktemp("board"))
    made.start()
    yield made
    made.stop()


def open_as(browser: Tab, address: str, role: str) -> None:
    browser.send("Network.setCookie", name="studio", value=stage.cookie_of(role), url=address)
    browser.send("Page.navigate", url=f"{address}{PAGE}")
    browser.until(
        "customElements.get('sight-desk') !== undefined && document.querySelector('#check-label').textContent !== ''"
    )


def click_picture(browser: Tab, x: int, y: int) -> None:
    browser.value(
        f"(() => {{ const over = document.getElementById('sight-over'), box = over.getBoundingClientRect();"
        f" over.dispatchEvent(new MouseEvent('click', {{clientX: box.left + {x} / 1280 * box.width, clientY: box.top + {y} / 720 * box.height}})); }})()"
    )


def idle(browser: Tab) -> None:
    browser.until("!document.querySelector('sight-desk').hasAttribute('aria-busy')")


def press(browser: Tab, button: str) -> None:
    idle(browser)
    browser.value(f"document.getElementById('{button}').click()")
    idle(browser)


def set_table(browser: Tab) -> None:
    """The four marks and a slot; refused until the rectangle is measured."""
    press(browser, "table-again")
    for at in MARKS:
        click_picture(browser, *at)
    browser.value("document.getElementById('slot-name').value = 'player:1'")
    browser.value("document.getElementById('slot-form').requestSubmit()")
    for at in ((300, 200), (400, 200), (400, 350), (300, 350)):
        click_picture(browser, *at)
    press(browser, "table-keep")
    assert "Measure the rectangle" in browser.value("document.getElementById('table-refusal').textContent")
    for name, size in (("wide", 900), ("high", 500)):
        browser.value(f"document.getElementById('table-{name}').value = {size}")
    press(browser, "table-keep")
    browser.until("document.querySelectorAll('#sight-over line.grid').length > 10")
    assert browser.value("document.getElementById('table-refusal').textContent") == ""


def type_pixel(browser: Tab, place: int, axis: int, pixel: int | None) -> None:
    value = "" if pixel is None else pixel
    browser.value(f"document.getElementById('mark-{place}-{axis}').value = '{value}'")
    browser.value(f"document.getElementById('mark-{place}-{axis}').dispatchEvent(new Event('change'))")


def marked(browser: Tab) -> list[str]:
    """What stands at the marks that are drawn."""
    script = "[...document.querySelectorAll('#sight-over text.mark')].map((each) => each.textContent)"
    return [str(each) for each in browser.value(script)]


def refused_to_keep(browser: Tab) -> str:
    press(browser, "table-keep")
    return str(browser.value("document.getElementById('table-refusal').textContent"))


def take_and_name(browser: Tab) -> None:
    """A picture of two cards, the first named by hand."""
    press(browser, "deal-anew")
    assert browser.value(CAN_T) == [True, "There is no picture yet: take some in step 2."] * 2
    press(browser, "deal-take")
    assert browser.value(CAN_T)[:2] == [True, "Nobody has said yet what lies in the pictures."]
    browser.until("document.querySelectorAll('#sight-label .proposals input').length === 2")
    browser.value("document.querySelector('#sight-label .proposals input').value = 'qs'")
    browser.value("document.querySelector('#sight-label .proposals input').dispatchEvent(new Event('input'))")
    browser.value("document.getElementById('sight-label').requestSubmit()")
    browser.until("document.getElementById('sight-have').textContent === '2'")
    assert browser.value("document.querySelector('#sight-shots td').textContent") == "QS 9H"


def learn_and_sign(browser: Tab) -> str:
    """What the page then says is in force."""
    sign_first = "Nothing has been learned since the last picture or table: learn first."
    assert browser.value(CAN_T) == [False, "", True, sign_first]
    press(browser, "learn-go")
    browser.until("document.querySelector('svg.gap text.good')?.textContent === '0.47 apart'")
    press(browser, "sign-go")
    browser.until("document.getElementById('sight-force').textContent.startsWith('In force')")
    return str(browser.value("document.getElementById('sight-force').textContent"))


def check(browser: Tab, built: Stage) -> None:
    """Its paper stands in the list at once, by the page's own look."""
    browser.value("document.getElementById('check-values').value = 'KC 9H'")
    browser.value("document.getElementById('sight-check').requestSubmit()")
    browser.until("document.getElementById('check-said').textContent.startsWith('Passed')")
    paper = ("c" * 64, BACCARAT, "check", 1, "tess", "e" * 64, 1, 1, b"{}")
    books = open_writer(built.config.store.database)
    books.execute("INSERT INTO sight_papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", paper)
    books.close()
    browser.until("document.querySelector('[data-part=papers]').textContent.includes('c'.repeat(12))")


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
def test_a_deck_is_calibrated_from_marks_to_the_signed_sheet(
    browser: Tab, address: str, board: StageBoard, built: Stage, mark: int
) -> None:
    open_as(browser, address, "technician")
    browser.until(
        "document.querySelectorAll('.lamp').length >= 4 && !document.getElementById('sight-still').hidden"
    )
    lamps = browser.value("document.getElementById('sight-lamps').textContent")
    assert "104" not in lamps
    assert "at most 2 %" in lamps and "at least 90 px" in lamps
    assert browser.value("document.querySelectorAll('#sight-over polygon.read').length") == 2
    set_table(browser)
    take_and_name(browser)
    in_force = learn_and_sign(browser)
    signed = sheet_hash(board.calibration)
    assert signed is not None and signed[:12] in in_force
    check(browser, built)
    asked = [each for each in built.link.asked if isinstance(each, AskSight) and each.step == "sign"]
    assert [(each.by, '"by":"a technician"' in each.told) for each in asked] == [("a technician", True)]
    assert browser.complaints() == []


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
def test_a_mark_that_is_typed_counts_when_both_its_pixels_are_and_makes_no_other(
    browser: Tab, address: str, board: StageBoard, mark: int
) -> None:
    open_as(browser, address, "technician")
    press(browser, "table-again")
    type_pixel(browser, 2, 0, 1180)
    assert (marked(browser), refused_to_keep(browser)) == ([], "0 of four corners are marked.")
    type_pixel(browser, 2, 1, 640)
    assert (marked(browser), refused_to_keep(browser)) == (["3"], "1 of four corners are marked.")
    for at in MARKS[:2]:
        click_picture(browser, *at)
    assert (marked(browser), refused_to_keep(browser)) == (["1", "2", "3"], "3 of four corners are marked.")
    type_pixel(browser, 3, 0, 0)
    type_pixel(browser, 3, 1, 0)
    assert "Measure the rectangle" in refused_to_keep(browser), "a pixel 0 that somebody typed is one"
    type_pixel(browser, 0, 1, None)
    assert (marked(browser), refused_to_keep(browser)) == (["2", "3", "4"], "3 of four corners are marked.")
    assert browser.complaints() == []


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
def test_a_refusal_of_the_board_is_shown_in_its_own_words(
    browser: Tab, address: str, board: StageBoard, mark: int
) -> None:
    open_as(browser, address, "technician")
    idle(browser)
    browser.value("document.getElementById('check-values').value = '17'")
    browser.value("document.getElementById('sight-check').requestSubmit()")
    browser.until("document.getElementById('check-refusal').textContent.includes(\"'17' is not a card\")")


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
def test_it_fits_a_phone_and_a_desk_and_a_pit_boss_may_only_look(
    browser: Tab, address: str, board: StageBoard, tmp_path: Path, mark: int
) -> None:
    for wide, high in ((390, 844), (1440, 900)):
        browser.send(
            "Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1, mobile=False
        )
        open_as(browser, address, "pit_boss")
        assert browser.value("document.documentElement.scrollWidth <= innerWidth")
        assert (
            browser.value(
                "[...document.querySelectorAll('sight-desk button')].filter((each) => !each.disabled).map((each) => each.id).join()"
            )
            == "sight-look,sight-live"
        )
    press(browser, "sight-look")
    browser.until(
        "document.querySelectorAll('#sight-over polygon.read').length === 2 || document.querySelectorAll('#sight-over polygon.sure').length === 2"
    )
    browser.send("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
def test_the_way_of_a_wheels_calibration_says_what_is_done_and_what_is_next(
    browser: Tab, address: str, mark: int
) -> None:
    open_as(browser, address, "pit_boss")
    labels = [{"result": None}] * 8 + [{"result": each} for each in ("17", "17", "4")] + [None]
    session = json.dumps({"shots": [{"label": label} for label in labels], "lesson": None})
    told = browser.value(
        f"import('/static/sight/guide.js').then(({{ steps }}) => steps('wheel', {session}, 37))"
    )
    assert [each["done"] for each in told] == [True, True, True, False, False, False]
    assert "8 of 8 pictures" in told[2]["words"] and "2 of 5" in told[3]["words"]
    nothing = browser.value(
        "import('/static/sight/guide.js').then(({ steps }) => [steps('wheel', null, 0).some(({ done }) => done), steps('cards', {}, 0)])"
    )
    assert nothing == [False, []]


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
def test_what_the_board_doubts_of_a_lesson_stands_above_its_figures(
    browser: Tab, address: str, mark: int
) -> None:
    open_as(browser, address, "pit_boss")
    doubts = ["picture-007.png: labelled 4, read 17: put the label right, or leave the picture out"]
    lesson = json.dumps({"passed": False, "calibration": "", "self_test": {"looks": 3}, "doubts": doubts})
    shown = browser.value(
        f"import('/static/sight/self_test.js').then(({{ selfTest }}) => selfTest({lesson}).map((each) => each.textContent))"
    )
    assert shown[1:3] == ["Look at these labels", doubts[0].replace("picture-007.png", "Picture 7")]
    undoubted = lesson.replace(json.dumps(doubts), "[]")
    assert "Look at these labels" not in browser.value(
        f"import('/static/sight/self_test.js').then(({{ selfTest }}) => selfTest({undoubted}).map((each) => each.textContent))"
    )


def test_no_size_of_the_table_is_filled_in_before_somebody_has_measured_it(visit: Visit) -> None:
    page = read(visit("technician").get(PAGE).text)
    sizes = [
        each.attributes for each in page.all("input") if each.attributes.get("id", "").startswith("table-")
    ]
    assert [(each.get("value"), each["placeholder"]) for each in sizes] == [(None, "measure yours")] * 2


def spun(built: Stage, number: int, sensor: str, camera: str | None, verdict: str, calibration: str) -> None:
    books = open_writer(built.config.store.database)
    books.execute("PRAGMA foreign_keys = OFF")
    books.execute(
        "INSERT INTO seen (round_id, place, number, hand, table_id, verdict, sensor, camera, looks, reasons, votes, still, calibration, model, mode, fact,"
        " at_utc_ns) VALUES (?, 'wheel', 1, 1, ?, ?, ?, ?, 8, '[]', '[]', NULL, ?, '', 'shadow', 'f', ?)",
        (f"{stage.ROULETTE}-1-{number}", stage.ROULETTE, verdict, sensor, camera, calibration, number),
    )
    books.close()


def test_twenty_spins_are_compared_with_the_wheels_own_sensor(visit: Visit, built: Stage) -> None:
    path = f"/floor/tables/{stage.ROULETTE}/camera"
    assert "Once a calibration is signed" in visit("technician").get(path).text
    for number, (at, calibration) in enumerate(((1, "e" * 64), (2, "f" * 64))):
        paper = (f"{number}" * 64, stage.ROULETTE, "sheet", 1, "tess", calibration, at, at, b"{}")
        books = open_writer(built.config.store.database)
        books.execute("INSERT INTO sight_papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", paper)
        books.close()
    spun(built, 100, "1", "2", "dispute", "e" * 64)
    for number in range(101, 119):
        spun(built, number, "17", "17", "both", "f" * 64)
    told = trial(visit, path)
    assert "18 of 20 agreed" in told and "2 spins to go" in told and "differed" not in told
    spun(built, 119, "17", None, "abstained", "f" * 64)
    spun(built, 120, "17", "4", "dispute", "f" * 64)
    told = trial(visit, path)
    assert (
        "18 of 20 agreed" in told
        and "1 differed" in told
        and "1 not read by both" in told
        and "to go" not in told
    )
    for number in range(121, 141):
        spun(built, number, "17", "17", "both", "f" * 64)
    assert "20 of 20 agreed" in trial(visit, path) and "All agreed" in trial(visit, path)
    assert "Twenty spins" not in visit("technician").get(PAGE).text


def trial(visit: Visit, path: str) -> str:
    page = read(visit("technician").get(path).text)
    assert page.faults() == []
    [part] = [each.text for each in page.elements if each.attributes.get("data-part") == "trial"]
    return " ".join(part.split())


@pytest.mark.parametrize("role", ["technician", "pit_boss", "auditor", "admin"])
def test_the_page_is_whole_for_every_role_of_the_floor(visit: Visit, role: str) -> None:
    for table in (BACCARAT, stage.ROULETTE):
        answer = visit(role).get(f"/floor/tables/{table}/camera")
        assert answer.status_code == 200, answer.text
        assert read(answer.text).faults() == []
        signs = role == "technician"
        assert ("stands on the sheet" in answer.text, "Look first" in answer.text) == (signs, signs)
        assert ("are a technician's" in answer.text) is not signs


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("dealer", PAGE, 403),
        (None, f"{PAGE}/answers/{'0' * 36}", 303),
        ("auditor", f"{PAGE}/answers/{'0' * 36}", 403),
        ("technician", f"{PAGE}/answers/{'0' * 36}", 404),
        ("technician", f"{PAGE}/answers/x", 422),
        ("technician", f"{PAGE}/stills/{'0' * 64}.jpg", 404),
        ("technician", f"{PAGE}/stills/..%2fkey.jpg", 404),
        ("technician", f"{PAGE}/papers/{'0' * 64}.json", 404),
        ("technician", "/floor/tables/nowhere-01/camera", 404),
    ],
)
def test_who_may_and_what_is_not_there(visit: Visit, role: str | None, path: str, status: int) -> None:
    assert visit(role).get(path).status_code == status
