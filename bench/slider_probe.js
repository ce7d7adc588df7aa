// Watches one panel while its slider is dragged: when did which value come, when was it on the screen.
// Works for panels, which tell when they have painted, and for ipympl by a square that carries the value.
([selector, slider, stamped]) => {
  const root = document.querySelectorAll(selector[0])[selector[1]];
  const canvas = root.querySelector("canvas");
  const probe = (window.probe = { events: [], paints: [], frames: 0, blank: 0, on: false, released: 0 });
  const value = () => (stamped ? window.probeValue() : Number(slider && root.querySelectorAll("input[type=range]")[slider[0]].value));
  const note = () => {
    if (!probe.on) return;
    const v = value(), last = probe.events[probe.events.length - 1];
    if (!last || last[1] !== v) probe.events.push([performance.now(), v]);
  };
  for (const kind of ["input", "pointermove", "mousemove", "keydown"]) window.addEventListener(kind, note, true);
  window.addEventListener("input", note);
  window.addEventListener("pointerup", () => { probe.released = performance.now(); }, true);
  // a task after the frame: by then it has been handed to the screen
  const channel = new MessageChannel(), waiting = [];
  channel.port1.onmessage = () => {
    const now = performance.now();
    for (const v of waiting.splice(0)) probe.paints.push([now, v]);
  };
  canvas.addEventListener("nnf-painted", ({ detail }) => {
    if (!probe.on) return;
    waiting.push(detail.inputs ? detail.inputs[slider[1]] : value());
    channel.port2.postMessage(0);
  });
  const small = document.createElement("canvas");
  small.width = small.height = 8;
  const look = small.getContext("2d", { willReadFrequently: true });
  const stamp = () => {
    look.drawImage(canvas, 0, canvas.height - 16, 16, 16, 0, 0, 8, 8);
    const [r, g, b] = look.getImageData(2, 5, 1, 1).data;
    return g > 250 && b < 5 ? r : null;
  };
  let last = null;
  const loop = () => {
    requestAnimationFrame(loop);
    if (!probe.on) return;
    probe.frames += 1;
    if (stamped) {
      const v = stamp();
      if (v !== null && v !== last) probe.paints.push([performance.now(), v]);
      last = v ?? last;
    }
    if (probe.watchBlank) {
      look.drawImage(canvas, 0, 0, canvas.width, canvas.height, 0, 0, 8, 8);
      const pixels = new Uint32Array(look.getImageData(0, 0, 8, 8).data.buffer);
      if (pixels.every((p) => p === pixels[0])) probe.blank += 1;
    }
  };
  loop();
  probe.start = (watchBlank) => {
    Object.assign(probe, { events: [], paints: [], frames: 0, blank: 0, on: true, watchBlank, since: performance.now() });
    last = stamped ? stamp() : null;
  };
}
