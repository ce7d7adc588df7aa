// What anywidget loads: one module for each panel, shared by its views.

import { createPanel } from "./panel.js";
import { newShared } from "./kernel_link.js";
import { inPlaces, tellHeld } from "./places.js";

export default () => {
  const shared = newShared();
  return inPlaces((model, el) => {
    tellHeld(model, el);
    return createPanel(shared, model, el);
  });
};
