/* Pictures or the city itself: unpacked at once where a graphics card draws it, on demand where only the processor
   can, never where nothing can. The page can be read and used meanwhile, and without. */
"use strict";

const Mode = (() => {
  let begun = null;
  const draws = (attributes) => Boolean(document.createElement("canvas").getContext("webgl2", attributes));

  /* Unpack the city, once, and show it. */
  async function draw() {
    begun = begun || unpack();
    if (await begun) State.set({ notice: "", drawn: true });
  }

  async function unpack() {
    State.set({ notice: "loading" });
    try {
      Stage.begin();
      await City.load();
      return true;
    } catch (problem) {
      console.warn(problem);
      byId("mode").hidden = true;
      State.set({ notice: "no_scene" });
      return false;
    }
  }

  State.follow(["notice", "drawn", "language"], ({ notice, drawn }) => {
    byId("notice").textContent = notice ? word(notice) : "";
    byId("view-help").hidden = byId("canvas").hidden = !drawn;
    byId("mode").textContent = word(drawn ? "to_pictures" : "to_scene");
  });
  byId("mode").addEventListener("click", () => (State.now.drawn ? State.set({ drawn: false }) : draw()));

  if (!draws()) State.set({ notice: "no_scene" });
  else {
    byId("mode").hidden = false;
    if (draws({ failIfMajorPerformanceCaveat: true })) draw();
    else State.set({ notice: "slow" });
  }
  return { draw };
})();
