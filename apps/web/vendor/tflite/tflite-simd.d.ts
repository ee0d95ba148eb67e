/** TensorFlow Lite with one model in it, as Emscripten compiled it. Addresses are bytes into the heap. */
export interface TfLite {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  _getModelBufferMemoryOffset(): number;
  /** 0: loaded. */
  _loadModel(bytes: number): number;
  _getInputMemoryOffset(): number;
  _getInputWidth(): number;
  _getInputHeight(): number;
  _getOutputMemoryOffset(): number;
  /** 0: done. */
  _runInference(): number;
}
export default function createTFLiteSIMDModule(options: { wasmBinary: ArrayBuffer }): Promise<TfLite>;
