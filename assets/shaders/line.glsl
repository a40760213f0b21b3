// Lines and points in the colours of a legend, as they are.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest || vertexColorVSOutput.a < 0.5) discard;
  fragOutput0 = vec4(signal(vertexColorVSOutput.rgb, 1.0, wp), opacityUniform);
}
