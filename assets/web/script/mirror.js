/* The banks upside down in the water: the city from an eye as far below the water as ours is above it. */
"use strict";

const Mirror = (() => {
  const map = new THREE.WebGLRenderTarget(8, 8, { samples: 0 });
  const below = new THREE.PerspectiveCamera();

  /* Draw the mirror for a camera, a part of its size; without water the sky alone is seen in it. */
  function draw(renderer, camera, aim, width, height) {
    const { uniforms } = Light, level = City.waterLevel(camera.position.clone().lerp(aim, 0.3));
    uniforms.mirrored.value = 0;
    if (level === null || camera.position.z < level + 0.2 || width < 16) return;
    map.setSize(width, height);
    below.copy(camera);
    below.up.set(0, 0, 1);
    below.position.z = 2 * level - camera.position.z;
    const ahead = camera.getWorldDirection(new THREE.Vector3());
    below.lookAt(below.position.x + ahead.x, below.position.y + ahead.y, below.position.z - ahead.z);
    below.updateMatrixWorld(true);
    const kept = uniforms.camPos.value.clone();
    uniforms.camPos.value.copy(below.position);
    City.sky.position.copy(below.position);
    City.sky.updateMatrix();
    Object.assign(uniforms.lowest, { value: level - 0.05 });
    uniforms.raw.value = 1;
    City.dressed({ without: ["water"] }, () => {
      renderer.setRenderTarget(map);
      renderer.clear();
      renderer.render(City.scene, below);
      renderer.setRenderTarget(null);
    });
    uniforms.raw.value = 0;
    uniforms.lowest.value = -1e9;
    uniforms.camPos.value.copy(kept);
    uniforms.mirrorMap.value = map.texture;
    uniforms.mirrorLevel.value = level;
    uniforms.mirror.value.multiplyMatrices(below.projectionMatrix, below.matrixWorldInverse);
    uniforms.mirrored.value = 1;
  }

  return { draw };
})();
