// Cells of a result on the ground: each in its colour, whole; what stands there throws its shadow on them.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest) discard;
  vec4 drawn = texture(picture, surfaceVS.xy);
  if (drawn.a < 0.5) discard;
  vec3 n = normalize(facingVS);
  if (n.z < 0.0) n = -n;
  float sun = max(dot(n, sunDir), 0.0);
  sun *= shadow(wp, n);
  // The pattern is in the steps of 16 by which the cell is less than solid.
  float ink = pattern(int((1.0 - drawn.a) * 255.0 / 16.0 + 0.5), wp.xy, length(relativeVS));
  vec3 c = mix(drawn.rgb, vec3(0.98, 0.96, 0.93), 0.42 * ink);
  fragOutput0 = vec4(signal(c, 0.84 + 0.20 * sun, wp), opacityUniform);
}
