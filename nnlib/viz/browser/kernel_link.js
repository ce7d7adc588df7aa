// What a panel asks the kernel, and whether the kernel answers. At most two questions wait there, and
// the last values win: so the picture under the finger is never an old one.

const WAITING = 2; // questions at the kernel at one time, for a slider
const PATIENCE = 1500; // ms until the panel says that it waits
const RESTS = 300; // ms without a move until the finger counts as resting

// What is known of the kernel by all views of one panel.
export function newShared() {
  return { client: Math.random().toString(36).slice(2), seq: 0, answered: 0, since: 0 };
}

// The link of one view. `onPatience` is told whether an answer is late.
export function makeLink(shared, model, view, onPatience) {
  let wanted = false, tellLater = 0;

  function send(content) {
    if (shared.seq === shared.answered) shared.since = performance.now();
    shared.seq += 1;
    setTimeout(checkPatience, PATIENCE + 50);
    try {
      model.send({ ...content, client: shared.client, seq: shared.seq });
    } catch {
      // after a restart of the kernel there is nobody to send to; checkPatience says so
    }
  }

  function ask() {
    wanted = shared.seq - shared.answered >= WAITING;
    if (!wanted) send({ kind: "values", inputs: view.inputs });
  }

  function tell() {
    tellLater = 0;
    send({ kind: "moved", inputs: view.inputs });
  }

  // A control has moved. If its picture is there already, the kernel hears of it when the finger rests.
  function moved(isThere) {
    clearTimeout(tellLater);
    tellLater = 0;
    if (isThere) tellLater = setTimeout(tell, RESTS);
    else ask();
  }

  function checkPatience() {
    const late = shared.seq > shared.answered && performance.now() - shared.since > PATIENCE;
    onPatience(late);
    if (late) setTimeout(checkPatience, PATIENCE);
  }

  // The kernel has answered a view of this panel, maybe another one.
  function noteAnswer({ client, answered }) {
    if (client !== shared.client) return;
    if (answered > shared.answered) shared.since = performance.now();
    shared.answered = Math.max(shared.answered, answered);
  }

  return {
    send, moved, checkPatience, noteAnswer,
    askAgain: () => { if (wanted) ask(); },
    isOpen: () => shared.seq > shared.answered || wanted,
    isTelling: () => tellLater !== 0,
  };
}
