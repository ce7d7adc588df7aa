// Notes every text that is written on a canvas: `badWords(canvas, least)` lists those that a reader would
// miss, and `cutOff(panel)` the elements whose content runs over their edge.
{
  const proto = CanvasRenderingContext2D.prototype, { fillText, fillRect } = proto;

  proto.fillRect = function (x, y, w, h) {
    // a picture begins with an empty sheet
    if (x === 0 && y === 0 && w === this.canvas.width) this.canvas.words = [];
    return fillRect.call(this, x, y, w, h);
  };

  proto.fillText = function (text, x, y, room = Infinity) {
    const size = this.measureText(text), squeezed = Math.min(1, room / size.width);
    const place = (dx, dy) => this.getTransform().transformPoint(new DOMPoint(x + squeezed * dx, y + dy));
    const a = place(-size.actualBoundingBoxLeft, -size.actualBoundingBoxAscent);
    const b = place(size.actualBoundingBoxRight, size.actualBoundingBoxDescent);
    const word = {
      text: String(text), squeezed, font: parseFloat(this.font.match(/[\d.]+px/)[0]),
      left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y),
    };
    (this.canvas.words ??= []).push(word);
    return room === Infinity ? fillText.call(this, text, x, y) : fillText.call(this, text, x, y, room);
  };

  window.badWords = (canvas, least) => {
    const bad = [], words = canvas.words ?? [], { width, height } = canvas;
    words.forEach((a, i) => {
      if (a.left < -1 || a.right > width + 1 || a.top < -1 || a.bottom > height + 1) bad.push(`outside: ${a.text}`);
      if (a.squeezed < least) bad.push(`squeezed to ${a.squeezed.toFixed(2)}: ${a.text}`);
      if (a.font < 9.9) bad.push(`only ${a.font.toFixed(1)} pixels high: ${a.text}`);
      for (const b of words.slice(0, i)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1.5 && down > 1.5) bad.push(`one over the other: ${b.text}, ${a.text}`);
      }
    });
    return bad;
  };

  window.cutOff = (panel) => [...panel.querySelectorAll("*")]
    .filter((e) => !e.matches(".nnf-unseen, option") && getComputedStyle(e).display !== "inline")
    .filter((e) => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
    .map((e) => `${e.className || e.tagName}: ${e.textContent}`);
}
