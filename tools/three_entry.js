// What the page for the public needs of three.js; see assets/web/README.md for how it becomes one file.
export {
  BackSide, Box3, BufferGeometry, DoubleSide, GLSL3, Group, InstancedBufferAttribute, InstancedMesh,
  LinearSRGBColorSpace, Matrix4, Mesh, NearestFilter, OrthographicCamera, PerspectiveCamera, Scene, ShaderMaterial,
  SphereGeometry, Vector2, Vector3, Vector4, WebGLRenderer, WebGLRenderTarget,
} from "three";
export { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
