// A panel: controls, one canvas, a sentence. questions.js talks to the kernel, easel.js paints; here
// they are tied together.

import { frameAhead } from "./frames.js";
import { element, makeControls } from "./controls.js";
import { makeEasel } from "./easel.js";
import { makeHands } from "./hands.js";
import { askFirst } from "./predict.js";
import { makeQuestions } from "./questions.js";
import { trainerBar } from "./trainer.js";

// The elements of a panel; `assemble` puts them in the order in which they are read.
function build(spec) {
  const canvas = element("canvas", { class: "nnf-canvas", role: "img" });
  const ruler = element("div", {}); // as wide as the stage, and of no height, whatever is painted
  return {
    canvas,
    ruler,
    stage: element("div", { class: "nnf-stage" }, ruler, canvas),
    finding: element("p", { class: "nnf-finding" }),
    note: element("p", { class: "nnf-note" }),
    fault: element("div", { class: "nnf-fault", role: "alert" }),
    live: element("div", { class: "nnf-unseen", "aria-live": "polite" }),
    asking: element("div", {}),
    root: element("div", { class: "nnf-panel", role: "group", "aria-label": spec.label }),
  };
}

function assemble(parts, spec, controls, trainer) {
  parts.root.append(
    ...(spec.controls.length ? [controls.box] : []), ...(trainer ? [trainer.box] : []),
    parts.asking, parts.stage, parts.finding, parts.note, parts.fault, parts.live,
  );
}

// The words around the picture.
function makeWords(parts, spec) {
  let sayLater = 0;

  // spoken when the numbers rest, not sixty times a second
  function say(text) {
    clearTimeout(sayLater);
    sayLater = setTimeout(() => { parts.live.textContent = text; }, 500);
  }

  function tell({ sentence, note, fault }) {
    if (parts.finding.textContent !== sentence) {
      parts.finding.textContent = sentence;
      parts.canvas.setAttribute("aria-label", sentence);
      say(sentence);
    }
    const text = fault || "";
    if (parts.fault.textContent !== text) parts.fault.textContent = text;
    if (!parts.root.classList.contains("nnf-waits") && parts.note.textContent !== note) parts.note.textContent = note || "";
  }

  function tellPatience(late, note) {
    parts.root.classList.toggle("nnf-waits", late);
    parts.note.textContent = late ? spec.waits : note;
  }

  return { say, tell, tellPatience };
}

// Predict first: until the learner has said something, the result is covered and nothing moves.
function makePrediction(parts, spec, view, send, able) {
  let asked = null;

  function begin() {
    able(false);
    parts.root.classList.add("nnf-before");
    if (spec.predict.choices) parts.stage.hidden = true;
    else view.veiled = spec.plots[spec.predict.plot].title;
    asked = askFirst(spec, view, (said) => send({ kind: "said", said }), parts.stage);
    parts.asking.replaceChildren(asked.card);
  }

  function end(said) {
    if (asked && asked.end) asked.end();
    asked = null;
    parts.stage.hidden = false;
    parts.root.classList.remove("nnf-before");
    Object.assign(view, { veiled: null, guess: said.curve || null, guessAt: null });
    const words = said.curve ? said.words : `You said: ${spec.predict.choices[said.choice]}`;
    parts.asking.replaceChildren(element("p", { class: "nnf-said" }, words));
    able(true);
    view.schedule();
  }

  return { begin, end, isOpen: () => asked !== null, lay: (...where) => asked && asked.lay(...where) };
}

// Pictures of a training that came together are shown one after the other, one a frame: then the
// next ones are asked for one by one, too. There are never more than the trainer has asked for.
function makeFilm(trainer) {
  const film = [];
  return {
    add: (picture) => { if (trainer && trainer.isPlaying()) film.push(picture); },
    take: () => {
      // after Pause the last picture counts, not those on the way to it
      if (film.length && !trainer.isPlaying()) film.splice(0, film.length - 1);
      return film.shift();
    },
    isLeft: () => film.length > 0,
  };
}

function newView(inputs) {
  const caches = {};
  const view = {
    inputs: { ...inputs }, cursors: {}, guess: null, guessAt: null, veiled: null,
    cacheOf: (key) => (caches[key] ??= {}),
    cursorOf: (name) => (view.cursors[name] ??= [0, 0]),
  };
  return view;
}

export function createPanel(shared, model, el) {
  const spec = model.get("spec"), shown = () => model.get("shown");
  const parts = build(spec), words = makeWords(parts, spec), view = newView(shown().inputs);
  const questions = makeQuestions(shared, model, view, (late) => words.tellPatience(late, shown().note));
  const easel = makeEasel(parts, spec, view, { next: pictureNow, laid, done: pictureDone });
  Object.assign(view, { schedule: easel.schedule, send: questions.send, say: words.say });
  const aheadNames = spec.ahead.map((control) => control.name);
  const byHand = new Set(spec.plots.map((plot) => plot.asks && plot.asks.name));
  const moves = (name) => spec.kernel || aheadNames.includes(name);
  const controls = makeControls(spec, moved, (name) => questions.send({ kind: "press", name, inputs: view.inputs }));
  const hands = makeHands(spec, view, moved, moves);
  const trainer = spec.trainer ? trainerBar(spec, shared, view) : null;
  const film = makeFilm(trainer), prediction = makePrediction(parts, spec, view, questions.send, able);
  const lookAgain = () => easel.schedule(false);
  let settling = false; // the finger is off, and only the picture of the last place counts
  let outdated = false; // the frames ahead are those of another value

  function showInputs() {
    for (const [name, control] of Object.entries(controls.made)) control.set(view.inputs[name]);
  }

  function able(on) {
    for (const [name, control] of Object.entries(controls.made)) control.able(on && moves(name));
    if (trainer) trainer.able(on);
  }

  function moved(name, place, released = false) {
    view.inputs[name] = place;
    settling = released;
    if (spec.kernel) {
      if (aheadNames.length && !aheadNames.includes(name)) outdated = true;
      questions.moved(!outdated && Boolean(frameAhead(model, view.inputs)));
    }
    // else the picture is still the old one; it comes with the answer
    easel.schedule(byHand.has(name));
  }

  function answered() {
    const now = shown();
    questions.noteAnswer(now);
    if (!questions.isOpen() && !questions.isTelling()) {
      outdated = false;
      if (now.inputs) Object.assign(view.inputs, now.inputs);
      showInputs();
    }
    questions.askAgain();
    if (prediction.isOpen() && now.said) prediction.end(now.said);
    questions.checkPatience();
    film.add({ data: model.get("frame"), ...now });
    lookAgain();
  }

  function pictureNow() {
    const ahead = outdated ? null : frameAhead(model, view.inputs);
    if (ahead) return { ...ahead, ahead: true, behind: false, inputs: view.inputs };
    const picture = film.take() || { data: model.get("frame"), ...shown() };
    return { ...picture, ahead: false, behind: settling && questions.isOpen() };
  }

  function laid(ctx, cells, arrays) {
    prediction.lay(ctx, cells, arrays);
    for (const hand of hands) hand.place(cells, arrays);
  }

  function pictureDone(picture) {
    words.tell(picture);
    if (trainer) trainer.painted(picture);
    if (film.isLeft()) lookAgain();
  }

  function begin() {
    parts.stage.append(...hands.map((hand) => hand.made));
    assemble(parts, spec, controls, trainer);
    el.append(parts.root);
    showInputs();
    able(true);
    const still = spec.controls.some((control) => control.kind !== "button" && !moves(control.name));
    if (!spec.kernel && still) {
      parts.asking.append(element("p", { class: "nnf-note" }, "The grey controls move in the notebook only."));
    }
    if (spec.predict && shown().said) prediction.end(shown().said);
    else if (spec.predict) prediction.begin();
  }

  begin();
  const calls = [["frame", lookAgain], ["frames", lookAgain], ["offsets", lookAgain], ["shown", answered]];
  for (const [name, call] of calls) model.on(`change:${name}`, call);
  const leave = easel.followSurroundings();
  easel.schedule();
  return () => {
    if (trainer) trainer.stop();
    leave();
    for (const [name, call] of calls) model.off(`change:${name}`, call);
  };
}
