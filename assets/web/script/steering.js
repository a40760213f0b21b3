/* Hands on the view: dragging and arrow keys turn the head, wheel, pinch and letters move. */
"use strict";

function steer(canvas, moved) {
  const fingers = new Map();
  let spread = 0;
  const pace = () => Math.min(Math.max(Eye.height() * 0.12, 1.2), 60);

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    spread = apart();
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    const scale = Eye.camera.fov * Math.PI / 180 / canvas.clientHeight;
    if (fingers.size === 1) Eye.turn((before[0] - event.clientX) * scale, (event.clientY - before[1]) * scale);
    else { Eye.go((apart() - spread) * 0.02 * pace(), 0, 0); spread = apart(); }
    moved();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => fingers.delete(event.pointerId));
  canvas.addEventListener("wheel", (event) => {
    Eye.go(-Math.sign(event.deltaY) * 2 * pace(), 0, 0);
    moved();
    event.preventDefault();
  }, { passive: false });

  const STEPS = {
    ArrowLeft: () => Eye.turn(-0.06, 0), ArrowRight: () => Eye.turn(0.06, 0), ArrowUp: () => Eye.turn(0, 0.04), ArrowDown: () => Eye.turn(0, -0.04),
    w: () => Eye.go(pace(), 0, 0), s: () => Eye.go(-pace(), 0, 0), a: () => Eye.go(0, -pace(), 0), d: () => Eye.go(0, pace(), 0),
    r: () => Eye.go(0, 0, pace()), f: () => Eye.go(0, 0, -pace()),
  };
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key] || STEPS[event.key.toLowerCase()];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    step();
    moved();
    event.preventDefault();
  });

  function apart() {
    const [one, other] = [...fingers.values()];
    return other ? Math.hypot(one[0] - other[0], one[1] - other[1]) : 0;
  }
}
