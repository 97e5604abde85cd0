/** Plans with a name, as plan files say them. */
export const PRESETS = {
  /** a few minutes: what `dpih attack` runs on the bundled glyphs */
  small: `
attacks: [label-flip, badnets, clean-label]
defences: [none, mixup, dp-instahide]
budgets: [1, 1%, 5%]
`,
  /** what the paper and its companions compare */
  full: `
attacks: [label-flip, badnets, blended, clean-label, gradient-matching, bullseye]
defences: [none, mixup, noise, dp-instahide, cutmix, dp-sgd]
budgets: [1, 1%, 5%]
`,
} as const;

export type PresetName = keyof typeof PRESETS;

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
