/* The picture of the city: drawn when something changes, once, or twice beside a curtain; plainer while it moves. */
"use strict";

const Stage = (() => {
  const canvas = byId("canvas");
  let renderer = null, asked = false, moving = false, rest = 0, last = 0, sharpness = 1, slow = 0;

  /* Begin to draw. */
  function begin() {
    renderer = new THREE.WebGLRenderer({ canvas, antialias: true, powerPreference: "high-performance" });
    renderer.outputColorSpace = THREE.LinearSRGBColorSpace;   // the shaders answer in the screen's own colours
    renderer.autoClear = false;
    renderer.info.autoReset = true;
    Eye.take(Eye.poseOf(REVIEW.stops[State.now.stop]));
    Light.take(REVIEW.stops[State.now.stop].light);
    Copies.take(REVIEW.stops[State.now.stop]);
    steer(canvas, move);
    new ResizeObserver(() => ask()).observe(byId("window"));
    canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); State.set({ drawn: false }); });
  }

  /* Draw soon. */
  function ask() {
    if (asked || !State.now.drawn) return;
    asked = true;
    requestAnimationFrame(frame);
  }

  /* Draw as in motion now, and finely once nothing has moved for a moment. */
  function move() {
    clearTimeout(rest);
    moving = true;
    rest = setTimeout(() => { moving = false; sharpness = 1; ask(); }, 260);
    if (slow > 2) sharpness = 0.5;
    ask();
  }

  function frame(time) {
    asked = false;
    const flying = Eye.advance(time);
    // What the graphics card takes shows only in how soon the next frame comes, while frames follow each other.
    const since = time - last;
    if (since < 1000) slow = since > 50 ? Math.min(slow + 1, 8) : Math.max(slow - 1, 0);
    last = time;
    draw();
    if (flying) move();
  }

  function draw() {
    const { clientWidth: width, clientHeight: height } = byId("window");
    const ratio = Math.min(window.devicePixelRatio || 1, 2) * sharpness;
    if (!width || !height) return;
    renderer.setPixelRatio(ratio);
    renderer.setSize(width, height, false);
    Light.uniforms.taps.value = sharpness < 1 ? 4 : 10;
    const { left, right, share } = State.now, cut = right === null ? width : Math.round(width * share / 100);
    const sides = right === null ? [[left, 0, width]] : [[left, 0, cut], [right, cut, width - cut]];
    Eye.settle(width / height);
    renderer.setScissorTest(false);
    for (const [key, start, wide] of sides) if (wide > 0) drawSide(key, start, wide, width, height, ratio);
    Pins.follow(Eye.camera, width, height);
  }

  function drawSide(key, start, wide, width, height, ratio) {
    City.show(key);
    Light.uniforms.camPos.value.copy(Eye.at);
    renderer.setScissorTest(false);
    Shadows.cast(renderer, key, Eye.at, Eye.aim, moving);
    Copies.choose(Eye.at);
    if (sharpness === 1 || slow < 3) Mirror.draw(renderer, Eye.camera, Eye.aim, Math.round(width * ratio / 2), Math.round(height * ratio / 2));
    City.sky.position.copy(Eye.at);
    City.sky.updateMatrix();
    renderer.setViewport(0, 0, width, height);
    renderer.setScissorTest(true);
    renderer.setScissor(start, 0, wide, height);
    renderer.clear();
    renderer.render(City.scene, Eye.camera);
  }

  /* Fly to where something was seen from. */
  function goTo(seen) {
    Eye.fly(Eye.poseOf(seen));
    move();
  }

  State.follow(["visit"], ({ stop, visit }) => {
    if (!renderer || !visit) return;
    Light.take(REVIEW.stops[stop].light);
    Copies.take(REVIEW.stops[stop]);
    Eye.fly(Eye.poseOf(REVIEW.stops[stop]));
    move();
  });
  State.follow(["left", "right", "share", "drawn"], ask);
  State.follow(["language"], () => canvas.setAttribute("aria-label", word("view")));

  /* Whether nothing moves and all is drawn. */
  const still = () => !asked && !moving;

  return { begin, goTo, still };
})();
