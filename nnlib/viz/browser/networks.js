// Networks as they are drawn on a board: the layers of a small network, and a graph of operations.

import { FONT, ramp, tint } from "./theme.js";
import { clamp, short, title } from "./axes.js";

const MOST = 16; // nodes of a layer that are drawn; of more, the first ones and a note

// Where the nodes of each layer stand.
function nodePlaces(box, plot) {
  const layers = plot.sizes.length;
  return plot.sizes.map((size, l) => {
    const shown = Math.min(size, MOST), X = box.x + ((l + 0.5) * box.w) / layers;
    const step = box.h / shown;
    return Array.from({ length: shown }, (_, i) => [X, box.y + (i + 0.5) * step]);
  });
}

export function drawNetwork(ctx, cell, plot, arrays, ink) {
  const left = plot.inputs ? 64 : 16, right = plot.outputs ? 64 : 16;
  const box = { x: cell.x + left, y: cell.y + 48, w: cell.w - left - right, h: cell.h - 62 };
  title(ctx, cell, plot, ink, 14);
  const places = nodePlaces(box, plot);
  const crowd = Math.max(...places.map((layer) => layer.length));
  const radius = clamp((0.4 * box.h) / crowd, 5, 17);
  plot.weights.forEach((name, l) => drawEdges(ctx, places, plot, arrays[name], l, ink));
  const names = places.map((layer, l) => {
    const values = plot.activations ? arrays[plot.activations[l]] : null;
    drawNodes(ctx, layer, values, radius, ink, plot.full);
    const hidden = plot.sizes[l] > MOST ? `${MOST} of ${plot.sizes[l]}` : "";
    return { text: [plot.names[l], hidden].filter(Boolean).join(", "), x: layer[0][0] };
  });
  overLayers(ctx, names, box.y - 2, ink);
  besideNodes(ctx, cell, places[0], plot.inputs, -1, radius, ink);
  besideNodes(ctx, cell, places[places.length - 1], plot.outputs, 1, radius, ink);
}

// Names of layers in one row; where they would touch, every other one stands a row higher.
function overLayers(ctx, names, Y, ink) {
  ctx.fillStyle = ink.soft;
  ctx.font = `12px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  const half = names.map(({ text }) => ctx.measureText(text).width / 2);
  const touch = names.some(({ x }, l) => l > 0 && x - half[l] < names[l - 1].x + half[l - 1] + 6);
  names.forEach(({ text, x }, l) => ctx.fillText(text, x, touch && l % 2 ? Y - 13 : Y));
}

// Width is the size of a weight, colour and dashes its sign, as in every plot.
function drawEdges(ctx, places, plot, weights, l, ink) {
  const from = places[l], to = places[l + 1], width = plot.sizes[l + 1];
  let most = plot.strongest || 1e-12;
  if (!plot.strongest) for (const w of weights) if (Math.abs(w) > most) most = Math.abs(w);
  for (let i = 0; i < from.length; i++) for (let j = 0; j < to.length; j++) {
    const w = weights[i * width + j];
    if (!Number.isFinite(w) || (w && Math.abs(w) < 0.02 * most)) continue;
    const share = Math.min(1, Math.abs(w) / most);
    ctx.strokeStyle = w > 0 ? ink.plus : w ? ink.minus : ink.grid;
    ctx.lineWidth = 0.6 + 4.4 * share;
    ctx.globalAlpha = w ? 0.35 + 0.65 * share : 1;
    ctx.setLineDash(w < 0 ? [5, 4] : []);
    ctx.beginPath();
    ctx.moveTo(...from[i]);
    ctx.lineTo(...to[j]);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function drawNodes(ctx, layer, values, radius, ink, full) {
  let most = full || 1e-12;
  if (values && !full) for (const v of values) if (Math.abs(v) > most && Number.isFinite(v)) most = Math.abs(v);
  const colours = ramp("active", ink.dark);
  layer.forEach(([X, Y], i) => {
    const known = values && Number.isFinite(values[i]);
    const shade = known ? tint(colours, Math.min(255, Math.round((255 * Math.abs(values[i])) / most))) : { fill: ink.paper, text: ink.text };
    ctx.fillStyle = shade.fill;
    ctx.strokeStyle = ink.text;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.arc(X, Y, radius, 0, 7);
    ctx.fill();
    ctx.stroke();
    if (!values || radius < 13) return;
    ctx.fillStyle = shade.text;
    ctx.font = `11px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(known ? short(values[i]) : "—", X, Y, 2 * radius - 3);
  });
}

// Names of inputs and outputs, which have the room up to the edge of the cell.
function besideNodes(ctx, cell, layer, names, side, radius, ink) {
  if (!names) return;
  ctx.fillStyle = ink.text;
  ctx.font = `12px ${FONT}`;
  ctx.textAlign = side < 0 ? "right" : "left";
  ctx.textBaseline = "middle";
  const X = layer[0][0] + side * (radius + 6), room = (side < 0 ? X - cell.x : cell.x + cell.w - X) - 4;
  layer.forEach(([, Y], i) => ctx.fillText(names[i] ?? "", X, Y, room));
}

// A graph of operations. Its places come from nnlib/viz/graph_layout.py; it is made to fit its cell. Where the
// cell is narrow, only the ways get shorter and the boxes tighter: words stay as large as can be read.
export function drawGraph(ctx, cell, plot, arrays, ink) {
  const { layout } = plot, values = arrays[plot.values], grads = arrays[plot.grads];
  const active = Math.round(arrays[plot.at][0]);
  title(ctx, cell, plot, ink, 14);
  const across = Math.min(1.4, (cell.w - 8) / layout.width, (cell.h - 44) / layout.height);
  const down = Math.min(Math.max(across, 0.85), (cell.h - 44) / layout.height);
  const size = Math.max(10, 13 * across);
  const x = (v) => cell.x + (cell.w - across * layout.width) / 2 + across * v;
  const y = (v) => cell.y + 40 + (cell.h - 44 - down * layout.height) / 2 + down * v;
  for (const edge of layout.edges) {
    // a slope is shown once the gradient has gone through it
    const passed = Number.isFinite(grads[edge.to]) && edge.to >= active && active >= 0;
    const points = edge.points.map(([X, Y]) => [x(X), y(Y)]);
    graphEdge(ctx, points, passed && edge.slope_text, edge.to === active, size, ink);
  }
  layout.nodes.forEach((node, k) => {
    const box = { x: x(node.x), y: y(node.y), w: across * node.width, h: down * node.height };
    graphNode(ctx, box, node, [values[k], grads[k]], k === active, size, ink);
  });
}

function graphEdge(ctx, points, slope, active, size, ink) {
  ctx.strokeStyle = ctx.fillStyle = active ? ink.focus : ink.text;
  ctx.lineWidth = (active ? 3 : 1.4) * (size / 13);
  ctx.beginPath();
  points.forEach(([X, Y], k) => {
    if (k === 0) return ctx.moveTo(X, Y);
    const [A, B] = points[k - 1], half = (A + X) / 2;
    if (k % 2) ctx.bezierCurveTo(half, B, half, Y, X, Y);
    else ctx.lineTo(X, Y);
  });
  ctx.stroke();
  const [X, Y] = points[points.length - 1], head = 0.6 * size;
  ctx.beginPath();
  ctx.moveTo(X - head, Y - head / 2);
  ctx.lineTo(X, Y);
  ctx.lineTo(X - head, Y + head / 2);
  ctx.fill();
  if (!slope) return;
  ctx.font = `${size}px ${FONT}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(`×${slope.replace("-", "−")}`, X - 0.85 * size, Y - 0.23 * size);
}

function graphNode(ctx, box, node, [value, grad], active, size, ink) {
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, (node.kind === "input" ? 1.1 : 0.23) * size);
  ctx.fillStyle = ink.paper;
  ctx.fill();
  ctx.fillStyle = active ? ink.cursor : "transparent";
  ctx.fill();
  ctx.strokeStyle = active ? ink.focus : ink.text;
  ctx.lineWidth = (active || node.kind === "end" ? 3 : 1.5) * (size / 13);
  ctx.stroke();
  const known = (v) => (Number.isFinite(v) ? short4(v) : "?");
  const lines = [node.label, `value ${known(value)}`, `grad ${known(grad)}`];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  lines.forEach((text, k) => {
    ctx.font = `${k ? "" : "bold "}${size}px ${FONT}`;
    ctx.fillStyle = k && text.endsWith("?") ? ink.soft : ink.text;
    ctx.fillText(text, box.x + box.w / 2, box.y + box.h * (0.5 + 0.28 * (k - 1)), box.w - 4);
  });
}

const short4 = (v) => String(+v.toPrecision(4)).replace("-", "−");
