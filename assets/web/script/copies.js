/* Trees and boats: one shape in many places, by tiles, near shapes near the eye and barrels far away. */
"use strict";

const Copies = (() => {
  const TILE = 400, NEAR = 220, FAR = 1100;
  const tiles = [];
  let winter = false, without = [];

  /* Put the copies of a node, in tiles, in place of it; its z points up in the scene. */
  async function spread(node, parser) {
    const { near, far, bare } = node.userData;
    const mesh = (number) => parser.getDependency("mesh", number);
    const shapes = [await mesh(near), node, await mesh(far)];
    const winter = await Promise.all(bare.map(mesh));
    const tint = node.geometry.getAttribute("_tint") || node.geometry.getAttribute("_TINT");
    const matrix = new THREE.Matrix4(), rows = new Map();
    for (let row = 0; row < node.count; row += 1) {
      node.getMatrixAt(row, matrix);
      const key = `${Math.floor(matrix.elements[12] / TILE)} ${Math.floor(matrix.elements[14] / TILE)}`;
      if (!rows.has(key)) rows.set(key, []);
      rows.get(key).push(row);
    }
    const group = new THREE.Group();
    for (const chosen of rows.values()) group.add(...tile(node, chosen, shapes, winter, tint));
    node.parent.add(group);
    node.removeFromParent();
    return group;
  }

  function tile(node, rows, shapes, winter, tint) {
    const places = new Float32Array(rows.length * 16), tints = new Float32Array(rows.length * 4).fill(1);
    const middle = new THREE.Vector3();
    rows.forEach((row, at) => {
      places.set(node.instanceMatrix.array.subarray(row * 16, row * 16 + 16), at * 16);
      if (tint) for (let band = 0; band < 4; band += 1) tints[at * 4 + band] = tint.getComponent(row, band);
      middle.add(new THREE.Vector3().fromArray(places, at * 16 + 12));
    });
    middle.divideScalar(rows.length);
    const { leafy, layer } = node.userData;
    const copied = (shape) => {
      const geometry = new THREE.BufferGeometry();
      geometry.setIndex(shape.geometry.index);
      for (const name of ["position", "normal", "color", "uv"]) {
        if (shape.geometry.getAttribute(name)) geometry.setAttribute(name, shape.geometry.getAttribute(name));
      }
      if (tint) geometry.setAttribute("tint", new THREE.InstancedBufferAttribute(tints, 4));
      const mesh = new THREE.InstancedMesh(geometry, null, rows.length);
      mesh.instanceMatrix = new THREE.InstancedBufferAttribute(places, 16);
      mesh.userData = { kind: leafy ? "foliage" : "solid", tinted: Boolean(tint) };
      mesh.computeBoundingSphere();
      return mesh;
    };
    const leaf = shapes.map(copied), bare = winter.map(copied);
    tiles.push({ leaf, bare: bare.length ? bare : leaf, layer, middle: new THREE.Vector3(middle.x, -middle.z, middle.y) });
    return [...leaf, ...bare];
  }

  /* Show of every tile the shape for its distance from the eye; for a shadow map never the finest. */
  function choose(eye, coarse = false) {
    for (const { leaf, bare, layer, middle } of tiles) {
      const distance = middle.distanceTo(eye) - TILE / 2;
      const level = distance < NEAR && !coarse ? 0 : distance < FAR ? 1 : 2;
      const shown = without.includes(layer) ? null : (winter ? bare : leaf)[level];
      for (const mesh of new Set([...leaf, ...bare])) mesh.visible = mesh === shown;
    }
  }

  /* Take the leaves and the layers of a stop. `sign` tells one such state from another. */
  function take(stop) {
    winter = stop.bare;
    without = stop.without;
  }

  return { spread, choose, take, sign: () => `${winter} ${without}` };
})();
