/** OpenAPI 3.1 from the route declarations. */
import { z } from 'zod';
import { PUBLIC } from '../access/permission.rules.ts';
import type { Route } from '../platform/route.ts';
import { problemSchema } from './problem.ts';

type JsonSchema = Record<string, unknown>;

/** Dates and transforms are described by what is on the wire: the input of a request, the output of an answer. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  }) as JsonSchema;
  return rest;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

function parametersOf(schema: z.ZodType, place: 'query' | 'path'): JsonSchema[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as ObjectSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

const pathParameters = (path: string): JsonSchema[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));

const COMMON: JsonSchema[] = [
  {
    name: 'as_of',
    in: 'query',
    required: false,
    schema: { type: 'string', format: 'date' },
    description: 'The day the answer is for; today when absent.',
  },
];
const FOR_CHANGES: JsonSchema[] = [
  {
    name: 'dry_run',
    in: 'query',
    required: false,
    schema: { type: 'string', enum: ['true', 'false'] },
    description: 'Answers as if it were done, and changes nothing.',
  },
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength: 200 },
    description: 'The same key with the same request is done once and answered alike.',
  },
];

const UPLOAD = { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] };

function bodyOf(route: Route): JsonSchema {
  if (route.upload === true)
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema: UPLOAD } } } };
  if (route.body === undefined) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
  };
}

function answerOf(route: Route): JsonSchema {
  if (route.response === 'file')
    return {
      200: {
        description: 'The file',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    };
  const schema = jsonSchema(route.response, 'output');
  return { [route.status ?? 200]: { description: 'Done', content: { 'application/json': { schema } } } };
}

function operationOf(route: Route): JsonSchema {
  const parameters = [
    ...(route.params === undefined ? pathParameters(route.path) : parametersOf(route.params, 'path')),
    ...(route.query === undefined ? [] : parametersOf(route.query, 'query')),
    ...COMMON,
    ...(route.method === 'GET' ? [] : FOR_CHANGES),
  ];
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[/:.-]+(\w)/g, (_, c: string) => c.toUpperCase()).replaceAll(/\W/g, '')}`,
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? ''],
    'x-permission': route.permission,
    'x-scope': route.scope,
    ...(route.permission === PUBLIC ? { security: [] } : {}),
    parameters,
    ...bodyOf(route),
    responses: { ...answerOf(route), default: { $ref: '#/components/responses/Problem' } },
  };
}

export function openApiOf(routes: readonly Route[]): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Huikuan',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Amounts are decimal strings with a currency, days are YYYY-MM-DD, ids are decimal strings. Errors are problem+json with a code.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, hk_…' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'huikuan',
          description: 'A signed-in browser; changes also need the header x-csrf-token.',
        },
      },
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      responses: {
        Problem: {
          description: 'Refused or failed',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}
