// Plots that are worked on by hand: a cell that is pointed at, pixels that are painted, a point that
// is moved. An element that can take the focus lies over each of them; keys do what the mouse does.

import { clamp } from "./axes.js";
import { element } from "./controls.js";
import { planeScales } from "./planes.js";
import { heatBox, pixelBox, pixelsBefore } from "./grids.js";

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function layer(label, onKey) {
  const made = element("div", { class: "nnf-hand", tabindex: 0, role: "application", "aria-label": label });
  made.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !onKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return made;
}

// Calls back with the place of the pointer, in shares of the element, while it is pressed. Another
// element may take the pointer for it: then a stroke may begin beside the one that is measured, or
// come in with the button held down.
export function follow(made, onPoint, taker = made) {
  const tell = (event, first) => {
    const box = made.getBoundingClientRect();
    onPoint((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height, first, event);
  };
  const grip = (event) => {
    taker.setPointerCapture(event.pointerId);
    tell(event, true);
  };
  taker.addEventListener("pointerdown", (event) => { if (event.button === 0) grip(event); });
  if (taker !== made) taker.addEventListener("pointerenter", (event) => { if (event.buttons & 1) grip(event); });
  taker.addEventListener("pointermove", (event) => {
    if (taker.hasPointerCapture(event.pointerId)) tell(event, false);
  });
}

function heatHand(plot, view, changed) {
  const { name } = plot.asks, last = [plot.rows.length - 1, plot.columns.length - 1];
  const set = (r, c) => {
    const at = [clamp(r, 0, last[0]), clamp(c, 0, last[1])];
    if (String(at) !== String(view.inputs[name])) changed(name, at);
  };
  const made = layer(`${plot.title}. Arrow keys move the cursor.`, ({ key }) => {
    const [r, c] = view.inputs[name];
    if (key in ARROWS) set(r + ARROWS[key][0] * (plot.upward ? -1 : 1), c + ARROWS[key][1]);
    else if (key === "Home") set(r, 0);
    else if (key === "End") set(r, last[1]);
    else return false;
    return true;
  });
  follow(made, (x, y) => {
    const r = Math.floor(y * (last[0] + 1));
    set(plot.upward ? last[0] - r : r, Math.floor(x * (last[1] + 1)));
  });
  return { made, box: (cell) => heatBox(cell, plot) };
}

function pixelHand(plot, view, changed) {
  const { name, levels } = plot.asks, [rows, columns] = plot.shape;
  let start = plot.asks.start; // where a pixel is put back to
  const cursor = () => view.cursorOf(name);
  const paint = (value) => {
    const [r, c] = cursor(), pixels = [...view.inputs[name]];
    pixels[r * columns + c] = clamp(value, 0, levels - 1);
    changed(name, pixels);
  };
  const here = () => view.inputs[name][cursor()[0] * columns + cursor()[1]];
  const move = (r, c) => {
    view.cursors[name] = [clamp(r, 0, rows - 1), clamp(c, 0, columns - 1)];
    view.schedule();
  };
  const keys = {
    "+": () => paint(here() + 1), "=": () => paint(here() + 1),
    "-": () => paint(here() - 1), "−": () => paint(here() - 1),
    " ": () => paint(here() ? 0 : levels - 1),
    Backspace: () => paint(start[cursor()[0] * columns + cursor()[1]]),
    Escape: () => changed(name, [...start]),
  };
  const how = `Arrow keys move, plus and minus change the pixel, Space switches it, Backspace puts it back, Escape puts all back.`;
  const made = layer(`${plot.title}. ${how}`, ({ key }) => {
    const [r, c] = cursor();
    if (key in ARROWS) move(r + ARROWS[key][0], c + ARROWS[key][1]);
    else if (key in keys) keys[key]();
    else return false;
    const [R, C] = cursor();
    view.say(`row ${R + 1}, column ${C + 1}: ${here()} of ${levels - 1}`);
    return true;
  });
  made.title = how;
  let ink = 0;
  follow(made, (x, y, first) => {
    move(Math.floor(y * rows), Math.floor(x * columns));
    if (first) ink = here() > (levels - 1) / 2 ? 0 : levels - 1;
    if (here() !== ink) paint(ink);
  });
  const box = (cell, arrays) => {
    start = pixelsBefore(plot, arrays);
    return pixelBox(cell, plot);
  };
  return { made, box };
}

function planeHand(plot, view, changed) {
  const { name, step } = plot.asks;
  const set = (x, y) => changed(name, [clamp(x, ...plot.x.range), clamp(y, ...plot.y.range)]);
  const made = layer(`${plot.title}. Arrow keys move the point.`, (event) => {
    const [x, y] = view.inputs[name], d = ARROWS[event.key], far = event.shiftKey ? 10 : 1;
    if (d) set(x + far * step * d[1], y - far * step * d[0]);
    return !!d;
  });
  follow(made, (x, y) => {
    const [[x0, x1], [y0, y1]] = [plot.x.range, plot.y.range];
    set(x0 + x * (x1 - x0), y1 - y * (y1 - y0));
  });
  return { made, box: (cell, arrays) => planeScales(cell, plot, arrays).box };
}

const HANDS = { heat: heatHand, pixels: pixelHand, plane: planeHand };

// One element for each plot that asks for something; `place` lays it over its plot.
export function makeHands(spec, view, changed, moves) {
  return spec.plots.flatMap((plot, index) => {
    if (!plot.asks || !moves(plot.asks.name)) return [];
    const { made, box } = HANDS[plot.type](plot, view, changed);
    const place = (cells, arrays) => lay(made, box(cells[index], arrays));
    return [{ made, place }];
  });
}

export function lay(made, box) {
  const style = `left:${box.x}px;top:${box.y}px;width:${box.w}px;height:${box.h}px`;
  if (made.dataset.style !== style) made.style.cssText = made.dataset.style = style;
}
