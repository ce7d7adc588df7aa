// Cards of a lesson: a bet with a confidence, or the questions of a quiz.
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

// A bet: asked, made, decided. `ask` sends to the kernel and says so if nobody answers.
function renderBet(root, card, model, moved) {
  const state = model.get("state");
  const status = element("span", { class: "nnf-note", role: "status", "aria-live": "polite" });
  const holder = element("div", { class: "nnf-card" });
  const ask = (content) => {
    const reply = model.get("state").reply || 0;
    status.textContent = "Keeping …";
    model.send(content);
    setTimeout(() => {
      if ((model.get("state").reply || 0) === reply)
        status.textContent = "No answer from the kernel. Run this cell again.";
    }, 4000);
  };
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
