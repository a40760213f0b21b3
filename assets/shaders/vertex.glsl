// Hands the fragment its place relative to the eye (float32 stays fine), its material and, if smooth, its normal.
{
  relativeVS = (place * vertexMC).xyz - eye;
  surfaceVS = surfaceMC;
#ifdef SMOOTH
  facingVS = mat3(place) * facingMC;
#endif
}
