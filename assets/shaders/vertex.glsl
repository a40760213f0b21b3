// Hands the fragment its place relative to the eye (float32 stays fine), its material and, if smooth, its normal.
// Its place on the screen follows from there too: reckoned from local metres, depths would be off by centimetres
// at a hundred metres, and stones that lie flush would flicker. `seen` goes from there to the screen.
{
  relativeVS = (place * vertexMC).xyz - eye;
  surfaceVS = surfaceMC;
#ifndef SKY
  gl_Position = seen * vec4(relativeVS, 1.0);
#ifdef NEARER
  // Before what it lies on, however coarsely that is drawn far off: as deep as if it were a little nearer.
  vec4 nearer = seen * vec4(relativeVS * NEARER, 1.0);
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
#endif
#ifdef THROUGH
  gl_Position.z = -0.9999 * gl_Position.w;  // before everything
#endif
#endif
#ifdef SMOOTH
  facingVS = mat3(place) * facingMC;
#endif
}
