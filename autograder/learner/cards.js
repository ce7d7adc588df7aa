// Cards of a lesson: a bet with a confidence, the questions of a quiz, lines to be put in order.
// Everything is ordinary HTML: Tab reaches a group, the arrow keys move in it, Space chooses.

import { freshId, inPlaces, whenNothingIsHeld } from "../../nnlib/viz/browser/places.js";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// `code` in backticks; everything else is text and never markup
function words(text) {
  return text.split("`").map((part, k) => (k % 2 ? element("code", {}, part) : part));
}

// One question with radio buttons; `chosen` is called with the key of the choice.
function group(legend, choices, chosen, attributes = {}) {
  const name = freshId(); // groups of one name, in whichever cards, would share one mark
  const fieldset = element("fieldset", attributes, element("legend", {}, ...words(legend)));
  for (const [key, text] of choices) {
    const input = element("input", { type: "radio", name, value: key });
    input.addEventListener("change", () => chosen(key, label));
    const label = element("label", {}, input, element("span", {}, ...words(text)));
    fieldset.append(label);
  }
  return fieldset;
}

function quizCard(card) {
  const said = element("p", { class: "nnf-said", role: "status", "aria-live": "polite" });
  const choices = card.answers.map((answer, k) => [String(k), answer.text]);
  const asked = group(card.question, choices, (key, label) => {
    const { right, because } = card.answers[Number(key)];
    for (const other of asked.querySelectorAll("label")) other.className = "";
    label.className = "nnf-chosen";
    said.className = right ? "nnf-said nnf-yes" : "nnf-said nnf-look";
    said.replaceChildren(
      element("strong", {}, right ? "✓ Yes. " : "Look again. "),
      ...words(because),
    );
  });
  asked.append(said);
  return element("div", { class: "nnf-card" }, asked);
}

function renderQuiz(root, cards) {
  const heading = element("p", { class: "nnf-note" }, "No points, and nothing is remembered.");
  root.replaceChildren(heading, ...cards.map(quizCard));
}

// Sends to the kernel, and says so if nobody answers.
function sendAndWait(model, content, status, words) {
  const reply = model.get("state").reply || 0;
  status.textContent = words;
  model.send(content);
  setTimeout(() => {
    if ((model.get("state").reply || 0) === reply)
      status.textContent = "No answer from the kernel. Run this cell again.";
  }, 4000);
}

// A bet: asked, made, decided.
function renderBet(root, card, model, moved) {
  const state = model.get("state");
  const status = element("span", { class: "nnf-note", role: "status", "aria-live": "polite" });
  const holder = element("div", { class: "nnf-card" });
  const ask = (content) => sendAndWait(model, content, status, "Keeping …");
  if (state.said) showSaid(holder, card, state, ask, status);
  else if (state.turned_out) holder.append(element("p", { class: "nnf-asked" }, ...words(card.question)));
  else askForBet(holder, card, state, ask, status);
  if (state.turned_out) showOutcome(holder, state);
  else if (state.said || state.open) holder.append(element("p", { class: "nnf-next" }, `Now ${state.task}, and see.`));
  root.replaceChildren(holder);
  const first = state.said ? holder.querySelector(".nnf-kept") : holder.querySelector("input");
  if (moved && first) first.focus({ preventScroll: true });
}

function showSaid(holder, card, state, ask, status) {
  const sentence = element("p", { class: "nnf-kept", tabindex: "-1" });
  sentence.append("You said: ", element("strong", {}, ...words(state.said)), ` (${state.sure})`);
  const again = element("button", { type: "button", class: "nnf-link" }, "start over");
  again.addEventListener("click", () => ask({ again: true }));
  const facts = [state.when, state.note].filter(Boolean).join(" · ");
  holder.append(
    element("p", { class: "nnf-asked" }, ...words(card.question)), sentence,
    element("p", { class: "nnf-note" }, `${facts} `, again, " ", status),
  );
}

function showOutcome(holder, state) {
  const kind = state.right === null ? "" : state.right ? " nnf-yes" : " nnf-look";
  const line = element("p", { class: `nnf-outcome${kind}`, role: "status" });
  line.append("It turned out: ", element("strong", {}, ...words(state.turned_out)), " ", ...words(state.why));
  holder.append(line);
}

const SHORT = 26; // letters of an answer that has room beside the others

function askForBet(holder, card, state, ask, status) {
  const choice = {};
  const isShort = card.choices.every(([, text]) => text.length <= SHORT);
  const sure = group("How sure are you?", card.confidences, (key) => (choice.sure = key), { class: "nnf-sure" });
  holder.append(
    group(card.question, card.choices, (key) => (choice.choice = key), { class: isShort ? "nnf-short" : "nnf-options" }),
  );
  const commit = element("button", { type: "button", class: "nnf-commit" }, "Bet");
  commit.addEventListener("click", () => {
    if (choice.choice && choice.sure) ask({ commit: choice });
    else if (choice.choice) status.textContent = "Say how sure you are, too.";
    else status.textContent = "Choose an answer first; a guess is fine.";
  });
  const row = element("div", { class: "nnf-row" }, sure, commit);
  if (!state.open) {
    const anyway = element("button", { type: "button", class: "nnf-link" }, "show it without a bet");
    anyway.addEventListener("click", () => ask({ anyway: true }));
    row.append(anyway);
  }
  row.append(status);
  status.textContent = state.note || "";
  holder.append(row);
}

// Folds of the notebook that open when a bet is decided. JupyterLab makes the text of a notebook anew,
// and puts parts of it on the page only when they come into sight: so it is looked for at every change.
// What was closed by hand stays closed; it is remembered on the notebook, for all of its cards.
function makeFolds(model, root) {
  let notebook = null, leaving = false;

  function open(justDecided) {
    if (!notebook || !model.get("state").turned_out) return;
    const name = model.get("fold"), closed = (notebook.nnfClosed ??= new Set());
    if (justDecided) closed.delete(name);
    for (const fold of notebook.querySelectorAll(`details.nnf-fold.${CSS.escape(name)}`)) {
      if (!fold.nnfSeen) fold.addEventListener("toggle", () => (fold.open ? closed.delete(name) : closed.add(name)));
      if (!fold.nnfSeen || justDecided) fold.open = !closed.has(name);
      fold.nnfSeen = true;
    }
  }

  // started over: what turned out is put away again
  function close() {
    for (const fold of notebook?.querySelectorAll(`details.nnf-fold.${CSS.escape(model.get("fold"))}`) ?? [])
      fold.open = false;
  }

  const watcher = new MutationObserver(() => open(false));
  function attach() {
    if (leaving) return;
    if (!root.isConnected) {
      requestAnimationFrame(attach);
      return;
    }
    notebook = root.closest(".jp-NotebookPanel") ?? document.body;
    watcher.observe(notebook, { childList: true, subtree: true });
    open(false);
  }
  attach();
  return { open, close, leave: () => { leaving = true; watcher.disconnect(); } };
}

// Lines to be put in order. Those above the bar are run, those below it are left out. A line is dragged,
// or moved by its buttons, and by the arrow keys while one of them has the focus.
function makeOrder(root, card, model) {
  const status = element("p", { class: "nnf-said", role: "status", "aria-live": "polite" });
  const moved = element("span", { class: "nnf-hidden", role: "status", "aria-live": "polite" });
  const list = element("ul", { class: "nnf-lines" });
  const bar = element("li", { class: "nnf-bar" }, "left out: what is below this bar");
  const run = element("button", { type: "button", class: "nnf-commit" }, "Run these lines");
  const code = (text) => element("pre", { class: "nnf-frame" }, text);

  const lines = () => [...list.children];
  const place = (line) => {
    const at = lines().indexOf(line), last = lines().indexOf(bar);
    return at < last ? `line ${at + 1} of ${last}` : "left out";
  };

  function shift(line, by) {
    const there = lines()[lines().indexOf(line) + by];
    if (!there) return;
    const focused = document.activeElement;
    if (by < 0) there.before(line);
    else there.after(line);
    if (line.contains(focused)) focused.focus({ preventScroll: true }); // what moves on the page loses it
    moved.textContent = place(line);
  }

  function lineOf(key, text) {
    const line = element("li", { "data-key": key });
    const buttons = [["▲", -1, "move up"], ["▼", 1, "move down"]].map(([sign, by, label]) => {
      const made = element("button", { type: "button", class: "nnf-shift", "aria-label": `${label}: ${text}` }, sign);
      made.addEventListener("click", () => shift(line, by));
      return made;
    });
    line.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      shift(line, by);
    });
    const words = element("code", {}, text);
    words.addEventListener("pointerdown", (event) => drag(line, event));
    line.append(words, ...buttons);
    return line;
  }

  // The list holds the pointer: a line that moves on the page would lose it.
  function drag(line, event) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    list.setPointerCapture(event.pointerId);
    line.classList.add("nnf-held");
    const leave = new AbortController(), how = { signal: leave.signal };
    list.addEventListener("pointermove", ({ clientY }) => {
      const below = lines().find((one) => one !== line && clientY < middle(one));
      if (below && below !== line.nextElementSibling) below.before(line);
      else if (!below && list.lastElementChild !== line) list.append(line);
    }, how);
    const release = () => {
      leave.abort();
      line.classList.remove("nnf-held");
      moved.textContent = place(line);
    };
    for (const kind of ["pointerup", "pointercancel"]) list.addEventListener(kind, release, how);
  }

  const tell = () => {
    const { said, right } = model.get("state");
    status.textContent = said ? `${right ? "✓ " : ""}${said}` : "";
    status.className = `nnf-said ${right ? "nnf-yes" : "nnf-look"}`;
  };
  run.addEventListener("click", () => {
    const taken = lines().slice(0, lines().indexOf(bar)).map((line) => line.dataset.key);
    status.className = "nnf-said";
    sendAndWait(model, { lines: taken }, status, "Running …");
  });

  const made = new Map(card.lines.map(([key, text]) => [key, lineOf(key, text)]));
  const taken = (model.get("state").taken || []).map((key) => made.get(key)); // the page was made anew
  list.append(...taken, bar, ...[...made.values()].filter((line) => !taken.includes(line)));
  root.append(element("div", { class: "nnf-card" },
    element("p", { class: "nnf-asked" }, card.task),
    element("p", { class: "nnf-note" }, "Drag a line above the bar, or use its buttons or the arrow keys."),
    code(card.first), list, code(`    ${card.last}`), element("div", { class: "nnf-row" }, run), status, moved));
  if (model.get("state").said) tell();
  model.on("change:state", tell);
  return () => model.off("change:state", tell);
}

const middle = (one) => {
  const box = one.getBoundingClientRect();
  return box.top + box.height / 2;
};

function makeCards(model, el) {
  const root = element("div", { class: "nnf-cards" });
  // arrow keys belong to the radio buttons here, not to the notebook; Ctrl+S still saves
  root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  el.append(root);
  const cards = model.get("cards");
  if (model.get("kind") === "quiz") {
    renderQuiz(root, cards);
    return () => {};
  }
  if (model.get("kind") === "order") return makeOrder(root, cards[0], model);
  let decided = Boolean(model.get("state").turned_out);
  const folds = makeFolds(model, root);
  const update = () => {
    renderBet(root, cards[0], model, root.contains(document.activeElement));
    const now = Boolean(model.get("state").turned_out);
    if (decided && !now) folds.close();
    folds.open(now && !decided);
    decided = now;
  };
  renderBet(root, cards[0], model, false);
  const inTime = () => whenNothingIsHeld(update); // a card that grows would push the panel away
  model.on("change:state", inTime);
  return () => {
    model.off("change:state", inTime);
    folds.leave();
  };
}

export default () => inPlaces(makeCards);
