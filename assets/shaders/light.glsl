// Sun through two baked shadow maps, and how much of the sky a point sees.
// Samplers: shadowNear, shadowFar (24-bit depth in RGB, lowest byte first), skyHeights (blurred heights of everything, 16-bit in RG).
// Uniforms: sunNear, sunFar (world to map, -1..1), sunDepth (metres of depth in each map), texel (metres a texel),
// taps (0: no shadow), skyBox (west, south, 1/width, 1/height), skyRange (lowest, span), shade (0: no occlusion).

float depthAt(sampler2D map, ivec2 at) { return dot(texelFetch(map, at, 0).rgb, vec3(1.0, 256.0, 65536.0) * 255.0) / 16777215.0; }

float lit(sampler2D map, vec2 at, float z)
{
  vec2 f = fract(at - 0.5);
  ivec2 i = ivec2(floor(at - 0.5));
  vec4 open = vec4(step(z, depthAt(map, i)), step(z, depthAt(map, i + ivec2(1, 0))),
                   step(z, depthAt(map, i + ivec2(0, 1))), step(z, depthAt(map, i + ivec2(1, 1))));
  return mix(mix(open.x, open.y, f.x), mix(open.z, open.w, f.x), f.y);
}

// Penumbra from the mean depth of what screens: firm at a wall's foot, soft under a far eave.
float sunlight(sampler2D map, vec4 p, float texelMetres, float depthMetres, float bias, float spread)
{
  float size = float(textureSize(map, 0).x);
  vec2 at = (p.xy * 0.5 + 0.5) * size;
  float z = p.z * 0.5 + 0.5 - bias / depthMetres;
  float turn = dither(gl_FragCoord.xy) * 6.2831853;
  if (taps < 5) {
    float sum = 0.0;
    for (int i = 0; i < 4; ++i) {
      float a = turn + 1.5707963 * float(i);
      sum += step(z, depthAt(map, ivec2(at + vec2(cos(a), sin(a)) * 0.7)));
    }
    return sum * 0.25;
  }
  float search = clamp(0.35 / texelMetres, 1.5, 6.0), above = 0.0, found = 0.0;
  for (int i = 0; i < 6; ++i) {
    float a = turn + 2.3999632 * float(i), r = sqrt((float(i) + 0.5) / 6.0) * search;
    float d = depthAt(map, ivec2(at + vec2(cos(a), sin(a)) * r));
    if (d < z) { above += z - d; found += 1.0; }
  }
  if (found < 0.5) return lit(map, at, z);
  float soft = clamp(above / found * depthMetres * spread / texelMetres, 0.75, search);
  float sum = 0.0;
  for (int i = 0; i < 10; ++i) {
    if (i >= taps) break;
    float a = turn + 2.3999632 * float(i), r = sqrt((float(i) + 0.5) / float(min(taps, 10))) * soft;
    sum += lit(map, at + vec2(cos(a), sin(a)) * r, z);
  }
  return sum / float(min(taps, 10));
}

float shadow(vec3 wp, vec3 n)
{
  if (taps < 1) return 1.0;
  float slope = clamp(1.0 - dot(n, sunDir), 0.0, 1.0);
  vec4 p = sunNear * vec4(wp + n * texel.x * (0.6 + 1.4 * slope), 1.0);
  float edge = max(abs(p.x), abs(p.y));
  float near = 1.0, far = 1.0;
  if (edge < 0.98) near = sunlight(shadowNear, p, texel.x, sunDepth.x, 0.06 + texel.x * 0.5, 0.022);
  if (edge < 0.90) return near;
  vec4 q = sunFar * vec4(wp + n * texel.y * (0.6 + 1.4 * slope), 1.0);
  if (max(abs(q.x), abs(q.y)) < 0.98) far = sunlight(shadowFar, q, texel.y, sunDepth.y, 0.3 + texel.y * 0.5, 0.022);
  return mix(near, far, smoothstep(0.90, 0.98, edge));
}

// Courts, lanes and tree feet: how far the point lies below the smoothed top of the city.
float openness(vec3 wp)
{
  if (shade < 0.5) return 1.0;
  vec2 u = (wp.xy - skyBox.xy) * skyBox.zw;
  vec2 m = min(u, 1.0 - u);
  float inside = smoothstep(0.0, 0.04, min(m.x, m.y));
  if (inside <= 0.0) return 1.0;
  vec2 t = texture(skyHeights, u).rg;
  float top = skyRange.x + skyRange.y * t.r;
  return mix(1.0, 1.0 / (1.0 + 0.19 * max(top - wp.z, 0.0)), inside);
}

// Light that reaches a matt surface: direct sun, sky from above, warm bounce from below.
vec3 daylight(vec3 wp, vec3 n, float sun, float open)
{
  vec3 ambient = mix(gndAmb, skyAmb, n.z * 0.5 + 0.5) * open;
  return sunCol * sun * mix(open, 1.0, 0.6) + ambient;
}
