/* Which scheme is shown, alone or beside another, and the way through the stops. */
"use strict";

State.follow(["language"], () => {
  const choice = (id, name, change) => element("label", {}, element("span", {}, name), element("select", { id, onchange: change },
    ...REVIEW.schemes.map((scheme) => element("option", { value: scheme.key }, told(scheme.name)))));
  const step = (by) => () => goTo((State.now.stop + by + REVIEW.stops.length) % REVIEW.stops.length);
  const several = REVIEW.schemes.length > 1;
  byId("controls").replaceChildren(...[
    several ? choice("left", word("shown"), (event) => State.set({ left: event.target.value })) : "",
    several ? element("button", { type: "button", id: "compare", "aria-pressed": "false", onclick: compare }, word("swipe")) : "",
    several ? choice("right", word("right"), (event) => State.set({ right: event.target.value })) : "",
    element("span", { class: "gap" }),
    element("button", { type: "button", id: "previous", onclick: step(-1) }, word("previous")),
    element("button", { type: "button", id: "next", onclick: step(1) }, word("next")),
  ].filter(Boolean));
});

/* Hang the curtain between what is shown and another scheme, or take it down. */
function compare() {
  const { left, right } = State.now;
  if (right !== null) return State.set({ right: null });
  const other = REVIEW.schemes.find((scheme) => scheme.key !== left);
  // The older state to the left, as one reads.
  const [first, second] = [left, other.key].sort((a, b) => place(a) - place(b));
  State.set({ left: first, right: second, share: 50 });
}

const place = (key) => REVIEW.schemes.findIndex((scheme) => scheme.key === key);

State.follow(["left", "right", "language"], ({ left, right }) => {
  if (!byId("compare")) return;
  byId("left").value = left;
  byId("left").previousElementSibling.textContent = word(right === null ? "shown" : "left");
  byId("compare").setAttribute("aria-pressed", String(right !== null));
  byId("right").parentElement.hidden = right === null;
  byId("right").value = right === null ? "" : right;
  byId("left-name").textContent = REVIEW.schemes.length > 1 ? told(schemeOf(left).name) : "";
  byId("right-name").textContent = right === null ? "" : told(schemeOf(right).name);
});
