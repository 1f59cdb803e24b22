/** The customer file on the wire: request schemas, answer schemas and how records become answers. */
import { z } from 'zod';
import { canShape, idOrNull, idText, named, namedShape } from '../platform/wire.ts';
import { parseId } from '../core/ids.ts';
import type { ContactChange, NewContact } from './contact.rules.ts';
import type { ContactRecord } from './contact.store.ts';
import {
  CONTACT_ROLES,
  CUSTOMER_TYPES,
  ENTERPRISE_SIZES,
  type CustomerChange,
  type NewCustomer,
} from './customer.rules.ts';
import type { CustomerRecord } from './customer.store.ts';
import type { AbsorbedCustomer } from './merge.store.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const optionalText = (max: number) => z.string().trim().max(max).nullable().optional();
const optionalId = idText.nullable().optional();

const customerFields = {
  customer_no: text(64).optional(),
  legal_name: text(300),
  short_name: optionalText(100),
  tax_id: optionalText(40),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  customer_type: z.enum(CUSTOMER_TYPES).optional(),
  enterprise_size: z.enum(ENTERPRISE_SIZES).nullable().optional(),
  parent_id: optionalId,
  sales_owner_id: optionalId,
  finance_owner_id: optionalId,
  team_id: optionalId,
  tags: z.array(text(40)).max(20).optional(),
  payment_term_days: z.number().int().min(0).max(3650).nullable().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable()
    .optional(),
  address: optionalText(500),
  phone: optionalText(60),
  note: optionalText(2000),
};
export const newCustomerBody = z.strictObject(customerFields);
export const customerChangeBody = z.strictObject({
  ...customerFields,
  legal_name: text(300).optional(),
  version: z.number().int().positive(),
});

const idOrKeep = (id: string | null | undefined) => (id === undefined ? undefined : idOrNull(id));

const customerFromWire = (body: Omit<z.output<typeof customerChangeBody>, 'version'>): CustomerChange => ({
  customerNo: body.customer_no,
  legalName: body.legal_name,
  shortName: body.short_name,
  taxId: body.tax_id,
  country: body.country,
  customerType: body.customer_type,
  enterpriseSize: body.enterprise_size,
  parentId: idOrKeep(body.parent_id),
  salesOwnerId: idOrKeep(body.sales_owner_id),
  financeOwnerId: idOrKeep(body.finance_owner_id),
  teamId: idOrKeep(body.team_id),
  tags: body.tags,
  paymentTermDays: body.payment_term_days,
  currency: body.currency,
  address: body.address,
  phone: body.phone,
  note: body.note,
});
export const newCustomerFromWire = (body: z.output<typeof newCustomerBody>): NewCustomer => ({
  ...customerFromWire(body),
  legalName: body.legal_name,
});
export const customerChangeFromWire = ({ version: _, ...body }: z.output<typeof customerChangeBody>): CustomerChange =>
  customerFromWire(body);

const contactFields = {
  name: text(200),
  title: optionalText(100),
  roles: z.array(z.enum(CONTACT_ROLES)).max(12).optional(),
  email: z.email().max(254).nullable().optional(),
  phone: optionalText(60),
  mobile: optionalText(60),
  wechat: optionalText(60),
  language: z.enum(['zh-CN', 'zh-TW', 'en']).nullable().optional(),
  is_primary: z.boolean().optional(),
  note: optionalText(2000),
};
export const newContactBody = z.strictObject(contactFields);
export const contactChangeBody = z.strictObject({
  ...contactFields,
  name: text(200).optional(),
  version: z.number().int().positive(),
});

export const contactChangeFromWire = (body: Omit<z.output<typeof contactChangeBody>, 'version'>): ContactChange => ({
  name: body.name,
  title: body.title,
  roles: body.roles === undefined ? undefined : [...new Set(body.roles)],
  email: body.email,
  phone: body.phone,
  mobile: body.mobile,
  wechat: body.wechat,
  language: body.language,
  isPrimary: body.is_primary,
  note: body.note,
});
export const newContactFromWire = (customerId: string, body: z.output<typeof newContactBody>): NewContact => ({
  ...contactChangeFromWire(body),
  name: body.name,
  customerId: parseId(customerId),
});

export const contactShape = z.object({
  id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  roles: z.array(z.enum(CONTACT_ROLES)),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  mobile: z.string().nullable(),
  wechat: z.string().nullable(),
  language: z.string().nullable(),
  is_primary: z.boolean(),
  note: z.string().nullable(),
  version: z.number().int(),
});
export const presentContact = (k: ContactRecord): z.input<typeof contactShape> => ({
  ...k,
  id: k.id.toString(),
  customer_id: k.customer_id.toString(),
});

export const customerShape = z.object({
  id: z.string(),
  customer_no: z.string(),
  name: z.string().describe('The short name, else the legal name'),
  legal_name: z.string(),
  short_name: z.string().nullable(),
  customer_type: z.enum(CUSTOMER_TYPES),
  enterprise_size: z.enum(ENTERPRISE_SIZES).nullable(),
  sales_owner: namedShape.nullable(),
  finance_owner: namedShape.nullable(),
  team: namedShape.nullable(),
  tags: z.array(z.string()),
});
export const presentCustomer = (c: CustomerRecord): z.input<typeof customerShape> => ({
  id: c.id.toString(),
  customer_no: c.customer_no,
  name: c.short_name ?? c.legal_name,
  legal_name: c.legal_name,
  short_name: c.short_name,
  customer_type: c.customer_type,
  enterprise_size: c.enterprise_size,
  sales_owner: named(c.sales_owner_id, c.sales_owner_name),
  finance_owner: named(c.finance_owner_id, c.finance_owner_name),
  team: named(c.team_id, c.team_name),
  tags: c.tags,
});

const mergedShape = z.object({
  merge_id: z.string(),
  id: z.string(),
  customer_no: z.string(),
  legal_name: z.string(),
  merged_at: z.string(),
});

export const customerFileShape = customerShape.extend({
  tax_id: z.string().nullable(),
  country: z.string(),
  parent: namedShape.nullable(),
  payment_term_days: z.number().int().nullable(),
  currency: z.string().nullable(),
  address: z.string().nullable(),
  phone: z.string().nullable(),
  note: z.string().nullable(),
  merged_into: namedShape.nullable(),
  merged_from: z.array(mergedShape),
  archived: z.boolean(),
  created_at: z.string(),
  version: z.number().int(),
  contacts: z.array(contactShape),
  can: canShape,
});

export interface CustomerFile {
  readonly customer: CustomerRecord;
  readonly contacts: readonly ContactRecord[];
  readonly mergedFrom: readonly AbsorbedCustomer[];
  readonly can: Record<string, true | string>;
}
export const presentCustomerFile = ({
  customer: c,
  contacts,
  mergedFrom,
  can,
}: CustomerFile): z.input<typeof customerFileShape> => ({
  ...presentCustomer(c),
  tax_id: c.tax_id,
  country: c.country,
  parent: named(c.parent_id, c.parent_name),
  payment_term_days: c.payment_term_days,
  currency: c.currency,
  address: c.address,
  phone: c.phone,
  note: c.note,
  merged_into: named(c.merged_into_id, c.merged_into_name),
  archived: c.archived_at !== null,
  merged_from: mergedFrom.map((m) => ({
    ...m,
    merge_id: m.merge_id.toString(),
    id: m.id.toString(),
    merged_at: m.merged_at.toISOString(),
  })),
  created_at: c.created_at.toISOString(),
  version: c.version,
  contacts: contacts.map(presentContact),
  can,
});
