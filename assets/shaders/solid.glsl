// Everything solid and matt: walls, roofs, ground, stone, wood.
{
  vec3 wp = relativeVS + camPos;
  if (wp.z < lowest) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
#ifdef SMOOTH
  vec3 n = normalize(facingVS);
#else
  vec3 n = normalize(cross(dFdx(relativeVS), dFdy(relativeVS)));
#endif
  if (dot(n, view) < 0.0) n = -n;
  int material = int(surfaceVS.z + 0.5);
#if !defined(PICTURE) && !defined(DRAPED) && !defined(PAPER)
  // Cut open, a body shows its far sides from within: drawn flat, they read as the face of the cut.
  if (cutting > 0 && !gl_FrontFacing) {
    bool earth = material == 10 || material == 11 || material == 12 || material == 21 || material == 22;
    vec3 filled = toLinear(earth ? vec3(0.62, 0.54, 0.44) : vec3(0.36, 0.39, 0.41));
    fragOutput0 = vec4(toScreen(misted(filled, wp)), opacityUniform);
    return;
  }
#endif
  vec2 uv = surfaceVS.xy;
  float seed = abs(surfaceVS.w);
  if (surfaceVS.w < 0.0) {
    // Along the nearer axis: a direction taken from the normal would swing with every bend of a bank.
    float across = abs(n.x) > abs(n.y) ? wp.y : wp.x;
    uv = abs(n.z) > 0.98 ? wp.xy : vec2(across, (wp.z - 5.0) / max(sqrt(1.0 - n.z * n.z), 0.2));
  }
  vec3 colour = toLinear(vertexColorVSOutput.rgb);
#if defined(DRAPED) || defined(PICTURE)
  vec4 drawn = texture(picture, surfaceVS.xy);
  if (drawn.a < 0.5) discard;  // leaves and railings are cut out of their picture
  colour = toLinear(drawn.rgb);
#endif
  Skin s = dress(material, colour, n, wp, uv, seed, view, dist);
  float facing = max(dot(n, sunDir), 0.0);
  float relief = max(dot(s.normal, sunDir), 0.0);
  float sun = facing > 0.0 ? relief * shadow(wp, n) : 0.0;
#ifdef PICTURE
  sun = mix(0.7, sun, 0.55);  // a photograph brings light and shadow of its own
#endif
  float open = openness(wp + n * 0.4);
  vec3 light = daylight(wp, s.normal, sun, open);
  vec3 c = s.colour * light * s.bright;
  if (s.gloss > 0.0) {
    vec3 h = normalize(view + sunDir);
    float rim = 0.04 + 0.5 * pow(1.0 - max(dot(s.normal, view), 0.0), 5.0);
    c += s.gloss * (sunCol * sun * pow(max(dot(s.normal, h), 0.0), 48.0) * 0.30 + skyPlain(reflect(-view, s.normal)) * rim * open * 0.55);
  }
  c = misted(c, wp);
#ifdef PAPER
  // The sheet is lost in the mist before its edge is seen: there it has the colour of the dome behind it.
  c = mix(c, skyPlain(normalize(vec3(-view.xy, max(-view.z, 0.0) + 0.02))), smoothstep(0.2, 1.0, length(uv)));
#endif
  c = toScreen(c);
#ifdef PAPER
  c += (dither(gl_FragCoord.xy) - 0.5) / 255.0;  // as the dome has it: no rings where it grows paler
#endif
  fragOutput0 = vec4(c, opacityUniform);
}
