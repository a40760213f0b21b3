/* Where the eye is and what it looks at, and the flight from one stop to the next. */
"use strict";

const Eye = (() => {
  const camera = new THREE.PerspectiveCamera(38, 16 / 9, 0.3, 16000);
  camera.up.set(0, 0, 1);
  const at = new THREE.Vector3(), aim = new THREE.Vector3();
  let angle = 38, flight = null;

  const poseOf = (stop) => ({ eye: new THREE.Vector3().fromArray(stop.eye), aim: new THREE.Vector3().fromArray(stop.target), angle: stop.angle });

  function take(pose) {
    at.copy(pose.eye);
    aim.copy(pose.aim);
    angle = pose.angle;
  }

  /* Set the camera for a picture; a narrow one loses nothing of what was composed. */
  function settle(aspect) {
    const half = Math.tan(angle * Math.PI / 360) * (aspect < 16 / 9 ? Math.min((16 / 9) / Math.max(aspect, 0.9), 1.5) : 1);
    camera.fov = 2 * Math.atan(half) * 180 / Math.PI;
    camera.aspect = aspect;
    camera.near = Math.min(Math.max((Math.abs(at.z - REVIEW.ground) - 10) * 0.04, 0.25), 20);
    camera.updateProjectionMatrix();
    camera.position.copy(at);
    camera.lookAt(aim);
    camera.updateMatrixWorld(true);
  }

  /* Fly to a pose: along an arc that rises with the way, slow at both ends; at once if motion is unwelcome. */
  function fly(pose) {
    const way = at.distanceTo(pose.eye);
    if (calmMotion() || way > 20000) { flight = null; return take(pose); }
    const from = { eye: at.clone(), look: aim.clone().sub(at), angle };
    flight = { from, to: pose, look: pose.aim.clone().sub(pose.eye), lift: Math.min(way * 0.12, 160), began: performance.now(), lasts: Math.min(900 + way * 1.2, 3200) };
  }

  /* Go on with a flight; return whether one is under way. */
  function advance(time) {
    if (!flight) return false;
    const share = Math.min((time - flight.began) / flight.lasts, 1), s = share * share * (3 - 2 * share);
    at.lerpVectors(flight.from.eye, flight.to.eye, s);
    at.z += flight.lift * 4 * s * (1 - s);
    const [a, b] = [flight.from.look, flight.look], length = a.length() + (b.length() - a.length()) * s;
    aim.copy(a).normalize().lerp(b.clone().normalize(), s);
    if (aim.lengthSq() < 1e-4) aim.copy(b).normalize();
    aim.normalize().multiplyScalar(length).add(at);
    angle = flight.from.angle + (flight.to.angle - flight.from.angle) * s;
    if (share < 1) return true;
    take(flight.to);
    flight = null;
    return false;
  }

  /* Turn the head by angles to the right and up, radians. */
  function turn(right, up) {
    const look = aim.clone().sub(at), length = look.length();
    const heading = Math.atan2(look.x, look.y) + right;
    const pitch = Math.min(Math.max(Math.asin(look.z / length) + up, -1.45), 1.45);
    aim.set(Math.sin(heading) * Math.cos(pitch), Math.cos(heading) * Math.cos(pitch), Math.sin(pitch)).multiplyScalar(length).add(at);
    flight = null;
  }

  /* Go ahead, aside and up, metres; never below the ground about which the city stands. */
  function go(ahead, aside, up) {
    const look = aim.clone().sub(at), level = Math.hypot(look.x, look.y) || 1;
    const shift = new THREE.Vector3(
      look.x / level * ahead + look.y / level * aside, look.y / level * ahead - look.x / level * aside, up);
    shift.z = Math.max(shift.z, Math.min(0, REVIEW.ground + 6 - at.z));
    at.add(shift);
    aim.add(shift);
    flight = null;
  }

  const height = () => Math.max(at.z - REVIEW.ground, 2);
  return { camera, at, aim, poseOf, take, settle, fly, advance, turn, go, height };
})();
