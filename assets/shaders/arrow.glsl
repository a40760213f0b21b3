// Arrows of a flow: ink with a rim of paper, so that they read on any water.
// surface: metres along the arrow from its tail and across it, its length, the spacing of the arrows here.
{
  float u = surfaceVS.x, v = abs(surfaceVS.y), len = surfaceVS.z, size = surfaceVS.w;
  float head = min(0.30 * size, 0.6 * len), wide = 0.13 * size;
  float shaft = max(v - 0.045 * size, max(-u, u - (len - head)));
  float tip = max((v - wide * (len - u) / head) * 0.9, (len - head) - u);
  float d = min(shaft, tip), rim = 0.04 * size, w = max(fwidth(d), 1e-4);
  if (d > rim) discard;
  vec3 c = mix(vec3(0.98, 0.97, 0.94), vec3(0.11, 0.15, 0.19), 1.0 - smoothstep(-0.5 * w, 0.5 * w, d));
  fragOutput0 = vec4(c, opacityUniform);
}
