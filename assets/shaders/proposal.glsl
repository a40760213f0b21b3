// A proposal and its balloon: told apart by pattern as well as by colour.
// Pattern in surface.z: 0 not judged, 1 pass (plain), 2 review (dotted), 3 fail (hatched); +8 on the balloon.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec3 n = normalize(facingVS);
  if (dot(n, view) < 0.0) n = -n;
  int code = int(surfaceVS.z + 0.5), pattern = code % 8;
  bool balloon = code >= 8;
  vec2 uv = surfaceVS.xy;
  vec3 colour = toLinear(vertexColorVSOutput.rgb);
  float ink = 0.0, scale = balloon ? 1.0 : clamp(dist / 260.0, 1.0, 8.0);
  if (pattern == 3) {
    float stripe = abs(fract((uv.x + uv.y) / (balloon ? 2.6 : 4.2 * scale)) - 0.5);
    ink = smoothstep(0.27, 0.23, stripe);
  } else if (pattern == 2) {
    vec2 cell = uv / (balloon ? 2.0 : 3.2 * scale);
    cell.x += 0.5 * mod(floor(cell.y), 2.0);
    ink = smoothstep(0.33, 0.27, length(fract(cell) - 0.5));
  }
  vec3 c = colour;
  float alpha = opacityUniform;
  if (balloon) {
    float gore = 0.5 + 0.5 * cos(uv.x * 3.1415927 * 2.0 / 3.2);
    c *= 0.90 + 0.10 * gore;
    c = mix(c, pattern == 2 ? vec3(0.92, 0.88, 0.78) : vec3(0.93, 0.86, 0.80), ink * (pattern == 3 ? 0.85 : 0.95));
    float sun = max(dot(n, sunDir) * 0.75 + 0.25, 0.0);
    c *= daylight(wp, n, sun * 0.9, 1.0) * 0.92;
    vec3 h = normalize(view + sunDir);
    c += sunCol * 0.35 * pow(max(dot(n, h), 0.0), 60.0) + 0.10 * pow(1.0 - max(dot(n, view), 0.0), 3.0) * skyPlain(n);
    alpha = 1.0;
  } else {
    c = mix(c * 1.15, c * 0.42, ink);
    c *= daylight(wp, n, max(dot(n, sunDir), 0.0) * 0.6 + 0.2, 1.0);
    alpha = clamp(alpha + ink * 0.30 + 0.25 * pow(1.0 - max(dot(n, view), 0.0), 3.0), 0.0, 1.0);
  }
  // A signal must be read through the mist: it fades half as fast as the city.
  c = mix(c, misted(c, wp), 0.55);
  fragOutput0 = vec4(toScreen(c), alpha);
}
