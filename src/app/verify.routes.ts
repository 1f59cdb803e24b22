/** POST /verify: the member's company checked row by row. Heads of the audit chain are compared by `huikuan verify`. */
import { z } from 'zod';
import { route } from '../platform/route.ts';
import { verify } from './verify.ts';

const verifyShape = z.object({
  invariants: z.number().int(),
  checks: z.number().int(),
  rows: z.number().int().describe('Rows looked at'),
  violations: z.array(
    z.object({
      invariant: z.string(),
      text: z.string(),
      ids: z.array(z.string()).describe('The first 20'),
      count: z.number().int(),
    }),
  ),
});

export const postVerify = route({
  method: 'POST',
  path: '/verify',
  permission: 'verify.run',
  scope: 'company',
  summary: 'Checks every invariant of the ledger; an empty list of violations is a sound one',
  response: verifyShape,
  handle: async (call) => {
    const report = await verify({ member: call.db, actor: call.actor });
    return { ...report, violations: report.violations.map((v) => ({ ...v, ids: [...v.ids] })) };
  },
});

export const verifyRoutes = [postVerify];
