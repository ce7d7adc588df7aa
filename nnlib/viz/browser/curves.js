// Plots along one axis: curves, bars, histograms, and the depth gauge.

import { curveInk, DASHES, marker } from "./theme.js";
import { clamp, frameAxes, inside, legendHeight, legendRow, MARGIN, scale, short, title, wordsOver } from "./axes.js";

// Names at the right end of the curves, pushed apart where they would overlap.
function endLabels(ctx, box, labels, ink) {
  labels.sort((a, b) => a.y - b.y);
  const gap = 15;
  for (let k = 1; k < labels.length; k++) labels[k].at = Math.max(labels[k].y, labels[k - 1].at + gap);
  const over = labels.length ? labels[labels.length - 1].at - (box.y + box.h) : 0;
  if (over > 0) {
    labels[labels.length - 1].at -= over;
    for (let k = labels.length - 2; k >= 0; k--) {
      labels[k].at = Math.min(labels[k].at, labels[k + 1].at - gap);
    }
  }
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const label of labels) {
    ctx.strokeStyle = ink.grid;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(label.x + 4, label.y);
    ctx.lineTo(box.x + box.w + 10, label.at);
    ctx.stroke();
    ctx.fillStyle = ink.soft;
    ctx.fillText(label.name, box.x + box.w + 14, label.at);
  }
}

// One line with gaps where there is no number; returns its last point.
function strokeLine(ctx, u, v, x, y, box) {
  ctx.beginPath();
  let drawn = false, last = null;
  for (let i = 0; i < v.length; i++) {
    const good = Number.isFinite(v[i]) && Number.isFinite(u[i]) && !(y.log && v[i] <= 0);
    if (good) {
      // far outside the plot a line still points the right way, and canvases dislike 1e30
      const X = x(u[i]), Y = clamp(y(v[i]), box.y - 500, box.y + box.h + 500);
      if (drawn) ctx.lineTo(X, Y); else ctx.moveTo(X, Y);
      last = [X, Y];
    }
    drawn = good;
  }
  ctx.stroke();
  return last;
}

function nearest(u, wanted, log) {
  let best = 0;
  const far = (value) => (log ? Math.abs(Math.log(value / wanted)) : Math.abs(value - wanted));
  for (let i = 1; i < u.length; i++) if (far(u[i]) < far(u[best])) best = i;
  return best;
}

const LINE = 34; // pixels of a line in a legend: dashes are told apart by two of their rounds

// Where a plot of curves puts its axes: used by the drawing, and by a guess that is drawn on it.
export function curveScales(ctx, cell, plot, arrays) {
  const names = plot.curves.map((c) => c.name).filter(Boolean);
  const room = Math.max(...names.map((name) => ctx.measureText(name).width), 0);
  let box = inside(cell);
  const legend = names.length > 0 && (plot.legend || room > 0.34 * box.w);
  if (legend) {
    const high = legendHeight(plot.curves.map((curve) => curve.name), box.w, LINE);
    box = { ...box, y: box.y + high, h: box.h - high };
  } else if (names.length) {
    box = { ...box, w: box.w - room - 16 };
  }
  const xs = plot.curves.map((c) => arrays[c.x]), ys = plot.curves.map((c) => arrays[c.y]);
  const ends = [box.x, box.x + box.w];
  const x = scale(plot.x, xs, ...(plot.x.reversed ? ends.reverse() : ends));
  return { box, legend, xs, ys, x, y: scale(plot.y, ys, box.y + box.h, box.y) };
}

function drawLevels(ctx, box, plot, y, ink) {
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const { name, value } of plot.levels) {
    const Y = Math.round(clamp(y(value), box.y, box.y + box.h)) + 0.5;
    ctx.strokeStyle = ctx.fillStyle = ink.soft;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(box.x, Y);
    ctx.lineTo(box.x + box.w, Y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillText(name, box.x + 6, Y - 2);
  }
}

export function drawCurves(ctx, cell, plot, arrays, ink, view) {
  const { box, legend, xs, ys, x, y } = curveScales(ctx, cell, plot, arrays);
  const top = { ...box, y: cell.y + MARGIN.top };
  frameAxes(ctx, box, plot, x, y, ink);
  title(ctx, cell, plot, ink);
  const veiled = view.veiled === plot.title;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x - 1, box.y - 4, box.w + 6, box.h + 8);
  ctx.clip();
  drawLevels(ctx, box, plot, y, ink);
  const cursor = plot.cursor === null ? null : arrays[plot.cursor][0];
  if (cursor !== null) {
    ctx.fillStyle = ink.cursor;
    ctx.fillRect(x(cursor) - 4, box.y, 8, box.h);
  }
  const labels = [];
  if (!veiled) plot.curves.forEach((curve, k) => {
    const u = xs[k], v = ys[k];
    ctx.strokeStyle = ctx.fillStyle = curveInk(ink, k);
    ctx.lineWidth = 2;
    ctx.lineJoin = "round";
    let last = null;
    if (curve.dots) {
      for (let i = 0; i < v.length; i++) if (Number.isFinite(v[i])) marker(ctx, k, x(u[i]), y(v[i]), 3.2);
    } else {
      ctx.setLineDash(DASHES[k % 7]);
      last = strokeLine(ctx, u, v, x, y, box);
      ctx.setLineDash([]);
    }
    if (cursor !== null && u.length && !curve.dots) {
      const best = nearest(u, cursor, x.log);
      if (Number.isFinite(v[best])) marker(ctx, k, x(u[best]), clamp(y(v[best]), box.y, box.y + box.h), 5.5);
    }
    if (last && curve.name) {
      const Y = clamp(last[1], box.y, box.y + box.h);
      labels.push({ name: curve.name, x: last[0], y: Y, at: Y });
    }
  });
  ctx.restore();
  if (!legend) endLabels(ctx, box, labels, ink);
  else {
    const entries = plot.curves.map((curve, k) => ({ name: curve.name, sign: lineSign(curve, k, ink, LINE - 4) }));
    legendRow(ctx, box.x, top.y - 2, entries, ink, box.w, LINE);
  }
}

function lineSign(curve, k, ink, length = 14) {
  return (ctx, X, Y) => {
    ctx.strokeStyle = ctx.fillStyle = curveInk(ink, k);
    ctx.lineWidth = 2;
    if (!curve.dots) {
      ctx.setLineDash(DASHES[k % 7]);
      ctx.beginPath();
      ctx.moveTo(X - 8, Y);
      ctx.lineTo(X - 8 + length, Y);
      ctx.stroke();
      ctx.setLineDash([]);
    } else marker(ctx, k, X - 1, Y, 3);
  };
}

// The s-th series of bars: grey, the first one darkest.
function shade(ctx, s, ink) {
  ctx.fillStyle = ink.text;
  ctx.globalAlpha = [0.62, 0.26, 0.44, 0.14][s % 4];
}

export function drawBars(ctx, cell, plot, arrays, ink) {
  const series = plot.series.map((s) => arrays[s.values]);
  const names = plot.series.map((s) => s.name).filter(Boolean);
  let box = inside(cell);
  const top = box;
  const high = names.length ? 2 + legendHeight(names, box.w) : 0;
  box = { ...box, y: box.y + high, h: box.h - high };
  const values = [].concat(...series.map((s) => Array.from(s)), plot.y.log ? [] : [0]);
  const y = scale(plot.y, [values], box.y + box.h, box.y);
  const count = plot.labels.length;
  const x = scale({ range: [0, count] }, [], box.x, box.x + box.w);
  frameAxes(ctx, box, plot, x, y, ink, { noTicksBelow: true });
  title(ctx, cell, plot, ink);
  const sign = (k) => (c, X, Y) => { shade(c, k, ink); c.fillRect(X - 5, Y - 5, 10, 10); c.globalAlpha = 1; };
  legendRow(ctx, box.x, top.y - 2, names.map((name, k) => ({ name, sign: sign(k) })), ink, box.w);
  const foot = plot.y.log ? box.y + box.h : clamp(y(0), box.y, box.y + box.h);
  const group = box.w / count, width = (0.7 * group) / series.length;
  const marked = plot.mark === null ? -1 : arrays[plot.mark][0];
  // a number may be wider than its bar, but not reach into the next one
  const room = series.length > 1 ? width + 12 : Math.min(width + 12, group - 2);
  const every = Math.ceil((count * widest(ctx, plot.labels)) / box.w);
  // of numbers some may be left out; names that do not fit stand in two rows
  const rows = every === 2 && !plot.x.label && plot.labels.some((label) => Number.isNaN(Number(label))) ? 2 : 1;
  for (let k = 0; k < count; k++) {
    series.forEach((array, s) => {
      const v = array[k], X = box.x + group * k + 0.15 * group + width * s;
      const good = Number.isFinite(v) && !(plot.y.log && v <= 0);
      const Y = good ? clamp(y(v), box.y, box.y + box.h) : foot;
      shade(ctx, s, ink);
      ctx.fillRect(X, Math.min(Y, foot - 1), width - 1, Math.max(2, Math.abs(foot - Y)));
      ctx.globalAlpha = 1;
      const text = good ? short(v) : "—";
      if (ctx.measureText(text).width < room) {
        ctx.fillStyle = ink.text;
        ctx.textAlign = "center";
        const below = good && v < 0 && !plot.y.log;
        ctx.textBaseline = below ? "top" : "bottom";
        ctx.fillText(text, X + width / 2, below ? Math.max(Y, foot) + 3 : Math.min(Y, foot) - 3);
      }
    });
    if (k === marked) {
      ctx.strokeStyle = ink.text;
      ctx.lineWidth = 2;
      ctx.strokeRect(box.x + group * k + 0.06 * group, box.y + 1, 0.88 * group, box.h - 2);
    }
    if (rows === 1 && k % every) continue;
    ctx.fillStyle = ink.text;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.fillText(plot.labels[k], box.x + group * (k + 0.5), box.y + box.h + 7 + 14 * (k % rows));
  }
}

const widest = (ctx, labels) => Math.max(...labels.map((label) => ctx.measureText(label).width)) + 6;

export function drawHistogram(ctx, cell, plot, arrays, ink) {
  const edges = arrays[plot.edges], heights = plot.series.map((s) => arrays[s.values]);
  const names = plot.series.map((s) => s.name).filter(Boolean);
  let box = inside(cell);
  const top = box;
  const high = names.length > 1 ? 2 + legendHeight(names, box.w) : 0;
  box = { ...box, y: box.y + high, h: box.h - high };
  const x = scale(plot.x.range ? plot.x : { ...plot.x, range: [edges[0], edges[edges.length - 1]] }, [], box.x, box.x + box.w);
  const y = scale(plot.y, [[0], ...heights], box.y + box.h, box.y);
  frameAxes(ctx, box, plot, x, y, ink);
  title(ctx, cell, plot, ink);
  heights.forEach((counts, s) => {
    ctx.fillStyle = ctx.strokeStyle = curveInk(ink, s);
    ctx.lineWidth = 2;
    ctx.setLineDash(DASHES[s % 7]);
    ctx.beginPath();
    ctx.moveTo(x(edges[0]), y(0));
    for (let i = 0; i < counts.length; i++) {
      const Y = clamp(y(counts[i]), box.y, box.y + box.h);
      ctx.lineTo(x(edges[i]), Y);
      ctx.lineTo(x(edges[i + 1]), Y);
    }
    ctx.lineTo(x(edges[edges.length - 1]), y(0));
    ctx.globalAlpha = 0.14;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.stroke();
    ctx.setLineDash([]);
  });
  if (names.length > 1) {
    legendRow(ctx, box.x, top.y - 2, names.map((name, s) => ({ name, sign: lineSign({}, s, ink) })), ink, box.w);
  }
}

// The depth gauge: layers across, one strip for each quantity, a stem and a dot for each layer.
export function drawGauge(ctx, cell, plot, arrays, ink) {
  let box = inside(cell);
  title(ctx, cell, plot, ink);
  box = { ...box, y: box.y + 16, h: box.h - 16 };
  const gap = 26, height = (box.h - gap * (plot.rows.length - 1)) / plot.rows.length;
  plot.rows.forEach((row, r) => {
    const values = arrays[row.values], n = values.length;
    const strip = { x: box.x, y: box.y + r * (height + gap), w: box.w, h: height };
    const y = scale(row, [values], strip.y + strip.h, strip.y);
    const x = scale({ range: [0.5, n + 0.5] }, [], strip.x, strip.x + strip.w);
    const bare = { x: { label: "" }, y: { label: "" } };
    frameAxes(ctx, strip, bare, x, y, ink, { noTicksBelow: true });
    ctx.fillStyle = ink.text;
    ctx.textBaseline = "bottom";
    wordsOver(ctx, cell, row.label, strip.y - 5);
    // on a logarithmic strip stems start at 1: up is growth, down is decay
    const foot = row.log && y.low < 1 && y.high > 1 ? y(1) : strip.y + strip.h;
    ctx.strokeStyle = ink.axis;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(strip.x, foot);
    ctx.lineTo(strip.x + strip.w, foot);
    ctx.stroke();
    ctx.fillStyle = ctx.strokeStyle = ink.text;
    ctx.lineWidth = 2;
    for (let i = 0; i < n; i++) {
      const X = x(i + 1), v = values[i];
      const good = Number.isFinite(v) && !(row.log && v <= 0);
      const Y = good ? clamp(y(v), strip.y, strip.y + strip.h) : strip.y + strip.h;
      ctx.beginPath();
      ctx.moveTo(X, foot);
      ctx.lineTo(X, Y);
      ctx.stroke();
      // beyond the strip: an arrowhead that says which way
      if (!good || v > y.high * (1 + 1e-6) || v < y.low * (1 - 1e-6)) marker(ctx, good && v > y.high ? 2 : 4, X, Y, 4);
      else marker(ctx, 0, X, Y, 4);
    }
    if (r < plot.rows.length - 1) return;
    ctx.fillStyle = ink.soft;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    const every = Math.ceil(n / 12);
    for (let i = 0; i < n; i += every) ctx.fillText(String(i + 1), x(i + 1), strip.y + strip.h + 7);
    ctx.fillStyle = ink.text;
    ctx.fillText(plot.x.label, strip.x + strip.w / 2, strip.y + strip.h + 25);
  });
}
