import type { SourceSpec } from './data-spec.js';
import type { Numbers } from './scale.js';
import type { Step } from './steps.js';

/** What happens to each record before it is released, one sentence a step, the clip last. */
export function describeSteps(spec: SourceSpec): readonly string[] {
  const from = spec.public === undefined ? '' : ` of the public set ${spec.public.path}`;
  return [...spec.steps.map((step) => describe(step, from)), describeClip(spec)];
}

function describe(step: Step, from: string): string {
  switch (step.kind) {
    case 'scale':
      return `features multiplied by ${constants(step.by)}`;
    case 'shift':
      return `features shifted by ${constants(step.by)}`;
    case 'contrast':
      return 'each record less the mean of its own features';
    case 'project':
      return `projected to ${step.dimensions} random directions (${step.entries}, seed ${step.seed})`;
    case 'linear':
      return `multiplied by a declared matrix of ${step.matrix.length} rows`;
    case 'centre':
      return `centred at the mean${from}`;
    case 'standardise':
      return `centred and scaled by the mean and standard deviation${from}`;
    case 'pca':
      return `taken to the first ${step.dimensions} principal components${from}`;
  }
}

function constants(numbers: Numbers): string {
  return typeof numbers === 'number' ? String(numbers) : `${numbers.length} declared numbers`;
}

function describeClip({ domain }: SourceSpec): string {
  switch (domain.kind) {
    case 'l2-ball':
      return `each record shrunk to L2 norm ${domain.radius} where longer`;
    case 'l1-ball':
      return `each record shrunk to L1 norm ${domain.radius} where longer`;
    case 'box':
      return `each feature clamped to [${domain.low}, ${domain.high}]`;
    default:
      return 'no clipping rule';
  }
}
