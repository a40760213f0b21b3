// Water where it should not be: at its true level, turbid, clear enough in a shallow to show the stones beneath,
// its ripples carried along by the flow. A film of less than 3 cm is no more than a wet ground.
// surface: depth (metres), velocity to east and north (m/s).
{
  vec3 wp = relativeVS + camPos;
  float deep = surfaceVS.x;
  if (wp.z < lowest || deep < 0.002) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec2 flow = surfaceVS.yz;
  float speed = length(flow);
  vec3 ripple = ripples(wp.xy, dist);
  // Two pictures of the same streaks, each carried along for a while and faded out before it is drawn too far.
  if (speed > 0.05 && dist < 160.0) {
    vec2 along = flow / speed, across = vec2(-along.y, along.x);
    for (int k = 0; k < 2; ++k) {
      float phase = fract(tide / 3.0 + 0.5 * float(k)), weight = 1.0 - abs(2.0 * phase - 1.0);
      vec2 p = wp.xy - flow * (phase - 0.5) * 3.0 + 37.0 * float(k);
      vec2 q = vec2(dot(p, along) * 0.8, dot(p, across) * 2.6);
      float here = noise(q), beside = noise(q + vec2(0.0, 0.45));
      ripple.xy += across * (here - beside) * weight * clamp(speed, 0.0, 1.5) * 0.16 * (1.0 - smoothstep(60.0, 160.0, dist));
    }
  }
  vec3 n = normalize(vec3(ripple.xy, 1.0));
  vec3 slope = normalize(cross(dFdx(relativeVS), dFdy(relativeVS)));
  if (slope.z < 0.0) slope = -slope;
  n = normalize(n + vec3(slope.xy / max(slope.z, 0.2), 0.0) * (1.0 - smoothstep(80.0, 300.0, dist)));
  float fresnel = fresnelOf(n, view);
  vec3 r = reflect(-view, n);
  r.z = abs(r.z);
  vec3 seen = mirroredAt(wp, n, r, dist);
  vec3 body = toLinear(vertexColorVSOutput.rgb);
  float open = openness(wp + vec3(0, 0, 0.3)), sun = shadow(wp, vec3(0, 0, 1));
  body *= daylight(wp, vec3(0, 0, 1), 0.35 * sunDir.z * sun, mix(open, 1.0, 0.4)) * 0.95;
  body += sunCol * sun * pow(max(dot(r, sunDir), 0.0), 260.0) * 0.8;
  // What the light loses on its slanting way down and up hides the ground: 1 - exp(-way / 0.22 m).
  float way = deep * (1.0 + 1.0 / max(view.z, 0.25)) * 0.5;
  float hides = 1.0 - exp(-way / 0.22);
  float film = smoothstep(0.012, 0.035, deep);
  float shine = fresnel * film;
  // As light over light: the mirror first, the turbid body beneath it, what lies below through the rest.
  float alpha = shine + (1.0 - shine) * mix(0.10, max(hides, 0.30), film);
  vec3 c = mix(body, seen * vec3(0.965, 0.98, 0.97), shine / max(alpha, 1e-3));
  c = mix(vec3(0.05), c, film);  // a wet ground is a dark ground
  float edge = smoothstep(0.002, 0.008, deep);
  fragOutput0 = vec4(toScreen(misted(c, wp)), alpha * edge * clamp(opacityUniform * 1.02, 0.0, 1.0));
}
