// Question cards of a lesson: a prediction with a confidence, or the questions of a quiz.
// Everything is ordinary HTML: Tab reaches a group, the arrow keys move in it, Space chooses.

let serial = 0;

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
  const name = `nnf-${++serial}`;
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

function renderPrediction(root, card, model, moved) {
  const state = model.get("state");
  const said = element("span", { class: "nnf-note", role: "status", "aria-live": "polite" });
  const holder = element("div", { class: "nnf-card" });
  const ask = (content) => {
    const reply = model.get("state").reply || 0;
    said.textContent = "Keeping …";
    model.send(content);
    setTimeout(() => {
      if ((model.get("state").reply || 0) === reply)
        said.textContent = "No answer from the kernel. Run this cell again.";
    }, 4000);
  };
  if (state.said) {
    const sentence = element("p", { class: "nnf-kept", tabindex: "-1" });
    sentence.append("You said: ", element("strong", {}, ...words(state.said)), ` (${state.sure})`);
    const again = element("button", { type: "button", class: "nnf-link" }, "start over");
    again.addEventListener("click", () => ask({ again: true }));
    const facts = [state.when, state.note].filter(Boolean).join(" · ");
    const line = element("p", { class: "nnf-note" }, `${facts} `, again, " ", said);
    said.className = "";
    holder.append(element("p", { class: "nnf-asked" }, ...words(card.question)), sentence, line);
    root.replaceChildren(holder);
    if (moved) sentence.focus({ preventScroll: true });
    return;
  }
  const choice = {};
  holder.append(
    group(card.question, card.choices, (key) => (choice.choice = key)),
    group("How sure are you?", card.confidences, (key) => (choice.sure = key), {
      class: "nnf-sure",
    }),
  );
  const commit = element("button", { type: "button", class: "nnf-commit" }, "Keep my prediction");
  commit.addEventListener("click", () => {
    if (choice.choice && choice.sure) ask({ commit: choice });
    else if (choice.choice) said.textContent = "Say how sure you are, too.";
    else said.textContent = "Choose an answer first; a guess is fine.";
  });
  said.textContent = state.note || "";
  holder.append(element("div", { class: "nnf-row" }, commit, said));
  root.replaceChildren(holder);
  if (moved) holder.querySelector("input").focus({ preventScroll: true });
}

// The text version stands below for saved notebooks; while this widget lives it is not needed.
function hideText(el) {
  const output = el.closest(".jp-OutputArea");
  if (output) output.classList.add("nnf-alive");
  return () => output && output.classList.remove("nnf-alive");
}

function render({ model, el }) {
  const root = element("div", { class: "nnf-cards", "data-lm-suppress-shortcuts": "true" });
  // arrow keys belong to the radio buttons here, not to the notebook
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  const cards = model.get("cards");
  const update = () =>
    renderPrediction(root, cards[0], model, root.contains(document.activeElement));
  if (model.get("kind") === "quiz") renderQuiz(root, cards);
  else {
    renderPrediction(root, cards[0], model, false);
    model.on("change:state", update);
  }
  let restore = () => {};
  const waiting = requestAnimationFrame(() => (restore = hideText(el)));
  return () => {
    cancelAnimationFrame(waiting);
    model.off("change:state", update);
    restore();
  };
}

export default { render };
