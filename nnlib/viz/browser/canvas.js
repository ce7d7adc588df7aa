// The canvas of a panel. It is drawn in requestAnimationFrame only, and no picture twice.

import { readFrame } from "./frames.js";
import { FONT, inkOf } from "./theme.js";
import { drawBars, drawCurves, drawGauge, drawHistogram } from "./curves.js";
import { drawPlane } from "./planes.js";
import { drawHeat, drawImages, drawPixels } from "./grids.js";
import { drawGraph, drawNetwork } from "./networks.js";
import { drawGuess } from "./predict.js";
import { ABOVE, drawDrawing } from "./drawings.js";

const NARROWEST = 260; // px; below it plots stand one under the other

const DRAW = {
  curves: drawCurves, bars: drawBars, histogram: drawHistogram, gauge: drawGauge, plane: drawPlane,
  heat: drawHeat, images: drawImages, pixels: drawPixels, network: drawNetwork, graph: drawGraph,
  drawing: drawDrawing,
};

// As high as panels are, and in a narrow window no higher than a drawing of this width needs.
function heightOf(plot, width, height) {
  return plot.type === "drawing" ? Math.min(height, ABOVE + (width * plot.size[1]) / plot.size[0]) : height;
}

// Sizes the canvas for the device's pixels and returns the cell of each plot.
function layOut(canvas, spec, width) {
  const columns = Math.max(1, Math.min(spec.columns, Math.floor(width / NARROWEST)));
  const w1 = width / columns, cells = [];
  let height = 0;
  for (let k = 0; k < spec.plots.length; k += columns) {
    const row = spec.plots.slice(k, k + columns);
    const h = Math.max(...row.map((plot) => heightOf(plot, w1, spec.height)));
    row.forEach((_, column) => cells.push({ x: column * w1, y: height, w: w1, h }));
    height += h;
  }
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  return cells;
}

function paint(ctx, canvas, spec, cells, arrays, ink, view) {
  const ratio = window.devicePixelRatio || 1;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = ink.paper;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  spec.plots.forEach((plot, k) => {
    ctx.font = `12px ${FONT}`;
    DRAW[plot.type](ctx, cells[k], plot, arrays, ink, view, k);
    if (view.guess && spec.predict.plot === k) drawGuess(ctx, cells[k], plot, arrays, ink, view.guess, view.guessAt);
  });
}

// `next()` gives the picture that is to be seen: its data, the inputs it is for, whether it is behind
// the finger. `laid(ctx, cells, arrays)` comes before it is painted, `done(picture)` at the end.
export function makeCanvas(parts, spec, view, { next, laid, done }) {
  const { canvas, ruler, root } = parts, ctx = canvas.getContext("2d");
  let waiting = false, afresh = true, ink = null, room = 0;
  let last = { data: null, inputs: "" }; // what is on the canvas

  function isThere({ data, ahead }, inputs) {
    return !afresh && (data === last.data || (ahead && inputs === last.inputs));
  }

  // As wide as the browser has told, not as a look at the page would tell: of a cell out of sight the
  // browser tells nothing, and if it finds it later as wide as before, it does not tell again. A look
  // would have left the canvas too wide for good. In a hidden tab there is no room, so no picture.
  function draw(resized = false) {
    const picture = next(), inputs = JSON.stringify(picture.inputs);
    const arrays = readFrame(picture.data), width = Math.min(room, 960);
    if (arrays && width > 60 && (resized || !picture.behind) && !isThere(picture, inputs)) {
      afresh = false;
      last = { data: picture.data, inputs };
      const cells = layOut(canvas, spec, width);
      ctx.font = `12px ${FONT}`; // texts are measured with it
      laid(ctx, cells, arrays);
      paint(ctx, canvas, spec, cells, arrays, (ink ??= inkOf(root)), view);
      canvas.dispatchEvent(new CustomEvent("nnf-painted", { detail: picture }));
    }
    done(picture);
  }

  // Draw soon; only if there is another picture, unless something else has changed.
  function schedule(anew = true) {
    afresh ||= anew;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }

  // The browser tells of a new width between layout and paint. Painting at once, not in the next
  // frame, the canvas never stands in a room that is too narrow for it: a cell that was out of sight
  // while the window shrank would come into sight with its right edge cut off.
  function measure() {
    if (ruler.clientWidth === room) return;
    room = ruler.clientWidth;
    afresh = true;
    draw(true);
  }

  // Draws anew when the theme or the width changes; returns what ends that.
  function followSurroundings() {
    const repaint = () => {
      ink = null;
      schedule();
    };
    const theme = new MutationObserver(repaint);
    theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", repaint);
    const size = new ResizeObserver(measure);
    size.observe(ruler);
    return () => {
      theme.disconnect();
      size.disconnect();
      scheme.removeEventListener("change", repaint);
    };
  }

  return { schedule, followSurroundings };
}
