/** A fenced block of a Markdown document that a test can run. */
export interface Block {
  /** Document and line, for example 'README.md:12'. */
  readonly where: string;
  readonly language: 'sh' | 'ts';
  readonly code: string;
  /** What it prints, where a ```text block follows with no other block between; trimmed. */
  readonly output: string | undefined;
}

/** The ```sh and ```ts blocks of a document, each with the ```text block that follows it. */
export function fencedBlocks(document: string, text: string): Block[] {
  const fences = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```[ \t]*$/gm)].map((match) => ({
    language: match[1] ?? '',
    code: (match[2] ?? '').trim(),
    line: text.slice(0, match.index).split('\n').length,
  }));
  return fences.flatMap(({ language, code, line }, i) => {
    if (language !== 'sh' && language !== 'ts') return [];
    const next = fences[i + 1];
    const output = next?.language === 'text' ? next.code : undefined;
    return [{ where: `${document}:${line}`, language, code, output }];
  });
}

/** Installing, testing and benchmarking the package from inside its own tests would never end. */
const NOT_HERE = /^(git clone|cd|npm (ci|i|install|test|run)|\.ci\/run)\b/;

/** The commands of an sh block, continuation lines joined, without those that set the package up. */
export function runnableLines(code: string): string[] {
  return code
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim().replace(/^npm ci && /, ''))
    .filter((line) => line !== '' && !line.startsWith('#') && !NOT_HERE.test(line));
}
