/** An optional dependency: it registers the backend 'tensorflow' when it is imported, and nothing else is used. */
declare module '@tensorflow/tfjs-node' {
  export const version: Readonly<Record<string, string>>;
}
