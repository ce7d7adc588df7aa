// A page of its own: the panels of export.py, without a kernel and without a net.

import { createPanel } from "./panel.js";
import { newShared } from "./kernel_link.js";

function bytes(text) {
  const raw = atob(text), array = new Uint8Array(raw.length);
  for (let k = 0; k < raw.length; k++) array[k] = raw.charCodeAt(k);
  return new DataView(array.buffer);
}

// What a panel needs of a model. Nobody answers but the page itself, which remembers a prediction.
function modelOf(state) {
  const listeners = [];
  return {
    get: (name) => state[name],
    on: (event, call) => listeners.push([event, call]),
    off: () => {},
    send: (content) => {
      if (content.kind !== "said") return;
      state.shown = { ...state.shown, client: content.client, answered: content.seq, said: content.said };
      for (const [event, call] of listeners) if (event === "change:shown") call();
    },
  };
}

for (const el of document.querySelectorAll(".nnf-exported")) {
  const state = JSON.parse(el.querySelector("script").textContent);
  for (const name of ["frame", "frames", "offsets"]) state[name] = bytes(state[name]);
  el.replaceChildren();
  createPanel(newShared(), modelOf(state), el);
}
