/** An element as it was opened: its name and its attributes. */
export interface Opened {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][\w:-]*="[^"<>]*")*)\s*(\/?)>/y;
const ATTRIBUTE = /\s+([a-zA-Z][\w:-]*)="([^"<>]*)"/g;
const TEXT = /(?:[^<>&]|&(?:amp|lt|gt|quot|apos);)+/y;

/**
 * The elements of a document in which every element is closed and every special character of text is written out:
 * a grammar far narrower than that of HTML or XML, so that whatever passes is read alike by every reader.
 * @throws Error that says where it is not so
 */
export function elementsOf(document: string): readonly Opened[] {
  const text = document
    .replace(/^<\?xml [^<>]*\?>\s*/, '')
    .replace(/^<!DOCTYPE html>\s*/, '')
    // style sheets hold no markup; quotes and signs of their own are theirs
    .replace(/<style>[^<&]*<\/style>/, '<style></style>');
  const elements: Opened[] = [];
  const open: string[] = [];
  for (let at = 0; at < text.length; ) {
    TEXT.lastIndex = at;
    TAG.lastIndex = at;
    const content = TEXT.exec(text);
    if (content !== null) {
      if (open.length === 0 && content[0].trim() !== '') throw new Error(`text outside: ${content[0]}`);
      at = TEXT.lastIndex;
      continue;
    }
    const [, closing, name = '', attributes = '', empty] = TAG.exec(text) ?? [];
    if (name === '') throw new Error(`no markup at: ${text.slice(at, at + 80)}`);
    at = TAG.lastIndex;
    if (closing === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes ${last}`);
      continue;
    }
    elements.push({
      name,
      attributes: new Map([...attributes.matchAll(ATTRIBUTE)].map(([, k = '', v = '']) => [k, v])),
    });
    if (empty !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
  return elements;
}
