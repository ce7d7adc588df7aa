// Plots made of cells: heat map, image grid, pixel editor.

import { ramp, tint } from "./theme.js";
import { clamp, inside, labelAxes, short, title } from "./axes.js";
import { paintCells } from "./planes.js";

function span(values, plot) {
  if (plot.range) return plot.range;
  let low = Infinity, high = -Infinity;
  for (const v of values) if (Number.isFinite(v)) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low > high) return [0, 1];
  if (plot.signed) return [-Math.max(-low, high, 1e-12), Math.max(-low, high, 1e-12)];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

const place = (v, low, high) => clamp(Math.round((255 * (v - low)) / (high - low)), 0, 255);

export function heatBox(cell, plot) {
  const box = inside(cell);
  return { ...box, w: box.w - 54 }; // room for the scale of colours
}

export function drawHeat(ctx, cell, plot, arrays, ink, view, index) {
  const box = heatBox(cell, plot), values = arrays[plot.values];
  const rows = plot.rows.length, columns = plot.columns.length;
  const [low, high] = span(values, plot), colours = ramp(plot.signed ? "signed" : "amount", ink.dark);
  title(ctx, cell, plot, ink);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(paintCells(view.cacheOf(index), values, rows, columns, colours, low, high, plot.upward), box.x, box.y, box.w, box.h);
  const w = box.w / columns, h = box.h / rows;
  const top = (r) => box.y + (plot.upward ? rows - 1 - r : r) * h;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
    const v = values[r * columns + c], text = Number.isFinite(v) ? short(v) : "—";
    if (ctx.measureText(text).width + 4 > w || h < 15) continue;
    ctx.fillStyle = Number.isFinite(v) ? tint(colours, place(v, low, high)).text : ink.text;
    ctx.fillText(text, box.x + (c + 0.5) * w, top(r) + h / 2);
  }
  ctx.fillStyle = ink.soft;
  namesAlong(ctx, plot, box, w, h, top);
  labelAxes(ctx, box, plot, ink);
  scaleOfColours(ctx, box, colours, low, high, ink);
  const cursor = plot.asks && view.inputs[plot.asks.name];
  if (!cursor) return;
  for (const [colour, width] of [[ink.paper, 5], [ink.focus, 2.5]]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.strokeRect(box.x + cursor[1] * w + 1, top(cursor[0]) + 1, w - 2, h - 2);
  }
}

function namesAlong(ctx, plot, box, w, h, top) {
  ctx.textAlign = "right";
  const everyRow = Math.max(1, Math.ceil(14 / h));
  for (let r = 0; r < plot.rows.length; r += everyRow) ctx.fillText(plot.rows[r], box.x - 6, top(r) + h / 2, 42);
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const widest = Math.max(...plot.columns.map((name) => ctx.measureText(name).width)) + 6;
  const every = Math.max(1, Math.ceil(widest / w));
  for (let c = 0; c < plot.columns.length; c += every) {
    ctx.fillText(plot.columns[c], box.x + (c + 0.5) * w, box.y + box.h + 6);
  }
}

function scaleOfColours(ctx, box, colours, low, high, ink) {
  const X = box.x + box.w + 12, steps = 48;
  for (let k = 0; k < steps; k++) {
    ctx.fillStyle = tint(colours, Math.round((255 * k) / (steps - 1))).fill;
    ctx.fillRect(X, box.y + box.h - ((k + 1) * box.h) / steps, 10, box.h / steps + 0.6);
  }
  ctx.fillStyle = ink.soft;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const [v, Y] of [[low, box.y + box.h - 5], [(low + high) / 2, box.y + box.h / 2], [high, box.y + 5]]) {
    ctx.fillText(short(v), X + 14, Y);
  }
}

export function drawImages(ctx, cell, plot, arrays, ink, view, index) {
  const values = arrays[plot.images], [rows, columns] = plot.shape, size = rows * columns;
  const count = Math.floor(values.length / size), across = Math.min(plot.columns, Math.max(1, count));
  const box = { x: cell.x + 14, y: cell.y + 30, w: cell.w - 28, h: cell.h - 38 };
  title(ctx, cell, plot, ink, 14);
  const under = plot.captions || plot.numbers !== null ? 18 : 4, down = Math.ceil(count / across);
  const unit = Math.min((box.w / across - 8) / columns, (box.h / Math.max(1, down) - under - 6) / rows);
  const colours = ramp(plot.signed ? "signed" : "amount", ink.dark);
  const [low, high] = values instanceof Uint8Array ? [0, 255] : span(values, plot);
  const marked = plot.mark === null ? [] : Array.from(arrays[plot.mark]);
  ctx.imageSmoothingEnabled = false;
  for (let k = 0; k < count; k++) {
    const X = box.x + (k % across) * (unit * columns + 8);
    const Y = box.y + Math.floor(k / across) * (unit * rows + under + 6);
    const image = values.subarray(k * size, (k + 1) * size);
    ctx.drawImage(paintCells(view.cacheOf(`${index}-${k}`), image, rows, columns, colours, low, high, false), X, Y, unit * columns, unit * rows);
    ctx.strokeStyle = marked.includes(k) ? ink.focus : ink.axis;
    ctx.lineWidth = marked.includes(k) ? 3 : 1;
    ctx.strokeRect(X - 0.5, Y - 0.5, unit * columns + 1, unit * rows + 1);
    const text = plot.captions ? plot.captions[k] : plot.numbers === null ? "" : short(arrays[plot.numbers][k]);
    ctx.fillStyle = ink.text;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.fillText(text ?? "", X + (unit * columns) / 2, Y + unit * rows + 4, unit * columns + 6);
  }
}

export function pixelBox(cell, plot) {
  const box = { x: cell.x + 14, y: cell.y + 30, w: cell.w - 28, h: cell.h - 44 };
  const unit = Math.floor(Math.min(box.w / plot.shape[1], box.h / plot.shape[0]));
  return { x: box.x, y: box.y, w: unit * plot.shape[1], h: unit * plot.shape[0], unit };
}

// The image that the present one is compared with: it comes with the picture, or is the first one.
export function pixelsBefore(plot, arrays) {
  if (plot.base === null) return plot.asks.start;
  return Array.from(arrays[plot.base], (share) => Math.round(share * (plot.asks.levels - 1)));
}

export function drawPixels(ctx, cell, plot, arrays, ink, view) {
  const box = pixelBox(cell, plot), [rows, columns] = plot.shape, levels = plot.asks.levels - 1;
  const pixels = view.inputs[plot.asks.name], start = pixelsBefore(plot, arrays);
  const colours = ramp("amount", false); // paper is light in the dark theme too, as in drawn digits
  title(ctx, cell, plot, ink, 14);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
    const k = r * columns + c, X = box.x + c * box.unit, Y = box.y + r * box.unit;
    const shade = tint(colours, Math.round((255 * pixels[k]) / levels));
    ctx.fillStyle = shade.fill;
    ctx.fillRect(X, Y, box.unit, box.unit);
    ctx.strokeStyle = "rgba(0,0,0,.10)";
    ctx.lineWidth = 1;
    ctx.strokeRect(X + 0.5, Y + 0.5, box.unit - 1, box.unit - 1);
    if (pixels[k] === start[k]) continue;
    ctx.fillStyle = shade.text; // a changed pixel carries a dot
    ctx.beginPath();
    ctx.arc(X + box.unit / 2, Y + box.unit / 2, Math.max(2, box.unit / 9), 0, 7);
    ctx.fill();
  }
  ctx.strokeStyle = ink.axis;
  ctx.strokeRect(box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1);
  const at = view.cursorOf(plot.asks.name);
  for (const [colour, width] of [[ink.paper, 5], [ink.focus, 2.5]]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.strokeRect(box.x + at[1] * box.unit + 1, box.y + at[0] * box.unit + 1, box.unit - 2, box.unit - 2);
  }
}
