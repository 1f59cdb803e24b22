import { useState } from 'react';
import type { ImportBatch } from '../api/shapes.ts';

/** The step on the screen: columns while they are in question or the person went back to them, else the check. */
export function useImportStep(batch: ImportBatch): [2 | 3, (step: 2 | 3) => void] {
  const [wanted, setWanted] = useState<{ step: 2 | 3; status: string } | null>(null);
  const natural = batch.status === 'READY' || batch.status === 'COMMITTING' ? 3 : 2;
  const step = wanted !== null && wanted.status === batch.status && batch.status === 'READY' ? wanted.step : natural;
  return [step, (next) => setWanted({ step: next, status: batch.status })];
}
