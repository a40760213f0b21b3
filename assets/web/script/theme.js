/* Light and dark: as the reader's system has it, until the reader says otherwise. */
"use strict";

State.follow(["theme", "language"], ({ theme }) => {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = word(theme === "light" ? "theme_dark" : "theme_light");
});
byId("theme").addEventListener("click", () => State.set({ theme: State.now.theme === "light" ? "dark" : "light" }));
