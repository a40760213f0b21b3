// Lines and points in the colours of a legend, as they are. Nothing else that the vertices hand over may be asked
// for: where a driver knows no wide lines, VTK widens them in between, and only its own values pass.
{
  if (vertexColorVSOutput.a < 0.5) discard;
  fragOutput0 = vec4(vertexColorVSOutput.rgb, opacityUniform);
}
