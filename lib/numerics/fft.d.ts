declare module 'fft.js' {
  export default class FFT {
    constructor(size: number);
    readonly size: number;
    realTransform(out: Float64Array, data: Float64Array): void;
  }
}
