// Colour, noise, sky and mist: what every surface shares.
// The uniforms camPos, sunDir, sunCol, skyAmb, gndAmb, mist, weather, ground, raw, lowest and jitter are declared
// by VTK; what lies below `lowest` is left out while the mirror of the water is drawn.

// What a section takes away: all beyond a plane (cutting 1), all outside a box (2). `cutFrame` leads from local
// metres into the section's own, where the plane is y = 0 and the box goes from -1 to 1.
bool isCut(vec3 wp)
{
  if (cutting == 0) return false;
  vec3 p = (cutFrame * vec4(wp, 1.0)).xyz;
  return cutting == 1 ? p.y > 0.0 : any(greaterThan(abs(p), vec3(1.0)));
}

vec3 toLinear(vec3 c) { return pow(c, vec3(2.2)); }

// Filmic shoulder with a soft toe: whites of walls keep their drawing, shadows stay open.
// In the mirror pass (raw) only the curve that water can undo.
vec3 toScreen(vec3 c)
{
  c = 1.0 - exp(-1.22 * c);
  if (raw > 0.5) return pow(c, vec3(1.0 / 2.2));
  float grey = dot(c, vec3(0.2126, 0.7152, 0.0722));
  c = max(mix(vec3(grey), c, 1.20), 0.0);
  vec3 s = pow(c, vec3(1.0 / 2.2));
  return mix(s, s * s * (3.0 - 2.0 * s), 0.42);
}

float hash1(float p) { p = fract(p * 0.1031); p *= p + 33.33; return fract(p * (p + p)); }
float hash2(vec2 p)
{
  vec3 q = fract(vec3(p.xyx) * 0.1031);
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}
float noise(vec2 p)
{
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(hash2(i), hash2(i + vec2(1, 0)), f.x), mix(hash2(i + vec2(0, 1)), hash2(i + vec2(1, 1)), f.x), f.y);
}
float fractal(vec2 p)
{
  return 0.53 * noise(p) + 0.27 * noise(p * 2.13 + 17.3) + 0.13 * noise(p * 4.31 + 5.7) + 0.07 * noise(p * 8.7 + 31.1);
}
// Interleaved gradient noise, moved between the frames of a still so that they average out.
float dither(vec2 pixel) { return fract(52.9829189 * fract(dot(pixel + jitter * 5.588238, vec2(0.06711056, 0.00583715)))); }

vec3 skyPlain(vec3 d)
{
  float h = max(d.z, 0.0);
  vec3 horizon = toLinear(vec3(0.930, 0.905, 0.865)), zenith = toLinear(vec3(0.40, 0.59, 0.74));
  vec3 c = mix(horizon * 1.40, zenith * 1.42, 1.0 - exp(-h * 10.0));
  float s = max(dot(d, sunDir), 0.0), gold = smoothstep(-0.12, 0.06, sunDir.z) - smoothstep(0.06, 0.30, sunDir.z);
  c *= mix(vec3(1.0), vec3(1.05, 0.94, 0.82), gold * exp(-h * 4.0) * (0.45 + 0.55 * s));
  return c + sunCol * (0.10 * pow(s, 5.0) + 0.12 * pow(s, 40.0)) * (1.0 - 0.5 * h);
}

// Spring weather: a high veil drawn out by the wind, and a few soft heaps low over the land.
vec3 skyColour(vec3 d)
{
  vec3 c = skyPlain(d);
  if (d.z < 0.006 || weather < 0.01) return c;
  vec2 p = d.xy / (d.z + 0.13);
  vec2 q = p * vec2(0.75, 1.7) + vec2(3.1, 0.4);
  float veil = smoothstep(0.42, 0.86, fractal(q + 0.55 * vec2(noise(q * 1.4), noise(q * 1.4 + 9.0))));
  vec2 r = p * vec2(1.05, 1.5) + vec2(11.7, 4.3);
  float heap = smoothstep(0.50, 0.74, fractal(r + 0.35 * noise(r * 2.3)));
  float body = fractal(r * 1.7 + sunDir.xy * 0.35);
  float low = smoothstep(0.006, 0.06, d.z), s = max(dot(d, sunDir), 0.0);
  vec3 lit = (vec3(1.0, 0.965, 0.91) + 0.35 * sunCol * pow(s, 6.0)) * 1.66;
  vec3 under = vec3(0.78, 0.82, 0.86) * 1.12;
  // Long banks of cloud far off, seen edge on.
  vec2 far = normalize(d.xy);
  float bank = fractal(vec2(dot(far, vec2(5.2, 3.4)) + 2.0 * noise(vec2(d.z * 30.0, 4.0)), d.z * 32.0 + 2.0 * far.y - far.x));
  float distant = smoothstep(0.008, 0.035, d.z) * (1.0 - smoothstep(0.10, 0.28, d.z));
  c = mix(c, mix(lit, under, smoothstep(0.62, 0.78, bank) * 0.5), smoothstep(0.47, 0.70, bank) * 0.50 * distant * weather);
  c = mix(c, lit, veil * 0.50 * low * weather);
  return mix(c, mix(lit, under, smoothstep(0.35, 0.75, body)), heap * 0.72 * low * weather);
}

// The marks of a legend's class, 0 to 1: 2 dotted, 3 hatched, 4 barred, none for others. They grow with distance, in steps,
// so that a class is told from another by pattern near and far.
float pattern(int kind, vec2 uv, float dist)
{
  float scale = exp2(floor(log2(clamp(dist / 260.0, 0.5, 16.0))));
  if (kind == 3) return smoothstep(0.34, 0.38, abs(fract((uv.x + uv.y) / (5.0 * scale)) - 0.5));
  if (kind == 4) return smoothstep(0.26, 0.30, abs(fract(uv.y / (4.0 * scale)) - 0.5));
  if (kind != 2) return 0.0;
  vec2 cell = uv / (4.0 * scale);
  cell.x += 0.5 * mod(floor(cell.y), 2.0);
  return smoothstep(0.28, 0.22, length(fract(cell) - 0.5));
}

// A colour of a legend is to be found in the legend again: it takes part in light and mist, not in tone.
vec3 misted(vec3 colour, vec3 wp);
vec3 signal(vec3 colour, float light, vec3 wp)
{
  vec3 black = misted(vec3(0.0), wp);
  float thick = 1.0 - (misted(vec3(1.0), wp).g - black.g);
  vec3 c = clamp(colour * light, 0.0, 1.0);
  return mix(c, toScreen(black / max(thick, 1e-4)), 0.45 * thick);
}

// A layer of mist 38 m deep on the ground and thin haze above: the city dissolves into paper.
vec3 misted(vec3 colour, vec3 wp)
{
  vec3 v = wp - camPos;
  float d = length(v), dz = v.z, k = 42.0, base = ground + 5.0;
  float layer = abs(dz) < 0.5 ? exp(-max(camPos.z - base, 0.0) / k)
    : k * (exp(-max(min(camPos.z, wp.z) - base, 0.0) / k) - exp(-max(max(camPos.z, wp.z) - base, 0.0) / k)) / abs(dz);
  float f = 1.0 - exp(-d * (0.22 + 0.62 * layer) * mist / 3600.0);
  vec3 dd = v / max(d, 1e-3);
  dd.z = max(dd.z, 0.0) + 0.02;
  return mix(colour, skyPlain(normalize(dd)), f);
}
