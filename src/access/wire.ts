/** Shapes that the routes of this slice share. */
import { z } from 'zod';
import { isCurrency } from '../core/currency.ts';
import { ROLES } from './permission.rules.ts';

export const languageText = z.enum(['zh-CN', 'zh-TW', 'en']);
export const nameText = z.string().trim().min(1).max(100);
/** One at-sign with something on both sides: whether it exists, only a letter could tell. */
export const emailText = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/);
export const roleText = z.enum(ROLES);
export const passwordText = z.string().max(1000);
export const tokenText = z.string().min(20).max(200);

export const companyInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  language: languageText,
  currency: z.string().refine(isCurrency, { message: 'An ISO 4217 code such as CNY' }),
  time_zone: z.string().max(60),
  country: z.string().regex(/^[A-Z]{2}$/),
});

export const toNewCompany = (c: z.output<typeof companyInput>) => ({
  name: c.name,
  language: c.language,
  currency: c.currency,
  timeZone: c.time_zone,
  country: c.country,
});
