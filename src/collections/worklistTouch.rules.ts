/** Which customers' rows must be computed again after events the worklist has not seen. */
import type { Id } from '../core/ids.ts';

export interface Touch {
  readonly command: string;
  readonly customer_id: Id | null;
}

/** Above this many, computing everybody in one pass is cheaper. */
const MANY = 2000;

/** Commands without a customer that change no amount, day, contact or limit. */
const INNOCENT =
  /^(access|platform|collections)\.|^parties\.reassign_|^connectors\.(upload|recognise|choose|check|recheck|cancel)_/;

export function touchedCustomers(touches: readonly Touch[]): 'everybody' | Id[] {
  if (touches.some((touch) => touch.customer_id === null && !INNOCENT.test(touch.command))) return 'everybody';
  const ids = [...new Set(touches.flatMap((touch) => (touch.customer_id === null ? [] : [touch.customer_id])))];
  return ids.length > MANY ? 'everybody' : ids;
}
