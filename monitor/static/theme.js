// Sets the theme before the first paint: what the reader chose, else what the system says.
"use strict";
(() => {
  const NAMES = ["system", "light", "dark"];
  const read = () => {
    try { return localStorage.getItem("theme") ?? "system"; } catch { return "system"; }
  };
  const apply = (name) => {
    if (name === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
  };
  const label = (name) => {
    for (const place of document.querySelectorAll("[data-theme-name]")) place.textContent = name;
  };
  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    label(read());
    for (const button of document.querySelectorAll("[data-theme-button]")) button.hidden = false;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-button]")) return;
    const next = NAMES[(NAMES.indexOf(read()) + 1) % NAMES.length];
    try { localStorage.setItem("theme", next); } catch { /* private window: it holds for this page */ }
    apply(next);
    label(next);
  });
})();
