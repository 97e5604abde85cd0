import type { Flag } from './command.js';

/** A flag that is followed by a value. */
export const text = (group: string, help: string): Flag => ({ type: 'text', group, help });

/** A flag that stands alone: given or not. */
export const toggle = (group: string, help: string): Flag => ({ type: 'switch', group, help });
