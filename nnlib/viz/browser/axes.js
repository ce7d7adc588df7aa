// Scales, ticks and the frame of a plot.

import { FONT } from "./theme.js";

export const MARGIN = { top: 30, right: 16, bottom: 46, left: 62 };
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

// The box of a plot inside its cell.
export function inside(cell, margin = MARGIN) {
  return {
    x: cell.x + margin.left,
    y: cell.y + margin.top,
    w: Math.max(40, cell.w - margin.left - margin.right),
    h: Math.max(40, cell.h - margin.top - margin.bottom),
  };
}

function extent(arrays, log) {
  let low = Infinity, high = -Infinity;
  for (const array of arrays) for (const v of array) {
    if (!Number.isFinite(v) || (log && v <= 0)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low > high) return log ? [0.1, 10] : [0, 1];
  if (low === high) return log ? [low / 3, high * 3] : [low - 0.5, high + 0.5];
  if (log) return [low / 1.5, high * 1.5];
  return [low - 0.05 * (high - low), high + 0.05 * (high - low)];
}

// A function from values to pixels; `inverse` goes back.
export function scale(axis, arrays, from, to) {
  const [low, high] = axis.range || extent(arrays, axis.log);
  const f = axis.log ? Math.log10 : (v) => v;
  const a = f(low), b = f(high);
  const at = (v) => from + ((to - from) * (f(v) - a)) / (b - a);
  at.inverse = (pixel) => {
    const v = a + ((b - a) * (pixel - from)) / (to - from);
    return axis.log ? 10 ** v : v;
  };
  at.low = low;
  at.high = high;
  at.log = axis.log;
  return at;
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const power = (n) => "10" + [...String(n)].map((c) => RAISED[c]).join("");

// One tick tells nothing about a scale: a narrow plot gets two, if need be closer together.
function ticks(at, room) {
  const span = at.high - at.low, rough = span / Math.max(2, room);
  if (at.log) {
    const first = Math.ceil(Math.log10(at.low) - 1e-9), last = Math.floor(Math.log10(at.high) + 1e-9);
    let step = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, room))), found = [];
    do found = powers(first, last, step--); while (found.length < 2 && step > 0);
    return found;
  }
  const base = 10 ** Math.floor(Math.log10(rough)), steps = [0.5, 1, 2, 5, 10].map((m) => m * base);
  let k = steps.findIndex((s) => s >= rough), found = [];
  do found = multiples(at, span, steps[k--]); while (found.length < 2 && k >= 0);
  return found;
}

function powers(first, last, step) {
  const found = [];
  // multiples of the step, so that 1 carries a tick wherever the axis starts
  for (let n = last - (((last % step) + step) % step); n >= first; n -= step) {
    found.push([10 ** n, n >= -1 && n <= 3 ? String(+(10 ** n).toFixed(1)) : power(n)]);
  }
  return found;
}

function multiples(at, span, step) {
  const found = [];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (let v = Math.ceil(at.low / step - 1e-9) * step; v <= at.high + 1e-9 * span; v += step) {
    found.push([v, v.toFixed(digits).replace(/^-0(\.0*)?$/, "0").replace("-", "−")]);
  }
  return found;
}

// A number in two digits: 0.32, 9·10⁻⁷, — where there is none.
export function short(v) {
  if (!Number.isFinite(v)) return "—";
  const size = Math.abs(v);
  // 0.01 in single precision is a little less than 0.01, and 9.7·10⁻⁴ rounds to 10⁻³
  if (size !== 0 && (size < 0.00995 || size >= 10000)) {
    const [digit, n] = v.toExponential(0).split("e");
    return `${digit.replace("-", "−")}·${power(Number(n))}`;
  }
  return String(+v.toPrecision(size >= 100 ? 3 : 2)).replace("-", "−");
}

// Words over a plot begin where its axes do; those that are too long for that begin further left.
export function wordsOver(ctx, cell, text, Y, left = MARGIN.left) {
  const room = cell.w - 12, start = clamp(room + 6 - ctx.measureText(text).width, 6, left);
  ctx.textAlign = "left";
  ctx.fillText(text, cell.x + start, Y, room);
}

export function title(ctx, cell, plot, ink, left = MARGIN.left) {
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = ink.text;
  ctx.font = `600 13px ${FONT}`;
  wordsOver(ctx, cell, plot.title, cell.y + MARGIN.top - 12, left);
  ctx.font = `12px ${FONT}`;
}

// Grid, ticks, labels and title of a plot with two axes.
export function frameAxes(ctx, box, plot, x, y, ink, options = {}) {
  ctx.strokeStyle = ink.grid;
  ctx.fillStyle = ink.soft;
  ctx.lineWidth = 1;
  ctx.font = `12px ${FONT}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const [v, text] of ticks(y, box.h / 38)) {
    const Y = Math.round(y(v)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(box.x, Y);
    ctx.lineTo(box.x + box.w, Y);
    ctx.stroke();
    ctx.fillText(text, box.x - 7, Y);
  }
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  if (!options.noTicksBelow) {
    for (const [v, text] of ticks(x, box.w / 64)) {
      const X = Math.round(x(v)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(X, box.y + box.h);
      ctx.lineTo(X, box.y + box.h + 4);
      ctx.stroke();
      ctx.fillText(text, X, box.y + box.h + 7);
    }
  }
  ctx.strokeStyle = ink.axis;
  ctx.beginPath();
  ctx.moveTo(box.x + 0.5, box.y);
  ctx.lineTo(box.x + 0.5, box.y + box.h + 0.5);
  ctx.lineTo(box.x + box.w, box.y + box.h + 0.5);
  ctx.stroke();
  labelAxes(ctx, box, plot, ink);
}

export function labelAxes(ctx, box, plot, ink) {
  ctx.fillStyle = ink.text;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  if (plot.x.label) ctx.fillText(plot.x.label, box.x + box.w / 2, box.y + box.h + 25, box.w + 40);
  ctx.save();
  ctx.translate(box.x - 48, box.y + box.h / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textBaseline = "middle";
  if (plot.y.label) ctx.fillText(plot.y.label, 0, 0, box.h + 40);
  ctx.restore();
}

const measuring = document.createElement("canvas").getContext("2d");

// Where each name of a legend stands, [x, row], and the number of rows.
function legendPlaces(names, width, sign) {
  measuring.font = `12px ${FONT}`;
  let at = 0, row = 0;
  const places = names.map((name) => {
    const room = sign + measuring.measureText(name).width + 12;
    if (at > 0 && at + room - 12 > width) {
      at = 0;
      row += 1;
    }
    at += room;
    return [at - room, row];
  });
  return { places, rows: names.length ? row + 1 : 0 };
}

export const legendHeight = (names, width, sign = 16) => 16 * legendPlaces(names, width, sign).rows;

// Names with their signs, so many pixels wide each, in as many rows as they need.
export function legendRow(ctx, x, y, entries, ink, width, sign = 16) {
  ctx.font = `12px ${FONT}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const { places } = legendPlaces(entries.map((entry) => entry.name), width, sign);
  entries.forEach((entry, k) => {
    const [at, row] = places[k];
    entry.sign(ctx, x + at + 6, y + 16 * row);
    ctx.fillStyle = ink.text;
    ctx.fillText(entry.name, x + at + sign, y + 16 * row);
  });
}
