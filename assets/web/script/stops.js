/* The stops as a row of buttons with their pictures; where one is, is said aloud. */
"use strict";

/* Go to a stop, with the scheme that was shown there. */
function goTo(number) {
  const stop = REVIEW.stops[number];
  const right = State.now.right;
  State.set({ stop: number, left: right === null ? stop.scheme : State.now.left, visit: (State.now.visit || 0) + 1 });
  byId("said").textContent = word("arrived", { number: number + 1, count: REVIEW.stops.length, name: told(stop.name) });
}

State.follow(["language"], () => {
  byId("said").textContent = "";
  const rows = REVIEW.stops.map((stop, number) => element("li", {},
    element("button", { type: "button", onclick: () => goTo(number) },
      Object.keys(stop.pictures).length
        ? element("img", { src: `pictures/${stop.pictures[stop.scheme] || Object.values(stop.pictures)[0]}`, alt: "", loading: "lazy" }) : "",
      element("span", {}, `${number + 1} · ${told(stop.name)}`))));
  byId("stops").replaceChildren(element("ol", {}, ...rows));
});

State.follow(["stop", "language"], ({ stop }) => {
  const buttons = byId("stops").querySelectorAll("button");
  buttons.forEach((button, number) => {
    if (number === stop) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
  const at = REVIEW.stops[stop];
  byId("caption").textContent = `${told(at.name)} · ${at.moment}`;
  const row = byId("stops").firstElementChild, shown = buttons[stop].parentElement;
  row.scrollTo({ left: shown.offsetLeft - row.offsetLeft - 40, behavior: calmMotion() ? "auto" : "smooth" });
});
