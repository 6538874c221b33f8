/** Trained models for use without this package: as ONNX, as a TypeScript module, as JSON. */
export { type Exportable, type LayerJson, type ModelJson, toJson } from './json.js'
export { type OnnxOptions, toOnnx } from './onnx.js'
export { toTypeScript } from './typescript.js'
