/* One set of uniforms for all programs: the sun, sky and mist of a stop, where the eye is, the baked maps. */
"use strict";

const Light = (() => {
  const blank = () => new THREE.Vector3();
  const uniforms = {
    camPos: { value: blank() }, sunDir: { value: blank() }, sunCol: { value: blank() }, skyAmb: { value: blank() },
    gndAmb: { value: blank() }, mist: { value: 1 }, weather: { value: 1 }, ground: { value: REVIEW.ground },
    raw: { value: 0 }, lowest: { value: -1e9 }, jitter: { value: 0 }, opacityUniform: { value: 1 },
    shadowNear: { value: null }, shadowFar: { value: null }, skyHeights: { value: null },
    sunNear: { value: new THREE.Matrix4() }, sunFar: { value: new THREE.Matrix4() },
    sunDepth: { value: new THREE.Vector2(6000, 6000) }, texel: { value: new THREE.Vector2(1, 1) },
    taps: { value: 4 }, shade: { value: 0 }, skyBox: { value: new THREE.Vector4() }, skyRange: { value: new THREE.Vector2() },
    mirror: { value: new THREE.Matrix4() }, mirrored: { value: 0 }, mirrorLevel: { value: 0 }, mirrorMap: { value: null },
    cutting: { value: 0 }, cutFrame: { value: new THREE.Matrix4() },
    tide: { value: 0 }, floodBox: { value: new THREE.Vector4() }, floodMask: { value: null },
  };

  /* Take the light of a stop. */
  function take(light) {
    uniforms.sunDir.value.fromArray(light.direction);
    uniforms.sunCol.value.fromArray(light.sun);
    uniforms.skyAmb.value.fromArray(light.sky);
    uniforms.gndAmb.value.fromArray(light.earth);
    uniforms.weather.value = light.weather;
    uniforms.mist.value = light.mist;
  }

  return { uniforms, take };
})();
