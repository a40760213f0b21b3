// Faces in the colours of a legend: patterned as the legend is, lit a little so that edges read.
// Pattern in surface.z: 0 plain, 1 plain, 2 dotted, 3 hatched, 4 barred.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest || vertexColorVSOutput.a < 0.5) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec3 n = normalize(cross(dFdx(relativeVS), dFdy(relativeVS)));
  if (dot(n, view) < 0.0) n = -n;
  float across = abs(n.x) > abs(n.y) ? wp.y : wp.x;
  vec2 uv = abs(n.z) > 0.7 ? wp.xy : vec2(across, wp.z);
  float ink = pattern(int(surfaceVS.z + 0.5), uv, dist);
  float light = 0.80 + 0.18 * max(dot(n, sunDir), 0.0) + 0.06 * n.z;
  vec3 c = signal(mix(vertexColorVSOutput.rgb, vec3(0.98, 0.96, 0.93), 0.72 * ink), light, wp);
  float rim = pow(1.0 - max(dot(n, view), 0.0), 3.0);
  fragOutput0 = vec4(c, clamp(opacityUniform + (0.20 * ink + 0.15 * rim) * step(opacityUniform, 0.99), 0.0, 1.0));
}
