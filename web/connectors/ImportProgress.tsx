import { useEffect, useRef, useState } from 'react';
import type { ImportBatch } from '../api/shapes.ts';
import { group } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Card } from '../ui/Page.tsx';
import { Progress } from '../ui/States.tsx';

/** Rows a second, from what was done since this page saw the work begin. */
function useSpeed(done: number, status: string): number | null {
  const start = useRef<{ done: number; at: number; status: string } | null>(null);
  const [speed, setSpeed] = useState<number | null>(null);
  useEffect(() => {
    if (start.current === null || start.current.status !== status || done < start.current.done) {
      start.current = { done, at: performance.now(), status };
      setSpeed(null);
      return;
    }
    const seconds = (performance.now() - start.current.at) / 1000;
    if (seconds > 0.5 && done > start.current.done) setSpeed(Math.round((done - start.current.done) / seconds));
  }, [done, status]);
  return speed;
}

export function ImportProgress({ batch }: { batch: ImportBatch }) {
  const done = batch.progress?.done ?? 0;
  const total = batch.progress?.total ?? 0;
  const speed = useSpeed(done, batch.status);
  const left = speed !== null && speed > 0 ? Math.ceil((total - done) / speed) : null;
  const [told, setTold] = useState('');
  const text =
    total > 0 ? t('import.rowsOf', { done: group(String(done)), total: group(String(total)) }) : t('import.starting');
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(() => {
    const timer = setInterval(() => setTold(latest.current), 5000); // screen readers hear it at most every five seconds
    return () => clearInterval(timer);
  }, []);
  return (
    <Card title={tCode('importStatus', batch.status)}>
      <div className="stack">
        <Progress done={done} total={total} label={tCode('importStatus', batch.status)} />
        <p className="num">
          {text}
          {speed === null ? '' : ` · ${t('import.speed', { count: speed })}`}
          {left === null ? '' : ` · ${t('import.left', { count: left })}`}
        </p>
        <p className="dim">{t('import.mayLeave')}</p>
        <span className="vh" role="status" aria-live="polite">
          {told}
        </span>
      </div>
    </Card>
  );
}
