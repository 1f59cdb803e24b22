/** The API's reader: one page, made at the server from the OpenAPI document; no script, nothing from elsewhere, printable. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly additionalProperties?: Schema | boolean;
}

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly 'x-permission': string;
  readonly 'x-scope': string;
  readonly parameters: readonly { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: Schema }>> }>>;
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const INDENT = '  ';

/** A schema as one would write the type. */
function typeOf(schema: Schema, depth = 0): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((c) => typeOf(c, depth)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((v) => JSON.stringify(v)).join(' | ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any']);
  return types
    .map((type) =>
      type === 'object'
        ? objectType(schema, depth)
        : type === 'array'
          ? `[ ${typeOf(schema.items ?? {}, depth)}, … ]`
          : type,
    )
    .join(' | ');
}

function objectType(schema: Schema, depth: number): string {
  const pad = INDENT.repeat(depth + 1);
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const mark = schema.required?.includes(name) === true ? '' : '?';
    const note = property.description === undefined ? '' : `  // ${property.description}`;
    return `${pad}${name}${mark}: ${typeOf(property, depth + 1)}${note}`;
  });
  if (typeof schema.additionalProperties === 'object')
    lines.push(`${pad}[name]: ${typeOf(schema.additionalProperties, depth + 1)}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${INDENT.repeat(depth)}}`;
}

function contentOf(content: Readonly<Record<string, { schema: Schema }>> | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => (type === 'application/json' ? typeOf(schema) : type))
    .join('\n');
}

const block = (title: string, text: string): string =>
  text === '' ? '' : `<h4>${title}</h4><pre tabindex="0">${escape(text)}</pre>`;

function operationHtml(path: string, method: string, operation: Operation): string {
  const parameters = operation.parameters.map(
    (p) =>
      `${p.name}${p.required ? '' : '?'} (${p.in}): ${typeOf(p.schema)}${p.description === undefined ? '' : `  // ${p.description}`}`,
  );
  const answers = Object.entries(operation.responses).filter(([status]) => status !== 'default');
  const id = `${method}${path.replaceAll(/\W+/g, '-')}`;
  return `<article id="${escape(id)}"><details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code>
    <span>${escape(operation.summary)}</span></summary>
    <p>Needs <code>${escape(operation['x-permission'])}</code>, sees <code>${escape(operation['x-scope'])}</code>.</p>
    ${block('Parameters', parameters.join('\n'))}${block('Request', contentOf(operation.requestBody?.content))}
    ${answers.map(([status, { content }]) => block(`Answer ${status}`, contentOf(content))).join('')}</details></article>`;
}

const STYLE = `
  :root { color-scheme: light dark; --line: light-dark(#d9dde3, #3a3f47); --soft: light-dark(#f4f6f8, #1d2126); }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
  article { border-bottom: 1px solid var(--line); } summary { padding: .5rem 0; cursor: pointer; overflow-wrap: anywhere; }
  summary b { display: inline-block; min-width: 4.5em; font-size: .8em; } summary span { opacity: .8; }
  pre { background: var(--soft); padding: .75rem; overflow-x: auto; font-size: .85em; } h4 { margin: .5rem 0 0; } nav a { margin-right: .75rem; }
  @media print { details > * { display: block; } }`;

export function documentationPage(document: ApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation, tag: operation.tags[0] ?? '' })),
  );
  const tags = [...new Set(operations.map((o) => o.tag))];
  const sections = tags.map(
    (tag) =>
      `<section><h2 id="${escape(tag)}">${escape(tag)}</h2>${operations
        .filter((o) => o.tag === tag)
        .map((o) => operationHtml(o.path, o.method, o.operation))
        .join('')}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>${escape(document.info.title)} API</title><style>${STYLE}</style></head><body><main><h1>${escape(document.info.title)} API</h1>
    <p>${escape(document.info.description)} The same as a document: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
    <p>Sign in with an API key: <code>Authorization: Bearer hk_…</code>. A change may carry an <code>Idempotency-Key</code>; with it, it is done once.
    <code>?dry_run=true</code> answers as if it were done. <code>?as_of=2026-11-24</code> asks about a day.</p>
    <nav>${tags.map((tag) => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join('')}</nav>${sections.join('')}</main></body></html>`;
}
