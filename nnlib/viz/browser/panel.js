// A panel: controls, one canvas, a sentence. kernel_link.js talks to the kernel, canvas.js paints; here
// they are tied together.

import { frameAhead } from "./frames.js";
import { element, makeControls } from "./controls.js";
import { makeCanvas } from "./canvas.js";
import { makeHands } from "./pointer.js";
import { makeDrawings } from "./drawings.js";
import { askFirst } from "./predict.js";
import { makeLink } from "./kernel_link.js";
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
  let sayLater = 0, waiting = {};

  // Spoken when the numbers rest, not sixty times a second: where the hand is and what is seen, the
  // last of each.
  function say(text, what = "place") {
    clearTimeout(sayLater);
    waiting[what] = text;
    sayLater = setTimeout(() => {
      parts.live.textContent = [waiting.place, waiting.finding].filter(Boolean).join(". ");
      waiting = {};
    }, 500);
  }

  function tell({ sentence, note, fault }) {
    if (parts.finding.textContent !== sentence) {
      parts.finding.textContent = sentence;
      parts.canvas.setAttribute("aria-label", sentence);
      say(sentence, "finding");
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
function makePrediction(parts, spec, view, able) {
  let asked = null;

  function begin() {
    able(false);
    parts.root.classList.add("nnf-before");
    if (spec.predict.choices) parts.stage.hidden = true;
    else view.veiled = spec.plots[spec.predict.plot].title;
    asked = askFirst(spec, view, (said) => view.send({ kind: "said", said }), parts.stage);
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

// What the parts of one panel share: where its inputs are, what is drawn besides the data, and the
// three things that a part may ask for: a new picture, a message to the kernel, a spoken line.
class View {
  cursors = {}; // of the plots that are painted by hand: [row, column] by name
  guess = null; // the learner's curve, and the place of its cursor while it is drawn
  guessAt = null;
  veiled = null; // the title of the plot whose result is covered
  #caches = {};
  #panel;

  constructor(panel, inputs) {
    this.#panel = panel;
    this.inputs = { ...inputs };
  }

  schedule(anew) {
    this.#panel.canvas.schedule(anew);
  }

  send(content) {
    this.#panel.link.send(content);
  }

  say(text) {
    this.#panel.words.say(text);
  }

  cacheOf(key) {
    return (this.#caches[key] ??= {});
  }

  cursorOf(name) {
    return (this.cursors[name] ??= [0, 0]);
  }
}

// One panel on one page. A move goes from `moved` to the kernel, unless its picture is there already;
// what the kernel says comes in at `answered`; the canvas asks `pictureNow` what is to be seen.
class PanelView {
  settling = false; // the finger is off, and only the picture of the last place counts
  outdated = false; // the frames ahead are those of another value
  kept = null; // the last picture from the frames ahead, and what the kernel had shown and heard by then

  constructor(shared, model) {
    const spec = model.get("spec");
    Object.assign(this, { shared, model, spec, parts: build(spec) });
    this.aheadNames = spec.ahead.map((control) => control.name);
    this.byHand = new Set(spec.plots.map((plot) => plot.asks && plot.asks.name));
    this.words = makeWords(this.parts, spec);
    this.view = new View(this, this.shown().inputs);
    this.link = makeLink(shared, model, this.view, (late) => this.words.tellPatience(late, this.shown().note));
    this.canvas = makeCanvas(this.parts, spec, this.view, {
      next: () => this.pictureNow(), laid: (...where) => this.laid(...where), done: (picture) => this.pictureDone(picture),
    });
    this.makeInputs(shared);
    this.film = makeFilm(this.trainer);
    this.prediction = makePrediction(this.parts, spec, this.view, (on) => this.able(on));
  }

  // All that a learner can move: controls, hands on the plots, the trainer's buttons.
  makeInputs(shared) {
    const { spec, view } = this;
    const moved = (...what) => this.moved(...what), moves = (name) => this.moves(name);
    const pressed = (name) => view.send({ kind: "press", name, inputs: view.inputs });
    this.controls = makeControls(spec, moved, pressed);
    this.hands = [...makeHands(spec, view, moved, moves), ...makeDrawings(spec, view, moved, moves)];
    this.trainer = spec.trainer ? trainerBar(spec, shared, view) : null;
  }

  shown() {
    return this.model.get("shown");
  }

  // Without a kernel only those controls move whose frames were computed ahead.
  moves(name) {
    return this.spec.kernel || this.aheadNames.includes(name);
  }

  showInputs() {
    for (const [name, control] of Object.entries(this.controls.made)) control.set(this.view.inputs[name]);
  }

  able(on) {
    this.wasAble = on;
    const free = on && !this.model.get("locked");
    for (const [name, control] of Object.entries(this.controls.made)) control.able(free && this.moves(name));
    if (this.trainer) this.trainer.able(free);
    for (const hand of this.hands) hand.made.toggleAttribute("inert", !free);
  }

  lookAgain() {
    this.canvas.schedule(false);
  }

  moved(name, place, released = false) {
    this.view.inputs[name] = place;
    this.settling = released;
    if (this.spec.kernel) {
      if (this.aheadNames.length && !this.aheadNames.includes(name)) this.outdated = true;
      this.link.moved(!this.outdated && Boolean(frameAhead(this.model, this.view.inputs)));
    }
    // else the picture is still the old one; it comes with the answer
    this.canvas.schedule(this.byHand.has(name));
  }

  // Where the hands are, as text: their plots are painted from it, and not from the frame alone.
  placesByHand() {
    return JSON.stringify([...this.byHand].map((name) => this.view.inputs[name]));
  }

  answered() {
    const now = this.shown(), { link, prediction } = this, before = this.placesByHand();
    link.noteAnswer(now);
    if (!link.isOpen() && !link.isTelling()) {
      this.outdated = false;
      if (now.inputs) Object.assign(this.view.inputs, now.inputs);
      this.showInputs();
    }
    link.askAgain();
    if (prediction.isOpen() && now.said) prediction.end(now.said);
    link.checkPatience();
    this.film.add({ data: this.model.get("frame"), ...now });
    // a button that sets a hand sends its frame before the answer that moves the hand: the frame may
    // be on the canvas by then, and would not be painted again
    this.canvas.schedule(this.placesByHand() !== before);
  }

  pictureNow() {
    const inputs = this.view.inputs, ahead = this.outdated ? null : frameAhead(this.model, inputs);
    if (ahead) return this.keep({ ...ahead, ahead: true, behind: false, inputs: { ...inputs } });
    if (this.kept && !this.isNewer(this.shown().picture)) return this.kept.image;
    const picture = this.film.take() || { data: this.model.get("frame"), ...this.shown() };
    return { ...picture, ahead: false, behind: this.settling && this.link.isOpen() };
  }

  keep(image) {
    const { number } = this.shown().picture;
    this.kept = { image, number, asked: this.shared.seq };
    return image;
  }

  // Whether the kernel's picture came after the one that is kept, and to a later question. Where a
  // frame is missing, an older one would jump back under the finger.
  isNewer({ number, client, answered }) {
    const old = client === this.shared.client && answered <= this.kept.asked;
    return number !== this.kept.number && !old;
  }

  laid(ctx, cells, arrays) {
    this.prediction.lay(ctx, cells, arrays);
    for (const hand of this.hands) hand.place(cells, arrays);
  }

  pictureDone(picture) {
    this.words.tell(picture);
    if (this.trainer) this.trainer.painted(picture);
    if (this.film.isLeft()) this.lookAgain();
  }

  putInto(el) {
    const { spec, parts, prediction } = this;
    parts.stage.append(...this.hands.map((hand) => hand.made));
    assemble(parts, spec, this.controls, this.trainer);
    el.append(parts.root);
    this.showInputs();
    this.able(true);
    const still = spec.controls.some((control) => control.kind !== "button" && !this.moves(control.name));
    if (!spec.kernel && still) {
      parts.asking.append(element("p", { class: "nnf-note" }, "The grey controls move in the notebook only."));
    }
    if (spec.predict && this.shown().said) prediction.end(this.shown().said);
    else if (spec.predict) prediction.begin();
  }

  // Follows the model, the theme and the width; returns what ends that.
  follow() {
    const lookAgain = () => this.lookAgain(), { model } = this;
    const calls = [["frame", lookAgain], ["frames", lookAgain], ["offsets", lookAgain],
      ["shown", () => this.answered()], ["locked", () => this.able(this.wasAble)]];
    for (const [name, call] of calls) model.on(`change:${name}`, call);
    const leave = this.canvas.followSurroundings();
    this.canvas.schedule();
    return () => {
      if (this.trainer) this.trainer.stop();
      leave();
      for (const [name, call] of calls) model.off(`change:${name}`, call);
    };
  }
}

// Puts a panel into an element; returns what takes its listeners away again.
export function createPanel(shared, model, el) {
  const panel = new PanelView(shared, model);
  panel.putInto(el);
  return panel.follow();
}
