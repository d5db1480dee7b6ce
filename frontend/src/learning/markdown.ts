/**
 * The little Markdown that modules are written in, as a tree: paragraphs, headings, lists, quotes, pictures, bold and
 * italic. No HTML is ever taken over, and no address: a picture is one of the house's own, by its name.
 */
export type Inline = { kind: 'text' | 'strong' | 'em'; text: string };

export type BlockNode =
  | { kind: 'paragraph' | 'quote' | 'heading'; words: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'picture'; name: string; alt: string };

const PICTURE = /^!\[([^\]]*)\]\(picture:([a-z]+)\)$/;
const ITEM = /^(?:[-*]|(\d+)\.)\s+(.*)$/;
const HEADING = /^#{1,4}\s+(.*)$/;

export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  for (const piece of text.split(/(\*\*[^*]+\*\*|\*[^*]+\*)/)) {
    if (piece.startsWith('**') && piece.length > 4)
      found.push({ kind: 'strong', text: piece.slice(2, -2) });
    else if (piece.startsWith('*') && piece.length > 2 && !piece.startsWith('**'))
      found.push({ kind: 'em', text: piece.slice(1, -1) });
    else if (piece) found.push({ kind: 'text', text: piece });
  }
  return found;
}

export function parse(source: string): BlockNode[] {
  return source
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .flatMap((chunk) => blocks(chunk.split('\n').map((line) => line.trim())));
}

/** One chunk between empty lines; a list or a heading may follow a line of text without one. */
function blocks(lines: string[]): BlockNode[] {
  const found: BlockNode[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) found.push({ kind: 'paragraph', words: inline(words.join(' ')) });
    words = [];
  };
  for (const line of lines.filter(Boolean)) {
    const last = found.at(-1);
    const picture = PICTURE.exec(line);
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    if (picture) {
      flush();
      found.push({ kind: 'picture', alt: picture[1] ?? '', name: picture[2] ?? '' });
    } else if (heading) {
      flush();
      found.push({ kind: 'heading', words: inline(heading[1] ?? '') });
    } else if (item) {
      flush();
      const ordered = item[1] !== undefined;
      const words_ = inline(item[2] ?? '');
      if (last?.kind === 'list' && last.ordered === ordered && words.length === 0)
        last.items.push(words_);
      else found.push({ kind: 'list', ordered, items: [words_] });
    } else if (line.startsWith('>')) {
      flush();
      const said = inline(line.replace(/^>\s?/, ''));
      if (last?.kind === 'quote') last.words.push({ kind: 'text', text: ' ' }, ...said);
      else found.push({ kind: 'quote', words: said });
    } else if (last?.kind === 'list' && words.length === 0) {
      last.items.at(-1)?.push({ kind: 'text', text: ' ' }, ...inline(line));
    } else words.push(line);
  }
  flush();
  return found;
}

/** What is read aloud: the words, a breath after each piece. */
export function spoken(source: string): string {
  const words = (said: Inline[]) => said.map(({ text }) => text).join('');
  return parse(source)
    .map((node) =>
      node.kind === 'picture'
        ? ''
        : node.kind === 'list'
          ? node.items.map(words).join('. ')
          : words(node.words),
    )
    .filter(Boolean)
    .join('. ');
}
