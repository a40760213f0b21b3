// The dome: the same sky that mist and water use, with the sun behind its veil.
{
  vec3 d = normalize(relativeVS);
  vec3 c = skyColour(vec3(d.xy, max(d.z, 0.0)));
  float s = max(dot(d, sunDir), 0.0);
  c += sunCol * (0.9 * smoothstep(0.99985, 0.99995, s) + 0.18 * pow(s, 900.0));
  float mixIn = exp(-max(d.z, 0.0) * 26.0);
  c = mix(c, skyPlain(normalize(vec3(d.xy, 0.02))), mixIn);
  fragOutput0 = vec4(toScreen(c) + (dither(gl_FragCoord.xy) - 0.5) / 255.0, 1.0);
}
