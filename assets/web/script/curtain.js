/* The curtain between two schemes: a slider for keys and screen readers, a line to drag for hands. */
"use strict";

State.follow(["share", "left", "right", "language"], ({ share, left, right }) => {
  const slider = byId("curtain"), line = byId("curtain-line");
  slider.hidden = line.hidden = right === null;
  byId("window").style.setProperty("--share", `${share}%`);
  slider.value = share;
  slider.setAttribute("aria-label", word("curtain"));
  if (right === null) return;
  slider.setAttribute("aria-valuetext", word("curtain_value", {
    percent: Math.round(share), left: told(schemeOf(left).name), right: told(schemeOf(right).name),
  }));
});

byId("curtain").addEventListener("input", (event) => State.set({ share: Number(event.target.value) }));

byId("curtain-line").addEventListener("pointerdown", (event) => {
  const line = event.currentTarget, box = byId("window").getBoundingClientRect();
  line.setPointerCapture(event.pointerId);
  const drag = (move) => State.set({ share: Math.min(Math.max((move.clientX - box.left) / box.width, 0), 1) * 100 });
  line.addEventListener("pointermove", drag);
  line.addEventListener("pointerup", () => line.removeEventListener("pointermove", drag), { once: true });
  event.preventDefault();
});
