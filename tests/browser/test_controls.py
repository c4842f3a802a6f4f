"""Everything on the page that can be moved, by mouse, by keyboard and by touch; the address, back, undo; what is saved."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

import escalation_sim as es
from tests.browser.files import FRAGILE
from tests.browser.pages import LEVER, SLIDER, Shown, shown, state_when, written
from tests.browser.states import at_rest
from tests.commands import command
from tests.places import ROOT, SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TELEPHONE = {"width": 360, "height": 740}


def test_by_keyboard(browser: Browser, base: Path) -> None:
    """A slider by its arrows, a switch by the space bar, a number by typing it."""
    with shown(browser, base) as page:
        page.rests()
        page.page.focus(SLIDER)
        page.page.keyboard.press("ArrowRight")
        state = state_when(page, f"'{LEVER}' in state.set")
        assert state["set"][LEVER] > 10_000
        number = page.page.locator(f'[data-name="{LEVER}"] input[type=number]')
        number.fill("12345.5")
        number.press("Enter")
        assert state_when(page, f"state.set.{LEVER} === 12345.5")["set"] == {LEVER: 12345.5}
        page.page.locator("#with-law").press("Space")
        assert state_when(page, "state.without.length")["without"] == ["law"]
        page.page.locator("summary", has_text="Brakes (").press("Enter")
        assert not page.page.is_visible("#with-law")
        page.page.locator("#uncertain").press("Space")
        assert state_when(page, "state.uncertain")["uncertain"] is True


def test_by_mouse_and_back_to_the_file(browser: Browser, base: Path) -> None:
    with shown(browser, base) as page:
        page.rests()
        box = page.page.locator(SLIDER).bounding_box()
        assert box
        middle = box["y"] + box["height"] / 2
        page.page.mouse.move(box["x"] + box["width"] * 0.444, middle)
        page.page.mouse.down()
        for share in (0.5, 0.6, 0.7, 0.8):
            page.page.mouse.move(box["x"] + box["width"] * share, middle)
        page.page.mouse.up()
        state = state_when(page, f"state.set.{LEVER} > 14000")
        assert page.answer()["settings"]["parameters"][LEVER] == state["set"][LEVER]
        page.page.click(f'[data-name="{LEVER}"] .back')
        assert state_when(page, f"!('{LEVER}' in state.set)")["set"] == {}


def test_by_touch(browser: Browser, base: Path) -> None:
    with shown(browser, base, has_touch=True, viewport=TELEPHONE) as page:
        page.rests()
        page.page.tap(SLIDER, position={"x": 10, "y": 15})
        assert state_when(page, f"'{LEVER}' in state.set")["set"][LEVER] < 4_000
        page.page.tap("text=Brakes (")
        page.page.tap("#with-law")
        assert state_when(page, "state.without.length")["without"] == ["law"]


def test_the_address_holds_the_state(browser: Browser, base: Path) -> None:
    """A link opens it elsewhere, reloading keeps it, back and forward go through it."""
    with shown(browser, base) as page:
        page.rests()
        page.page.locator(SLIDER).press("End")
        first = state_when(page, f"state.set.{LEVER} === 20000")
        page.page.wait_for_function("() => location.hash.includes('20000')")
        page.page.locator("#seed").fill("5")
        page.page.locator("#seed").press("Enter")
        second = state_when(page, "state.seed === 5")
        address = page.page.evaluate("() => location.hash.slice(1)")
        page.page.reload()
        assert state_when(page, "true") == second
        page.page.go_back()
        assert state_when(page, "state.seed === 1") == first
        page.page.go_forward()
        assert state_when(page, "state.seed === 5") == second
    with shown(browser, base, address) as other:
        assert other.rests() == second


def test_undo_redo_and_as_in_the_file(browser: Browser, base: Path) -> None:
    with shown(browser, base) as page:
        as_it_was = page.rests()
        assert page.page.is_disabled("#undo")
        page.page.locator(SLIDER).press("End")
        moved = state_when(page, f"state.set.{LEVER} === 20000")
        page.page.click("#undo")
        assert state_when(page, f"!('{LEVER}' in state.set)") == as_it_was
        page.page.click("#redo")
        assert state_when(page, f"state.set.{LEVER} === 20000") == moved
        page.page.click("#reset")
        assert state_when(page, "Object.keys(state.set).length === 0")["set"] == {}


def test_what_makes_no_sense_in_an_address_is_named_and_left_aside(browser: Browser, base: Path) -> None:
    odd = "set.nonsense=1&set.opening_support=many&without=nobody&seed=-1&n=0&tea=green&set.law_weighs=20"
    with shown(browser, base, odd) as page:
        assert page.rests()["set"] == {"law_weighs": 20}
        for part in odd.split("&")[:-1]:
            assert part in page.text(".note")


def note(page: Shown) -> str:
    """What is noted of the last thing done, where a screen reader hears it: its place is there before there is anything in it."""
    assert page.page.get_attribute("header .note", "role") == "status"
    assert page.page.evaluate("() => getComputedStyle(document.querySelector('header .note')).display") == "block"
    return page.text("header .note")


def test_a_note_is_of_the_last_thing_done(browser: Browser, base: Path, tmp_path: Path) -> None:
    """It goes with the next move, whatever that is; what was saved is said, with the name of the file."""
    with shown(browser, base) as page:
        at_rest(page)
        assert note(page) == ""
        for selector, key in ((SLIDER, "End"), ("#undo", "Enter"), ("#hold", "Enter"), ("#redo", "Enter"), ("#reset", "Enter")):
            page.page.click("#link")
            page.page.wait_for_function("() => document.querySelector('.note').textContent !== ''")
            page.page.locator(selector).press(key)
            page.page.wait_for_function("() => document.querySelector('.note').textContent === ''")
            page.rests()
        page.page.click("#link")
        page.page.wait_for_function("() => document.querySelector('.note').textContent !== ''")
        file = saved(page.page, "#variant", tmp_path)
        assert file.name in note(page)
        assert "Put it beside base.yaml" in note(page)
        assert "Copied" not in note(page)
        at_rest(page)
        picture = saved(page.page, "#areas .save", tmp_path)
        assert note(page).startswith(f"Saved as {picture.name},")


def test_an_answer_never_belongs_to_another_state(browser: Browser, base: Path) -> None:
    """A slider that is moved fast, and stops now and then: each picture says of which state and how many histories it is."""
    with shown(browser, base, "n=1500") as page:
        page.rests()
        found = page.page.evaluate(
            """async (slider) => {
              const input = document.querySelector(slider), place = document.querySelector('.answer'), seen = [];
              const watch = new MutationObserver(() => seen.push([
                place.dataset.n,
                document.querySelector('#state').textContent,
                document.querySelector('#sentence').textContent,
              ]));
              watch.observe(document.querySelector('#sentence'), { childList: true });
              for (let value = 3000; value <= 15000; value += 400) {
                input.value = value;
                input.dispatchEvent(new Event('input', { bubbles: true }));
                const whole = () => place.dataset.n === '1500' && seen.at(-1)?.[1].includes(` = ${value.toLocaleString('en')} (`);
                do await new Promise(requestAnimationFrame);
                while (value % 2000 === 1000 && !whole());
              }
              input.dispatchEvent(new Event('change', { bubbles: true }));
              watch.disconnect();
              return seen;
            }""",
            SLIDER,
        )
        assert len(found) > 3, "the picture does not move with the hand"
        assert {count for count, *_ in found} == {"1000", "1500"}
        last = page.rests()
        assert page.answer()["settings"]["parameters"][LEVER] == last["set"][LEVER]
        assert f"{LEVER} = {last['set'][LEVER]:,}" in page.text("#state")
    with shown(browser, base) as other:
        some = [*found[:: max(1, len(found) // 3)], next(one for one in found if one[0] == "1500")]
        for count, state, sentence in some:
            assert state.startswith(f"{int(count):,} histories")
            value = state.split(f"{LEVER} = ")[1].split(" ")[0].replace(",", "")
            other.goes_to(f"n={count}&set.{LEVER}={value}")
            other.page.wait_for_function(f"() => window.escalationSim.state().set.{LEVER} === {value}")
            other.rests()
            assert other.page.text_content("#sentence") == sentence


def test_a_fact_that_is_named_in_the_words_of_an_assumption_is_told_below_them(browser: Browser, base: Path) -> None:
    """Whoever reads "(S3-01)" on the page need not look for it elsewhere."""
    with shown(browser, base) as page:
        page.page.locator(f'[data-name="{LEVER}"] summary').click()
        assert "at 1,500 (S1-04)" in page.text(f'[data-name="{LEVER}"] .reasons')
        told = page.text(f'[data-name="{LEVER}"] .facts')
        assert [line.split()[0] for line in told.splitlines()] == ["S3-01", "S3-02", "S1-04"]
        assert "Ten thousand soldiers of the North" in told


def test_what_was_unfolded_stays_so_while_sliders_are_moved(browser: Browser, base: Path) -> None:
    names = ["Two others: how far it may go, and how little", "Without one event or brake", "All numbers"]
    with shown(browser, base) as page:
        at_rest(page)
        for name in names:
            page.page.click(f"summary:text-is('{name}')")
        page.goes_to(f"n=1000&set.{LEVER}=6000")
        assert stay_unfolded(page, names) == names
        page.page.click(f"summary:text-is('{names[2]}')")
        page.goes_to(f"n=1000&set.{LEVER}=8000")
        assert stay_unfolded(page, names) == names[:2]


def stay_unfolded(page: Shown, names: list[str]) -> list[str]:
    """Which of some parts are unfolded once all is there of another state."""
    page.rests()
    at_rest(page)
    return [name for name in names if page.page.is_visible(f"details[open] > summary:text-is('{name}')")]


def test_what_stood_in_the_way_adds_up_to_all_that_stopped_short(browser: Browser, base: Path) -> None:
    with shown(browser, base) as page:
        page.page.wait_for_selector("#whynot li")
        short = re.search(r"in each of the ([\d,]+),", page.text("#whynot"))
        assert short is not None
        counts = [text.partition(" ")[0] for text in page.page.locator("#whynot > ul > li").all_inner_texts()]
        assert sum(int(count.replace(",", "")) for count in counts) == int(short[1].replace(",", ""))


def test_the_rest_is_found_by_a_word(browser: Browser, base: Path) -> None:
    with shown(browser, base) as page:
        page.rests()
        page.page.click("summary:has-text('What else is not known')")
        hidden = page.page.locator('[data-name="washington_review"]')
        other = page.page.locator('[data-name="transport_interval"]')
        assert hidden.is_visible()
        assert other.is_visible()
        page.page.locator("input[type=search]").fill("american government")
        assert hidden.is_visible()
        assert not other.is_visible()


def test_each_number_says_what_it_rests_on(browser: Browser, base: Path) -> None:
    with shown(browser, base) as page:
        page.rests()
        place = page.page.locator('[data-name="law_weighs"]')
        assert not place.locator(".facts").is_visible()
        place.locator("summary").click()
        text = place.inner_text()
        assert "K-18" in text
        assert "Assumption: The ministry itself said that no law forbids it" in text
        assert "Against: Where officials speak of a law" in text
        assert "range 0 to 60" in text


@pytest.mark.parametrize("value", ["-5", "500000", "12000.5"])
def test_a_number_beyond_its_range_is_noted_as_the_command_notes_it(browser: Browser, base: Path, value: str) -> None:
    """Beside the control, and as it is typed; within its range nothing is noted."""
    name = "indirect_threshold"
    told = command("run", str(SCENARIOS / "base.yaml"), "-n", "1", "--set", f"{name}={value}")
    said = told.err.strip().removeprefix("note: ")
    with shown(browser, base) as page:
        page.rests()
        place = page.page.locator(f'[data-name="{name}"]')
        noted = place.locator("[role=status]")
        assert noted.inner_text() == ""
        number = place.locator("input[type=number]")
        number.fill(value)
        number.press("Enter")
        state_when(page, f"state.set.{name} === {value}")
        assert noted.inner_text() == said
        assert number.get_attribute("aria-describedby") == noted.get_attribute("id")
        assert page.page.locator(".beyond:not(:empty)").count() == 1
        number.fill("12000")
        number.press("Enter")
        state_when(page, f"state.set.{name} === 12000")
        assert noted.inner_text() == ""


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(button).first.click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_a_variant_is_sound_and_says_the_same(browser: Browser, base: Path, tmp_path: Path) -> None:
    """Also where a number lies outside its range, and a source is for another one. Of what is left out `--strict` would warn."""
    copytree(ROOT / "scenarios", tmp_path / "scenarios")
    copytree(ROOT / "seeds", tmp_path / "seeds")
    moved = f"set.{LEVER}=6000&set.planned_soldiers=40000&seed=3&n=500"
    for state, strict in ((moved, ["--strict"]), (f"{moved}&without=law&without=transport", [])):
        variant_of(browser, base, state, tmp_path / "scenarios", strict)


def variant_of(browser: Browser, base: Path, state: str, folder: Path, strict: list[str]) -> None:
    with shown(browser, base, state) as page:
        page.rests()
        file = saved(page.page, "#variant", folder)
        answer = page.answer()
    lines = file.read_text(encoding="utf-8").splitlines()
    for name in ("law", "transport"):
        assert (f"  {name}: {{while: false}} # switched off on the page" in lines) == (f"without={name}" in state)
    assert (validated := command("validate", *strict, str(file))).status == 0, validated.err + validated.out
    again = json.loads(command("run", str(file), "-n", "500", "--seed", "3", "--format", "json").out)
    for key in ("stages", "ladders", "outcomes"):
        assert again[key] == answer[key]


def test_the_command_gives_the_same_numbers(browser: Browser, base: Path) -> None:
    with shown(browser, base, f"set.{LEVER}=6000&without=law&seed=3&n=500") as page:
        page.rests()
        words = page.text("#command").split()
        answer = page.answer()
    assert words[:2] == ["escalation-sim", "run"]
    found = command("run", str(SCENARIOS / words[2]), *words[3:], "--format", "json")
    assert json.loads(found.out) == answer


def test_pictures_and_numbers_are_saved(browser: Browser, base: Path, tmp_path: Path) -> None:
    with shown(browser, base) as page:
        page.page.wait_for_selector("#whynot h2")
        for place in ("#areas", "#ordinary", "#whynot", "#matter"):
            picture = ET.parse(saved(page.page, f"{place} .save", tmp_path)).getroot()  # noqa: S314 - it is ours
            assert picture.tag.endswith("svg")
            assert len(list(picture.iter())) > 10
        page.page.click("summary:has-text('All numbers')")
        file = saved(page.page, "#csv", tmp_path)
        answer = page.answer()
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][1] == "non_lethal_aid"
    assert [float(row[2]) for row in rows[1:5]] == [stage["reached"]["probability"] for stage in answer["stages"]]


def test_a_state_at_which_histories_stop_is_said_to_be_one_and_the_page_goes_on(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text(FRAGILE, encoding="utf-8")
    with shown(browser, written(tmp_path, tmp_path / "town.yaml")) as page:
        page.rests()
        page.page.locator("#set-divisor").press("Home")
        page.page.wait_for_selector(".trouble")
        assert "history 0 stops: events.storm.set.level: level + 1 / divisor gives Infinity" in page.text(".trouble")
        page.page.click("#undo")
        assert state_when(page, "Object.keys(state.set).length === 0")["set"] == {}
        page.page.locator("#set-hurry").press("End")
        page.page.wait_for_selector(".trouble")
        assert "for ever" in page.text(".trouble")
        page.page.locator("#set-hurry").press("Home")
        assert "most often" in page.text("#sentence") or state_when(page, "!('hurry' in state.set)")


def test_several_scenarios_are_a_choice(browser: Browser, five: Path) -> None:
    with shown(browser, five) as page:
        page.rests()
        page.page.select_option("#scenario", label="Two neighbours")
        assert state_when(page, "state.scenario === 4")["set"] == {}
        assert page.text("h1") == "Two neighbours"
        assert page.text("#sentence").startswith("Ost ")
        page.page.select_option("#scenario", index=0)
        state_when(page, "state.scenario === 0")
        page.page.click("#hold")
        page.page.wait_for_selector("#held h2")
        page.page.select_option("#scenario", index=3)
        state_when(page, "state.scenario === 3")
        assert "in “Seoul's phased countermeasures" in page.text("#held")
        assert "Defensive weapons" in page.text("#held table")


def test_where_there_is_nothing_to_move_or_to_reach(browser: Browser, tmp_path: Path) -> None:
    """One stage, no parameter, no event, no luck: the page says so, and is done."""
    text = "title: Bare\nperiod: {start: 2024-01-01, end: 2024-02-01}\nladder: [{stage: calm}]\n"
    (tmp_path / "bare.yaml").write_text(text, encoding="utf-8")
    with shown(browser, written(tmp_path, tmp_path / "bare.yaml"), "") as page:
        page.rests()
        page.page.wait_for_selector("#ordinary .which")
        page.page.wait_for_function("() => !document.querySelector('.stale')")
        assert page.text("#sentence").startswith("The government ends at “calm”, where it began. Nothing is drawn by luck")
        assert not page.page.is_visible("#guess")


def test_inside_a_notebook(browser: Browser, tmp_path: Path) -> None:
    """The page within another: it plays there too, and needs no address of its own."""
    frame = es.explore(es.load("spiral"))._repr_html_()
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><title>A notebook</title>{frame}", encoding="utf-8")
    with shown(browser, tmp_path / "page.html", "") as page:
        inner = page.page.frame_locator("iframe")
        inner.locator("#skip").click()
        inner.locator("#ordinary .which").wait_for()
        inner.locator("#seed").fill("3")
        inner.locator("#seed").press("Enter")
        inner.locator("#state", has_text="seed 3").wait_for()
        assert "Blue most often ends at" in inner.locator("#sentence").inner_text()
