// Still water in the morning: body colour, Fresnel, the banks upside down, slow calm patches among light ripples.
// Uniforms: as in waters; floodBox (west, south, 1/width, 1/height) and the map floodMask: where a flood has this
// water among its own, it is drawn as part of that, at the level it has there.
{
  vec3 wp = relativeVS + camPos;
  vec2 flooded = (wp.xy - floodBox.xy) * floodBox.zw;
  if (floodBox.z > 0.0 && all(greaterThan(flooded, vec2(0.0))) && all(lessThan(flooded, vec2(1.0)))
      && texture(floodMask, flooded).r > 0.5) discard;
  float dist = length(relativeVS);
  vec3 view = -relativeVS / max(dist, 1e-3);
  vec3 ripple = ripples(wp.xy, dist);
  float calm = ripple.z;
  vec3 n = normalize(vec3(ripple.xy, 1.0));
  float fresnel = fresnelOf(n, view);
  vec3 r = reflect(-view, n);
  r.z = abs(r.z);
  vec3 seen = mirroredAt(wp, n, r, dist);
  vec3 body = toLinear(vertexColorVSOutput.rgb);
  float open = openness(wp + vec3(0, 0, 0.3)), sun = shadow(wp, vec3(0, 0, 1));
  body *= daylight(wp, vec3(0, 0, 1), 0.35 * sunDir.z * sun, mix(open, 1.0, 0.4)) * 0.80;
  vec3 c = mix(body, seen * vec3(0.965, 0.985, 0.985), fresnel);
  // A breath of wind: the paler lanes between calm patches.
  c = mix(c, c * 1.05 + 0.015, (1.0 - calm) * smoothstep(60.0, 300.0, dist) * 0.5);
  c += sunCol * sun * pow(max(dot(r, sunDir), 0.0), 260.0) * 0.8;
  fragOutput0 = vec4(toScreen(misted(c, wp)), opacityUniform);
}
