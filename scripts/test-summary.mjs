/**
 * The last line of a check: "N passed, N failed", counted from vitest's own report; a failed step of another kind
 * counts as one failure. Usage: node scripts/test-summary.mjs RESULTS.json [FAILED STEP]…
 */
import { existsSync, readFileSync } from 'node:fs';

const [file, ...failedSteps] = process.argv.slice(2);
const none = { numPassedTests: 0, numFailedTests: 0, numTotalTests: 0, numFailedTestSuites: 0, success: false };
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : none;

const otherSteps = failedSteps.filter((step) => step !== 'tests');
// a file that could not be loaded, or a run that ended without tests, has no failed test to count
const unaccounted =
  report.numFailedTests === 0 && (failedSteps.includes('tests') || report.numPassedTests === 0) ? 1 : 0;
const failed = report.numFailedTests + otherSteps.length + unaccounted;

if (failedSteps.length > 0) process.stdout.write(`\nfailed steps: ${failedSteps.join(', ')}\n`);
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
