/* Unpack the city if this browser can draw it; the page can be read and used meanwhile, and without. */
"use strict";

(async () => {
  State.follow(["notice", "drawn", "language"], ({ notice, drawn }) => {
    byId("notice").textContent = notice ? word(notice) : "";
    byId("view-help").hidden = byId("canvas").hidden = !drawn;
  });
  if (!Stage.begin()) return State.set({ notice: "no_scene" });
  State.set({ notice: "loading" });
  try {
    await City.load();
  } catch (problem) {
    console.warn(problem);
    return State.set({ notice: "no_scene" });
  }
  State.set({ notice: "", drawn: true });
  byId("said").textContent = word("loaded");
})();
