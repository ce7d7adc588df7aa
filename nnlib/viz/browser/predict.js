// Predict first: the learner chooses or draws; then the result stands over what was said.

import { clamp } from "./axes.js";
import { button, element } from "./controls.js";
import { freshId } from "./places.js";
import { curveScales } from "./curves.js";
import { follow, lay, layer } from "./pointer.js";

// The curve that a learner has drawn, thick and dotted, over the plot it belongs to.
export function drawGuess(ctx, cell, plot, arrays, ink, guess, at) {
  const { box, y } = curveScales(ctx, cell, plot, arrays), last = guess.length - 1;
  const X = (k) => box.x + (k * box.w) / last;
  const flip = (k) => (plot.x.reversed ? last - k : k);
  ctx.strokeStyle = ctx.fillStyle = ink.text;
  ctx.lineWidth = 4;
  ctx.lineCap = "round";
  ctx.setLineDash([1, 8]);
  ctx.beginPath();
  let drawn = false;
  guess.forEach((v, k) => {
    if (v !== null) ctx[drawn ? "lineTo" : "moveTo"](X(flip(k)), y(v));
    drawn = v !== null;
  });
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineCap = "butt";
  if (at === null) {
    const first = guess.findIndex((v) => v !== null);
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    const place = [X(flip(first)) + 6, Math.max(y(guess[first]) - 12, box.y + 14)];
    ctx.strokeStyle = ink.paper; // a rim, so that the words can be read on the dots
    ctx.strokeText("your guess", ...place);
    ctx.fillText("your guess", ...place);
    return;
  }
  ctx.lineWidth = 1.5;
  const Y = y(guess[at] ?? (y.log ? Math.sqrt(y.low * y.high) : (y.low + y.high) / 2));
  ctx.strokeRect(X(flip(at)) - 6, Y - 6, 12, 12);
}

function choiceCard(asked, commit) {
  const name = freshId();
  const card = element("fieldset", { class: "nnf-predict" }, element("legend", {}, asked.question));
  asked.choices.forEach((text, k) => {
    const input = element("input", { type: "radio", name, value: k });
    input.addEventListener("change", () => { done.disabled = false; });
    card.append(element("label", {}, input, text));
  });
  const done = button("This is my prediction", () => {
    commit({ choice: Number(card.querySelector("input:checked").value) });
  });
  done.disabled = true;
  card.append(done);
  return { card, lay: () => {} };
}

// Fill the columns between two places of the pen, so that a fast stroke leaves no gap.
function stroke(guess, from, to) {
  const [k0, v0] = from, [k1, v1] = to, steps = Math.abs(k1 - k0);
  for (let i = 0; i <= steps; i++) {
    const k = steps ? k0 + (i * (k1 - k0)) / steps : k1;
    guess[Math.round(k)] = steps ? v0 + (i * (v1 - v0)) / steps : v1;
  }
}

function curveCard(asked, view, commit, plot, stage) {
  const { points } = asked, last = points - 1, guess = (view.guess = Array(points).fill(null));
  view.guessAt = 0;
  let axis = null, pen = null;
  const value = (share) => axis.inverse(axis.top + share * axis.height);
  const share = (v) => (axis(v) - axis.top) / axis.height;
  const flip = (k) => (plot.x.reversed ? last - k : k);
  const tell = () => {
    done.disabled = guess.includes(null);
    const missing = guess.filter((v) => v === null).length;
    left.textContent = missing ? `Draw your curve from one side to the other; ${missing} of ${points} places are left.` : "";
    view.schedule();
  };
  const over = layer(`${asked.question} Up and down draw, left and right go on.`, ({ key }) => {
    const k = view.guessAt, now = guess[k] === null ? 0.5 : share(guess[k]);
    const step = { ArrowLeft: flip(1) - flip(0), ArrowRight: 0, ArrowUp: -0.04, ArrowDown: 0.04 }[key];
    if (step === undefined) return false;
    if (key === "ArrowUp" || key === "ArrowDown") guess[k] = value(clamp(now + step, 0, 1));
    else {
      const to = clamp(k + (key === "ArrowRight" ? 1 : -1) * (plot.x.reversed ? -1 : 1), 0, last);
      if (guess[k] === null) guess[k] = value(0.5);
      guess[to] ??= guess[k];
      view.guessAt = to;
    }
    view.say(`place ${view.guessAt + 1} of ${points}`);
    tell();
    return true;
  });
  // the whole cell of the plot: beside the axes a stroke goes along their nearest edge
  const around = element("div", { class: "nnf-hand" });
  follow(over, (x, y, first) => {
    const k = flip(clamp(Math.round(x * last), 0, last)), point = [k, value(clamp(y, 0, 1))];
    stroke(guess, first || !pen ? point : pen, point);
    pen = point;
    view.guessAt = k;
    tell();
  }, around);
  around.append(over);
  stage.append(around);
  const left = element("p", { class: "nnf-note" });
  const done = button("This is my prediction", () => commit({ curve: guess }));
  const card = element("div", { class: "nnf-predict", role: "group", "aria-label": "prediction" }, element("p", {}, asked.question), left, done);
  tell();
  const put = (ctx, cells, arrays) => {
    const { box, y } = curveScales(ctx, cells[asked.plot], plot, arrays);
    axis = y;
    axis.top = box.y;
    axis.height = box.h;
    const cell = cells[asked.plot];
    lay(around, cell);
    lay(over, { ...box, x: box.x - cell.x, y: box.y - cell.y });
  };
  return { card, lay: put, end: () => around.remove() };
}

// The part of a panel that asks for a prediction; null once one was made.
export function askFirst(spec, view, commit, stage) {
  const asked = spec.predict;
  return asked.choices
    ? choiceCard(asked, commit)
    : curveCard(asked, view, commit, spec.plots[asked.plot], stage);
}
