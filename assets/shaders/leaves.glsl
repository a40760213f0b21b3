// Where leaves are: cuts a spray, which is a plain square, into single leaves, and parts crowns into masses.
// It does not know light or distance.

// Whether there is a leaf at a place on a spray (x -1 to 1 across, y -1 at the twig to 1 at the tip), and a
// number of its own for it, 0 to 1. Three layers of cells hold one pointed leaf each, turned anyhow; the
// leaves stop at a ragged round edge.
bool leafAt(vec2 at, float spray, out float own)
{
  own = 0.0;
  if (dot(at, at) > 1.0) return false;
  for (int layer = 0; layer < 3; ++layer) {
    float size = 3.6 + 0.5 * float(layer);
    vec2 p = at * size + vec2(0.37, 0.61) * float(layer) + 11.0 * spray;
    vec2 cell = floor(p), q = p - cell - 0.5;
    own = hash2(cell + 17.0 * float(layer));
    vec2 along = vec2(cos(40.0 * own), sin(40.0 * own)), leaf = vec2(dot(q, along), along.x * q.y - along.y * q.x);
    bool held = length(at - q / size) < 0.62 + 0.36 * own;
    if (held && abs(leaf.y) < 0.28 - 1.0 * leaf.x * leaf.x) return true;
  }
  return false;
}

// Two noises, 0 to 1, for masses of leaves half a metre and a hand wide.
vec2 leafMasses(vec3 wp, float seed)
{
  return vec2(noise(wp.xy * 2.1 + wp.z * vec2(1.7, -1.3) + seed * 19.0),
              noise(vec2(wp.x + wp.z * 1.3, wp.y - wp.z * 1.1) * 5.7 + seed * 7.0));
}
