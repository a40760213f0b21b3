/* The city in the graphics card: what all schemes share, and what each shows besides. z points up. */
"use strict";

const City = (() => {
  const scene = new THREE.Scene();
  const own = new Map();     // scheme key to the group of what it alone shows
  const waters = [];         // middle and level of each piece of water
  const loader = new THREE.GLTFLoader();

  const sky = new THREE.Mesh(new THREE.SphereGeometry(12000, 48, 32), Programs("sky"));
  sky.frustumCulled = false;
  sky.renderOrder = 1;       // behind all, so that what stands before it is not drawn twice
  sky.userData = { kind: "sky" };
  scene.add(sky);

  /* Unpack the scenes one after the other; the city is there once this is done. */
  async function load() {
    if (REVIEW.shared) scene.add(await read(REVIEW.shared));
    for (const scheme of REVIEW.schemes) {
      const group = scheme.file ? await read(scheme.file) : new THREE.Group();
      own.set(scheme.key, group);
      scene.add(group);
    }
  }

  async function read(name) {
    const model = await new Promise(async (done, failed) => loader.parse(await unpacked(name), "", done, failed));
    const root = new THREE.Group();
    root.rotation.x = Math.PI / 2;    // glTF has y up
    root.add(model.scene);
    const copied = [];
    model.scene.traverse((node) => {
      if (node.isInstancedMesh) copied.push(node);
      else if (node.isMesh) node.userData = { kind: node.parent && node.parent.name === "water" ? "water" : "solid" };
    });
    for (const node of copied) await Copies.spread(node, model.parser);
    root.updateMatrixWorld(true);
    root.traverse((node) => {
      if (!node.isMesh) return;
      node.material = Programs(node.userData.kind, node.userData.tinted);
      node.matrixAutoUpdate = false;
      if (node.userData.kind === "water") noteWater(node);
    });
    return root;
  }

  function noteWater(node) {
    const box = new THREE.Box3().setFromObject(node);
    waters.push({ middle: box.getCenter(new THREE.Vector3()), level: box.max.z });
  }

  /* Show the city with one scheme. */
  function show(key) {
    for (const [scheme, group] of own) group.visible = scheme === key;
  }

  /* The level of the water that is nearest to a place, null without any. */
  function waterLevel(at) {
    const nearest = waters.reduce((best, one) => {
      const distance = Math.hypot(one.middle.x - at.x, one.middle.y - at.y);
      return best === null || distance < best.distance ? { distance, level: one.level } : best;
    }, null);
    return nearest === null ? null : nearest.level;
  }

  /* Draw with other materials, or without some kinds of things, and put all back. */
  function dressed({ depth = false, without = [] }, draw) {
    const hidden = [];
    scene.traverse((node) => {
      if (!node.isMesh) return;
      const { kind, tinted } = node.userData;
      if (without.includes(kind) && node.visible) { node.visible = false; hidden.push(node); }
      if (depth) node.material = Programs(kind, tinted, true);
    });
    draw();
    hidden.forEach((node) => { node.visible = true; });
    if (depth) scene.traverse((node) => { if (node.isMesh) node.material = Programs(node.userData.kind, node.userData.tinted); });
  }

  return { scene, sky, load, show, waterLevel, dressed };
})();
