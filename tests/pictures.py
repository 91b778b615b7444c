"""Take the README's pictures of the real deck anew: `python tests/pictures.py [FOLDER]`.

Needs Chromium, as the tests of the look do. The card is shown by the preview, as on a phone.
"""

import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "decks/pictures"
CARD = "bz-binding-site"
PHONE = "width=420"
PAPER = {"day": "#ffffff", "night": "#171b21"}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(pictures: Path) -> None:
    """Build the preview and take both pictures."""
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        preview = [sys.executable, ROOT / "build.py", "preview", "--out", folder]
        subprocess.run(preview, cwd=ROOT, check=True)
        index = Path(folder, "index.html").as_uri()
        own = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=own, args=QUIET)
        sides = [side for light in PAPER for side in card_sides(browser, index, light)]
        (pictures / "card.png").write_bytes(side_by_side(browser, sides))
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        show_cards(page, f"{index}#tag=binding-site")
        page.screenshot(path=pictures / "preview.png")
        browser.close()


def card_sides(browser: Browser, index: str, light: str) -> Iterator[str]:
    """Yield pictures of the front and the back of the card, in HTML."""
    page = browser.new_page(device_scale_factor=1.5)
    show_cards(page, f"{index}#text={CARD}&light={light}&{PHONE}")
    page.add_style_tag(content="iframe { border: 0 !important; }")
    for frame in page.locator(f"#note-{CARD} iframe").all():
        content = base64.b64encode(frame.screenshot()).decode()
        image = f'<img src="data:image/png;base64,{content}">'
        yield f'<div style="background: {PAPER[light]}">{image}</div>'


def show_cards(page: Page, address: str) -> None:
    """Open the preview and wait for the cards in view."""
    page.goto(address)
    page.locator("iframe").first.wait_for()
    page.locator("iframe:not([data-shown])").first.wait_for(state="detached")


def side_by_side(browser: Browser, sides: list[str]) -> bytes:
    """Return pictures in a row as one."""
    page = browser.new_page()
    style = "display: inline-flex; gap: 16px; margin: 0"
    page.set_content(f'<body style="{style}">{"".join(sides)}</body>')
    return page.locator("body").screenshot(omit_background=True)


if __name__ == "__main__":
    main(Path(*sys.argv[1:2] or [PICTURES]))
