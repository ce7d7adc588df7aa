// Controls: ordinary form elements, so that keyboard, touch and screen readers work as on any page.

import { freshId } from "./places.js";

const TAKES_KEYS = new Set(["input", "select", "button"]);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  // JupyterLab would take the keys: arrows to go from cell to cell, letters to add and delete cells
  if (TAKES_KEYS.has(tag) || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// A slider over the places of a list; what is spoken and shown is the value at that place.
function slider(control, moved) {
  const id = freshId();
  const input = element("input", { type: "range", id, min: 0, max: control.options.length - 1, step: 1 });
  const readout = element("output", { for: id });
  const text = readout.appendChild(document.createTextNode(""));
  const say = () => {
    text.data = control.options[input.value];
    input.setAttribute("aria-valuetext", text.data);
  };
  input.addEventListener("input", () => {
    say();
    moved(Number(input.value), false);
  });
  let held = false;
  input.addEventListener("pointerdown", () => { held = true; });
  input.addEventListener("change", () => {
    if (held) moved(Number(input.value), true);
    held = false;
  });
  const set = (place) => {
    if (Number(input.value) !== place) input.value = place;
    say();
  };
  const box = element("div", { class: "nnf-control" }, element("label", { for: id }, control.label), input, readout);
  const buttons = control.stepper ? stepButtons(control, input) : [];
  if (control.stepper) {
    box.append(element("div", { class: "nnf-steps" }, ...buttons));
    box.classList.add("nnf-stepped");
  }
  return { box, set, able: (on) => { for (const part of [input, ...buttons]) part.disabled = !on; } };
}

// A step back and a step forward, for whoever wants to press and not to drag; and "Play".
function stepButtons(control, input) {
  const go = (by) => {
    input.value = Number(input.value) + by;
    input.dispatchEvent(new Event("input"));
  };
  const made = [["◀", -1, "back"], ["▶", 1, "forward"]].map(([sign, by, words]) => {
    const step = button(sign, () => go(by));
    step.setAttribute("aria-label", `${control.label} ${words}`);
    return step;
  });
  if (!control.play) return made;
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const play = button("Play", () => {
    if (timer) return stop();
    if (input.value === input.max) input.value = 0;
    play.textContent = "Pause";
    timer = setInterval(() => (input.value === input.max || !input.isConnected ? stop() : go(1)), control.play);
  });
  return [...made, play];
}

function radios(control, moved) {
  const name = freshId(), inputs = [];
  const box = element("fieldset", { class: "nnf-control nnf-choice" }, element("legend", {}, control.label));
  control.options.forEach((text, place) => {
    const input = element("input", { type: "radio", name, value: place });
    input.addEventListener("change", () => moved(place, false));
    inputs.push(input);
    box.append(element("label", {}, input, text));
  });
  const set = (place) => { inputs[place].checked = true; };
  return { box, set, able: (on) => { box.disabled = !on; } };
}

function selection(control, moved) {
  const id = freshId();
  const options = control.options.map((text, place) => element("option", { value: place }, text));
  const input = element("select", { id }, ...options);
  input.addEventListener("change", () => moved(Number(input.value), false));
  const box = element("div", { class: "nnf-control" }, element("label", { for: id }, control.label), input);
  return { box, set: (place) => { input.value = place; }, able: (on) => { input.disabled = !on; } };
}

function tick(control, moved) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => moved(Number(input.checked), false));
  const box = element("label", { class: "nnf-control nnf-switch" }, input, control.label);
  return { box, set: (place) => { input.checked = place === 1; }, able: (on) => { input.disabled = !on; } };
}

export function button(text, pressed) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", pressed);
  return made;
}

function presser(control, pressed) {
  const made = button(control.label, pressed);
  return { box: made, set: () => {}, able: (on) => { made.disabled = !on; } };
}

// Make all controls of a panel. `moved(name, place, released)` and `pressed(name)` are called back.
export function makeControls(spec, moved, pressed) {
  const box = element("div", { class: "nnf-controls" }), made = {};
  let row = null;
  for (const control of spec.controls) {
    const told = (place, released) => moved(control.name, place, released);
    const kind = control.kind === "choice" ? (control.options.length > 5 ? selection : radios)
      : { slider, switch: tick }[control.kind];
    made[control.name] = kind ? kind(control, told) : presser(control, () => pressed(control.name));
    // ticks and buttons that follow each other stand side by side
    const small = control.kind === "switch" || control.kind === "button";
    if (!small || !row) row = box.appendChild(small ? element("div", { class: "nnf-row" }) : made[control.name].box);
    if (small) row.append(made[control.name].box);
    else row = null;
  }
  return { box, made };
}
