/* The opinions' places on the view. The list holds the same for keys and screen readers. */
"use strict";

const Pins = (() => {
  const pins = REVIEW.opinions.map((opinion, number) => ({ opinion, number })).filter(({ opinion }) => opinion.place)
    .map(({ opinion, number }) => ({
      place: new THREE.Vector3().fromArray(opinion.place),
      button: element("button", { type: "button", tabindex: "-1", onclick: () => byId(`opinion-${number + 1}`).focus() }, String(number + 1)),
    }));
  byId("pins").append(...pins.map((pin) => pin.button));

  /* Put the pins where the camera sees their places. */
  function follow(camera, width, height) {
    for (const { place, button } of pins) {
      const seen = place.clone().project(camera);
      button.hidden = seen.z > 1 || Math.abs(seen.x) > 1 || Math.abs(seen.y) > 1;
      button.style.transform = `translate(${(seen.x + 1) / 2 * width}px, ${(1 - seen.y) / 2 * height}px)`;
    }
  }

  return { follow };
})();
