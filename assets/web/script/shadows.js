/* Two shadow maps about what is looked at, baked anew when sun, scheme or place change; not while the eye moves. */
"use strict";

const Shadows = (() => {
  const DEPTH = 6000, SIZE = 2048, FAR_HALF = 1600;
  const baked = new Map();    // scheme key to its two maps
  const target = () => new THREE.WebGLRenderTarget(SIZE, SIZE, { magFilter: THREE.NearestFilter, minFilter: THREE.NearestFilter });

  /* Have the maps of a scheme fit an eye and its target, and put them into the light. */
  function cast(renderer, key, eye, aim, moving) {
    const { sunDir } = Light.uniforms, maps = baked.get(key) || { near: target(), far: target(), sign: "" };
    const distance = Math.min(Math.hypot(eye.x - aim.x, eye.y - aim.y), 900);
    const half = Math.min(Math.max(0.55 * distance + 4 * Math.max(Math.abs(eye.z - 5), 2), 80), 420);
    const ahead = new THREE.Vector3().subVectors(aim, eye).setZ(0).normalize().multiplyScalar(half * 0.6);
    const focus = new THREE.Vector3(eye.x + ahead.x, eye.y + ahead.y, 5);
    const grid = half / 3, sign = [Copies.sign(), sunDir.value.toArray().map((x) => x.toFixed(4)), Math.round(focus.x / grid), Math.round(focus.y / grid), Math.round(Math.log2(half) * 2)].join(" ");
    if (sign !== maps.sign && !(moving && maps.sign)) {
      Copies.choose(eye, true);
      maps.sunNear = bake(renderer, maps.near, focus, half);
      maps.sunFar = bake(renderer, maps.far, focus, FAR_HALF);
      maps.half = half;
      maps.sign = sign;
      baked.set(key, maps);
    }
    Light.uniforms.shadowNear.value = maps.near.texture;
    Light.uniforms.shadowFar.value = maps.far.texture;
    Light.uniforms.sunNear.value.copy(maps.sunNear);
    Light.uniforms.sunFar.value.copy(maps.sunFar);
    Light.uniforms.texel.value.set(2 * maps.half / SIZE, 2 * FAR_HALF / SIZE);
  }

  function bake(renderer, map, focus, half) {
    const sun = new THREE.OrthographicCamera(-half, half, half, -half, 0, DEPTH);
    sun.up.set(0, 0, 1);
    sun.position.copy(focus).addScaledVector(Light.uniforms.sunDir.value, DEPTH / 2);
    sun.lookAt(focus);
    sun.updateMatrixWorld(true);
    const kept = Light.uniforms.camPos.value.clone();
    Light.uniforms.camPos.value.copy(sun.position);
    City.dressed({ depth: true, without: ["water", "sky"] }, () => {
      renderer.setRenderTarget(map);
      renderer.setClearColor(0xffffff, 1);
      renderer.clear();
      renderer.render(City.scene, sun);
      renderer.setRenderTarget(null);
    });
    Light.uniforms.camPos.value.copy(kept);
    return new THREE.Matrix4().multiplyMatrices(sun.projectionMatrix, sun.matrixWorldInverse);
  }

  return { cast };
})();
