/** People at a customer: one person may play several roles in a payment (R051, glossary 112). */
import type { Id } from '../core/ids.ts';
import type { ContactRole } from './customer.rules.ts';

export interface NewContact {
  readonly customerId: Id;
  readonly name: string;
  readonly title?: string | null | undefined;
  readonly roles?: readonly ContactRole[] | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly mobile?: string | null | undefined;
  readonly wechat?: string | null | undefined;
  readonly language?: 'zh-CN' | 'zh-TW' | 'en' | null | undefined;
  readonly isPrimary?: boolean | undefined;
  readonly note?: string | null | undefined;
  readonly sourceBatchId?: Id | undefined;
}

export type ContactChange = Omit<Partial<NewContact>, 'customerId' | 'sourceBatchId' | 'name'> & {
  readonly name?: string | undefined;
};
