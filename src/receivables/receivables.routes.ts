/** Every route of the ledger. */
import { getAccount, getStatement } from './account.routes.ts';
import { getAging } from './aging.routes.ts';
import { getDocument, getReceivable, getReceivables, postDocuments, reverseDocuments } from './document.routes.ts';
import { getConversion, getRates, putRate } from './rate.routes.ts';
import './receivables.errors.ts';

export const receivablesRoutes = [
  getReceivables,
  getReceivable,
  getDocument,
  postDocuments,
  reverseDocuments,
  getAging,
  getAccount,
  getStatement,
  getRates,
  putRate,
  getConversion,
];
