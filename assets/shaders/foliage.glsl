// Leaves: sprays cut into single leaves, closed crowns whose rim breaks into leaf edges, willow curtains that
// thin into strands.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec3 n = normalize(facingVS);
  int material = int(surfaceVS.z + 0.5);
  float seed = abs(surfaceVS.w);
  vec3 colour = toLinear(vertexColorVSOutput.rgb) * (material == 16 ? 0.95 : material == 23 ? 1.0 : 0.74);
  float fine = 1.0 - smoothstep(60.0, 420.0, dist);
  if (material == 23) {
    float spray = floor(surfaceVS.y * 0.25 + 0.5), own;
    vec2 at = vec2(surfaceVS.x, surfaceVS.y - 4.0 * spray);
#ifdef DEPTH
    if (!leafAt(at, spray + seed * 50.0, own)) discard;
#else
    // Seen along its edge a flat spray would be a blade.
    if (abs(dot(normalize(cross(dFdx(relativeVS), dFdy(relativeVS))), view)) < 0.2) discard;
    // Far off a leaf is less than a pixel: gaps close one by one, and the round spray is left.
    bool leaf = leafAt(at, spray + seed * 50.0, own);
    if (!leaf && (length(at) > 0.62 + 0.36 * own || fract(own * 5.0) > smoothstep(90.0, 240.0, dist))) discard;
#endif
    colour *= 0.78 + 0.40 * mix(0.5, own, fine) + 0.16 * at.y;
    n = normalize(n + (vec3(own, fract(own * 7.0), fract(own * 13.0)) - 0.5) * 0.9 * fine);
  } else if (material == 15) {
    float strand = noise(vec2((wp.x * 0.8 + wp.y * 0.6) * 9.0 + seed * 31.0, wp.z * 0.45));
    float strand2 = noise(vec2((wp.x * 0.6 - wp.y * 0.8) * 13.0, wp.z * 0.7 + seed * 5.0));
    if (dist < 420.0 && 0.5 * (strand + strand2) < mix(0.30, 0.50, fine)) discard;
    // Near the eye a strand is a twig with narrow leaves that hang from it, left and right in turn.
    float leaf = fract(surfaceVS.y * 34.0 + (surfaceVS.x < 0.0 ? 0.5 : 0.0));
    if (abs(surfaceVS.x) > 0.16 + 0.95 * leaf + smoothstep(30.0, 80.0, dist)) discard;
    vec2 l = leafMasses(wp, seed);
    colour *= (0.74 + 0.52 * mix(0.5, strand, fine)) * vec3(0.86, 0.94, 0.80);
    n = normalize(n + vec3(l - 0.5, 0.25) * 0.6);
  } else if (material == 14 || material == 16) {
    vec2 l = leafMasses(wp, seed);
    float rim = abs(dot(n, view));
    if (dist < 700.0 && rim < mix(0.60, 0.92, fine) * (0.55 * l.x + 0.45 * mix(0.5, l.y, fine)) * (1.0 - smoothstep(450.0, 700.0, dist))) discard;
    if (dist < 90.0 && l.y * 0.6 + l.x * 0.4 < 0.22 * (1.0 - smoothstep(40.0, 90.0, dist)) * smoothstep(3.0, 9.0, dist)) discard;
    colour *= 0.66 + 0.34 * smoothstep(0.20, 0.75, l.x) + 0.40 * mix(0.5, l.y, fine);
    n = normalize(n + vec3(l - 0.5, 0.5 * (l.x + l.y) - 0.45) * mix(0.6, 1.5, fine));
  }
#ifdef DEPTH
  fragOutput0 = vec4(1.0);
#else
  float sun = shadow(wp, n);
  float facing = dot(n, sunDir);
  // Leaves let a little of the sun through.
  float through = material == 17 ? 0.0 : 0.26 * pow(max(dot(view, -sunDir), 0.0), 3.0) + 0.05;
  float open = mix(openness(wp + vec3(0, 0, 1.0)), 1.0, 0.45);
  vec3 light = daylight(wp, n, sun * max(facing * 0.85 + 0.15, 0.0), open);
  vec3 c = colour * (light + sunCol * sun * through * vec3(0.95, 1.0, 0.55));
  fragOutput0 = vec4(toScreen(misted(c, wp)), opacityUniform);
#endif
}
