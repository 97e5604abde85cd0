/** A unit that could not be played; the message names it and ends with the worker's. */
export class GameError extends Error {
  constructor(
    message: string,
    /** name of the error in the worker */
    readonly original = 'Error',
    /** absent where no unit could be played */
    readonly unit?: number,
  ) {
    super(unit === undefined ? message : `unit ${unit}: ${message}`);
    this.name = 'GameError';
  }
}
