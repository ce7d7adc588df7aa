// Places: what lives on a page stands in the saved HTML of its cell, instead of picture and sentence.
// So a notebook that is opened again without its kernel shows what was saved, and nothing broken.

const PRESSED = "button, label, summary, input[type=radio], input[type=checkbox]"; // what wants a click
// Every widget loads this file anew, so a counter alone would give the same id to two of them.
let serial = 0;
const here = Math.random().toString(36).slice(2);
export const freshId = () => `nnf-${here}-${++serial}`;

const places = (globalThis.nnfPlaces1 ??= newPlaces()); // one for the page; every widget loads this file

function newPlaces() {
  const living = new Map(); // class of the place -> {make, roots, focused}
  const saved = new WeakMap(); // place -> what it held before
  const found = document.getElementsByClassName("nnf-place"); // kept up to date by the browser
  let press = null; // what a finger is on that wants a click: {element, moved, clicked}

  function fill() {
    for (const place of [...found]) {
      const one = living.get([...place.classList].find((name) => living.has(name)));
      if (!one || one.roots.has(place.firstElementChild)) continue;
      const root = [...one.roots.keys()].find((root) => !root.isConnected) ?? standing(one);
      if (!saved.has(place)) saved.set(place, [...place.childNodes]);
      const lost = document.activeElement === document.body || document.activeElement.contains(place);
      place.replaceChildren(root);
      if (lost && root.contains(one.focused)) one.focused.focus({ preventScroll: true });
      const { element, pointer } = globalThis.nnfHeld || {};
      if (element && root.contains(element)) element.setPointerCapture(pointer); // the drag goes on
      if (press && root.contains(press.element)) press.moved = true;
    }
  }

  function standing(one) {
    const root = document.createElement("div");
    root.className = "nnf-living";
    root.addEventListener("focusin", ({ target }) => { one.focused = target; });
    root.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) one.focused = null; });
    one.roots.set(root, one.make(root));
    return root;
  }

  function add(name, make) {
    if (!living.has(name)) living.set(name, { make, roots: new Map(), focused: null });
    fill();
  }

  // The kernel has gone. The button that wakes the page must start one before it runs many cells:
  // without it JupyterLab empties them.
  function drop(name, startsKernel = false) {
    const one = living.get(name);
    living.delete(name);
    for (const [root, leave] of one?.roots ?? []) {
      leave?.();
      const place = root.parentElement;
      if (!place) continue;
      place.replaceChildren(...(saved.get(place) ?? []));
      const button = place.querySelector(".nnf-wake");
      if (!startsKernel || !button) continue;
      const { commands } = JSON.parse(button.dataset.commandlinkerArgs);
      button.dataset.commandlinkerArgs = JSON.stringify({ commands: [...new Set(["notebook:restart-kernel", ...commands])] });
    }
  }

  // A saved picture that comes while a finger is on a button puts the button into a new place. For the
  // browser it is gone then, and when it is let go there is no click: so one is made.
  addEventListener("pointerdown", ({ target, button, isPrimary }) => {
    const element = button === 0 && isPrimary && target.closest?.(".nnf-place") && target.closest(PRESSED);
    if (!element) return;
    const one = press = { element, moved: false, clicked: false };
    element.addEventListener("click", () => { one.clicked = true; }, { capture: true, once: true });
    whenReleased((event) => {
      press = null;
      if (event.type === "pointerup" && one.moved && element.contains(event.target)) setTimeout(() => one.clicked || element.click());
    });
  }, true);
  // Plain keys in a place are its own, and not JupyterLab's; Ctrl+S still saves.
  addEventListener("keydown", ({ target, ctrlKey, metaKey }) => {
    if (target.closest?.(".nnf-panel, .nnf-cards")) target.toggleAttribute("data-lm-suppress-shortcuts", !ctrlKey && !metaKey);
  }, true);
  new MutationObserver(fill).observe(document.body, { childList: true, subtree: true });
  return { add, drop };
}

// What anywidget asks of a widget that stands in a place. `make(model, el)` builds it, and returns
// what takes its listeners away; outside of a place, in a box of ipywidgets, it is built as well.
export function inPlaces(make) {
  return {
    initialize({ model }) {
      const name = model.get("place"), manager = model.widget_manager;
      manager.get_model(name.replace("nnf-", "")).then((whole) => {
        const tend = () => (whole.comm_live ? places.add(name, (el) => make(model, el)) : places.drop(name));
        model.on("comm_live_update", tend);
        tend();
      });
      tellOpening(model);
      if (model.get("held")) { // the page was loaded anew under the finger
        model.set("held", false);
        model.save_changes();
      }
      model.on("msg:custom", ({ saved }) => saved && keepSaved(manager.context.model.cells, name, saved));
      manager.kernel?.disposed?.connect(() => places.drop(name, true));
      return () => places.drop(name);
    },
    render: ({ model, el }) => make(model, el),
  };
}

// A notebook that was opened anew, on a page that was loaded anew or in a tab that was closed, knows
// the outputs, and no longer that the kernel may change them: then the kernel sends what is to be
// saved, and it is put into the notebook here. Each opening has a widget manager of its own.
const openings = (globalThis.nnfOpenings ??= new WeakMap());

function tellOpening(model) {
  const manager = model.widget_manager;
  if (!openings.has(manager)) openings.set(manager, crypto.randomUUID?.() ?? String(Math.random()));
  const first = model.get("opening"), now = openings.get(manager);
  if (first === now) return;
  model.set(...(first ? ["opened_anew", true] : ["opening", now]));
  model.save_changes();
}

function keepSaved(cells, name, saved) {
  for (let c = 0; c < cells.length; c++) {
    const { outputs } = cells.get(c);
    for (let k = 0; k < (outputs?.length ?? 0); k++) {
      const output = outputs.get(k);
      if (String(output.data["text/html"] ?? "").includes(name))
        outputs.set(k, { ...output.toJSON(), data: saved });
    }
  }
}

// While a finger is on a panel, its saved picture waits, and so does what would push it away.
export function tellHeld(model, root) {
  const hold = (held) => {
    model.set("held", held);
    model.save_changes();
  };
  root.addEventListener("pointerdown", ({ button, isPrimary }) => {
    if (button !== 0 || !isPrimary) return;
    hold(true);
    whenReleased(() => hold(false));
    globalThis.nnfHeld = {};
    whenReleased(() => { globalThis.nnfHeld = null; });
  }, true);
  root.addEventListener("gotpointercapture", ({ target, pointerId }) => {
    if (globalThis.nnfHeld) globalThis.nnfHeld = { element: target, pointer: pointerId };
  });
}

function whenReleased(call) {
  const leave = new AbortController(), how = { capture: true, signal: leave.signal };
  const released = (event) => {
    if (!event.isPrimary) return;
    leave.abort();
    call(event);
  };
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, released, how);
}

// later than what the release itself does: it reads where things are
export const whenNothingIsHeld = (call) => (globalThis.nnfHeld ? whenReleased(() => setTimeout(call)) : call());
