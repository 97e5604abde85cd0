/** Files, screen and clock as a command sees them: handed in, so that tests need none of them. */
export interface Io {
  /** text of a file, or of standard input for '-'; throws where it cannot be read */
  read(path: string): string;
  /** writes a whole file or nothing */
  write(path: string, text: string): void;
  /** to standard output */
  print(text: string): void;
  /** to standard error */
  warn(text: string): void;
  /** true where standard error is a terminal that a progress line may be drawn on */
  readonly isTTY: boolean;
  /** milliseconds, from any origin */
  now(): number;
}
