/* Unpack the city if this browser can draw it; the page can be read and used meanwhile, and without. */
"use strict";

(async () => {
  const say = (key) => { byId("loading").textContent = key ? word(key) : ""; };
  if (!Stage.begin()) return say("no_scene");
  say("loading");
  try {
    await City.load();
  } catch (problem) {
    console.warn(problem);
    return say("no_scene");
  }
  say("");
  byId("canvas").hidden = false;
  State.set({ drawn: true });
  byId("said").textContent = word("loaded");
})();
