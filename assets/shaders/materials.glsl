// What a face is made of: colour, relief and gloss for each scene.materials.Material, from metres along it.
// uv: along and up the face in metres. Fine drawing fades before it would shimmer.

struct Skin { vec3 colour; vec3 normal; float gloss; float bright; };

float fadeFor(float period, vec2 uv)
{
  vec2 w = fwidth(uv);
  return 1.0 - smoothstep(0.22, 0.55, max(w.x, w.y) / period);
}
// A joint line of a grid with cells of 1: 1 on the joint.
float joint(vec2 p, vec2 width)
{
  vec2 d = 0.5 - abs(fract(p) - 0.5);
  vec2 e = smoothstep(width * 0.5, width * 1.6, d);
  return 1.0 - e.x * e.y;
}
vec2 coursed(vec2 uv, vec2 size)
{
  vec2 p = uv / size;
  p.x += 0.5 * mod(floor(p.y), 2.0) + 0.17 * hash1(floor(p.y));
  return p;
}

void tileRoof(inout Skin s, vec2 uv, vec3 along, float seed, bool glazed)
{
  float period = glazed ? 0.34 : 0.27, f = fadeFor(period, uv), wide = fadeFor(period * 4.0, uv);
  float phase = uv.x / period, rib = cos(6.2831853 * phase), rise = sin(6.2831853 * phase);
  s.colour *= 0.90 + 0.20 * noise(uv * vec2(0.55, 0.9) + seed * 91.0) * wide + 0.10 * (seed - 0.5);
  s.colour *= 1.0 + f * (0.22 * rib - 0.10);
  float course = fract(uv.y / 0.23), fc = fadeFor(0.23, uv);
  s.colour *= 1.0 - 0.20 * fc * smoothstep(0.78, 0.96, course) * (0.6 + 0.4 * rib);
  s.colour *= 1.0 - 0.10 * wide * step(0.80, hash2(floor(vec2(phase, uv.y / 0.46)) + seed * 7.0)) * f;
  s.normal = normalize(s.normal + along * rise * 0.62 * f);
  // 瓦当: round tile ends along the drip line.
  float end = 1.0 - smoothstep(0.10, 0.14, uv.y);
  vec2 c = vec2(fract(phase + 0.5) - 0.5, (uv.y - 0.07) / period);
  s.colour = mix(s.colour, s.colour * (length(c) < 0.30 ? 1.45 : 0.55), end * f);
  s.gloss = glazed ? 0.55 : 0.10;
}

void limeWall(inout Skin s, vec2 uv, float seed, vec3 wp)
{
  float wide = fadeFor(1.6, uv);
  float stain = fractal(vec2(uv.x * 1.3 + seed * 57.0, uv.y * 0.22));
  float cloud = fractal(uv * 0.55 + seed * 31.0);
  s.colour *= 1.0 - 0.13 * wide * smoothstep(0.45, 0.85, stain) - 0.07 * cloud;
  float foot = smoothstep(1.15 + 0.7 * noise(vec2(uv.x * 0.8, seed * 9.0)), 0.0, uv.y);
  s.colour = mix(s.colour, s.colour * vec3(0.74, 0.74, 0.71), foot * 0.55);
  float damp = smoothstep(0.42, 0.0, uv.y + 0.18 * noise(uv * vec2(2.6, 1.0)));
  s.colour = mix(s.colour, s.colour * vec3(0.60, 0.64, 0.57), damp * 0.8);
}

void coursedStone(inout Skin s, vec2 uv, vec2 size, float depth, float seed)
{
  float f = fadeFor(min(size.x, size.y), uv);
  vec2 p = coursed(uv, size);
  float tone = hash2(floor(p) + floor(seed * 97.0));
  s.colour *= 1.0 + (tone - 0.5) * 0.16 * mix(0.35, 1.0, f);
  s.colour *= 0.93 + 0.13 * fractal(uv * 0.8 + seed * 13.0);
  s.colour *= 1.0 - depth * f * joint(p, vec2(0.020 / size.x, 0.020 / size.y));
}

// 青砖: grey bricks with thin pale joints, no two quite alike.
void brick(inout Skin s, vec2 uv, float seed)
{
  vec2 size = vec2(0.24, 0.062);
  float f = fadeFor(size.y, uv), fw = fadeFor(0.5, uv);
  vec2 p = uv / size;
  p.x += 0.5 * mod(floor(p.y), 2.0);
  float tone = hash2(floor(p) + floor(seed * 53.0));
  s.colour *= 1.0 + (tone - 0.5) * 0.26 * f + 0.16 * (fractal(uv * vec2(0.6, 0.9) + seed * 23.0) - 0.5) * fw;
  s.colour = mix(s.colour, s.colour * 1.30 + 0.02, joint(p, vec2(0.030, 0.11)) * f * 0.75);
  s.colour = mix(s.colour, s.colour * vec3(0.72, 0.75, 0.70), smoothstep(0.5, 0.0, uv.y) * 0.6);
}

void modernWall(inout Skin s, vec2 uv, float seed, vec3 view, float above)
{
  float bay = 2.9 + 1.1 * hash1(seed * 71.0), storey = 3.0;
  vec2 cell = vec2(uv.x / bay, uv.y / storey), at = fract(cell), id = floor(cell);
  float f = fadeFor(1.5, uv);
  float wide = 0.30 + 0.16 * hash1(seed * 37.0);
  vec2 q = abs(at - vec2(0.5, 0.55)) - vec2(wide, 0.24);
  float pane = smoothstep(0.02, -0.02, max(q.x, q.y));
  float frame = smoothstep(0.05, 0.03, max(q.x, q.y)) - pane;
  vec3 glass = toLinear(mix(vec3(0.34, 0.40, 0.44), vec3(0.52, 0.58, 0.61), hash2(id + seed * 11.0)));
  glass += 0.10 * skyPlain(normalize(reflect(-view, s.normal) + vec3(0, 0, 0.15)));
  if (uv.y < 0.35 || above < 0.2) pane = 0.0;
  float band = smoothstep(0.965, 0.985, at.y) + smoothstep(0.03, 0.015, at.y);
  s.colour *= 0.95 + 0.08 * fractal(uv * vec2(0.5, 0.15) + seed * 5.0);
  s.colour = mix(s.colour, s.colour * 0.80, band * f * 0.8);
  s.colour = mix(s.colour, s.colour * 0.72, frame * f);
  s.colour = mix(s.colour, glass, pane * f);
  s.colour = mix(s.colour, mix(s.colour, glass, wide * 0.75), 1.0 - f);
  s.gloss = pane * f * 0.5;
}

void meadow(inout Skin s, vec3 wp, float dist)
{
  vec2 p = wp.xy;
  float broad = fractal(p * 0.011), middle = fractal(p * 0.07 + 40.0);
  float near = 1.0 - smoothstep(25.0, 140.0, dist);
  vec3 dry = toLinear(vec3(0.640, 0.640, 0.450)), fresh = toLinear(vec3(0.440, 0.545, 0.330));
  s.colour = mix(s.colour, fresh, smoothstep(0.38, 0.66, broad) * 0.75);
  s.colour = mix(s.colour, dry, smoothstep(0.54, 0.78, middle) * 0.40);
  s.colour *= 0.74 + 0.26 * middle + 0.14 * fractal(p * 0.31);
  float blade = noise(p * 5.0) * 0.5 + noise(p * vec2(19.0, 13.0)) * 0.5;
  s.colour *= 1.0 + near * (blade - 0.5) * 0.42;
  // 油菜花 and clover where the meadow is long.
  float patchy = smoothstep(0.60, 0.70, fractal(p * 0.045 + 7.0));
  vec2 tuft = floor(p * 8.0), beside = fract(p * 8.0) - 0.35 - 0.3 * vec2(hash2(tuft + 3.0), hash2(tuft + 8.0));
  float petal = step(0.80, hash2(tuft)) * smoothstep(0.34, 0.22, length(beside)) * patchy * (1.0 - smoothstep(20.0, 90.0, dist));
  s.colour = mix(s.colour, toLinear(vec3(0.90, 0.84, 0.52)), petal * 0.55);
  s.normal = normalize(s.normal + vec3(noise(p * 1.7) - 0.5, noise(p * 1.7 + 9.0) - 0.5, 0.0) * 0.30 * near);
}

void slabs(inout Skin s, vec2 p, vec2 size, float depth, vec3 wp)
{
  float f = fadeFor(min(size.x, size.y), p);
  vec2 q = p / size;
  q.x += 0.5 * mod(floor(q.y), 2.0);
  float tone = hash2(floor(q));
  s.colour *= 1.0 + (tone - 0.5) * 0.20 * f;
  s.colour *= 0.90 + 0.18 * fractal(p * 0.6);
  float line = joint(q, vec2(0.014 / size.x, 0.014 / size.y));
  s.colour *= 1.0 - depth * f * line;
  s.colour = mix(s.colour, s.colour * vec3(0.80, 0.90, 0.70), f * line * step(0.6, noise(p * 0.9)));
}

Skin dress(int material, vec3 colour, vec3 n, vec3 wp, vec2 uv, float seed, vec3 view, float dist)
{
  Skin s = Skin(colour, n, 0.0, 1.0);
  vec2 level = length(n.xy) > 1e-4 ? normalize(vec2(-n.y, n.x)) : vec2(1.0, 0.0);
  vec3 along = vec3(level, 0.0);
  if (material == 1) limeWall(s, uv, seed, wp);
  else if (material == 2) brick(s, uv, seed);
  else if (material == 3) tileRoof(s, uv, along, seed, false);
  else if (material == 4) tileRoof(s, uv, along, seed, true);
  else if (material == 5) s.colour *= 0.9 + 0.2 * noise(uv * 1.5);
  else if (material == 6) { s.colour *= 0.92 + 0.12 * noise(uv * vec2(3.0, 0.7)); s.gloss = 0.22; }
  else if (material == 7) s.colour *= 0.86 + 0.24 * noise(uv * vec2(9.0, 0.8) + seed * 17.0);
  else if (material == 8) {
    if (n.z > 0.8) slabs(s, wp.xy, vec2(1.1, 0.55), 0.32, wp);
    else coursedStone(s, uv, vec2(1.15, 0.46), 0.36, seed);
  }
  else if (material == 9) coursedStone(s, uv, vec2(1.6, 0.8), 0.10, seed);
  else if (material == 10) meadow(s, wp, dist);
  else if (material == 11) slabs(s, wp.xy, vec2(0.9, 0.9), 0.26, wp);
  else if (material == 12) s.colour *= 0.90 + 0.16 * fractal(wp.xy * 0.21) + 0.06 * (noise(wp.xy * 6.0) - 0.5) * fadeFor(0.3, wp.xy);
  else if (material == 18) modernWall(s, uv, seed, view, 1.0);
  else if (material == 19) s.colour *= 0.88 + 0.20 * fractal(wp.xy * 0.30 + seed * 9.0);
  else if (material == 20) { s.gloss = 0.8; s.colour *= 1.1; }
  else if (material == 21) slabs(s, wp.xy, vec2(0.92, 0.46), 0.42, wp);
  else if (material == 22) s.colour *= 0.82 + 0.34 * fractal(wp.xy * 0.35) + 0.08 * (noise(wp.xy * 3.0) - 0.5);
  else if (material == 17) s.colour *= 0.75 + 0.45 * noise(vec2(atan(n.y, n.x) * 3.0, wp.z * 1.6));
  return s;
}
