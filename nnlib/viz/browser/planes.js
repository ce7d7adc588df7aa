// A plane of two features: a field with contour lines, points, straight lines, paths.

import { classRamp, curveInk, DASHES, marker, ramp } from "./theme.js";
import { clamp, frameAxes, inside, legendHeight, legendRow, MARGIN, scale, title } from "./axes.js";

// Paints numbers as an image of one pixel each, which the canvas then stretches.
export function paintCells(cell, values, rows, columns, colours, low, high, upward) {
  if (!cell.image || cell.image.width !== columns || cell.image.height !== rows) {
    cell.off = document.createElement("canvas");
    cell.off.width = columns;
    cell.off.height = rows;
    cell.image = cell.off.getContext("2d").createImageData(columns, rows);
  }
  const pixels = new Uint32Array(cell.image.data.buffer);
  const table = new Uint32Array(colours.buffer);
  const bytes = values instanceof Uint8Array, factor = 255 / (high - low);
  for (let r = 0; r < rows; r++) {
    let from = r * columns, to = (upward ? rows - 1 - r : r) * columns;
    for (let c = 0; c < columns; c++, from++, to++) {
      const v = values[from];
      // what is no number stays transparent
      pixels[to] = bytes ? table[v] : v === v ? table[clamp((v - low) * factor, 0, 255) | 0] : 0;
    }
  }
  cell.off.getContext("2d").putImageData(cell.image, 0, 0);
  return cell.off;
}

// The line on which a field takes a value, by marching squares, in units of its cells.
export function contour(values, rows, columns, level, line) {
  for (let r = 0; r + 1 < rows; r++) for (let c = 0; c + 1 < columns; c++) {
    const k = r * columns + c;
    const a = values[k] - level, b = values[k + 1] - level;
    const d = values[k + columns] - level, e = values[k + columns + 1] - level;
    if (a > 0 === b > 0 && a > 0 === d > 0 && a > 0 === e > 0) continue;
    const cuts = [];
    if (a > 0 !== b > 0) cuts.push([c + a / (a - b), r]);
    if (b > 0 !== e > 0) cuts.push([c + 1, r + b / (b - e)]);
    if (d > 0 !== e > 0) cuts.push([c + d / (d - e), r + 1]);
    if (a > 0 !== d > 0) cuts.push([c, r + a / (a - d)]);
    for (let i = 0; i + 1 < cuts.length; i += 2) line(cuts[i], cuts[i + 1]);
  }
}

function drawField(ctx, box, plot, arrays, ink, cache) {
  const field = plot.field, [rows, columns] = field.shape, values = arrays[field.values];
  const colours = field.classes ? classRamp(ink.dark) : ramp(field.height ? "height" : "field", ink.dark);
  const [low, high] = field.range;
  const image = paintCells(cache, values, rows, columns, colours, low, high, true);
  ctx.imageSmoothingEnabled = !field.classes;
  ctx.drawImage(image, box.x, box.y, box.w, box.h);
  const bytes = values instanceof Uint8Array;
  ctx.strokeStyle = ink.text;
  ctx.lineWidth = 1.4;
  for (const level of field.levels) {
    const at = bytes ? (255 * (level - low)) / (high - low) : level;
    ctx.beginPath();
    contour(values, rows, columns, at, ([c0, r0], [c1, r1]) => {
      ctx.moveTo(box.x + ((c0 + 0.5) * box.w) / columns, box.y + box.h - ((r0 + 0.5) * box.h) / rows);
      ctx.lineTo(box.x + ((c1 + 0.5) * box.w) / columns, box.y + box.h - ((r1 + 0.5) * box.h) / rows);
    });
    ctx.stroke();
  }
}

// The first class is a disc, the second an open triangle; what differs by kind beyond them is filled.
function dot(ctx, kind, X, Y, size, colour, ink) {
  ctx.fillStyle = ink.paper;
  if (kind === 1) {
    ctx.beginPath();
    ctx.moveTo(X, Y - 1.3 * size);
    ctx.lineTo(X + 1.2 * size, Y + size);
    ctx.lineTo(X - 1.2 * size, Y + size);
    ctx.closePath();
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.6;
    ctx.stroke();
    return;
  }
  marker(ctx, kind, X, Y, size + 1.2);
  ctx.fillStyle = colour;
  marker(ctx, kind, X, Y, size);
}

function drawPoints(ctx, box, plot, arrays, x, y, ink) {
  const { x: px, y: py, group } = plot.points;
  const u = arrays[px], v = arrays[py], groups = group === null ? null : arrays[group];
  const size = u.length > 150 ? 2.8 : u.length > 12 ? 3.6 : 5.5;
  for (let i = 0; i < u.length; i++) {
    if (!Number.isFinite(u[i]) || !Number.isFinite(v[i])) continue;
    const X = x(u[i]), Y = y(v[i]), g = groups ? groups[i] : 0;
    dot(ctx, g, X, Y, size, ink.colours[g % 7], ink);
  }
  if (plot.ring === null) return;
  for (const i of arrays[plot.ring]) {
    if (!(i >= 0 && i < u.length)) continue;
    ctx.strokeStyle = ink.text;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(x(u[i]), y(v[i]), size + 5, 0, 7);
    ctx.stroke();
  }
}

// All (x, y) with w1 x + w2 y + b = 0 that lie in the box, and a short comb on the side above 0.
function drawStraight(ctx, box, [w1, w2, b], x, y, colour, dash) {
  if (!Number.isFinite(w1 + w2 + b) || (w1 === 0 && w2 === 0)) return;
  const steep = Math.abs(w2) < Math.abs(w1);
  const ends = steep
    ? [y.low, y.high].map((v) => [-(w2 * v + b) / w1, v])
    : [x.low, x.high].map((u) => [u, -(w1 * u + b) / w2]);
  const [[X0, Y0], [X1, Y1]] = ends.map(([u, v]) => [x(u), y(v)]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.4;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(X0, Y0);
  ctx.lineTo(X1, Y1);
  ctx.stroke();
  ctx.setLineDash([]);
  // the direction of (w1, w2) on the screen
  const dx = w1 * Math.sign(x.high - x.low), dy = -w2, size = Math.hypot(dx, dy);
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const t of [0.2, 0.35, 0.5, 0.65, 0.8]) {
    const X = X0 + t * (X1 - X0), Y = Y0 + t * (Y1 - Y0);
    ctx.moveTo(X, Y);
    ctx.lineTo(X + (8 * dx) / size, Y + (8 * dy) / size);
  }
  ctx.stroke();
}

function drawPath(ctx, u, v, x, y, k, ink, { numbered, ruled }) {
  ctx.strokeStyle = ctx.fillStyle = ruled ? ink.axis : curveInk(ink, k);
  ctx.lineWidth = ruled ? 1 : 2;
  ctx.setLineDash(ruled ? [] : DASHES[k % 7]);
  ctx.beginPath();
  let drawn = false;
  for (let i = 0; i < u.length; i++) {
    const good = Number.isFinite(u[i]) && Number.isFinite(v[i]);
    // a path that has left the plane still points the right way
    if (good) ctx[drawn ? "lineTo" : "moveTo"](clamp(x(u[i]), -3e3, 5e3), clamp(y(v[i]), -3e3, 5e3));
    drawn = good;
  }
  ctx.stroke();
  ctx.setLineDash([]);
  if (ruled) return; // its places are no samples
  for (let i = 0; i < Math.min(u.length, 400); i++) {
    if (Number.isFinite(u[i]) && Number.isFinite(v[i])) marker(ctx, k, x(u[i]), y(v[i]), i ? 2.4 : 4);
  }
  if (!numbered) return;
  ctx.fillStyle = ink.text;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (let i = 0; i < Math.min(u.length, 6); i++) ctx.fillText(String(i), x(u[i]) + 5, y(v[i]) - 3);
}

// Where a plane puts its axes: used by the drawing, and by a point that is moved on it.
export function planeScales(cell, plot, arrays) {
  let box = inside(cell);
  const names = [...plot.groups, ...plot.lines.map((line) => line.name).filter(Boolean)];
  const legend = names.length ? 2 + legendHeight(names, cell.w - MARGIN.left) : 0;
  box = { ...box, y: box.y + legend, h: box.h - legend };
  if (plot.equal) {
    const [xs, ys] = [plot.x.range, plot.y.range].map(([a, b]) => b - a);
    const unit = Math.min(box.w / xs, box.h / ys);
    box = { ...box, w: unit * xs, h: unit * ys };
  }
  const us = plot.points ? [arrays[plot.points.x]] : [], vs = plot.points ? [arrays[plot.points.y]] : [];
  return { box, x: scale(plot.x, us, box.x, box.x + box.w), y: scale(plot.y, vs, box.y + box.h, box.y) };
}

export function drawPlane(ctx, cell, plot, arrays, ink, view, index) {
  const { box, x, y } = planeScales(cell, plot, arrays);
  const top = { ...box, y: cell.y + MARGIN.top };
  if (plot.field) drawField(ctx, box, plot, arrays, ink, view.cacheOf(index));
  frameAxes(ctx, box, plot, x, y, plot.field ? { ...ink, grid: "transparent" } : ink);
  title(ctx, cell, plot, ink);
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x, box.y, box.w, box.h);
  ctx.clip();
  plot.paths.forEach((path, k) => drawPath(ctx, arrays[path.x], arrays[path.y], x, y, k, ink, path));
  if (plot.points) drawPoints(ctx, box, plot, arrays, x, y, ink);
  plot.lines.forEach((line, k) => {
    drawStraight(ctx, box, arrays[line.values], x, y, k ? ink.soft : ink.text, k ? DASHES[k] : []);
  });
  const hand = plot.asks && view.inputs[plot.asks.name];
  if (hand) drawHand(ctx, x(hand[0]), y(hand[1]), ink);
  ctx.restore();
  const names = plot.groups.map((name, k) => ({ name, sign: (c, X, Y) => dot(c, k, X, Y, 4, ink.colours[k % 7], ink) }));
  const lines = plot.lines.filter((line) => line.name).map((line, k) => ({ name: line.name, sign: straightSign(k, ink) }));
  legendRow(ctx, box.x, top.y - 1, [...names, ...lines], ink, cell.w - MARGIN.left);
}

function straightSign(k, ink) {
  return (ctx, X, Y) => {
    ctx.strokeStyle = k ? ink.soft : ink.text;
    ctx.lineWidth = 2.4;
    ctx.setLineDash(k ? DASHES[k] : []);
    ctx.beginPath();
    ctx.moveTo(X - 7, Y);
    ctx.lineTo(X + 6, Y);
    ctx.stroke();
    ctx.setLineDash([]);
  };
}

function drawHand(ctx, X, Y, ink) {
  ctx.strokeStyle = ink.text;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(X, Y, 7, 0, 7);
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    ctx.moveTo(X + 4 * dx, Y + 4 * dy);
    ctx.lineTo(X + 12 * dx, Y + 12 * dy);
  }
  ctx.stroke();
}
