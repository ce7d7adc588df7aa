// Frames: the bytes of one picture, as nnlib/viz/frames.py packs them.

// A frame is int32 [count, (kind, length) * count], then the arrays, each padded to 4 bytes.
export function readFrame(view) {
  if (!view || view.byteLength < 4) return null;
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const count = new Int32Array(bytes, 0, 1)[0];
  const header = new Int32Array(bytes, 4, 2 * count);
  const arrays = [];
  let place = 4 + 8 * count;
  for (let k = 0; k < count; k++) {
    const length = header[2 * k + 1];
    if (header[2 * k] === 0) {
      arrays.push(new Float32Array(bytes, place, length));
      place += 4 * length;
    } else {
      arrays.push(new Uint8Array(bytes, place, length));
      place += 4 * Math.ceil(length / 4);
    }
  }
  return arrays;
}

// The frame that was computed ahead for these places, or null where it is still missing.
// `ahead` names the controls that it depends on, with the number of their values.
export function frameAhead(model, places) {
  const ahead = model.get("spec").ahead, offsets = model.get("offsets");
  if (!ahead.length || !offsets || !offsets.byteLength) return null;
  let index = 0;
  for (const { name, count, columns } of ahead) {
    const at = places[name]; // a place in a list, or [row, column]
    index = index * count + (Array.isArray(at) ? at[0] * columns + at[1] : at);
  }
  const start = offsets.getInt32(8 * index, true), length = offsets.getInt32(8 * index + 4, true);
  if (!length) return null;
  const frames = model.get("frames");
  return {
    data: new DataView(frames.buffer, frames.byteOffset + start, length),
    ...model.get("texts")[index],
  };
}
