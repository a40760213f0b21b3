// Still water in the morning: body colour, Fresnel, the banks upside down, slow calm patches among light ripples.
// Uniforms: mirror (world to the mirrored camera's map), mirrored (0: sky only), tide (seconds).
{
  vec3 wp = relativeVS + camPos;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec2 p = wp.xy + vec2(0.10, 0.05) * tide;
  vec2 w1 = vec2(noise(p * 0.9 + 3.0) - noise(p * 0.9 + vec2(7.3, 1.1)), noise(p * 0.9 + vec2(19.1, 4.0)) - noise(p * 0.9 + vec2(2.2, 31.0)));
  vec2 w2 = vec2(noise(p * vec2(0.22, 0.35)) - 0.5, noise(p * vec2(0.22, 0.35) + 9.7) - 0.5);
  vec2 w3 = vec2(noise(p * 3.7 + tide * 0.3) - 0.5, noise(p * 3.7 + 21.0 - tide * 0.3) - 0.5) * (1.0 - smoothstep(15.0, 70.0, dist));
  float calm = 0.30 + 0.70 * smoothstep(0.42, 0.62, noise(p * 0.018));
  vec3 n = normalize(vec3((w1 * 0.030 + w2 * 0.028 + w3 * 0.018) * calm, 1.0));
  float fresnel = 0.02 + 0.98 * pow(1.0 - max(dot(n, view), 0.0), 4.3);
  fresnel = clamp(fresnel * 1.12 + 0.13, 0.0, 0.94);
  vec3 r = reflect(-view, n);
  r.z = abs(r.z);
  vec3 seen = skyColour(r);
  if (mirrored > 0.5) {
    vec4 q = mirror * vec4(wp + vec3(n.xy * min(1.2 + dist * 0.07, 14.0), 0.0), 1.0);
    vec2 u = q.xy / q.w * 0.5 + 0.5;
    if (q.w > 0.0 && all(greaterThan(u, vec2(0.002))) && all(lessThan(u, vec2(0.998)))) {
      vec3 linear = texture(mirrorMap, u).rgb;
      vec3 back = -log(max(1.0 - pow(linear, vec3(2.2)), 0.02)) / 1.22;
      vec2 m = min(u, 1.0 - u);
      seen = mix(seen, back, smoothstep(0.002, 0.02, min(m.x, m.y)));
    }
  }
  vec3 body = toLinear(vertexColorVSOutput.rgb);
  float open = openness(wp + vec3(0, 0, 0.3)), sun = shadow(wp, vec3(0, 0, 1));
  body *= daylight(wp, vec3(0, 0, 1), 0.35 * sunDir.z * sun, mix(open, 1.0, 0.4)) * 0.80;
  vec3 c = mix(body, seen * vec3(0.965, 0.985, 0.985), fresnel);
  // A breath of wind: the paler lanes between calm patches.
  c = mix(c, c * 1.05 + 0.015, (1.0 - calm) * smoothstep(60.0, 300.0, dist) * 0.5);
  c += sunCol * sun * pow(max(dot(r, sunDir), 0.0), 260.0) * 0.8;
  fragOutput0 = vec4(toScreen(misted(c, wp)), opacityUniform);
}
