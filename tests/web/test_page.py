"""The page in a headless Chromium, from the file system: by hand, by keys, by ear, and without a 3D card."""

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.web.writing import write_page
from scene.feedback import SilentFeedback
from tests.web.browser import Browser, chromium
from tests.web.small_review import content_of, reviewed

pytestmark = pytest.mark.skipif(
    chromium() is None, reason="no Chromium on the path, and WEIYANG_CHROMIUM does not name one"
)

SIZE = (420, 520)
#: Nothing moves any more, and the last frame has reached the screen.
SETTLED = """new Promise((done) => {
  const look = () => Stage.still()
    ? requestAnimationFrame(() => setTimeout(done, 100)) : setTimeout(look, 30);
  setTimeout(look, 50);
})"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("review") / "公示 page"
    write_page(content_of(reviewed()), place, SilentFeedback())
    return place


@pytest.fixture(scope="module")
def shared(folder: Path) -> Iterator[Browser]:
    with Browser(size=SIZE) as browser:
        browser.prefer(reduced_motion="reduce", color_scheme="light")
        browser.open(folder / "index.html")
        browser.ask("Mode.draw()")  # at once or not, as the browser takes its software renderer
        browser.wait("State.now.drawn", 120.0)
        yield browser


@pytest.fixture
def page(shared: Browser) -> Browser:
    shared.prefer(reduced_motion="reduce", color_scheme="light")
    shared.ask("State.set({ language: 'en', theme: 'light', right: null, share: 50 }); goTo(0)")
    return shared


def seen(browser: Browser) -> NDArray[np.int16]:
    """What the window on the city shows, without what lies over it, shape (rows, cols, 3)."""
    from PIL import Image

    lying = "document.querySelectorAll('.pins, .side, .caption, .curtain')"
    over = f"for (const one of {lying}) one.style.visibility"
    browser.ask(f"{over} = 'hidden'; window.scrollTo({{ top: 0, behavior: 'instant' }})")
    browser.ask(SETTLED)
    left, top, width, height = browser.ask(
        "(({ x, y, width, height }) => [x, y, width, height].map(Math.round))"
        "(byId('window').getBoundingClientRect())"
    )
    image = np.asarray(Image.open(io.BytesIO(browser.picture())).convert("RGB")).astype(np.int16)
    browser.ask(f"{over} = ''")
    return image[top : top + height, left : left + width]


def differing(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    """The share of pixels that differ visibly."""
    return float((np.abs(one - other).max(axis=2) > 12).mean())


def test_it_opens_without_a_complaint_and_asks_nothing_outside_its_folder(
    page: Browser, folder: Path
) -> None:
    inside = folder.resolve().as_uri()

    assert [] == page.console
    assert [] == [url for url in page.requests if not url.startswith((inside, "data:"))]
    assert len(page.requests) > 20


def test_a_stop_is_reached_by_keys_and_said_aloud(page: Browser) -> None:
    before = page.ask("Eye.at.toArray()")
    page.ask("document.querySelectorAll('#stops button')[0].focus()")
    page.press("Tab")
    page.press("Enter")

    assert "Stop 2 of 3: Below the tower" == page.ask("byId('said').textContent")
    assert "step" == page.ask("document.activeElement.getAttribute('aria-current')")
    assert before != page.ask("Eye.at.toArray()")  # at once, for motion is unwelcome
    assert "Scheme A" == page.ask("byId('left-name').textContent")


def test_a_flight_takes_its_time_where_motion_is_welcome(page: Browser) -> None:
    page.prefer(reduced_motion="no-preference")
    page.ask("goTo(2)")
    start = page.ask("Eye.at.toArray()")
    page.wait("Eye.at.z > 150")

    assert start[2] < 60.0
    page.wait("Math.abs(Eye.at.z - 220) < 1e-6", 20.0)


def test_the_curtain_parts_the_picture_between_two_schemes(page: Browser) -> None:
    existing = seen(page)
    page.ask("State.set({ left: REVIEW.schemes[1].key })")
    scheme = seen(page)
    page.ask("State.set({ left: REVIEW.schemes[0].key })")
    page.ask("byId('compare').click()")
    page.ask("byId('curtain').focus()")
    both = seen(page)
    cut = both.shape[1] // 2

    assert differing(existing, scheme) > 0.02  # the tower stands in the middle
    assert differing(both[:, : cut - 2], existing[:, : cut - 2]) < 0.005
    assert differing(both[:, cut + 2 :], scheme[:, cut + 2 :]) < 0.005
    for _ in range(5):
        page.press("ArrowLeft")
    assert 45 == page.ask("State.now.share")
    assert "45 % Existing city, the rest Scheme A" == page.ask(
        "byId('curtain').getAttribute('aria-valuetext')"
    )


def test_who_prefers_pictures_gets_them_and_the_city_back(page: Browser) -> None:
    page.ask("byId('mode').click()")
    pictures = page.ask("[...document.querySelectorAll('#pictures img')].map((image) => image.alt)")
    hidden = page.ask("byId('canvas').hidden")
    page.ask("byId('mode').click()")
    page.wait("State.now.drawn")

    assert ["By the lake · Existing city"] == pictures
    assert hidden
    assert page.ask("byId('pictures').hidden && !byId('canvas').hidden")


def test_arrow_keys_look_around(page: Browser) -> None:
    before = page.ask("Eye.aim.toArray()")
    page.ask("byId('canvas').focus()")
    page.press("ArrowRight")

    assert before != page.ask("Eye.aim.toArray()")


def test_all_of_it_speaks_either_language(page: Browser) -> None:
    english = page.ask("document.body.innerText")
    page.ask("byId('language').click()")
    chinese = page.ask("document.body.innerText")

    assert "zh-CN" == page.ask("document.documentElement.lang")
    assert "湖东塔楼会审" == page.ask("document.title")
    for word, wort in (
        ("Verdicts", "结论"),
        ("Next stop", "下一站"),
        ("By the lake", "湖畔"),
        ("Limit", "限值"),
    ):
        assert word in english
        assert word not in chinese
        assert wort in chinese
    assert "可以再低一些吗？" in english  # what people said stays in their words


def test_every_control_has_a_name_and_a_place_in_the_order_of_things(page: Browser) -> None:
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    nodes = [(_value(node, "role"), _value(node, "name")) for node in tree if not node.get("ignored")]
    roles = [role for role, _ in nodes]

    controls = ("button", "combobox", "slider", "link", "application")
    assert [] == [role for role, name in nodes if role in controls and not name]
    for landmark in ("banner", "main", "navigation", "contentinfo"):
        assert landmark in roles
    shown = "[...document.querySelectorAll('h1,h2,h3')].filter((h) => h.offsetParent)"
    levels = page.ask(f"{shown}.map((h) => +h.tagName[1])")
    assert 1 == levels[0]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [] == page.ask("[...document.images].filter((i) => !i.hasAttribute('alt')).map((i) => i.src)")
    assert "polite" == page.ask("byId('said').getAttribute('aria-live')")


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def test_keys_alone_lead_through_the_page_in_reading_order(page: Browser) -> None:
    page.ask("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.ask("document.querySelector('.skip').focus()")
    visited = [page.ask("document.activeElement.className")]
    for _ in range(12):
        page.press("Tab")
        visited.append(page.ask("document.activeElement.id || document.activeElement.parentElement.tagName"))

    assert ["skip", "language", "theme", "canvas", "mode", "left", "compare", "previous", "next"] == visited[
        :9
    ]
    assert ["LI", "LI", "LI"] == visited[9:12]


CONTRAST = """(() => {
  const linear = (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.8) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.offsetParent || node.closest('script, .heard, .skip')) continue;
    const style = getComputedStyle(node), large = parseFloat(style.fontSize) >= 24;
    const [a, b] = [light(parts(style.color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) poor.push([node.tagName, node.textContent.slice(0, 20), ratio]);
  }
  return poor;
})()"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_on_its_ground(page: Browser, theme: str) -> None:
    page.ask(f"State.set({{ theme: '{theme}' }})")

    assert [] == page.ask(CONTRAST)


def test_a_phone_shows_all_of_it_without_scrolling_sideways(page: Browser) -> None:
    page.resize(390, 844, phone=True)
    try:
        page.ask(SETTLED)
        assert 390 == page.ask("document.documentElement.scrollWidth")
        assert page.ask("byId('window').getBoundingClientRect().width") > 350
    finally:
        page.resize(*SIZE)


def test_without_a_3d_card_the_pictures_and_all_words_remain(folder: Path) -> None:
    with Browser("--disable-3d-apis", size=SIZE) as browser:
        browser.open(folder / "index.html")
        browser.wait("State.now.notice === 'no_scene'")
        browser.ask("State.set({ language: 'en' }); goTo(1); byId('compare').click()")
        browser.ask(SETTLED)

        assert not browser.ask("State.now.drawn")
        assert browser.ask("byId('mode').hidden")
        assert ["stop-2-0.jpg", "stop-2-1.jpg"] == browser.ask(
            "[...document.querySelectorAll('#pictures img')].map((i) => i.src.split('/').pop())"
        )
        assert browser.ask(
            "[...document.querySelectorAll('#pictures img')].every((i) => i.naturalWidth > 0 && i.alt)"
        )
        assert "Fail" in browser.ask("byId('verdicts').innerText")
        assert [] == browser.console
