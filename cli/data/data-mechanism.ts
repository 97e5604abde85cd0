import type { Domain, Mixup } from '../../lib/core/mechanism.js';
import type { DomainRecords } from '../../lib/core/records.js';
import { epoch } from '../../lib/plan/widths.js';
import type { Given } from '../command.js';
import type { Described } from '../described.js';
import { readDomain } from '../domain.js';
import type { Io } from '../io.js';
import { readMechanism, readMixup } from '../mechanism.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';

/** Epochs released where --releases is not given. */
const DEFAULT_EPOCHS = 4;

/**
 * The mechanism of a command line that names data. The domain is known before the records are read, as they are
 * clipped into it; n and what follows from it only afterwards.
 */
export interface DataMechanism {
  /** what every record is to be clipped into */
  readonly domain: Domain;
  /** @throws UsageError */
  of(records: Pick<DomainRecords, 'count' | 'domain'>): Promise<Described<Mixup>>;
}

/** From --mechanism FILE.json, whose n must be the records', or from the mixup flags. @throws UsageError */
export async function readDataMechanism(given: Given, io: Io): Promise<DataMechanism> {
  return given.text.mechanism === undefined ? ofFlags(given) : ofFile(given, io);
}

async function ofFile(given: Given, io: Io): Promise<DataMechanism> {
  const described = await readMechanism(given, io);
  const { mechanism, label } = described;
  if (mechanism.kind !== 'mixup')
    throw new UsageError(`${label} must be of kind mixup where data are released, got ${mechanism.kind}`);
  if (mechanism.labels.kind === 'in-record') throw new UsageError(`${label}: labels must be ${LABELS}`);
  if (mechanism.adjacency !== 'replace') throw new UsageError(`${label}: adjacency must be ${ADJACENCY}`);
  return {
    domain: mechanism.domain,
    async of({ count, domain }) {
      if (mechanism.n !== count)
        throw new UsageError(`${label}: n must be the number of records, ${count}, got ${mechanism.n}`);
      return { ...described, mechanism: { ...mechanism, domain } };
    },
  };
}

const LABELS = 'noised or exposed, as they are released beside the features, got in-record';

/** What runs on one set of records takes n from it, and most take T and k/n from n: another n, another mechanism. */
const ADJACENCY =
  'replace where data are given (n, T and the odds of a record follow from how many there are, which add-remove ' +
  'would change and have to hide), got add-remove';

async function ofFlags(given: Given): Promise<DataMechanism> {
  const { text } = given;
  if (text.n !== undefined)
    throw new UsageError(`--n must be left out: it is the number of records, got ${text.n}`);
  if (text.labels === 'in-record') throw new UsageError(`--labels must be ${LABELS}`);
  if (text.adjacency === 'add-remove') throw new UsageError(`--adjacency must be ${ADJACENCY}`);
  for (const flag of ['k', 'sigma'])
    if (!(flag in text))
      throw new UsageError(`--${flag} must be given (or --mechanism FILE.json), got nothing`);
  return {
    domain: await readDomain(text.domain ?? 'l2-ball:1', {}),
    async of({ count, domain }) {
      const k = await readWhole('k', text.k ?? '', 1, count, { n: count });
      const partition = text.design === 'partition';
      const assumed: Record<string, string> = {};
      const defaults: string[] = [];
      const assume = (flag: string, value: string, why = ''): void => {
        assumed[flag] = value;
        defaults.push(`${flag} = ${value}${why}`);
      };
      if (!('domain' in text)) defaults.push('domain = l2-ball:1');
      if (!('releases' in text))
        assume(
          'releases',
          String(DEFAULT_EPOCHS * epoch(partition ? 'partition' : 'subsets', count, k)),
          ` (${DEFAULT_EPOCHS} epochs)`,
        );
      if (!('labels' in text)) assume('labels', 'noised');
      if ((text.labels ?? 'noised') === 'noised' && !('label-sigma' in text))
        assume('label-sigma', text.sigma ?? '', ' (sigma)');
      const whole = { ...assumed, ...text, n: String(count), domain: domainText(domain) };
      const described = await readMixup({ ...given, text: whole });
      return {
        mechanism: { ...described.mechanism, domain },
        defaults: [...described.defaults, ...defaults],
        missing: [...described.missing, ...Object.keys(assumed)],
        label: described.label,
      };
    },
  };
}

/** A domain as the flag would say it, its number of coordinates included. */
function domainText(domain: Domain): string {
  const { kind, dimension } = domain;
  const size = dimension === undefined ? '' : `,${dimension}`;
  switch (kind) {
    case 'box':
      return `box:${domain.low},${domain.high}${size}`;
    case 'l2-ball':
    case 'l1-ball':
      return `${kind}:${domain.radius}${size}`;
    case 'l2-diameter':
    case 'l1-diameter':
      return `${kind}:${domain.diameter}${size}`;
  }
}
