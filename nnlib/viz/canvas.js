// Draws the plots of a panel on one canvas. It redraws in requestAnimationFrame only, takes its
// colours from JupyterLab's theme, and needs no library. Frames are bytes: see frames.py.

const COLOURS = {
  light: ["#0072B2", "#D55E00", "#009E73", "#AA4499", "#8A6100", "#117F9E", "#444444"],
  dark: ["#56B4E9", "#F28C46", "#2FCCA0", "#E29AC4", "#F0C44C", "#88D8F0", "#D0D0D0"],
};
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [1, 2]];
const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const MARGIN = { top: 30, right: 16, bottom: 46, left: 62 };

// ---------------------------------------------------------------- frames

// A frame is int32 [count, (kind, length) * count], then the arrays, each padded to 4 bytes.
export function readFrame(view) {
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  if (bytes.byteLength < 4) return null;
  const count = new Int32Array(bytes, 0, 1)[0];
  const header = new Int32Array(bytes, 4, 2 * count);
  const arrays = [];
  let place = 4 + 8 * count;
  for (let k = 0; k < count; k++) {
    const length = header[2 * k + 1];
    if (header[2 * k] === 0) {
      arrays.push(new Float32Array(bytes, place, length));
      place += 4 * length;
    } else {
      arrays.push(new Uint8Array(bytes, place, length));
      place += 4 * Math.ceil(length / 4);
    }
  }
  return arrays;
}

// The frame to be shown: the precomputed one at the slider's place if it is there, else the
// newest that the kernel has sent.
function currentFrame(model) {
  const offsets = model.get("offsets"), index = model.get("index");
  if (offsets && offsets.byteLength) {
    const table = new Int32Array(
      offsets.buffer.slice(offsets.byteOffset, offsets.byteOffset + offsets.byteLength));
    const start = table[2 * index], length = table[2 * index + 1];
    if (length > 0) {
      const frames = model.get("frames");
      return {
        data: new DataView(frames.buffer, frames.byteOffset + start, length),
        sentence: model.get("sentences")[index],
      };
    }
  }
  return { data: model.get("frame"), sentence: model.get("sentence") };
}

// ---------------------------------------------------------------- axes

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

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

function scale(axis, arrays, from, to) {
  const [low, high] = axis.range || extent(arrays, axis.log);
  const f = axis.log ? Math.log10 : (v) => v;
  const a = f(low), b = f(high);
  const at = (v) => from + ((to - from) * (f(v) - a)) / (b - a);
  at.low = low;
  at.high = high;
  at.log = axis.log;
  return at;
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const power = (n) => "10" + [...String(n)].map((c) => RAISED[c]).join("");

function ticks(at, room) {
  if (at.log) {
    const first = Math.ceil(Math.log10(at.low) - 1e-9), last = Math.floor(Math.log10(at.high) + 1e-9);
    const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, room)));
    const found = [];
    // multiples of the step, so that 1 carries a tick wherever the axis starts
    for (let n = last - (((last % step) + step) % step); n >= first; n -= step) {
      found.push([10 ** n, n >= -1 && n <= 3 ? String(+(10 ** n).toFixed(1)) : power(n)]);
    }
    return found;
  }
  const span = at.high - at.low, rough = span / Math.max(2, room);
  const base = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * base).find((s) => s >= rough);
  const found = [];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (let v = Math.ceil(at.low / step - 1e-9) * step; v <= at.high + 1e-9 * span; v += step) {
    found.push([v, v.toFixed(digits).replace("-", "−")]);
  }
  return found;
}

function short(v) {
  if (!Number.isFinite(v)) return "—";
  const size = Math.abs(v);
  if (size !== 0 && (size < 0.01 || size >= 10000)) {
    const n = Math.floor(Math.log10(size));
    return `${(v / 10 ** n).toFixed(0)}·${power(n)}`;
  }
  return String(+v.toPrecision(2)).replace("-", "−");
}

// ---------------------------------------------------------------- drawing

function frameAxes(ctx, box, plot, x, y, ink, options = {}) {
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
  ctx.fillStyle = ink.text;
  if (plot.x.label) ctx.fillText(plot.x.label, box.x + box.w / 2, box.y + box.h + 25);
  ctx.save();
  ctx.translate(box.x - 48, box.y + box.h / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textBaseline = "middle";
  if (plot.y.label) ctx.fillText(plot.y.label, 0, 0);
  ctx.restore();
  title(ctx, box, plot, ink);
}

function title(ctx, box, plot, ink) {
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = ink.text;
  ctx.font = `600 13px ${FONT}`;
  ctx.fillText(plot.title, box.x, box.y - 12, box.w);
  ctx.font = `12px ${FONT}`;
}

function marker(ctx, kind, x, y, size) {
  ctx.beginPath();
  const s = size;
  if (kind % 7 === 0) ctx.arc(x, y, s, 0, 7);
  else if (kind % 7 === 1) ctx.rect(x - s, y - s, 2 * s, 2 * s);
  else if (kind % 7 === 2) { ctx.moveTo(x, y - s - 1); ctx.lineTo(x + s + 1, y + s); ctx.lineTo(x - s - 1, y + s); }
  else if (kind % 7 === 3) { ctx.moveTo(x, y - s - 1); ctx.lineTo(x + s + 1, y); ctx.lineTo(x, y + s + 1); ctx.lineTo(x - s - 1, y); }
  else if (kind % 7 === 4) { ctx.moveTo(x, y + s + 1); ctx.lineTo(x + s + 1, y - s); ctx.lineTo(x - s - 1, y - s); }
  else if (kind % 7 === 5) { ctx.rect(x - s - 1, y - 1.2, 2 * s + 2, 2.4); ctx.rect(x - 1.2, y - s - 1, 2.4, 2 * s + 2); }
  else { ctx.rect(x - s, y - s, 2 * s, s); ctx.rect(x - s / 2, y, s, s); }
  ctx.closePath();
  ctx.fill();
}

// Names at the right end of the curves, pushed apart where they would overlap.
function endLabels(ctx, box, labels) {
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
    ctx.fillStyle = label.colour;
    ctx.strokeStyle = label.colour;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(label.x + 4, label.y);
    ctx.lineTo(box.x + box.w + 10, label.at);
    ctx.stroke();
    marker(ctx, label.k, box.x + box.w + 14, label.at, 3.5);
    ctx.fillText(label.name, box.x + box.w + 22, label.at);
  }
}

function drawCurves(ctx, box, plot, arrays, ink) {
  const room = Math.max(...plot.curves.map((c) => ctx.measureText(c.name).width), 0);
  box = { ...box, w: box.w - room - 16 };
  const xs = plot.curves.map((c) => arrays[c.x]), ys = plot.curves.map((c) => arrays[c.y]);
  const x = scale(plot.x, xs, plot.x.reversed ? box.x + box.w : box.x, plot.x.reversed ? box.x : box.x + box.w);
  const y = scale(plot.y, ys, box.y + box.h, box.y);
  frameAxes(ctx, box, plot, x, y, ink);
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x - 1, box.y - 4, box.w + 6, box.h + 8);
  ctx.clip();
  if (plot.cursor !== null && plot.cursor !== undefined) {
    const X = x(arrays[plot.cursor][0]);
    ctx.fillStyle = ink.cursor;
    ctx.fillRect(X - 4, box.y, 8, box.h);
  }
  const labels = [];
  plot.curves.forEach((curve, k) => {
    const u = xs[k], v = ys[k];
    ctx.strokeStyle = ctx.fillStyle = ink.colours[k % 7];
    ctx.lineWidth = 2;
    ctx.setLineDash(DASHES[k % 7]);
    ctx.lineJoin = "round";
    ctx.beginPath();
    let drawn = false, last = null;
    for (let i = 0; i < v.length; i++) {
      const good = Number.isFinite(v[i]) && !(y.log && v[i] <= 0);
      if (good) {
        // far outside the plot a line still points the right way, and canvases dislike 1e30
        const X = x(u[i]), Y = clamp(y(v[i]), box.y - 500, box.y + box.h + 500);
        if (drawn) ctx.lineTo(X, Y); else ctx.moveTo(X, Y);
        last = [X, Y];
      }
      drawn = good;
    }
    ctx.stroke();
    ctx.setLineDash([]);
    const every = Math.max(1, Math.round(v.length / 10));
    for (let i = Math.floor((k * every) / plot.curves.length); i < v.length; i += every) {
      if (Number.isFinite(v[i]) && !(y.log && v[i] <= 0)) marker(ctx, k, x(u[i]), y(v[i]), 3);
    }
    if (plot.cursor !== null && plot.cursor !== undefined) {
      const wanted = arrays[plot.cursor][0];
      let best = 0;
      u.forEach((value, i) => { if (Math.abs(value / wanted - 1) < Math.abs(u[best] / wanted - 1)) best = i; });
      marker(ctx, k, x(u[best]), clamp(y(v[best]), box.y, box.y + box.h), 5.5);
    }
    if (last && curve.name) {
      const end = plot.x.reversed ? v.length - 1 : v.length - 1;
      const Y = clamp(Number.isFinite(v[end]) ? y(v[end]) : last[1], box.y, box.y + box.h);
      labels.push({ name: curve.name, x: last[0], y: Y, at: Y, k, colour: ink.colours[k % 7] });
    }
  });
  ctx.restore();
  endLabels(ctx, box, labels);
}

function drawBars(ctx, box, plot, arrays, ink) {
  const values = arrays[plot.values];
  const y = scale(plot.y, [values], box.y + box.h, box.y);
  const x = scale({ range: [0, plot.labels.length] }, [], box.x, box.x + box.w);
  frameAxes(ctx, box, plot, x, y, ink, { noTicksBelow: true });
  const width = box.w / plot.labels.length;
  ctx.textAlign = "center";
  plot.labels.forEach((label, k) => {
    const v = values[k], X = box.x + width * k;
    const Y = clamp(Number.isFinite(v) ? y(Math.max(v, plot.y.log ? y.low : v)) : box.y, box.y, box.y + box.h);
    ctx.fillStyle = ink.colours[k % 7];
    ctx.fillRect(X + 0.18 * width, Math.min(Y, box.y + box.h - 2), 0.64 * width, Math.max(2, box.y + box.h - Y));
    ctx.fillStyle = ink.text;
    ctx.textBaseline = "bottom";
    ctx.fillText(short(v), X + width / 2, Y - 3);
    ctx.textBaseline = "top";
    ctx.fillText(label, X + width / 2, box.y + box.h + 7);
  });
}

// The depth gauge: layers across, one strip for each quantity, a stem and a dot for each layer.
function drawGauge(ctx, box, plot, arrays, ink) {
  title(ctx, box, plot, ink);
  box = { ...box, y: box.y + 16, h: box.h - 16 };
  const gap = 26, height = (box.h - gap * (plot.rows.length - 1)) / plot.rows.length;
  plot.rows.forEach((row, r) => {
    const values = arrays[row.values], n = values.length;
    const strip = { x: box.x, y: box.y + r * (height + gap), w: box.w, h: height };
    const y = scale(row, [values], strip.y + strip.h, strip.y);
    const x = scale({ range: [0.5, n + 0.5] }, [], strip.x, strip.x + strip.w);
    const bare = { title: "", x: { label: "" }, y: { label: "" } };
    frameAxes(ctx, strip, bare, x, y, ink, { noTicksBelow: true });
    ctx.fillStyle = ink.text;
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    ctx.fillText(row.label, strip.x, strip.y - 5);
    // on a logarithmic strip stems start at 1: up is growth, down is decay
    const foot = row.log && y.low < 1 && y.high > 1 ? y(1) : strip.y + strip.h;
    ctx.strokeStyle = ink.axis;
    ctx.beginPath();
    ctx.moveTo(strip.x, foot);
    ctx.lineTo(strip.x + strip.w, foot);
    ctx.stroke();
    ctx.fillStyle = ctx.strokeStyle = ink.colours[r % 7];
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
      else marker(ctx, r, X, Y, 4);
    }
    if (r === plot.rows.length - 1) {
      ctx.fillStyle = ink.soft;
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      const every = Math.ceil(n / 12);
      for (let i = 0; i < n; i += every) ctx.fillText(String(i + 1), x(i + 1), strip.y + strip.h + 7);
      ctx.fillStyle = ink.text;
      ctx.fillText(plot.x.label, strip.x + strip.w / 2, strip.y + strip.h + 25);
    }
  });
}

const DRAW = { curves: drawCurves, bars: drawBars, gauge: drawGauge };

function inkOf(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const attribute = document.body.getAttribute("data-jp-theme-light");
  const dark = attribute === "false" ||
    (attribute === null && !!window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches);
  return {
    paper: read("--jp-layout-color0", dark ? "#111" : "#fff"),
    text: read("--jp-content-font-color1", dark ? "#eee" : "#222"),
    soft: read("--jp-content-font-color2", dark ? "#bbb" : "#555"),
    grid: dark ? "rgba(255,255,255,.14)" : "rgba(0,0,0,.10)",
    axis: dark ? "rgba(255,255,255,.55)" : "rgba(0,0,0,.55)",
    cursor: dark ? "rgba(255,255,255,.16)" : "rgba(0,0,0,.09)",
    colours: COLOURS[dark ? "dark" : "light"],
  };
}

// Draws all plots of a spec into a canvas that is `width` wide; returns nothing.
export function drawPanel(canvas, spec, arrays, width, element) {
  const ink = inkOf(element);
  const columns = width < 560 ? 1 : spec.columns;
  const rows = Math.ceil(spec.plots.length / columns);
  const height = rows * spec.height;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = ink.paper;
  ctx.fillRect(0, 0, width, height);
  ctx.font = `12px ${FONT}`;
  spec.plots.forEach((plot, k) => {
    const w = width / columns;
    const box = {
      x: (k % columns) * w + MARGIN.left,
      y: Math.floor(k / columns) * spec.height + MARGIN.top,
      w: w - MARGIN.left - MARGIN.right,
      h: spec.height - MARGIN.top - MARGIN.bottom,
    };
    DRAW[plot.type](ctx, box, plot, arrays, ink);
  });
}

// Stock sliders have no accessible name, and speak an index: give them label and shown value.
function nameControls(element) {
  const panel = element.closest(".nnf-panel");
  if (!panel) return;
  for (const row of panel.querySelectorAll(".widget-hslider")) {
    const handle = row.querySelector(".noUi-handle");
    const label = row.querySelector(".widget-label"), readout = row.querySelector(".widget-readout");
    if (!handle || !label) continue;
    const spoken = readout ? readout.textContent : "";
    if (handle.getAttribute("aria-label") !== label.textContent) {
      handle.setAttribute("aria-label", label.textContent);
    }
    if (handle.getAttribute("aria-valuetext") !== spoken) handle.setAttribute("aria-valuetext", spoken);
  }
}

function render({ model, el }) {
  const canvas = document.createElement("canvas");
  canvas.className = "nnf-canvas";
  canvas.setAttribute("role", "img");
  const finding = document.createElement("p");
  finding.className = "nnf-finding";
  finding.setAttribute("aria-live", "polite");
  el.append(canvas, finding);
  el.style.overflow = "hidden";

  let waiting = false;
  function draw() {
    waiting = false;
    const { data, sentence } = currentFrame(model);
    const arrays = data && data.byteLength ? readFrame(data) : null;
    const width = Math.min(el.clientWidth || 900, model.get("spec").width || 960);
    if (arrays && width > 60) drawPanel(canvas, model.get("spec"), arrays, width, el);
    if (finding.textContent !== sentence) finding.textContent = sentence;
    canvas.setAttribute("aria-label", sentence);
    nameControls(el);
  }
  function schedule() {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
  }
  for (const name of ["frame", "frames", "offsets", "index", "spec", "sentence"]) {
    model.on(`change:${name}`, schedule);
  }
  const theme = new MutationObserver(schedule);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  const size = new ResizeObserver(schedule);
  size.observe(el);
  schedule();
  return () => {
    theme.disconnect();
    size.disconnect();
    model.off(null, schedule);
  };
}

export default { render };
