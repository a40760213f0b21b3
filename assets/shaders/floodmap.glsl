// Water in the colours of a legend: how deep, how fast, how dangerous; as clear towards its edge as it is shallow.
// surface: depth (metres).
{
  vec3 wp = relativeVS + camPos;
  float deep = surfaceVS.x;
  if (wp.z < lowest || deep < 0.004 || vertexColorVSOutput.a < 0.01) discard;
  float edge = smoothstep(0.004, 0.03, deep);
  fragOutput0 = vec4(signal(vertexColorVSOutput.rgb, 0.98, wp), 0.88 * edge * vertexColorVSOutput.a);
}
