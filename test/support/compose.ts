import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { parse } from 'yaml';

const at = (file: string) => join(process.cwd(), file);

/** What the tests read of a service in docker/compose.yaml. */
export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly ports?: readonly {
    readonly host_ip: string;
    readonly published: string;
    readonly target: number;
  }[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly read_only: boolean;
  readonly restart: string;
  readonly init?: boolean;
  readonly pull_policy?: string;
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly deploy: {
    readonly resources: { readonly limits: Readonly<Record<'cpus' | 'memory' | 'pids', unknown>> };
  };
}

/** docker/compose.yaml with its anchors merged, its variables as they stand. */
export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export const composeText = (): string => readFileSync(at('docker/compose.yaml'), 'utf8');
export const readCompose = (): Compose => parse(composeText(), { merge: true }) as Compose;

/** One use of a variable: `${NAME:?text}` is required, `${NAME:-default}` is not. */
export interface Variable {
  readonly name: string;
  readonly required: boolean;
  /** The default, or what is said when it is missing. */
  readonly text: string;
}

const VARIABLE = /\$(?:(\$)|\{([A-Z_]+):([?-])([^}]*)\})/g;

/** Every use of a variable in the whole file. */
export function variablesOf(text: string): readonly Variable[] {
  return [...text.matchAll(VARIABLE)]
    .filter((match) => match[1] === undefined)
    .map(([, , name, how, words]) => ({ name: name!, required: how === '?', text: words! }));
}

/**
 * Puts values in as Compose does; empty counts as missing in both forms that the file uses.
 * @throws Error with the file's own text when a required one is missing
 */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    VARIABLE,
    (_all, dollar: string | undefined, name: string, how: string, words: string) => {
      if (dollar !== undefined) return '$';
      const value = values[name] ?? '';
      if (value !== '') return value;
      if (how === '?') throw new Error(`required variable ${name} is missing a value: ${words}`);
      return words;
    },
  );
}

/** Environment of a service's container, without the image's own. */
export function environmentOf(
  service: ComposeService,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment).map(([name, text]) => [name, interpolate(text, values)]),
  );
}

/** One instruction of the Dockerfile; its text with flags, on one line. */
export interface ImageInstruction {
  readonly keyword: string;
  readonly text: string;
}

/** docker/Dockerfile. Environment, user and commands are those of its last stage, which is the image. */
export interface Image {
  readonly instructions: readonly ImageInstruction[];
  readonly last: readonly ImageInstruction[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** Words of the JSON form (`CMD ["node", …]`), with which no shell stands between Docker and the process. */
const words = (text: string): readonly string[] =>
  JSON.parse(/\[.*\]$/.exec(text)?.[0] ?? '[]') as readonly string[];

export function readImage(): Image {
  const dockerfile = DockerfileParser.parse(readFileSync(at('docker/Dockerfile'), 'utf8'));
  const instructions = dockerfile.getInstructions().map((one) => {
    const keyword = one.getKeyword();
    return { keyword, text: one.toString().slice(keyword.length + 1) };
  });
  const last = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'));
  const textOf = (wanted: string) => last.find(({ keyword }) => keyword === wanted)?.text ?? '';
  const environment = dockerfile.getENVs().flatMap((one) => one.getProperties());
  return {
    instructions,
    last,
    environment: Object.fromEntries(environment.map((one) => [one.getName(), one.getValue() ?? ''])),
    user: textOf('USER'),
    command: words(textOf('CMD')),
    healthcheck: words(textOf('HEALTHCHECK')),
  };
}

/** Variables of docker/.env.example: those that must be filled in stand free, the others behind a `#`. */
export function exampleVariables(): {
  required: readonly string[];
  optional: Readonly<Record<string, string>>;
} {
  const text = readFileSync(at('docker/.env.example'), 'utf8');
  const named = [...text.matchAll(/^(#?)([A-Z_]+)=(.*)$/gm)];
  return {
    required: named.filter(([, hash]) => hash === '').map(([, , name]) => name!),
    optional: Object.fromEntries(
      named.filter(([, hash]) => hash === '#').map(([, , name, value]) => [name!, value!]),
    ),
  };
}
