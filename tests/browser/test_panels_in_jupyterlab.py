"""The panels of lesson 7 in a real JupyterLab: they answer the mouse, the keys, a busy kernel."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lesson_page import box_at_rest

pytestmark = pytest.mark.slow


def test_the_hook_takes_suspects_and_then_the_nudge(backpropagation):
    lesson = backpropagation
    hook = lesson.output_of("lesson07.seven_networks")
    lesson.show_without_a_bet(hook)
    expect(hook.locator(".nnf-finding").first).to_contain_text("After epoch 30", timeout=20_000)
    hook.get_by_label("A", exact=True).check()
    hook.get_by_role("button", name="Nudge all seven").click()
    expect(hook.locator(".nnf-finding").last).to_contain_text(
        "You marked A: 1 of the six", timeout=20000
    )
    lesson.screenshot("panel-hook")
    assert lesson.trouble == []


def test_the_nodes_of_a_graph_refuse_to_speak_out_of_turn(backpropagation):
    lesson = backpropagation
    graph = lesson.output_of("lesson07.speak_in_turn")
    lesson.show_without_a_bet(graph)
    for press, said in (("c", "c refuses"), ("L", "L speaks"), ("d", "d speaks"), ("c", "b gets")):
        graph.get_by_role("button", name=f"{press} speaks").click()
        expect(graph.locator(".nnf-finding")).to_contain_text(said)
    expect(graph.locator(".nnf-finding")).to_contain_text("that makes −24")
    lesson.screenshot("panel-graph")
    assert lesson.trouble == []


def test_what_is_computed_ahead_follows_the_keys_although_the_kernel_is_busy(backpropagation):
    lesson, page = backpropagation, backpropagation.page
    # the page is that of other tests too: the function stays unwritten
    stub = "def my_number():\n    raise NotImplementedError"
    lesson.write("my_number", f"import time\n\ntime.sleep(8)\n\n\n{stub}")
    tangent = lesson.output_of("lesson07.where_the_tangent_ends")
    lesson.show_without_a_bet(tangent)
    lesson.start_running("my_number")
    handle = tangent.get_by_role("slider", name="learning rate")
    expect(handle).to_have_attribute("aria-valuetext", "0.01")
    handle.focus()
    page.keyboard.press("End")
    expect(tangent.locator(".nnf-finding")).to_contain_text("it rises by 2.1", timeout=2000)
    expect(handle).to_have_attribute("aria-valuetext", "10")
    page.keyboard.press("Home")
    expect(tangent.locator(".nnf-finding")).to_contain_text("as promised", timeout=2000)
    expect(lesson.cell("my_number").locator(".jp-InputPrompt")).not_to_have_text(
        "[*]:", timeout=20000
    )

    # live: a control that is not computed ahead asks the kernel
    scale = tangent.get_by_role("slider", name="initialization scale")
    before = tangent.locator(".nnf-finding").text_content()
    scale.focus()
    page.keyboard.press("End")
    expect(tangent.locator(".nnf-finding")).not_to_have_text(before)
    assert lesson.trouble == []


def test_a_panel_follows_a_drag_by_mouse(backpropagation):
    lesson, page = backpropagation, backpropagation.page
    gauge = lesson.output_of("lesson07.depth_gauge")
    lesson.show_without_a_bet(gauge)
    depth = gauge.get_by_role("slider", name="hidden layers")
    box = box_at_rest(depth)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2, steps=12)
    page.mouse.up()
    expect(gauge.locator(".nnf-finding")).to_contain_text(re.compile(r"^1[3-9] hidden|^20 hidden"))
    lesson.screenshot("panel-gauge")
    assert lesson.trouble == []
