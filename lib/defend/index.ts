export type { Defence, DefenceShape, Defended, FitOptions, Training } from './defence.js';
