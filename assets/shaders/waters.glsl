// What still and moving water share: ripples, and what is seen in them.
// Uniforms: mirror (world to the mirrored camera's map), mirrored (0: sky only), mirrorLevel (of the plane that
// mirrors, metres), tide (seconds).

// Light ripples with slow calm patches; calm comes back in z, 0 where wind breathes on it.
vec3 ripples(vec2 at, float dist)
{
  vec2 p = at + vec2(0.10, 0.05) * tide;
  vec2 w1 = vec2(noise(p * 0.9 + 3.0) - noise(p * 0.9 + vec2(7.3, 1.1)), noise(p * 0.9 + vec2(19.1, 4.0)) - noise(p * 0.9 + vec2(2.2, 31.0)));
  vec2 w2 = vec2(noise(p * vec2(0.22, 0.35)) - 0.5, noise(p * vec2(0.22, 0.35) + 9.7) - 0.5);
  vec2 w3 = vec2(noise(p * 3.7 + tide * 0.3) - 0.5, noise(p * 3.7 + 21.0 - tide * 0.3) - 0.5) * (1.0 - smoothstep(15.0, 70.0, dist));
  float calm = 0.30 + 0.70 * smoothstep(0.42, 0.62, noise(p * 0.018));
  return vec3((w1 * 0.030 + w2 * 0.028 + w3 * 0.018) * calm, calm);
}

float fresnelOf(vec3 n, vec3 view)
{
  float fresnel = 0.02 + 0.98 * pow(1.0 - max(dot(n, view), 0.0), 4.3);
  return clamp(fresnel * 1.12 + 0.13, 0.0, 0.94);
}

// What is seen in the water along r: the banks upside down where the picture of them has them, else the sky.
vec3 mirroredAt(vec3 wp, vec3 n, vec3 r, float dist)
{
  vec3 seen = skyColour(r);
  if (mirrored > 0.5 && abs(wp.z - mirrorLevel) < 0.5) {
    vec4 q = mirror * vec4(wp + vec3(n.xy * min(1.2 + dist * 0.07, 14.0), 0.0), 1.0);
    vec2 u = q.xy / q.w * 0.5 + 0.5;
    if (q.w > 0.0 && all(greaterThan(u, vec2(0.002))) && all(lessThan(u, vec2(0.998)))) {
      vec3 linear = texture(mirrorMap, u).rgb;
      vec3 back = -log(max(1.0 - pow(linear, vec3(2.2)), 0.02)) / 1.22;
      vec2 m = min(u, 1.0 - u);
      seen = mix(seen, back, smoothstep(0.002, 0.02, min(m.x, m.y)));
    }
  }
  return seen;
}
