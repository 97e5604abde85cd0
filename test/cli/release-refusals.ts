import { join } from 'node:path';

export const RELEASE: readonly string[] = ['release', '--k', '4', '--sigma', '0.4'];

/**
 * Command line -> what the one line of the error must say. The folder holds private.csv and public.csv of 40
 * records with 3 features, ragged.csv, the empty folder refused, and folders named folder.npz and claimed.json.
 */
export function refusals(folder: string): readonly (readonly [string, readonly string[], RegExp])[] {
  const at = (name: string): string => join(folder, name);
  const out = ['--out', at('refused/x.npz')];
  const data = ['--data', at('private.csv')];
  return [
    ['no file to write', [...RELEASE], /--out must be given/],
    [
      'an archive of another name',
      [...RELEASE, '--out', at('refused/x.zip')],
      /--out must be a path that ends in .npz/,
    ],
    ['only an ending', [...RELEASE, '--out', at('refused/.npz')], /--out must be a path that ends in .npz/],
    [
      'no such folder',
      [...RELEASE, '--out', at('none/x.npz')],
      /--out must be a path that can be written, got .* \(ENOENT\)/,
    ],
    ['a folder in its place', [...RELEASE, '--out', at('folder.npz')], /--out must be a path .* \(EISDIR\)/],
    [
      'a folder in place of the claim',
      [...RELEASE, '--out', at('claimed.npz')],
      /--out must be a path .* \(EISDIR\)/,
    ],
    ['no k', ['release', '--sigma', '1', ...out], /--k must be given/],
    ['n', [...RELEASE, ...out, '--n', '40'], /--n must be left out: it is the number of records, got 40/],
    [
      'k above n',
      ['release', '--sigma', '1', '--k', '41', ...data, ...out],
      /--k must be a whole number in \[1, 40\], got 41/,
    ],
    [
      'labels in the record',
      [...RELEASE, ...out, '--labels', 'in-record'],
      /--labels must be noised or exposed/,
    ],
    [
      'no whole epochs',
      [...RELEASE, ...data, ...out, '--design', 'balanced', '--releases', '41'],
      /--releases must be a whole number of balanced epochs of 40/,
    ],
    ['a bare diameter', [...RELEASE, ...out, '--domain', 'l2-diameter:2'], /domain must be a ball or a box/],
    [
      'a box of another dimension',
      [...RELEASE, ...data, ...out, '--domain', 'box:0,1,5'],
      /--domain: the dimension must be 3, the features of a record, got 5/,
    ],
    ['no data', [...RELEASE, ...out, '--data', at('none.csv')], /none.csv/],
    [
      'a label of the embedded set',
      [...RELEASE, ...out, '--data', 'glyphs', '--label', 'digit'],
      /--label must stand with --data FILE, got --label digit and no file/,
    ],
    ['data that is damaged', [...RELEASE, ...out, '--data', at('ragged.csv')], /ragged.csv: .*2.*/],
    [
      'a fitted step without a public set',
      [...RELEASE, ...data, ...out, '--standardise'],
      /standardise must be fitted on a separate public set \(.*private.*\)/,
    ],
    [
      'fitted on the data themselves',
      [...RELEASE, ...data, ...out, '--centre', '--public', at('private.csv')],
      /other records than the private ones/,
    ],
    [
      'a public set without a use',
      [...RELEASE, ...data, ...out, '--public', at('public.csv')],
      /--public must stand with --centre/,
    ],
    [
      'two fitted steps',
      [...RELEASE, ...data, ...out, '--public', at('public.csv'), '--centre', '--pca', '2'],
      /--centre must stand without --pca/,
    ],
    [
      'a projection seed alone',
      [...RELEASE, ...data, ...out, '--projection-seed', '3'],
      /--projection-seed must stand with --project/,
    ],
    ['a format without data', [...RELEASE, ...out, '--format', 'csv'], /--format must stand with --data/],
    [
      'an unknown format',
      [...RELEASE, ...data, ...out, '--format', 'xls'],
      /--format must be one of csv, .*, got xls/,
    ],
    [
      'scales that do not fit',
      [...RELEASE, ...data, ...out, '--scale', '1,2'],
      /--scale must be 3 numbers, one per feature, got 2/,
    ],
    ['one class', [...RELEASE, ...data, ...out, '--classes', 'a'], /--classes must be two or more names/],
    ['two output forms', [...RELEASE, ...out, '--json', '--csv'], /--csv must stand without --json/],
  ];
}
