declare module 'fft.js' {
  export default class FFT {
    constructor(size: number);
    readonly size: number;
    realTransform(out: Float64Array, data: Float64Array): void;
    completeSpectrum(spectrum: Float64Array): void;
    inverseTransform(out: Float64Array, spectrum: Float64Array): void;
  }
}
