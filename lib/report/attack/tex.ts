/** Characters that mean something to TeX, or that its old fonts have no sign for. */
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "{''}",
  // at the head of a line these would be taken for arguments of the line break before it
  '[': '{[}',
  '*': '{*}',
};

/** Text as TeX prints it: one line, nothing in it is a command. Letters beyond ASCII stay as they are. */
export function escapeTex(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: TeX takes these for errors, or for paragraphs
      .replace(/[\u0000-\u0020\u007f]+/g, ' ')
      .replace(/[\\{}$&#%_^~<>|"[*]/g, (c) => ESCAPED[c] ?? c)
  );
}

/** A coordinate of a plot: six digits, finer than any page. */
export function coordinate(x: number): string {
  if (Number.isNaN(x)) throw new RangeError('a plot must hold no NaN');
  return String(Number(x.toPrecision(6)));
}
