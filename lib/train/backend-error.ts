/** A backend of TensorFlow.js that was asked for by name cannot run here. */
export class BackendError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackendError';
  }
}
