// What anywidget loads: one module for each panel, shared by its views.

import { createPanel } from "./panel.js";
import { newShared } from "./kernel_link.js";

export default () => {
  const shared = newShared();
  return { render: ({ model, el }) => createPanel(shared, model, el) };
};
