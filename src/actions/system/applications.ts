import { readFile, readdir } from 'node:fs/promises';

/** An application with a window, from its desktop entry (freedesktop.org, Desktop Entry Specification). */
export interface Application {
  /** The entry's file name without `.desktop`, such as `org.gnome.gedit`. */
  readonly id: string;
  readonly name: string;
  /** The command with its field codes, such as `gedit %U`. */
  readonly exec: string;
  readonly terminal: boolean;
}

const FOLDER = '/usr/share/applications';
const SUFFIX = '.desktop';

/** The applications whose entries are in the folder, sorted by id. A folder that is not there holds none. */
export async function listApplications(folder = FOLDER): Promise<readonly Application[]> {
  const files = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    files
      .filter((file) => file.endsWith(SUFFIX))
      .toSorted()
      .map(async (file) =>
        parseEntry(file.slice(0, -SUFFIX.length), await readFile(`${folder}/${file}`, 'utf8')),
      ),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** A desktop entry's application; undefined for one that is hidden or is none. */
export function parseEntry(id: string, text: string): Application | undefined {
  const main = text.split(/^\[(?!Desktop Entry\])/m)[0] ?? '';
  const field = (name: string) => new RegExp(`^${name}\\s*=\\s*(.*)$`, 'm').exec(main)?.[1]?.trim();
  const exec = field('Exec');
  const isShown = field('Hidden') !== 'true' && field('NoDisplay') !== 'true';
  if (exec === undefined || !isShown || field('Type') !== 'Application') return undefined;
  return { id, name: field('Name') ?? id, exec, terminal: field('Terminal') === 'true' };
}

/** The command line of an application with a file or address to open, if it takes one; undefined if it does not. */
export function commandOf({ exec, name }: Application, target: string | undefined): string[] | undefined {
  const words = [...exec.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)].map(
    ([, inner, plain]) => inner?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '',
  );
  const takesTarget = words.some((word) => /^%[fFuU]$/.test(word));
  if (target !== undefined && !takesTarget) return undefined;
  return words.flatMap((word) => {
    if (/^%[fFuU]$/.test(word)) return target === undefined ? [] : [target];
    if (word === '%c') return [name];
    return /^%[a-zA-Z]$/.test(word) ? [] : [word.replaceAll('%%', '%')];
  });
}
