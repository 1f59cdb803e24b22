// Builds dist/web when its sources changed: for tests and deployments.
import { buildWeb, prepare } from './bootstrap.mjs';

prepare();
buildWeb();
