// Drawings: SVG over the canvas, whose handles are dragged by mouse and finger and moved by keys. The
// picture is made anew at every move, so the SVG follows the pointer and not the handle.

import { clamp, title } from "./axes.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const TURNS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-10, 0], End: [10, 0], PageUp: [0, -10], PageDown: [0, 10],
};
const SETTLES = 400; // ms after the last key until the picture says where a handle stands
export const ABOVE = 26; // px of the title

export function drawDrawing(ctx, cell, plot, arrays, ink) {
  title(ctx, cell, plot, ink, 8);
}

function makeDrawing(plot, index, view, moved, moves) {
  const [width, height] = plot.size;
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "xMidYMin meet"); // in a narrow window the rest is below
  svg.setAttribute("class", "nnf-drawing");
  const steps = Object.fromEntries(plot.handles.map(({ name, step }) => [name, step]));
  let held = null, last = null, pressed = null;

  const handleOf = (target) => target.closest?.("[data-handle]")?.dataset.handle;
  const free = (name) => name && moves(name) && !svg.hasAttribute("inert");

  function go(name, x, y, released) {
    moved(name, [clamp(x, 0, width), clamp(y, 0, height)], released);
  }

  function placeOf(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  svg.addEventListener("pointerdown", (event) => {
    const name = handleOf(event.target);
    if (event.button !== 0 || !free(name)) return;
    [held, pressed] = [name, null];
    svg.setPointerCapture(event.pointerId);
    svg.querySelector(`[data-handle="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { x, y } = placeOf(event);
    go(held, x, y, false);
  });
  const release = (event) => {
    if (!held) return;
    const { x, y } = placeOf(event), name = held;
    held = null;
    go(name, x, y, true);
  };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", () => { held = null; });
  svg.addEventListener("keydown", (event) => {
    const name = handleOf(event.target), turn = TURNS[event.key];
    if (!turn || !free(name) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    // keys come faster than pictures: the next one goes on from where the last one went
    // but only a few keys ahead of the picture, because at a border the handle stays behind
    const at = event.target.dataset, [dx, dy] = steps[name], far = event.shiftKey ? 10 : 1;
    const now = performance.now(), goesOn = pressed?.name === name && now < pressed.until
      && Math.hypot(pressed.x - at.x, pressed.y - at.y) <= 4 * far * Math.max(dx, dy);
    const { x, y } = goesOn ? pressed : at;
    pressed = {
      name, until: now + SETTLES,
      x: clamp(Number(x) + far * turn[0] * dx, 0, width), y: clamp(Number(y) + far * turn[1] * dy, 0, height),
    };
    go(name, pressed.x, pressed.y, true);
  });

  function place(cells, arrays) {
    const cell = cells[index], text = arrays[plot.svg];
    svg.style.cssText = `left:${cell.x}px;top:${cell.y + ABOVE}px;width:${cell.w}px;height:${cell.h - ABOVE}px`;
    const inside = new TextDecoder().decode(text);
    if (inside === last) return;
    last = inside;
    const focused = svg.contains(document.activeElement) && handleOf(document.activeElement);
    svg.innerHTML = inside;
    if (focused) svg.querySelector(`[data-handle="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  return { made: svg, place };
}

export function makeDrawings(spec, view, moved, moves) {
  return spec.plots.flatMap((plot, index) =>
    plot.type === "drawing" ? [makeDrawing(plot, index, view, moved, moves)] : []);
}
