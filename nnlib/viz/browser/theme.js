// Colours, fonts, markers: all that a drawing must know about the page it stands on.
// COLOURS and INKS come from palette.json, which the pictures of Python read too.

export const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
export const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [1, 2]];

export function isDark() {
  const attribute = document.body.getAttribute("data-jp-theme-light");
  if (attribute !== null) return attribute === "false";
  return !!window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
}

// Reading styles makes the browser lay the page out, so it is done once a theme, not once a frame.
export function inkOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const dark = isDark();
  return {
    dark,
    paper: read("--nnf-paper"),
    text: read("--nnf-text"),
    soft: read("--nnf-soft"),
    grid: dark ? "rgba(255,255,255,.14)" : "rgba(0,0,0,.10)",
    axis: dark ? "rgba(255,255,255,.55)" : "rgba(0,0,0,.55)",
    cursor: dark ? "rgba(255,255,255,.16)" : "rgba(0,0,0,.09)",
    ...meanings(dark),
    colours: COLOURS[dark ? "dark" : "light"],
  };
}

// What has one meaning through the whole course: signs, how active something is, where the keys go.
function meanings(dark) {
  const { plus, minus, act, focus } = INKS[dark ? "dark" : "light"];
  return { plus, minus, act, focus };
}

// The k-th curve of a plot: ink, told apart by dashes; from the fourth on grey.
export const curveInk = (ink, k) => (k % 7 < 4 ? ink.text : ink.soft);

const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
const mixed = (one, other, share) => one.map((v, c) => v + share * (other[c] - v));
const ramps = {};

// The three colours between which a ramp goes; nearly paper where it is paper, so that a picture ends
// somewhere.
function stops(kind, dark) {
  const inks = INKS[dark ? "dark" : "light"], of = (name) => rgb(inks[name]);
  const paper = mixed(of("paper"), of("ink"), 0.03);
  // half tint, so that points on top stay the strongest thing in the picture
  if (kind === "field") return [mixed(paper, of("class-a"), 0.45), paper, mixed(paper, of("class-b"), 0.45)];
  if (kind === "signed") return [of("minus"), paper, of("plus")];
  if (kind === "active") return [paper, mixed(paper, of("act"), 0.5), of("act")];
  const darkest = kind === "height" ? 0.45 : 1;
  return [0, 0.5, 1].map((share) => mixed(paper, of("ink"), share * darkest));
}

// 256 colours as bytes, r g b a: "field" (the two classes), "signed", "active", "height" or "amount".
export function ramp(kind, dark) {
  const key = kind + dark;
  if (ramps[key]) return ramps[key];
  const [low, middle, high] = stops(kind, dark);
  const bytes = new Uint8ClampedArray(1024);
  for (let i = 0; i < 256; i++) {
    const t = i / 127.5, first = t < 1 ? low : middle, second = t < 1 ? middle : high;
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = first[c] + (second[c] - first[c]) * (t < 1 ? t : t - 1);
    bytes[4 * i + 3] = 255;
  }
  return (ramps[key] = bytes);
}

// The tints of classes 0, 1, … for a field whose values are classes.
export function classRamp(dark) {
  const key = `classes${dark}`;
  if (ramps[key]) return ramps[key];
  const paper = dark ? [27, 27, 27] : [250, 250, 250], bytes = new Uint8ClampedArray(1024);
  for (let i = 0; i < 256; i++) {
    const colour = rgb(COLOURS[dark ? "dark" : "light"][i % 7]);
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = 0.62 * paper[c] + 0.38 * colour[c];
    bytes[4 * i + 3] = 255;
  }
  return (ramps[key] = bytes);
}

// How light a colour is for the eye, from 0 to 1.
const luminance = (r, g, b) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const linear = (v) => (v > 10 ? ((v / 255 + 0.055) / 1.055) ** 2.4 : v / 3295);

// The colour of one place of a ramp, and the text that can be read on it: of black and white the one
// with more contrast, which is never less than 4.5.
export function tint(bytes, i) {
  const [r, g, b] = bytes.subarray(4 * i, 4 * i + 3);
  return { fill: `rgb(${r},${g},${b})`, text: luminance(r, g, b) > 0.179 ? "#000" : "#fff" };
}

export function marker(ctx, kind, x, y, size) {
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
