/* Pictures of the stop: what is seen until the city is unpacked, and where it cannot be drawn at all. */
"use strict";

State.follow(["stop", "left", "right", "language", "drawn"], ({ stop, left, right, drawn }) => {
  const at = REVIEW.stops[stop];
  const picture = (key, side) => {
    const file = at.pictures[key];
    const alt = drawn ? "" : `${told(at.name)} · ${told(schemeOf(key).name)}`;
    return file
      ? element("img", { src: `pictures/${file}`, alt, class: side })
      : element("p", { class: `none ${side}` }, word("no_picture"));
  };
  byId("pictures").replaceChildren(
    ...[picture(left, "under"), right === null ? "" : picture(right, "over")].filter(Boolean));
  byId("pictures").hidden = drawn;
});
