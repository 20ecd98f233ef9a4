/**
 * Stack files, each about one behaviour of `docker stack deploy`. `refused` holds words of docker's complaint; without
 * it docker accepts the files.
 */
export interface Case {
  about: string;
  /** One text for each `-c`. */
  files: (string | Uint8Array)[];
  env?: Record<string, string>;
  refused?: string;
}

/** A service `a` with more keys under it, and more sections after it where the text is not indented. */
export function service(more: string): string {
  return `services:\n  a:\n    image: x\n${more}`;
}

/** Text and raw bytes in one file. */
export function bytes(...parts: (string | number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part),
  );
}

/** A file in UTF-16 with its mark. */
export function utf16(text: string, order: "le" | "be"): Uint8Array {
  const units = [...text].flatMap((char) => {
    const code = char.charCodeAt(0);
    return order === "le" ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
  });
  return new Uint8Array([...(order === "le" ? [0xff, 0xfe] : [0xfe, 0xff]), ...units]);
}

/** A service that docker takes. */
export const accepted = (about: string, text: string, env?: Record<string, string>): Case => ({
  about,
  files: [service(text)],
  ...(env && { env }),
});
/** A service that docker refuses with these words. */
export const refused = (about: string, text: string, words: string, env?: Record<string, string>): Case => ({
  about,
  files: [service(text)],
  refused: words,
  ...(env && { env }),
});
/** A whole file. */
export const document = (about: string, text: string | Uint8Array, words?: string): Case => ({
  about,
  files: [text],
  ...(words !== undefined && { refused: words }),
});
