// A ceiling over the city: translucent, with contour lines and a wide net, so that its height reads.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest || vertexColorVSOutput.a < 0.5) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec3 n = normalize(facingVS);
  if (n.z < 0.0) n = -n;
  float steep = length(n.xy) / max(n.z, 1e-3);
  // Contours every 5 m, the 25 m ones firmer; none on what is level, which would be all line.
  float w = max(fwidth(wp.z), 1e-4), sloped = smoothstep(0.002, 0.006, steep);
  float five = abs(fract(wp.z / 5.0 + 0.5) - 0.5) * 5.0 / w, far = abs(fract(wp.z / 25.0 + 0.5) - 0.5) * 25.0 / w;
  float contour = max((1.0 - smoothstep(0.4, 1.3, five)) * (1.0 - smoothstep(0.10, 0.30, w / 5.0)) * 0.7,
                      (1.0 - smoothstep(0.7, 1.7, far)) * (1.0 - smoothstep(0.10, 0.30, w / 25.0))) * sloped;
  vec2 step = fwidth(wp.xy);
  vec2 near = abs(fract(wp.xy / 20.0 + 0.5) - 0.5) * 20.0 / max(step, vec2(1e-4));
  vec2 wide = abs(fract(wp.xy / 100.0 + 0.5) - 0.5) * 100.0 / max(step, vec2(1e-4));
  float net = max((1.0 - smoothstep(0.3, 1.1, min(near.x, near.y))) * (1.0 - smoothstep(0.04, 0.12, max(step.x, step.y) / 20.0)) * 0.45,
                  (1.0 - smoothstep(0.3, 1.2, min(wide.x, wide.y))) * (1.0 - smoothstep(0.06, 0.16, max(step.x, step.y) / 100.0)) * 0.8);
  float light = 0.84 + 0.20 * max(dot(n, sunDir), 0.0);
  vec3 ink = vec3(0.16, 0.20, 0.26);
  float line = max(contour, 0.5 * net);
  vec3 c = mix(vertexColorVSOutput.rgb, ink, 0.75 * line);
  float rim = pow(1.0 - abs(dot(n, view)), 4.0);
  fragOutput0 = vec4(signal(c, light, wp), clamp(opacityUniform * (0.92 + 0.35 * rim) + 0.32 * line, 0.0, 0.96));
}
