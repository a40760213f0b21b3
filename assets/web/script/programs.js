/* The window's own shaders as materials of the page: the same walls, leaves, water and air, in the same light. */
"use strict";

const Programs = (() => {
  const declared = `
    precision highp float; precision highp int; precision highp sampler2D;
    uniform vec3 camPos, sunDir, sunCol, skyAmb, gndAmb;
    uniform float mist, weather, ground, raw, lowest, jitter, opacityUniform, shade, tide, mirrored, mirrorLevel;
    uniform int taps, cutting;
    uniform sampler2D shadowNear, shadowFar, skyHeights, mirrorMap, floodMask;
    uniform mat4 sunNear, sunFar, mirror, cutFrame;
    uniform vec2 sunDepth, texel, skyRange;
    uniform vec4 skyBox, floodBox;
    in vec3 relativeVS; in vec4 surfaceVS; in vec4 vertexColorVSOutput;
    #ifdef SMOOTH
    in vec3 facingVS;
    #endif
    layout(location = 0) out vec4 fragOutput0;
  `;
  // A depth in 24 bits, the lowest byte first, as the shadows read it.
  const packed = `
    { float v = floor(gl_FragCoord.z * 16777215.0 + 0.5);
      fragOutput0 = vec4(mod(v, 256.0), mod(floor(v / 256.0), 256.0), floor(v / 65536.0), 255.0) / 255.0; }
  `;
  // Colours are stored as linear light; the shaders take them as the palette has them.
  const vertex = `
    out vec3 relativeVS; out vec4 surfaceVS; out vec4 vertexColorVSOutput;
    uniform vec3 camPos;
    #ifdef SMOOTH
    out vec3 facingVS;
    #endif
    #ifdef TINTED
    in vec4 tint;
    #endif
    #ifdef SKIN
    in vec4 color;
    #endif
    float chance(vec2 p) { vec3 q = fract(vec3(p.xyx) * 0.1031); q += dot(q, q.yzx + 33.33); return fract((q.x + q.y) * q.z); }
    void main() {
      vec4 skin = vec4(1.0);
      #ifdef SKIN
      skin = color;
      #endif
      float kind = floor(skin.a * 255.0 + 0.5);
      vec3 shown = mix(skin.rgb * 12.92, 1.055 * pow(max(skin.rgb, 0.0031308), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, skin.rgb));
      mat4 at = modelMatrix;
      float seed = -0.5;
      #ifdef USE_INSTANCING
      at = modelMatrix * instanceMatrix;
      seed = chance(floor(at[3].xy * 4.0));
      #ifdef TINTED
      if (kind != 17.0) shown *= tint.rgb;
      #endif
      shown *= 0.90 + 0.2 * seed;
      seed = 0.02 + 0.96 * chance(floor(at[3].yx * 4.0));
      #endif
      #ifdef SMOOTH
      vec3 size = vec3(1.0);
      #ifdef USE_INSTANCING
      size = vec3(length(instanceMatrix[0].xyz), length(instanceMatrix[1].xyz), length(instanceMatrix[2].xyz));
      #endif
      facingVS = mat3(at) * (normal / (size * size));
      #endif
      #ifndef SMOOTH
      seed = -max(abs(seed), 0.02);
      #endif
      vec2 along = vec2(0.0);
      #ifdef LEAFY
      along = uv;
      #endif
      surfaceVS = vec4(along, kind, seed);
      vertexColorVSOutput = vec4(shown, 1.0);
      vec4 place = at * vec4(position, 1.0);
      relativeVS = place.xyz - camPos;
      gl_Position = projectionMatrix * viewMatrix * place;
    }
  `;
  const shared = ["common", "light", "materials", "leaves"];

  function material(body, defines, depth, more) {
    const functions = shared.concat(body === "water" ? ["waters"] : []).map((name) => SHADERS[name]).join("\n");
    const fragment = depth && body !== "foliage"
      ? `${declared} void main() { ${packed} }`
      : `${declared}\n${functions}\nvoid main() {\n${SHADERS[body]}\n${depth ? packed : ""} }`;
    return new THREE.ShaderMaterial({
      glslVersion: THREE.GLSL3, uniforms: Light.uniforms, vertexShader: vertex, fragmentShader: fragment,
      defines: depth ? { ...defines, DEPTH: 1 } : defines, side: THREE.DoubleSide, ...more,
    });
  }

  const made = new Map();
  /* The material of a kind of thing: solid, foliage, water or sky; for a shadow map if `depth`. */
  return function program(kind, tinted = false, depth = false) {
    const key = `${kind} ${tinted} ${depth}`;
    if (!made.has(key)) {
      const defines = kind === "sky" ? {} : { SKIN: 1 };
      if (kind === "foliage") Object.assign(defines, { SMOOTH: 1, LEAFY: 1 });
      if (tinted) defines.TINTED = 1;
      made.set(key, material(kind, defines, depth, kind === "sky" ? { side: THREE.BackSide, depthWrite: false } : {}));
    }
    return made.get(key);
  };
})();
